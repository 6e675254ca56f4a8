"""``redline check``: finds every mistake in scenario files, and says what a run would take."""

from __future__ import annotations

import argparse
from typing import Any

from sim.cli.console import duration
from sim.cli.files import load_all


def main(args: argparse.Namespace) -> None:
    """Checks all files; the time is measured on this machine with a few worlds of the first one."""
    from sim.experiment.run import Plan
    from sim.experiment.timing import measure

    scenarios = load_all(args)
    plans = [Plan.of(scenario) for scenario in scenarios]
    pace = measure(plans[0].tasks[0])
    for file, scenario, plan in zip(args.files, scenarios, plans, strict=True):
        jobs = args.jobs or plan.sensible_jobs()
        bundles = plan.bundles(jobs)
        seconds = pace.seconds(bundles) / min(jobs, len(bundles))
        where = f"with {jobs} worker processes" if jobs > 1 else "in one process"
        print(f"{file}: ok\n  {_size(scenario, plan)}\n  about {duration(seconds)} on this machine {where}")


def _size(scenario: Any, plan: Any) -> str:
    variants = len({cell.variant for cell in plan.cells})
    points = len(plan.cells) // variants
    swept = f" x {_count(points, 'point')} of the sweep" if points > 1 else ""
    text = f"{_count(variants, 'variant')}{swept} x {_count(scenario.worlds, 'world')}"
    extra = plan.worlds - len(plan.cells) * scenario.worlds
    if extra:
        text += f", and {extra:,} for the range over {len(plan.drawn)} assumed parameters"
    return f"{text}: {_count(plan.worlds, 'world')} of {plan.cells[0].days} days"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
