"""What differs between two scenarios, parameter by parameter; texts, sizes and seeds are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.runs.results import Results
from sim.words.parameters import parameter_title

#: Parts of a resolved scenario, and of a variant, whose entries are compared one by one; the later ones hold.
_BY_PATH: Final = ("parameters", "set", "sample")
#: Parts that are compared as a whole.
_WHOLE: Final = ("theory", "from", "events", "cast", "sweep")
#: What they are called where they are not the word itself.
_WHOLES: Final = {"from": "day of branching", "events": "list of events"}
#: Changes that :func:`replaced` names, the others together; and the longest value that it writes out.
_NAMED, _LONGEST = 3, 40


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


def replaced(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    short: Mapping[str, str],
    defaults: Mapping[str, Any] | None = None,
) -> str:
    """What a run sets otherwise than the result it writes over, short enough for one line.

    Sizes (worlds, draws) and texts are left out, as in :func:`changes`.

    Args:
        before, after: the resolved scenarios, as ``manifest["scenario"]["resolved"]`` holds them.
        short: the crisis's short names of actors.
        defaults: what each parameter is where a scenario says nothing; without it, "as declared".

    Returns:
        ``"other settings: Iran margin 2 -> 1.5; seed 1 -> 5"``; empty when both set the same.
    """
    said = list(_replaced(before, after, short, defaults or {}))
    more = [f"and {len(said) - _NAMED:,} more"] if len(said) > _NAMED else []
    return f"other settings: {'; '.join(said[:_NAMED] + more)}" if said else ""


def _replaced(
    before: Mapping[str, Any], after: Mapping[str, Any], short: Mapping[str, str], defaults: Mapping[str, Any]
) -> Iterator[str]:
    """The changes in words: for all variants first, then luck and time, then variant by variant."""
    yield from (_brief(one, short) for one in _part("", before, after, defaults))
    for part, key, name in (("runs", "seed", "seed"), ("clock", "start", "first day"), ("clock", "days", "days")):
        one, other = (in_words((side.get(part) or {}).get(key)) for side in (before, after))
        if one != other:
            yield f"{name} {one} -> {other}"
    mine, theirs = (side.get("variants") or {} for side in (before, after))
    for name in dict.fromkeys([*mine, *theirs]):
        if name in mine and name in theirs:
            own = _part(name, mine[name], theirs[name], defaults)
            yield from (f"{in_words(name)}: {_brief(one, short)}" for one in own)
        else:
            yield f"variant {in_words(name)} {'gone' if name in mine else 'new'}"


def _brief(one: ScenarioChange, short: Mapping[str, str]) -> str:
    if one.what in _WHOLE and one.what != "theory":
        return f"another {_WHOLES.get(one.what, one.what)}"
    sides = ["as declared" if value is None else in_words(value) for value in (one.before, one.after)]
    what = parameter_title(one.what, short) if "." in one.what else one.what
    return f"{what} {' -> '.join(sides)}" if max(map(len, sides)) <= _LONGEST else f"another {what}"


def _as_set(results: Results) -> Mapping[str, Any]:
    resolved: Mapping[str, Any] = results.scenario.canonical()
    return resolved


def _part(
    variant: str, before: Mapping[str, Any], after: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Iterator[ScenarioChange]:
    one, other = (_by_path(side) for side in (before, after))
    for path in sorted({**one, **other}):
        first, second = (side.get(path, defaults.get(path)) for side in (one, other))
        if first != second:
            yield ScenarioChange(variant, path, first, second)
    for part in _WHOLE:
        first, second = (_without_sources(side.get(part)) for side in (before, after))
        if first != second:
            yield ScenarioChange(variant, part, first, second)


def _by_path(side: Mapping[str, Any]) -> dict[str, Any]:
    """What is set for each parameter; where it is drawn anew in each world, its distribution."""
    return {path: _without_sources(value) for part in _BY_PATH for path, value in (side.get(part) or {}).items()}


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
