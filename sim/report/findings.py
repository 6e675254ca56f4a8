"""Headings that state a finding: only when an interval supports it, and "No clear effect" when none does."""

from __future__ import annotations

from typing import Any

from sim.analyses.compare.comparison import between_cells
from sim.engine.outcomes import Outcome
from sim.report import phrases
from sim.report.figures import cells
from sim.report.figures import changes as figure
from sim.report.figures.changes import Change
from sim.runs.results import Results
from sim.words import frequency, prose
from sim.words.parameters import called, value_text


def changes_of(results: Results, outcome: str) -> list[Change]:
    """The paired differences of one outcome, in the scenario's order."""
    return [one for one in figure.rows(results) if one.outcome == outcome]


def leading(clear: list[Change], results: Results) -> Change:
    """Of clear changes the one that the answer is about, else the largest."""
    asked = results.scenario.asks
    own = [one for one in clear if asked in results.variants and one.place == results.variants.index(asked)]
    return (own or [max(clear, key=lambda one: abs(one.found.difference))])[0]


def of_changes(changes: list[Change], outcome: Outcome, results: Results) -> str:
    """Heading of the differences of an outcome from the baseline."""
    clear = [one for one in changes if one.found.clear]
    worlds = changes[0].found.worlds
    if not clear:
        return f"No clear effect on {outcome.noun} at {worlds:,} worlds"
    largest = leading(clear, results)
    verb = "adds" if largest.found.difference > 0 else "takes away"
    points = (
        f"{abs(largest.found.difference) * 100:.0f}"
        if abs(largest.found.difference) >= 0.01
        else f"{abs(largest.found.difference) * 100:.1f}"
    )
    opening = f"“{prose.short(largest.name, 48)}” {verb} {points} points of {prose.bare(outcome.noun)}"
    unclear = len(changes) - len(clear)
    return opening + (f"; {unclear} of {len(changes)} make no clear difference" if unclear else "")


def of_sweep(results: Results, outcome: str) -> str:
    """Heading of a response: what happens between the ends of the axis, by the paired interval."""
    noun = phrases.noun(results, outcome)
    found = [(variant, *_ends(results, variant, outcome)) for variant in results.variants]
    rising = [one for one in found if one[3].low > 0]
    falling = [one for one in found if one[3].high < 0]
    axis = axis_words(results)
    if not rising and not falling:
        return f"No clear effect of {axis} on {noun} at {results.worlds:,} worlds a point"
    if len(found) == 1:
        _, _, _, one = found[0]
        verb = "rises" if one.difference > 0 else "falls"
        ends = f"from {frequency.number(one.before)} to {frequency.number(one.after)} in 100 worlds"
        return f"{prose.first_upper(noun)} {verb} {ends} {axis_span(results)}"
    parts = [
        f"{verb} under {_under(results, group, len(found))}"
        for verb, group in (("rises", rising), ("falls", falling))
        if group
    ]
    if len(rising) + len(falling) < len(found):
        parts.append(f"shows no clear effect under {len(found) - len(rising) - len(falling)}")
    return f"{prose.first_upper(noun)} {prose.listed(parts)} {axis_span(results)}"


def _under(results: Results, group: list[Any], total: int) -> str:
    if len(group) == 1:
        return f"“{prose.short(results.title_of(group[0][0]), 44)}”"
    return _how_many(len(group), total)


def _how_many(some: int, total: int) -> str:
    if some == total:
        return "both variants" if total == 2 else f"all {total} variants"
    return f"{some} of {total} variants"


def axis_words(results: Results) -> str:
    """The swept parameter in words."""
    return prose.listed([called(path, results.crisis) for path in results.axes])


def axis_span(results: Results) -> str:
    """``"as US agencies spread goes from 0 to 3"``."""
    first, last = cells.ends(results, results.variants[0])
    ends = [value_text(cell.coordinates[0][1]) for cell in (first, last)]
    return f"as {axis_words(results)} goes from {ends[0]} to {ends[1]}"


def of_ratio(table: Any, results: Results, outcome: str, other: str) -> str:
    """Heading of one outcome's share of two: claimed only where the intervals at both ends of the axis lie apart."""
    rising = falling = together = 0
    for variant in results.variants:
        part = table[table["variant"] == variant]
        if len(part) < 2:
            continue
        together += 1
        first, last = part.iloc[0], part.iloc[-1]
        rising += bool(last["low"] > first["high"])
        falling += bool(last["high"] < first["low"])
    one, two = (prose.bare(phrases.noun(results, key)) for key in (outcome, other))
    name = f"{one} against {two}"
    if not rising and not falling:
        return f"No clear effect on {name} at {results.worlds:,} worlds a point"
    said = [
        f"{verb} under {_how_many(count, together)}" for verb, count in (("rises", rising), ("falls", falling)) if count
    ]
    if together == 1:
        said = ["rises" if rising else "falls"]
    return f"The weight of {name} {prose.listed(said)} {axis_span(results)}"


def _ends(results: Results, variant: str, outcome: str) -> tuple[Any, Any, Any]:
    first, last = cells.ends(results, variant)
    return first, last, between_cells(results, first.index, last.index, outcome)
