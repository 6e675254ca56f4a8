"""What a run's design adds to the answer: the tipping line, the spread over a sample of points, chance or ignorance.

Each is said in full of the baseline; the other variants follow in one sentence, and in a word where they say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sim.analyses.answer import ignorance
from sim.analyses.boundary import reading as boundary
from sim.runs.results import Results
from sim.statistics.ranges import OUTSIDE, without_luck
from sim.words import frequency
from sim.words.prose import first_lower, first_upper, listed

_DESIGNS = {"latin_hypercube": "Latin hypercube", "sobol": "Sobol' sequence"}


def tipping_lines(results: Results) -> tuple[str, ...]:
    """Where each variant's tipping line lies, the baseline's first; empty when none was looked for."""
    if results.boundary.empty:
        return ()
    return tuple(f"{boundary.finding(results, variant)}." for variant in results.variants)


def spreads(results: Results) -> tuple[str, ...]:
    """How far the headline outcome's share moves over the points of a sampled design; empty for other designs.

    The first sentence, of the baseline, is short, so that it may open an answer; the other variants share the second.
    """
    design = _DESIGNS.get(results.scenario.sweep.design)
    found = {variant: _spread(results, variant) for variant in results.variants} if design else {}
    if not all(found.values()) or not found:
        return ()
    base, outcome = results.variants[0], results.crisis.outcomes[results.scenario.headline]
    points = int((results.points["variant"] == base).sum())
    share = f"the share of {outcome.bare}"
    under = f"under “{results.title_of(base)}”, " if len(found) > 1 else ""
    opening = f"{under}over {points:,} points of the {design}, {share} {found[base]}"
    low, middle, high = _ends(results, base) or (0.0, 0.0, 0.0)
    if high - low >= 1e-12:
        percentiles = f"5th to 95th percentile, median {frequency.number(middle)}"
        opening = f"{outcome.noun} {frequency.spread(low, high)} worlds over {points:,} settings ({percentiles})"
    others = _others(results, {variant: f"{share} {said}" for variant, said in found.items()})
    return tuple(f"{first_upper(one)}." for one in (opening, others) if one)


def decides(results: Results) -> tuple[str, ...]:
    """Choices, unknowns and luck, of a run that lays some parameters out and draws others; empty for other runs."""
    outcome, base = results.scenario.headline, results.variants[0]
    found = ignorance.split(results, base, outcome)
    open_ = f"Of what is open about {results.crisis.outcomes[outcome].noun}"
    if found is None:
        alone = ignorance.choices(results, base, outcome)
        if alone is None:
            return ()
        few = f"{results.worlds:,} worlds are too few to part unknowns from luck"
        return (f"{open_}, choices decide {ignorance.percent(alone)}; {few}.",)
    choices, unknowns, luck = (ignorance.percent(one) for one in found)
    return (f"{open_}, choices decide {choices}, the sampled unknowns {unknowns} and luck {luck}.",)


def ignorances(results: Results) -> tuple[str, ...]:
    """How much of what a single world leaves open comes from the parameters drawn, and from those laid out."""
    both = (_ignorances(results, of) for of in (ignorance.of_run, ignorance.of_points))
    return tuple(dict.fromkeys(one for said in both for one in said))


def _ignorances(results: Results, of: Callable[..., ignorance.Sampled | None]) -> tuple[str, ...]:
    outcome = results.scenario.headline
    told = {variant: of(results, variant, outcome) for variant in results.variants}
    found = {variant: one for variant, one in told.items() if one is not None}
    if not found:
        return ()
    first = next(iter(found))
    noun = results.crisis.outcomes[outcome].noun
    sentence, others = found[first].sentence(noun), _others(results, {key: _part(one) for key, one in found.items()})
    under = f"Under “{results.title_of(first)}”: " if len(results.variants) > 1 else ""
    sentence = first_lower(sentence) if under else sentence
    return (f"{under}{sentence.removesuffix('.')}; {others}." if others else under + sentence,)


def _others(results: Results, said: Mapping[str, str]) -> str:
    """What is said of the variants after the first; those of which the same is said share it."""
    first, *rest = said
    groups: dict[str, list[str]] = {}
    for variant in rest:
        groups.setdefault(said[variant], []).append(f"“{results.title_of(variant)}”")
    return "; ".join(
        f"under {listed(titles)} {'the same' if text == said[first] else text}" for text, titles in groups.items()
    )


def _ends(results: Results, variant: str) -> tuple[float, float, float] | None:
    """5th percentile, median and 95th of a variant's share over the points, luck taken out; None where too few."""
    mine = results.points[results.points["variant"] == variant]
    if len(mine) < 2 or mine["worlds"].min() < 2:
        return None
    shares = without_luck(mine[results.scenario.headline].to_numpy(), mine["worlds"].to_numpy())
    low, middle, high = (float(one) for one in np.quantile(shares, [OUTSIDE / 2, 0.5, 1 - OUTSIDE / 2]))
    return low, middle, high


def _spread(results: Results, variant: str) -> str:
    """What a variant's share does over the points, as a predicate; empty where there are too few to tell."""
    ends = _ends(results, variant)
    if ends is None:
        return ""
    low, middle, high = ends
    if high == 0:
        return "is 0 in 100 at nearly every point"
    if high - low < 1e-12:
        return f"is about {frequency.number(middle)} in 100 throughout: the points differ by no more than luck"
    return (
        f"{frequency.spread(low, high)} after allowing for luck (5th to 95th percentile, "
        f"median {frequency.number(middle)})"
    )


def _part(found: ignorance.Sampled) -> str:
    if found.part is None:
        return "too few worlds differ to tell"
    return f"they explain {ignorance.explained(found.part)}"
