"""How the worlds of each variant ended: one bar per variant, stacked from the gravest outcome to the calmest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.outcomes import Outcomes
from sim.report.figures import theme, units
from sim.report.figures.traces import Figure, bar
from sim.runs.results import Results

#: Narrowest segment that can carry its number.
_ROOM = 0.045


def rows(results: Results, shown: Sequence[int] | None = None) -> pd.DataFrame:
    """Every outcome in some cells: variant, title, outcome, count, worlds, share, low, high.

    Args:
        results: the run.
        shown: indices of the cells; by default each variant's cell of reference.
    """
    shown = shown or [results.reference_of(variant).index for variant in results.variants]
    kinds = len(results.crisis.outcomes)
    places = np.array(shown)[:, None] * kinds + np.arange(kinds)
    table = results.outcomes.iloc[places.ravel()].reset_index(drop=True)
    titles = {variant: results.title_of(variant) for variant in results.variants}
    table["title"] = np.repeat([titles[results.design[cell].variant] for cell in shown], kinds)
    columns = ["variant", "title", "outcome", "count", "worlds", "share", "low", "high"]
    return table[columns].astype({"outcome": object, "variant": object})


def draw(table: pd.DataFrame, outcomes: Outcomes) -> Figure:
    """Draws the bars, the first variant on top."""
    names = table.drop_duplicates("variant")["title"].tolist()
    order = list(range(len(names)))[::-1]
    traces = []
    parts = {str(outcome): part for outcome, part in table.groupby("outcome", sort=False)}
    edged = units.pale(outcomes)
    for outcome in outcomes.gravest_first:
        edge = theme.PLAIN["axis" if outcome.key in edged else "paper"][0]
        part = parts[outcome.key]
        traces.append(
            bar(
                x=part["share"].round(4).tolist(),
                y=order,
                orientation="h",
                width=0.62,
                name=outcome.title,
                marker={"color": outcome.colour[0], "line": {"color": edge, "width": 1}},
                text=[f"{share:.0%}" if share >= _ROOM else "" for share in part["share"]],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                textfont={"color": outcome.on_colour[0], "size": 13},
                hovertext=[_said(row, outcome.title) for row in part.itertuples()],
                hoverinfo="text",
            )
        )
    return theme.figure(
        traces,
        barmode="stack",
        xaxis={"range": [0, 1], "tickformat": ".0%", "showline": False, "ticks": "", "nticks": 6},
        yaxis={
            "tickmode": "array",
            "tickvals": order,
            "showgrid": False,
            "range": [-0.5, len(names) - 0.5],
            "ticktext": [theme.wrapped(name, 24, 3) for name in names],
            "tickfont": {"size": 13, "color": theme.PLAIN["ink"][0]},
        },
        bargap=0.3,
    )


def _said(row: Any, title: str) -> str:
    interval = f"{row.low:.1%} to {row.high:.1%}"
    return (
        f"{theme.plain(row.title)}<br>{title}: <b>{row.share:.1%}</b> ({interval})<br>"
        f"{row.count:,} of {row.worlds:,} worlds"
    )
