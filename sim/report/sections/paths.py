"""How the main measures moved: fans of all worlds, with a few real ones, variant by variant."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import repeat
from typing import Final

import numpy as np
import pandas as pd

from sim.analyses.facts.observed import observations
from sim.engine.crisis import Crisis
from sim.engine.series import Series
from sim.report import phrases
from sim.report.figures import fan as figure
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.runs.results import Results
from sim.scenario.parts import Cell
from sim.words import prose
from sim.words.numbers import told
from sim.words.prose import day_text

#: Most measures shown where the crisis names none as its main ones.
MEASURES: Final = 6
#: Most variants a reader can switch between.
MOST = 6
#: Example worlds drawn.
EXAMPLES = 3

_OBSERVED = " Observed: the record, where it reaches; what it does not reach is unobserved, not quiet."


def section(results: Results) -> Section | None:
    """Six fans per variant, the first variant's shown first."""
    variants = results.variants[:MOST]
    shown = [results.reference_of(variant) for variant in variants]
    daily = results.daily_of(shown[0].index)
    if daily.empty:
        return None
    kept = set(daily["measure"].unique())
    series = _shown(results, kept)
    worlds = _examples(results, shown[0])
    fans = [figure.weekly(results, cell.index, list(series)) for cell in shown]
    groups = tuple(_group(results, variant, at, fans[at], worlds, series) for at, variant in enumerate(variants))
    return Section(
        key="paths",
        nav="Paths",
        title=_title(fans[0], series, results.crisis),
        subtitle=prose.joined(
            "Daily values over all worlds", phrases.place(results, shown[0]), phrases.period(results)
        ),
        groups=groups,
        choices=tuple((f"paths-{at}", results.title_of(variant)) for at, variant in enumerate(variants))
        if len(variants) > 1
        else (),
        choices_title="Variant",
        source=phrases.source(results),
        how=(
            f"The thin lines are worlds {prose.listed([str(world) for world in worlds])}: the first by number, "
            "not chosen for what they show."
            if worlds
            else "",
            "Counts of acts end where a world ends; levels keep their last value. "
            "Quantiles are exact to 1/400 of a measure's usual range." + (_OBSERVED if results.crisis.record else ""),
        ),
    )


def _shown(results: Results, kept: set[str]) -> dict[str, Series]:
    """The measures that are drawn, in the crisis's order: its main ones, or the first few."""
    known = [one for one in results.crisis.series if one.key in kept]
    main = [one for one in known if one.main] or known[:MEASURES]
    return {one.key: one for one in main}


def _examples(results: Results, cell: Cell) -> list[int]:
    """The first worlds whose days are kept; those of a variant's cell of reference alone are."""
    kept = results.examples
    if kept.empty or results.reference_of(cell.variant) is not cell:
        return []
    return sorted(int(world) for world in kept.loc[kept["variant"] == cell.variant, "world"].unique())[:EXAMPLES]


def _group(
    results: Results, variant: str, at: int, fans: dict[str, pd.DataFrame], worlds: list[int], series: dict[str, Series]
) -> Group:
    return Group(
        charts=tuple(_chart(results, variant, at, series[key], fan, worlds) for key, fan in fans.items()),
        keys=(
            Key("Median of worlds", "median", "plain"),
            Key("Half of worlds", "band50", "square"),
            Key("90% of worlds", "band90", "square"),
            *((Key("Single worlds", "ink", "thin"),) if worlds else ()),
            *((Key("Observed", "ink", "ring"),) if any(len(_observed(results, key)) for key in fans) else ()),
        ),
        table=_table(fans, series),
        columns=3,
        choice=f"paths-{at}",
    )


def _chart(results: Results, variant: str, at: int, series: Series, fan: pd.DataFrame, worlds: list[int]) -> Chart:
    examples = figure.example_rows(results, variant, series.key, worlds)
    says = _nothing(fan, examples, variant, results)
    return Chart(
        name=f"paths-{at}-{series.key}",
        says=says,
        figure=figure.draw(
            fan, examples, series, start=results.date_of(0).isoformat(), observed=_observed(results, series.key)
        ),
        alt=_alt(fan, series),
        title=series.title,
        unit="" if says else series.unit,
        height=230,
    )


