"""How the worlds of each variant ended: one bar per variant, stacked from the gravest outcome to the calmest."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd

from sim.crisis.outcomes import TITLES
from sim.report.figures import cells, theme
from sim.report.figures import quick as go
from sim.runs.results import Results

#: Narrowest segment that can carry its number.
_ROOM = 0.045


def rows(results: Results) -> pd.DataFrame:
    """Every outcome in each variant's cell of reference: variant, title, outcome, count, worlds, share, low, high."""
    found = results.outcomes
    shown = np.array([cells.reference(results, variant).index for variant in results.variants])
    table = found.iloc[(shown[:, None] * len(TITLES) + np.arange(len(TITLES))).ravel()].reset_index(drop=True)
    table["title"] = np.repeat([results.title_of(variant) for variant in results.variants], len(TITLES))
    columns = ["variant", "title", "outcome", "count", "worlds", "share", "low", "high"]
    return table[columns].astype({"outcome": object, "variant": object})


def draw(table: pd.DataFrame) -> go.Figure:
    """Draws the bars, the first variant on top."""
    names = table.drop_duplicates("variant")["title"].tolist()
    order = list(range(len(names)))[::-1]
    traces = []
    parts = {str(outcome): part for outcome, part in table.groupby("outcome", sort=False)}
    for outcome in theme.GRAVEST_FIRST:
        part = parts[outcome]
        traces.append(
            go.Bar(
                x=part["share"].round(4).tolist(),
                y=order,
                orientation="h",
                width=0.62,
                name=TITLES[outcome],
                marker={"color": theme.outcome_colour(outcome), "line": {"color": theme.PLAIN["paper"][0], "width": 1}},
                text=[f"{share:.0%}" if share >= _ROOM else "" for share in part["share"]],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                textfont={"color": theme.on_outcome(outcome), "size": 13},
                hovertext=[_said(row, outcome) for row in part.itertuples()],
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
            "ticktext": [_wrapped(name) for name in names],
            "tickfont": {"size": 13, "color": theme.PLAIN["ink"][0]},
        },
        bargap=0.3,
    )


def _wrapped(title: str) -> str:
    lines = textwrap.wrap(title, 24, max_lines=3, placeholder="…")
    return "<br>".join(theme.plain(line) for line in lines)


def _said(row: Any, outcome: str) -> str:
    interval = f"{row.low:.1%} to {row.high:.1%}"
    return (
        f"{theme.plain(row.title)}<br>{TITLES[outcome]}: <b>{row.share:.1%}</b> ({interval})<br>"
        f"{row.count:,} of {row.worlds:,} worlds"
    )
