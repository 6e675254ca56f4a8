"""The answer in a sentence: natural frequencies, a simulation interval, a word, and the range over assumptions.

A sentence claims a difference only when its paired interval leaves out zero; otherwise it says that there is no clear
effect, and at how many worlds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.analyses.answer import designs, opening
from sim.analyses.answer.base_rates import base_rate
from sim.analyses.answer.extremes import extremes, point
from sim.analyses.answer.extremes import sentence as extremes_sentence
from sim.analyses.answer.inputs import inputs
from sim.analyses.answer.response import ratios
from sim.analyses.compare import comparison
from sim.analyses.compare.alike import alike
from sim.analyses.compare.paired import Difference
from sim.analyses.condition import in_words as given
from sim.analyses.settings import in_words as settings_in_words
from sim.analyses.theories import in_words as theories_in_words
from sim.engine.outcomes import Outcome
from sim.runs.results import Results
from sim.scenario import Cell
from sim.scenario.format import LEVEL, SWEEP
from sim.statistics.ranges import Range
from sim.words import frequency, likelihood
from sim.words.parameters import called as parameter_called
from sim.words.parameters import value_text
from sim.words.prose import first_lower, first_upper, listed

#: Fewer worlds than this get no word of likelihood.
ENOUGH = 50
TOO_FEW = "too few worlds to say"


@dataclass(frozen=True)
class Finding:
    """How often an outcome happens in one cell, with everything known about how sure that is.

    Attributes:
        outcome, variant: what and where.
        count, worlds, share: in how many worlds.
        low, high: 95% simulation interval: luck between worlds only.
        word: the share in ICD 203 words; that there are too few worlds for one; empty where its range bears none.
        assumed: range over the assumed parameters, None when not simulated.
        middle: median share over the same draws, None when not simulated.
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
    middle: float | None
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
        finding: numbers behind the sentence: baseline, of a sweep at the point of reference.
        effects: numbers behind the comparisons.
        base_rate: how often cases of the headline's own kind ended so; empty where no reference class is declared.
        unconditional: the answer of all worlds, where the sentence is about those that agree with a record; else empty.
    """

    sentence: str
    details: tuple[str, ...]
    finding: Finding
    effects: tuple[Effect, ...]
    base_rate: str = ""
    unconditional: str = ""

    @property
    def text(self) -> str:
        """Sentence, base rate and details, one a line."""
        return "\n".join(filter(None, (self.sentence, self.unconditional, self.base_rate, *self.details)))


def headline(results: Results) -> Headline:
    """The answer to the scenario's question, about its headline outcome; given what its file says is known."""
    found = _of_all_worlds(results)
    if not results.scenario.conditions:
        return found
    first, told = given.first(results), given.sentences(results)
    if not first:  # too few worlds agree
        return replace(found, details=(*told, *found.details))
    whatever = f"Without that: {found.sentence[:1].lower()}{found.sentence[1:]}"
    return replace(found, sentence=first, unconditional=whatever, details=(*told, *found.details))


def _of_all_worlds(results: Results) -> Headline:
    outcome = results.scenario.headline
    base = finding(results, outcome)
    if not results.axes:
        return _unswept(results, base, compared(results, outcome))
    effects, first = swept(results, outcome), opening.response(results, outcome)
    asked = first if results.scenario.asks == SWEEP else _of_grid(results, base)
    whole: tuple[str, ...] = ()
    if len(results.variants) > 1 and len(results.scenario.compare) > 1 and _ordered(results.cells_of(base.variant)):
        whole = (over_variants(results), *ratio_over_variants(results))
    held = (*settings_in_words.sentences(results), *theories_in_words.sentences(results))
    opened = (*held, *((first,) if asked != first else ()))
    beside = (*_beside(results, base), *_not_computed(results, outcome, effects), *inputs(results))
    details = (
        *opened,
        *whole,
        *(effect.sentence for effect in effects),
        *beside,
    )
    return Headline(asked, details, base, tuple(effects), base_rate(results))


def _of_grid(results: Results, base: Finding) -> str:
    """What a file asks beside its grid: how often the outcome comes at its own values, or what a variant changes."""
    if results.scenario.asks == LEVEL:
        return _level(results, base)
    return opening.over_points(results, base.outcome, results.scenario.asks)


