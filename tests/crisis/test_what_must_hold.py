"""What holds whatever the numbers: properties of the rules, over settings drawn from the whole catalogue.

Every model below holds dozens of worlds, each with parameters of its own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.crisis.acts import ACTS
from sim.crisis.model import CrisisModel
from sim.crisis.outcomes import OUTCOMES
from sim.crisis.series import SERIES
from sim.scenario.parts import Cast
from tests.crisis.worlds import (
    CATALOGUE,
    LIVELY,
    MILITIAS,
    Setting,
    drawn_values,
    few,
    happening,
    many_settings,
    members,
    run,
    same,
    same_runs,
    step,
)

WORLDS = 48

#: Nobody falls, folds or agrees: worlds last long enough to show what they do.
ENDLESS = {"iran.fold.rate": 0.0, "iran.collapse.rate": 0.0, "talks.step": 0.0}

#: Everyone who can act does so often, Americans are everywhere, and Washington answers at once.
RESTLESS = {
    **ENDLESS,
    "iran.capability": 1.0,
    "iran.direct.tempo": 0.5,
    "iran.patience.effort": 1.0,
    "iran.effort.base": 1.5,
    "iran.patience.exports": 1.0,
    "proxies.capability": 1.0,
    "proxies.tempo": 0.2,
    "proxies.obedient.tempo": 0.2,
    "theatres.exposure": 1.0,
    "theatres.lethality": 0.3,
    "united_states.force_allowed": 1.0,
    "united_states.force_threshold": 3.0,
    "united_states.attribution.chance": 1.0,
    "united_states.follow_through": 1.0,
}


def of_kind(events: pd.DataFrame, kind: str) -> pd.DataFrame:
    return events[[ACTS[act].kind == kind for act in events["act"]]]


@few(4)
@given(many_settings())
def test_restless_worlds_have_all_that_the_properties_below_forbid(setting: Setting):
    """A property that nothing could break would hold for the wrong reason."""
    lived = run(WORLDS, days=60, **setting.over(WORLDS, RESTLESS))
    by_proxies = of_kind(lived.events, "attack")["actor"].str.startswith("proxies.")
    assert by_proxies.sum() > 100 and (~by_proxies).sum() > 20
    assert lived.block.columns["us_deaths"].sum() > 10
    assert len(of_kind(lived.events, "force")) > 20
    assert (lived.path("exports")[-1] != lived.path("exports")[0]).mean() > 0.8


@few(5)
@given(many_settings())
def test_without_pressure_exports_stay_exactly_at_their_base(setting: Setting):
    """Policy's floor is nought, and Washington answers no act with sanctions."""
    none = {"united_states.pressure": 0.0, "united_states.sanctions.step": 0.0}
    at_base = {"iran.economy.exports": 1.0, "united_states.pressure.added": 0.0}  # also at the start
    what = setting.over(WORLDS, RESTLESS, none | at_base)
    lived = run(WORLDS, days=60, **what)
    base = np.asarray(what["iran.economy.exports.base"], np.float32)
    same(lived.path("exports"), np.broadcast_to(base, (60, WORLDS)))


@few(4)
@given(many_settings())
def test_without_proxies_nobody_attacks_in_their_name(setting: Setting):
    lived = run(WORLDS, days=60, cast=Cast(("proxies",)), **setting.over(WORLDS, RESTLESS, without="proxies."))
    assert set(of_kind(lived.events, "attack")["actor"]) == {"iran"}
    assert not lived.events["actor"].str.startswith("proxies").any()
    assert not (lived.events["act"] == "strike_on_proxy").any()
    assert not lived.block.columns["yemen_acts"].any() and not lived.block.columns["iraq_attacks"].any()


@few(5)
@given(many_settings())
def test_where_nobody_is_exposed_no_american_dies(setting: Setting):
    lived = run(WORLDS, days=60, **setting.over(WORLDS, RESTLESS, {"theatres.exposure": 0.0}))
    assert not lived.block.columns["us_deaths"].any()
    assert (lived.block.columns["first_death_day"] == -1).all()
    assert not lived.events["fatalities"].any()


@few(5)
@given(many_settings())
def test_a_united_states_that_never_uses_force_strikes_nobody(setting: Setting):
    lived = run(WORLDS, days=60, **setting.over(WORLDS, RESTLESS, {"united_states.force_allowed": 0.0}))
    assert of_kind(lived.events, "force").empty and not (lived.events["act"] == "strike_called_off").any()
    assert not lived.block.columns["strikes"].any()
    assert (lived.block.columns["first_force_day"] == -1).all()
    assert not {"war", "limited_force"} & set(lived.outcomes)


