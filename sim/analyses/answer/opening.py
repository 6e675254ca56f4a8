"""The first line: what the file asked, in at most 25 words, with the widest doubt that was computed.

Who reads nothing else should not be misled by it. So a file with variants is answered by what its first variant
changes, a sweep by how the outcome responds, any other file by how often the outcome comes. The range over the
assumptions goes before luck's interval, and a word of likelihood is given only where that range bears one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.analyses.answer.extremes import extremes, point
from sim.analyses.compare.comparison import between_cells, codes
from sim.analyses.compare.paired import Difference, difference
from sim.runs.results import Results
from sim.scenario import Cell
from sim.statistics.ranges import Range
from sim.words import frequency
from sim.words.parameters import called, value_text
from sim.words.prose import first_upper, listed

#: Most words of a first line.
WORDS = 25

#: Level of the intervals, over all points together.
SURE = 0.95

#: Words of a variant's title beyond which its name stands for it.
TITLE = 12


def shortest(*candidates: str) -> str:
    """The first of these that keeps to the most words of a first line, else the last."""
    return next((one for one in candidates if len(one.split()) <= WORDS), candidates[-1])


def level(clause: str, share: float, low: float, high: float, assumed: Range | None, word: str) -> str:
    """How often an outcome comes: with its range over the assumptions, else with luck's interval.

    Args:
        clause: the outcome as a clause, "The crisis ends in war".
        share, low, high: its share with the 95% simulation interval.
        assumed: range over the assumptions, None when it was not computed.
        word: the share in a word of likelihood; empty where its range bears none.
    """
    if assumed is None:
        often = f"{clause} {frequency.in_worlds(share)}"
        interval = f"95% simulation interval {frequency.interval(low, high, frequency.unit(share))}"
        return f"{often} ({interval}){f': {word}' if word else ''}."
    return f"{clause} {frequency.in_hundred(share)}; {anywhere(assumed)}{f': {word}' if word else ''}."


def first(clause: str, share: float, low: float, high: float, assumed: Range | None, word: str) -> str:
    """The same as a first line: with its word where there is room, and its doubt in fewer words where there is not."""
    often = f"{clause} {frequency.in_worlds(share)}"
    brief = f"{often} (luck allows {frequency.interval(low, high, frequency.unit(share))})."
    if assumed is not None:
        wide = frequency.between(assumed.low, assumed.high)
        brief = f"{clause} {frequency.in_hundred(share)}; {frequency.SETTINGS} {wide}."
    full = (level(clause, share, low, high, assumed, said) for said in (word, ""))
    return shortest(*full, brief)


def anywhere(assumed: Range) -> str:
    """A range over the assumptions in a few words."""
    found = frequency.between(assumed.low, assumed.high)
    return f"{frequency.SETTINGS} of what no source settles, {'' if ' to ' in found else 'about '}{found}"


def contrast(
    title: str, name: str, noun: str, one: Difference, assumed: Range | None, others: str = "", neither: str = ""
) -> str:
    """What a variant changes against the baseline.

    Args:
        title, name: the variant's; its name stands for a title of many words.
        noun: the outcome.
        one: the paired difference.
        assumed: its range over the draws of the assumptions, None when it was not computed.
        others: that further variants have a clear effect, where this one has none; empty for nothing.
        neither: that they have none either; empty for nothing.
    """
    subject = _subject(title, name)
    interval = f"{frequency.points(one.low)} to {frequency.points(one.high)}"
    wide = f"{frequency.points(assumed.low)} to {frequency.points(assumed.high)}" if assumed else ""
    doubt = f"{frequency.SETTINGS} {wide}" if wide else f"luck allows {interval}"
    if not one.clear:
        said = f"{subject}: no clear effect on {noun} ({_both(one)} in 100 worlds"
        full = f"{said}; {doubt} points)."
        rest = [f"{said}); {others}."] if others else [f"{full[:-1]}; {neither}."] if neither else []
        last = [f"{said}); {neither}."] if neither and not assumed else []
        return shortest(*rest, *last, full, f"{said}).")
    moved = _moved(noun, one)
    return shortest(
        f"{subject}: {moved} ({frequency.points(one.difference)} points; {doubt}).",
        f"{subject}: {moved} ({frequency.points(one.difference)}; {doubt}).",
        f"{subject}: {moved.removesuffix(' worlds')} ({frequency.points(one.difference)}; {doubt}).",
        f"{subject}: {moved} ({frequency.points(one.difference)} points).",
    )


def _subject(title: str, name: str) -> str:
    """A variant's title, or its name where that has many words."""
    return title if len(title.split()) <= TITLE else first_upper(name.replace("_", " "))


