"""A resolved scenario as plain data, in the file format itself: what the manifest keeps and what is hashed.

Written as JSON it is a scenario file again, without ``extends`` and with every inherited value in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.engine.distributions import Drawn, Sampled
from sim.scenario.format import FORMAT
from sim.scenario.parts import Axis, Cast, Dated, Event, History, Single, Sweep, Value, Variant

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def canonical(scenario: Scenario) -> dict[str, Any]:
    """The scenario as nested dicts, lists, text and numbers, in a stable order."""
    written: dict[str, Any] = {
        "format": FORMAT,
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "baseline": scenario.baseline,
        "clock": {"start": scenario.start.isoformat(), "days": scenario.days},
        "runs": {
            "worlds": _worlds(scenario),
            "seed": scenario.seed,
            "assumptions": {"draws": scenario.assumptions.draws, "worlds": scenario.assumptions.worlds},
            "only": list(scenario.chosen),
        },
        "theory": scenario.theory,
        "cast": _cast(scenario.cast, Cast()),
        "parameters": _values(scenario.parameters),
        "sample": _values(scenario.sample),
        "events": [_event(event) for event in scenario.events],
        "history": _history(scenario.history),
        "variants": {variant.name: _variant(variant, scenario.cast) for variant in scenario.variants},
        "sweep": _sweep(scenario.sweep),
        "outcomes": {"headline": scenario.headline, "compare": list(scenario.compare)},
        "report": {"sections": list(scenario.sections)},
    }
    said = {"sweep": scenario.sweep.axes, "question": scenario.question, "sample": scenario.sample}
    for key, what in {**said, "history": scenario.history}.items():
        if not what:
            del written[key]
    if not scenario.chosen:
        del written["runs"]["only"]
    return written


def _values(values: Mapping[str, Value]) -> dict[str, Any]:
    return {path: _value(values[path]) for path in sorted(values)}


def _value(value: Value) -> Any:
    if not value.steps:
        return None
    only = value.only
    if only is not None:
        plain = _single(only)
    else:
        plain = {step.on.isoformat() if step.on else "": _step(step) for step in value.steps}
    return {"value": plain, "source": value.source} if value.source else plain


def _single(value: Single) -> Any:
    if isinstance(value, Sampled):
        return {value.kind: {"name": value.name, "values": " ".join(map(repr, value.values))}}
    return {value.kind: dict(value.arguments)} if isinstance(value, Drawn) else value


def _step(step: Dated) -> Any:
    plain = _single(step.value)
    return plain if step.announced is None else {"value": plain, "announced": step.announced.isoformat()}


def _event(event: Event) -> dict[str, Any]:
    written: dict[str, Any] = {"act": event.act, "actor": event.actor, "rung": event.rung, "chance": event.chance}
    if event.on is not None:
        written["on"] = event.on.isoformat()
    if event.between is not None:
        written["between"] = [day.isoformat() for day in event.between]
    optional = {name: getattr(event, name) for name in ("deaths", "target", "title", "source", "own_war")}
    return written | {key: value for key, value in optional.items() if value}


def _history(history: History | None) -> dict[str, Any] | None:
    """The replayed stretch with its acts, so that no file is needed to repeat the run."""
    if history is None:
        return None
    record = history.record
    events: dict[str, Any] = {"acts": [_event(act) for act in record.acts]}
    events |= {"observed": [[day.isoformat() for day in span] for span in record.observed]}
    events |= {"reaches": record.reaches.isoformat()}
    return {"until": history.until.isoformat(), "events": {"name": record.name, **events} if record.name else events}


def _cast(cast: Cast, base: Cast) -> dict[str, Any]:
    """The cast as a change of ``base``: what that adds and this one does not is taken back."""
    added: dict[str, Any] = {key: dict(militia) for key, militia in cast.added}
    taken_back = {key: None for key, _ in base.added if key not in added}
    return {"without": list(cast.without), "add": taken_back | added}


def _variant(variant: Variant, base: Cast) -> dict[str, Any]:
    optional: dict[str, Any] = {
        "set": _values(variant.values),
        "theory": variant.theory,
        "from": variant.branch and variant.branch.isoformat(),
        "events": None if variant.events is None else [_event(event) for event in variant.events],
        "cast": None if variant.cast is None else _cast(variant.cast, base),
    }
    return {"title": variant.title} | {key: value for key, value in optional.items() if value not in (None, {})}


def _worlds(scenario: Scenario) -> Any:
    return scenario.worlds if scenario.until is None else {"until": scenario.until, "at_most": scenario.worlds}


def _sweep(sweep: Sweep) -> dict[str, Any]:
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
