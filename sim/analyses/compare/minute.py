"""What a reader with one minute needs of two runs, or two variants, held against each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sim.analyses.answer.opening import contrast
from sim.analyses.compare.compared import Comparison
from sim.analyses.compare.in_words import in_words
from sim.analyses.compare.paired import Difference
from sim.analyses.compare.runs import Differing, RunComparison
from sim.analyses.settings.in_words import holding
from sim.analyses.settings.of_run import holds
from sim.runs.results import Results
from sim.statistics.ranges import Range
from sim.words import frequency
from sim.words.minute import Minute
from sim.words.parameters import parameter_title
from sim.words.prose import first_upper, listed, many

#: Most differences that are named one by one.
NAMED = 3


def minute(before: Results, after: Results, found: RunComparison, repeat: str = "") -> Minute:
    """The block of a comparison.

    Args:
        before, after: the runs; one and the same where two of its variants are compared.
        found: what :func:`sim.analyses.compare.runs.compare` made of them.
        repeat: the commands that repeat it.
    """
    cell = shown(before, found)
    one = cell.differences[found.headline]
    noun = found.crisis.outcomes[found.headline].noun
    assumed = _assumed_range(before, after, found)
    sides = f"{found.before} to {found.after}" if found.variants else "the first run to the second"
    return Minute(
        asked=f"What changes from {sides}, world by world, in {noun}?",
        answer=_answer(before, after, found, one, noun, assumed),
        sure=" ".join(_sure(before, after, found, cell, assumed)),
        assumed=" ".join(_assumed(before, found)),
        repeat=repeat,
    )


def shown(before: Results, found: RunComparison) -> Comparison:
    """The setting that the answer is about: the file's own values, as near as both runs have them."""
    own = {before.reference_of(variant).index: place for place, variant in reversed([*enumerate(before.variants)])}
    ranked = ((own.get(at, len(own)), place) for place, (at, _) in enumerate(found.places))
    return found.cells[min(ranked)[1]]


def _answer(
    before: Results, after: Results, found: RunComparison, one: Difference, noun: str, assumed: Range | None
) -> str:
    if found.identical:
        which = "variants" if found.variants else "runs"
        return f"Nothing: in both {which} every one of {many(found.worlds, 'world')} ends alike."
    return contrast(_subject(before, after, found), "the second run", noun, one, assumed)


def _subject(before: Results, after: Results, found: RunComparison) -> str:
    """What makes the difference, in few words: the second variant, or the only thing set otherwise."""
    if found.variants and before is after:
        return after.title_of(found.variants[1])
    deciding = [each for each in _account(found) if each.deciding]
    if len(deciding) == 1 and deciding[0].kind == "setting":
        return first_upper(_said(deciding[0]))
    return "In the second run"


def _account(found: RunComparison) -> list[Differing]:
    return found.account(partial(parameter_title, short=found.crisis.short))


def _said(one: Differing) -> str:
    return f"{one.name} {one.after} instead of {one.before}"


def _assumed_range(before: Results, after: Results, found: RunComparison) -> Range | None:
    """The difference's range over the draws of the assumptions, which two runs do not have in common."""
    if before is not after or found.variants is None or before.axes:
        return None
    return before.assumed_difference(*found.variants, found.headline)


def _sure(
    before: Results, after: Results, found: RunComparison, cell: Comparison, assumed: Range | None
) -> Iterator[str]:
    if found.identical:
        yield f"The same {many(found.worlds, 'world')} in both, with the same luck."
        return
    one, flipped = cell.differences[found.headline], many(cell.flipped, "world")
    yield (
        f"The same {many(found.worlds, 'world')} in both, with the same luck: {flipped} "
        f"{'ends' if cell.flipped == 1 else 'end'} differently; luck allows {frequency.points(one.low)} to "
        f"{frequency.points(one.high)} points (paired 95% interval)."
    )
    if assumed is None:
        yield "What the numbers that no source settles could change in this difference was not computed here."
        return
    yield (
        f"Over the numbers that no source settles it runs from {frequency.points(assumed.low)} to "
        f"{frequency.points(assumed.high)} points."
    )
    first, second = found.variants or ("", "")
    if first == before.variants[0] and (held := holds(before, found.headline).get(second)):
        yield f"{holding(held)}."


def _assumed(before: Results, found: RunComparison) -> Iterator[str]:
    account = [one for one in _account(found) if one.deciding]
    if account:
        rest = f", and {len(account) - NAMED} more" if len(account) > NAMED else ""
        yield f"Set otherwise: {'; '.join(map(_said, account[:NAMED]))}{rest}."
    else:
        yield "Both are set the same."
    theory = before.crisis.theory_by_key[before.scenario.theory]
    yield f"All else is alike in both: the rules of {theory.of or theory.title}, and their numbers."
    cell = shown(before, found)
    if cell.at:
        at = listed([f"{parameter_title(path, found.crisis.short)} {in_words(value)}" for path, value in cell.at])
        yield f"Shown at {at}, one of {many(len(found.cells), 'setting')} that both have."
    yield from (f"Warning: {one}." for one in found.warnings)