def _both(one: Difference) -> str:
    """Both shares in hundredths: ``"15 and 0"``, or one number where they are the same."""
    before, after = frequency.number(one.before), frequency.number(one.after)
    return before if before == after else f"{before} and {after}"


def _moved(noun: str, one: Difference) -> str:
    """``"war rises from 2 to 10 in 100 worlds"``."""
    verb, of = "rises" if one.difference > 0 else "falls", frequency.unit(one.before, one.after)
    before, after = (frequency.number(share, of) for share in (one.before, one.after))
    return f"{noun} {verb} from {before} to {after} in {of:,} worlds"


def response(results: Results, outcome: str) -> str:
    """What the headline outcome does over a sweep, in one sentence."""
    cells = results.cells_of(results.variants[0])
    values = [value for _, value in cells[0].coordinates]
    if len(values) > 1 or isinstance(values[0], str):
        return _over(results, outcome, cells)
    return _along(results, outcome, cells) if len(results.variants) == 1 else _along_each(results, outcome)


def over_points(results: Results, outcome: str, variant: str) -> str:
    """What a variant changes over a grid: where it changes most, and at the file's own values.

    The intervals allow for as many comparisons as there are points (Bonferroni).
    """
    cells, code = results.cells_of(variant), results.crisis.outcomes.code(outcome)
    noun, title = results.crisis.outcomes[outcome].noun, _subject(results.title_of(variant), variant)
    sure = 1 - (1 - SURE) / len(cells)
    before = [codes(results, cell.index) == code for cell in results.cells_of(results.variants[0])]
    after = [codes(results, cell.index) == code for cell in cells]
    found = [difference(one, other, sure) for one, other in zip(before, after, strict=True)]
    own = cells.index(results.reference_of(variant))
    clear = [at for at, one in enumerate(found) if one.clear]
    if not clear:
        moved = [one.difference for one in found]
        span = f"{frequency.points(min(moved))} to {frequency.points(max(moved))} points"
        none = f"{title}: no clear effect on {noun} at any of {len(cells)} points"
        return shortest(f"{none} of the sweep ({span}).", f"{none}.")
    most = max(clear, key=lambda at: abs(found[at].difference))
    said = f"{title}: {_moved(noun, found[most])} at {point(cells[most])}"
    if most == own:
        return shortest(f"{said}, the file's own; less elsewhere.", f"{said}.")
    values = listed([value_text(value) for _, value in cells[own].coordinates])
    there = _both(found[own]).replace(" and ", " to ")
    rest = there if found[own].clear else f"no clear effect, {there},"
    return shortest(
        f"{said}; {rest} at the file's own {values}.",
        f"{said.replace(' worlds at', ' at')}; {rest} at the file's own {values}.",
        f"{said.replace(' worlds at', ' at')}; {there} at the file's {values}.",
        f"{said}.",
    )


def _between_ends(results: Results, outcome: str, cells: Sequence[Cell]) -> tuple[Difference, str]:
    """From the lowest to the highest value of the only axis: the difference, and the ends in words."""
    first, last = (choose(cells, key=lambda cell: cell.coordinates[0][1]) for choose in (min, max))
    (axis, low), (_, high) = first.coordinates[0], last.coordinates[0]
    title = called(axis, results.crisis)
    return between_cells(results, first.index, last.index, outcome), f"{title} goes from {low:.6g} to {high:.6g}"


