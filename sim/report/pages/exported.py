"""Each figure's table of a run as CSV: what "CSV" below it in the page gives, as files in a folder."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sim.analyses.condition.in_words import digest
from sim.report.page import sections_of
from sim.report.parts import Section, Table
from sim.runs.results import Results
from sim.words.numbers import NOTHING

#: What a spreadsheet would take for a formula; numbers with a sign stay numbers. page.js does the same.
_FORMULA = re.compile(r"[=@\t]|[+-](?![\d.]+$)")


@dataclass(frozen=True)
class Sheet:
    """One table: its name in the page, the finding it stands behind, and its source."""

    name: str
    section: str
    title: str
    table: Table
    source: str


def sheets(results: Results) -> Iterator[Sheet]:
    """The table behind every figure of the page, in the page's order."""
    for section in sections_of(results):
        yield from _of(section)


def _of(section: Section) -> Iterator[Sheet]:
    if section.layout in ("answer", "worlds"):
        table = section.data["table"] if isinstance(section.data, dict) else section.data.table
        if table:
            yield Sheet(section.key, section.nav, section.title, table, section.source)
    for group in section.groups:
        if group.table and group.name:
            title = group.title or section.title
            yield Sheet(group.name, section.nav, title, group.table, section.source)


def as_csv(table: Table) -> str:
    """A table as CSV with a heading, a byte-order mark before it so that spreadsheets read it as UTF-8."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_safe(column.title) for column in table.columns])
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return "\ufeff" + made.getvalue()


def _safe(cell: str) -> str:
    cell = " ".join(cell.split())
    if cell == NOTHING:  # a spreadsheet would take a dash for a word
        return ""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def files(results: Results) -> dict[str, str]:
    """Name -> content of each table's file, and of a README that says in a line what each is."""
    found = list(sheets(results))
    told = [
        f"Tables of the report “{results.scenario.title}”: {digest(results)}, "
        f"{results.worlds:,} worlds, seed {results.scenario.seed}.",
        "",
        *(f"{one.name}.csv: {one.section}. {one.title}. {one.source}".rstrip() for one in found),
    ]
    return {"README.txt": "\n".join(told) + "\n"} | {f"{one.name}.csv": as_csv(one.table) for one in found}
