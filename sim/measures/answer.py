"""The answer in a sentence: natural frequencies, a simulation interval, a word, and the range over assumptions.

A sentence claims a difference only when its paired interval leaves out zero; otherwise it says that there is no clear
effect, and at how many worlds.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.measures import comparison, frequency, likelihood
from sim.measures.paired import Difference
from sim.measures.ranges import Range
from sim.measures.response import ratios
from sim.results import Results

#: How a sentence about each outcome begins.
CLAUSES = {
    "war": "The crisis ends in war",
    "regime_collapse": "The regime in Tehran falls",
    "capitulation": "Iran capitulates",
    "deal": "The two sides reach a deal",
    "limited_exchange": "The crisis stays a limited exchange of force",
    "standoff": "The standoff lasts, without American force,",
}

#: The same outcome within a sentence: "more war", "war/(war+capitulation)".
NOUNS = {
    "war": "war",
    "regime_collapse": "regime collapse",
    "capitulation": "capitulation",
    "deal": "a deal",
    "limited_exchange": "a limited exchange",
    "standoff": "a standoff",
}


@dataclass(frozen=True)
class Finding:
    """How often an outcome happens in one cell, with everything known about how sure that is.

    Attributes:
        outcome, variant: what and where.
        count, worlds, share: in how many worlds.
        low, high: 95% simulation interval: luck between worlds only.
        word: the share in ICD 203 words.
        assumed: range over the assumed parameters, None when not simulated.
        sentence: all of it in words.
    """

    outcome: str
    variant: str
    count: int
    worlds: int
    share: float
    low: float
    high: float
    word: str
    assumed: Range | None
    sentence: str


@dataclass(frozen=True)
class Effect:
    """How a variant, or the far end of a sweep, changes an outcome's share, in words and numbers."""

    outcome: str
    subject: str
    difference: Difference
    sentence: str


@dataclass(frozen=True)
class Headline:
    """The answer of a run.

    Attributes:
        sentence: the first thing to read.
        details: further sentences: range over assumptions, effect of each variant, ratio of the compared outcomes.
        finding: numbers behind the sentence: baseline, first point of the sweep.
        effects: numbers behind the comparisons.
    """

    sentence: str
    details: tuple[str, ...]
    finding: Finding
    effects: tuple[Effect, ...]

    @property
    def text(self) -> str:
        """Sentence and details, one a line."""
        return "\n".join((self.sentence, *self.details))


def headline(results: Results) -> Headline:
    """The answer to the scenario's question, about its headline outcome."""
    outcome = results.scenario.headline
    base = finding(results, outcome)
    effects = swept(results, outcome) if results.axes else compared(results, outcome)
    if results.axes:
        first, *rest = effects
        return Headline(first.sentence, (*(e.sentence for e in rest), *_beside(base)), base, tuple(effects))
    ratio = _ratio_sentence(results)
    details = (*_beside(base), *(effect.sentence for effect in effects), *ratio)
    return Headline(base.sentence, details, base, tuple(effects))


def finding(results: Results, outcome: str, variant: str | None = None) -> Finding:
    """How often an outcome happens under a variant (at the first point of a sweep)."""
    variant = variant or results.variants[0]
    rows = results.outcomes
    row = rows[(rows["variant"] == variant) & (rows["outcome"] == outcome)].iloc[0]
    share, low, high = float(row["share"]), float(row["low"]), float(row["high"])
    word = likelihood.word(share)
    sentence = (
        f"{CLAUSES[outcome]} {frequency.in_worlds(share)} "
        f"(95% simulation interval {frequency.between(low, high)} in 100): {word}."
    )
    assumed = results.assumption_range(variant, outcome)
    return Finding(outcome, variant, int(row["count"]), int(row["worlds"]), share, low, high, word, assumed, sentence)


def _beside(found: Finding) -> tuple[str, ...]:
    """What luck between worlds does not cover: the assumed parameters."""
    if found.assumed is None:
        return ()
    low, high = found.assumed
    return (
        f"While the assumed parameters vary over their plausible ranges, that share runs from "
        f"{frequency.between(low, high)} in 100 (5th to 95th percentile; {likelihood.words(low, high)}).",
    )


