"""Relations between whole runs: what a scenario says in other words, or adds without weight, changes nothing.

Every relation runs a scenario from its text to its tables, once as it stands and once told otherwise.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

import sim
from sim.runs.results import Results

START, DAYS, WORLDS = date(2019, 5, 8), 50, 12
DECLARED = sim.catalogue()["iran.boldness"].default

#: Everyone is quick to act, so that a short run has attacks, deaths, strikes and talks.
BASE: dict[str, Any] = {
    "format": 1,
    "title": "A question",
    "clock": {"start": START.isoformat(), "days": DAYS},
    "runs": {"worlds": WORLDS, "seed": 5, "assumptions": {"draws": 0}},
    "parameters": {
        "united_states.pressure": {"2019-05-08": 0.8, "2019-05-20": 0.95},
        "united_states.force_threshold": 4.0,
        "united_states.attribution.chance": 0.9,
        "iran.direct.tempo": 0.1,
        "iran.patience.exports": 0.9,
        "proxies.tempo": 0.05,
        "proxies.obedient.tempo": 0.05,
        "theatres.exposure": 1.0,
        "theatres.lethality": 0.2,
        "mediators.opening.unasked": 0.05,
        "mediators.message.rate": 0.3,
    },
    "cast": {
        "without": ["mediators.oman", "mediators.iraq"],
        "add": {
            "one": {"like": "kataib_hezbollah", "title": "One", "theatre": "iraq"},
            "two": {"like": "ansar_allah", "title": "Two", "theatre": "gulf"},
        },
    },
    "events": [
        {"on": "2019-05-14", "act": "drone_loss", "actor": "iran", "rung": 4.5},
        {"on": "2019-06-01", "act": "rocket_attack", "actor": "kataib_hezbollah", "rung": 5, "chance": 0.5},
    ],
}


def run(scenario: dict[str, Any], **more: Any) -> Results:
    return sim.run(sim.load(json.dumps({**scenario, **more})))


@pytest.fixture(scope="module")
def base() -> Results:
    found = run(BASE)
    acts = set(found.events["act"].astype(str))
    assert {"drone_loss", "rocket_attack"} < acts and len(acts) > 6, "nothing happens: relations would hold for nothing"
    assert found.table["outcome"].nunique() > 1
    return found


def changed(path: str, value: Any) -> dict[str, Any]:
    """The base with something else at a path of its keys, divided by slashes; None takes it away."""
    found = copy.deepcopy(BASE)
    *above, last = path.split("/")
    holder = found
    for key in above:
        holder = holder.setdefault(key, {})
    if value is None:
        holder.pop(last)
    else:
        holder[last] = value
    return found


def turned(tree: Any) -> Any:
    """The same with the keys of all maps in the opposite order."""
    if isinstance(tree, dict):
        return {key: turned(tree[key]) for key in reversed(tree)}
    return [turned(one) for one in tree] if isinstance(tree, list) else tree


def shifted(tree: Any, days: int) -> Any:
    """The same with all dates so many days later."""
    if isinstance(tree, dict):
        return {shifted(key, days): shifted(value, days) for key, value in tree.items()}
    if isinstance(tree, list):
        return [shifted(one, days) for one in tree]
    if isinstance(tree, str) and tree[:3] == "201":
        return (date.fromisoformat(tree) + timedelta(days)).isoformat()
    return tree


def events_of(results: Results, without: str = "none") -> pd.DataFrame:
    """What happened, in words, but for numbers of events and acts of some actors."""
    columns = ["world", "day", "actor", "act", "target", "rung", "fatalities"]
    found = results.events_of(0)[columns]
    found = found.astype(dict.fromkeys(("actor", "act", "target"), str))
    kept = ~found["actor"].str.startswith(without) & ~found["target"].str.startswith(without)
    return found[kept].sort_values(columns, ignore_index=True)


SAME: dict[str, Callable[[], dict[str, Any]]] = {
    "keys in another order": lambda: turned(BASE),
    "those left out in another order": lambda: changed("cast/without", ["mediators.iraq", "mediators.oman"]),
    "those added in another order": lambda: changed("cast/add", dict(reversed(BASE["cast"]["add"].items()))),
    "added militias under other titles": lambda: changed("cast/add/one/title", "Another name"),
    "another title and question": lambda: {**BASE, "title": "B", "question": "What if?", "baseline": "As it is"},
    "sources of values": lambda: changed("parameters/iran.direct.tempo", {"value": 0.1, "source": "A book"}),
    "titles and sources of events": lambda: changed(
        "events", [{**one, "title": "An event", "source": "The news"} for one in BASE["events"]]
    ),
    "a dated step in two of one height": lambda: changed(
        "parameters/united_states.pressure", {"2019-05-08": 0.8, "2019-05-20": 0.95, "2019-06-03": 0.95}
    ),
    "a first step as the value from the start": lambda: changed(
        "parameters/iran.direct.tempo", {START.isoformat(): 0.1}
    ),
    "a step in the past of the same height": lambda: changed(
        "parameters/iran.direct.tempo", {"2019-01-01": 0.1}
    ),
    "a step after the horizon": lambda: changed("parameters/iran.direct.tempo", {"2019-05-08": 0.1, "2025-01-01": 0.5}),
    "percent for a share": lambda: changed("parameters/iran.patience.exports", "90%"),
    "a chance in percent": lambda: changed("events", [BASE["events"][0], {**BASE["events"][1], "chance": "50%"}]),
    "days of events as numbers": lambda: changed(
        "events", [{**{k: v for k, v in one.items() if k != "on"},
                    "day": (date.fromisoformat(one["on"]) - START).days} for one in BASE["events"]],
    ),
    "an event on one day as between it and itself": lambda: changed(
        "events", [{**{k: v for k, v in one.items() if k != "on"}, "between": [one["on"], one["on"]]}
                   for one in BASE["events"]],
    ),
    "a further event that never comes": lambda: changed(
        "events", [*BASE["events"], {"on": "2019-05-30", "act": "drone_loss", "actor": "iran", "rung": 9, "chance": 0}]
    ),
    "a declared value that is said": lambda: changed("parameters/iran.boldness", DECLARED),
    "a theory that is the usual one": lambda: {**BASE, "theory": "counter_pressure"},
    "a sweep of one point": lambda: {
        **changed("parameters/united_states.force_threshold", None),
        "sweep": {"axes": {"united_states.force_threshold": [4.0]}},
    },
    "a value that is drawn and cannot vary": lambda: {
        **changed("parameters/united_states.force_threshold", None),
        "sample": {"united_states.force_threshold": {"choice": [4.0]}},
    },
    "a family's value said of each member": lambda: {
        **BASE,
        "parameters": {
            **{path: value for path, value in BASE["parameters"].items() if path != "theatres.exposure"},
            **{path: 1.0 for path in sim.catalogue() if path.startswith("theatres.") and path.endswith(".exposure")},
        },
    },
    "variants beside it": lambda: {**BASE, "variants": {"a": {"title": "A", "set": {"iran.boldness": 0.9}}}},
    "a range over assumptions beside it": lambda: changed("runs/assumptions", {"draws": 2, "worlds": 2}),
    "another headline": lambda: {**BASE, "outcomes": {"headline": "deal", "compare": ["deal", "war"]}},
    "a militia without any capability": lambda: changed(
        "cast/add/idle", {"like": "kataib_hezbollah", "title": "Idle", "theatre": "iraq", "set": {"capability": 0}}
    ),
    "that militia under another name": lambda: changed(
        "cast/add/other", {"like": "kataib_hezbollah", "title": "Idle", "theatre": "iraq", "set": {"capability": 0}}
    ),
    "all dates a year later": lambda: shifted(BASE, 364),
}  # fmt: skip


@pytest.mark.parametrize("told", SAME.values(), ids=[name.replace(" ", "_") for name in SAME])
def test_told_otherwise_every_world_is_the_same(told: Callable[[], dict[str, Any]], base: Results):
    other = run(told())
    for column in ("outcome", "day", "hostile_acts", "us_deaths", "strikes"):
        assert other.worlds_of(0)[column].tolist() == base.worlds_of(0)[column].tolist(), column
    pd.testing.assert_frame_equal(events_of(other), events_of(base))
    if len(other.design) == 1:
        assert other.digest == base.digest


# -- variants, sizes and files ----------------------------------------------------------------------------------------

VARIANTS: dict[str, Any] = {
    "nothing": {"title": "Sets nothing"},
    "as_it_was": {"title": "Says what holds", "set": {"united_states.force_threshold": 4.0}},
    "from_the_start": {"title": "From the first day", "from": "2019-05-08", "set": {"iran.boldness": 0.9}},
    "bold": {"title": "Bold", "set": {"iran.boldness": 0.9}},
    "back": {"title": "Back to what is declared", "set": {"iran.boldness": None}},
}


@pytest.fixture(scope="module")
def varied() -> Results:
    return run({**BASE, "variants": VARIANTS})


def ends(results: Results, variant: str) -> list[tuple[Any, ...]]:
    """How and when every world of a variant ends."""
    cell = results.cells_of(variant)[0].index
    return list(results.worlds_of(cell)[["outcome", "day"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", ["nothing", "as_it_was", "back"])
def test_a_variant_that_says_what_holds_anyway_is_the_baseline(varied: Results, base: Results, name: str):
    assert ends(varied, name) == ends(varied, "baseline") == ends(base, "baseline")


def test_a_variant_from_the_first_day_on_is_one_without_a_date(varied: Results):
    assert ends(varied, "from_the_start") == ends(varied, "bold") != ends(varied, "baseline")


def test_variants_in_another_order_are_the_same_variants(varied: Results):
    other = run({**BASE, "variants": dict(reversed(VARIANTS.items()))})
    assert all(ends(other, name) == ends(varied, name) for name in ("baseline", *VARIANTS))


def test_a_variant_is_a_file_of_its_own(varied: Results):
    assert ends(run(changed("parameters/iran.boldness", 0.9)), "baseline") == ends(varied, "bold")


def test_more_worlds_keep_the_first_ones(base: Results):
    more = run(changed("runs/worlds", WORLDS + 5))
    assert ends(more, "baseline")[:WORLDS] == ends(base, "baseline") and more.worlds == WORLDS + 5


def test_a_longer_horizon_keeps_what_ended_before(base: Results):
    longer = run(changed("clock/days", DAYS + 20))
    early = events_of(longer)
    kept = early[early["day"] < DAYS].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, events_of(base))


def test_the_resolved_scenario_is_the_same_scenario(base: Results):
    again = sim.run(sim.load(json.dumps(base.scenario.canonical())))
    assert (again.digest, again.scenario.digest) == (base.digest, base.scenario.digest)


def test_a_change_on_top_is_a_change_within(base: Results):
    plain = changed("parameters/united_states.force_threshold", None)
    on_top = sim.run(sim.load(json.dumps(plain), sets=["united_states.force_threshold=4"]))
    assert on_top.digest == base.digest


def test_a_child_that_says_nothing_is_its_parent(base: Results, tmp_path):
    (tmp_path / "parent.yaml").write_text(json.dumps(BASE))
    child = tmp_path / "child.yaml"
    child.write_text("format: 1\ntitle: A child\nextends: parent.yaml\n")
    assert sim.run(sim.load(child)).digest == base.digest