def _along(results: Results, outcome: str, cells: Sequence[Cell]) -> str:
    """A sweep of one number: from its lowest to its highest value, and where the outcome is likelier than not."""
    noun = results.crisis.outcomes[outcome].noun
    one, ends = _between_ends(results, outcome, cells)
    if not one.clear:
        found = extremes(results, cells[0].variant, outcome)
        if found.difference.clear:  # it rises and falls again, or the other way round
            shares = frequency.between(found.rarest.share, found.commonest.share)
            peak = value_text(found.commonest.cell.coordinates[0][1])
            return f"As {ends}, {noun} runs from {shares} in 100 worlds, most at {peak}."
        return f"As {ends}, {noun} shows no clear change ({_both(one)} in 100 worlds)."
    moved = _moved(noun, one)
    where = _where(results, outcome, cells)
    return shortest(
        *([f"As {ends}, {moved}; likelier than not only where {where}."] if where else []),
        f"As {ends}, {moved} ({frequency.points(one.low)} to {frequency.points(one.high)} points).",
        f"As {ends}, {moved}.",
    )


def _along_each(results: Results, outcome: str) -> str:
    """A sweep of one number under several variants: whether they agree, and the one that moves most."""
    noun, variants = results.crisis.outcomes[outcome].noun, results.variants
    found = {name: _between_ends(results, outcome, results.cells_of(name)) for name in variants}
    ones = {name: one for name, (one, _) in found.items()}
    ends, many = found[variants[0]][1], len(variants)
    clear = sorted((name for name in variants if ones[name].clear), key=lambda name: -abs(ones[name].difference))
    if not clear:
        shares = [share for one in ones.values() for share in (one.before, one.after)]
        span = frequency.between(min(shares), max(shares))
        return f"As {ends}, {noun} shows no clear change under any of {many} variants ({span} in 100 worlds)."
    signs = {ones[name].difference > 0 for name in clear}
    agree = len(clear) == many and len(signs) == 1
    shown = variants[0] if agree else clear[0]
    title = results.title_of(shown)
    under = "in the baseline" if shown == variants[0] else f"under “{title}”"
    moved = f"As {ends}, {_moved(noun, ones[shown])}"
    if agree:
        every = "both" if many == 2 else f"all {many}"
        other = [f"{moved}; likewise under “{results.title_of(variants[1])}”."] if many == 2 else []
        named = (f"{said} {under}; likewise under {every}." for said in (moved, moved.removesuffix(" worlds")))
        return shortest(*other, *named, f"{moved}; likewise under {every}.")
    rest = _rest(many - len(clear), len(clear) - 1, signs)
    named = (f"{said} {under}; {rest}." for said in (moved, moved.removesuffix(" worlds")))
    return shortest(*named, *_most(ends, noun, ones[shown], len(clear), many, signs, variants[0] in clear))


def _most(
    ends: str, noun: str, one: Difference, clear: int, many: int, signs: set[bool], baseline: bool
) -> tuple[str, ...]:
    """Under how many variants an outcome moves, and how far at most, where there is no room to name one of them."""
    verb = "moves" if len(signs) > 1 else "rises" if one.difference > 0 else "falls"
    said = f"As {ends}, {noun} {verb} under {clear} of {many} variants{'' if baseline else ', not the baseline'}"
    of = frequency.unit(one.before, one.after)
    far = f"{frequency.number(one.before, of)} to {frequency.number(one.after, of)} in {of:,}"
    return f"{said} ({far} at most).", f"{said} (most: {far}).", f"{said}."


