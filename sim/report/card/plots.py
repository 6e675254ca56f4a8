"""Plots on a card: responses, points in order, tipping lines. All places are shares of a plot's width and height."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.analyses.boundary import reading
from sim.report import phrases
from sim.report.figures import panels, response, theme
from sim.runs.results import Results
from sim.words import frequency, prose
from sim.words.parameters import value_text

#: Most lines that all have their colour.
LINES = 4
#: Ends of the range over points of a sample, as quantiles.
LOW, HIGH = 0.05, 0.95
#: Upper ends of an axis of shares, and the columns of a response.
TOPS, SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8), ("share", "high", "low")

#: ``kind``, ``alt`` (the picture in words) and what that kind is drawn from.
Picture = dict[str, Any]


def of_numbers(results: Results) -> bool:
    """Whether the only axis is one of numbers."""
    values = [cell.coordinates[0][1] for cell in results.cells_of(results.variants[0])]
    return len(results.axes) == 1 and not any(isinstance(one, str | bool) for one in values)


def lines(results: Results, variants: Sequence[str]) -> Picture:
    """The share against the only axis, a line with its 95% band for each variant; dots where the axis is of words."""
    table = response.rows(results, results.scenario.headline)
    table = table[table["variant"].isin(variants)]
    numeric = of_numbers(results)
    values = list(dict.fromkeys(table["x"]))
    x = _Scale(min(values), max(values)) if numeric else _Scale(-0.5, len(values) - 0.5)
    at = {one: x(one if numeric else place) for place, one in enumerate(values)}
    told = _told(table, variants)
    top = response.top(table[table["variant"].isin(told)])
    top = max(top, next(step for step in (*TOPS, 1.0) if table["share"].max() <= step))
    series = []
    for line in panels.lines(results):
        part = table[table["variant"] == line.variant]
        if part.empty:
            continue
        faint = line.variant not in told
        middle, up, down = ([(at[row.x], getattr(row, name) / top) for row in part.itertuples()] for name in SHARES)
        bars = [(one, low, high) for (one, low), (_, high) in zip(down, up, strict=True)]
        series.append(
            _series(
                "" if faint else line.name,
                theme.PLAIN["axis"][0] if faint else line.colour,
                faint=faint,
                line=middle if numeric else [],
                dots=[] if faint and numeric else middle,
                bars=[] if faint or numeric else bars,
                band=[] if faint or not numeric else up + down[::-1],
            )
        )
    series.sort(key=lambda one: not one["faint"])  # grey below, colours above
    own = results.reference_of(variants[0]).coordinates[0][1]
    first, last = axis_text(values[0]), axis_text(values[-1])
    noun = phrases.noun(results, results.scenario.headline)
    said = "; ".join(
        f"{results.title_of(name)}: {frequency.number(one.iloc[0])} at {first}, "
        f"{frequency.number(one.iloc[-1])} at {last}"
        for name in variants
        for one in [table.loc[table["variant"] == name, "share"]]
    )
    axis = phrases.axis(results, results.axes[0])
    return {
        "kind": "plot",
        "alt": f"Worlds in 100 that end in {noun}, by {phrases.title(results, results.axes[0])}. {said}.",
        "x": {"title": axis, "ticks": _x_ticks(values, at)},
        "y": {"title": f"Worlds in 100 that end in {noun}", "ticks": _y_ticks(top)},
        "series": series,
        "others": prose.many(len(variants) - len(told), "other variant") if len(told) < len(variants) else "",
        "mark": {"x": at[own], "text": f"the file's own, {axis_text(own)}"} if numeric else None,
        "level": 0.5 / top if top > 0.5 else None,
    }


def _told(table: pd.DataFrame, variants: Sequence[str]) -> list[str]:
    """The variants whose lines have a colour: all of a few, of many the baseline and the one that moves most."""
    if len(variants) <= LINES:
        return list(variants)
    shares = table.groupby("variant", sort=False)["share"]
    moved = (shares.last() - shares.first()).abs()
    return list(dict.fromkeys((variants[0], str(moved.idxmax()))))


def points(results: Results) -> Picture:
    """Every point of a grid of many axes, the rarest first."""
    found = results.outcomes
    mine = found[(found["variant"] == results.variants[0]) & (found["outcome"] == results.scenario.headline)]
    return _sorted(results, mine["share"].tolist(), "points of the grid")


def sample(results: Results) -> Picture:
    """Every point of a sampled design, the rarest first."""
    mine = results.points[results.points["variant"] == results.variants[0]]
    shares = (mine[results.scenario.headline] / mine["worlds"]).tolist()
    return _sorted(results, shares, "settings")


def _sorted(results: Results, shares: Sequence[float], noun: str) -> Picture:
    ranked, outcome = sorted(shares), phrases.noun(results, results.scenario.headline)
    top = next(step for step in (*TOPS, 1.0) if ranked[-1] <= step)
    x = _Scale(0, max(len(ranked) - 1, 1))
    dots = [(x(at), share / top) for at, share in enumerate(ranked)]
    low, middle, high = (ranked[round(at * (len(ranked) - 1))] for at in (LOW, 0.5, HIGH))
    ends = [(x(0), "rarest"), (x(len(ranked) - 1), "commonest")]
    return {
        "kind": "plot",
        "alt": f"Worlds in 100 that end in {outcome} at {len(ranked):,} {noun}, sorted: 5% lie at or below "
        f"{frequency.number(low)}, half at or below {frequency.number(middle)}, 95% at or below "
        f"{frequency.number(high)}.",
        "x": {"title": f"{len(ranked):,} {noun}, sorted", "ticks": ends},
        "y": {"title": f"Worlds in 100 that end in {outcome}", "ticks": _y_ticks(top)},
        "series": [_series("", theme.variant_colour(0), dots=dots)],
        "mark": None,
        "level": 0.5 / top if top > 0.5 else None,
    }


def tipping(results: Results) -> Picture:
    """Where each variant's tipping line lies: by the rows of a plane, or on the response along one axis."""
    return _plane(results) if len(results.scenario.sweep.axes) > 1 else _curve(results)


