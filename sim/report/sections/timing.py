"""When the worlds that ended in war, or in a settlement, did so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.engine.outcomes import Outcome
from sim.report import phrases
from sim.report.figures import panels, response
from sim.report.figures import timing as figure
from sim.report.figures.panels import Line, Panel
from sim.report.parts import Chart, Group, Section, Table
from sim.report.sections.response import keys as _keys
from sim.runs.results import Results
from sim.words import frequency, prose
from sim.words.prose import day_text

#: Most panels drawn, and fewest ends of which it is said when half have come.
MOST, ENOUGH = 9, 20


def section(results: Results) -> Section | None:
    """Cumulative incidence of the headline outcome (unless it is a settlement or ends no world) and of settlements."""
    outcome = _grave(results)
    if outcome is None:
        return None
    drawn = [(outcome.key,), results.crisis.outcomes.settlements]
    tables = [figure.rows(results, keys) for keys in drawn if keys]
    titles = [prose.first_upper(outcome.noun), _settlement(results)][: len(tables)]
    names = ("when-first", "when-settled")
    shown = panels.panels(results)[:MOST]
    table = _table(results, tables, titles)
    if len(shown) == 1:
        high = response.top(*tables)
        charts = [
            _chart(name, one, shown[0].lines, high, title)
            for name, one, title in zip(names, tables, titles, strict=False)
        ]
        groups = [Group(charts=tuple(charts), keys=_keys(shown), table=table, columns=2)]
    else:
        groups = [
            _multiples(name, one, shown, response.top(one), title)
            for name, one, title in zip(names, tables, titles, strict=False)
        ]
        groups[-1] = replace(groups[-1], table=table)
    return Section(
        key="when",
        nav="When",
        title=_title(results, outcome),
        subtitle=prose.joined(
            "Share of worlds that had ended so by each date",
            phrases.place(results, results.reference_of(results.variants[0])),
            phrases.period(results),
        ),
        groups=tuple(groups),
        source=phrases.source(results),
        how=("Bands are 95% intervals of the simulation alone.",),
    )


def _grave(results: Results) -> Outcome | None:
    """The outcome that is drawn by itself: the headline where it is a disaster, else the gravest that stops a world."""
    outcomes = results.crisis.outcomes
    headline = outcomes[results.scenario.headline]
    if headline.grave and headline.stops:
        return headline
    return next((one for one in outcomes.gravest_first if one.stops), None)


def _settlement(results: Results) -> str:
    """``"Settlement: a deal or capitulation"``."""
    outcomes = results.crisis.outcomes
    return f"Settlement: {prose.listed([outcomes[key].noun for key in outcomes.settlements], 'or')}"


def _multiples(name: str, table: pd.DataFrame, shown: tuple[Panel, ...], high: float, title: str) -> Group:
    """One measure as small multiples, a panel for each group of variants."""
    charts = (_chart(f"{name}-{at}", table, one.lines, high, one.title) for at, one in enumerate(shown))
    return Group(charts=tuple(charts), title=title, keys=_keys(shown), columns=3)


def _title(results: Results, outcome: Outcome) -> str:
    """By when half of such ends of the baseline have come, with the interval of that median; honest about few."""
    worlds = results.worlds_of(results.reference_of(results.variants[0]).index)
    days = np.sort(worlds.loc[worlds["outcome"] == outcome.key, "day"].to_numpy())
    if len(days) < ENOUGH:
        return f"Too few worlds end in {outcome.noun} ({len(days)}) to say when half of them do"
    low, high = (days[at] for at in _ranks(len(days)))
    middle, first, last = (day_text(results.date_of(int(day))) for day in (days[(len(days) - 1) // 2], low, high))
    return f"Half of {len(days):,} {outcome.plural} come by {middle} (95% interval {first} to {last})"


def _ranks(count: int) -> tuple[int, int]:
    """Places in order of the 95% interval of a median, by the binomial (Conover 1999, section 3.2)."""
    from scipy.stats import binom  # loaded here: no other section needs SciPy

    low = int(binom.ppf(0.025, count, 0.5))
    return max(low - 1, 0), min(count - low, count - 1)


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


def _table(results: Results, tables: list[pd.DataFrame], titles: list[str]) -> Table:
    """Every quarter of the drawn lines, and their last day."""
    quarters = (results.scenario.days - 1 - tables[0]["day"].to_numpy()) % (13 * figure.STEP) == 0
    rows = [
        (
            results.title_of(each[0].variant),
            day_text(each[0].date),
            *(cell for one in each for cell in (f"{one.share:.1%}", frequency.percents(one.low, one.high))),
        )
        for each in zip(*(table[quarters].itertuples() for table in tables), strict=True)
    ]
    head = ["Variant", "By", *(cell for title in titles for cell in (title.partition(":")[0], "95% interval"))]
    return Table.of(
        head, rows, words=2, note="Every thirteen weeks, counted back from the last day; the lines are drawn weekly."
    )
