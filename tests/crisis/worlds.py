"""What the tests of the model share: a run with its record, and parameter settings drawn from the whole catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from sim.crisis.militias import MILITIAS as MILITIA_BY_PATH
from sim.crisis.model import CrisisModel, catalogue
from sim.crisis.outcomes import OUTCOMES
from sim.crisis.series import KEYS
from sim.crisis.us_iran import THEORIES
from sim.engine.events import WORDS
from sim.engine.parameters import Parameter
from sim.engine.recorder import Block, Recorder
from sim.scenario import Happening, Step

CATALOGUE = catalogue()
MILITIAS = tuple(sorted({path.split(".")[1] for path in CATALOGUE if path.startswith("proxies.")}))

#: Pressure as high as in the summer of 2019, from the first day.
PRESSED = {"united_states.pressure": 0.95}

#: Like PRESSED, and everyone is quick to act, so that a short run has attacks, deaths, strikes and talks.
LIVELY = {
    **PRESSED,
    "iran.direct.tempo": 0.1,
    "iran.patience.exports": 0.9,
    "proxies.tempo": 0.05,
    "proxies.obedient.tempo": 0.05,
    "theatres.exposure": 1.0,
    "theatres.lethality": 0.2,
    "united_states.attribution.chance": 0.9,
    "united_states.force_threshold": 5.0,
    "mediators.opening.unasked": 0.05,
    "mediators.message.rate": 0.3,
}

#: Neither side lets the other off: no announcement, no lull, no standing down, and answers at once.
UNRELENTING = {
    "iran.answer.warned": 0.0,
    "iran.answer.channel": 0.0,
    "iran.answer.chance": 1.0,
    "iran.lull.depth": 0.0,
    "united_states.stand_down.rungs": 0.0,
    "united_states.force_threshold": 3.0,
    "united_states.follow_through": 1.0,
}


def few(examples: int) -> settings:
    """The same examples on every machine and day, without a clock: no failure is a matter of luck or speed."""
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None)


@dataclass
class Run:
    """A model that has run, and what was recorded of it."""

    model: CrisisModel
    block: Block

    @cached_property
    def events(self) -> pd.DataFrame:
        """The log as a table, words in place of codes."""
        table = pd.DataFrame(self.block.events)
        words = np.array([*self.block.words, ""], dtype=object)
        for column in WORDS:
            table[column] = words[table[column].to_numpy()]
        return table

    @property
    def outcome(self) -> np.ndarray:
        return self.block.columns["outcome"]

    @property
    def day(self) -> np.ndarray:
        return self.block.columns["day"]

    @property
    def outcomes(self) -> list[str]:
        """Each world's outcome, in words."""
        return [OUTCOMES.at(code).key for code in self.outcome]

    def path(self, key: str) -> np.ndarray:
        """One series of every world, shape ``(days, worlds)``."""
        return self.block.examples[KEYS.index(key)]


def run(worlds: Any = 8, *, days: int = 150, seed: int = 7, kept: int = 10_000, **what: Any) -> Run:
    """Runs a model to its horizon; keeps all events and all paths of the worlds numbered below ``kept``."""
    model = CrisisModel(worlds, rng=seed, days=days, recorder=Recorder(kept, kept), **what)
    model.run_model()
    return Run(model, model.recorder.block())


def same(one: Any, other: Any) -> None:
    """Fails unless two arrays are equal bit for bit (missing numbers count as equal)."""
    np.testing.assert_array_equal(np.asarray(one), np.asarray(other))


def same_runs(one: Run, other: Run) -> None:
    """Fails unless two runs agree in every outcome, every path and every event."""
    for name, column in one.block.columns.items():
        np.testing.assert_array_equal(column, other.block.columns[name], err_msg=name)
    same(one.block.examples, other.block.examples)
    pd.testing.assert_frame_equal(one.events, other.events)


def aimed(log: pd.DataFrame) -> pd.DataFrame:
    """A log made by hand, with the targets of attacks: an attack's target is its theatre."""
    theatres = {path: militia.theatre for path, militia in MILITIA_BY_PATH.items()}
    return log.assign(target=[theatres.get(str(actor), "") for actor in log["actor"]])


def step(day: int, value: Any, announced: int | None = None) -> Step:
    """A dated value, known from its day on unless said otherwise."""
    return Step(day, day if announced is None else announced, value)


def happening(actor: str, act: str, day: int, rung: float = 4.0, **details: Any) -> Happening:
    """An act that comes about on a day in every world."""
    return Happening(actor, act, day, None, details.pop("chance", 1.0), rung, **details)


# -- settings ---------------------------------------------------------------------------------------------------------


def drawn_values(parameter: Parameter, luck: np.random.Generator, worlds: int, wide: bool) -> np.ndarray:
    """One value per world: half of them the default, the rest anywhere in the plausible range or the bounds."""
    low, high = parameter.bounds if wide or parameter.plausible is None else parameter.plausible
    values = luck.uniform(low, high, worlds)
    edge = luck.random(worlds) < 0.1
    values[edge] = luck.choice([low, high], edge.sum())
    values = np.where(luck.random(worlds) < 0.5, parameter.default, values)
    return np.round(values) if parameter.whole else values


@dataclass(frozen=True)
class Setting:
    """Parameters for a model in which every world has values of its own, drawn from the whole catalogue.

    Words and the theory are the same for all worlds of one model; pressure is never quite zero, so that things happen.
    """

    seed: int
    wide: bool  # whether values come from the bounds rather than from the plausible ranges
    rule: str
    line_held: str
    theory: str

    def over(self, worlds: int, *changes: Mapping[str, Any], without: str = "none") -> dict[str, Any]:
        """Keywords of the model, with some values put in place of those drawn; a family's path sets all its members."""
        luck = np.random.default_rng(self.seed)
        what: dict[str, Any] = {"theory": self.theory}
        for path, parameter in CATALOGUE.items():
            if parameter.choices is None:
                what[path] = drawn_values(parameter, luck, worlds, self.wide)
        what["united_states.pressure"] = luck.uniform(0.2, 1.0, worlds)
        what |= {"united_states.rule": self.rule, "united_states.line_held": self.line_held}
        for path, value in (pair for change in changes for pair in change.items()):
            what |= dict.fromkeys(members(path), value)
        return {path: value for path, value in what.items() if not path.startswith(without)}


def members(path: str) -> list[str]:
    """Full paths meant by a path: its own, or those of a family's members."""
    family, _, name = path.partition(".")
    return [one for one in CATALOGUE if one == path or (one.split(".")[0] == family and one.split(".", 2)[-1] == name)]


def many_settings() -> st.SearchStrategy[Setting]:
    """Settings anywhere in the catalogue."""
    words = [CATALOGUE[f"united_states.{name}"].choices for name in ("rule", "line_held")]
    theories = [one.key for one in THEORIES]
    return st.builds(Setting, st.integers(0, 2**32 - 1), st.booleans(), *map(st.sampled_from, [*words, theories]))