def _plane(results: Results) -> Picture:
    """Rows along x, the searched parameter upwards; each crossing with its band."""
    first, searched = results.scenario.sweep.axes
    values = list(first.values)
    words = any(isinstance(one, str | bool) for one in values)
    x = _Scale(-0.5, len(values) - 0.5, 0) if words else _Scale(*first.span, 0.04)
    at = {one: x(place if words else float(one)) for place, one in enumerate(values)}
    y = _Scale(*searched.span, 0)
    series = []
    for line in panels.lines(results)[:LINES]:
        found = [one for one in reading.readings(results, line.variant) if one.crossed]
        points = [(at[one.row], y(one.x)) for one in found]
        joined = not words and len({one.row for one in found}) == len(found)  # else a row is crossed more than once
        bars = [(at[one.row], y(one.low), y(one.high)) for one in found]
        series.append(_series(line.name, line.colour, line=points if joined else [], dots=points, bars=bars))
    told = "; ".join(
        f"{phrases.title(results, first.path)} {axis_text(one.row)}: {reading.with_band(one.x, one.low, one.high)}"
        for one in reading.readings(results, results.variants[0])
        if one.crossed
    )
    level = results.scenario.sweep.line.at
    noun = phrases.noun(results, reading.outcome(results))
    title = phrases.title(results, searched.path)
    return {
        "kind": "plot",
        "alt": f"{prose.first_upper(title)} at which {level:.0%} of worlds end in {noun}. "
        f"{told or 'It is crossed nowhere'}.",
        "x": {"title": phrases.axis(results, first.path), "ticks": _x_ticks(values, at)},
        "y": {
            "title": f"{prose.first_upper(title)} at which {level:.0%} of worlds end in {noun}, with 95% bands",
            "ticks": [(y(one), axis_text(one)) for one in _round_between(*searched.span)],
        },
        "series": series,
        "notes": _regions(results, y, noun) if len(series) == 1 else [],
        "mark": None,
        "level": None,
    }


