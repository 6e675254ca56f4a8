"""What a run takes on disk, from what blocks and tables were measured to take."""

from __future__ import annotations

from sim.runs.plan import Plan

#: Bytes of a page, and of a cell's daily table for each day.
PAGE, PER_DAY = 2_400_000, 900
#: Bytes of a block whatever it holds, of each world in it, of each world whose events are kept. Measured on the
#: reference scenario (730 days, about 220 events a world); the same world takes as much again in the tables.
PER_BLOCK, PER_WORLD, PER_EVENTFUL_WORLD = 350_000, 60, 3_000


def disk(plan: Plan) -> int:
    """About how many bytes a run leaves on disk: finished blocks, tables and the page."""
    total = PAGE
    for task in plan.tasks(plan.scenario.worlds):
        days = task.cell.days / 730
        if task.outcomes_only:
            total += 30 * len(task.world)
            continue
        eventful = int((task.world < task.events_below).sum())
        total += int(PER_BLOCK * days) + 2 * PER_WORLD * len(task.world) + int(2 * PER_EVENTFUL_WORLD * eventful * days)
    return total + sum(PER_DAY * cell.days for cell in plan.cells)