@few(3)
@given(many_settings())
def test_force_that_is_forbidden_from_a_day_on_is_not_used_from_that_day_on(setting: Setting):
    what = setting.over(WORLDS, RESTLESS, without="united_states.force_allowed")
    courses = {"united_states.force_allowed": (step(0, 1.0), step(30, 0.0))}
    struck = of_kind(run(WORLDS, days=60, courses=courses, **what).events, "force")["day"]
    assert (struck < 30).any() and not (struck >= 30).any()


@few(5)
@given(many_settings())
def test_those_without_any_capability_attack_nobody(setting: Setting):
    lived = run(WORLDS, days=60, **setting.over(WORLDS, RESTLESS, {"proxies.capability": 0.0, "iran.capability": 0.0}))
    assert of_kind(lived.events, "attack").empty
    assert not lived.block.columns["hostile_acts"].any() and not lived.block.columns["yemen_acts"].any()


@few(4)
@given(many_settings(), st.sampled_from(MILITIAS))
def test_a_militia_without_any_capability_attacks_nobody_while_the_others_do(setting: Setting, militia: str):
    lived = run(WORLDS, days=40, **setting.over(WORLDS, RESTLESS, {f"proxies.{militia}.capability": 0.0}))
    attackers = set(of_kind(lived.events, "attack")["actor"])
    assert {one for one in attackers if one != "iran"} == {f"proxies.{one}" for one in MILITIAS if one != militia}


@few(5)
@given(many_settings(), st.integers(20, 120))
def test_every_world_has_exactly_one_of_seven_outcomes_by_the_horizon(setting: Setting, days: int):
    lived = run(WORLDS, days=days, **setting.over(WORLDS))
    assert not lived.model.running
    codes, day = lived.outcome, lived.day
    shares = np.bincount(codes, minlength=len(OUTCOMES)) / WORLDS
    assert codes.min() >= 0 and shares.size == len(OUTCOMES) == 7
    assert shares.sum() == pytest.approx(1.0)
    at_horizon = np.isin(lived.outcomes, ["open_exchange", "limited_force", "standoff"])
    assert (day[at_horizon] == days).all()
    assert ((day[~at_horizon] >= 0) & (day[~at_horizon] < days)).all()


@few(5)
@given(many_settings())
def test_every_recorded_level_is_a_number_and_every_index_within_its_scale(setting: Setting):
    lived = run(WORLDS, days=100, **setting.over(WORLDS))
    for one in SERIES:
        assert np.isfinite(lived.path(one.key)).all() or one.flow, one.key
    for key, most in (("pressure", 1), ("pain", 1), ("hostility", 1), ("talks", 1), ("belief", 10), ("escalation", 10)):
        assert ((lived.path(key) >= 0.0) & (lived.path(key) <= most)).all(), key
    if not setting.wide:  # at the ends of the bounds an economy may shrink below nothing: a sign of absurd numbers
        for key in ("exports", "output", "currency", "funding"):
            assert (lived.path(key) >= 0.0).all(), key


@few(4)
@given(many_settings())
def test_worlds_with_equal_numbers_and_parameters_are_equal(setting: Setting):
    what = setting.over(16)
    thrice = {path: np.tile(value, 3) if isinstance(value, np.ndarray) else value for path, value in what.items()}
    numbers = np.tile(np.array([5, 900, 17, 3] * 4) + np.repeat(np.arange(4), 4), 3)
    lived = run(numbers, days=90, **thrice)
    first, second, third = (slice(start, start + 16) for start in (0, 16, 32))
    for again in (second, third):
        for name, column in lived.block.columns.items():
            np.testing.assert_array_equal(column[first], column[again], err_msg=name)
        same(lived.block.examples[:, :, first], lived.block.examples[:, :, again])


@few(3)
@given(many_settings())
def test_a_run_repeated_is_the_same_run(setting: Setting):
    same_runs(run(16, days=60, **setting.over(16)), run(16, days=60, **setting.over(16)))


# -- time flows forward -----------------------------------------------------------------------------------------------

NUMBERS = sorted(path for path, one in CATALOGUE.items() if one.choices is None and not one.initial)


