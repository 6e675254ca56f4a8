"""Two theories against the record: Bayes factors, and the evidence of each pattern, beside a line of no evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.report.figures import theme
from sim.report.figures.traces import Figure, scatter

Rows = Sequence[Mapping[str, Any]]

#: Whom a side of the zero line favours: right, left.
SIDES = ("favours the officials' theory", "favours the administration's theory")
#: The same on a phone, below the axis.
NARROW_SIDES = "\u25c2 administration's | officials' \u25b8"
#: Bayes factors marked on the axis, where Kass and Raftery change their word.
MARKS = (1, 3, 20, 150)
#: Farthest factor drawn, as a logarithm to base 10; what lies beyond ends in an arrow.
REACH = 3.3
#: Farthest evidence of a pattern that is drawn, as a natural logarithm.
FAR = 6.0
#: Drawn, but silent under the pointer.
_MUTE: Mapping[str, Any] = {"hoverinfo": "skip"}
#: Letters of a name in a line: two lines hold the longest.
WIDE = 58


def factors(rows: Rows, titles: Sequence[str]) -> Figure:
    """Bayes factors with 95% intervals on a logarithmic axis; right of the line the first theory is favoured.

    Args:
        rows: each with factor, low and high (null where endless).
        titles: name of each row.
    """
    spans = [(_log10(row["factor"]), _log10(row["low"]), _log10(row["high"])) for row in rows]
    # A factor whose interval is endless is known by its nearer end alone.
    middles = [one[0] if one[1] is not None and one[2] is not None else None for one in spans]
    hover = [f"{row['word']}; {row['first']:,} to {row['second']:,} worlds" for row in rows]
    axis = ticks(MARKS) | {"title": {"text": "Bayes factor"}}
    return _dots([(low, high) for _, low, high in spans], middles, list(titles), hover, REACH, axis)


def ticks(marks: Sequence[int]) -> dict[str, Any]:
    """An axis of Bayes factors, marked at these and at their inverses."""
    both = [*(1 / mark for mark in reversed(marks[1:])), *marks]
    texts = [*(f"1/{mark}" for mark in reversed(marks[1:])), *(str(mark) for mark in marks)]
    return {"tickmode": "array", "tickvals": [round(math.log10(one), 4) for one in both], "ticktext": texts}


def _log10(factor: float | None) -> float | None:
    return math.log10(factor) if factor else None


#: Where a pattern stands that only one theory's worlds come near.
_ENDLESS = {"first": math.inf, "second": -math.inf}


def patterns(rows: Rows) -> Figure:
    """Evidence of each pattern by itself as a natural logarithm, with 95% intervals.

    Args:
        rows: each with title, word, only, and log_ratio, low and high (null where unknown or endless).
    """
    unsure = [row["low"] is None for row in rows]
    dots = [row["log_ratio"] if row["log_ratio"] is not None else _ENDLESS.get(row["only"]) for row in rows]
    # Without an interval an open mark stands, and no line.
    spans = [(row["low"], row["high"]) for row in rows]
    titles = theme.broken([row["title"] for row in rows], WIDE)
    axis = {"nticks": 8, "title": {"text": "natural logarithm of the evidence ratio"}}
    return _dots(spans, dots, titles, [row["word"] for row in rows], FAR, axis, unsure)


def _dots(
    spans: Sequence[tuple[float | None, float | None]],
    middles: Sequence[float | None],
    titles: Sequence[str],
    hover: Sequence[str],
    reach: float,
    axis: Mapping[str, Any],
    unsure: Sequence[bool] | None = None,
) -> Figure:
    """Rows of dots and lines around a zero line; ends that are unknown or beyond reach become arrows."""
    ink, places = theme.PLAIN["median"][0], list(range(len(titles) - 1, -1, -1))
    unsure = unsure or [False] * len(titles)
    traces: list[Any] = []
    for (low, high), place, none in zip(spans, places, unsure, strict=True):
        if not none:
            ends = [_within(-reach if low is None else low, reach), _within(reach if high is None else high, reach)]
            traces.append(scatter(x=ends, y=[place] * 2, mode="lines", line={"color": ink, "width": 2.2}, **_MUTE))
            for at, symbol in zip(ends, ("triangle-left", "triangle-right"), strict=True):
                if abs(at) >= reach:
                    marker = {"symbol": symbol, "size": 10, "color": ink}
                    traces.append(scatter(x=[at], y=[place], mode="markers", marker=marker, **_MUTE))
    shown = [at for at, middle in enumerate(middles) if middle is not None]
    x = [_within(middles[at] or 0.0, reach) for at in shown]
    traces.append(
        scatter(
            x=x,
            y=[places[at] for at in shown],
            mode="markers",
            marker={
                "size": 10,
                "color": [theme.PLAIN["paper"][0] if unsure[at] else ink for at in shown],
                "symbol": ["circle" if abs(at) < reach else f"triangle-{'right' if at > 0 else 'left'}" for at in x],
                "line": {"color": ink, "width": 2.2},
            },
            customdata=[[theme.plain(hover[at])] for at in shown],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    )
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper"}
    return theme.figure(
        traces,
        shapes=[{**zero, "line": {"color": theme.PLAIN["axis"][0], "width": 1.4}}],
        annotations=_sides(),
        margin={"l": 8, "r": 16, "t": 34, "b": 8},
        xaxis={"range": [-reach * 1.05, reach * 1.05], **axis},
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "ticktext": list(titles),
            "range": [-0.6, len(titles) - 0.4],
            "showgrid": False,
            "tickfont": {"size": 12.5, "color": theme.PLAIN["ink"][0]},
        },
    )


def _within(value: float, reach: float) -> float:
    return min(max(value, -reach), reach)


def _sides() -> list[dict[str, Any]]:
    """Direct labels above either side of the zero line."""
    common: dict[str, Any] = {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 6}
    soft = theme.PLAIN["soft"][0]
    right = theme.label(f"{SIDES[0]} \u25b8", x=0, colour=soft, xshift=10, **common)
    left = theme.label(f"\u25c2 {SIDES[1]}", x=0, colour=soft, xanchor="right", xshift=-10, align="right", **common)
    return [left, right]
