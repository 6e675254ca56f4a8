"""Reads ``events:``, the things that happen whatever the agents choose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sim.crisis.acts import ACTS, FORCEABLE
from sim.scenario.format import KEYS, LONGEST_TITLE, MOST_EVENTS, MOST_RECORDED
from sim.scenario.nodes import Node
from sim.scenario.parts import Event
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join

HIGHEST_RUNG = 10.0


#: Acts that only a record brings: answers below force, of which a scenario has no need.
RECORDED: tuple[str, ...] = (*FORCEABLE, *(key for key, act in ACTS.items() if act.kind == "answer"))


def read_events(reader: Reader, node: Node, path: str, paths: Paths, recorded: bool = False) -> tuple[Event, ...]:
    """Reads a list of events; those with a mistake are left out.

    Args:
        reader: notes the mistakes.
        node: the list.
        path: its dotted path.
        paths: the actors there are.
        recorded: whether they are a record's acts, of which there are more kinds.
    """
    items, most = reader.items(node, path), MOST_RECORDED if recorded else MOST_EVENTS
    if len(items) > most:
        reader.wrong(node, path, f"{len(items)} events are too many; allowed: at most {most}")
        return ()
    found = [_event(reader, item, f"{path}[{i}]", paths, recorded) for i, item in enumerate(items)]
    return tuple(event for event in found if event)


def _event(reader: Reader, node: Node, path: str, paths: Paths, recorded: bool) -> Event | None:
    before = len(reader.problems.errors)
    entries = reader.fields(node, path, (*KEYS["event"], *(("own_war",) if recorded else ())))
    for key in ("act", "actor"):
        if key not in entries and node.is_map:
            example = "write {on: 2019-06-20, act: …, actor: …}"
            reader.missing(node, path, (key,), KEYS["event"], f"{key!r} is missing", example)
    acts = RECORDED if recorded else FORCEABLE
    act = reader.word(entries["act"], join(path, "act"), acts) if "act" in entries else None
    actor = _actor(reader, entries["actor"], join(path, "actor"), act, paths) if "actor" in entries else None
    on, between = _when(reader, node, entries, path)
    chance = reader.chance(entries["chance"], join(path, "chance")) if "chance" in entries else 1.0
    deaths = reader.whole(entries["deaths"], join(path, "deaths"), "event.deaths") if "deaths" in entries else 0
    rung = _rung(reader, entries["rung"], join(path, "rung")) if "rung" in entries else None
    target = _target(reader, entries["target"], join(path, "target"), paths) if "target" in entries else ""
    title = reader.text(entries["title"], join(path, "title"), LONGEST_TITLE) if "title" in entries else ""
    source = reader.source(entries["source"], join(path, "source")) if "source" in entries else ""
    if len(reader.problems.errors) > before or act is None or actor is None:
        return None
    rung = ACTS[act].rung if rung is None else rung
    own_war = "own_war" in entries and entries["own_war"].value is True
    return Event(actor, act, on, between, chance or 0.0, rung, deaths or 0, target or "", title or "", source, own_war)


def _actor(reader: Reader, node: Node, path: str, act: str | None, paths: Paths) -> str | None:
    """Full path of an actor that may commit the act."""
    if not isinstance(node.value, str):
        reader.wrong(node, path, f"{node.words()} is not an actor")
        return None
    families = ACTS[act].by if act else paths.actors
    able = tuple(actor for family in families for actor in paths.members(family))
    found = paths.actor(node.value, able)
    if len(found) == 1:
        return found[0]
    if paths.actor(node.value, paths.actors) and not found:
        what = f"{node.value} does not commit {act}"
    else:
        what = f"{node.value} may mean {' or '.join(found)}" if found else f"there is no actor {node.value!r}"
    names = [name for path in able for name in ((path, path.rpartition(".")[2]) if "." in path else (path,))]
    reader.wrong(node, path, what, f"allowed: {', '.join(able)}", names=() if found else names)
    return None


def _when(
    reader: Reader, node: Node, entries: Mapping[str, Node], path: str
) -> tuple[date | None, tuple[date, date] | None]:
    """The day of an event, or the two days between which it falls."""
    if ("on" in entries) == ("between" in entries):
        if node.is_map:
            what = "it has both a day and a span of days" if "on" in entries else "its day is missing"
            example = "write on: 2019-06-20, or between: [2019-06-01, 2019-12-31]"
            reader.missing(node, path, ("on", "between"), KEYS["event"], what, example)
        return None, None
    if "on" in entries:
        return reader.day(entries["on"], join(path, "on")), None
    span = entries["between"]
    here = join(path, "between")
    if not isinstance(span.value, tuple) or len(span.value) != 2:
        reader.wrong(span, here, f"{span.words()} is not two days", "write [2019-06-01, 2019-12-31]")
        return None, None
    first, last = (reader.day(item, f"{here}[{i}]") for i, item in enumerate(span.value))
    if first is None or last is None:
        return None, None
    if last < first:
        reader.wrong(span, here, f"{last} comes before {first}")
        return None, None
    return None, (first, last)


def _rung(reader: Reader, node: Node, path: str) -> float | None:
    rung = reader.number(node, path)
    if rung is not None and not 0.0 <= rung <= HIGHEST_RUNG:
        reader.wrong(node, path, f"{rung:g} is out of range", f"allowed: 0 to {HIGHEST_RUNG:g} (rung)")
        return None
    return rung


def _target(reader: Reader, node: Node, path: str, paths: Paths) -> str | None:
    """Full path of the militia that a strike is aimed at."""
    militias = paths.members("proxies")
    found = paths.actor(node.value, militias) if isinstance(node.value, str) else ()
    if found:
        return found[0]
    names = [actor.rpartition(".")[2] for actor in militias]
    reader.wrong(node, path, f"there is no militia {node.words()}", names=names)
    return None
