"""The table of parameters that a program's days read, made from a model on its first day."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.compiled.layout import Layout
from sim.compiled.program import Program
from sim.engine.calendar import Calendar
from sim.engine.chance import REAL


class Table(NamedTuple):
    """What a model's days read.

    Attributes:
        rows: parameters, shape ``(epochs, columns)``, float32; the first world's where worlds differ.
        epoch: row of each day, shape ``(days,)``, int32.
        kind: place of each day's statements among the program's kinds of day, shape ``(days,)``, int32.
        derive: 1 where ``derive`` runs before a day, shape ``(days,)``, int32.
        varied: values that differ between worlds, by row and column, each of shape ``(worlds,)``, float32.
    """

    rows: np.ndarray
    epoch: np.ndarray
    kind: np.ndarray
    derive: np.ndarray
    varied: dict[tuple[int, int], np.ndarray]


def table(found: Any, program: Program | Layout) -> Table:
    """The table of a model that has not lived a day yet, which it leaves as it is.

    Args:
        found: the model.
        program: its program, or the layout of the module made of it.
    """
    days, calendar = found.days, found.calendar.copy()
    epoch, derive, rows = np.zeros(days, np.int32), np.zeros(days, np.int32), list[list[Any]]()
    news = _news(found, program)
    withheld = {day + after for day in found.withheld.days for after in (0, 1)}
    changing = [at for at, (_, what) in enumerate(program.columns) if what.startswith("withheld")]
    for day in range(days):
        changed = calendar.due(day)
        derive[day] = bool(changed)
        if day == 0 or changed or day in news:
            rows.append([_cell(found, calendar, path, what, day) for path, what in program.columns])
        elif day in withheld:  # hundreds of days where many acts are withheld, on which all else stays
            rows.append(list(rows[-1]))
            for at in changing:
                rows[-1][at] = _cell(found, calendar, *program.columns[at], day)
        epoch[day] = len(rows) - 1
    varied = {
        (row, column): np.asarray(one, np.float32)
        for row, cells in enumerate(rows)
        for column, one in enumerate(cells)
        if isinstance(one, np.ndarray) and one.ndim
    }
    numbers = np.array([[_first(one) for one in cells] for cells in rows], np.float32)
    return Table(numbers.reshape(len(rows), len(program.columns)), epoch, _kinds(found), derive, varied)


def _first(cell: Any) -> Any:
    """The first world's number where worlds differ, else the number."""
    return cell[0] if isinstance(cell, np.ndarray) and cell.ndim else cell


def _kinds(found: Any) -> np.ndarray:
    """The kind of each day: whether actors choose, in the order in which the days come."""
    today, choosing = found.day, list[bool]()
    for day in range(found.days):
        found.day = day
        choosing.append(found.choosing)
    found.day = today
    first = choosing[:1]
    return np.array([one not in first for one in choosing], np.int32)


def _news(found: Any, program: Program | Layout) -> set[int]:
    """Days on which a column changes that is no parameter's, acts withheld aside."""
    return {day for path, what in program.columns if what == "announces on" for day in found.calendar.news(path)}


def _cell(found: Any, calendar: Calendar, path: str, what: str, day: int) -> Any:
    """What stands in a column on a day."""
    if what == "value":
        return calendar.value(path)
    if what.endswith("before"):
        return calendar.before(path)[what == "known before"]
    if what == "announced":
        return calendar.announced(path, day)[0]
    if what.startswith("withheld"):
        act, forced = what.removeprefix("withheld ").removesuffix(" on"), what.endswith(", forced on")
        at = found.withheld.on(day, path, (act.removesuffix(", forced"),), forced)
        cells = np.full(found.world_count, -1.0, np.float32)
        cells[at] = day
        return cells if at.size else REAL(-1)
    known = [one for one in calendar.steps(path) if one[1] <= day]
    if what == "announces on":
        return REAL(max((announced for effect, announced, _ in known if announced < effect), default=-2))
    effect, announced, _ = known[-1] if known else (-1, -1, None)
    return REAL(announced if what == "announced on" else effect)
