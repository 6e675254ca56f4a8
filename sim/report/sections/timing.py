"""When the worlds that ended in war, or in a settlement, did so."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sim.crisis.outcomes import NOUNS
from sim.report.figures import cells, panels, response
from sim.report.figures import timing as figure
from sim.report.figures.panels import Line, Panel
from sim.report.parts import Chart, Group, Section, Table
from sim.report.sections.response import keys as _keys
from sim.runs.results import Results
from sim.statistics.intervals import wilson
from sim.words import text
from sim.words.parameters import day_text

#: Most panels drawn.
MOST = 9

SETTLED = ("deal", "capitulation")


def section(results: Results) -> Section:
    """Cumulative incidence of the headline outcome (unless it is a settlement or ends no world) and of settlements."""
    headline = results.scenario.headline
    grave = headline if headline in ("war", "regime_collapse") else "war"
    first, second = figure.rows(results, [grave]), figure.rows(results, SETTLED)
    high = response.top(first, second)
    shown = panels.panels(results)[:MOST]
    grave_title, settled_title = text.first_upper(NOUNS[grave]), "Settlement: a deal or capitulation"
    table = _table(results, first, second, grave)
    if len(shown) == 1:
        lines = shown[0].lines
        charts = (
            _chart("when-first", first, lines, high, grave_title),
            _chart("when-settled", second, lines, high, settled_title),
        )
        groups = [Group(charts=charts, keys=_keys(shown), table=table, columns=2)]
    else:
        groups = [
            _multiples("when-first", first, shown, response.top(first), grave_title),
            replace(_multiples("when-settled", second, shown, response.top(second), settled_title), table=table),
        ]
    return Section(
        key="when",
        nav="When",
        title=_title(results, grave),
        subtitle=text.joined(
            "Share of worlds that had ended so by each date",
            text.place(cells.reference(results, results.variants[0])),
            text.period(results),
        ),
        groups=tuple(groups),
        source=text.source(results),
        notes=("Bands are 95% intervals of the simulation alone.",),
    )


def _multiples(name: str, table: pd.DataFrame, shown: tuple[Panel, ...], high: float, title: str) -> Group:
    """One measure as small multiples, a panel for each group of variants."""
    charts = (_chart(f"{name}-{at}", table, one.lines, high, one.title) for at, one in enumerate(shown))
    return Group(charts=tuple(charts), title=title, keys=_keys(shown), columns=3)


def _title(results: Results, outcome: str) -> str:
    """Whether the baseline's wars fall in the first or the second half of the period, if that is clear."""
    worlds = cells.of(results, cells.reference(results, results.variants[0]).index)
    days = worlds.loc[worlds["outcome"] == outcome, "day"]
    middle = results.scenario.days // 2
    late, total = int((days >= middle).sum()), len(days)
    low, high = wilson(late, total)
    plural = {"war": "wars", "regime_collapse": "collapses"}[outcome]
    if low > 0.5:
        return f"{late} of {total} {plural} come after {day_text(results.date_of(middle))}"
    if high < 0.5:
        return f"{total - late} of {total} {plural} come before {day_text(results.date_of(middle))}"
    return f"No clear difference between early and late at {total} {plural}"


def _chart(name: str, table: pd.DataFrame, lines: tuple[Line, ...], high: float, title: str) -> Chart:
    ends = [(line.name, table[table["variant"] == line.variant]["share"].iloc[-1]) for line in lines]
    said = "; ".join(f"{name} {share:.0%}" for name, share in ends)
    return Chart(
        name=name,
        figure=figure.draw(table, lines, high=high, labels=False),
        alt=f"{title}: cumulative share of worlds. At the end: {said}.",
        title=title,
        height=280,
    )


def _table(results: Results, first: pd.DataFrame, second: pd.DataFrame, outcome: str) -> Table:
    """Every quarter of the drawn lines, and their last day."""
    told = (results.scenario.days - 1 - first["day"].to_numpy()) % (13 * figure.STEP) == 0
    rows = [
        (
            results.title_of(one.variant),
            day_text(one.date),
            f"{one.share:.1%}",
            text.interval(one.low, one.high),
            f"{two.share:.1%}",
            text.interval(two.low, two.high),
        )
        for one, two in zip(first[told].itertuples(), second[told].itertuples(), strict=True)
    ]
    head = ["Variant", "By", text.first_upper(NOUNS[outcome]), "95% interval", "Settlement", "95% interval"]
    return Table.of(
        head, rows, words=2, note="Every thirteen weeks, counted back from the last day; the lines are drawn weekly."
    )
