"""What is varied: each factor turns a number between 0 and 1 into a value of one parameter.

Luck is a factor, too (Marrel, Iooss, Da Veiga and Ribatet 2012): the number of a world. It has no place here, because
it is varied by giving a world another number, never by a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.engine.cast import Cast
from sim.engine.distributions import Drawn, Sampled, between
from sim.engine.nearest import hint
from sim.engine.parameters import Catalogue, Parameter
from sim.runs.assumptions import varied
from sim.scenario import Axis, Cell
from sim.words.parameters import covers

#: Why a factor is one: the run swept it, drew it anew in each world, or nobody knows it.
SWEPT, SAMPLED, PLAUSIBLE = "swept", "sampled", "plausible"


class CannotDrive(ValueError):
    """There is nothing to vary, or a parameter that was asked for cannot be; the message says what can."""


@dataclass(frozen=True)
class Factor:
    """One parameter, or a family that moves as one, with the values it may take.

    Attributes:
        path: as written in the file.
        members: full paths that take the value.
        why: :data:`SWEPT`, :data:`SAMPLED` or :data:`PLAUSIBLE`.
        unit: what its numbers count.
        ends: lowest and highest number; None for words and for distributions without ends.
        values: the values of a list; empty for a range or a distribution.
        drawn: the distribution, where there is one.
        bounds: lowest and highest value allowed, by which a distribution is cut.
        whole: whether only whole numbers make sense.
    """

    path: str
    members: tuple[str, ...]
    why: str
    unit: str = ""
    ends: tuple[float, float] | None = None
    values: tuple[float | str, ...] = ()
    drawn: Drawn | None = None
    bounds: tuple[float, float] = (-np.inf, np.inf)
    whole: bool = False

    @property
    def words(self) -> bool:
        """Whether its values are words."""
        return bool(self.values) and isinstance(self.values[0], str)

    @property
    def discrete(self) -> bool:
        """Whether it takes single numbers only."""
        return self.whole or bool(self.values) or (self.drawn is not None and self.drawn.kind == "choice")

    def at(self, u: np.ndarray) -> np.ndarray:
        """Values at coordinates between 0 and 1, any shape; numbers rise with them."""
        if self.values:
            place = np.minimum((np.asarray(u) * len(self.values)).astype(int), len(self.values) - 1)
            return np.array(self.values, object if self.words else float)[place]
        if self.drawn is not None:
            return np.asarray(self.drawn.quantile(u, self.bounds, self.whole))
        assert self.ends is not None
        return between(u, self.ends, self.whole)

    def as_dict(self) -> dict[str, Any]:
        """The factor as JSON holds it."""
        return {
            "path": self.path,
            "why": self.why,
            "unit": self.unit,
            "ends": None if self.ends is None else list(self.ends),
            "values": list(self.values),
            "drawn": "" if self.drawn is None else str(self.drawn),
            "discrete": self.discrete,
        }


def of_run(cells: tuple[Cell, ...], cell: Cell, axes: Iterable[Axis], catalogue: Catalogue) -> tuple[Factor, ...]:
    """What a run varied: its axes and what it drew in each world; all assumed parameters where it drew nothing.

    A grid's axes join the assumed parameters: a grid alone is no sample of anything.

    Args:
        cells: the run's design, for what the range over assumptions leaves alone.
        cell: the cell that is asked about.
        axes: the sweep's axes, each a :class:`sim.scenario.parts.Axis`.
        catalogue: every parameter of that cell's cast.

    Raises:
        CannotDrive: when nothing was varied and nothing is assumed.
    """
    cast = cast_of(cell)
    swept = tuple(_of_axis(axis, catalogue, cast) for axis in axes)
    taken = {member for factor in swept for member in factor.members}
    sampled = tuple(_of_course(path, drawn, catalogue[path]) for path, drawn in drawn_in(cell).items())
    sampled = tuple(factor for factor in sampled if factor.path not in taken)
    listed = all(factor.values for factor in swept)
    assumed: tuple[Factor, ...] = ()
    if not sampled and listed:
        paths = varied(catalogue, cells)
        assumed = tuple(_plausible(path, catalogue[path]) for path in paths if path not in taken)
    found = (*swept, *sampled, *assumed)
    if not found:
        raise CannotDrive("this run varied nothing, and every assumed parameter is set by the scenario; name some")
    return found


def named(paths: Iterable[str], known: tuple[Factor, ...], catalogue: Catalogue, cast: Cast) -> tuple[Factor, ...]:
    """The factors that somebody asked for: as the run varied them, else over their plausible ranges.

    Args:
        paths: full paths, or a family's, which stands for each of its members.
        known: what the run varied.
        catalogue: every parameter of the cell's cast.
        cast: whose members a family's path stands for.

    Raises:
        CannotDrive: for a path that does not exist or has no plausible range.
    """
    own = {factor.path: factor for factor in known}
    found: dict[str, Factor] = {}
    for path in paths:
        if path in own:
            found[path] = own[path]
            continue
        members = [name for name in catalogue if covers(path, name, cast)]
        if not members:
            raise CannotDrive(
                f"there is no parameter {path!r}" + (hint(path, [*own, *catalogue]) or "; `redline params` lists them")
            )
        found |= {name: own.get(name) or _plausible(name, catalogue[name]) for name in members}
    return tuple(found.values())


def cast_of(cell: Cell) -> Cast:
    """The usual cast, with whom the cell adds."""
    return cell.crisis.cast.changed(added=cell.cast.added)


def drawn_in(cell: Cell) -> dict[str, Drawn]:
    """What a cell draws once in each world, by path.

    A distribution with dates is left to chance, and so is a joint sample, whose columns cannot vary one by one.
    """
    return {
        path: course[0].value
        for path, course in cell.courses.items()
        if len(course) == 1 and isinstance(course[0].value, Drawn) and not isinstance(course[0].value, Sampled)
    }


def simulated_values(factors: tuple[Factor, ...], u: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Values of all members, numbers and words apart, at coordinates of shape (n, factors)."""
    numbers: dict[str, np.ndarray] = {}
    words: dict[str, np.ndarray] = {}
    for factor, column in zip(factors, u.T, strict=True):
        values = factor.at(column)
        (words if factor.words else numbers).update(dict.fromkeys(factor.members, values))
    return numbers, words


