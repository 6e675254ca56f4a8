"""What a scenario says, checked and complete, as data; a :class:`~sim.scenario.Scenario` can be asked for more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sim.engine.conditions import Condition
from sim.engine.crisis import Crisis
from sim.scenario.casting import likes
from sim.scenario.format import LEVEL, SWEEP
from sim.scenario.parts import Assumptions, Cast, Enough, Event, Factor, History, Sweep, Values, Variant
from sim.scenario.paths import Paths
from sim.scenario.problems import Problem
from sim.scenario.yaml_text import Node


@dataclass(frozen=True)
class Recipe:
    """Everything a scenario is made from.

    Attributes:
        name: short name.
        file: the file, or None for text.
        files: texts in order of precedence, the farthest parent first and the file itself last.
        sets: one map per ``--set``.
        changes: one map per :meth:`Scenario.replace`.
        paths: parameters and actors as declared.
    """

    name: str
    file: Path | None
    files: tuple[Node, ...]
    sets: tuple[Node, ...]
    changes: tuple[Node, ...]
    paths: Paths


@dataclass(frozen=True)
class Question:
    """One policy question: what the file says, with everything inherited filled in.

    Attributes:
        values: value of every plain key of the format, by its dotted path: ``"clock.days"``, ``"runs.seed"``, …
        parameters: what the baseline sets, by full path.
        sample: what is drawn anew in each world, by full path: values of a single distribution. A path stands here or
            in ``parameters``, never in both.
        events: what happens whatever the agents choose.
        history: the stretch of the record that is replayed first; None for none.
        cast: who is left out or added.
        variants: the named alternatives, and every combination of the factors.
        sweep: what is swept, and how its points are laid; without axes when nothing is.
        factors: what is either on or off and crossed; each combination is one of the variants, none the baseline.
        crisis: what it is about.
        conditions: what is known to have happened, one for each day up to which that is told; empty for nothing.
        as_of: the day whose states the file takes over; None where it says nothing, and they are as declared.
        recipe: the texts it was made from, for :meth:`Scenario.replace`.
        warnings: what is allowed and probably not meant.
    """

    values: Mapping[str, Any]
    parameters: Values
    sample: Values
    events: tuple[Event, ...]
    history: History | None
    cast: Cast
    variants: tuple[Variant, ...]
    sweep: Sweep
    factors: tuple[Factor, ...]
    crisis: Crisis = field(compare=False)
    recipe: Recipe = field(repr=False, compare=False)
    conditions: tuple[Condition, ...] = ()
    as_of: date | None = field(default=None, compare=False)
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    # -- plain keys by their own names --------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Short name, from the file's."""
        return str(self.values["name"])

    @property
    def title(self) -> str:
        """The question as a heading."""
        return str(self.values["title"])

    @property
    def question(self) -> str:
        """One or two sentences below it; may be empty."""
        return str(self.values["question"])

    @property
    def asks(self) -> str:
        """What the question is about: ``level``, ``sweep`` or a variant that is run; what the design gives by default.

        By default that is the sweep, else the variant with all factors on, else the first one, else the level. A
        variant that is left out of the run, or a sweep that ``--set`` has undone, cannot be asked about.
        """
        said = str(self.values["asks"])
        run = {one.name: one for one in self.variants if not self.chosen or one.name in self.chosen}
        if said == LEVEL or (said == SWEEP and self.sweep.axes) or said in run:
            return said
        whole = (name for name, one in run.items() if self.factors and len(one.factors) == len(self.factors))
        return SWEEP if self.sweep.axes else next(whole, next(iter(run), LEVEL))

    @property
    def baseline(self) -> str:
        """Title of the file's own variant."""
        return str(self.values["baseline"])

    @property
    def start(self) -> date:
        """First day."""
        found: date = self.values["clock.start"]
        return found

    @property
    def days(self) -> int:
        """Number of days."""
        return int(self.values["clock.days"])

    @property
    def worlds(self) -> int:
        """Worlds simulated per cell; at most that many where ``until`` is given."""
        return most_worlds(self.values["runs.worlds"])

    @property
    def until(self) -> float | None:
        """Half width that the widest 95% interval of the headline shall have, 0 to 1; None for a fixed number."""
        worlds = self.values["runs.worlds"]
        return worlds.until if isinstance(worlds, Enough) else None

    @property
    def seed(self) -> int:
        """Seed of all luck."""
        return int(self.values["runs.seed"])

    @property
    def assumptions(self) -> Assumptions:
        """How the range over assumed parameters is explored."""
        return Assumptions(self.values["runs.assumptions.draws"], self.values["runs.assumptions.worlds"])

    @property
    def theories(self) -> int:
        """Worlds in which each side of every contrast is lived under every theory; 0 for none."""
        return int(self.values["runs.theories"])

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the variants that are run beside the baseline; empty for all."""
        return tuple(self.values["runs.only"])

    @property
    def theory(self) -> str:
        """Key of a theory of the crisis."""
        return str(self.values["theory"])

    @property
    def headline(self) -> str:
        """Outcome that the answer is about."""
        return str(self.values["outcomes.headline"])

    @property
    def compare(self) -> tuple[str, ...]:
        """Two outcomes whose ratio is reported."""
        return tuple(self.values["outcomes.compare"])

    @property
    def sections(self) -> tuple[str, ...]:
        """Sections of the report; empty for all that the scenario feeds."""
        return tuple(self.values["report.sections"])

    # -- what it was made from ----------------------------------------------------------------------------------------

    @property
    def source_file(self) -> Path | None:
        """The file it was read from, or None."""
        return self.recipe.file

    @property
    def sources(self) -> Mapping[str, str]:
        """Who says so, by parameter path, where the file tells."""
        return {path: value.source for path, value in {**self.parameters, **self.sample}.items() if value.source}

    def paths(self, cast: Cast | None = None) -> Paths:
        """The parameters and actors there are, added members included."""
        return self.recipe.paths.plus(likes(self.cast if cast is None else cast))


def most_worlds(worlds: int | Enough) -> int:
    """Worlds per cell, at most, of ``runs.worlds`` in either form."""
    return worlds.at_most if isinstance(worlds, Enough) else worlds