@few(6)
@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=12, unique=True),
    st.integers(1, 55),
)
@example(1, ["united_states.pressure", "iran.boldness", "proxies.ansar_allah.tempo"], 1)
def test_a_change_dated_some_day_changes_nothing_before_that_day(seed: int, paths: list[str], day: int):
    luck = np.random.default_rng(seed)
    settings = {member: value for path, value in LIVELY.items() for member in members(path)}
    plain, dated = {}, {}
    for path in paths:
        before = settings.pop(path, CATALOGUE[path].default)
        after = float(drawn_values(CATALOGUE[path], luck, 2, wide=True)[-1])
        plain[path], dated[path] = (step(0, before),), (step(0, before), step(day, after))
    unchanged, changed = (run(12, days=60, courses=courses, **settings) for courses in (plain, dated))
    same(unchanged.block.examples[:, :day], changed.block.examples[:, :day])
    early = [lived.events[lived.events["day"] < day].reset_index(drop=True) for lived in (unchanged, changed)]
    pd.testing.assert_frame_equal(*early)


def test_a_change_that_is_dated_does_change_what_comes_after():
    """Guards the test above: equal paths up to the day would prove nothing if dated changes were ignored."""
    courses = {"united_states.pressure": (step(0, 0.1), step(30, 0.9))}
    plain, changed = (run(12, days=60, courses=kept) for kept in ({"united_states.pressure": (step(0, 0.1),)}, courses))
    before, after = plain.path("exports"), changed.path("exports")
    same(before[:30], after[:30])
    assert (before[40:] > after[40:]).all()


def test_a_change_announced_beforehand_changes_nothing_before_its_announcement():
    announced = {"united_states.pressure": (step(0, 0.1), step(60, 0.9, announced=30))}
    never = {"united_states.pressure": (step(0, 0.1),)}
    plain, changed = (run(12, days=60, courses=kept).path("exports") for kept in (never, announced))
    same(plain[:30], changed[:30])
    assert (changed[59] < plain[59]).all(), "buyers leave before an announced measure bites"


@few(3)
@given(
    st.integers(0, 45),
    st.sampled_from(
        [("iran", "drone_loss"), ("kataib_hezbollah", "rocket_attack"), ("united_states", "strike_on_iran")]
    ),
)
def test_an_act_forced_on_a_day_changes_nothing_before_that_day(day: int, who: tuple[str, str]):
    plain = run(12, days=50, **LIVELY)
    forced = run(12, days=50, events=(happening(*who, day, 6.0),), **LIVELY)
    same(plain.block.examples[:, :day], forced.block.examples[:, :day])
    assert plain.block.examples[:, day].tobytes() != forced.block.examples[:, day].tobytes()


# -- thresholds and force ---------------------------------------------------------------------------------------------


def struck_on(day: int, raised: str, by: float, what: dict, events: tuple) -> np.ndarray:
    """In which worlds Washington uses force on a day, when one of its lines is raised on that very day."""
    before = np.asarray(what[raised])
    after = np.minimum(before + by, CATALOGUE[raised].bounds[1])
    courses = {raised: (step(0, before), step(day, after))}
    others = {path: value for path, value in what.items() if path != raised}
    model = CrisisModel(len(before), rng=11, days=day + 5, events=events, courses=courses, **others)
    while model.day < day:
        model.step()
    earlier = model.united_states.strikes.copy()
    model.step()
    return model.united_states.strikes > earlier


@few(7)
@given(
    many_settings(),
    st.sampled_from(["rocket_attack", "drone_loss"]),
    st.integers(0, 1),
    st.floats(0.05, 4.0),
    st.sampled_from(["united_states.force_threshold", "united_states.fatality_threshold"]),
)
def test_raising_a_line_for_force_turns_no_restraint_into_force_on_that_day(
    setting: Setting, act: str, deaths: int, by: float, path: str
):
    luck, day = np.random.default_rng(3), 20
    ready = {"united_states.attribution.chance": 1.0, "united_states.force_allowed": 1.0}
    what = setting.over(200, ENDLESS, ready, {"united_states.force_threshold": luck.uniform(2.0, 8.0, 200)})
    actor = "iran" if act == "drone_loss" else "kataib_hezbollah"
    asked = tuple(happening(actor, act, when, rung, deaths=deaths) for when, rung in ((day - 8, 5.5), (day - 1, 5.0)))
    low, high = (struck_on(day, path, step, what, asked) for step in (0.0, by))
    assert low.any(), "nobody is struck at all: the comparison would say nothing"
    assert not (high & ~low).any()


def test_a_far_higher_line_does_turn_force_into_restraint():
    what = {"united_states.force_threshold": np.full(100, 5.0)}
    what |= {"united_states.attribution.chance": np.ones(100), "united_states.follow_through": np.ones(100)}
    asked = (happening("kataib_hezbollah", "rocket_attack", 9, 6.0),)
    low, high = (struck_on(10, "united_states.force_threshold", by, what, asked) for by in (0.0, 5.0))
    assert low.sum() > 50 and not high.any()
