"""Reads ``start:``, how things stand on the first day: a day of which states are kept, and states one by one.

A state that may be given is a parameter that starts one (``starts`` in its declaration), so it may be drawn, swept, set
by a variant and from the command line like any other. The section is another way of writing them, under one heading and
with the states of a day as a ground to begin from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sim.scenario.meant import looks_like_day
from sim.scenario.parts import Value
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join
from sim.scenario.values import read_value
from sim.scenario.yaml_text import Node

#: Key of the section, and of the day within it.
START, AS_OF = "start", "as_of"

_BESIDE = "goes without saying where other states are given"


@dataclass(frozen=True)
class Start:
    """What one layer says of the start.

    Attributes:
        as_of: the day whose states are taken over; None where it says nothing.
        of_day: these states by full path, None for one as declared; what the layer says otherwise beats them.
        given: the states that the section names, by full path; None where it says ``null``.
    """

    as_of: date | None = None
    of_day: Mapping[str, Value | None] = field(default_factory=dict)
    given: Mapping[str, Value | None] = field(default_factory=dict)


def read_start(reader: Reader, node: Node, paths: Paths, path: str = START) -> Start:
    """Reads the section: a day, or a map of ``as_of`` and states; ``null`` brings back the declared values."""
    if node.is_null:
        return _declared(paths)
    if not node.is_map:
        return _of_day(reader, node, path, paths)
    entries = reader.entries(node, path)
    of_day = Start()
    if AS_OF in entries:
        here = join(path, AS_OF)
        of_day = _declared(paths) if entries[AS_OF].is_null else _of_day(reader, entries[AS_OF], here, paths)
    rest = {key: child for key, child in entries.items() if key != AS_OF}
    given = _given(reader, node, rest, path, paths)
    return Start(of_day.as_of, of_day.of_day or _beside(paths), given)


def _beside(paths: Paths) -> dict[str, Value]:
    """States that go without saying once others are given."""
    found = {path: paths.catalogue[path].beside for path in states(paths)}
    return {path: Value.fixed(value, _BESIDE) for path, value in found.items() if value is not None}


def once(
    reader: Reader, node: Node, path: str, start: Start, said: Mapping[str, object], section: str, paths: Paths
) -> None:
    """Notes the states that the section gives and another one beside it says, too.

    Args:
        reader: notes the mistakes.
        node, path: the section and its dotted path.
        start: what it gives.
        said: what the other section says, by full path.
        section: its name.
        paths: the parameters there are.
    """
    for state in sorted(start.given.keys() & said.keys()):
        key = next(name for name in node.keys if state in paths.expand(name))
        what = f"{key} is also under {section}; a state is given once"
        reader.problems.error(node.keys[key], join(path, key), what, "delete one of them")


def states(paths: Paths) -> tuple[str, ...]:
    """Full paths of the states that may be given."""
    return tuple(path for path, parameter in paths.catalogue.items() if parameter.starts)


def _declared(paths: Paths) -> Start:
    """All states as they are declared."""
    return Start(paths.crisis.start, dict.fromkeys(states(paths)))


def _of_day(reader: Reader, node: Node, path: str, paths: Paths) -> Start:
    """The states of a day; nothing after a mistake."""
    day, kept = reader.calendar_day(node, path), paths.crisis.starts()
    days = sorted({paths.crisis.start, *kept})
    if day is not None and day not in days:
        what = f"no states are kept for {day}"
        remedy = f"allowed: {', '.join(map(str, days))}; the first day itself goes under clock: {{{START}: {day}}}"
        reader.wrong(node, path, what, remedy)
        return Start()
    if day is None:
        return Start()
    stood = kept.get(day, {})
    # An added member stands as the one that it is like.
    told = {one: stood.get(one) or stood.get(paths.origin(one)) for one in states(paths)}
    return Start(day, {one: said and Value.fixed(said[0], said[1]) for one, said in told.items()})


def _given(reader: Reader, node: Node, entries: Mapping[str, Node], path: str, paths: Paths) -> dict[str, Value | None]:
    """States by full path; a member's own beats its family's."""
    by_family: dict[str, Value | None] = {}
    by_member: dict[str, Value | None] = {}
    for key, child in entries.items():
        meant = paths.expand(key)
        if not meant or not paths.parameter(key).starts:
            _unknown(reader, node, key, bool(meant), path, paths)
            continue
        value = None if child.is_null else read_value(reader, child, join(path, key), paths.parameter(key))
        if value is not None or child.is_null:
            (by_member if key in paths.catalogue else by_family).update(dict.fromkeys(meant, value))
    return {**by_family, **by_member}


def _unknown(reader: Reader, node: Node, key: str, parameter: bool, path: str, paths: Paths) -> None:
    """Notes a key that is no state."""
    place, here = node.keys[key], join(path, key)
    if parameter:
        reader.problems.error(
            place, here, f"{key} holds throughout, not at the start only", "write it under parameters"
        )
        return
    if looks_like_day(key):
        what, remedy = f"the day {key} cannot stand here as a key", f"write start: {key}, or start: {{{AS_OF}: {key}}}"
        reader.problems.error(place, here, what, remedy)
        return
    names = [AS_OF, *(path for path in paths.names if paths.parameter(path).starts)]
    near = [name for name in names if f".{key}." in f".{name}."]
    what = f"there is no state {key!r} that could be given"
    if key in paths.format[f"{START}.{AS_OF}"].also:
        reader.problems.error(place, here, what, f"did you mean {AS_OF}? The first day goes under clock: {{start: …}}")
    elif near:
        reader.problems.error(place, here, what, f"did you mean {' or '.join(near[:3])}?")
    else:
        reader.problems.error(place, here, what, "`redline params start` lists them all", key, names)