def _alt(fan: pd.DataFrame, series: Series) -> str:
    (start, end), low, high = (_ends(fan, name) for name in ("q50", "q05", "q95"))
    begin = f"{series.title}, {series.unit}. Median {told(start)} at the start"
    if np.isnan(end):
        return f"{begin}; no world is left at the end."
    return f"{begin} and {told(end)} at the end, where 90% of worlds lie between {told(low[1])} and {told(high[1])}."


def _ends(fan: pd.DataFrame, name: str) -> tuple[float, float]:
    """A quantile on the first and the last day drawn."""
    values = fan[name].to_numpy()
    return values[0], values[-1]


def _observed(results: Results, key: str) -> pd.DataFrame:
    """What the built-in record has of a measure on the run's days; nothing beside a past from another record."""
    history = results.scenario.history
    if results.crisis.record is None or (history is not None and history.record.name):
        return pd.DataFrame(columns=["date", "value"])
    return _points(key, results.design[0].start, results.design[0].days)


@cache
def _points(key: str, start: date, days: int) -> pd.DataFrame:
    return observations(key, start, days)


def _nothing(fan: pd.DataFrame, examples: pd.DataFrame, variant: str, results: Results) -> str:
    """What to say instead of a fan that is flat at zero; empty when there is something to see."""
    if fan["q95"].to_numpy().any() or fan["q05"].to_numpy().any():
        return ""
    if examples["value"].fillna(0).any():
        return ""
    if fan["mean"].to_numpy().any():
        return f"0 throughout in at least 95 of 100 worlds under “{prose.short(results.title_of(variant))}”: no figure."
    return f"0 on every day in every world under “{prose.short(results.title_of(variant))}”: no figure."


def _title(fans: dict[str, pd.DataFrame], series: dict[str, Series], crisis: Crisis) -> str:
    """What moves in nearly every world: measures whose 90% bands at the first and the last day lie apart."""
    rising, falling = [], []
    for key, fan in fans.items():
        low, high = _ends(fan, "q05"), _ends(fan, "q95")
        if low[1] > high[0]:
            rising.append(series[key])
        elif high[1] < low[0]:
            falling.append(series[key])
    if not rising and not falling:
        return "No measure clearly rises or falls across worlds"
    said = [
        f"{prose.listed([_lower(one.title, crisis) for one in moved])} {verb}{_s(moved)}"
        for moved, verb in ((rising, "rise"), (falling, "fall"))
        if moved
    ]
    return prose.first_upper(prose.listed(said)) + " in nearly every world"


def _lower(title: str, crisis: Crisis) -> str:
    """A title within a sentence; names keep their first letter."""
    return title if title.startswith(tuple(crisis.short.values())) else title[:1].lower() + title[1:]


def _s(moved: list[Series]) -> str:
    return "s" if len(moved) == 1 and not moved[0].plural else ""


def _table(fans: dict[str, pd.DataFrame], series: dict[str, Series]) -> Table:
    rows: list[tuple[str, ...]] = []
    for key, fan in fans.items():
        some = fan[fan["day"].to_numpy() % (13 * figure.STEP) == 0]
        days = [day_text(day) for day in some["date"]]
        values = [[told(value) for value in some[name].tolist()] for name in ("q05", "q25", "q50", "q75", "q95")]
        present = [f"{worlds:,}" for worlds in some["present"].tolist()]
        rows += zip(repeat(series[key].title), days, *values, present, strict=False)
    head = ["Measure", "Date", "5%", "25%", "Median", "75%", "95%", "Worlds"]
    return Table.of(
        head,
        rows,
        words=2,
        note="Every thirteen weeks; the fans are drawn weekly, and daily.parquet holds every day.",
    )
