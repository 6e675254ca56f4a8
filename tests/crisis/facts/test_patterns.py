"""Measures of facts from hand-made records whose answers are plain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analyses.facts.stylised_facts import facts
from sim.crisis.facts import patterns
from sim.crisis.facts.patterns import Record
from sim.crisis.militias import MILITIAS
from sim.crisis.series import KEYS
from tests.conftest import calls
from tests.crisis.worlds import aimed

COLUMNS = ["world", "event", "day", "actor", "act", "cause", "fatalities"]
IRAQ = [one.path for one in MILITIAS.values() if one.theatre == "iraq"]


def by_hand(events: list[tuple], worlds: tuple[int, ...] = (0, 1), **columns: list[float]) -> Record:
    """A record of some worlds; a series is 1 in every month unless changed."""
    never = [-1] * len(worlds)
    told = {"world": list(worlds), "first_death_day": never, "first_force_day": never, "first_direct_day": never}
    table = pd.DataFrame({**told, "day": [730.0] * len(worlds), "force_before_death": [0.0] * len(worlds), **columns})
    log = aimed(pd.DataFrame(events, columns=COLUMNS))
    return Record(table, np.ones((len(KEYS), 24, len(worlds))), log)


def rockets(world: int, *days: int) -> list[tuple]:
    return [(world, n, day, IRAQ[n % 3], "rocket_attack", -1, 0) for n, day in enumerate(days)]


def test_a_count_holds_its_first_day_and_not_its_last():
    one = by_hand(rockets(0, 9, 10, 19, 20))
    assert one.count(one.in_iraq, 10, 20).tolist() == [2, 0]


def test_counts_stand_in_the_order_of_the_worlds_whatever_their_numbers():
    one = by_hand([*rockets(3, 5, 6), *rockets(7, 5)], worlds=(7, 3))
    assert one.count(one.in_iraq, 0, 10).tolist() == [1, 2]


def test_a_quiet_spell_needs_two_attacks_and_lies_in_one_world():
    one = by_hand([*rockets(0, 100), *rockets(1, 10, 60, 90)])
    assert np.isnan(patterns.iraq_gap(one)[0]) and patterns.iraq_gap(one)[1] == 50


def test_a_quiet_spell_that_ends_after_may_2019_does_not_count():
    assert patterns.iraq_gap(by_hand(rockets(0, 10, 30, 500)))[0] == 20


def test_the_first_of_two_answers_to_a_drone_counts():
    events = [
        (0, 0, 100, "iran", "drone_loss", -1, 0),
        (0, 1, 103, "united_states", "sanctions_step", 0, 0),
        (0, 2, 130, "united_states", "sanctions_step", 0, 0),
    ]
    assert patterns.sanctions_after_drone(by_hand(events))[0] == 3


def test_an_answer_in_another_world_or_to_another_act_is_none():
    events = [
        (0, 0, 100, "iran", "drone_loss", -1, 0),
        (0, 1, 103, "united_states", "strike_on_iran", -1, 0),
        (1, 0, 90, "iran", "tanker_seizure", -1, 0),
        (1, 1, 101, "united_states", "strike_on_iran", 0, 0),
    ]
    found = patterns.force_for_drone(by_hand(events))
    assert found[0] == 0 and np.isnan(found[1])


def test_of_three_lost_drones_one_is_answered_and_one_with_a_death_does_not_count():
    lost = [(0, n, 100 + n, "iran", "drone_loss", -1, 0) for n in range(3)]
    answer = (0, 4, 110, "united_states", "strike_on_iran", 1, 0)
    one = by_hand([*lost, (0, 3, 104, "iran", "drone_loss", -1, 1), answer])
    assert patterns.force_for_drone(one)[0] == pytest.approx(1 / 3)


def test_a_strike_on_the_day_of_the_death_follows_it_after_no_days():
    one = by_hand([(0, 0, 50, "united_states", "strike_on_leader", -1, 0)], first_death_day=[50, 50])
    assert patterns.leader_after_death(one)[0] == 0 and np.isnan(patterns.leader_after_death(one)[1])


def yemen(world: int, *rates: int) -> list[tuple]:
    """Fire on the first so many days of each phase."""
    days = [first + n for first, rate in zip(patterns.YEMEN_PHASES, rates, strict=False) for n in range(rate)]
    return [(world, n, day, "proxies.ansar_allah", "cross_border_fire", -1, 0) for n, day in enumerate(days)]


def test_fire_out_of_yemen_that_is_high_low_high_and_stops_changes_three_times_as_observed():
    one = by_hand([*yemen(0, 100, 20, 60, 0), *yemen(1, 10, 60, 90, 8)])
    assert patterns.yemen_phases(one).tolist() == [3, 1]


def salvo(world: int, event: int, day: int, dead: int = 0) -> tuple:
    return (world, event, day, "iran", "open_salvo", -1, dead)


def us(world: int, event: int, day: int, act: str) -> tuple:
    return (world, event, day, "united_states", act, -1, 0)


def test_the_autumns_attacks_are_counted_from_november_to_december_in_worlds_that_live_as_long():
    one = by_hand([*rockets(0, 541, 542, 602, 603), *rockets(1, 560)], day=[730.0, 602.0])
    assert patterns.iraq_autumn(one)[0] == 1 and np.isnan(patterns.iraq_autumn(one)[1])


def test_a_commanders_death_is_answered_by_the_next_salvo_and_not_by_one_before():
    struck = [us(0, 1, 100, "strike_on_leader"), us(1, 0, 50, "strike_on_iran")]
    one = by_hand([salvo(0, 0, 90), *struck, salvo(0, 2, 105)])
    assert patterns.answer_to_commander(one)[0] == 5 and np.isnan(patterns.answer_to_commander(one)[1])


def test_the_dead_of_the_first_open_answer_count_and_those_of_later_ones_do_not():
    one = by_hand([salvo(0, 0, 90, 2), salvo(0, 1, 90, 1), salvo(0, 2, 95, 7)])
    assert patterns.answer_deaths(one)[0] == 3 and np.isnan(patterns.answer_deaths(one)[1])


def test_force_after_an_open_answer_is_counted_for_sixty_days_and_its_own_day_left_out():
    events = [us(0, 0, 100, "strike_on_proxy"), salvo(0, 1, 100), us(0, 2, 160, "strike_on_iran")]
    one = by_hand([*events, us(0, 3, 161, "strike_on_iran"), salvo(1, 0, 100)])
    assert patterns.force_after_answer(one).tolist() == [1, 0]
    short = by_hand([*events, salvo(1, 0, 100)], day=[140.0, 140.0])
    assert patterns.force_after_answer(short)[0] == 1 and np.isnan(patterns.force_after_answer(short)[1])


def test_irans_own_acts_after_its_answer_are_not_the_militias():
    mines = [(0, 9, 110, "iran", "shipping_attack", -1, 0), (0, 10, 191, "iran", "shipping_attack", -1, 0)]
    one = by_hand([salvo(0, 0, 100), *mines, salvo(1, 0, 100), *rockets(1, 101, 130, 160, 161)], day=[190.0, 160.0])
    assert patterns.direct_after_answer(one)[0] == 1 and np.isnan(patterns.direct_after_answer(one)[1])
    assert patterns.iraq_after_answer(one).tolist() == [0, 1.5]


@pytest.mark.parametrize("fact", [one for one in facts() if one.measure], ids=lambda one: one.id)
def test_a_measure_gives_a_number_per_world_even_where_nothing_happens(fact):
    values = getattr(patterns, fact.measure)(by_hand([]))
    assert values.shape == (2,) and values.dtype == float


def busy(worlds: int, each: int = 270) -> Record:
    """Worlds with as many events as in the reference scenario."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "world": np.repeat(np.arange(worlds), each),
            "event": np.tile(np.arange(each), worlds),
            "day": np.sort(rng.integers(0, 730, (worlds, each)), axis=1).ravel(),
            "actor": pd.Categorical(rng.choice([*IRAQ, "proxies.ansar_allah", "united_states", "iran"], worlds * each)),
            "act": pd.Categorical(rng.choice(["rocket_attack", "drone_loss", "sanctions_step"], worlds * each)),
            "cause": rng.integers(-1, each, worlds * each),
            "fatalities": 0,
        }
    )
    empty = by_hand([], worlds=tuple(range(worlds)))
    return Record(empty.worlds, empty.months, aimed(frame))


def test_all_measures_take_hardly_more_calls_for_two_thousand_busy_worlds_than_for_twenty():
    measures = [getattr(patterns, fact.measure) for fact in facts() if fact.measure]
    few, many = busy(20), busy(2000)
    work = calls(lambda: [measure(few) for measure in measures])
    assert calls(lambda: [measure(many) for measure in measures]) < 1.5 * work
