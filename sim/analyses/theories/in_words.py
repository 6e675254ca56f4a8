"""Theories side by side, in words."""

from __future__ import annotations

from collections.abc import Mapping

from sim.analyses.answer.opening import shortest
from sim.analyses.theories.agreement import Contrast, Under, titles, wanted
from sim.runs.results import Results
from sim.words import frequency
from sim.words.prose import listed, many

#: A sign, as it is said.
SIGNS: Mapping[int, str] = {1: "more often", -1: "less often", 0: "no clear difference"}


def verdict(one: Contrast, titles: Mapping[str, str]) -> str:
    """Whether a contrast has one sign under every theory, in a sentence without its full stop."""
    said = {sign: [titles[each.theory] for each in one.under if each.sign == sign] for sign in SIGNS}
    if one.agrees:
        return f"The same sign under all {len(one.under)} theories: {SIGNS[one.under[0].sign]}"
    if one.differs:
        sides = "; ".join(f"{SIGNS[sign]} under {_quoted(said[sign])}" for sign in (1, -1))
        return f"Theories contradict each other: {sides}" + (f"; {_silent(said[0])}" if said[0] else "")
    if not one.signs:
        return f"No clear difference under any theory, in {many(one.worlds, 'world')} each"
    sign = next(iter(one.signs))
    return f"{SIGNS[sign].capitalize()} under {_quoted(said[sign])}; {_silent(said[0])}"


def sentences(results: Results) -> tuple[str, ...]:
    """Whether the difference that a run's answer is about keeps its sign; empty where the file does not ask."""
    names, asks = titles(results.crisis), results.scenario.asks
    found = [one for one in wanted(results) if one.outcome == results.scenario.headline]
    told = [one for one in found if one.variant == asks] or found[:1]
    said = [verdict(one, names) for one in told]
    return tuple(f"Theory by theory: {one[0].lower()}{one[1:]}." for one in said)


def first(results: Results) -> str:
    """What the variant that is asked about changes under each theory, as a first line.

    Empty where the file does not ask for theories, or none of its variants stands under one of its own: then it asks
    what the variant changes, and theories are a check of it.
    """
    if len({results.reference_of(name).theory for name in results.variants}) == 1:
        return ""
    names, outcome = titles(results.crisis), results.scenario.headline
    asked = [one for one in wanted(results) if (one.variant, one.outcome) == (results.scenario.asks, outcome)]
    if not asked:
        return ""
    of = frequency.unit(*(share for one in asked[0].under for share in (one.difference.before, one.difference.after)))
    sides = [
        (f"{frequency.number(one.difference.before, of)} to {frequency.number(one.difference.after, of)}", one.theory)
        for one in asked[0].under
    ]
    (change, theory), *others = sides
    opened = f"{results.title_of(asked[0].variant)}: {results.crisis.outcomes[outcome].noun}"
    rest = "".join(f", {change} under “{names[key]}”" for change, key in others)
    return shortest(
        f"{opened} from {change} in {of:,} worlds under “{names[theory]}”{rest}.",
        f"{opened} {change} in {of:,} under “{names[theory]}”{rest}.",
    )


def _silent(names: list[str]) -> str:
    return f"{SIGNS[0]} under {_quoted(names)}"


def _quoted(names: list[str]) -> str:
    return listed([f"“{name}”" for name in names])


def flag(one: Contrast) -> str:
    """Whether the sign is one, in a word or two."""
    if one.agrees:
        return "yes"
    if one.differs:
        return "no: they contradict"
    clear = sum(each.sign != 0 for each in one.under)
    return f"clear under {clear} of {len(one.under)}"


def cell(one: Under) -> str:
    """Before, after, and the difference in points with its interval."""
    told = one.difference
    points = f"{frequency.points(told.difference)}, {frequency.points(told.low)} to {frequency.points(told.high)}"
    return f"{frequency.number(told.before)} to {frequency.number(told.after)} ({points})"
