"""Reads a file of coded events into the record's columns, and counts every row that is left out, with its reason."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.crisis.record import doers
from sim.crisis.record.reading import FIRST_YEAR, RecordedEvent
from sim.crisis.record.words import AMERICAN
from sim.engine import files
from sim.engine.coding import Rule, Scheme, read_scheme
from sim.engine.crisis import RecordError
from sim.engine.nearest import nearest

#: Data sets by the name of their file of rules.
SCHEMES = ("acled", "ucdp", "gdelt", "polecat")
#: Bytes of an export: GDELT's of a day are some ten million.
LARGEST = 512 * files.MIB

_NO_DAY = "its day cannot be read"
_STRANGER = "done by none of the record's sides: the United States, Iran, its militias, go-betweens or crowds"
_SEVERAL = "done by several sides at once"
_AGAIN = "told again: another row has the same day, doer, act and target"
_UNEVEN = "it has not as many values as there are columns"
_BOTH_SIDES = "who attacked is not coded: there are dead on both sides, or on neither"
_NO_RULE = "no rule takes it: its kind, doer and target together are no act of the record"


class _Left(Exception):
    """A row that is left out; its argument is the reason."""


class Doer(NamedTuple):
    """Who did it: as the record calls him, his side, and how sure that is."""

    called: str
    side: str
    attribution: str


@dataclass(frozen=True)
class Coded:
    """What a file of coded events became.

    Attributes:
        scheme: the data set.
        rows: how many rows the file has.
        events: the record's events, in order of date; ``line`` is the line of the file.
        dropped: rows that were left out, by reason.
    """

    scheme: Scheme
    rows: int
    events: tuple[RecordedEvent, ...]
    dropped: Mapping[str, int]


def scheme_of(name: str) -> Scheme:
    """How a data set of :data:`SCHEMES` becomes a record."""
    return read_scheme("sim.crisis.record.coded", name)


def read(path: Path, name: str) -> Coded:
    """Reads a file of a data set.

    Args:
        path: the file, as its project publishes it: CSV, or tabs for GDELT and POLECAT.
        name: one of :data:`SCHEMES`.

    Raises:
        RecordError: when it cannot be read, or its columns are not those of the data set.
    """
    scheme = scheme_of(name)
    try:
        text = files.read_text(path, LARGEST)
    except files.Unreadable as error:
        near = files.near(path) if files.kind(path) == files.NOTHING else None
        raise RecordError(f"{error}; did you mean {files.named(near)}?" if near else str(error)) from None
    found: list[RecordedEvent] = []
    dropped: Counter[str] = Counter()
    seen, rows = set(), 0
    for line, cells in _rows(text, path, scheme):
        rows += 1
        try:
            event = _event(cells, scheme, line)
        except _Left as left:
            dropped[str(left)] += 1
            continue
        key = (event.date, event.actor, event.action, event.target)
        if key in seen:
            dropped[_AGAIN] += 1
            continue
        seen.add(key)
        found.append(event)
    return Coded(scheme, rows, tuple(sorted(found, key=lambda one: one.date)), dict(dropped.most_common()))


# -- rows ----------------------------------------------------------------------------------------------------------


def _rows(text: str, path: Path, scheme: Scheme) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells by column of every row; without cells where a row is not whole."""
    lines = io.StringIO(text, newline="")
    between = "\t" if scheme.tabs else ","
    bare = csv.reader(lines, delimiter=between, quoting=csv.QUOTE_NONE)  # quotes in an address are no quotes
    reader = bare if scheme.header else csv.reader(lines, delimiter=between)
    names: Sequence[str] = scheme.header
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = [cell.strip() for cell in cells]
                _check(names, path, scheme)
            elif len(cells) == len(names):
                yield reader.line_num, {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
            elif scheme.header and len(cells) < len(names) // 2:
                what = f"{len(cells)} values, where {scheme.title} has {len(names)} between tabs and no heading"
                raise RecordError(f"{files.named(path)}:{reader.line_num}: {what}; give the file as it is published")
            else:
                yield reader.line_num, {}
    except csv.Error as error:
        raise RecordError(f"{files.named(path)}:{reader.line_num}: it cannot be taken apart ({error})") from None
    if not names:
        raise RecordError(f"{files.named(path)}:1: the file is empty; give an export of {scheme.title}")


def _check(names: Sequence[str], path: Path, scheme: Scheme) -> None:
    asked = [key for rule in scheme.rules for key in rule.when]
    needed = dict.fromkeys([*scheme.columns.values(), *scheme.sides, *asked])
    missing = [name for name in needed if name not in names]
    if not missing:
        return
    near = nearest(missing[0], [name[: files.LONGEST_QUOTE] for name in names], 0.7)
    hint = f"; did you mean it by {files.quoted(near)}?" if near else ""
    if len(names) == 1:
        hint = f"; its values are not separated by {'tabs' if scheme.tabs else 'commas'}"
    what = (
        f"an export of {scheme.title} has the column{'s' * (len(missing) > 1)} {', '.join(missing)}, and this has not"
    )
    raise RecordError(f"{files.named(path)}:1: {what}{hint}")


# -- one row -------------------------------------------------------------------------------------------------------


def _event(cells: Mapping[str, str], scheme: Scheme, line: int) -> RecordedEvent:
    if not cells:
        raise _Left(_UNEVEN)
    part = {name: _told(cells[column]) for name, column in scheme.columns.items()}
    day = _day(part["date"], scheme)
    doer_name, target_name, us_dead, dead = _sides(part, cells, scheme)
    _refuse(cells, scheme)
    doer = _doer(doer_name, scheme)
    where = scheme.countries.get(part["country"], part["country"])
    words = "" if doer.side == doers.UNITED_STATES else _ours(scheme, target_name, part)
    rule = _rule(cells, scheme, doer.side, _target_sides(target_name, scheme), bool(words))
    place = files.plain(part["place"])
    there = "" if AMERICAN.search(place) and not words else place  # where it was done is not whom it was done to
    target = ", ".join(filter(None, (words or _bare(target_name), there)))
    category = rule.category if isinstance(rule.category, str) else _of_side(rule.category, doer.side)
    told = f"{doer.called}: {rule.action}{f', {place}' if place else ''}; as {scheme.title} codes it."
    return RecordedEvent(
        day,
        doer.called,
        rule.action,
        files.plain(target),
        files.plain(where),
        us_dead,
        max(dead - us_dead, 0),
        category,
        told,
        files.plain(f"{scheme.title} {part['id']}"),
        scheme.confidence,
        doer.attribution,
        line,
    )


def _told(cell: str) -> str:
    """What a cell says; nothing where it says that nothing is known."""
    return "" if cell.lower() == "none" else cell


def _day(text: str, scheme: Scheme) -> date:
    for form in scheme.dates:
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if day.year >= FIRST_YEAR:
            return day
    raise _Left(_NO_DAY)


def _refuse(cells: Mapping[str, str], scheme: Scheme) -> None:
    """Leaves out what no doer could change, so that the reason is not that nobody knows him."""
    for rule in scheme.rules:
        if rule.drop and rule.when and not rule.doer and _found(rule, cells):
            raise _Left(rule.drop)
        if not rule.drop:
            return


def _sides(part: Mapping[str, str], cells: Mapping[str, str], scheme: Scheme) -> tuple[str, str, int, int]:
    """Doer, target, American dead and all dead; where only the sides' dead are coded, the side without is the doer."""
    dead = _number(part.get("dead", ""))
    if not scheme.sides:
        return part["doer"], part["target"], 0, dead
    mine, theirs = (_number(cells[column]) for column in scheme.sides)
    if (mine > 0) == (theirs > 0):
        raise _Left(_BOTH_SIDES)
    doer, target = (part["doer"], part["target"]) if theirs else (part["target"], part["doer"])
    ours = _target_sides(target, scheme) == {doers.UNITED_STATES}
    return doer, target, mine + theirs if ours else 0, max(dead, mine + theirs)


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _doer(name: str, scheme: Scheme) -> Doer:
    called, attribution = _called(name, scheme)
    who = doers.sides(called)
    if not who or who == {doers.OTHER}:
        raise _Left(_STRANGER)
    if len(who) > 1:
        raise _Left(_SEVERAL)
    (side,) = who
    return Doer(files.plain(_bare(called)), side, "-" if side == doers.UNITED_STATES else attribution)


@cache
def _called(name: str, scheme: Scheme) -> tuple[str, str]:
    for one in scheme.names:
        if one.pattern.fullmatch(name):
            if one.drop:
                raise _Left(one.drop)
            return one.called, one.attribution or scheme.attribution
    return name, scheme.attribution


def _target_sides(name: str, scheme: Scheme) -> frozenset[str]:
    try:
        return doers.sides(_called(name, scheme)[0])
    except _Left:
        return frozenset()


def _bare(name: str) -> str:
    """A name without the years and places that stand in brackets behind it."""
    return " ".join(re.sub(r"\([^()]*\)", " ", name).split()) or name


def _ours(scheme: Scheme, target: str, part: Mapping[str, str]) -> str:
    """The record's words for a target that rules ask for; empty for another."""
    told = " ; ".join((target, part["place"], part["text"]))
    return next((words for words, pattern in scheme.ours.items() if pattern.search(told)), "")


def _rule(cells: Mapping[str, str], scheme: Scheme, side: str, target: frozenset[str], ours: bool) -> Rule:
    for rule in scheme.rules:
        if not _found(rule, cells) or (rule.aimed and not ours) or (rule.doer and not _among(side, rule.doer)):
            continue
        if rule.target and not any(_among(one, rule.target) for one in target):
            continue
        if rule.drop:
            raise _Left(rule.drop)
        return rule
    raise _Left(_NO_RULE)


def _found(rule: Rule, cells: Mapping[str, str]) -> bool:
    return all(pattern.search(cells[column]) for column, pattern in rule.when.items())


def _among(side: str, allowed: Sequence[str]) -> bool:
    """Whether a side is one of some, or of a family of them: ``proxies`` holds every militia."""
    return any(side == one or side.startswith(f"{one}.") for one in allowed)


def _of_side(categories: Mapping[str, str], side: str) -> str:
    return next(category for family, category in categories.items() if _among(side, (family,)))
