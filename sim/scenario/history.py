"""Reads ``history:``, the stretch of the record that is replayed before the actors choose for themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim.scenario.events import read_events
from sim.scenario.format import KEYS, SETTINGS
from sim.scenario.nodes import Node
from sim.scenario.parts import Course, Event, History, Record
from sim.scenario.paths import Paths
from sim.scenario.problems import Problems
from sim.scenario.reader import Reader, join

UNTIL, RECORD = "history.until", "history.events"

_DAY = timedelta(days=1)


def read_history(reader: Reader, node: Node, paths: Paths) -> dict[str, Any]:
    """The settings of the section, by the keys of ``SETTINGS``; ``null`` means that nothing is replayed."""
    if node.is_null:
        return {UNTIL: SETTINGS[UNTIL], RECORD: SETTINGS[RECORD]}
    entries = reader.fields(node, "history", KEYS["history"])
    found: dict[str, Any] = {}
    if "until" in entries:
        child = entries["until"]
        day = SETTINGS[UNTIL] if child.is_null else reader.day(child, UNTIL)
        if day is not None or child.is_null:
            found[UNTIL] = day
    if "events" in entries:
        child = entries["events"]
        record = SETTINGS[RECORD] if child.is_null else _record(reader, child, paths)
        if record is not None or child.is_null:
            found[RECORD] = record
    return found


def _record(reader: Reader, node: Node, paths: Paths) -> Record | None:
    """A record of one's own: the name of a file, or what a run's manifest keeps of one."""
    if node.is_map:
        return _resolved(reader, node, paths)
    if not isinstance(node.value, str):
        reader.wrong(node, RECORD, f"{node.words()} is not a file", "write the name of a CSV file")
        return None
    from sim.crisis.record.reading import RecordError

    beside = Path(node.place.file).parent / node.value
    path = beside if beside.exists() else Path(node.value)
    try:
        found = of_file(path)
    except RecordError as error:
        reader.wrong(node, RECORD, f"this record cannot be used\n{error}")
        return None
    first = found.observed[0][0]
    if first < of_file(None).observed[0][0]:
        what = f"{path.name} begins on {first}, before the built-in record, and takes the place of all of it"
        reader.problems.warn(node.place, RECORD, what)
    return found


def of_file(path: Path | None) -> Record:
    """The record as the model knows it, an own file's rows in the place of the built-in ones from its first day on.

    Raises:
        RecordError: when the file has mistakes.
    """
    from sim.crisis.record.deeds import covered, deeds  # only scenarios that replay the record read it
    from sim.crisis.record.joined import RECORD_END, together
    from sim.crisis.record.periods import end_of_month

    rows = together(path)
    acts = tuple(_event(deed) for deed in deeds(rows))
    if path is None:
        return Record("", acts, tuple(covered(rows, RECORD_END)), RECORD_END)
    last = max(row.date for row in rows)
    reaches = end_of_month(last)  # a month may end quietly
    *spans, (first, _) = covered(rows, last)
    return Record(path.name, acts, (*spans, (first, reaches)), reaches)


def _event(deed: Any) -> Event:
    return Event(
        actor=deed.actor,
        act=deed.act,
        on=deed.date,
        between=None,
        chance=1.0,
        rung=deed.rung,
        deaths=deed.deaths,
        target=deed.target,
        own_war=deed.own_war,
    )


def _resolved(reader: Reader, node: Node, paths: Paths) -> Record | None:
    entries = reader.fields(node, RECORD, KEYS["record"])
    if not {"acts", "observed", "reaches"} <= entries.keys():
        reader.wrong(node, RECORD, "a record has acts, observed and reaches", "write the name of a CSV file")
        return None
    acts = read_events(reader, entries["acts"], join(RECORD, "acts"), paths, recorded=True)
    name = reader.text(entries["name"], join(RECORD, "name"), 200) if "name" in entries else ""
    items = reader.items(entries["observed"], join(RECORD, "observed"))
    spans = [_span(reader, item, f"{RECORD}.observed[{i}]") for i, item in enumerate(items)]
    reaches = reader.day(entries["reaches"], join(RECORD, "reaches"))
    if reaches is None or None in spans:
        return None
    return Record(name or "", acts, tuple(span for span in spans if span), reaches)


def _span(reader: Reader, node: Node, path: str) -> tuple[date, date] | None:
    """First and last day; None after a mistake, which is noted."""
    known = len(reader.problems.errors)
    days = [reader.day(day, path) for day in reader.items(node, path)]
    if len(reader.problems.errors) > known:
        return None
    if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
        return days[0], days[1]
    reader.wrong(node, path, "a span has a first day and a last day", "write [2018-05-08, 2019-09-30]")
    return None


# -- the whole scenario ----------------------------------------------------------------------------------------------


def settled(problems: Problems, settings: dict[str, Any], place: Any, start: date) -> History | None:
    """What is replayed when all layers are together; None without ``until``.

    Args:
        problems: where mistakes are noted.
        settings: of all layers, by the keys of ``SETTINGS``.
        place: where the section stands.
        start: first day of the clock.
    """
    until, given = settings[UNTIL], settings[RECORD]
    if until is None:
        if given is not None:
            what = "a record is given and no day up to which it is replayed"
            problems.error(place, UNTIL, what, "write until: DATE, or --set history.until=DATE")
        return None
    if until < start:
        problems.error(place, UNTIL, f"{until} lies before the clock starts on {start}")
        return None
    record = given or of_file(None)
    if until > record.reaches:
        what = f"the record ends on {record.reaches}, before {until}"
        remedy = "name one that reaches it under history.events, or with --events FILE"
        problems.error(place, UNTIL, what, "" if record.name else remedy)
        return None
    if until >= start + timedelta(days=settings["clock.days"] - 1):
        problems.warn(place, UNTIL, f"the clock stops by {until}: nobody chooses for themselves")
    spans = tuple((max(a, start), min(b, until)) for a, b in record.observed if a <= until and b >= start)
    for first, last in _between(spans, start, until):
        what = f"the record has no row from {first} to {last}; a gap is unobserved: actors choose for themselves there"
        problems.warn(place, RECORD, what)
    acts = tuple(act for act in record.acts if act.on and start <= act.on <= until)
    return History(until, Record(record.name, acts, spans, until))


def _between(spans: Iterable[tuple[date, date]], start: date, until: date) -> Iterator[tuple[date, date]]:
    """First and last day of the stretches from one day to another that no span covers."""
    edges = [start, *(day + shift for span in spans for day, shift in zip(span, (-_DAY, _DAY), strict=True)), until]
    yield from ((first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if first <= last)


def replayed(history: History | None, events: Iterable[Event], pressure: Course, start: date) -> tuple[Event, ...]:
    """The recorded acts that a variant's own settings do not have already.

    A step of sanctions on the day that a step of ``united_states.pressure`` takes effect or is announced is that step;
    an act that the scenario forces on the same day is that act, and one of them only where the record has several.

    Args:
        history: what is replayed; None for nothing.
        events: the variant's own events.
        pressure: its course of pressure.
        start: first day of the clock.
    """
    if history is None:
        return ()
    told = Counter((event.actor, event.act, event.on) for event in events)
    policy = {start} | {start + timedelta(days=day) for step in pressure for day in (step.day, step.announced)}
    found = []
    for act in history.record.acts:
        key = (act.actor, act.act, act.on)
        if act.act == "sanctions_step" and act.on in policy:
            continue
        if told[key]:
            told[key] -= 1
        else:
            found.append(act)
    return tuple(found)
