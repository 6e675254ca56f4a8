"""What a page tells of the worlds it draws, held against their logs read a second time, and against shorter runs."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analyses.explain.counterfactual import ends_without
from sim.analyses.hundred.places import SPAN, by_week
from sim.analyses.hundred.so_far import turns
from sim.analyses.hundred.traits import having
from sim.crisis.acts import AMERICAN_FORCE, OPEN_FORCE
from sim.crisis.militias import MILITIAS
from sim.crisis.us_iran import US_IRAN
from sim.engine.scene import Place, Region, Trait
from sim.report.figures.region import drawing
from tests.conftest import ROOT

OUTCOMES = US_IRAN.outcomes
WORLDS = 24
#: Where runs are cut: on the day of an exchange, the day after, and on one when a later exchange has just begun.
CUTS = (451, 452, 585)


def scenario(days: int = 730):
    sets = (f"runs.worlds={WORLDS}", "runs.assumptions.draws=0", f"clock.days={days}")
    return sim.load(ROOT / "scenarios" / "maximum_pressure.yaml", sets=sets)


@pytest.fixture(scope="module")
def results():
    return sim.run(scenario())


@pytest.fixture(scope="module")
def events(results):
    return results.events_of(0)


def ends_of(results) -> dict[int, tuple[str, int]]:
    rows = results.worlds_of(0, ["world", "outcome", "day"])
    return {int(world): (str(end), int(day)) for world, end, day in rows.itertuples(index=False)}


def log(*rows: tuple[int, int, str, str, str], **more: object) -> pd.DataFrame:
    """Events from rows of world, day, actor, act and target, numbered within their worlds."""
    table = pd.DataFrame(rows, columns=["world", "day", "actor", "act", "target"])
    table["event"] = table.groupby("world").cumcount()
    return table.assign(**{"fatalities": 0, "margin": np.nan, "cause": -1, **more})


# ---- traits ----------------------------------------------------------------------------------------------------------


def read_again(title: str, mine: list) -> bool:
    """Whether a world has a trait, by a plain loop over its events in order."""
    force = [one for one in mine if one.actor == "united_states" and one.act in AMERICAN_FORCE]
    causes = {one.event: one.act for one in mine}
    return {
        "An American died": any(one.fatalities >= 1 for one in mine),
        "Washington used force": bool(force),
        "Force began with a rocket": bool(force) and causes.get(force[0].cause) == "rocket_attack",
        "Iran fired openly": any(one.act == "open_salvo" and one.actor == "iran" for one in mine),
        "A strike was called off": any(one.act == "strike_called_off" for one in mine),
        "An embassy was besieged": any(one.act == "protest" for one in mine),
        "Terms met in talks": any(one.act == "message" and one.margin >= 0 for one in mine),
    }[title]


@pytest.fixture(scope="module")
def worlds(events):
    """The rows of each world, in order."""
    rows = events.sort_values(["world", "event"]).itertuples()
    return {world: list(mine) for world, mine in groupby(rows, key=lambda one: one.world)}


@pytest.mark.parametrize("trait", US_IRAN.traits, ids=lambda one: one.title)
def test_a_trait_is_what_a_second_reading_of_the_log_finds(events, worlds, trait):
    wanted = [int(world) for world, mine in worlds.items() if read_again(trait.title, mine)]
    assert having(trait, events).tolist() == wanted


def test_deaths_and_force_are_those_of_the_table_of_worlds(results, events):
    rows = results.worlds_of(0)
    titled = {one.title: one for one in US_IRAN.traits}
    died, force = titled["An American died"], titled["Washington used force"]
    assert having(died, events).tolist() == rows.loc[rows["us_deaths"] > 0, "world"].tolist()
    assert having(force, events).tolist() == rows.loc[rows["first_force_day"] >= 0, "world"].tolist()
    assert 0 < len(having(died, events)) < WORLDS


def test_a_trait_needs_its_act_its_margin_its_dead_and_the_answer_of_its_first_act():
    some = log(
        (1, 5, "iran", "rocket_attack", ""),
        (1, 6, "united_states", "strike_on_iran", ""),
        (2, 5, "iran", "drone_loss", ""),
        (2, 6, "united_states", "strike_on_iran", ""),
        (2, 7, "iran", "rocket_attack", ""),
        (2, 8, "united_states", "strike_on_iran", ""),
        cause=[-1, 0, -1, 0, -1, 2],
        margin=[np.nan, 0.0, np.nan, -0.1, np.nan, -0.2],
        fatalities=[0, 0, 1, 0, 0, 0],
    )
    began = Trait("", ("strike_on_iran",), answers=("rocket_attack",))
    assert having(began, some).tolist() == [1], "the first force of world 2 answered a drone, only its second a rocket"
    assert having(Trait("", ("strike_on_iran",), met=True), some).tolist() == [1]
    assert having(Trait("", ("drone_loss",), deadly=True), some).tolist() == [2]
    assert having(Trait("", ("strike_on_iran",), deadly=True), some).tolist() == []
    assert having(Trait("", ("protest",)), some).tolist() == []


US, IRAN, MILITIA = "united_states", "iran", "proxies.kataib_hezbollah"
BAGHDAD = "theatres.iraq"

#: Worlds made by hand: rows of actor, act, the dead, the margin, and the row that it answers; then what the world has.
TOLD = {
    "only words": (((US, "message", 0, -0.2, -1), (US, "statement", 0, 0.4, -1)), ()),
    "a rocket kills": (((MILITIA, "rocket_attack", 1, 0.1, -1),), ("An American died",)),
    "a rocket kills nobody": (((MILITIA, "rocket_attack", 0, 0.1, -1),), ()),
    "a rocket is answered against a militia": (
        ((MILITIA, "rocket_attack", 0, 0.1, -1), (US, "strike_on_proxy", 0, 0.2, 0)),
        ("Washington used force", "Force began with a rocket"),
    ),
    "a rocket is answered against Iran": (
        ((MILITIA, "rocket_attack", 0, 0.1, -1), (US, "strike_on_iran", 0, 0.2, 0)),
        ("Washington used force", "Force began with a rocket"),
    ),
    "a rocket comes first and is not what is answered": (
        ((MILITIA, "rocket_attack", 0, 0.1, -1), (IRAN, "drone_loss", 0, 0.1, -1), (US, "strike_on_iran", 0, 0.2, 1)),
        ("Washington used force",),
    ),
    "force answers nothing": (((US, "strike_on_iran", 0, 0.2, -1),), ("Washington used force",)),
    "a rocket after other force": (
        (
            (US, "strike_on_iran", 0, 0.2, -1),
            (MILITIA, "rocket_attack", 0, 0.1, -1),
            (US, "strike_on_proxy", 0, 0.2, 1),
        ),
        ("Washington used force",),
    ),
    "a strike is called off": (
        ((IRAN, "drone_loss", 0, 0.1, -1), (US, "strike_called_off", 0, -0.1, 0)),
        ("A strike was called off",),
    ),
    "a salvo misses everybody": (((IRAN, "open_salvo", 0, 0.1, -1),), ("Iran fired openly",)),
    "a salvo kills": (((IRAN, "open_salvo", 3, 0.1, -1),), ("An American died", "Iran fired openly")),
    "a crowd at the gate": (((BAGHDAD, "protest", 0, 0.1, -1),), ("An embassy was besieged",)),
    "terms just met": (((US, "message", 0, 0.0, -1),), ("Terms met in talks",)),
    "terms not met": (((IRAN, "message", 0, -0.01, -1),), ()),
}


@pytest.mark.parametrize("told", TOLD)
def test_a_world_made_by_hand_has_the_traits_that_it_would_be_called_by(told):
    rows, wanted = TOLD[told]
    mine = log(
        *((7, day, actor, act, "") for day, (actor, act, *_) in enumerate(rows)),
        fatalities=[row[2] for row in rows],
        margin=[row[3] for row in rows],
        cause=[row[4] for row in rows],
    )
    assert {act for _, act, *_ in rows} <= set(US_IRAN.acts)
    assert tuple(one.title for one in US_IRAN.traits if having(one, mine).tolist()) == wanted


def test_a_trait_of_an_act_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="no_such_act"):
        replace(US_IRAN, traits=(Trait("Bent", ("no_such_act",)),))


# ---- turns -----------------------------------------------------------------------------------------------------------


def turned(*rows: tuple[int, str], end: tuple[str, int], days: int = 100):
    return turns(OUTCOMES, log(*((7, day, "", act, "") for day, act in rows)), {7: end}, days)[7]


def test_a_world_counts_as_what_its_acts_have_made_of_it():
    assert turned(end=("standoff", 100)) == ((0, "standoff"),)
    force = turned((9, "strike_on_proxy"), (20, "open_salvo"), end=("limited_force", 100))
    assert force == ((0, "standoff"), (9, "limited_force")), "a salvo against a proxy's strike is no open exchange"
    war = turned((9, "strike_on_iran"), (12, "open_salvo"), end=("war", 15))
    assert war == ((0, "standoff"), (9, "limited_force"), (12, "open_exchange"), (15, "war"))
    assert turned(end=("regime_collapse", 40)) == ((0, "standoff"), (40, "regime_collapse"))


def test_what_came_on_the_first_day_is_what_a_world_counts_as_from_then_on():
    """One turn a day, and one on day 0, so that it does not matter who reads the first and who the last of a day."""
    assert turned((0, "strike_on_proxy"), end=("limited_force", 100)) == ((0, "limited_force"),)
    war = turned((0, "strike_on_iran"), (0, "open_salvo"), end=("war", 3))
    assert war == ((0, "open_exchange"), (3, "war"))
    assert turned(end=("regime_collapse", 0)) == ((0, "regime_collapse"),)
    assert turned((0, "strike_on_iran"), end=("war", 0)) == ((0, "war"),)
    assert turned((0, "strike_on_iran"), end=("limited_force", 1), days=1) == ((0, "limited_force"),)


@pytest.mark.parametrize("first", ["strike_on_iran", "open_salvo"])
def test_an_open_exchange_begins_when_both_sides_acts_are_within_the_window(first):
    other = "open_salvo" if first == "strike_on_iran" else "strike_on_iran"
    within = OUTCOMES["open_exchange"].within
    on_time = turned((5, first), (5 + within, other), end=("open_exchange", 100))
    assert on_time[-1] == (5 + within, "open_exchange")
    late = turned((5, first), (6 + within, other), (8 + within, first), end=("open_exchange", 100))
    assert late[-1] == (8 + within, "open_exchange"), "the second of the first side's acts is near enough"
    assert first in (*OPEN_FORCE, "open_salvo")


def test_on_its_last_day_every_world_is_what_it_ended_as(results, events):
    found = turns(OUTCOMES, events, ends_of(results), 730)
    assert set(found) == set(range(WORLDS))
    for world, (outcome, day) in ends_of(results).items():
        days = [at for at, _ in found[world]]
        assert found[world][-1][1] == outcome and days[0] == 0 and days == sorted(set(days)) and days[-1] <= day


@pytest.mark.parametrize("days", CUTS)
def test_a_run_cut_on_a_day_ends_as_the_film_counts_its_worlds_then(results, events, days):
    found = turns(OUTCOMES, events, ends_of(results), 730)
    counted = {world: [key for day, key in mine if day < days][-1] for world, mine in found.items()}
    cell = scenario(days).references()[0]
    cut = dict(enumerate(outcome for outcome, _ in ends_without(cell, np.arange(WORLDS), results.seed, ())))
    assert counted == cut
    assert len(set(cut.values())) > 2 and counted != {world: mine[-1][1] for world, mine in found.items()}


# ---- places ----------------------------------------------------------------------------------------------------------


def test_worlds_are_counted_once_a_week_by_place_and_kind_and_twice_where_drawn_twice():
    some = log(
        (1, 0, "proxies.kataib_hezbollah", "rocket_attack", "iraq"),
        (1, 6, "united_states", "strike_on_proxy", "proxies.kataib_hezbollah"),
        (1, 7, "united_states", "strike_on_iran", "iran"),
        (1, 13, "united_states", "strike_on_iran", "iran"),
        (2, 8, "united_states", "strike_on_iran", "iran"),
        (2, 9, "united_states", "statement", "iran"),
        (3, 9, "united_states", "strike_on_iran", "iran"),
        (2, 20, "theatres.iraq", "protest", ""),
        (2, 20, "united_states", "strike_on_proxy", "proxies.of_a_scenario"),
    )
    found = by_week(US_IRAN.acts, US_IRAN.region(), some, [1, 2, 2], 22)
    assert found["force"]["iran"].tolist() == [0, 3, 0, 0], "world 3 is not drawn, and world 2 stands twice"
    assert found["force"]["iraq"].tolist() == [1, 0, 0, 0]
    assert found["attack"]["iraq"].tolist() == [1, 0, 0, 0]
    assert found["unrest"]["iraq"].tolist() == [0, 0, 2, 0]
    assert "" not in found["force"] and len(found["force"]) == 2


def test_the_fire_of_a_war_of_its_own_is_left_out_and_what_it_kills_is_not():
    fire = (1, 3, "proxies.ansar_allah", "cross_border_fire", "saudi_arabia")
    harmless, deadly = (log(fire, fire, fatalities=[0, dead]) for dead in (0, 1))
    assert by_week(US_IRAN.acts, US_IRAN.region(), harmless, [1], 10) == {}
    found = by_week(US_IRAN.acts, US_IRAN.region(), deadly, [1], 10)
    assert found["attack"]["saudi_arabia"].tolist() == [1, 0]


def test_whatever_a_run_did_has_a_place_of_the_map_or_none(events):
    region = US_IRAN.region()
    keys = {one.key for one in region.places}
    rows = events[["actor", "act", "target"]].astype(object).fillna("").drop_duplicates()
    placed = {region.where(row.actor, row.act, row.target) for row in rows.itertuples()}
    assert placed <= keys and {"iran", "iraq", "gulf", "saudi_arabia", "lebanon", ""} <= placed
    found = by_week(US_IRAN.acts, region, events, range(WORLDS), 730)
    assert set(found) == {"attack", "force", "unrest"} and all(set(one) <= keys - {""} for one in found.values())


def test_force_is_counted_in_the_weeks_in_which_the_log_has_it(events):
    struck = events[(events["act"].isin(AMERICAN_FORCE)) & (events["target"] == "iran")]
    wanted = struck.assign(week=struck["day"] // SPAN).groupby("week")["world"].nunique()
    counts = by_week(US_IRAN.acts, US_IRAN.region(), events, range(WORLDS), 730)["force"]["iran"]
    assert len(counts) == 105 and {week: counts[week] for week in np.flatnonzero(counts)} == wanted.to_dict()


def test_force_against_a_militia_is_placed_where_it_stands_and_unrest_at_its_theatre():
    region = US_IRAN.region()
    for key in MILITIAS:
        wanted = {"ansar_allah": "yemen", "lebanese_hezbollah": "lebanon"}.get(key.rpartition(".")[2], "iraq")
        assert region.where("united_states", "strike_on_proxy", key) == wanted
    assert region.where("theatres.lebanon", "protest", "united_states") == "lebanon"
    assert region.where("united_states", "statement", "united_states") == ""


def test_the_map_is_drawn_north_up_from_its_western_edge():
    corners = tuple(Place("", name, at) for name, at in (("nw", (10.0, 30.0)), ("se", (20.0, -30.0))))
    drawn = drawing(Region("", 10.0, -30.0, 20.0, 30.0, (((10.0, 30.0), (20.0, 0.0)),), (), corners, lambda *_: ""))
    assert [(dot.x, dot.y) for dot in drawn.dots] == [(0, 0), pytest.approx((drawn.width, drawn.height))]
    assert drawn.height == pytest.approx(6 * drawn.width), "at the equator a degree is as wide as it is high"
    assert drawn.seas == f"M0 0 {drawn.width:.0f} {drawn.height / 2:.0f}z"


def test_the_map_holds_its_names_and_every_place_but_those_named_alone_is_in_the_cast():
    drawn = drawing(US_IRAN.region())
    for dot in drawn.dots:
        half = 3.1 * len(dot.title)  # of letters 10.5 high
        assert dot.x - half >= 0 and dot.x + half <= drawn.width, dot.title
        assert dot.y >= 12 and dot.y + 8 <= drawn.height, dot.title
    members = {one.path.rpartition(".")[2] for one in US_IRAN.cast.roles}
    assert {dot.key for dot in drawn.dots} - {""} <= members
