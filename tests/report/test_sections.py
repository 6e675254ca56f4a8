"""Every section of the page stands on it when a run feeds it, and is absent when not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.report.sections import SECTIONS
from tests.analyses.drivers.test_section import Asked, answer
from tests.report import synthetic

RUNS = "{worlds: 20, assumptions: {draws: 0}}"
SEARCH = "sweep: {boundary: {within: 0.2, worlds: 100, axes: {united_states.force_threshold: {from: 4, to: 8}}}},"


def single() -> Any:
    """One variant, nothing swept, nothing asked."""
    return synthetic.single(50)


def bare() -> Any:
    """A run of which neither events nor days nor claims were kept."""
    results = synthetic.single(50)
    results.tables.seen_events, results.tables.seen_daily = results.events.iloc[:0], results.daily.iloc[:0]
    results.examples, results.claims = results.examples.iloc[:0], []
    return results


def real(sweep: str = "", days: int = 30) -> Any:
    """A run of the model itself with few worlds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "question.yaml"
        path.write_text(f"{{format: 1, title: A question, clock: {{days: {days}}}, {sweep} runs: {RUNS}}}")
        return sim.run(sim.load(path))


def drawn(draws: int = 12, worlds: int = 10, variants: int = 0) -> Any:
    """A made-up run whose draws of the assumptions were lived through: every second world ends in war."""
    results = synthetic.single(50) if variants == 1 else synthetic.compared(50)
    place = np.arange(draws * worlds)
    one = {"draw": place // worlds, "world": place, "outcome": np.where(place % 2, "war", "standoff")}
    cells = [results.reference_of(name) for name in results.variants]
    results.__dict__["settings"] = pd.concat([pd.DataFrame({"cell": cell.index, **one}) for cell in cells])
    results.__dict__["assumptions"] = results.assumptions[results.assumptions["draw"] < draws]
    return results


#: A run that feeds the section.
FED: dict[str, Callable[[], Any]] = {
    "try_it": lambda: real(),
    "holds": drawn,
    "given": lambda: real("condition: {until: 2018-05-20, no_force: true},"),
    "decomposition": lambda: synthetic.factored(50),
    "changes": lambda: synthetic.compared(50),
    "response": lambda: synthetic.swept(30),
    "map": lambda: synthetic.crossed(20),
    "boundary": lambda: real(SEARCH),
    "drivers": lambda: Asked(answer()),
    "history": lambda: real(days=540),
}
#: A run that does not. Sections of neither list stand on every page.
BARE = ("paths", "one_world", "rungs", "claims")
UNFED: dict[str, Callable[[], Any]] = dict.fromkeys(FED, single) | dict.fromkeys(BARE, bare)


@cache
def made(make: Callable[[], Any]) -> Any:
    return make()


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_stands_where_it_is_fed_and_only_there(name):
    section = SECTIONS[name](made(FED.get(name, single)))
    assert section is not None and section.key == name
    assert section.title
    unfed = SECTIONS[name](made(UNFED.get(name, bare)))
    assert (unfed is None) == (name in UNFED), f"add to FED and UNFED what feeds “{name}” and what does not"
