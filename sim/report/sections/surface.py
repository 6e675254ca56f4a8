"""Two parameters swept against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from sim.figures import surface as figure
from sim.figures.response import top
from sim.figures.wording import parameter_title, value_text
from sim.measures.comparison import between_cells
from sim.outcomes import NOUNS
from sim.report import text
from sim.report.parts import Chart, Group, Section, Table
from sim.results import Results

#: Most variants drawn side by side.
MOST = 4


def section(results: Results) -> Section | None:
    """Heatmap with contours of the headline outcome, one per variant."""
    if len(results.axes) != 2:
        return None
    outcome = results.scenario.headline
    table = figure.rows(results, outcome)
    high = top(table.assign(high=table["share"]))
    drawn = results.variants[:MOST]
    alone = len(drawn) == 1
    charts = tuple(
        Chart(
            name=f"map-{at}",
            figure=figure.draw(table, results, variant, high=high, colours=alone or at == len(drawn) - 1),
            alt=_alt(results, table, variant, outcome),
            title="" if alone else results.title_of(variant),
            height=470 if alone else 360,
            narrow_height=380,
        )
        for at, variant in enumerate(drawn)
    )
    first, second = (parameter_title(path) for path in results.axes)
    pairs, whole = len(results.cells_of(results.variants[0])), table["x"].nunique() * table["y"].nunique()
    return Section(
        key="map",
        nav="Two parameters",
        title=_title(results, outcome),
        subtitle=text.joined(
            f"Share of worlds that end in {NOUNS[outcome]} for {pairs} pairs of {first} and {second}",
            "lines at 10, 30 and 50%",
            "" if pairs == whole else "blank: pairs that the scenario leaves out",
            text.period(results),
        ),
        groups=(Group(charts=charts, table=_table(results, table), columns=min(len(drawn), 2)),),
        source=text.source(results),
    )


def _title(results: Results, outcome: str) -> str:
    """Each parameter's own effect, by the paired interval between the ends of a line through the middle of the grid."""
    cells = results.cells_of(results.variants[0])
    at = {tuple(value for _, value in cell.coordinates): cell.index for cell in cells}
    found = [(path, _along(results, at, axis, outcome)) for axis, path in enumerate(results.axes)]
    clear = [
        f"{'rises' if one.difference > 0 else 'falls'} with {parameter_title(path)}"
        for path, one in found
        if one is not None and one.clear
    ]
    if not clear:
        return f"No clear effect of either parameter on {NOUNS[outcome]} at {results.worlds:,} worlds a point"
    if len(clear) == 1:
        return f"{text.first_upper(NOUNS[outcome])} {clear[0]}; the other parameter shows no clear effect"
    return f"{text.first_upper(NOUNS[outcome])} {text.listed(clear)}"


def _along(results: Results, at: Mapping[tuple[Any, ...], int], axis: int, outcome: str) -> Any:
    """The change from one end of an axis to the other while the other parameter stays put; None where it cannot be.

    Where pairs are left out, the line with the most of them is taken, and of several the one nearest the middle.
    """
    lines: dict[Any, list[Any]] = {}
    for pair in at:
        lines.setdefault(pair[1 - axis], []).append(pair)
    order = _in_order(lines)
    longest = max(order, key=lambda one: (len(lines[one]), -abs(order.index(one) - len(order) // 2)))
    ends = _in_order({pair[axis]: pair for pair in lines[longest]})
    if len(ends) < 2:
        return None
    first, last = ({axis: end, 1 - axis: longest} for end in (ends[0], ends[-1]))
    return between_cells(results, at[first[0], first[1]], at[last[0], last[1]], outcome)


def _in_order(values: Iterable[Any]) -> list[Any]:
    """Numbers from the lowest up; words as they come."""
    found = list(values)
    return found if any(isinstance(one, str) for one in found) else sorted(found)


def _alt(results: Results, table: pd.DataFrame, variant: str, outcome: str) -> str:
    mine = table[table["variant"] == variant]
    low, high = mine.loc[mine["share"].idxmin()], mine.loc[mine["share"].idxmax()]
    first, second = (parameter_title(path) for path in results.axes)
    ends = [
        f"{one['share']:.0%} at {first} {value_text(one['x'])} and {second} {value_text(one['y'])}"
        for one in (low, high)
    ]
    return f"Heatmap of the share of worlds that end in {NOUNS[outcome]}: lowest {ends[0]}, highest {ends[1]}."


def _table(results: Results, table: pd.DataFrame) -> Table:
    first, second = (text.first_upper(parameter_title(path)) for path in results.axes)
    rows = [
        (
            results.title_of(str(row.variant)),
            value_text(row.x),
            value_text(row.y),
            f"{row.count:,}",
            f"{row.worlds:,}",
            f"{row.share:.1%}",
            text.interval(row.low, row.high),
        )
        for row in table.itertuples()
    ]
    return Table.of(["Variant", first, second, "Worlds", "Of", "Share", "95% interval"], rows)
