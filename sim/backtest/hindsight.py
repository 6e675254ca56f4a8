"""What a forecaster could know at an origin: wide priors, policy announced so far, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

from sim.calibration.priors import Range
from sim.history.summaries import day_of
from sim.parameters import Catalogue


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
    text = resources.files("sim.backtest").joinpath("hindsight.yaml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    return Hindsight(
        {path: (tuple(one["range"]), one["why"]) for path, one in found["ranges"].items()},
        {
            path: {day_of(on): (float(span[0]), float(span[1])) for on, span in steps.items()}
            for path, steps in found["steps"].items()
        },
        found["exempt"],
    )


def known(cell: Any, before: int, catalogue: Catalogue) -> Any:
    """The cell as an analyst knows it at the beginning of a day: later steps, events and dated inputs left out.

    Parameters whose ranges rest on later data lose the values that the scenario dates for them; they are fitted.

    Args:
        cell: the scenario's cell.
        before: the day, counted from the start.
        catalogue: every declared parameter.
    """
    table = hindsight()
    courses = {
        path: tuple(step for step in course if step.announced < before or step.day <= 0)
        for path, course in cell.courses.items()
        if path not in table.ranges
    }
    assert set(courses) <= set(catalogue)
    events = tuple(event for event in cell.events if event.day is not None and event.day < before)
    return replace(cell, courses=courses, events=events)
