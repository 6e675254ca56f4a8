"""A hundred worlds per variant as small marks."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.figures import cells, theme, units
from sim.figures import outcomes as figure
from sim.measures import frequency
from sim.outcomes import CRITERIA, NOUNS, TITLES
from sim.report import findings, text
from sim.report.parts import Key, Section, Table
from sim.results import Results

#: Most variants drawn.
MOST = 8


@dataclass(frozen=True)
class Hundred:
    """One variant's marks: title, outcome per mark, gravest first, and the headline outcome's number."""

    title: str
    marks: tuple[str, ...]
    number: str
    alt: str

    @property
    def runs(self) -> list[tuple[str, list[int]]]:
        """Outcomes in order, each with the places of its marks, 0 to 99."""
        places: dict[str, list[int]] = {}
        for at, mark in enumerate(self.marks):
            places.setdefault(mark, []).append(at)
        return list(places.items())


def section(results: Results) -> Section:
    """Marks for every variant at its cell of reference."""
    table = figure.rows(results)
    outcome = results.scenario.headline
    shown = [_hundred(table, variant, outcome) for variant in results.variants[:MOST]]
    seen = [key for key in theme.GRAVEST_FIRST if any(key in one.marks for one in shown)]
    return Section(
        key="worlds",
        nav="A hundred worlds",
        title=_title(results, outcome),
        subtitle=text.joined(
            "Each mark is one world in a hundred, by how it ended",
            text.place(cells.reference(results, results.variants[0])),
            text.period(results),
        ),
        layout="worlds",
        data={
            "shown": shown,
            "across": 20 if len(shown) == 1 else 10,
            "outcome": outcome,
            "noun": NOUNS[outcome],
            "keys": [
                Key(TITLES[key], f"outcome-{key.replace('_', '-')}", "square" if key == outcome else "dot")
                for key in seen
            ],
            "criteria": [(TITLES[key], CRITERIA[key]) for key in theme.GRAVEST_FIRST],
            "table": _table(shown, seen),
        },
        source=text.source(results) + " Scaled to a hundred; the exact shares are under Outcomes.",
    )


def _hundred(table: pd.DataFrame, variant: str, outcome: str) -> Hundred:
    part = table[table["variant"] == variant]
    counts = dict(zip(part["outcome"], part["count"], strict=True))
    whole = units.hundred(counts)
    order = [outcome, *(key for key in theme.GRAVEST_FIRST if key != outcome)]
    marks = tuple(key for key in order for _ in range(whole[key]))
    share = counts[outcome] / sum(counts.values())
    said = text.listed([f"{whole[key]} {TITLES[key].lower()}" for key in order if whole[key]])
    return Hundred(part["title"].iloc[0], marks, frequency.number(share), f"Of a hundred worlds: {said}.")


def _title(results: Results, outcome: str) -> str:
    base = cells.reference(results, results.variants[0])
    share = findings.share(results, base.index, outcome)
    opening = f"{findings.BEGINS[outcome]} {frequency.in_worlds(share).replace('in about', 'in')}"
    if len(results.variants) == 1:
        return opening
    clear = [one for one in findings.changes_of(results, outcome) if one.found.clear]
    if not clear:
        return f"No clear effect on {NOUNS[outcome]} at {results.worlds:,} worlds"
    largest = max(clear, key=lambda one: abs(one.found.difference))
    return f"{opening}, and in {frequency.number(largest.found.after)} under “{text.short(largest.name, 48)}”"


def _table(shown: list[Hundred], seen: list[str]) -> Table:
    rows = [(one.title, *(one.marks.count(key) for key in seen)) for one in shown]
    return Table.of(["Variant", *(TITLES[key] for key in seen)], rows)
