"""The tipping line of a scenario: where an outcome becomes likelier than not."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.analyses.boundary.search import Found, Rows, search
from sim.runs import evaluate
from sim.scenario import Axis, Cell, Scenario, Step

#: Told how many worlds were simulated so far, how many there may be at most, and what was just done.
Said = Callable[[int, int, str], None]


@dataclass(frozen=True)
class _Row:
    """One row of the search: a variant's own settings, and the value of the first axis; None without one."""

    cell: Cell
    value: float | str | None


def find(
    scenario: Scenario,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    agents: Mapping[str, type] | None = None,
    progress: Said | None = None,
    outcomes: Callable[..., np.ndarray] = evaluate.outcomes,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Finds the line along which an outcome has the share that ``sweep.boundary`` asks for.

    Args:
        scenario: a :class:`sim.scenario.Scenario` with ``sweep.boundary``.
        jobs: threads; the results are the same for any number.
        scheduler: address of a Dask scheduler to use instead.
        agents: actors' classes to use instead of the built-in ones.
        progress: called after every block.
        outcomes: simulates worlds, as :func:`sim.runs.evaluate.outcomes`.

    Returns:
        Lines, one row per crossing: variant, the first of two axes, the searched axis (the crossing; NaN where there is
        none), low, high, status, worlds (of the row), crossing, rising, own, own_low, own_high (the row's crossing and
        band without the support of its neighbours); and points, one row per point: variant, point, axes, worlds, and
        the worlds that ended in each outcome. See :class:`~sim.analyses.boundary.search.Found` for the rest.
    """
    wanted, searched = scenario.sweep.boundary, scenario.sweep.axes[-1]
    if wanted is None or searched.ends is None:
        raise ValueError("the scenario asks for no boundary")
    options = {"seed": scenario.seed, "jobs": jobs, "scheduler": scheduler, "agents": agents}
    rows, ranks = _rows(scenario)
    work = _Work(scenario, rows, outcomes, options, progress, most=len(rows) * wanted.worlds)
    found = search(
        ranks,
        searched.ends,
        wanted.at,
        wanted.within,
        wanted.worlds,
        work.evaluate,
        scenario.crisis.outcomes.code(wanted.outcome or scenario.headline),
        codes=len(scenario.crisis.outcomes),
        whole=bool(scenario.paths().parameter(searched.path).whole),
    )
    return _lines(scenario, rows, found), _points(scenario, rows, found)


def _rows(scenario: Scenario) -> tuple[list[_Row], Rows]:
    """Each variant with each value of the first axis; rows of numbers make a line, all others stand alone."""
    axes = scenario.sweep.axes
    values: tuple[float | str | None, ...] = axes[0].values if len(axes) > 1 else (None,)
    rows = [_Row(cell, value) for cell in scenario.cells() for value in values]
    place = [math.nan if row.value is None or isinstance(row.value, str) else float(row.value) for row in rows]
    return rows, Rows(np.repeat(np.arange(len(rows) // len(values)), len(values)), np.array(place))


@dataclass
class _Work:
    """Simulates what the search asks for, each variant and each word of the first axis in models of their own."""

    scenario: Scenario
    rows: list[_Row]
    outcomes: Callable[..., np.ndarray]
    options: Mapping[str, Any]
    progress: Said | None
    most: int
    done: int = 0

    def evaluate(self, row: np.ndarray, x: np.ndarray, world: np.ndarray) -> np.ndarray:
        """Codes of the outcomes, see :data:`sim.analyses.boundary.search.Evaluate`."""
        codes = np.empty(len(row), np.int8)
        groups: dict[tuple[int, str], list[int]] = {}
        for number in np.unique(row).tolist():
            groups.setdefault(self._group(number), []).append(number)
        for numbers in groups.values():
            mine = np.isin(row, numbers)
            codes[mine] = self._outcomes(numbers[0], row[mine], x[mine], world[mine])
        return codes

    def _group(self, number: int) -> tuple[int, str]:
        row = self.rows[number]
        return row.cell.index, row.value if isinstance(row.value, str) else ""

    def _outcomes(self, first: int, row: np.ndarray, x: np.ndarray, world: np.ndarray) -> np.ndarray:
        cell, axes = self.rows[first].cell, self.scenario.sweep.axes
        values = dict.fromkeys(self._members(cell, axes[-1].path), x)
        if len(axes) > 1:
            word = self.rows[first].value
            if isinstance(word, str):
                cell = self._with_word(cell, axes[0].path, word)
            else:
                numbers = np.array([self.rows[number].value for number in row.tolist()], float)
                values |= dict.fromkeys(self._members(cell, axes[0].path), numbers)
        codes = self.outcomes(cell, values, world, progress=self._said(cell.title or cell.variant), **self.options)
        self.done += len(world)
        return codes

    def _said(self, doing: str) -> Callable[[int, int], None] | None:
        progress, before = self.progress, self.done
        if progress is None:
            return None
        return lambda done, _: progress(before + done, self.most, f"{doing}: tipping line")

    def _with_word(self, cell: Cell, path: str, word: str) -> Cell:
        words = dict.fromkeys(self._members(cell, path), (Step(0, 0, word),))
        return replace(cell, courses={**cell.courses, **words})

    def _members(self, cell: Cell, path: str) -> tuple[str, ...]:
        """Full paths of an axis, of the actors in the cell's cast."""
        paths = self.scenario.paths(cell.cast).expand(path)
        return tuple(one for one in paths if not any(one.startswith(f"{out}.") for out in cell.cast.without))


def _lines(scenario: Scenario, rows: list[_Row], found: Found) -> pd.DataFrame:
    axes, lines = scenario.sweep.axes, found.lines
    named = {"own_x": "own"}
    given = [*_named(axes, rows, lines), (axes[-1].path, lines["x"])]
    rest = ["low", "high", "status", "worlds", "crossing", "rising", "own_x", "own_low", "own_high"]
    return pd.DataFrame({**dict(given), **{named.get(name, name): lines[name] for name in rest}})


def _points(scenario: Scenario, rows: list[_Row], found: Found) -> pd.DataFrame:
    axes, points = scenario.sweep.axes, found.points
    (_, variant), *first = _named(axes, rows, points)
    number = points.groupby(variant.to_numpy(), sort=False).cumcount()
    counts = {outcome: points[code] for code, outcome in enumerate(scenario.crisis.outcomes)}
    given = {"variant": variant, "point": number, **dict(first), axes[-1].path: points["x"], "worlds": points["worlds"]}
    return pd.DataFrame({**given, **counts})


def _named(axes: tuple[Axis, ...], rows: list[_Row], frame: pd.DataFrame) -> list[tuple[str, pd.Series]]:
    """Columns that say which row: the variant, and the first axis where there are two."""
    numbers = frame["row"].tolist()
    named = [("variant", pd.Series([rows[at].cell.variant for at in numbers], dtype=object))]
    return [*named, (axes[0].path, pd.Series([rows[at].value for at in numbers]))] if len(axes) > 1 else named
