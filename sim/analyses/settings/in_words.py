"""What the draws of the assumptions say of an answer, in words."""

from __future__ import annotations

from collections.abc import Mapping

from sim.analyses.answer.extremes import point
from sim.analyses.drivers.prim import Limits
from sim.analyses.settings.holds import Held
from sim.analyses.settings.moves import FEWEST, Limit
from sim.analyses.settings.of_run import WouldChange, holds, would_change
from sim.analyses.settings.regret import Regret
from sim.runs.results import Results
from sim.words.parameters import parameter_title, value_text
from sim.words.prose import first_lower, first_upper, listed

#: Said once of what settings are.
SETTINGS = "A setting is one joint draw of all parameters that no source settles, over their plausible ranges"


#: What is said where it fails in so few settings that nothing tells them apart.
TOO_FEW = "too few to say in which"


def sentences(results: Results) -> tuple[str, ...]:
    """Whether the difference that a run's answer is about holds, and where not; empty without draws or difference."""
    variant = results.scenario.asks
    found = holds(results) if variant in results.variants[1:] else {}
    if not found:
        return ()
    changed, said = would_change(results), holding(found[variant])
    if results.axes:  # elsewhere on the grid it may be otherwise
        said = f"At {point(results.reference_of(variant))} {first_lower(said)}"
    told = changed is not None and 0 < changed.moves.flips < changed.moves.draws
    where = _where(changed, results.crisis.short) if changed is not None and told else ""
    if where and where != TOO_FEW:
        said += f"; {'' if where.startswith('no single') else 'it fails '}{where}"
    return (f"{said}.",)


def holding(one: Held) -> str:
    """In how many settings a difference holds."""
    if one.none == one.draws:
        return f"There is no difference in any of {one.draws} settings of what no source settles"
    said = [
        f"holds in {one.same} of {one.draws} settings of what no source settles",
        *([f"vanishes in {one.none}"] if one.none else []),
        *([f"turns round in {one.other}"] if one.other else []),
    ]
    return f"The {'rise' if one.rises else 'fall'} {listed(said)}"


def regretted(results: Results, found: Mapping[str, Regret]) -> str:
    """Which variant risks least, on average and at worst."""
    average = min(found, key=lambda name: found[name].expected)
    worst = min(found, key=lambda name: found[name].worst)
    title = {name: f"“{results.title_of(name)}”" for name in (average, worst)}
    sure = f"in {found[average].best_on_average:.0%} of resamples"
    if average == worst:
        return f"{title[average]} has the smallest regret, on average ({sure}) and at worst."
    return f"{title[average]} has the smallest regret on average ({sure}), {title[worst]} the smallest at worst."


def flipped(results: Results, found: WouldChange) -> str:
    """What it is called when the answer is another one."""
    noun = results.crisis.outcomes[results.scenario.headline].noun
    if found.variant:
        return "the difference does not hold"
    return f"{noun} is {'no longer' if found.likely else ''} likelier than not".replace("  ", " ")


def where_it_flips(results: Results, found: WouldChange) -> str:
    """In which settings the answer is another one."""
    told, short = found.moves, results.crisis.short
    what, many = flipped(results, found), f"{told.flips} of {told.draws} settings"
    if not told.flips:
        return f"In none of {told.draws} settings {what}."
    if told.flips == told.draws:
        return f"In every one of {told.draws} settings {what}."
    where = _where(found, short)
    return f"In {many} {what}{';' if where.startswith('no single') else ':'} {where}."


def _where(found: WouldChange, short: Mapping[str, str]) -> str:
    """In which of them, as a clause."""
    told = found.moves
    if found.box is not None:
        limits = listed([_within(parameter_title(path, short), one) for path, one in found.box.limits.items()])
        return f"most often where {limits}, as the half of them confirms that had no part in the search"
    if min(told.flips, told.draws - told.flips) < FEWEST:
        return TOO_FEW
    if told.limit is None:
        return f"no single one of {told.parameters} assumptions tells in which"
    return f"in {_limited(told.limit, short)}"


def _limited(one: Limit, short: Mapping[str, str]) -> str:
    side = "above" if one.above else "below"
    where = f"{parameter_title(one.path, short)} is {side} {one.value:.3g}"
    return f"{one.flips} of the {one.of} where {where}, {one.flips_else} of the other {one.of_else}"


def _within(title: str, limits: Limits) -> str:
    if isinstance(limits, frozenset):
        return f"{title} is {listed(sorted(limits), 'or')}"
    low, high = limits
    if low == -float("inf"):
        return f"{title} is below {value_text(high)}"
    return f"{title} is above {value_text(low)}" if high == float("inf") else f"{title} is {low:.6g} to {high:.6g}"


def changing(results: Results, found: WouldChange) -> str:
    """A heading: which assumptions clearly move the answer."""
    clear = [one.path for one in found.moves.movers if one.clear]
    if not clear:
        return f"No single assumption clearly moves the answer over {found.moves.draws} settings"
    names = listed([parameter_title(path, results.crisis.short) for path in clear])
    return f"{first_upper(names)} {'moves' if len(clear) == 1 else 'move'} the answer most"
