"""Measures of what follows a turning point, on events made by hand whose answers are plain."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from sim.crisis.facts import sequences as asked
from sim.crisis.facts.sequences import SEQUENCES, Aftermath, aftermath_of
from sim.crisis.record.deeds import deeds
from sim.crisis.record.joined import RECORD_END
from sim.crisis.record.reading import events

START = date(2018, 5, 8)
DAY = 100
US, IRAN, KATAIB, HOUTHI = "united_states", "iran", "proxies.kataib_hezbollah", "proxies.ansar_allah"


def after(*rows: tuple, worlds: int = 1, grave: float = np.nan) -> Aftermath:
    """Rows of (day after, actor, act), and where it matters target, rung, fatalities, world."""
    usual = ("", "", "", "iraq", 4.0, 0, 0)
    full = [(*row, *usual[len(row) :]) for row in rows]
    table = [(world, DAY + day, actor, act, target, rung, dead) for day, actor, act, target, rung, dead, world in full]
    names = ["world", "day", "actor", "act", "target", "rung", "fatalities"]
    return Aftermath(pd.DataFrame(table, columns=names), np.arange(worlds), DAY, np.full(worlds, grave))


def salvo(day: int, rung: float = 6.0, dead: int = 0) -> tuple:
    return (day, IRAN, "open_salvo", "iraq", rung, dead)


@pytest.mark.parametrize(
    ("rows", "struck"),
    [
        ([], "nobody"),
        ([(2, US, "strike_on_proxy"), (3, US, "strike_on_iran")], "a militia"),
        ([(3, US, "strike_on_proxy"), (2, US, "strike_on_leader")], "a commander"),
        ([(2, US, "strike_on_proxy"), (2, US, "strike_on_iran")], "Iran"),
        ([(0, US, "strike_on_iran"), (8, US, "strike_on_iran")], "nobody"),  # on the day itself, and too late
        ([(7, US, "strike_on_iran"), (1, US, "strike_called_off")], "Iran"),
        ([(1, IRAN, "oil_plant_strike"), (1, KATAIB, "rocket_attack")], "nobody"),
    ],
)
def test_whom_the_first_strike_hits(rows, struck):
    assert asked.WHOM[int(asked.whom(after(*rows), 7)[0])] == struck


@pytest.mark.parametrize(
    ("rows", "done"),
    [
        ([(1, US, "statement"), (1, US, "policy_step"), (1, US, "strike_called_off")], "words or nothing"),
        ([(1, US, "cyber_action")], "measures short of force"),
        ([(7, US, "sanctions_step"), (8, US, "strike_on_proxy")], "measures short of force"),
        ([(1, US, "troops"), (2, US, "strike_on_leader")], "force"),
    ],
)
def test_the_most_that_washington_does(rows, done):
    assert asked.MEASURES[int(asked.measures_taken(after(*rows), 7)[0])] == done


@pytest.mark.parametrize(
    ("rows", "how"),
    [
        ([(1, HOUTHI, "cross_border_fire", "saudi_arabia")], "not at all"),  # a war of its own
        ([(1, IRAN, "shipping_attack", "gulf")], "not at all"),
        ([(11, KATAIB, "rocket_attack"), salvo(11)], "not at all"),
        ([(1, KATAIB, "rocket_attack")], "through militias or crowds"),
        ([(1, "theatres.iraq", "protest")], "through militias or crowds"),
        ([(1, KATAIB, "rocket_attack"), salvo(5)], "openly, announced, nobody killed"),
        ([salvo(5, dead=1)], "openly, otherwise"),
        ([salvo(5, rung=8.0)], "openly, otherwise"),
        ([salvo(5), salvo(9, rung=8.0)], "openly, otherwise"),
    ],
)
def test_how_irans_side_acts(rows, how):
    assert asked.HOW[int(asked.how_answered(after(*rows), 10)[0])] == how


@pytest.mark.parametrize(
    ("rows", "grave", "stops"),
    [
        ([(5, KATAIB, "rocket_attack")], np.nan, "governments stop, militias go on"),
        ([(5, KATAIB, "rocket_attack"), (61, US, "strike_on_iran")], np.nan, "governments stop, militias go on"),
        ([(5, IRAN, "shipping_attack", "gulf"), (5, HOUTHI, "cross_border_fire", "saudi_arabia")], np.nan, "all stop"),
        ([(60, US, "strike_on_proxy")], np.nan, "a government goes on"),
        ([(5, KATAIB, "rocket_attack"), salvo(9)], np.nan, "a government goes on"),
        ([], DAY + 59.0, "a government goes on"),
        ([], DAY + 60.0, "all stop"),
    ],
)
def test_who_stops(rows, grave, stops):
    assert asked.STOPS[int(asked.who_stops(after(*rows, grave=grave), 60)[0])] == stops


def test_a_lull_has_at_most_two_acts_of_irans_own_and_lasts_to_its_end():
    acts = [salvo(1), (2, IRAN, "tanker_seizure", "gulf"), (3, IRAN, "drone_loss", "gulf")]
    attacks = [(2, KATAIB, "rocket_attack"), (2, HOUTHI, "drone_loss", "saudi_arabia")]
    assert asked.lull(after(*acts[:2], *attacks), 120)[0] == 1 and asked.lull(after(*acts), 120)[0] == 0
    assert asked.direct_acts(after(*acts, *attacks), 2)[0] == 2 and asked.direct_acts(after(*acts, *attacks), 3)[0] == 3
    cut = after(*acts[:1], grave=DAY + 30.0)
    assert asked.lull(cut, 120)[0] == 0 and np.isnan(asked.direct_acts(cut, 120)[0])
    assert asked.lull(cut, 30)[0] == 1 and asked.direct_acts(cut, 30)[0] == 1


def test_attacks_in_iraq_are_rockets_by_militias_there():
    rows = [(1, KATAIB, "rocket_attack"), (2, "proxies.lebanese_hezbollah", "rocket_attack", "lebanon"), salvo(3)]
    assert asked.iraq_attacks(after(*rows, (4, KATAIB, "rocket_attack")), 3)[0] == 1


@pytest.mark.parametrize(
    ("measure", "row"),
    [
        (asked.days_to_force, (4, US, "strike_on_proxy")),
        (asked.days_to_sanctions, (4, US, "sanctions_step")),
        (asked.days_to_open_answer, salvo(4)),
    ],
)
def test_days_are_those_to_the_first_and_one_too_many_where_it_does_not_come(measure, row):
    later = (6, *row[1:])
    assert measure(after(later, row, (0, *row[1:])), 7)[0] == 4
    assert measure(after(later), 5)[0] == 6 and measure(after(), 14)[0] == 15


def test_a_siege_is_one_at_an_american_post():
    assert asked.besieged(after((5, "theatres.iraq", "protest")), 5)[0] == 1
    assert asked.besieged(after((6, "theatres.iraq", "protest"), (1, KATAIB, "rocket_attack")), 5)[0] == 0


def test_each_world_answers_for_itself_and_events_of_others_do_not_count():
    rows = [(2, US, "strike_on_proxy", "", 6.0, 0, 1), (1, US, "strike_on_iran", "", 8.0, 0, 7)]
    some = after(*rows, worlds=3)
    assert asked.whom(some, 7).tolist() == [asked.NOBODY, asked.MILITIA, asked.NOBODY]


def test_a_strike_answers_a_protest_when_the_protest_is_its_cause_in_its_own_world():
    rows = [
        (0, 0, "protest", -1, False),
        (0, 1, "strike_on_proxy", 0, False),
        (0, 2, "strike_on_iran", 1, False),
        (1, 0, "rocket_attack", -1, False),
        (1, 1, "strike_on_proxy", 0, False),
        (2, 0, "protest", -1, False),
        (2, 1, "strike_on_proxy", 0, True),
        (2, 2, "statement", 0, False),
    ]
    events = pd.DataFrame(rows, columns=["world", "event", "act", "cause", "forced"])
    assert asked.answering_unrest(events) == (3, 1)


# -- the record --------------------------------------------------------------------------------------------------------


def recorded(sequence) -> dict[str, float]:
    told = aftermath_of(deeds(events()), START, (sequence.day - START).days)
    return {one.key: float(one.ask(told)[0]) for one in sequence.questions}


@pytest.mark.parametrize(
    ("key", "came"),
    [
        ("drone", {"whom": asked.NOBODY, "measures": asked.SHORT_OF_FORCE, "sanctions": 4, "direct": 4, "iraq": 0}),
        (
            "oil_plants",
            {"whom": asked.NOBODY, "measures": asked.SHORT_OF_FORCE, "sanctions": 6, "direct": 0, "iraq": 4},
        ),
        ("kirkuk", {"whom": asked.MILITIA, "when": 2}),
        ("militia_struck", {"how": asked.THROUGH_MILITIAS, "besieged": 1, "whom": asked.COMMANDER, "when": 5}),
        ("commander", {"how": asked.ANNOUNCED, "when": 5, "whom": asked.NOBODY}),
    ],
)
def test_the_record_gives_the_answers_that_are_known_of_it(key, came):
    assert recorded(next(one for one in SEQUENCES if one.key == key)) == came


def test_what_came_is_said_with_its_source_where_the_record_ends_too_soon_and_agrees_with_it_so_far():
    for sequence in SEQUENCES:
        for one in sequence.questions:
            reached = sequence.day + timedelta(days=one.within) <= RECORD_END
            assert (one.came is None) == reached, f"{sequence.key}.{one.key}"
            assert bool(one.source) != reached
            if not reached and not one.unit:
                assert 0 <= one.came < len(one.answers)
    salvo = next(one for one in SEQUENCES if one.key == "salvo")
    assert recorded(salvo)["direct"] <= 1 and recorded(salvo)["iraq"] <= 11 and recorded(salvo)["whom"] == asked.NOBODY


def test_questions_have_answers_or_a_unit_and_keys_of_their_own():
    assert len({one.key for one in SEQUENCES}) == len(SEQUENCES)
    assert [one.day for one in SEQUENCES] == sorted(one.day for one in SEQUENCES)
    for sequence in SEQUENCES:
        assert len({one.key for one in sequence.questions}) == len(sequence.questions)
        assert sequence.days == max(one.within for one in sequence.questions)
        for one in sequence.questions:
            assert bool(one.answers) != bool(one.unit) and (one.aim is None or (0 < one.aim < 1 and one.answers))


def test_the_aims_are_those_that_were_set():
    aims = {(s.key, one.key): one.aim for s in SEQUENCES for one in s.questions if one.aim is not None}
    assert aims == {
        ("kirkuk", "whom"): 0.85,
        ("commander", "how"): 0.4,
        ("salvo", "whom"): 0.6,
        ("salvo", "lull"): 0.25,
    }
