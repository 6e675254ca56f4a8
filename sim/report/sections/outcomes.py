"""How the worlds of each variant ended."""

from __future__ import annotations

import pandas as pd

from sim.engine.outcomes import Outcomes
from sim.report import phrases
from sim.report.figures import outcomes as figure
from sim.report.figures import theme
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.runs.results import Results
from sim.words import frequency, prose


def section(results: Results) -> Section:
    """Stacked bars, and the table of all shares with intervals."""
    table, outcomes = figure.rows(results), results.crisis.outcomes
    said = [_said(part, outcomes) for _, part in table.groupby("variant", sort=False)]
    chart = Chart(
        name="outcomes",
        figure=figure.draw(table, outcomes),
        alt="Stacked bars of outcomes. " + " ".join(said),
        height=70 + 52 * len(results.variants),
        narrow_height=90 + 58 * len(results.variants),
    )
    keys = tuple(Key(one.title, theme.outcome_css(one.key), "square") for one in outcomes.gravest_first)
    return Section(
        key="outcomes",
        nav="Outcomes",
        title=_title(table, outcomes),
        subtitle=prose.joined(
            "Share of worlds by outcome",
            phrases.place(results, results.reference_of(results.variants[0])),
            phrases.period(results),
        ),
        groups=(Group(charts=(chart,), keys=keys, table=_table(table, outcomes)),),
        source=phrases.source(results),
    )


def _title(table: pd.DataFrame, outcomes: Outcomes) -> str:
    """The commonest outcome of the first variant, when its interval lies above all others'."""
    base = table[table["variant"] == table["variant"].iloc[0]].sort_values("share", ascending=False)
    first, second = base.iloc[0], base.iloc[1]
    name = outcomes[first["outcome"]].title
    if first["low"] <= second["high"]:
        shares = [f"{outcomes[one['outcome']].title.lower()} {one['share']:.0%}" for one in (first, second)]
        return f"No outcome clearly leads at {first['worlds']:,} worlds: {', '.join(shares)}"
    return f"{name} is the commonest end, in {first['share'] * 100:.0f} of 100 worlds" + (
        f" of “{prose.short(first['title'], 40)}”" if table["variant"].nunique() > 1 else ""
    )


def _said(part: pd.DataFrame, outcomes: Outcomes) -> str:
    shares = [f"{outcomes[row.outcome].title.lower()} {row.share:.0%}" for row in part.itertuples() if row.count]
    return f"{part['title'].iloc[0]}: {prose.listed(shares)}."


def _table(table: pd.DataFrame, outcomes: Outcomes) -> Table:
    rows = [
        (
            row.title,
            outcomes[row.outcome].title,
            f"{row.count:,}",
            f"{row.worlds:,}",
            f"{row.share:.1%}",
            frequency.percents(row.low, row.high),
        )
        for row in table.itertuples()
    ]
    return Table.of(["Variant", "Outcome", "Worlds", "Of", "Share", "95% interval"], rows, words=2)