def _rest(unclear: int, clear: int, signs: set[bool]) -> str:
    """What the variants do that are not told one by one."""
    if len(signs) > 1:
        return "under others the other way"
    fewer = "the other" if unclear == 1 and not clear else str(unclear)
    parts = [f"likewise under {clear} more" if clear else "", f"not clearly under {fewer}" if unclear else ""]
    return ", ".join(filter(None, parts))


def _over(results: Results, outcome: str, cells: Sequence[Cell]) -> str:
    """A grid: where the outcome is likelier than not, else between which shares it stays."""
    noun = results.crisis.outcomes[outcome].noun
    where = _where(results, outcome, cells)
    shares = _shares(results, outcome, cells)
    many = f"{int((shares > 0.5).sum())} of {len(cells)} points"
    if where:
        return shortest(
            f"{first_upper(noun)} is likelier than not at {many}, only where {where}.",
            f"{first_upper(noun)} is likelier than not only where {where}.",
            f"{first_upper(noun)} is likelier than not at {many}.",
        )
    span = f"{frequency.between(shares.min(), shares.max())} in 100 worlds"
    if (shares > 0.5).all():
        return f"{first_upper(noun)} is likelier than not at every one of {len(cells)} points ({span})."
    if (shares > 0.5).any():
        return f"{first_upper(noun)} is likelier than not at {many} ({span})."
    found = extremes(results, cells[0].variant, outcome)
    if not found.difference.clear:
        return f"{first_upper(noun)} shows no clear difference between {len(cells)} points ({span})."
    surely = "" if found.commonest.high < 0.5 else "clearly "
    nowhere = f"{first_upper(noun)} is nowhere {surely}likelier than not: {span}"
    most = _moves_most(results, shares, cells)
    at = f", most at {point(found.commonest.cell)}"
    return shortest(*([f"{nowhere}, decided most by {most}."] if most else []), f"{nowhere}{at}.", f"{nowhere}.")


def _moves_most(results: Results, shares: np.ndarray, cells: Sequence[Cell]) -> str:
    """The axis along which the mean share differs most, where it is twice as much as along any other; else empty."""
    spans = {}
    for at, (axis, _) in enumerate(cells[0].coordinates):
        values = [cell.coordinates[at][1] for cell in cells]
        means = [shares[[one == value for one in values]].mean() for value in dict.fromkeys(values)]
        spans[axis] = max(means) - min(means)
    first, *others = sorted(spans, key=lambda axis: -spans[axis])
    if not others or spans[first] < 2 * spans[others[0]]:
        return ""
    return called(first, results.crisis)


def _shares(results: Results, outcome: str, cells: Sequence[Cell]) -> np.ndarray:
    """The outcome's share in each of a variant's cells, in their order, shape (cells,)."""
    rows = results.outcomes
    rows = rows[(rows["variant"] == cells[0].variant) & (rows["outcome"] == outcome)]
    return rows["share"].to_numpy(float)


def _where(results: Results, outcome: str, cells: Sequence[Cell]) -> str:
    """The box outside which the outcome is nowhere likelier than not; empty where no axis bounds it."""
    over = _shares(results, outcome, cells) > 0.5
    said = []
    for at, (axis, _) in enumerate(cells[0].coordinates):
        values = [cell.coordinates[at][1] for cell in cells]
        inside = dict.fromkeys(value for value, likely in zip(values, over, strict=True) if likely)
        if inside and len(inside) < len(set(values)) and (bounds := _bounds(list(inside), values)):
            said.append(f"{called(axis, results.crisis)} is {bounds}")
    return listed(said)


def _bounds(inside: Sequence[Any], values: Sequence[Any]) -> str:
    """Where some of an axis's values lie among all of them: named, where they are one or words, else by their ends."""
    if len(inside) == 1 or isinstance(inside[0], str | bool):
        return listed([value_text(one) for one in inside], "or")
    least, most = min(inside), max(inside)
    if least == min(values):
        return "" if most == max(values) else f"at most {value_text(most)}"
    return f"at least {value_text(least)}" if most == max(values) else f"{value_text(least)} to {value_text(most)}"
