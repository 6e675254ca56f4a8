"""Two parameters swept against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.analyses.compare.comparison import codes
from sim.analyses.compare.paired import Difference, difference
from sim.report import phrases
from sim.report.figures import surface as figure
from sim.report.figures.response import top
from sim.report.parts import Chart, Group, Section, Table
from sim.runs.results import Results
from sim.words import frequency, prose
from sim.words.parameters import value_text

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
    first, second = (phrases.title(results, path) for path in results.axes)
    pairs, whole = len(results.cells_of(results.variants[0])), table["x"].nunique() * table["y"].nunique()
    return Section(
        key="map",
        nav="Two parameters",
        title=_title(results, outcome),
        subtitle=prose.joined(
            f"Share of worlds that end in {phrases.noun(results, outcome)} for {pairs} pairs of {first} and {second}",
            _lines_named(table, drawn),
            "" if pairs == whole else "blank: pairs that the scenario leaves out",
            phrases.period(results),
        ),
        groups=(Group(charts=charts, table=_table(results, table), columns=min(len(drawn), 2)),),
        source=phrases.source(results),
    )


def _lines_named(table: pd.DataFrame, drawn: Sequence[str]) -> str:
    """The contours that are drawn under any of the variants: ``"lines at 10 and 30%"``."""
    levels = sorted({level for variant in drawn for level in figure.levels(table, variant)})
    if not levels:
        return ""
    return f"{'line' if len(levels) == 1 else 'lines'} at {prose.listed([f'{level * 100:.0f}' for level in levels])}%"


def _title(results: Results, outcome: str) -> str:
    """Each parameter's own effect, by the paired intervals between both ends of every line of the grid."""
    cells = results.cells_of(results.variants[0])
    at = {tuple(value for _, value in cell.coordinates): cell.index for cell in cells}
    found = [_effect(results, _along(results, at, axis, outcome), axis) for axis in (0, 1)]
    noun = phrases.noun(results, outcome)
    if not any(found):
        return f"No clear effect of either parameter on {noun} at {frequency.worlds(results.worlds)} a point"
    said = f"{prose.first_upper(noun)} {prose.listed([one for one in found if one])}"
    if all(found):
        return said
    silent, other = (phrases.title(results, results.axes[at]) for at in (found.index(""), 1 - found.index("")))
    return f"{said}; no clear effect of {silent} at any value of {other}"


def _effect(results: Results, along: Mapping[Any, Difference], axis: int) -> str:
    """``"falls with X"``, with the lines where it does when it is not all of them; empty where no line shows it."""
    title, other = phrases.title(results, results.axes[axis]), phrases.title(results, results.axes[1 - axis])
    groups = {
        "rises": [line for line, one in along.items() if one.low > 0],
        "falls": [line for line, one in along.items() if one.high < 0],
    }
    parts = []
    for verb, lines in groups.items():
        if lines:
            few = prose.listed([value_text(line) for line in lines])
            where = f"{other} {few}" if len(lines) < 3 else f"{len(lines)} of {len(along)} values of {other}"
            parts.append(f"{verb} with {title}{'' if len(lines) == len(along) else f' at {where}'}")
    return prose.listed(parts)


def _along(results: Results, at: Mapping[tuple[Any, ...], int], axis: int, outcome: str) -> dict[Any, Difference]:
    """The change from the first point to the last of every line along an axis, by the value of the other parameter.

    The intervals are corrected for as many lines (Bonferroni), so that the chance of any false claim about the
    parameter is at most one in twenty. A line of one point has no ends and is left out.
    """
    lines: dict[Any, list[Any]] = {}
    for pair in at:
        lines.setdefault(pair[1 - axis], []).append(pair)
    long = {line: pairs for line in _in_order(lines) if len(pairs := lines[line]) > 1}
    code, found = results.crisis.outcomes.code(outcome), {}
    for line, pairs in long.items():
        placed = {pair[axis]: at[pair] for pair in pairs}
        order = _in_order(placed)
        first, last = (codes(results, placed[end]) == code for end in (order[0], order[-1]))
        found[line] = difference(first, last, 1 - 0.05 / len(long))
    return found


def _in_order(values: Iterable[Any]) -> list[Any]:
    """Numbers from the lowest up; words as they come."""
    found = list(values)
    return found if any(isinstance(one, str) for one in found) else sorted(found)


def _alt(results: Results, table: pd.DataFrame, variant: str, outcome: str) -> str:
    mine = table[table["variant"] == variant]
    low, high = mine.loc[mine["share"].idxmin()], mine.loc[mine["share"].idxmax()]
    first, second = (phrases.title(results, path) for path in results.axes)
    ends = [
        f"{one['share']:.0%} at {first} {value_text(one['x'])} and {second} {value_text(one['y'])}"
        for one in (low, high)
    ]
    noun = phrases.noun(results, outcome)
    return f"Heatmap of the share of worlds that end in {noun}: lowest {ends[0]}, highest {ends[1]}."


def _table(results: Results, table: pd.DataFrame) -> Table:
    first, second = (prose.first_upper(phrases.title(results, path)) for path in results.axes)
    rows = [
        (
            results.title_of(str(row.variant)),
            value_text(row.x),
            value_text(row.y),
            f"{row.count:,}",
            f"{row.worlds:,}",
            f"{row.share:.1%}",
            frequency.percents(row.low, row.high),
        )
        for row in table.itertuples()
    ]
    return Table.of(["Variant", first, second, "Worlds", "Of", "Share", "95% interval"], rows)
