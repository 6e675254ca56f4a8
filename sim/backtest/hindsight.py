"""What a forecaster could know at an origin: wide priors, policy announced so far, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml

from sim.calibration.priors import Prior, Range
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


def heights(cell: Any, before: int) -> tuple[Prior, ...]:
    """Heights of a cell's dated steps as numbers to be fitted, those announced before a day.

    Args:
        cell: the scenario's cell.
        before: day counted from the start.
    """
    return tuple(
        Prior(height(path, day), (height(path, day),), span, "index", False, f"{path} from day {day}", "set by exports")
        for path, steps in hindsight().steps.items()
        for day, span in steps.items()
        if any(step.day == day and step.announced < before for step in cell.courses.get(path, ()))
    )


def height(path: str, day: int) -> str:
    """How the height of a dated step is called."""
    return f"{path}@{day}"


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


def with_heights(cell: Any, values: Mapping[str, np.ndarray]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """A cell's courses with drawn heights in the place of its own, and the values that are parameters.

    Args:
        cell: the cell.
        values: numbers by full path or by :func:`height`, shape (worlds,) each.
    """
    courses = dict(cell.courses)
    for path, steps in hindsight().steps.items():
        if path in courses:
            courses[path] = tuple(
                replace(step, value=values[height(path, step.day)]) if height(path, step.day) in values else step
                for step in courses[path]
                if step.day not in steps or height(path, step.day) in values or step.day <= 0
            )
    return courses, {path: value for path, value in values.items() if "@" not in path}
