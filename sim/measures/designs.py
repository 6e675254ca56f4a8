"""What a run's design adds to the answer: the tipping line, the spread over a sample of points, chance or ignorance."""

from __future__ import annotations

import numpy as np

from sim.measures import boundary, frequency, ignorance
from sim.measures.ranges import over_assumptions, without_luck
from sim.outcomes import NOUNS
from sim.results import Results

_DESIGNS = {"latin_hypercube": "Latin hypercube", "sobol": "Sobol' sequence"}


def line(results: Results) -> str:
    """Where the tipping line of the baseline lies; empty when none was looked for."""
    return "" if results.boundary.empty else f"{boundary.finding(results)}."


def beside(results: Results) -> tuple[str, ...]:
    """What a sample of points, or of values drawn in each world, says about the headline outcome, for every variant."""
    outcome = results.scenario.headline
    return tuple(
        sentence
        for variant in results.variants
        for sentence in (_over_points(results, variant, outcome), _ignorance(results, variant, outcome))
        if sentence
    )


def _over_points(results: Results, variant: str, outcome: str) -> str:
    """How far an outcome's share moves over the points of a sampled design."""
    design = _DESIGNS.get(results.scenario.sweep.design)
    if design is None:
        return ""
    mine = results.points[results.points["variant"] == variant]
    counts, worlds = mine[outcome].to_numpy(), mine["worlds"].to_numpy()
    if len(mine) < 2 or worlds.min() < 2:
        return ""
    low, high = over_assumptions(counts, worlds)
    middle = frequency.number(float(np.median(without_luck(counts, worlds))))
    noun = NOUNS[outcome].removeprefix("a ")
    return (
        f"{_under(results, variant)}Over the {len(mine):,} points of the {design}, the share of {noun} runs from "
        f"{frequency.between(low, high)} in 100 (5th to 95th percentile, median {middle})."
    )


def _ignorance(results: Results, variant: str, outcome: str) -> str:
    """How much of what a single world leaves open comes from the parameters that are drawn."""
    found = ignorance.of_run(results, variant, outcome)
    return "" if found is None else _under(results, variant) + found.sentence(outcome)


def _under(results: Results, variant: str) -> str:
    return "" if len(results.variants) == 1 else f"{results.title_of(variant)}: "
