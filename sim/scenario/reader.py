"""Takes values of a field's kind out of a file's tree, and notes a problem wherever something else stands."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sim.scenario.format import FORMAT, LONGEST_NAME, Field, Limits
from sim.scenario.meant import day_problem, number_meant, percent, thousands, to_day, truth
from sim.scenario.names import ALLOWED, composed, is_name
from sim.scenario.names import problem as name_problem
from sim.scenario.parts import Enough
from sim.scenario.paths import Paths
from sim.scenario.problems import Problems, nearest
from sim.scenario.stray import stray
from sim.scenario.yaml_text import Node

T = TypeVar("T")

_CHANCE = "allowed: 0 to 1, or 0% to 100%"


@dataclass(frozen=True)
class Reader:
    """Every method returns None after it has noted a problem, so that reading goes on.

    Attributes:
        problems: where mistakes are noted.
        paths: the parameters there are, which tell what was meant by a key in the wrong place.
    """

    problems: Problems
    paths: Paths | None = None

    def wrong(self, node: Node, path: str, what: str, allowed: str = "", names: Iterable[str] = ()) -> None:
        """Notes a mistake at a node; the nearest of ``names`` to what stands there is suggested."""
        self.problems.error(node.place, path, what, allowed, given=node.value, names=names)

    # -- maps and lists -----------------------------------------------------------------------------------------------

    def fields(
        self, node: Node, path: str, allowed: Collection[str], meant: Mapping[str, str] | None = None
    ) -> Mapping[str, Node]:
        """The entries of a map whose keys are known; unknown keys are noted and dropped.

        Args:
            node: the map.
            path: its dotted path.
            allowed: the keys.
            meant: the key that is suggested for a word that is not near any.
        """
        entries = self.entries(node, path)
        for key in entries:
            if key not in allowed:
                what, given = f"{key!r} is not a key here", (meant or {}).get(key.lower(), key)
                hint = stray(self.paths, node, key, allowed) if self.paths and given == key else ""
                names = () if hint else allowed
                self.problems.error(node.keys[key], join(path, key), what, hint, given=given, names=names)
        return {key: child for key, child in entries.items() if key in allowed}

    def missing(
        self, node: Node, path: str, keys: Collection[str], allowed: Collection[str], what: str, remedy: str
    ) -> None:
        """Notes that a map lacks one of some keys, unless a misspelt one was meant, which :meth:`fields` has noted."""
        if not any(nearest(other, allowed) in keys for other in node.keys if other not in allowed):
            self.wrong(node, path, what, remedy)

    def entries(self, node: Node, path: str) -> Mapping[str, Node]:
        """The entries of a map with free keys; nothing (``null``) is an empty map."""
        if node.is_null:
            return {}
        if not isinstance(node.value, dict):
            glued = isinstance(node.value, str) and bool(re.match(r"[\w.-]+[:\uff1a]", node.value))
            remedy = f"write key: value{', with an ordinary colon and a blank after it' if glued else ''}"
            self.wrong(node, path, f"{node.words()} stands where a map is wanted", remedy)
            return {}
        return node.value

    def items(self, node: Node, path: str) -> tuple[Node, ...]:
        """The items of a list; nothing (``null``) is an empty list."""
        if node.is_null:
            return ()
        if not isinstance(node.value, tuple):
            self.wrong(node, path, f"{node.words()} stands where a list is wanted", "write [one, two] or - one")
            return ()
        return node.value

    # -- plain values of a field --------------------------------------------------------------------------------------

    def value(self, field: Field, node: Node, path: str) -> Any:
        """The value of a field whose kind is plain; None after a problem."""
        return _KINDS[field.kind](self, field, node, path)

    def plain(self, field: Field, entries: Mapping[str, Node], path: str) -> dict[str, Any]:
        """Values of those entries of a map whose kinds are plain; the others are for the caller."""
        return {
            one.key: self.value(one, entries[one.key], join(path, one.key))
            for one in field.fields
            if one.key in entries and one.kind in _KINDS
        }

    def settings(self, field: Field, node: Node, path: str) -> dict[str, Any]:
        """Values of all plain fields below a field, by dotted path, as far as something is said of them.

        ``null`` brings back the default of a setting, and those of all settings of a section.
        """
        if node.is_null and field.inherits:
            return {path: field.default}
        if not field.is_section:
            if field.kind not in _KINDS or (node.is_null and field.may_be_null):
                return {}
            value = self.value(field, node, path)
            return {} if value is None else {path: value}
        found = {join(path, key): value for key, value in field.settings.items()} if node.is_null else {}
        entries = self.fields(node, path, field.keys)
        for one in field.fields:
            if one.key in entries:
                found |= self.settings(one, entries[one.key], join(path, one.key))
        return found

    def within(
        self,
        node: Node,
        path: str,
        value: T | None,
        limits: Limits,
        what: str,
        allowed: str = "",
        *,
        strictly: bool = False,
    ) -> T | None:
        """A value within its limits, or strictly between them; the one place where limits of the format are held."""
        if value is None or limits is None:
            return value
        low, high = limits
        fits = low < value < high if strictly else low <= value <= high
        if not fits:
            self.wrong(node, path, what, allowed)
        return value if fits else None

    def text(self, field: Field, node: Node, path: str) -> str | None:
        """Text of at most so many characters, without blanks around it."""
        if node.is_map or node.is_list or node.is_null or isinstance(node.value, bool):
            self.wrong(node, path, f"{node.words()} stands where text is wanted")
            return None
        text, (least, most) = str(node.value).strip(), field.limits or (0, math.inf)
        what = f"the text has {len(text)} characters; allowed: at most {most}" if text else "the text is empty"
        return None if self.within(node, path, len(text), (least, most), what) is None else text

    def source(self, field: Field, node: Node, path: str) -> str:
        """Who says so: one text, or several in a list."""
        nodes = node.value if isinstance(node.value, tuple) else (node,)
        texts = [self.text(field, one, path) for one in nodes]
        return "; ".join(text for text in texts if text)

    def names(self, field: Field, node: Node, path: str) -> tuple[str, ...]:
        """One name or several; whether they exist is checked when all layers are known."""
        nodes = node.value if isinstance(node.value, tuple) else (node,)
        names = [self.text(field, item, path) for item in nodes]
        return tuple(dict.fromkeys(composed(name) for name in names if name))

    def whole(self, field: Field, node: Node, path: str) -> int | None:
        """A whole number."""
        low, high = field.limits or (-math.inf, math.inf)
        allowed = f"allowed: a whole number from {low:,} to {high:,}"
        value = node.value
        if isinstance(value, float) and (meant := thousands(node.text)):
            self.wrong(node, path, f"{node.text} may be {value:.0f} or {meant}", f"write {meant}, or {value:.0f}")
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            meant = number_meant(value, whole=True)
            self.wrong(node, path, f"{node.words()} is not a whole number", "; ".join(filter(None, (allowed, meant))))
            return None
        return self.within(node, path, value, field.limits, f"{value:,} is out of range", allowed)

    def number(self, node: Node, path: str) -> float | None:
        """A finite number."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(node, path, f"{node.words()} is not a number", number_meant(value))
        elif not math.isfinite(value):
            self.wrong(node, path, f"{value} is not a finite number")
        else:
            return float(value)
        return None

    def bounded(self, field: Field, node: Node, path: str) -> float | None:
        """A finite number within limits."""
        value, (low, high) = self.number(node, path), field.limits or (-math.inf, math.inf)
        what = "" if value is None else f"{value:g} is out of range"
        allowed = f"allowed: {low:g} to {high:g}{f' ({field.unit})' if field.unit else ''}"
        return self.within(node, path, value, field.limits, what, allowed)

    def share_or_number(self, node: Node, path: str) -> float | None:
        """A number, also written as ``30%``."""
        value = percent(node.value)
        return self.number(node, path) if value is None else value

    def chance(self, field: Field, node: Node, path: str) -> float | None:
        """A chance from 0 to 1, also written as ``30%``."""
        if isinstance(node.value, str) and percent(node.value) is None:
            self.wrong(node, path, f"{node.words()} is not a chance", _CHANCE)
            return None
        value = self.share_or_number(node, path)
        return self.within(node, path, value, field.limits, f"{node.value} is not a chance", _CHANCE)

    def share(self, field: Field, node: Node, path: str) -> float | None:
        """A share strictly between its limits, also written as ``50%``."""
        value, (low, high) = self.share_or_number(node, path), field.limits or (0.0, 1.0)
        what = f"{node.value} is not a share that a line can follow"
        allowed = f"allowed: between {low:.0%} and {high:.0%}"
        return self.within(node, path, value, field.limits, what, allowed, strictly=True)

    def half_width(self, field: Field, node: Node, path: str) -> float | None:
        """Half width of a 95% interval of a share, also written as ``1%``."""
        value, (low, high) = self.share_or_number(node, path), field.limits or (0.0, 1.0)
        allowed = f"allowed: {low:g} to {high:g}, or {low:.1%} to {high:.0%}; half of a 95% interval"
        return self.within(node, path, value, field.limits, f"{node.value} is out of range", allowed)

    def worlds(self, field: Field, node: Node, path: str) -> int | Enough | None:
        """A number of worlds, or ``{until: 0.01, at_most: 100000}``: as many as a narrow interval takes."""
        if not node.is_map:
            return self.whole(field, node, path)
        entries = self.fields(node, path, field.keys)
        found = {"at_most": field["at_most"].default} | self.plain(field, entries, path)
        if "until" not in entries:
            example = "write {until: 0.01}, or a number of worlds"
            self.missing(node, path, ("until",), field.keys, "'until' is missing", example)
            return None
        return None if None in found.values() else Enough(**found)

    def flag(self, node: Node, path: str) -> bool | None:
        """True or false."""
        found = truth(node.value)
        if found is None:
            self.wrong(node, path, f"{node.words()} is neither true nor false", "allowed: true, false")
        return found

    def calendar_day(self, node: Node, path: str) -> date | None:
        """A calendar day."""
        if isinstance(node.value, date):
            return node.value
        day = to_day(node.value) if isinstance(node.value, str) else None
        if day is None:
            what, remedy = day_problem(node.value)
            self.wrong(node, path, f"{node.words()} {what}", remedy)
        return day

    def day(self, field: Field, node: Node, path: str) -> date | None:
        """A calendar day within limits."""
        day = self.calendar_day(node, path)
        allowed = f"allowed: {field.limits[0]} to {field.limits[1]}" if field.limits else ""
        return self.within(node, path, day, field.limits, f"{day} is out of range", allowed)

    def word(self, node: Node, path: str, allowed: Collection[str], gone: Iterable[tuple[str, str]] = ()) -> str | None:
        """One of some words; for one that an earlier version allowed, what to write in its place."""
        if isinstance(node.value, str):
            if node.value in allowed:
                return node.value
            if instead := dict(gone).get(node.value):
                self.wrong(node, path, f"{node.words()} is gone", instead)
                return None
        self.wrong(node, path, f"{node.words()} is not known here", names=allowed)
        return None

    def words(self, field: Field, node: Node, path: str) -> tuple[str, ...]:
        """A list of different words, each one of those allowed."""
        found = [
            self.word(item, f"{path}[{i}]", field.words, field.gone) for i, item in enumerate(self.items(node, path))
        ]
        words = [word for word in found if word]
        if len(set(words)) < len(words):
            twice = next(word for word in words if words.count(word) > 1)
            self.wrong(node, path, f"{twice} stands there twice")
        return tuple(dict.fromkeys(words))

    def pair(self, field: Field, node: Node, path: str) -> tuple[str, ...]:
        """Two different words."""
        found = self.words(field, node, path)
        if len(found) != 2 and isinstance(node.value, tuple) and len(node.value) != 2:
            self.wrong(node, path, "two outcomes are wanted", f"write [{', '.join(field.default)}]")
        return found

    def name(self, node: Node, path: str) -> str | None:
        """A short name that is safe as a folder's."""
        text = composed(node.value) if isinstance(node.value, str) else ""
        if is_name(text, LONGEST_NAME):
            return text
        what = name_problem(text, LONGEST_NAME) if text else f"{node.words()} cannot be a name"
        self.wrong(node, path, what, ALLOWED)
        return None

    def format(self, node: Node, path: str) -> None:
        """The version of the format, which is kept nowhere."""
        if node.value != FORMAT:
            self.wrong(node, path, f"{node.words()} is not a format that this version reads", f"allowed: {FORMAT}")


#: How a plain kind is read. All others have a reader of their own: events, parameters, cast, variants, sweep, …
_KINDS: dict[str, Callable[[Reader, Field, Node, str], Any]] = {
    "text": Reader.text,
    "source": Reader.source,
    "names": Reader.names,
    "whole": Reader.whole,
    "number": Reader.bounded,
    "chance": Reader.chance,
    "share": Reader.share,
    "half_width": Reader.half_width,
    "worlds": Reader.worlds,
    "flag": lambda reader, _, node, path: reader.flag(node, path),
    "day": Reader.day,
    "word": lambda reader, field, node, path: reader.word(node, path, field.words, field.gone),
    "words": Reader.words,
    "pair": Reader.pair,
    "name": lambda reader, _, node, path: reader.name(node, path),
    "format": lambda reader, _, node, path: reader.format(node, path),
}


def is_plain(field: Field) -> bool:
    """Whether a field's kind is plain."""
    return field.kind in _KINDS


def join(path: str, key: str) -> str:
    """The path of a key below a path."""
    return f"{path}.{key}" if path else key