def compared(results: Results, outcome: str) -> list[Effect]:
    """Each variant's effect on an outcome against the baseline, in the same worlds."""
    base = results.cells_of(results.variants[0])[0].index
    effects = []
    for variant in results.variants[1:]:
        one = comparison.between_cells(results, base, results.cells_of(variant)[0].index, outcome)
        title = results.title_of(variant)
        effects.append(Effect(outcome, title, one, f"{title}: {_change(one, outcome)}"))
    return effects


def _change(one: Difference, outcome: str) -> str:
    """A paired difference in words, claiming nothing when its interval includes zero."""
    interval = f"95% interval {frequency.points(one.low)} to {frequency.points(one.high)}"
    if not one.clear:
        return (
            f"no clear effect on {NOUNS[outcome]} at {one.worlds:,} worlds "
            f"({frequency.points(one.difference)} points, {interval})."
        )
    more = "more" if one.difference > 0 else "less"
    return (
        f"{NOUNS[outcome]} {frequency.in_worlds(one.after)}, {abs(one.difference) * 100:.1f} points {more} often "
        f"than in the baseline ({interval}; {one.gained} worlds gained it, {one.lost} lost it)."
    )


def swept(results: Results, outcome: str) -> list[Effect]:
    """For each variant, the outcome at the lowest and the highest point of the sweep.

    With one axis of numbers these are the ends of the axis, so that picking them is no search for an effect; otherwise
    they are the points with the smallest and largest share, and the sentence says so.
    """
    return [_swept_one(results, outcome, variant) for variant in results.variants]


def _swept_one(results: Results, outcome: str, variant: str) -> Effect:
    cells = results.cells_of(variant)
    mine = results.outcomes[(results.outcomes["variant"] == variant) & (results.outcomes["outcome"] == outcome)]
    share = dict(zip((cell.index for cell in cells), mine["share"], strict=True))
    ordered = len(results.axes) == 1 and not isinstance(cells[0].coordinates[0][1], str)
    if ordered:
        first, last = (choose(cells, key=lambda cell: cell.coordinates[0][1]) for choose in (min, max))
    else:
        first, last = (choose(cells, key=lambda cell: share[cell.index]) for choose in (min, max))
    one = comparison.between_cells(results, first.index, last.index, outcome)
    subject = "" if len(results.variants) == 1 else f"{results.title_of(variant)}: "
    return Effect(outcome, results.title_of(variant), one, subject + _along(one, outcome, first, last, ordered))


def _along(one: Difference, outcome: str, first: object, last: object, ordered: bool) -> str:
    here, there = _point(first), _point(last)
    interval = f"95% interval {frequency.points(one.low)} to {frequency.points(one.high)}"
    noun = NOUNS[outcome]
    if ordered and not one.clear:
        return (
            f"No clear difference in {noun} between {here} and {there} at {one.worlds:,} worlds a point "
            f"({frequency.number(one.before)} and {frequency.number(one.after)} in 100; "
            f"{frequency.points(one.difference)} points, {interval})."
        )
    if ordered:
        return (
            f"{CLAUSES[outcome]} {frequency.in_worlds(one.before)} at {here} and {frequency.in_worlds(one.after)} "
            f"at {there} ({frequency.points(one.difference)} points, {interval})."
        )
    return (
        f"{CLAUSES[outcome]} least often at {here} ({frequency.number(one.before)} in 100 worlds) and most often at "
        f"{there} ({frequency.number(one.after)} in 100)."
    )


def _point(cell: object) -> str:
    return ", ".join(
        f"{path} = {value:g}" if isinstance(value, int | float) else f"{path} = {value}"
        for path, value in cell.coordinates  # type: ignore[attr-defined]
    )


def _ratio_sentence(results: Results) -> tuple[str, ...]:
    """The compared outcomes' ratio in the baseline: one sentence, or none when nothing is compared or happened."""
    table = ratios(results)
    if table.empty or table["of"].iloc[0] == 0:
        return ()
    row = table.iloc[0]
    first, second = (NOUNS[key] for key in list(results.scenario.compare)[:2])
    return (
        f"Of the {int(row['of'])} worlds that end in {first} or {second}, {int(row['count'])} end in {first} "
        f"({frequency.between(row['low'], row['high'])} in 100).",
    )