def _unswept(results: Results, base: Finding, effects: list[Effect]) -> Headline:
    """The answer of a run without a grid: what its design asks, what its first variant changes, or a level."""
    found = (*designs.tipping_lines(results), *designs.decides(results), *designs.spreads(results))
    asks = results.scenario.asks
    if asks in results.variants:
        by_theory = theories_in_words.first(results)
        found = (*filter(None, (by_theory,)), _contrast(results, base.outcome, effects), *found)
    elif asks == LEVEL or not found:
        found = (_level(results, base), *found)
    first, *others = found
    details = (
        *settings_in_words.sentences(results),
        *theories_in_words.sentences(results),
        *others,
        _as_set(results, base),
        *_beside(results, base),
        *designs.ignorances(results),
        *(effect.sentence for effect in _told(results, effects)),
        *_not_computed(results, base.outcome, effects),
        *_ratio_sentence(results),
        *inputs(results),
    )
    return Headline(first, tuple(one for one in details if one != first), base, tuple(effects), base_rate(results))


def _level(results: Results, base: Finding) -> str:
    clause = results.crisis.outcomes[base.outcome].clause
    return opening.first(clause, base.share, base.low, base.high, base.assumed, base.word)


def _contrast(results: Results, outcome: str, effects: list[Effect]) -> str:
    """What the variant changes that the question is about."""
    variant = results.scenario.asks
    at = results.variants.index(variant) - 1
    assumed = results.assumed_difference(results.variants[0], variant, outcome)
    noun = results.crisis.outcomes[outcome].noun
    moved = dict(zip(results.variants[1:], (one.difference.clear for one in effects), strict=True))
    rest = [one for one in _further(results) if variant not in one]  # what ends alike in every world counts once
    clear, many = sum(moved[one[0]] for one in rest), len(rest)
    others = f"{clear} of {many} other variants {'moves' if clear == 1 else 'move'} it" if clear else ""
    neither = "" if clear or not many else f"nor under {'the other' if many == 1 else f'{many} others'}"
    title = called(results, variant)
    return opening.contrast(title, variant, noun, effects[at].difference, assumed, others, neither)


def called(results: Results, variant: str) -> str:
    """A variant's title; of the combination of all factors one that does not list them."""
    factors = results.scenario.factors
    on = next((len(one.factors) for one in results.scenario.variants if one.name == variant), 0)
    return "With all factors on" if factors and on == len(factors) else results.title_of(variant)


def _further(results: Results) -> Iterator[tuple[str, ...]]:
    """The variants beside the baseline, those together that end alike in every world."""
    for group in alike(results):
        if further := tuple(name for name in group if name != results.variants[0]):
            yield further


def _as_set(results: Results, base: Finding) -> str:
    """The level at the file's own settings, with luck's interval."""
    alone = len(results.variants) == 1 or results.scenario.asks == LEVEL
    if alone and base.assumed is None and not results.scenario.sweep.axes:
        return base.sentence  # which is the first line itself
    if len(results.variants) == 1:
        return f"At the file's own settings {first_lower(base.sentence)}"
    return f"At the settings of “{results.title_of(base.variant)}” {first_lower(base.sentence)}"


def _told(results: Results, effects: list[Effect]) -> list[Effect]:
    """The effects that are told one by one: of combinations of factors those are left to the decomposition."""
    combined = {one.name for one in results.scenario.variants if len(one.factors) > 1}
    return [one for name, one in zip(results.variants[1:], effects, strict=True) if name not in combined]


def told_elsewhere(results: Results, found: Headline) -> tuple[str, ...]:
    """Those of the details that a page has in figures and sections of their own: levels, ranges, what holds where."""
    return (
        *settings_in_words.sentences(results),
        _as_set(results, found.finding),
        *_beside(results, found.finding)[:1],
        *_not_computed(results, found.finding.outcome, list(found.effects)),
    )


def finding(results: Results, outcome: str, variant: str | None = None) -> Finding:
    """How often an outcome happens under a variant (of a sweep, at the point of reference)."""
    variant = variant or results.variants[0]
    at = results.reference_of(variant).index * len(results.crisis.outcomes) + results.crisis.outcomes.code(outcome)
    row = results.outcomes.iloc[at]
    share, low, high = float(row["share"]), float(row["low"]), float(row["high"])
    assumed, drawn = results.assumption_range(variant, outcome), results.assumed_shares(variant, outcome)
    word = in_words(share, int(row["worlds"]), assumed or Range(low, high))
    clause = results.crisis.outcomes[outcome].clause
    sentence = opening.level(clause, share, low, high, None, word)
    middle = None if drawn is None else float(np.median(drawn))
    counts = int(row["count"]), int(row["worlds"])
    return Finding(outcome, variant, *counts, share, low, high, word, assumed, middle, sentence)


