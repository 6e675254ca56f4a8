"""How the worlds of each variant ended."""

from __future__ import annotations

import pandas as pd

from sim.crisis.outcomes import TITLES
from sim.report.figures import cells, theme
from sim.report.figures import outcomes as figure
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.runs.results import Results
from sim.words import text


def section(results: Results) -> Section:
    """Stacked bars, and the table of all shares with intervals."""
    table = figure.rows(results)
    chart = Chart(
        name="outcomes",
        figure=figure.draw(table),
        alt="Stacked bars of outcomes. " + " ".join(_said(part) for _, part in table.groupby("variant", sort=False)),
        height=70 + 52 * len(results.variants),
        narrow_height=90 + 58 * len(results.variants),
    )
    keys = tuple(Key(TITLES[key], f"outcome-{key.replace('_', '-')}", "square") for key in theme.GRAVEST_FIRST)
    return Section(
        key="outcomes",
        nav="Outcomes",
        title=_title(table),
        subtitle=text.joined(
            "Share of worlds by outcome",
            text.place(cells.reference(results, results.variants[0])),
            text.period(results),
        ),
        groups=(Group(charts=(chart,), keys=keys, table=_table(table)),),
        source=text.source(results),
    )


def _title(table: pd.DataFrame) -> str:
    """The commonest outcome of the first variant, when its interval lies above all others'."""
    base = table[table["variant"] == table["variant"].iloc[0]].sort_values("share", ascending=False)
    first, second = base.iloc[0], base.iloc[1]
    name = TITLES[first["outcome"]]
    if first["low"] <= second["high"]:
        shares = [f"{TITLES[one['outcome']].lower()} {one['share']:.0%}" for one in (first, second)]
        return f"No outcome clearly leads at {first['worlds']:,} worlds: {', '.join(shares)}"
    return f"{name} is the commonest end, in {first['share'] * 100:.0f} of 100 worlds" + (
        f" of “{text.short(first['title'], 40)}”" if table["variant"].nunique() > 1 else ""
    )


def _said(part: pd.DataFrame) -> str:
    shares = [f"{TITLES[row.outcome].lower()} {row.share:.0%}" for row in part.itertuples() if row.count]
    return f"{part['title'].iloc[0]}: {text.listed(shares)}."


def _table(table: pd.DataFrame) -> Table:
    rows = [
        (
            row.title,
            TITLES[row.outcome],
            f"{row.count:,}",
            f"{row.worlds:,}",
            f"{row.share:.1%}",
            text.interval(row.low, row.high),
        )
        for row in table.itertuples()
    ]
    return Table.of(["Variant", "Outcome", "Worlds", "Of", "Share", "95% interval"], rows, words=2)
