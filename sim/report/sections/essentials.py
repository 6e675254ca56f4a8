"""What a reader with one minute needs beside the answer: how sure it is, what was assumed, how to repeat it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.analyses.answer.answer import ENOUGH, Finding
from sim.analyses.condition.in_words import sure
from sim.report import phrases
from sim.report.sections.method import command, counted
from sim.runs.results import Results
from sim.words import frequency, likelihood
from sim.words.parameters import value_text


@dataclass(frozen=True)
class Line:
    """One line: what it is about, the words, where more stands, and whether it is a command."""

    about: str
    words: str
    more: str
    code: bool = False


def essentials(results: Results, found: Finding) -> tuple[Line, ...]:
    """How sure the answer is, what was assumed, and the command that repeats it.

    Args:
        results: the run.
        found: how often the headline outcome happens in the baseline.
    """
    return (
        Line("How sure", " ".join((*sure(results), *_sure(results, found))), "method"),
        Line("Assumed", f"{' '.join(_assumed(results))} {counted(results)}", "parameters"),
        Line("Repeat it", command(results), "method", code=True),
    )


def on_page(results: Results, found: Finding) -> tuple[Line, ...]:
    """Of the same, what the page does not draw: luck in points, and who acts by which rules."""
    luck, assumed = _sure(results, found)
    said = luck if found.assumed else f"{luck} {assumed}"
    return Line("How sure", " ".join((*sure(results), said)), "holds" if found.assumed else "method"), Line(
        "Assumed", " ".join(_assumed(results)), "parameters"
    )


def _sure(results: Results, found: Finding) -> Iterator[str]:
    """Luck first, which is known, then the assumptions."""
    shares = results.outcomes[results.outcomes["outcome"] == found.outcome]
    widest = float((shares[["high", "low"]].sub(shares["share"], axis=0)).abs().to_numpy().max())
    each = "each share" if len(shares) > 1 else "the share"
    yield (
        f"Luck alone leaves {each} uncertain by up to {frequency.width(widest)} points "
        f"({results.worlds:,} worlds, 95% simulation interval)."
    )
    if found.assumed is None:
        yield "What the parameters that no source settles could change was not computed in this run."
        return
    low, high = found.assumed
    where = phrases.place(results, results.reference_of(results.variants[0]))
    if not where and len(results.variants) > 1:
        where = "of the baseline"
    subject = f"the share {where}" if where else "it"
    words = f" ({likelihood.words(low, high)})" if found.worlds >= ENOUGH else ""
    farther = "far more widely" if high - low > 4 * widest else "as well"
    yield (
        f"The parameters that no source settles leave it open {farther}: over their plausible ranges {subject} "
        f"{frequency.spread(low, high)} {frequency.SETTINGS}{words}."
    )


def _assumed(results: Results) -> Iterator[str]:
    theory = results.crisis.theory_by_key[results.scenario.theory]
    yield f"The rules are those of {theory.of or theory.title}."
    if results.axes:
        yield f"Varied here: {'; '.join(_span(results, at) for at in range(len(results.axes)))}."
    if differing := _differing(results):
        yield f"The variants differ in: {'; '.join(differing)}."


def _span(results: Results, axis: int) -> str:
    """An axis, what it means, and both ends in its unit."""
    path = results.axes[axis]
    values = list(dict.fromkeys(cell.coordinates[axis][1] for cell in results.design))
    declared = phrases.declared(results, path)[0]
    unit = "" if declared.choices else " rungs" if declared.unit == "rung" else f" {declared.unit}"
    ends = f"{value_text(values[0])} to {value_text(values[-1])}{unit}"
    return f"{phrases.title(results, path)} ({_lower(declared.note)}), {ends}"


def _differing(results: Results, most: int = 4) -> list[str]:
    """What the variants set differently, as its note begins; how many more where they are many."""
    casts = [_cast(results, name) for name in results.variants]
    gone = {actor for without, _ in casts for actor in without}
    swept = phrases.swept(results)
    first, *others = [results.values(results.reference_of(name).index) for name in results.variants]
    notes = [
        _lower(results.catalogue[path].note.partition(":")[0])
        for path, value in first.items()
        if any(one.get(path, value) != value for one in others)
        and path not in swept
        and not path.startswith(tuple(f"{actor}." for actor in gone))  # said with the cast
    ]
    theories = {results.reference_of(name).theory for name in results.variants}
    said = [
        *(["the theory"] if len(theories) > 1 else []),
        *(["who takes part"] if any(one != casts[0] for one in casts[1:]) else []),
        *dict.fromkeys(notes),
    ]
    return said if len(said) <= most else [*said[: most - 1], f"{len(said) - most + 1} more parameters"]


def _cast(results: Results, variant: str) -> tuple[Any, ...]:
    """Who is left out of a variant, and who is added to it."""
    cast = results.reference_of(variant).cast
    return cast.without, tuple(name for name, _ in cast.added)


def _lower(note: str) -> str:
    return note if note[:2].isupper() else note[:1].lower() + note[1:]