def in_words(share: float, worlds: int, doubt: Range) -> str:
    """A share in a word of ICD 203; empty where the range of what it could be spans more than two of its bands."""
    if worlds < ENOUGH:
        return TOO_FEW
    return likelihood.word(share) if likelihood.near(*doubt) else ""


def _beside(results: Results, found: Finding) -> tuple[str, ...]:
    """What luck between worlds does not cover: the assumed parameters."""
    shares = results.assumed_shares(found.variant, found.outcome)
    if found.assumed is None or found.middle is None or shares is None:
        return ()
    low, high = found.assumed
    words = likelihood.words(low, high) if found.worlds >= ENOUGH else TOO_FEW
    place = _place(results, found.variant)
    bare = results.crisis.outcomes[found.outcome].bare
    usual = f"the share of {bare} in all worlds" if results.scenario.conditions else "that share"
    subject = f"the share of {bare} {place}" if place else usual
    return (
        f"While the assumed parameters vary over their plausible ranges, {subject} {frequency.spread(low, high)} "
        f"{frequency.SETTINGS}, after allowing for luck ({len(shares)} settings drawn; 5th to 95th percentile, median "
        f"{frequency.number(found.middle)}; {words}).",
        *_at_an_end(results, found),
    )


def _place(results: Results, variant: str) -> str:
    """Where the draws were made: a variant's point of reference; empty when there is but one cell."""
    cell = results.reference_of(variant)
    at = f"at {point(cell)}" if cell.coordinates else ""
    under = f"under “{results.title_of(variant)}”" if len(results.variants) > 1 else ""
    return " ".join(part for part in (at, under) if part)


def _at_an_end(results: Results, found: Finding) -> tuple[str, ...]:
    """A warning when the default settings lie outside the middle 80% of the draws.

    Silent where the draws differ by no more than the luck between the default's worlds: an end is then mere luck.
    """
    drawn = results.assumed_shares(found.variant, found.outcome)
    if drawn is None:
        return ()
    low, high = np.quantile(drawn, [0.1, 0.9])
    if low <= found.share <= high or high - low <= found.high - found.low:
        return ()
    outcome = results.crisis.outcomes[found.outcome]
    if found.share < low:
        end, beyond = outcome.ends[0], outcome.fewer or f"a smaller share of {outcome.bare}"
    else:
        end, beyond = outcome.ends[1], outcome.more or f"a larger share of {outcome.bare}"
    many = int(np.sum(drawn < found.share) if found.share < low else np.sum(drawn > found.share))
    draws = f"only {many} of the {len(drawn)} draws {'gives' if many == 1 else 'give'}" if many else "no draw gives"
    return (f"The default settings lie at the {end} end of what is assumed plausible: {draws} {beyond}.",)


def _not_computed(results: Results, outcome: str, effects: list[Effect]) -> tuple[str, ...]:
    """Says of the differences that no range over the assumptions stands beside them, and how to get one."""
    if not effects or results.assumptions.empty:
        return ()
    if not results.axes and results.assumed_difference(results.variants[0], results.variants[1], outcome) is not None:
        return ()
    which = "this difference" if len(effects) == 1 else "these differences"
    how = "give the points as variants instead of sweeping" if results.axes else "ask for at least two draws"
    return (f"Range of {which} over the assumptions: not computed; to get it, {how}.",)


def compared(results: Results, outcome: str) -> list[Effect]:
    """Each variant's effect on an outcome against the baseline, in the same worlds."""
    base, noun = results.reference_of(results.variants[0]).index, results.crisis.outcomes[outcome].noun
    effects = []
    for variant in results.variants[1:]:
        one = comparison.between_cells(results, base, results.reference_of(variant).index, outcome)
        title = results.title_of(variant)
        sentence = f"{title}: {_change(one, noun)}{_change_assumed(results, variant, outcome)}"
        effects.append(Effect(outcome, title, one, sentence))
    return effects


def _change_assumed(results: Results, variant: str, outcome: str) -> str:
    """The same difference over the draws of the assumed parameters."""
    found = results.assumed_difference(results.variants[0], variant, outcome)
    if found is None:
        return ""
    return (
        f" {first_upper(frequency.SETTINGS)} {frequency.points(found.low)} to {frequency.points(found.high)} points "
        "(5th to 95th percentile of the same draws)."
    )


