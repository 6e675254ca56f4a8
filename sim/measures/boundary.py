"""The tipping line in words and numbers: where an outcome becomes likelier than not, and how surely."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.figures.wording import first_upper, listed, parameter_title, value_text
from sim.measures.intervals import wilson
from sim.outcomes import NOUNS
from sim.results import Results

#: Equal parts of the searched range that a response curve is told by.
GROUPS = 14


@dataclass(frozen=True)
class Reading:
    """One crossing of one row, or a row without one.

    Attributes:
        variant: its variant.
        row: value of the first of two axes; None with one axis.
        x, low, high: crossing and 95% band on the searched axis; NaN where there is none.
        rising: whether the outcome grows likelier with x there.
        status: ``found``, ``budget``, ``above``, ``below`` or ``unclear``, see :func:`told`.
        worlds: worlds spent on the row.
    """

    variant: str
    row: Any
    x: float
    low: float
    high: float
    rising: bool
    status: str
    worlds: int

    @property
    def crossed(self) -> bool:
        """Whether there is a crossing."""
        return not math.isnan(self.x)


def readings(results: Results, variant: str | None = None) -> list[Reading]:
    """The tipping line row by row, of one variant or of all, in the order of the search."""
    *rows, searched = (axis.path for axis in results.scenario.sweep.axes)
    return [
        Reading(
            str(line["variant"]),
            line[rows[0]] if rows else None,
            float(line[searched]),
            float(line["low"]),
            float(line["high"]),
            bool(line["rising"]),
            str(line["status"]),
            int(line["worlds"]),
        )
        for line in results.boundary.to_dict("records")
        if variant is None or line["variant"] == variant
    ]


def told(status: str, at: float) -> str:
    """How the search of a row ended, in words."""
    share = f"{at:.0%}"
    return {
        "found": "found",
        "budget": "found, band wider than asked: its worlds were used up",
        "above": f"above {share} everywhere searched",
        "below": f"below {share} everywhere searched",
        "unclear": f"too near {share} to tell whether it is crossed",
    }[status]


def outcome(results: Results) -> str:
    """Key of the outcome whose line was looked for."""
    return str(results.scenario.sweep.boundary.outcome or results.scenario.headline)


def as_set(results: Results, variant: str, path: str) -> float | None:
    """The number a parameter has in a variant when it is not swept.

    None where it is drawn, dated or a word, and where the members of a family differ.
    """
    cell = results.cells_of(variant)[0]
    values = results.values(cell.index)
    mine = [values[one] for one in results.scenario.paths(cell.cast).expand(path) if one in values]
    found = {_number(value) for value in mine}
    return found.pop() if len(found) == 1 else None


def _number(value: Any) -> float | None:
    if isinstance(value, tuple):
        value = value[0].value if len(value) == 1 else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def digits(low: float, high: float) -> int:
    """Decimals that a number with such a band deserves."""
    half = (high - low) / 2
    return min(max(-math.floor(math.log10(half)), 0), 6) if half > 0 else 4


def with_band(x: float, low: float, high: float) -> str:
    """A crossing with its band: ``"5.3 (4.9 to 5.6)"``."""
    places = digits(low, high)
    return f"{x:.{places}f} ({low:.{places}f} to {high:.{places}f})"


def response(results: Results, variant: str) -> pd.DataFrame:
    """The share of the outcome along the searched axis of a line without rows, by equal parts of its range.

    Returns:
        x (mean of the group, weighted by worlds), count, worlds, share, low, high (Wilson), in order of x.
    """
    path, key = results.scenario.sweep.axes[-1].path, outcome(results)
    mine = results.points[results.points["variant"] == variant].sort_values(path, kind="stable")
    worlds = mine["worlds"].to_numpy()
    low, high = results.scenario.sweep.axes[-1].ends
    group = np.minimum(np.floor((mine[path].to_numpy() - low) / (high - low) * GROUPS), GROUPS - 1)
    frame = pd.DataFrame({"group": group, "x": mine[path] * worlds, "count": mine[key], "worlds": worlds})
    summed = frame.groupby("group", as_index=False, sort=True).sum()
    summed["x"] /= summed["worlds"]
    summed["share"] = summed["count"] / summed["worlds"]
    summed["low"], summed["high"] = wilson(summed["count"].to_numpy(), summed["worlds"].to_numpy())
    return summed.drop(columns="group")


def finding(results: Results) -> str:
    """The finding, of the baseline: where the outcome becomes likelier than not, with its band."""
    mine = readings(results, results.variants[0])
    crossed = [one for one in mine if one.crossed]
    noun, at = NOUNS[outcome(results)], results.scenario.sweep.boundary.at
    half = math.isclose(at, 0.5)
    if not crossed:
        return _nowhere({one.status for one in mine}, "half" if half else f"{at:.0%}", noun)
    begin = f"{first_upper(noun)} becomes likelier than not" if half else f"More than {at:.0%} of worlds end in {noun}"
    return f"{begin} once {_where(results, crossed)}"


def _nowhere(statuses: set[str], share: str, noun: str) -> str:
    """What there is to say when no row is crossed."""
    if statuses == {"above"}:
        return f"More than {share} of worlds end in {noun} everywhere searched"
    if statuses == {"below"}:
        return f"Fewer than {share} of worlds end in {noun} everywhere searched"
    if statuses == {"above", "below"}:
        return f"More than {share} of worlds end in {noun} in some rows, fewer in others, without a line between"
    return f"Too near {share} of worlds end in {noun} to tell where the line lies"


def _where(results: Results, crossed: list[Reading]) -> str:
    """``"Iran strike back falls below 5.3 (4.9 to 5.6)"``; with rows, at the first and the last that are crossed."""
    *rows, searched = (parameter_title(axis.path) for axis in results.scenario.sweep.axes)
    if not rows or len({one.row for one in crossed}) == 1:
        place = f" (at {rows[0]} {value_text(crossed[0].row)})" if rows else ""
        ways = [f"{_way(one)} {with_band(one.x, one.low, one.high)}" for one in crossed]
        return f"{searched} {listed(ways, 'or')}{place}"
    first, last = crossed[0], crossed[-1]
    ends = [f"{_way(one)} {one.x:.{digits(one.low, one.high)}f}" for one in (first, last)]
    if first.rising == last.rising:
        ends[1] = ends[1].removeprefix("rises ").removeprefix("falls ")
    at = [f"at {rows[0]} {value_text(first.row)}", f"at {value_text(last.row)}"]
    return f"{searched} {ends[0]} {at[0]}, {ends[1]} {at[1]}"


def _way(one: Reading) -> str:
    return "rises above" if one.rising else "falls below"
