"""Reads ``events:``, the things that happen whatever the agents choose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.engine.nearest import nearest
from sim.scenario.format import Field
from sim.scenario.parts import Event
from sim.scenario.paths import Paths, short
from sim.scenario.reader import Reader, join
from sim.scenario.yaml_text import Node


def read_events(reader: Reader, node: Node, path: str, paths: Paths, recorded: bool = False) -> tuple[Event, ...]:
    """Reads a list of events; those with a mistake are left out.

    Args:
        reader: notes the mistakes.
        node: the list.
        path: its dotted path.
        paths: the actors there are.
        recorded: whether they are a record's acts, of which there are more kinds.
    """
    fields = paths.format["history.events.acts" if recorded else "events"]
    items = reader.items(node, path)
    most = fields.limits[1] if fields.limits else len(items)
    what = f"{len(items)} events are too many; allowed: at most {most}"
    if reader.within(node, path, len(items), fields.limits, what) is None:
        return ()
    found = [_event(reader, item, f"{path}[{i}]", paths, fields) for i, item in enumerate(items)]
    return tuple(event for event in found if event)


def _event(reader: Reader, node: Node, path: str, paths: Paths, fields: Field) -> Event | None:
    before = len(reader.problems.errors)
    meant = {word: one.key for one in fields.fields for word in one.also}
    entries = reader.fields(node, path, fields.keys, meant)
    for key in fields.needs:
        if key not in entries and node.is_map:
            example = "write {on: 2019-06-20, act: …, actor: …}"
            reader.missing(node, path, (key,), fields.keys, f"{key!r} is missing", example, meant)
    entries = _one_day(reader, node, entries, path, fields)
    said: dict[str, Any] = reader.plain(fields, entries, path)
    act = said.get("act")
    actor = _actor(reader, entries["actor"], join(path, "actor"), act, paths) if "actor" in entries else None
    between = _span(reader, entries["between"], join(path, "between")) if "between" in entries else None
    target = _target(reader, entries["target"], join(path, "target"), paths) if "target" in entries else ""
    if len(reader.problems.errors) > before or act is None or actor is None:
        return None
    usual = {one.key: one.default for one in fields.fields if one.key != "rung"} | {"rung": paths.crisis.acts[act].rung}
    _check_dead(reader, entries, path, said, paths)
    return Event(**(usual | said | {"actor": actor, "between": between, "target": target or ""}))


#: An event has one of these.
_WHEN = ("on", "day", "between")


def _one_day(reader: Reader, node: Node, entries: Mapping[str, Node], path: str, fields: Field) -> Mapping[str, Node]:
    """The entries of an event with its day or its span of days; without either where not exactly one is given."""
    given = [key for key in _WHEN if key in entries]
    if len(given) == 1:
        return entries
    if node.is_map:
        what = "it has both a day and a span of days" if "between" in given else "it has two days"
        example = "write on: 2019-06-20, day: 30 (from the first, which is 0), or between: [2019-06-01, 2019-12-31]"
        meant = {word: one.key for one in fields.fields for word in one.also}
        reader.missing(node, path, _WHEN, fields.keys, what if given else "its day is missing", example, meant)
    return {key: child for key, child in entries.items() if key not in _WHEN}


def _check_dead(reader: Reader, entries: Mapping[str, Node], path: str, said: Mapping[str, Any], paths: Paths) -> None:
    """Notes the dead of an act in which the model lets nobody die: they would be lost without a word."""
    act = paths.crisis.acts[said["act"]]
    if said.get("deaths") and (act.kind != "attack" or not act.can_kill):
        what = f"these are {paths.crisis.dead}, and none are counted in an act such as {act.key}"
        reader.wrong(entries["deaths"], join(path, "deaths"), what, "leave it out, or name another act")


def _span(reader: Reader, node: Node, path: str) -> tuple[date, date] | None:
    """The two days between which an event falls."""
    if not isinstance(node.value, tuple) or len(node.value) != 2:
        reader.wrong(node, path, f"{node.words()} is not two days", "write [2019-06-01, 2019-12-31]")
        return None
    first, last = (reader.calendar_day(item, f"{path}[{i}]") for i, item in enumerate(node.value))
    if first is None or last is None:
        return None
    if last < first:
        reader.wrong(node, path, f"{last} comes before {first}")
        return None
    return first, last


def _actor(reader: Reader, node: Node, path: str, act: str | None, paths: Paths) -> str | None:
    """Full path of an actor that may commit the act."""
    if not isinstance(node.value, str):
        reader.wrong(node, path, f"{node.words()} is not an actor")
        return None
    families = paths.crisis.acts[act].by if act else paths.actors
    able = tuple(actor for family in families for actor in paths.members(family))
    found = paths.actor(node.value, able)
    if len(found) == 1:
        return found[0]
    near = nearest(node.value, map(short, able), 0.75)  # Israel is not Iran
    if paths.actor(node.value, paths.actors) and not found:
        near = ""
        what = f"{node.value} does not commit {act}"
    else:
        what = f"{node.value} may mean {' or '.join(found)}" if found else f"there is no actor {node.value!r}"
    names = [name for path in able for name in ((path, short(path)) if "." in path else (path,))]
    reader.wrong(node, path, what, f"allowed: {', '.join(able)}", names=() if found or not near else names)
    return None


def _target(reader: Reader, node: Node, path: str, paths: Paths) -> str | None:
    """Full path of whom an act is aimed at: a member of the family that grows, or any actor where there is none."""
    able = paths.members(paths.growing.path) if paths.growing else paths.actors
    found = paths.actor(node.value, able) if isinstance(node.value, str) else ()
    if found:
        return found[0]
    names = [short(actor) for actor in able]
    if isinstance(node.value, str) and paths.actor(node.value, paths.actors):
        what = f"{node.value} is no {paths.noun}; where only one is meant, leave it out"
        reader.wrong(node, path, what, f"allowed: {', '.join(names)}")
        return None
    what = f"there is no {paths.noun} {node.words()}; what else was struck is a text for title"
    reader.wrong(node, path, what, names=names)
    return None
