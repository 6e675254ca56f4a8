"""What a run was given rather than found: a replayed stretch of the record, and parameters from a posterior."""

from __future__ import annotations

from datetime import timedelta

from sim.engine.distributions import Sampled
from sim.runs.results import Results
from sim.scenario import Scenario
from sim.words.prose import day_text


def inputs(results: Results) -> tuple[str, ...]:
    """Sentences that belong beside every answer of such a run; none for other runs."""
    scenario = results.scenario
    return (*_replayed(scenario), *_posterior(scenario))


def _replayed(scenario: Scenario) -> tuple[str, ...]:
    history = scenario.history
    if history is None:
        return ()
    acts = len(history.record.acts)
    whose = f"the record in {history.record.name}" if history.record.name else "the record"
    gaps = "".join(
        f" It observes nothing from {day_text(before + timedelta(days=1))} to {day_text(after - timedelta(days=1))}, "
        "where actors choose for themselves."
        for (_, before), (after, _) in zip(history.record.observed, history.record.observed[1:], strict=False)
    )
    return (
        f"Up to {day_text(history.until)} every world is given {whose} ({acts:,} acts); from the next day on actors "
        f"choose for themselves.{gaps} This is forcing, not conditioning: these are not the worlds in which that past "
        "would have come about by itself.",
    )


def _posterior(scenario: Scenario) -> tuple[str, ...]:
    files: dict[str, int] = {}
    for value in (*scenario.parameters.values(), *scenario.sample.values()):
        if isinstance(value.only, Sampled):
            files[value.only.name.split(" ")[0]] = files.get(value.only.name.split(" ")[0], 0) + 1
    return tuple(
        f"{count} parameters are drawn for each world from the posterior {name}, so that the share holds what a fit to "
        "the record left uncertain in them."
        for name, count in files.items()
    )
