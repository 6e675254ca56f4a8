"""The JSON Schema of ``sweep:``, whose designs share their keys and differ in what an axis may be."""

from __future__ import annotations

from sim.crisis.outcomes import OUTCOMES
from sim.scenario.format import (
    BOUNDARY_AT,
    BOUNDARY_WORLDS,
    DESIGNS,
    MOST_AXES,
    MOST_EXCLUDED,
    SPREAD,
    WORLDS_PER_POINT,
)
from sim.scenario.paths import Paths
from sim.scenario.schema_parts import PERCENT, Json, either, record, whole, word
from sim.scenario.schema_values import axes

_PERCENTAGE: Json = {"type": "string", "pattern": PERCENT}

#: An axis by its form; what its values may be is said where the parameter is known.
_LIST: Json = {"type": "array"}
_STEPS: Json = {"type": "object", "required": ["points"]}
_NO_STEPS: Json = {"not": _STEPS}
_NOT_DRAWN: Json = either(_LIST, {"type": "object", "required": ["from"]})


def sweep(paths: Paths) -> Json:
    """The section; ``null`` sweeps nothing."""
    designs = "; ".join(f"{design}: {note}" for design, note in DESIGNS.items())
    entries = {
        "design": {**word(DESIGNS, f"How the points are laid. {designs}"), "default": "grid"},
        "axes": axes(paths, max(MOST_AXES.values())),
        "points": whole("sweep.points", "Points of a Latin hypercube or a Sobol' sequence"),
        "worlds": {**whole("sweep.worlds", "Worlds at each of these points"), "default": WORLDS_PER_POINT},
        "exclude": _exclude(),
        "boundary": _boundary(paths),
    }
    note = "Parameters that take a range of values"
    return {**record(entries), "type": ["object", "null"], "description": note, "allOf": _designs()}


def _designs() -> list[Json]:
    """What each design wants and refuses."""
    spread: Json = {"properties": {"design": {"enum": list(SPREAD)}}, "required": ["design"]}
    free = {"required": ["axes", "points"], "properties": {"axes": _each(_NO_STEPS), "exclude": False}}
    grid = {
        "required": ["axes"],
        "properties": {
            "axes": {**_each(either(_LIST, _STEPS)), "maxProperties": MOST_AXES["grid"]},
            "points": False,
            "worlds": False,
        },
    }
    alone = {"required": ["boundary"], "maxProperties": 1}
    rule: Json = {"if": {"required": ["boundary"]}, "then": alone, "else": {"if": spread, "then": free, "else": grid}}
    return [{"if": {"type": "object"}, "then": rule}]


def _each(form: Json) -> Json:
    return {"additionalProperties": form}


def _exclude() -> Json:
    plain: Json = {"type": ["number", "string"]}
    values = either(plain, {"type": "array", "minItems": 1, "items": plain})
    entry = {"type": "object", "minProperties": 1, "additionalProperties": values}
    note = "Points of a grid that are left out: those that match all entries of one of these maps"
    return {"type": ["array", "null"], "maxItems": MOST_EXCLUDED, "items": entry, "description": note}


def _boundary(paths: Paths) -> Json:
    share = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
    within = either({"type": "number", "exclusiveMinimum": 0}, _PERCENTAGE)
    both = {"allOf": [axes(paths, MOST_AXES["boundary"]), _each(_NOT_DRAWN)]}
    entries = {
        "outcome": word(OUTCOMES, "Outcome whose share is followed; by default the headline"),
        "at": {**either(share, _PERCENTAGE), "default": BOUNDARY_AT, "description": "Its share on the line"},
        "axes": {**both, "description": "The searched parameter, with ends only, and one with values, the rows"},
        "within": {**within, "description": "Half width of the line's 95% band that is good enough"},
        "worlds": {**whole("boundary.worlds", "Most worlds per row and variant"), "default": BOUNDARY_WORLDS},
    }
    return record(entries, required=["axes"], description="The line along which an outcome has a given share")
