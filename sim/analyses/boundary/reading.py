"""The tipping line in words and numbers: where an outcome becomes likelier than not, and how surely."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.runs.results import Results
from sim.statistics.intervals import wilson, z_value
from sim.words.parameters import called, value_text
from sim.words.prose import first_upper, listed

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
    return str(results.scenario.sweep.line.outcome or results.scenario.headline)


def as_set(results: Results, variant: str, path: str) -> float | None:
    """The number a parameter has in a variant when it is not swept.

    None where it is drawn, dated or a word, and where the members of a family differ.
    """
    cell = results.reference_of(variant)
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
    low, high = results.scenario.sweep.axes[-1].span
    group = np.minimum(np.floor((mine[path].to_numpy() - low) / (high - low) * GROUPS), GROUPS - 1)
    frame = pd.DataFrame({"group": group, "x": mine[path] * worlds, "count": mine[key], "worlds": worlds})
    summed = frame.groupby("group", as_index=False, sort=True).sum()
    summed["x"] /= summed["worlds"]
    summed["share"] = summed["count"] / summed["worlds"]
    summed["low"], summed["high"] = wilson(summed["count"].to_numpy(), summed["worlds"].to_numpy())
    return summed.drop(columns="group")


def finding(results: Results, variant: str | None = None) -> str:
    """The finding, of the baseline or another variant: where the outcome becomes likelier than not, with its band."""
    variant = variant or results.variants[0]
    mine = readings(results, variant)
    noun, at = results.crisis.outcomes[outcome(results)].noun, results.scenario.sweep.line.at
    half = math.isclose(at, 0.5)
    if any(one.crossed for one in mine):
        begin = f"{noun} becomes likelier than not" if half else f"more than {at:.0%} of worlds end in {noun}"
        said = f"{begin} once {_where(results, mine)}"
    else:
        said = _nowhere({one.status for one in mine}, "half" if half else f"{at:.0%}", noun)
    return first_upper(f"under “{results.title_of(variant)}”, {said}" if len(results.variants) > 1 else said)


def _nowhere(statuses: set[str], share: str, noun: str) -> str:
    """What there is to say when no row is crossed."""
    if statuses == {"above"}:
        return f"more than {share} of worlds end in {noun} everywhere searched"
    if statuses == {"below"}:
        return f"fewer than {share} of worlds end in {noun} everywhere searched"
    if statuses == {"above", "below"}:
        return f"more than {share} of worlds end in {noun} in some rows, fewer in others, without a line between"
    return f"too near {share} of worlds end in {noun} to tell where the line lies"


def _where(results: Results, mine: list[Reading]) -> str:
    """``"Iran strike back falls below 5.3 (4.9 to 5.6)"``; with rows, at two of them that are clearly apart."""
    *rows, searched = (called(axis.path, results.crisis) for axis in results.scenario.sweep.axes)
    crossed = [one for one in mine if one.crossed]
    if not rows or len({one.row for one in crossed}) == 1:
        place = f" (at {rows[0]} {value_text(crossed[0].row)})" if rows else ""
        ways = [_at(one) for one in crossed]
        return f"{searched} {listed(ways, 'or')}{place}"
    plain = len({one.rising for one in crossed}) == 1 and len({one.row for one in crossed}) == len(crossed)
    ends = _apart(crossed) if plain else (crossed[0], crossed[-1])
    if ends is None:
        return f"{searched} {_throughout(crossed, len(mine))}: no clear change with {rows[0]}"
    first, last = ends
    other = with_band(last.x, last.low, last.high) if first.rising == last.rising else _at(last)
    return f"{searched} {_at(first)} at {rows[0]} {value_text(first.row)}, {other} at {value_text(last.row)}"


def _apart(crossed: list[Reading]) -> tuple[Reading, Reading] | None:
    """The two rows that a line is told by, or None where none are clearly apart.

    The ends of the line if they are apart: they are no choice. Else the rows where it lies lowest and highest, if they
    are apart after a correction for having been chosen among all pairs of rows (Bonferroni).
    """
    numbers = all(isinstance(one.row, int | float) for one in crossed)
    if numbers and _clear(crossed[0], crossed[-1], 1.0):
        return crossed[0], crossed[-1]
    lowest, highest = (choose(crossed, key=lambda one: one.x) for choose in (min, max))
    wider = z_value(1 - 0.05 / math.comb(len(crossed), 2)) / z_value(0.95)
    if not _clear(lowest, highest, wider):
        return None
    first, last = sorted((lowest, highest), key=crossed.index)
    return first, last


def _clear(one: Reading, other: Reading, wider: float) -> bool:
    """Whether two crossings differ, by the sum of squares of the facing halves of their bands (Zou and Donner 2008).

    Rows that support one another vary together, so that this errs towards no difference.
    """
    low, high = sorted((one, other), key=lambda reading: reading.x)
    return high.x - low.x > wider * math.hypot(high.x - high.low, low.high - low.x)


def _throughout(crossed: list[Reading], rows: int) -> str:
    """``"falls below about 3.6 (3.3 to 4.1) throughout"``: the median row with the bands of all of them."""
    x, low, high = (
        statistics.median(one.x for one in crossed),
        min(o.low for o in crossed),
        max(o.high for o in crossed),
    )
    where = "throughout" if len(crossed) == rows else f"in the {len(crossed)} of {rows} rows that cross it"
    way, places = _way(crossed[0]), max(digits(one.low, one.high) for one in crossed)
    return f"{way} about {x:.{places}f} ({low:.{places}f} to {high:.{places}f}) {where}"


def _at(one: Reading) -> str:
    return f"{_way(one)} {with_band(one.x, one.low, one.high)}"


def _way(one: Reading) -> str:
    return "rises above" if one.rising else "falls below"
