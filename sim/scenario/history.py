"""Reads ``history:``, the stretch of the record that is replayed before the actors choose for themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim.engine.crisis import Crisis, Deed, RecordError
from sim.scenario.events import read_events
from sim.scenario.parts import Course, Event, History, Record
from sim.scenario.paths import Paths
from sim.scenario.posterior import named_file
from sim.scenario.problems import Place, Problems
from sim.scenario.reader import Reader, join
from sim.scenario.yaml_text import Node

UNTIL, RECORD = "history.until", "history.events"

_DAY = timedelta(days=1)


def read_record(reader: Reader, node: Node, paths: Paths) -> Record | None:
    """A record of one's own: the name of a file, or what a run's manifest keeps of one."""
    if node.is_map:
        return _resolved(reader, node, paths)
    path = named_file(reader, node, RECORD, "write the name of a CSV file")
    if path is None:
        return None
    try:
        found = _recorded(paths.crisis, path)
    except RecordError as error:
        reader.wrong(node, RECORD, f"this record cannot be used\n{error}")
        return None
    first = found.observed[0][0]
    if first < _recorded(paths.crisis, None).observed[0][0]:
        what = f"{path.name} begins on {first}, before the built-in record, and takes the place of all of it"
        reader.problems.warn(node.place, RECORD, what)
    return found


def _recorded(crisis: Crisis, path: Path | None) -> Record:
    """The record of a crisis, an own file's rows in the place of the built-in ones from its first day on.

    Raises:
        RecordError: when the file has mistakes.
    """
    assert crisis.record is not None  # a section about it is refused before
    found = crisis.record(path)
    return Record(found.name, tuple(map(_event, found.deeds)), found.observed, found.reaches)


def _event(deed: Deed) -> Event:
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
        warned=deed.warned,
    )


def _resolved(reader: Reader, node: Node, paths: Paths) -> Record | None:
    fields = paths.format[RECORD]
    entries = reader.fields(node, RECORD, fields.keys)
    if not set(fields.needs) <= entries.keys():
        reader.wrong(node, RECORD, "a record has acts, observed and reaches", "write the name of a CSV file")
        return None
    acts = read_events(reader, entries["acts"], join(RECORD, "acts"), paths, recorded=True)
    said = reader.plain(fields, entries, RECORD)
    items = reader.items(entries["observed"], join(RECORD, "observed"))
    spans = [_span(reader, item, f"{RECORD}.observed[{i}]") for i, item in enumerate(items)]
    if said["reaches"] is None or None in spans:
        return None
    return Record(said.get("name") or "", acts, tuple(span for span in spans if span), said["reaches"])


def _span(reader: Reader, node: Node, path: str) -> tuple[date, date] | None:
    """First and last day; None after a mistake, which is noted."""
    known = len(reader.problems.errors)
    days = [reader.calendar_day(day, path) for day in reader.items(node, path)]
    if len(reader.problems.errors) > known:
        return None
    if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
        return days[0], days[1]
    reader.wrong(node, path, "a span has a first day and a last day", "write [2018-05-08, 2019-09-30]")
    return None


# -- the whole scenario ----------------------------------------------------------------------------------------------


def settled(problems: Problems, values: Mapping[str, Any], place: Place, crisis: Crisis) -> History | None:
    """What is replayed when all layers are together; None without ``until``.

    Args:
        problems: where mistakes are noted.
        values: of all layers, by dotted path.
        place: where the section stands.
        crisis: whose record it is.
    """
    until, given, start = values[UNTIL], values[RECORD], values["clock.start"]
    if until is None or crisis.record is None:
        if given is not None:
            what = "a record is given and no day up to which it is replayed"
            problems.error(place, UNTIL, what, "write until: DATE, or --set history.until=DATE")
        return None
    if until < start:
        problems.error(place, UNTIL, f"{until} lies before the clock starts on {start}")
        return None
    record = given or _recorded(crisis, None)
    if until > record.reaches:
        what = f"the record ends on {record.reaches}, before {until}"
        remedy = "name one that reaches it under history.events, or with --events FILE"
        problems.error(place, UNTIL, what, "" if record.name else remedy)
        return None
    if until >= start + timedelta(days=values["clock.days"] - 1):
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


def since(history: History | None, as_of: date | None) -> History | None:
    """What is replayed without the acts that the states of the start hold already, which are those of an evening."""
    if history is None or as_of is None or not any(act.on and act.on <= as_of for act in history.record.acts):
        return history
    acts = tuple(act for act in history.record.acts if not act.on or act.on > as_of)
    return replace(history, record=replace(history.record, acts=acts))


def replayed(
    history: History | None,
    events: Iterable[Event],
    courses: Mapping[str, Course],
    start: date,
    policy: tuple[str, str] | None,
) -> tuple[Event, ...]:
    """The recorded acts that a variant's own settings do not have already.

    An act of the crisis' policy on the day that a step of its parameter takes effect or is announced is that step; an
    act that the scenario forces on the same day is that act, and one of them only where the record has several.

    Args:
        history: what is replayed; None for nothing.
        events: the variant's own events.
        courses: histories of its parameters, by full path.
        start: first day of the clock.
        policy: act and parameter path of the policy that scenarios date; None without one.
    """
    if history is None:
        return ()
    told = Counter((event.actor, event.act, event.on) for event in events)
    act_of_policy, path = policy or ("", "")
    steps = [day for step in courses.get(path, ()) for day in (step.day, step.announced)]
    dated = {start} | {start + timedelta(days=day) for day in steps}
    found = []
    for act in history.record.acts:
        key = (act.actor, act.act, act.on)
        if act.act == act_of_policy and act.on in dated:
            continue
        if told[key]:
            told[key] -= 1
        else:
            found.append(act)
    return tuple(found)
