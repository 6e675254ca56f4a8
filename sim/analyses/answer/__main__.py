"""Rewrites the table of first lines: ``python -m sim.analyses.answer docs/answers.md``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sim.analyses.answer.answer import headline
from sim.analyses.boundary.find import find
from sim.crisis.us_iran import US_IRAN
from sim.runs.disk.writing import write
from sim.runs.results import Results
from sim.runs.run import run
from sim.runs.workers.workers import usable_cores
from sim.scenario import load, shipped

#: Worlds of each cell.
WORLDS = 100
#: The table's first line, by which it is found.
HEAD = "| scenario | it asks | it answers first | words | digest |\n|---|---|---|---|---|\n"


def row(results: Results) -> str:
    """A scenario's line of the table."""
    scenario, first = results.scenario, headline(results).sentence
    cells = (f"`{scenario.name}`", scenario.title, first, str(len(first.split())), f"`{results.digest[:12]}`")
    return f"| {' | '.join(cells)} |\n"


def rewritten(text: str, rows: Sequence[str]) -> str:
    """A document with these rows in the place of those that its table had.

    Raises:
        ValueError: when it has no such table, or more than one.
    """
    before, *rest = text.split(HEAD)
    if len(rest) != 1:
        raise ValueError("the document has no table of first lines, or more than one")
    after = rest[0].splitlines(keepends=True)
    ends = next((at for at, line in enumerate(after) if not line.startswith("|")), len(after))
    return before + HEAD + "".join([*rows, *after[ends:]])


def main(path: Path) -> None:
    """Runs every shipped scenario and rewrites the table in a document."""
    text = path.read_text(encoding="utf-8")
    rewritten(text, ())  # before an hour's work
    rows = []
    for name in shipped(US_IRAN):
        print(f"{name} ...", file=sys.stderr, flush=True)
        scenario = load(f"redline:{name}", crisis=US_IRAN)
        rows.append(row(run(scenario, made=Results, worlds=WORLDS, jobs=usable_cores(), boundary=find)))
    write(path, rewritten(text, rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
