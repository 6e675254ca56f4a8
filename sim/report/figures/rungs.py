"""Transitions between months by rung: a table of shares, coloured by how often each row leads there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analyses.answer.rungs import CLASSES, Transitions
from sim.engine.outcomes import Outcomes
from sim.report.figures import theme
from sim.report.figures.traces import Figure, heatmap, scatter

#: Shares from which a cell takes the next of the heatmap's five steps.
STEPS = (0.02, 0.1, 0.25, 0.5)


def columns(outcomes: Outcomes) -> tuple[str, ...]:
    """Names of the columns: the next month's classes, then the ends."""
    return (*CLASSES, *(outcomes[key].title for key in outcomes.stops))


def level(share: float) -> int:
    """Step of the heatmap's colours for a share."""
    return int(np.searchsorted(STEPS, share, side="right"))


def label(share: float, count: int) -> str:
    """A share in percent as its cell says it, without the sign, for which a phone has no room; nothing for never."""
    if not count:
        return ""
    return f"{100 * share:.0f}" if share >= 0.01 else theme.plain("<1")


def draw(found: Transitions, shown: Sequence[int], outcomes: Outcomes) -> Figure:
    """Draws the rows ``shown``, positions in :data:`~sim.analyses.answer.rungs.CLASSES`, the calmest on top."""
    names, places = columns(outcomes), list(range(len(shown) - 1, -1, -1))
    shares = np.nan_to_num(found.shares)
    levels = [[level(shares[row, at]) for at in range(len(names))] for row in shown]
    heat = heatmap(
        x=list(range(len(names))),
        y=places,
        z=levels,
        zmin=0,
        zmax=len(theme.HEAT) - 1,
        showscale=False,
        xgap=2,
        ygap=2,
        colorscale=[[at / (len(theme.HEAT) - 1), pair[0]] for at, pair in enumerate(theme.HEAT)],
        hovertext=[[_said(found, row, at, names) for at in range(len(names))] for row in shown],
        hoverinfo="text",
    )
    cells = [(at, place, row) for row, place in zip(shown, places, strict=True) for at in range(len(names))]
    text = scatter(
        x=[at for at, *_ in cells],
        y=[place for _, place, _ in cells],
        mode="text",
        text=[label(shares[row, at], int(found.counts[row, at])) for at, _, row in cells],
        textfont={"size": 12, "color": [theme.ON_HEAT[level(shares[row, at])][0] for at, _, row in cells]},
        hoverinfo="skip",
    )
    divide = {"type": "line", "x0": len(CLASSES) - 0.5, "x1": len(CLASSES) - 0.5, "y0": 0, "y1": 1, "yref": "paper"}
    return theme.figure(
        [heat, text],
        xaxis={
            "tickmode": "array",
            "tickvals": list(range(len(names))),
            "ticktext": theme.broken(names, 12),
            "side": "top",
            "showline": False,
            "ticks": "",
            "tickangle": 0,
            "range": [-0.5, len(names) - 0.5],
        },
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "ticktext": [CLASSES[row] for row in shown],
            "showgrid": False,
            "range": [-0.5, len(shown) - 0.5],
            "tickfont": {"size": 13, "color": theme.PLAIN["ink"][0]},
        },
        shapes=[divide | {"line": {"color": theme.PLAIN["ink"][0], "width": 1.5}}],
    )


def _said(found: Transitions, row: int, at: int, names: Sequence[str]) -> str:
    count, of = int(found.counts[row, at]), int(found.counts[row].sum())
    span = f"{found.low[row, at]:.1%} to {found.high[row, at]:.1%}"
    return f"This month {CLASSES[row]}, next {names[at].lower()}:<br>{count:,} of {of:,} months<br>95% interval {span}"
