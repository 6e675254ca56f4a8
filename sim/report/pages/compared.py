"""Two runs, or two variants, held against each other: on a page of Markdown, and as tables."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.compare.minute import minute, shown
from sim.analyses.compare.runs import RunComparison
from sim.report import phrases
from sim.report.pages.brief import plain
from sim.report.pages.comparison import differing, name_of, outcomes, sentence, titled
from sim.report.pages.exported import as_csv
from sim.report.parts import Table
from sim.runs.results import Results

#: Settings whose outcomes are written out, the others being counted.
_MOST = 12


def brief(before: Results, after: Results, found: RunComparison) -> str:
    """What changes, in what the two differ, and which worlds flip, as Markdown."""
    told = minute(before, after, found)
    headline, short = before.crisis.outcomes[found.headline], before.crisis.short
    parts = [
        f"# {plain(titled(before, after, found))}",
        f"**What changes.** {plain(told.answer)} {plain(sentence(shown(before, found), headline))}.",
        f"**How sure.** {plain(told.sure)}",
        f"First: {plain(found.before)}. Second: {plain(found.after)}. The same {found.worlds:,} worlds in both.",
        *(f"**Warning.** {plain(one)}." for one in found.warnings),
        "**What differs.** Everything in which the two differ:" if found.account() else "**What differs.** Nothing.",
        _markdown(differing(before, after, found)) if found.account() else "",
    ]
    for one in found.cells[:_MOST]:
        said = (one.flips_in_words(), one.parting_in_words(actor_title=phrases.names(before).actor))
        parts += [f"**{plain(name_of(one, short))}**", _markdown(outcomes(one, before.crisis.outcomes))]
        parts += [plain(" ".join(filter(None, said)))]
    if len(found.cells) > _MOST:
        parts.append(f"{len(found.cells) - _MOST:,} further settings stand in the page and in the tables.")
    parts += [f"Not compared: {plain(one)}." for one in _missing(found)]
    return "\n\n".join(part for part in parts if part) + "\n"


def tables(before: Results, after: Results, found: RunComparison) -> dict[str, str]:
    """Name -> content of the tables: what differs, and every outcome in every setting that both have."""
    cells = [
        (name_of(one, before.crisis.short), *row)
        for one in found.cells
        for row in outcomes(one, before.crisis.outcomes).rows
    ]
    head = [column.title for column in outcomes(found.cells[0], before.crisis.outcomes).columns]
    return {
        "differing.csv": as_csv(differing(before, after, found)),
        "outcomes.csv": as_csv(Table.of(["Setting compared", *head], cells, words=2)),
    }


def _missing(found: RunComparison) -> Iterator[str]:
    for which, cells in (("first", found.only_before), ("second", found.only_after)):
        if cells:
            yield f"only in the {which} run: {'; '.join(cells)}"
    yield from found.left_out


def _markdown(table: Table) -> str:
    rows = [[column.title for column in table.columns], *table.rows]
    head, *body = (f"| {' | '.join(plain(cell) for cell in row)} |" for row in rows)
    return "\n".join([head, f"|{''.join('---:|' if column.number else '---|' for column in table.columns)}", *body])
