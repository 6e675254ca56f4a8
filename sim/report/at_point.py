"""A swept run seen at one point of its sweep: a run that looks unswept, so that any section can be made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.report.figures import cells
from sim.runs.results import Results, Tables

#: Coordinates of a point: path and value of each swept parameter.
Point = tuple[tuple[str, Any], ...]


def points(results: Results) -> list[Point]:
    """The points of a grid, in the order they were run; empty when nothing is swept on a grid."""
    if not results.axes or results.scenario.sweep.design != "grid":
        return []
    return list(dict.fromkeys(cell.coordinates for cell in results.cells_of(results.variants[0])))


def reference(results: Results) -> Point:
    """The point nearest to the declared defaults, at which a page without a slider would show the variants."""
    found: Point = cells.reference(results, results.variants[0]).coordinates
    return found


def at(results: Results, point: Point, *, events: bool = True) -> Results:
    """The run at one point: each variant has one cell, which keeps its coordinates, and there is no axis.

    Tables that a run keeps of its variants' first cells alone are empty at any other point; without ``events``, those
    of the events are empty, too.
    """
    return _AtPoint(results, point, events)


class _AtPoint(Results):
    def __init__(self, whole: Results, point: Point, events: bool):
        self._cells = [cell for cell in whole.design if cell.coordinates == point]
        first = {whole.cells_of(variant)[0].index for variant in whole.variants}
        super().__init__(
            scenario=whole.scenario,
            tables=_Part(
                whole, [cell.index for cell in self._cells], all(one.index in first for one in self._cells), events
            ),
            manifest=whole.manifest,
            catalogue=whole.catalogue,
            claims=whole.claims,
        )
        self.folder = whole.folder
        self._whole = whole

    @cached_property
    def design(self) -> tuple[Any, ...]:
        return tuple(replace(cell, index=at) for at, cell in enumerate(self._cells))

    @property
    def axes(self) -> tuple[str, ...]:
        return ()

    def events_kept(self, cell: int) -> int:
        return self._whole.events_kept(self._cells[cell].index)


class _Part(Tables):
    """The tables of some cells of a run, numbered from 0."""

    def __init__(self, whole: Results, chosen: Sequence[int], first: bool, events: bool):
        self._whole, self._chosen, self._first, self._events = whole, list(chosen), first, events
        self._kept: dict[tuple[str, int], pd.DataFrame] = {}

    def copy_to(self, folder: Path) -> None:
        raise NotImplementedError("a view of a run is not saved; save the run")

    def worlds(self) -> pd.DataFrame:
        return self._stacked(self.worlds_of)

    def worlds_of(self, cell: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
        found = self._once("worlds_of", cell)
        return found if columns is None else found[list(columns)]

    def counts(self, cells: int) -> np.ndarray:
        whole = self._whole.outcomes["count"].to_numpy().reshape(len(self._whole.design), -1)
        return np.asarray(whole[self._chosen])

    def daily(self) -> pd.DataFrame:
        return self._stacked(self.daily_of)

    def daily_of(self, cell: int) -> pd.DataFrame:
        return self._once("daily_of", cell)

    def events(self) -> pd.DataFrame:
        return self._stacked(self.events_of)

    def events_of(self, cell: int) -> pd.DataFrame:
        return self._once("events_of", cell) if self._events else self._none

    @cached_property
    def _none(self) -> pd.DataFrame:
        """No events, in the columns they have."""
        return self._whole.events_of(0).iloc[:0]

    def examples(self) -> pd.DataFrame:
        return self._if_first(self._whole.examples)

    def months(self) -> pd.DataFrame:
        return self._if_first(self._whole.months)

    def assumptions(self) -> pd.DataFrame:
        return self._if_first(self._whole.assumptions)

    def points(self) -> pd.DataFrame:
        return self._whole.points.iloc[:0]

    def twins(self) -> pd.DataFrame:
        return self._if_first(self._whole.twins)

    def boundary(self) -> pd.DataFrame:
        return self._whole.boundary.iloc[:0]

    def drivers(self) -> dict[str, Any] | None:
        return None

    def _if_first(self, table: pd.DataFrame) -> pd.DataFrame:
        if not self._first:
            return table.iloc[:0]
        numbers = {old: new for new, old in enumerate(self._chosen)}
        return table.assign(cell=table["cell"].map(numbers)) if "cell" in table else table

    def _once(self, what: str, cell: int) -> pd.DataFrame:
        """A table of one cell under its number here, read once: sections ask for the same ones again and again."""
        if (what, cell) not in self._kept:
            table = getattr(self._whole, what)(self._chosen[cell])
            self._kept[what, cell] = table.assign(cell=cell) if "cell" in table else table
        return self._kept[what, cell]

    def _stacked(self, one: Any) -> pd.DataFrame:
        return pd.concat([one(cell) for cell in range(len(self._chosen))], ignore_index=True)
