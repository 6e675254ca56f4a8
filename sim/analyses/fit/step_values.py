"""Heights of a parameter's dated steps as numbers to be fitted, one per step, beside ordinary parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.analyses.fit.priors import Prior, Range
from sim.scenario import Cell

_AT = "@"


def step_path(path: str, day: int) -> str:
    """How the height of a step is called: path and day counted from the start."""
    return f"{path}{_AT}{day}"


def is_step(path: str) -> bool:
    """Whether a number is the height of a step rather than a parameter."""
    return _AT in path


def step_priors(cell: Cell, ranges: Mapping[str, Mapping[int, Range]], why: str) -> tuple[Prior, ...]:
    """The steps of a cell's courses whose heights are to be fitted.

    Args:
        cell: the scenario's cell.
        ranges: range of the height by path and day.
        why: why they are not taken as they stand.
    """
    return tuple(
        Prior(
            name := step_path(path, step.day), (name,), ranges[path][step.day], "index", False, f"{path} then on", why
        )
        for path in ranges
        for step in cell.courses.get(path, ())
        if step.day in ranges[path]
    )


def with_step_values(
    courses: Mapping[str, Any], values: Mapping[str, np.ndarray]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Courses with drawn heights in the place of their own, without paths that are set; and what is set.

    Args:
        courses: history of each parameter that a scenario sets, by full path.
        values: numbers by full path, or by :func:`step_path`, shape (worlds,) each; heights of no step are left out.
    """
    set_ = {path: value for path, value in values.items() if not is_step(path)}
    found = {
        path: tuple(
            replace(step, value=values[step_path(path, step.day)]) if step_path(path, step.day) in values else step
            for step in course
        )
        for path, course in courses.items()
        if path not in set_
    }
    return found, set_