def columns(factors: tuple[Factor, ...], u: np.ndarray) -> dict[str, np.ndarray]:
    """One column of values per factor at coordinates of shape (n, factors)."""
    return {factor.path: factor.at(column) for factor, column in zip(factors, u.T, strict=True)}


def _of_axis(axis: Axis, catalogue: Catalogue, cast: Cast) -> Factor:
    members = tuple(name for name in catalogue if covers(axis.path, name, cast))
    if not members:
        raise CannotDrive(f"{axis.path} is swept, but nobody in this variant's cast has it; choose another variant")
    one = catalogue[members[0]]
    bounds = one.bounds or (-np.inf, np.inf)
    numbers = [value for value in axis.values if not isinstance(value, str)]
    ends = (min(numbers), max(numbers)) if numbers else axis.ends
    if axis.drawn is not None:
        ends = _ends(axis.drawn, bounds)
    return Factor(axis.path, members, SWEPT, _unit(one), ends, axis.values, axis.drawn, bounds, one.whole)


def _of_course(path: str, drawn: Drawn, one: Parameter) -> Factor:
    bounds = one.bounds or (-np.inf, np.inf)
    ends = _ends(drawn, bounds)
    return Factor(path, (path,), SAMPLED, _unit(one), ends, drawn=drawn, bounds=bounds, whole=one.whole)


def _ends(drawn: Drawn, bounds: tuple[float, float]) -> tuple[float, float]:
    """Between which numbers 98 in 100 draws lie, or all of a choice."""
    low, high = drawn.quantile(np.array([0.0, 1.0] if drawn.kind == "choice" else [0.01, 0.99]), bounds)
    return float(low), float(high)


def _plausible(path: str, one: Parameter) -> Factor:
    if one.plausible is None or one.plausible[0] >= one.plausible[1]:
        kind = "is a choice among words; sweep it instead" if one.choices else "has no plausible range"
        raise CannotDrive(f"{path} {kind}; `redline params {path}` says what is known of it")
    return Factor(path, (path,), PLAUSIBLE, _unit(one), one.plausible, whole=one.whole)


def _unit(one: Parameter) -> str:
    return "" if one.unit == "choice" else one.unit