def _change(one: Difference, noun: str) -> str:
    """A paired difference in words, claiming nothing when its interval includes zero."""
    interval = f"95% interval {frequency.points(one.low)} to {frequency.points(one.high)}"
    if not one.clear:
        return (
            f"no clear effect on {noun} at {frequency.worlds(one.worlds)} "
            f"({frequency.points(one.difference)} points, {interval})."
        )
    more = "more" if one.difference > 0 else "less"
    return (
        f"{noun} {frequency.in_worlds(one.after)}, {abs(one.difference) * 100:.1f} points {more} often "
        f"than in the baseline ({interval}; {frequency.worlds(one.gained)} gained it, {one.lost} lost it)."
    )


def swept(results: Results, outcome: str) -> list[Effect]:
    """For each variant, the outcome at the lowest and the highest point of the sweep.

    With one axis of numbers these are the ends of the axis, so that picking them is no search for an effect; otherwise
    they are the points with the smallest and largest share, corrected for the choice, and the sentence says so.
    """
    return [_swept_one(results, outcome, variant) for variant in results.variants]


def _swept_one(results: Results, outcome: str, variant: str) -> Effect:
    cells, end = results.cells_of(variant), results.crisis.outcomes[outcome]
    title = results.title_of(variant)

    def of(said: str) -> str:
        return said if len(results.variants) == 1 else f"{title}: {first_lower(said)}"

    if not _ordered(cells):
        found = extremes(results, variant, outcome)
        return Effect(outcome, title, found.difference, of(extremes_sentence(found, end)))
    first, last = _ends(cells)
    one = comparison.between_cells(results, first.index, last.index, outcome)
    return Effect(outcome, title, one, of(_along(one, end, first, last)))


def _ordered(cells: tuple[Cell, ...]) -> bool:
    """Whether a variant's cells lie along one axis of numbers."""
    return len(cells[0].coordinates) == 1 and not isinstance(cells[0].coordinates[0][1], str)


def _ends(cells: tuple[Cell, ...]) -> tuple[Cell, Cell]:
    """The cells at the lowest and the highest value of the only axis."""
    first, last = (choose(cells, key=lambda cell: cell.coordinates[0][1]) for choose in (min, max))
    return first, last


def over_variants(results: Results) -> str:
    """One sentence about a sweep of several variants: what it does to the headline and the compared outcomes."""
    outcomes = dict.fromkeys((results.scenario.headline, *results.scenario.compare[:2]))
    found = {outcome: _grouped(swept(results, outcome)) for outcome in outcomes}
    mixed = any(sum(map(bool, groups.values())) > 1 for groups in found.values())
    said = "; ".join(_one_of_many(results, outcome, groups) for outcome, groups in found.items())
    first, last = _ends(results.cells_of(results.variants[0]))
    (axis, low), (_, high) = first.coordinates[0], last.coordinates[0]
    ends = f"as {parameter_called(axis, results.crisis)} goes from {value_text(low)} to {value_text(high)}"
    opening = f"It depends on the variant: {ends}, {said}" if mixed else f"Under every variant, {ends}, {said}"
    return f"{opening}."


def _grouped(effects: list[Effect]) -> dict[str, list[Effect]]:
    """Effects by what may be claimed of them, the largest first."""
    ranked = sorted(effects, key=lambda one: -abs(one.difference.difference))
    return {
        "becomes likelier": [one for one in ranked if one.difference.low > 0],
        "becomes less likely": [one for one in ranked if one.difference.high < 0],
        "": [one for one in ranked if not one.difference.clear],
    }


def _one_of_many(results: Results, outcome: str, groups: dict[str, list[Effect]]) -> str:
    """What a sweep does to one outcome under all variants."""
    total, unclear, noun = len(results.variants), groups[""], results.crisis.outcomes[outcome].noun
    if len(unclear) == total:
        shares = results.outcomes.loc[results.outcomes["outcome"] == outcome, "share"]
        return f"{noun} shows no clear change ({frequency.between(shares.min(), shares.max())} in 100 worlds)"
    base = results.title_of(results.variants[0])
    parts = [f"{verb} under {_which(group, total, base)}" for verb, group in groups.items() if verb and group]
    if unclear:
        rest = f"“{unclear[0].subject}”" if len(unclear) == 1 else f"the other {len(unclear)}"
        parts.append(f"shows no clear change under {rest}")
    return f"{noun} {listed(parts)}"


