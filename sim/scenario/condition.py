"""Reads ``condition:``, what is known to have happened up to a day, by which worlds and draws are weighted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sim.engine.conditions import Clause, Condition, Count, Reading
from sim.engine.crisis import Crisis
from sim.engine.nearest import nearest
from sim.scenario.format import Field
from sim.scenario.parts import Sweep
from sim.scenario.paths import Paths, short
from sim.scenario.problems import Place, Problems
from sim.scenario.reader import Reader, join
from sim.scenario.yaml_text import Node

CONDITION = "condition"

#: Keys of the section that have a reader of their own; ``until`` and ``no_force`` are plain.
_UNTIL, _NO_FORCE, _ACTS, _DEATHS, _LEVELS = (
    f"{CONDITION}.{key}" for key in ("until", "no_force", "acts", "deaths", "levels")
)

_COUNT = "write a whole number, or the fewest and the most, such as [5, 20]"
_LEVEL = "write {on: 2019-06-30, within: [0.2, 0.6]}"


@dataclass(frozen=True)
class Known:
    """A number that is known to have lain between two others.

    Attributes:
        what: key of an act or a kind of act, or of a series; empty for the dead.
        low, high: between which it lay, both included.
        by: paths of the actors whose acts are counted; empty for anybody's.
        by_name: how the file calls them.
        on: the day of a level; None for counts.
    """

    what: str
    low: float
    high: float
    by: tuple[str, ...] = ()
    by_name: str = ""
    on: date | None = None


# -- one layer --------------------------------------------------------------------------------------------------------


def read_condition(reader: Reader, node: Node, values: dict[str, Any], paths: Paths) -> None:
    """Reads what has no plain value, and lays it into the values of a layer."""
    entries = node.value if isinstance(node.value, dict) else {}
    said = {path: entries.get(path.rpartition(".")[2]) for path in (_UNTIL, _ACTS, _DEATHS, _LEVELS)}
    found = {path: child for path, child in said.items() if child is not None and not child.is_null}
    no_force = entries.get("no_force")
    if no_force is not None and isinstance(no_force.value, str):  # yes is a word in YAML
        reader.wrong(no_force, _NO_FORCE, f"{no_force.words()} is neither true nor false", "allowed: true, false")
    if _UNTIL in found:
        values[_UNTIL] = _days(reader, found[_UNTIL], paths.format[_UNTIL])
    if _ACTS in found:
        values[_ACTS] = tuple(_acts(reader, found[_ACTS], paths))
    if _DEATHS in found:
        values[_DEATHS] = _deaths(reader, found[_DEATHS], paths)
    if _LEVELS in found:
        values[_LEVELS] = tuple(_levels(reader, found[_LEVELS], paths))


def _days(reader: Reader, node: Node, field: Field) -> tuple[date, ...] | None:
    """A day, or several that rise."""
    nodes = node.value if isinstance(node.value, tuple) else (node,)
    most = field.limits[1] if field.limits else len(nodes)
    if not 1 <= len(nodes) <= most:
        reader.wrong(node, _UNTIL, f"{len(nodes)} days are given", f"allowed: 1 to {most}")
        return None
    days = [reader.calendar_day(one, _UNTIL) for one in nodes]
    found = tuple(day for day in days if day)
    if len(found) < len(days):
        return None
    if list(found) != sorted(set(found)):
        reader.wrong(node, _UNTIL, "these days do not come one after the other", "write the earliest first")
        return None
    return found


def _acts(reader: Reader, node: Node, paths: Paths) -> Iterator[Known]:
    field = paths.format[_ACTS]
    for key, child in reader.fields(node, _ACTS, field.words).items():
        for at, one in _several(child, _is_count):
            path = f"{join(_ACTS, key)}{at}"
            by, by_name, count = tuple[str, ...](), "", one
            if one.is_map:
                entries = reader.fields(one, path, field.keys)
                if "count" not in entries:
                    reader.missing(one, path, ("count",), field.keys, "'count' is missing", f"{_COUNT}, as count")
                    continue
                count = entries["count"]
                if "by" in entries:
                    by_name, by = _actors(reader, entries["by"], join(path, "by"), paths)
                    if not by:
                        continue
            ends = _whole_ends(reader, count, path, field["count"])
            if ends is not None:
                yield Known(key, *ends, by, by_name)


def _deaths(reader: Reader, node: Node, paths: Paths) -> Known | None:
    ends = _whole_ends(reader, node, _DEATHS, paths.format[_ACTS]["count"])
    return None if ends is None else Known("", *ends)


def _levels(reader: Reader, node: Node, paths: Paths) -> Iterator[Known]:
    field = paths.format[_LEVELS]
    for key, child in reader.fields(node, _LEVELS, field.words).items():
        for at, one in _several(child, lambda node: node.is_map):
            path = f"{join(_LEVELS, key)}{at}"
            entries = reader.fields(one, path, field.keys)
            if lost := [need for need in field.needs if need not in entries]:
                if one.is_map:
                    reader.missing(one, path, lost, field.keys, f"{lost[0]!r} is missing", _LEVEL)
                continue
            day = reader.calendar_day(entries["on"], join(path, "on"))
            ends = _ends(reader, entries["within"], join(path, "within"))
            if day is not None and ends is not None:
                yield Known(key, *ends, on=day)


def _several(node: Node, single: Any) -> Iterator[tuple[str, Node]]:
    """One entry, or each of a list of them with its place in the list."""
    if isinstance(node.value, tuple) and not single(node):
        yield from ((f"[{at}]", one) for at, one in enumerate(node.value))
    else:
        yield "", node


def _is_count(node: Node) -> bool:
    """Whether a list is the two ends of a count rather than several entries."""
    return isinstance(node.value, tuple) and not any(one.is_map or one.is_list for one in node.value)


def _actors(reader: Reader, node: Node, path: str, paths: Paths) -> tuple[str, tuple[str, ...]]:
    """How the file calls an actor or a family, and their paths; empty after a mistake."""
    name = node.value if isinstance(node.value, str) else ""
    found = paths.members(name) if name in paths.families else paths.actor(name, paths.actors)
    if not found:
        names = (*paths.families, *paths.actors, *map(short, paths.actors))
        near = nearest(name, names, 0.75)  # Israel is not Iraq
        reader.wrong(node, path, f"there is no actor or family {node.words()}", names=names if near else paths.families)
    elif len(found) > 1 and name not in paths.families:
        reader.wrong(node, path, f"{name} may mean {' or '.join(found)}")
        return "", ()
    return name, found


def _whole_ends(reader: Reader, node: Node, path: str, field: Field) -> tuple[int, int] | None:
    """Fewest and most of a count: one whole number, or two of them."""
    if not isinstance(node.value, tuple):
        if node.is_map or node.is_null:
            reader.wrong(node, path, f"{node.words()} is no count", _COUNT)
            return None
        number = reader.whole(field, node, path)
        return None if number is None else (number, number)
    if len(node.value) != 2:
        reader.wrong(node, path, f"{node.words()} is no count", _COUNT)
        return None
    low, high = (reader.whole(field, one, path) for one in node.value)
    if low is None or high is None:
        return None
    return (low, high) if _rise(reader, node, path, low, high) else None


def _ends(reader: Reader, node: Node, path: str) -> tuple[float, float] | None:
    """The two numbers between which a level lay."""
    if not isinstance(node.value, tuple) or len(node.value) != 2:
        reader.wrong(node, path, f"{node.words()} is not two numbers", "write [0.2, 0.6]")
        return None
    low, high = (reader.number(one, path) for one in node.value)
    if low is None or high is None:
        return None
    return (low, high) if _rise(reader, node, path, low, high) else None


def _rise(reader: Reader, node: Node, path: str, low: float, high: float) -> bool:
    if low > high:
        reader.wrong(node, path, f"no number lies from {low:g} to {high:g}", "write the lower one first")
    return low <= high


# -- the whole scenario -----------------------------------------------------------------------------------------------


def settled(
    problems: Problems, values: Mapping[str, Any], place: Place, crisis: Crisis, sweep: Sweep
) -> tuple[Condition, ...]:
    """What is known when all layers are together, one condition per day that is named; empty without ``until``.

    Args:
        problems: where mistakes are noted.
        values: of all layers, by dotted path.
        place: where the section stands.
        crisis: whose acts and series are spoken of.
        sweep: what is swept.
    """
    days: tuple[date, ...] = values[_UNTIL] or ()
    start, last = values["clock.start"], values["clock.start"] + timedelta(days=values["clock.days"] - 1)
    levels: tuple[Known, ...] = values[_LEVELS]
    if not days:
        told = any(one.path.startswith(f"{CONDITION}.") for one in problems.errors)  # such as until, misspelt
        if not told and any(values[path] for path in (_NO_FORCE, _ACTS, _DEATHS, _LEVELS)):
            what = "something is known and not up to which day"
            problems.error(place, _UNTIL, what, "write until: DATE, or --set condition.until=DATE")
        return ()
    known = len(problems.errors)
    for day in days:
        if not start <= day < last:
            what = (
                f"{day} is {'before' if day < start else 'not before the last day of'} the run from {start} to {last}"
            )
            problems.error(place, _UNTIL, what, f"allowed: {start} to {last - timedelta(days=1)}")
    for one in levels:
        if one.on and not start <= one.on <= days[-1]:
            what = f"{one.on} does not lie between {start} and {days[-1]}, up to which something is known"
            problems.error(place, join(_LEVELS, one.what), what)
    if values[_NO_FORCE] and not crisis.acts.of_kind("force"):
        problems.error(place, _NO_FORCE, "nobody uses force in this crisis", "leave it out")
    if sweep.axes:
        what = "a sweep lays out what is chosen, and a record does not tell what was; a file has one of the two"
        problems.error(place, CONDITION, what, "give the points as variants, or leave the sweep out")
    return () if len(problems.errors) > known else tuple(_on(day, values, crisis) for day in days)


def _on(until: date, values: Mapping[str, Any], crisis: Crisis) -> Condition:
    """What is known on the evening of a day."""
    start, day = values["clock.start"], (until - values["clock.start"]).days
    force = (Known("force", 0, 0),) if values[_NO_FORCE] else ()
    clauses: list[Clause] = []
    for one in (*force, *values[_ACTS]):
        acts = (one.what,) if one.what in crisis.acts else crisis.acts.of_kind(one.what)
        name = f"{one.what}{f' by {one.by_name}' if one.by_name else ''} until {until}"
        clauses.append(Clause(name, Count(day, acts, one.by), one.low, one.high, one.what, one.by_name))
    if (dead := values[_DEATHS]) is not None:
        clauses.append(Clause(f"deaths until {until}", Count(day, dead=True), dead.low, dead.high))
    for one in values[_LEVELS]:
        if one.on <= until:
            clauses.append(
                Clause(f"{one.what} on {one.on}", Reading(one.what, (one.on - start).days), one.low, one.high)
            )
    return Condition(day, f"agrees until {until}", tuple(clauses))


def written(values: Mapping[str, Any], key: str) -> Any:
    """What a file writes below a key of the section that has no plain value; None where it says nothing."""
    found = values[join(CONDITION, key)]
    if key == "until":
        days = [day.isoformat() for day in found or ()]
        return days[0] if len(days) == 1 else days or None
    if key == "deaths":
        return None if found is None else [found.low, found.high]
    entries: dict[str, list[Any]] = {}
    for one in found:
        ends = [one.low, one.high]
        count = {"count": ends, "by": one.by_name} if one.by_name else {"count": ends}
        entries.setdefault(one.what, []).append({"on": one.on.isoformat(), "within": ends} if one.on else count)
    return entries or None
