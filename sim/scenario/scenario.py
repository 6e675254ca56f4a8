"""The scenario: one policy question, and what can be asked of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario import canonical, composing, design, reference
from sim.scenario.parts import Cell
from sim.scenario.question import Question


@dataclass(frozen=True)
class Scenario(Question):
    """One policy question; see :class:`~sim.scenario.question.Question` for what it holds."""

    def cells(self) -> tuple[Cell, ...]:
        """The rows of the design: the baseline first, then the variants.

        Each variant has all points of a grid. In other designs it has one cell, its own settings, without coordinates.
        """
        return tuple(design.cells(self))

    def references(self, cells: Sequence[Cell] | None = None) -> tuple[Cell, ...]:
        """Each variant's cell at the point of the grid nearest to the file's own values, at which it is shown.

        Args:
            cells: what :meth:`cells` gave, where they are at hand.
        """
        return reference.references(self, self.cells() if cells is None else cells)

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

    def replace(self, **changes: Any) -> Scenario:
        """The same scenario with something changed, checked like a file.

        Args:
            **changes: ``title``, ``question``, ``baseline``, ``name``, ``start``, ``days``, ``worlds``, ``seed``,
                ``theory``, ``assumptions`` (``{"draws": 40, "worlds": 50}``), ``parameters`` (``{path: value}``, laid
                over the scenario's; a variant that sets the same path keeps its own), ``sample`` (``{path:
                distribution}``, likewise), and ``events``, ``history``, ``cast``, ``variants``, ``sweep``,
                ``outcomes``, ``report``, ``clock``, ``runs`` as nested dicts and lists like those of a file. ``worlds``
                may be ``{"until": 0.01}``.

        Raises:
            ScenarioError: when the change is not allowed.
            TypeError: when there is no such thing to change, or it is given both by its own name (``days``) and in its
                section (``clock={"days": 90}``).
        """
        return self.changed(changes, "replace()")

    def only(self, *names: str) -> Scenario:
        """The scenario with only some of its variants run, beside the baseline that they are compared with.

        Args:
            *names: names of variants; ``"baseline"`` alone leaves all others out.

        Raises:
            ScenarioError: when there is no such variant.
        """
        return self.changed({"only": list(names)}, "only()")

    def changed(self, changes: Mapping[str, Any], where: str) -> Scenario:
        """As :meth:`replace`, for a call or option of another name, by which messages call it."""
        return composing.changed(self, changes, where)

    def canonical(self) -> dict[str, Any]:
        """The resolved scenario as plain data that JSON can hold; it is itself a valid scenario file."""
        return canonical.canonical(self)

    @property
    def digest(self) -> str:
        """Hash of the resolved scenario, sha256 in hexadecimal."""
        text = json.dumps(self.canonical(), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()
