"""Which parameters change nothing, where a river too deep to cross makes both generals' lines inert."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from examples.two_generals.crisis import RIVER
from sim.analyses.drivers.inert import ends_of, moved
from sim.crisis.us_iran import US_IRAN
from sim.engine.parameters import Parameter
from sim.runs.blocks import Task, simulate
from sim.scenario import load
from tests.conftest import ROOT

WORLDS = 50
FORDS = ROOT / "examples/two_generals/fords.yaml"


def _fords(depth: float, variants: dict | None = None, path: Path = FORDS):
    """The two generals before a ford of one depth, without the sweep."""
    return load(path, crisis=RIVER).replace(sweep=None, parameters={"river.depth": depth}, variants=variants or {})


def _ended(scenario) -> np.ndarray:
    columns = simulate(Task(scenario.cells()[0], scenario.seed, np.arange(WORLDS), outcomes_only=True)).block.columns
    return np.stack([columns["outcome"], columns["day"]])


def test_a_line_that_is_never_reached_is_inert_and_a_tempo_bites():
    deep = _fords(10.0)
    found = {one.path: one for one in moved([deep], worlds=WORLDS)}
    assert set(found) == set(RIVER.catalogue)
    assert {path for path, one in found.items() if not one.moved} == {"generals.north.line", "generals.south.line"}
    assert list(found)[:2] == ["generals.north.line", "generals.south.line"]
    low, high = found["generals.north.openness"].ends
    assert (low.value, high.value) == RIVER.catalogue["generals.north.openness"].plausible


def test_worlds_are_counted_as_moved_that_a_run_with_the_value_ends_otherwise():
    deep = _fords(1.0)
    usual = _ended(deep)
    (found,) = moved([deep], worlds=WORLDS, wanted=lambda path, one: path == "generals.north.line")
    either = np.zeros(WORLDS, bool)
    for end in found.ends:
        there = _ended(deep.replace(parameters={"generals.north.line": end.value}))
        differs = (there != usual).any(axis=0)
        either |= differs
        assert end.moved == differs.sum() > 0
        assert end.share == np.mean(there[0] == RIVER.outcomes.code("battle"))
    assert found.moved == either.sum() and found.share == np.mean(usual[0] == RIVER.outcomes.code("battle"))


def test_what_moves_nothing_in_one_place_is_tried_in_the_next():
    shallow = {"shallow": {"title": "Shallow", "set": {"river.depth": 0.5}}}
    only = {"worlds": WORLDS, "wanted": lambda path, one: path in ("generals.north.line", "river.depth")}
    by_path = {one.path: one for one in moved([_fords(10.0, shallow)], **only)}
    assert by_path["generals.north.line"].moved and by_path["generals.north.line"].variant == "shallow"
    assert by_path["river.depth"].variant == "baseline"
    deep, ford = _fords(10.0), _fords(1.0).replace(name="ford")
    (line,) = (one for one in moved([deep, ford], **only) if one.path == "generals.north.line")
    assert line.moved and line.scenario == "ford"


def test_values_with_dates_and_words_are_moved_too():
    scenario = load("redline:maximum_pressure", crisis=US_IRAN).replace(days=380)
    paths = ("united_states.pressure", "united_states.rule")
    found = {one.path: one for one in moved([scenario], worlds=20, wanted=lambda path, one: path in paths)}
    assert [end.value for end in found["united_states.rule"].ends] == ["any", "majority"]
    assert [end.value for end in found["united_states.pressure"].ends] == [0, 1]
    assert found["united_states.pressure"].moved


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"bounds": (0, 9), "plausible": (2, 4)}, (2, 4)),
        ({"bounds": (0, 9)}, (0, 9)),
        ({"bounds": (0, 9), "plausible": (1.6, 4.4), "whole": True}, (2, 4)),
        ({"bounds": None, "choices": ("a", "b", "c"), "default": "b"}, ("a", "c")),
    ],
    ids=["plausible", "bounds", "whole", "words"],
)
def test_the_ends_are_what_is_plausible_else_what_is_allowed(more, expected):
    given = {"default": 3, "unit": "day", "claims": (), "source": "", "basis": "fact", "note": ""} | more
    assert ends_of(Parameter(name="x", **given), given["default"]) == expected
