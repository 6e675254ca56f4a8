"""The scenario: one policy question, checked and complete."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.engine.crisis import Crisis
from sim.scenario import canonical, design
from sim.scenario.casting import likes
from sim.scenario.parts import Assumptions, Cast, Cell, Event, History, Sweep, Values, Variant
from sim.scenario.paths import Paths
from sim.scenario.problems import Problem

if TYPE_CHECKING:
    from sim.scenario.composing import Recipe


@dataclass(frozen=True)
class Scenario:
    """One policy question: what the file says, with everything inherited filled in.

    Attributes:
        name: short name, from the file's.
        title: the question as a heading.
        question: one or two sentences below it; may be empty.
        baseline: title of the file's own variant.
        source_file: the file it was read from, or None.
        start: first day.
        days: number of days.
        worlds: worlds simulated per cell; at most that many where ``until`` is given.
        until: half width that the widest 95% interval of the headline shall have, 0 to 1; None for a fixed number.
        seed: seed of all luck.
        assumptions: how the range over assumed parameters is explored.
        theory: ``counter_pressure`` or ``pressure_works``.
        parameters: what the baseline sets, by full path.
        sample: what is drawn anew in each world, by full path: values of a single distribution. A path stands here or
            in ``parameters``, never in both.
        events: what happens whatever the agents choose.
        history: the stretch of the record that is replayed first; None for none.
        cast: who is left out or added.
        variants: the named alternatives.
        sweep: what is swept, and how its points are laid; without axes when nothing is.
        headline: outcome that the answer is about.
        compare: two outcomes whose ratio is reported.
        sections: sections of the report; empty for all that the scenario feeds.
        chosen: names of the variants that are run beside the baseline; empty for all.
        warnings: what is allowed and probably not meant.
        recipe: the texts it was made from, for :meth:`replace`.
    """

    name: str
    title: str
    question: str
    baseline: str
    source_file: Path | None
    start: date
    days: int
    worlds: int
    until: float | None
    seed: int
    assumptions: Assumptions
    theory: str
    parameters: Values
    sample: Values
    events: tuple[Event, ...]
    history: History | None
    cast: Cast
    variants: tuple[Variant, ...]
    sweep: Sweep
    headline: str
    compare: tuple[str, ...]
    sections: tuple[str, ...]
    chosen: tuple[str, ...]
    warnings: tuple[Problem, ...] = field(default=(), compare=False)
    recipe: Recipe = field(default=None, repr=False, compare=False)  # type: ignore[assignment]

    @property
    def crisis(self) -> Crisis:
        """The crisis that it is about."""
        from sim.crisis.us_iran import US_IRAN  # transitional: the crisis is to be handed to load()

        return US_IRAN

    def cells(self) -> tuple[Cell, ...]:
        """The rows of the design: the baseline first, then the variants.

        Each variant has all points of a grid. In other designs it has one cell, its own settings, without coordinates.
        """
        return tuple(design.cells(self))

    def points(self) -> tuple[Cell, ...]:
        """The points of a Latin hypercube or a Sobol' sequence, all of the baseline first, the same for each variant.

        Their numbers (``index``) go on after those of :meth:`cells`; ``point`` counts from 0 within each variant.
        Empty for other designs.
        """
        return tuple(design.points(self))

    @property
    def sampled(self) -> tuple[str, ...]:
        """Full paths of all parameters that are drawn anew in each world, unless a variant or a grid fixes them."""
        return design.sampled(self)

    @property
    def variant_names(self) -> tuple[str, ...]:
        """Names of the variants that are run, the baseline first."""
        return tuple(variant.name for variant in design.lived(self))

    @property
    def sources(self) -> Mapping[str, str]:
        """Who says so, by parameter path, where the file tells."""
        return {path: value.source for path, value in {**self.parameters, **self.sample}.items() if value.source}

    def paths(self, cast: Cast | None = None) -> Paths:
        """The parameters and actors there are, added militias included."""
        return self.recipe.paths.plus(likes(self.cast if cast is None else cast))

    def replace(self, **changes: Any) -> Scenario:
        """The same scenario with something changed, checked like a file.

        Args:
            **changes: ``title``, ``question``, ``baseline``, ``name``, ``start``, ``days``, ``worlds``, ``seed``,
                ``theory``, ``assumptions`` (``{"draws": 40, "worlds": 50}``), ``parameters`` (``{path: value}``, laid
                over the scenario's; a variant that sets the same path keeps its own), ``sample`` (``{path:
                distribution}``, likewise), and ``events``, ``history``, ``cast``, ``variants``, ``sweep``,
                ``outcomes``, ``report`` as nested dicts and lists like those of a file. ``worlds`` may be
                ``{"until": 0.01}``.

        Raises:
            ScenarioError: when the change is not allowed.
            TypeError: when there is no such thing to change; what a file has under ``clock`` and ``runs`` is given by
                its own name (``days``, ``worlds``).
        """
        from sim.scenario.composing import changed

        return changed(self, changes)

    def only(self, *names: str) -> Scenario:
        """The scenario with only some of its variants run, beside the baseline that they are compared with.

        Args:
            *names: names of variants; ``"baseline"`` alone leaves all others out.

        Raises:
            ScenarioError: when there is no such variant.
        """
        from sim.scenario.composing import changed

        return changed(self, {"only": list(names)}, "only()")

    def canonical(self) -> dict[str, Any]:
        """The resolved scenario as plain data that JSON can hold; it is itself a valid scenario file."""
        return canonical.canonical(self)

    @property
    def digest(self) -> str:
        """Hash of the resolved scenario, sha256 in hexadecimal."""
        text = json.dumps(self.canonical(), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def with_warnings(self, warnings: tuple[Problem, ...]) -> Scenario:
        """The same with other warnings."""
        return replace(self, warnings=warnings)