def _which(group: list[Effect], total: int, base: str) -> str:
    """The variants of a group: by name when there are one or two, else their number, and what the baseline does.

    Where the baseline is not among them, the one that moves most stands for them.
    """
    moves = [
        f"{frequency.number(one.difference.before)} to {frequency.number(one.difference.after)} in 100 worlds"
        for one in group
    ]
    if len(group) <= 2:
        return " and ".join(f"“{one.subject}” ({move})" for one, move in zip(group, moves, strict=True))
    many = f"all {total}" if len(group) == total else f"{len(group)} of {total}"
    place = next((at for at, one in enumerate(group) if one.subject == base), None)
    where = f"in the baseline from {moves[place]}" if place is not None else f"at most from {moves[0]}"
    return f"{many} variants ({where})"


def ratio_over_variants(results: Results) -> tuple[str, ...]:
    """The compared outcomes' ratio over a sweep of several variants: a change is claimed where intervals lie apart."""
    table, axis = ratios(results), results.axes[0]
    table = table[table["of"] > 0].astype({"share": float, "low": float, "high": float, "of": int})
    if table.empty:
        return ()
    first, second = (results.crisis.outcomes[key] for key in results.scenario.compare[:2])
    moved: dict[str, list[tuple[str, float, float]]] = {"rises": [], "falls": []}
    for variant in results.variants:
        mine = table[table["variant"] == variant].sort_values(axis)
        if len(mine) < 2:
            continue
        here, there = mine.iloc[0], mine.iloc[-1]
        row = (results.title_of(variant), float(here["share"]), float(there["share"]))
        if there["low"] > here["high"]:
            moved["rises"].append(row)
        elif there["high"] < here["low"]:
            moved["falls"].append(row)
    fewest, most = int(table["of"].min()), int(table["of"].max())
    of = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    span = frequency.between(table["share"].min(), table["share"].max())
    parts = []
    for verb, rows in moved.items():
        if rows:
            title, before, after = max(rows, key=lambda row: abs(row[2] - row[1]))
            ends = f"from {frequency.number(before)} to {frequency.number(after)} in 100"
            many = "" if len(rows) == 1 else f"{len(rows)} of {len(results.variants)} variants, most under "
            parts.append(f"{verb} under {many}“{title}” ({ends})")
    change = listed(parts) if parts else "shows no clear change along the sweep under any variant"
    return (
        f"Of the worlds that end in {first.noun} or {second.noun} ({of} a point), {first.bare}'s share "
        f"lies at {span} in 100; it {change}.",
    )


def _along(one: Difference, outcome: Outcome, first: Cell, last: Cell) -> str:
    here, there = point(first), point(last)
    interval = f"95% interval {frequency.points(one.low)} to {frequency.points(one.high)}"
    if not one.clear:
        return (
            f"No clear difference in {outcome.noun} between {here} and {there} at {frequency.worlds(one.worlds)} "
            f"a point ({frequency.number(one.before)} and {frequency.number(one.after)} in 100; "
            f"{frequency.points(one.difference)} points, {interval})."
        )
    of = frequency.unit(one.before, one.after)
    return (
        f"{outcome.clause} {frequency.in_worlds(one.before, of)} at {here} and "
        f"{frequency.in_worlds(one.after, of)} at {there} ({frequency.points(one.difference)} points, {interval})."
    )


def _ratio_sentence(results: Results) -> tuple[str, ...]:
    """The compared outcomes' ratio in the baseline: one sentence, or none when nothing is compared or happened."""
    table = ratios(results)
    if table.empty or table["of"].iloc[0] == 0:
        return ()
    row = table.iloc[0]
    first, second = (results.crisis.outcomes[key].noun for key in results.scenario.compare[:2])
    of = f"{results.title_of(results.variants[0])}: o" if len(results.variants) > 1 else "O"
    return (
        f"{of}f the {_that_end(int(row['of']))} in {first} or {second}, {int(row['count']):,} "
        f"{_end(int(row['count']))} in {first} ({frequency.between(row['low'], row['high'])} in 100).",
    )


def _that_end(count: int) -> str:
    return f"{frequency.worlds(count)} that {_end(count)}"


def _end(count: int) -> str:
    return "ends" if count == 1 else "end"
