"""What a forecaster could know at an origin: wide priors, policy announced so far, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sim.analyses.facts.summaries import day_of
from sim.analyses.fit.priors import Range
from sim.crisis.record.deeds import LONGEST_SILENCE
from sim.engine.distributions import Sampled
from sim.engine.packaged import read_yaml
from sim.scenario import Cell


@dataclass(frozen=True)
class Hindsight:
    """Which declarations rest on what a back-test must not know.

    Attributes:
        ranges: range to use instead and what the declared one rests on, by full or family path.
        steps: range of the height of each dated step, by path and day counted from 8 May 2018.
        exempt: parameters that name later sources and leave no trace in a forecast, with the reason.
    """

    ranges: Mapping[str, tuple[Range, str]]
    steps: Mapping[str, Mapping[int, Range]]
    exempt: Mapping[str, str]


@cache
def hindsight() -> Hindsight:
    """The table in ``hindsight.yaml``."""
    found = read_yaml("sim.analyses.backtest", "hindsight.yaml")
    return Hindsight(
        {path: (tuple(one["range"]), one["why"]) for path, one in found["ranges"].items()},
        {
            path: {day_of(on): (float(span[0]), float(span[1])) for on, span in steps.items()}
            for path, steps in found["steps"].items()
        },
        found["exempt"],
    )


def known(cell: Cell, before: int, families: Mapping[str, tuple[str, ...]]) -> Cell:
    """The cell as an analyst knows it at the beginning of a day: later steps, events and dated inputs left out.

    Parameters whose ranges rest on later data lose the values that the scenario gives them, and so do those that are
    drawn from a posterior, which may have seen anything; they are fitted.

    Whether the last days before an origin count as observed is told by the days before it alone: the record's own
    spans end early where its next row, after the origin, is far away.

    Args:
        cell: the scenario's cell.
        before: the day, counted from the start.
        families: members' full paths by a family's path.
    """
    later = {member for path in hindsight().ranges for member in families.get(path, (path,))}
    courses = {
        path: tuple(step for step in course if step.announced < before or step.day <= 0)
        for path, course in cell.courses.items()
        if path not in later and not any(isinstance(step.value, Sampled) for step in course)
    }
    # What falls between two days may straddle an origin, and a table serves several: only acts on a day are known.
    events = tuple(event for event in cell.events if event.day is not None and event.day < before)
    return replace(cell, courses=courses, events=events, scripted=_observed(cell.scripted, before))


def _observed(spans: Sequence[tuple[int, int]], before: int) -> tuple[tuple[int, int], ...]:
    """Spans of observed days up to a day; the last one reaches it unless the silence since is too long."""
    found = [(first, min(last, before - 1)) for first, last in spans if first < before]
    if found and before - 1 - found[-1][1] <= LONGEST_SILENCE.days:
        found[-1] = (found[-1][0], before - 1)
    return tuple(found)
