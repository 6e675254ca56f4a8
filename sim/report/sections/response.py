"""How the outcomes answer to the swept parameter: the compared outcomes and their ratio, under every variant."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.report import findings, phrases
from sim.report.figures import cells, panels
from sim.report.figures import response as figure
from sim.report.figures.panels import Panel
from sim.report.parts import Chart, Group, Key, Section, Table, key_shape
from sim.runs.results import Results
from sim.words import frequency, prose
from sim.words.parameters import value_text


def section(results: Results) -> Section | None:
    """Response curves of a run with one axis."""
    if len(results.axes) != 1:
        return None
    compared = tuple(results.scenario.compare)[:2]
    wanted = tuple(dict.fromkeys((results.scenario.headline, *compared)))
    shown = panels.panels(results)
    groups = [_share_group(results, outcome, shown, main=at == 0) for at, outcome in enumerate(wanted)]
    if len(compared) == 2:
        groups.append(_ratio_group(results, compared[0], compared[1], shown))
    return Section(
        key="response",
        nav="Response",
        title=findings.of_sweep(results, wanted[0]),
        subtitle=prose.joined(
            f"Share of worlds by {phrases.title(results, results.axes[0])}, {results.crisis.title}",
            phrases.period(results),
        ),
        groups=tuple(groups),
        source=phrases.source(results),
        how=(
            "Bands are 95% intervals of the simulation alone (Wilson): the luck between worlds, "
            "not the doubt about the model.",
        ),
    )


def _share_group(results: Results, outcome: str, shown: tuple[Panel, ...], *, main: bool) -> Group:
    table = figure.rows(results, outcome)
    title = f"P({results.crisis.outcomes[outcome].title.lower()})" if main else findings.of_sweep(results, outcome)
    return Group(
        charts=_charts(
            results,
            f"response-{outcome}",
            table,
            shown,
            figure.top(table),
            f"share of worlds that end in {phrases.noun(results, outcome)}",
        ),
        title=title,
        subtitle=f"Share of worlds that end in {phrases.noun(results, outcome)}",
        keys=keys(shown, named=True),
        table=_table(results, table, "Worlds", "Of"),
        columns=len(shown),
    )


def _ratio_group(results: Results, outcome: str, other: str, shown: tuple[Panel, ...]) -> Group:
    table = figure.ratio_rows(results, outcome, other)
    one, two = results.crisis.outcomes[outcome], results.crisis.outcomes[other]
    name = f"{one.title.lower()}/({one.title.lower()} + {two.title.lower()})"
    return Group(
        charts=_charts(results, "response-ratio", table, shown, 1.0, name, counts=True),
        title=findings.of_ratio(table, results, outcome, other),
        subtitle=f"{prose.first_upper(name)}: {one.noun}'s share of the worlds that end in either; "
        "their number stands along the foot",
        keys=keys(shown, named=True),
        table=_table(results, table, one.title, f"{one.title} or {two.title.lower()}"),
        columns=len(shown),
    )


def _charts(
    results: Results,
    name: str,
    table: pd.DataFrame,
    shown: tuple[Panel, ...],
    high: float,
    measure: str,
    counts: bool = False,
) -> tuple[Chart, ...]:
    alone = len(shown) == 1
    reference = cells.declared_value(results, results.axes[0])
    return tuple(
        Chart(
            name=f"{name}-{at}",
            figure=figure.draw(table, panel, results, high=high, reference=reference, counts=counts, labels=alone),
            alt=_alt(table, panel, measure, results),
            title="" if alone else panel.title,
            height=360 if alone else 270,
            narrow_height=300,
            narrow={"margin": {"r": 12}},
        )
        for at, panel in enumerate(shown)
    )


def _alt(table: pd.DataFrame, panel: Panel, measure: str, results: Results) -> str:
    said = []
    for line in panel.lines:
        part = table[table["variant"] == line.variant]
        if line.faint or part.empty:
            continue
        first, last = part.iloc[0], part.iloc[-1]
        said.append(f"{line.name} {_at(first)} and {_at(last)}")
    head = f"{panel.title}: line" if panel.title else "Line"
    return f"{head} chart of the {measure} by {phrases.title(results, results.axes[0])}. {'; '.join(said)}."


def _at(row: pd.Series) -> str:
    return f"{row['share']:.0%} at {value_text(row['x'])}"


def keys(shown: tuple[Panel, ...], *, named: bool = False) -> tuple[Key, ...]:
    """The key of lines over panels; ``named`` when a lone panel names its lines at their ends on wide screens."""
    lines: dict[str, Any] = {line.name: line for panel in shown for line in panel.lines}
    if len(shown) > 1 and any(line.faint for panel in shown for line in panel.lines):
        base = shown[0].lines[0]
        return (Key("This variant", "variant-1", "dash"), Key(f"{base.name} (baseline)", "axis", "dot-line"))
    if len(lines) == 1:
        return ()
    when = "narrow" if named and len(shown) == 1 else "always"
    return tuple(Key(line.name, f"variant-{line.place}", key_shape(line.dash), when) for line in lines.values())


def _table(results: Results, table: pd.DataFrame, count: str, of: str) -> Table:
    rows = [
        (
            results.title_of(row.variant),
            value_text(row.x),
            f"{row.count:,}",
            f"{row.of:,}",
            f"{row.share:.1%}",
            frequency.percents(row.low, row.high),
        )
        for row in table.itertuples()
    ]
    head = ["Variant", prose.first_upper(phrases.title(results, results.axes[0])), count, of, "Share", "95% interval"]
    return Table.of(head, rows)
