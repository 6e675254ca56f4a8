"""A decomposition in sentences, which page and terminal share."""

from __future__ import annotations

from sim.analyses.decomposition.decompose import Decomposition, Part, decompose
from sim.engine.outcomes import Outcomes
from sim.runs.results import Results
from sim.words import frequency, prose

#: Letters of a factor's title in a heading.
_LETTERS = 48


def sentences(results: Results) -> list[str]:
    """A sentence for the headline and each compared outcome; none where the run crosses no factors."""
    keys = dict.fromkeys((results.scenario.headline, *results.scenario.compare))
    found = [decompose(results, key) for key in keys]
    return [finding(one, results.crisis.outcomes) + "." for one in found if one is not None]


def finding(found: Decomposition, outcomes: Outcomes) -> str:
    """What the factors do together, which of them it comes from, and of which no clear part comes.

    ``"War rises from 8 to 52 in 100 worlds: +24 points come with “A” and +21 with “B”; no clear part comes with “C”
    (-1 to +2)"``.
    """
    noun = named(found, outcomes)
    if not found.total.clear:
        return f"No clear effect of all factors together on {noun} at {frequency.worlds(found.worlds)}"
    verb = "rises" if found.total.value > 0 else "falls"
    ends = f"from {frequency.number(found.before)} to {frequency.number(found.after)} in 100 worlds"
    clear = sorted((one for one in found.parts if one.points.clear), key=lambda one: -abs(one.points.value))
    unclear = [one for one in found.parts if not one.points.clear]
    parts = [f"{_whole(one.points.value)} with {_quoted(one)}" for one in clear]
    said = prose.listed(parts).replace(" with ", " points come with ", 1)
    ranges = [f"{_quoted(one)} ({_whole(one.points.low)} to {_whole(one.points.high)})" for one in unclear]
    none = f"no clear part comes with {prose.listed(ranges, 'or')}" if unclear else ""
    return f"{prose.first_upper(noun)} {verb} {ends}: {'; '.join(filter(None, (said, none)))}"


def _whole(difference: float) -> str:
    """Percentage points for a heading: whole ones, but for what would round to none."""
    return f"{difference * 100:+.0f}" if abs(difference) >= 0.005 else frequency.points(difference)


def named(found: Decomposition, outcomes: Outcomes) -> str:
    """The outcomes in a sentence: ``"war or a deal"``."""
    return prose.listed([outcomes[key].noun for key in found.outcomes], "or")


def needed(found: Decomposition, part: Part) -> str:
    """Whether it takes one factor, all the others being on: the plainest test of what an effect needs."""
    value, low, high = -part.on_top.value, -part.on_top.high, -part.on_top.low
    instead = f"{frequency.number(found.after + value)} in 100 worlds instead of {frequency.number(found.after)}"
    change = f"{frequency.points(value)} points, 95% interval {frequency.points(low)} to {frequency.points(high)}"
    verdict = "" if part.on_top.clear else ": no clear difference"
    return f"Without {_quoted(part)}, and all else on, {instead} ({change}){verdict}."


def _quoted(part: Part) -> str:
    return f"“{prose.short(part.title, _LETTERS)}”"
