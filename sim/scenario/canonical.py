"""A resolved scenario as plain data, in the file format itself: what the manifest keeps and what is hashed.

Written as JSON it is a scenario file again, without ``extends`` and with every inherited value in place. The tree of
the format says what is written; what has no plain value (parameters, events, the cast, …) is written here by kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sim.engine.distributions import Drawn, Sampled
from sim.scenario import condition
from sim.scenario.format import FORMAT, Field
from sim.scenario.parts import Axis, Cast, Dated, Enough, Event, History, Single, Sweep, Value, Variant
from sim.scenario.question import Question


def canonical(scenario: Question) -> dict[str, Any]:
    """The scenario as nested dicts, lists, text and numbers, in a stable order."""
    return _section(scenario.recipe.paths.format, scenario, "")


def _section(section: Field, scenario: Question, path: str) -> dict[str, Any]:
    """What stands in a section; a key at its default is left out, unless the plain form always has it."""
    written: dict[str, Any] = {}
    for field in section.fields:
        here = f"{path}.{field.key}" if path else field.key
        if field.is_section:
            value: Any = _section(field, scenario, here)
        elif field.kind in _KINDS:
            value = _KINDS[field.kind](scenario, field)
        else:
            usual = scenario.values[here] == field.default and not field.always
            value = None if usual else plain(scenario.values[here])
        if field.always or value not in (None, {}):
            written[field.key] = value
    return written


def plain(value: Any) -> Any:
    """A plain value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enough):
        return vars(value).copy()
    return [plain(one) for one in value] if isinstance(value, tuple) else value


# -- kinds that are not plain ---------------------------------------------------------------------------------------


def _values(values: Mapping[str, Value]) -> dict[str, Any]:
    return {path: _value(values[path]) for path in sorted(values)}


def _value(value: Value) -> Any:
    if not value.steps:
        return None
    only = value.only
    if only is not None:
        written = _single(only)
    else:
        written = {step.on.isoformat() if step.on else "": _step(step) for step in value.steps}
    return {"value": written, "source": value.source} if value.source else written


def _single(value: Single) -> Any:
    if isinstance(value, Sampled):
        return {value.kind: {"name": value.name, "values": " ".join(map(repr, value.values))}}
    return {value.kind: dict(value.arguments)} if isinstance(value, Drawn) else value


def _step(step: Dated) -> Any:
    written = _single(step.value)
    return written if step.announced is None else {"value": written, "announced": step.announced.isoformat()}


def _events(events: Iterable[Event], fields: Field) -> list[dict[str, Any]]:
    """Events, or a record's acts, without what is at its default."""
    return [
        {
            field.key: plain(getattr(event, field.key))
            for field in fields.fields
            if field.always or getattr(event, field.key) != field.default
        }
        for event in events
    ]


def _record(history: History | None, fields: Field) -> dict[str, Any] | None:
    """The record of the replayed stretch, with its acts, so that no file is needed to repeat the run."""
    if history is None:
        return None
    record = history.record
    written: dict[str, Any] = {"name": record.name} if record.name else {}
    written |= {"acts": _events(record.acts, fields["acts"])}
    return written | {"observed": plain(record.observed), "reaches": record.reaches.isoformat()}


def _cast(cast: Cast, base: Cast) -> dict[str, Any]:
    """The cast as a change of ``base``: what that adds and this one does not is taken back."""
    added: dict[str, Any] = {key: dict(member) for key, member in cast.added}
    taken_back = {key: None for key, _ in base.added if key not in added}
    return {"without": list(cast.without), "add": taken_back | added}


def _variants(scenario: Question, fields: Field) -> dict[str, Any]:
    """The variants that the file names; combinations of factors follow from the factors."""
    named = (variant for variant in scenario.variants if not variant.factors)
    return {variant.name: _variant(variant, scenario.cast, fields) for variant in named}


def _factors(scenario: Question) -> dict[str, Any]:
    return {one.name: {"title": one.title, "set": _values(one.values)} for one in scenario.factors}


def _variant(variant: Variant, base: Cast, fields: Field) -> dict[str, Any]:
    optional: dict[str, Any] = {
        "set": _values(variant.values),
        "theory": variant.theory,
        "from": plain(variant.branch),
        "events": None if variant.events is None else _events(variant.events, fields["events"]),
        "cast": None if variant.cast is None else _cast(variant.cast, base),
    }
    return {"title": variant.title} | {key: value for key, value in optional.items() if value not in (None, {})}


def _sweep(sweep: Sweep) -> dict[str, Any] | None:
    if not sweep.axes:
        return None
    axes = {axis.path: _axis(axis) for axis in sweep.axes}
    if sweep.boundary is not None:
        return {"boundary": {**vars(sweep.boundary), "axes": axes}}
    written: dict[str, Any] = {"design": sweep.design, "axes": axes}
    if sweep.points:
        written |= {"points": sweep.points, "worlds": sweep.worlds}
    if sweep.exclude:
        written["exclude"] = [{path: list(values) for path, values in entry.items()} for entry in sweep.exclude]
    return written


def _axis(axis: Axis) -> Any:
    if axis.drawn is not None:
        return _single(axis.drawn)
    return list(axis.values) if axis.ends is None else {"from": axis.ends[0], "to": axis.ends[1]}


#: How the other kinds are written; None where nothing is.
_KINDS: dict[str, Callable[[Question, Field], Any]] = {
    "format": lambda scenario, field: FORMAT,
    "extends": lambda scenario, field: None,
    "parameters": lambda scenario, field: _values(scenario.parameters),
    "start": lambda scenario, field: None,  # its states stand among the parameters
    "sample": lambda scenario, field: _values(scenario.sample),
    "events": lambda scenario, field: _events(scenario.events, field),
    **dict.fromkeys(
        ("until_days", "counts", "count", "levels"),
        lambda scenario, field: condition.written(scenario.values, field.key),
    ),
    "record": lambda scenario, field: _record(scenario.history, field),
    "cast": lambda scenario, field: _cast(scenario.cast, Cast()),
    "variants": _variants,
    "factors": lambda scenario, field: _factors(scenario),
    "sweep": lambda scenario, field: _sweep(scenario.sweep),
}
