"""Turns what a scenario says about a parameter into its history, counted in days from the start."""

from __future__ import annotations

from datetime import date

from sim.engine.parameters import Parameter, Setting
from sim.scenario.parts import Course, Dated, Step, Value


def default(parameter: Parameter, theory: str) -> Setting:
    """The declared value: the rival theory's where that theory is chosen and has one."""
    if theory == "pressure_works" and parameter.rival is not None:
        return parameter.rival
    return parameter.default


def course(value: Value, parameter: Parameter, theory: str, start: date) -> Course:
    """The history of a parameter; before its first date it has its declared value."""
    steps = [_step(dated, start) for dated in value.steps]
    before = [step for step in steps if step.day <= 0]
    first = before[-1].value if before else default(parameter, theory)
    return (Step(0, 0, first), *(step for step in steps if step.day > 0))


def _step(dated: Dated, start: date) -> Step:
    if dated.on is None:
        return Step(0, 0, dated.value)
    announced = dated.on if dated.announced is None else dated.announced
    return Step((dated.on - start).days, (announced - start).days, dated.value)


def branch(past: Course, value: Value, parameter: Parameter, theory: str, start: date, day: int) -> Course:
    """The history of a parameter that follows ``past`` and takes another value from ``day`` on.

    Steps of the past that were still to come are dropped. One of them that had been announced already is withdrawn on
    ``day``: it stays, followed by a step on the same day that holds the value then in force, so that everything before
    ``day`` is as it was.
    """
    future = [_step(dated, start) for dated in value.steps] or [Step(day, day, default(parameter, theory))]
    future = [step if step.day > day else Step(day, day, step.value) for step in future]
    kept = [step for step in past if step.day < future[0].day]
    steps = [*kept, *future]
    for dropped in past:
        if dropped.day >= future[0].day and dropped.announced < day:
            holds = [step.value for step in steps if step.day <= dropped.day][-1]
            steps += [dropped, Step(dropped.day, day, holds)]
    return tuple(sorted(steps, key=lambda step: (step.day, step.announced)))