def _regions(results: Results, y: _Scale, noun: str) -> list[tuple[float, float, str]]:
    """On which side of a single line the outcome is likelier, where all rows agree and there is room."""
    found = [one for one in reading.readings(results, results.variants[0]) if one.crossed]
    if len({one.rising for one in found}) != 1:
        return []
    share = f"{results.scenario.sweep.line.at:.0%}"
    below, above = (f"{word} than {share} end in {noun}" for word in ("fewer", "more"))
    low, high = y(min(one.low for one in found)), y(max(one.high for one in found))
    sides = (low / 2, below if found[0].rising else above), ((1 + high) / 2, above if found[0].rising else below)
    return [(0.5, place, said) for place, said in sides if low >= 0.2 or place > 0.5]


def _curve(results: Results) -> Picture:
    """The share along the searched axis, and the baseline's crossing."""
    axis = results.scenario.sweep.axes[-1]
    x, at = _Scale(*axis.span), results.scenario.sweep.line.at
    noun = phrases.noun(results, reading.outcome(results))
    series = []
    for line in panels.lines(results)[:LINES]:
        rows = reading.response(results, line.variant)
        up = [(x(row.x), float(row.high)) for row in rows.itertuples()]
        down = [(x(row.x), float(row.low)) for row in rows.itertuples()]
        middle = [(x(row.x), float(row.share)) for row in rows.itertuples()]
        series.append(_series(line.name, line.colour, line=middle, dots=middle, band=up + down[::-1]))
    crossed = next((one for one in reading.readings(results, results.variants[0]) if one.crossed), None)
    where = "" if crossed is None else reading.with_band(crossed.x, crossed.low, crossed.high)
    return {
        "kind": "plot",
        "alt": f"Worlds in 100 that end in {noun}, by {phrases.title(results, axis.path)}; {at:.0%} is crossed "
        f"{f'at {where}' if where else 'nowhere'}.",
        "x": {
            "title": phrases.axis(results, axis.path),
            "ticks": [(x(one), axis_text(one)) for one in _round_between(*axis.span)],
        },
        "y": {"title": f"Worlds in 100 that end in {noun}", "ticks": _y_ticks(1.0)},
        "series": series,
        "mark": None if crossed is None else {"x": x(crossed.x), "text": where},
        "level": at,
    }


def _series(title: str, colour: str, *, faint: bool = False, **places: list[Any]) -> dict[str, Any]:
    """A line, dots, upright bars and a band of one colour, as far as it has them."""
    empty: dict[str, list[Any]] = {"line": [], "dots": [], "bars": [], "band": []}
    return {"title": title, "colour": colour, "faint": faint, **empty, **places}


def axis_text(value: Any) -> str:
    """A value on an axis: words without underscores, numbers of three digits."""
    return f"{value:.3g}" if isinstance(value, int | float) and not isinstance(value, bool) else value_text(value)


class _Scale:
    """From numbers to shares of a width, with a little air at both ends."""

    def __init__(self, low: float, high: float, air: float = 0.02):
        room = (high - low) * air or 0.5
        self.low, self.high = low - room, high + room

    def __call__(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low)


def _x_ticks(values: Sequence[Any], at: dict[Any, float], most: int = 9) -> list[tuple[float, str]]:
    every = -(-len(values) // most)
    return [(at[one], axis_text(one)) for one in values[::every]]


def _y_ticks(top: float) -> list[tuple[float, str]]:
    step = next(one for one in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if top / one <= 5.01)
    return [(at * step / top, f"{100 * at * step:g}") for at in range(int(top / step + 1e-9) + 1)]


def _round_between(low: float, high: float) -> list[float]:
    """Round numbers from the lower to the upper end, at most eight."""
    size = 10.0 ** next(power for power in range(-12, 13) if high - low <= 10.0**power)
    step = next(one for part in (0.1, 0.2, 0.25, 0.5) if (high - low) / (one := part * size) <= 8)
    first = -int(-low // step)
    return [round(at * step, 10) for at in range(first, int(high / step + 1e-9) + 1)]
