"""An outcome's share, or one outcome's share of two, against the swept parameter: line and 95% band per variant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.analyses.answer.response import ratios, shares
from sim.report import phrases
from sim.report.figures import theme
from sim.report.figures.panels import Panel
from sim.report.figures.traces import Figure, scatter
from sim.runs.results import Results
from sim.words.parameters import value_text

COLUMNS = ["variant", "x", "count", "of", "share", "low", "high"]


def rows(results: Results, outcome: str) -> pd.DataFrame:
    """Share of an outcome per variant and point of the only axis: variant, x, count, of, share, low, high."""
    mine = shares(results, (outcome,)).rename(columns={results.axes[0]: "x", "worlds": "of"})
    return mine[COLUMNS].astype({"variant": str})


def ratio_rows(results: Results, outcome: str, other: str) -> pd.DataFrame:
    """``outcome / (outcome + other)`` per variant and point, with counts; without points where neither happened."""
    found = ratios(results, outcome, other).rename(columns={results.axes[0]: "x"})
    return found.loc[found["of"] > 0, COLUMNS].astype({"variant": str}).reset_index(drop=True)


def top(*tables: pd.DataFrame) -> float:
    """Upper end of a share axis that holds these rows' bands, a round number."""
    highest = max((float(table["high"].max()) for table in tables if len(table)), default=1.0)
    return next((step for step in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8) if highest <= step), 1.0)


def draw(
    table: pd.DataFrame,
    panel: Panel,
    results: Results,
    *,
    high: float,
    reference: Any = None,
    counts: bool = False,
    labels: bool = False,
) -> Figure:
    """Draws one panel.

    Args:
        table: rows of all variants.
        panel: which of them to draw.
        results: whose axis and catalogue name the x axis.
        high: upper end of the share axis, common to all panels of a group.
        reference: value of the swept parameter to mark, if it lies on the axis.
        counts: writes the number of deciding worlds along the foot of the panel.
        labels: names the lines at their ends.
    """
    drawn = [(line, table[table["variant"] == line.variant]) for line in panel.lines]
    drawn = [(line, part) for line, part in drawn if len(part)]
    traces = [_band(part, line.colour) for line, part in drawn if not line.faint]
    traces += [_line(line, part) for line, part in drawn]
    notes = label_ends(drawn, high) if labels and len(drawn) > 1 else []
    shapes: list[dict[str, Any]] = []
    if _inside(reference, table):
        shapes, mark = _mark(reference)
        notes.append(mark)
    if counts:
        notes += _counts(drawn, high)
    foot = 0.03 + 0.065 * sum(not line.faint for line, _ in drawn) if counts else 0
    return theme.figure(
        traces,
        xaxis={
            "title": {"text": theme.plain(phrases.axis(results, results.axes[0]))},
            **_extent(table),
        },
        yaxis={"range": [-foot * high, high * 1.04], "tickformat": ".0%", "tickvals": _ticks(high)},
        annotations=notes,
        shapes=shapes,
        margin={"r": 165 if labels and len(drawn) > 1 else 16, "t": 22},
    )


def _extent(table: pd.DataFrame) -> dict[str, Any]:
    """Range of a numeric axis: the swept values and a little air; labels at line ends then stand in the margin."""
    if table.empty or not pd.api.types.is_numeric_dtype(table["x"]):
        return {"type": "category"}
    low, high = float(table["x"].min()), float(table["x"].max())
    air = (high - low) * 0.02 or 0.5
    return {"range": [low - air, high + air]}


def _ticks(high: float) -> list[float]:
    step = next(one for one in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if high / one <= 5.01)
    return [round(step * at, 4) for at in range(int(high / step + 1e-9) + 1)]


def _band(part: pd.DataFrame, colour: str) -> Any:
    x, low, high = part["x"].tolist(), part["low"].round(4).tolist(), part["high"].round(4).tolist()
    return scatter(
        x=x + x[::-1],
        y=high + low[::-1],
        fill="toself",
        fillcolor=theme.fade(colour, 0.16),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _line(line: Any, part: pd.DataFrame) -> Any:
    said = [
        f"{theme.plain(line.name)}<br><b>{row.share:.1%}</b> ({row.low:.1%} to {row.high:.1%})<br>"
        f"{row.count:,} of {row.of:,} worlds at {theme.plain(value_text(row.x))}"
        for row in part.itertuples()
    ]
    return scatter(
        x=part["x"].tolist(),
        y=part["share"].round(4).tolist(),
        name=theme.plain(line.name),
        mode="lines" if line.faint else "lines+markers",
        line={"color": line.colour, "width": 1.5 if line.faint else 2.5, "dash": line.dash},
        marker={"color": line.colour, "size": 6, "symbol": theme.SYMBOLS[line.place % len(theme.SYMBOLS)]},
        hovertext=said,
        hoverinfo="text",
    )


def label_ends(drawn: Sequence[Any], high: float) -> list[dict[str, Any]]:
    """Names of lines at their right ends, moved apart; ``drawn`` holds pairs of a line and its rows."""
    lasts = [float(part["share"].iloc[-1]) for _, part in drawn]
    texts = [theme.wrapped(line.name, 22, 2) for line, _ in drawn]
    gap = 0.15 if any("<br>" in text for text in texts) else 0.08
    heights = theme.spread(lasts, high * gap, high * gap / 3)
    return [
        theme.label(text, x=part["x"].iloc[-1], y=height, colour=line.colour)
        for (line, part), text, height in zip(drawn, texts, heights, strict=True)
    ]


def _inside(value: Any, table: pd.DataFrame) -> bool:
    if not isinstance(value, int | float) or table.empty or not pd.api.types.is_numeric_dtype(table["x"]):
        return False
    return bool(table["x"].min() <= value <= table["x"].max())


def _mark(value: float) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A dotted line at a value and its label above the panel."""
    line = {"type": "line", "x0": value, "x1": value, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    note = {
        "x": value,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": f"default {value:g}",
        "showarrow": False,
        "font": {"size": 12, "color": theme.PLAIN["soft"][0]},
    }
    return [line | {"line": {"color": theme.PLAIN["axis"][0], "width": 1, "dash": "dot"}}], note


def _counts(drawn: Sequence[Any], high: float) -> list[dict[str, Any]]:
    """How many worlds decided each share, at up to five points, one row per line."""
    notes = []
    for row, (line, part) in enumerate(one for one in drawn if not one[0].faint):
        step = max(1, -(-len(part) // 5))
        for at in range(0, len(part), step):
            point = part.iloc[at]
            notes.append(
                {
                    "x": point["x"],
                    "y": high * (-0.05 - 0.065 * row),
                    # The outermost numbers stay inside the panel, clear of the axis' own.
                    "xanchor": "left" if at == 0 else "right" if at == len(part) - 1 else "center",
                    "text": f"{point['of']:,}",
                    "showarrow": False,
                    "font": {"size": 10.5, "color": line.colour},
                }
            )
    return notes
