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
from sim.analyses.compare.comparison import between_cells
from sim.analyses.compare.paired import Difference
from sim.runs.results import Results
from sim.scenario import Cell
from sim.statistics.ranges import Range
from sim.words import frequency
from sim.words.parameters import parameter_title, value_text
from sim.words.prose import first_upper, listed

#: Most words of a first line.
WORDS = 25

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
    often = f"{clause} {frequency.in_worlds(share)}"
    if assumed is None:
        interval = f"95% simulation interval {frequency.interval(low, high, frequency.unit(share))}"
        return f"{often} ({interval}){f': {word}' if word else ''}."
    return f"{often}; {anywhere(assumed)}{f': {word}' if word else ''}."


def first(clause: str, share: float, low: float, high: float, assumed: Range | None, word: str) -> str:
    """The same as a first line: with its word where there is room, and its doubt in fewer words where there is not."""
    often = f"{clause} {frequency.in_worlds(share)}"
    brief = f"{often} (luck allows {frequency.interval(low, high, frequency.unit(share))})."
    if assumed is not None:
        brief = f"{often}; {frequency.between(assumed.low, assumed.high)} in 100 over the assumptions."
    full = (level(clause, share, low, high, assumed, said) for said in (word, ""))
    return shortest(*full, brief)


def anywhere(assumed: Range) -> str:
    """A range over the assumptions in a few words."""
    found = frequency.between(assumed.low, assumed.high)
    if " to " in found:
        return f"anywhere from {found} in 100, depending on what no source settles"
    return f"about {found} in 100 whatever no source settles"


def contrast(title: str, name: str, noun: str, one: Difference, assumed: Range | None) -> str:
    """What a variant changes against the baseline.

    Args:
        title, name: the variant's; its name stands for a title of many words.
        noun: the outcome.
        one: the paired difference.
        assumed: its range over the draws of the assumptions, None when it was not computed.
    """
    subject = title if len(title.split()) <= TITLE else first_upper(name.replace("_", " "))
    interval = f"{frequency.points(one.low)} to {frequency.points(one.high)} points"
    wide = f"{frequency.points(assumed.low)} to {frequency.points(assumed.high)}" if assumed else ""
    if not one.clear:
        shares = frequency.between(*sorted((one.before, one.after)))
        doubt = f"; {wide} points over the assumptions" if wide else f"; luck allows {interval}"
        return shortest(
            f"{subject}: no clear effect on {noun} ({shares} in 100 worlds{doubt}).",
            f"{subject}: no clear effect on {noun} ({shares} in 100 worlds).",
        )
    moved = _moved(noun, one)
    doubt = f"{wide} over the assumptions" if wide else f"luck allows {interval.removesuffix(' points')}"
    return shortest(
        f"{subject}: {moved} ({frequency.points(one.difference)} points; {doubt}).",
        f"{subject}: {moved} ({frequency.points(one.difference)} points).",
    )


def _moved(noun: str, one: Difference) -> str:
    """``"war rises from 2 to 10 in 100 worlds"``."""
    verb, of = "rises" if one.difference > 0 else "falls", frequency.unit(one.before, one.after)
    before, after = (frequency.number(share, of) for share in (one.before, one.after))
    return f"{noun} {verb} from {before} to {after} in {of:,} worlds"


def response(results: Results, outcome: str) -> str:
    """What the headline outcome does over a sweep, under the first variant, in one sentence."""
    cells = results.cells_of(results.variants[0])
    values = [value for _, value in cells[0].coordinates]
    if len(values) == 1 and not isinstance(values[0], str):
        return _along(results, outcome, cells)
    return _over(results, outcome, cells)


def _along(results: Results, outcome: str, cells: Sequence[Cell]) -> str:
    """A sweep of one number: from its lowest to its highest value, and where the outcome is likelier than not."""
    noun, short = results.crisis.outcomes[outcome].noun, results.crisis.short
    first, last = (choose(cells, key=lambda cell: cell.coordinates[0][1]) for choose in (min, max))
    (axis, low), (_, high) = first.coordinates[0], last.coordinates[0]
    one = between_cells(results, first.index, last.index, outcome)
    ends = f"{parameter_title(axis, short)} goes from {value_text(low)} to {value_text(high)}"
    under = f"; {len(results.variants) - 1} more below" if len(results.variants) > 1 else ""
    if not one.clear:
        found = extremes(results, cells[0].variant, outcome)
        if found.difference.clear:  # it rises and falls again, or the other way round
            shares = frequency.between(found.rarest.share, found.commonest.share)
            peak = value_text(found.commonest.cell.coordinates[0][1])
            return f"As {ends}, {noun} runs from {shares} in 100 worlds, most at {peak}{under}."
        shares = frequency.between(*sorted((one.before, one.after)))
        return shortest(f"As {ends}, {noun} shows no clear change ({shares} in 100 worlds){under}.")
    moved = _moved(noun, one)
    points = f" ({frequency.points(one.low)} to {frequency.points(one.high)} points)"
    where = _where(results, outcome, cells)
    return shortest(
        *([f"As {ends}, {moved}; likelier than not only where {where}."] if where else []),
        f"As {ends}, {moved}{points}.",
        f"As {ends}, {moved}.",
    )


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
    found = extremes(results, cells[0].variant, outcome)
    span = f"{frequency.between(shares.min(), shares.max())} in 100 worlds"
    if (shares > 0.5).all():
        return f"{first_upper(noun)} is likelier than not at every one of {len(cells)} points ({span})."
    if (shares > 0.5).any():
        return f"{first_upper(noun)} is likelier than not at {many} ({span})."
    most = f", most at {point(found.commonest.cell)}" if found.difference.clear else ""
    return shortest(
        f"{first_upper(noun)} is likelier than not at none of {len(cells)} points: {span}{most}.",
        f"{first_upper(noun)} is likelier than not at none of {len(cells)} points: {span}.",
    )


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
            said.append(f"{parameter_title(axis, results.crisis.short)} is {bounds}")
    return listed(said)


def _bounds(inside: Sequence[Any], values: Sequence[Any]) -> str:
    """Where some of an axis's values lie among all of them: named, where they are one or words, else by their ends."""
    if len(inside) == 1 or isinstance(inside[0], str | bool):
        return listed([value_text(one) for one in inside], "or")
    least, most = min(inside), max(inside)
    if least == min(values):
        return "" if most == max(values) else f"at most {value_text(most)}"
    return f"at least {value_text(least)}" if most == max(values) else f"{value_text(least)} to {value_text(most)}"
