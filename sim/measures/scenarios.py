"""What differs between two scenarios, parameter by parameter; texts, sizes and seeds are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.results import Results

#: Parts of a resolved scenario whose entries are compared one by one, and how a variant calls them.
_BY_PATH: Final = {"parameters": "parameters", "set": "parameters", "sample": "sample"}
#: Parts that are compared as a whole.
_WHOLE: Final = ("theory", "from", "events", "cast", "sweep")


@dataclass(frozen=True)
class ScenarioChange:
    """One thing that two scenarios set differently.

    Attributes:
        variant: the variant it belongs to; empty for what holds in all.
        what: dotted path of a parameter, or ``theory``, ``from``, ``events``, ``cast``, ``sweep``.
        before, after: what the first and the second scenario say; a parameter's default where they say nothing.
    """

    variant: str
    what: str
    before: Any
    after: Any


def changes(before: Results, after: Results) -> tuple[ScenarioChange, ...]:
    """What differs between the scenarios of two runs, variants that only one of them has left out."""
    one, other = (_as_set(results) for results in (before, after))
    defaults = {path: parameter.default for path, parameter in {**before.catalogue, **after.catalogue}.items()}
    found = list(_part("", one, other, defaults))
    mine, theirs = one.get("variants") or {}, other.get("variants") or {}
    for name in mine:
        if name in theirs:
            found += _part(name, mine[name], theirs[name], {})
    return tuple(found)


def _as_set(results: Results) -> Mapping[str, Any]:
    resolved: Mapping[str, Any] = results.scenario.canonical()
    return resolved


def _part(
    variant: str, before: Mapping[str, Any], after: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Iterator[ScenarioChange]:
    for part in _BY_PATH:
        one, other = (_values(side.get(part)) for side in (before, after))
        for path in sorted({**one, **other}):
            first, second = (side.get(path, defaults.get(path)) for side in (one, other))
            if first != second:
                yield ScenarioChange(variant, path, first, second)
    for part in _WHOLE:
        first, second = (_without_sources(side.get(part)) for side in (before, after))
        if first != second:
            yield ScenarioChange(variant, part, first, second)


def _values(written: Any) -> dict[str, Any]:
    return {path: _without_sources(value) for path, value in (written or {}).items()}


def _without_sources(written: Any) -> Any:
    """What a file sets, without what it tells about it."""
    if isinstance(written, Mapping):
        if set(written) == {"value", "source"}:
            return _without_sources(written["value"])
        return {key: _without_sources(value) for key, value in written.items() if key not in ("source", "title")}
    return [_without_sources(one) for one in written] if isinstance(written, list) else written


def in_words(value: Any) -> str:
    """A value as a file sets it, short: ``"6.5"``, ``"0.25 from the start, 0.6 from 2018-11-05"``."""
    if value is None or value in ([], {}, ""):
        return "none"
    if isinstance(value, bool) or not isinstance(value, int | float | Mapping | list):
        return str(value).replace("_", " ")
    if isinstance(value, int | float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return "; ".join(in_words(one) for one in value) if len(value) <= 4 else f"a list of {len(value)}"
    if all(key == "" or str(key)[:4].isdigit() for key in value):
        return _dated(value)
    said = (f"{str(key).replace('_', ' ')} {in_words(one)}" for key, one in value.items())
    return ", ".join(said)


def _dated(steps: Mapping[str, Any]) -> str:
    """Values from dates on; of many steps the first and the last."""
    said = []
    for day, step in steps.items():
        value = step["value"] if isinstance(step, Mapping) and "value" in step else step
        said.append(f"{in_words(value)} from {day or 'the start'}")
    return ", ".join(said) if len(said) <= 3 else f"{said[0]}, … {said[-1]} ({len(said)} steps)"
