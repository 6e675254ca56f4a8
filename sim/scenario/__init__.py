"""Scenario files: YAML text becomes a checked, frozen :class:`Scenario`, or every mistake in it with its place."""

from sim.scenario.beginning import CannotVary, template
from sim.scenario.loading import load, restore, shipped
from sim.scenario.parts import (
    Assumptions,
    Axis,
    Boundary,
    Cast,
    Cell,
    Course,
    Dated,
    Event,
    Happening,
    Step,
    Sweep,
    Value,
    Variant,
)
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.schema import schema

__all__ = [
    "Assumptions",
    "Axis",
    "Boundary",
    "CannotVary",
    "Cast",
    "Cell",
    "Course",
    "Dated",
    "Event",
    "Happening",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Step",
    "Sweep",
    "Value",
    "Variant",
    "load",
    "restore",
    "schema",
    "shipped",
    "template",
]
