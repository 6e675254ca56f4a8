"""``redline check``: finds every mistake in scenario files, and says what a run would take."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sim.cli import arguments
from sim.cli.console import duration
from sim.cli.files import load_all
from sim.words.prose import many

if TYPE_CHECKING:
    from sim.runs.plan import Plan


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    arguments.design(verb)
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Checks all files; the time is measured on this machine with a few worlds of the first one."""
    from sim.runs.estimate import disk, measure
    from sim.runs.plan import Plan

    scenarios = load_all(args)
    plans = [Plan.of(scenario) for scenario in scenarios]
    pace = measure(next(plans[0].cell_tasks(plans[0].cells[0], 1)))
    for file, plan in zip(args.files, plans, strict=True):
        jobs = args.jobs or plan.sensible_jobs()
        seconds = pace.run(plan, jobs)
        where = f"with {jobs} threads" if jobs > 1 else "with one thread"
        most = "at most " if plan.scenario.until is not None or plan.rows else ""
        took = f"{most}{_about(duration(seconds))} on this machine {where}, {_about(_bytes(disk(plan)))} on disk"
        print(f"{file}: ok\n{_size(plan)}\n  {took}")


def _size(plan: Plan) -> str:
    """The design's parts, a line each, and what they add up to."""
    from sim.analyses.condition.in_words import known

    scenario, variants = plan.scenario, len(plan.references)
    grid = len(plan.cells) // variants
    swept = f" x {many(grid, 'point')} of the sweep" if len(plan.cells) > variants else ""
    each = many(scenario.worlds, "world")
    if scenario.until is not None:
        each = f"{each} each at most, until the widest headline interval is within ±{100 * scenario.until:g} points"
    lines = [f"{many(variants, 'variant')}{swept} x {each}"]
    if plan.points:
        sweep = scenario.sweep
        design = sweep.design.replace("_", " ")
        points = f"{many(len(plan.points) // variants, 'point')} of the {design} design"
        lines.append(f"{many(variants, 'variant')} x {points} x {many(sweep.worlds, 'world')}")
    if plan.rows:
        budget = plan.searched // plan.rows
        rows = f"{many(variants, 'variant')} x {many(plan.rows // variants, 'row')}"
        lines.append(f"tipping boundary: {rows} x up to {many(budget, 'world')}")
    parts = {"twins, to tell chance from ignorance": plan.twin_tasks(scenario.worlds)}
    parts[f"range over {len(plan.drawn)} assumed parameters"] = plan.assumption_tasks()
    for what, tasks in parts.items():
        worlds = sum(len(task.world) for task in tasks)
        lines += [f"{what}: {many(worlds, 'world')}"] if worlds else []
    lines += [f"told given {known(scenario, one)}" for one in scenario.conditions]
    total = f"{many(plan.worlds + plan.searched, 'world')} of {plan.cells[0].days} days"
    lines += [f"together {total}"] if len(lines) > 1 else [total]
    return "\n".join(f"  {line}" for line in lines)


def _bytes(number: int) -> str:
    """A size as a person would say it."""
    for unit, size in (("GB", 1e9), ("MB", 1e6)):
        if number >= size:
            return f"{number / size:.2g} {unit}" if number < 10 * size else f"{number / size:.0f} {unit}"
    return f"{max(number / 1e3, 1):.0f} kB"


def _about(estimate: str) -> str:
    return estimate if estimate.startswith("under ") else f"about {estimate}"
