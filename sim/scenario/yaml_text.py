"""YAML text becomes a tree of nodes.

The tree is built from the parser's events rather than by PyYAML's own composer: that one resolves scalars by YAML 1.1,
keeps only the last of two equal keys, and recurses as deep as the file asks it to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from sim.scenario.nodes import Node
from sim.scenario.problems import Place, Problems
from sim.scenario.scalars import resolve

#: A scenario is a page of text; what exceeds these is a mistake or an attack.
LARGEST_FILE = 256 * 1024  # bytes
LARGEST_TREE = 20_000  # values, each alias counted as often as it is used
DEEPEST = 24  # maps and lists within each other
_TOO_DEEP = f"maps and lists are nested more than {DEEPEST} deep"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Control characters, and the marks that make text run backwards on screen; tabs and line ends are fine.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def read(text: str, file: str, problems: Problems, *, first: Place | None = None) -> Node | None:
    """Reads YAML text; notes what is wrong with it as YAML.

    Args:
        text: one YAML document.
        file: name for messages.
        problems: where mistakes are noted.
        first: place of the text's first character, when it is not a file of its own.

    Returns:
        The tree, or None when there is none (empty text, or text that cannot be parsed).
    """
    return _Builder(file, problems, first or Place(file, 1, 1)).build(text)


class _Unreadable(Exception):
    """Reading cannot go on; the problem has been noted."""


@dataclass
class _Open:
    """A map or list whose end has not come yet."""

    place: Place
    anchor: str | None
    children: Any
    keys: dict[str, Place] | None = None  # for a map
    pending: str | None = None  # a key that waits for its value
    size: int = 1


class _Builder:
    def __init__(self, file: str, problems: Problems, first: Place):
        self.file, self.problems, self.first = file, problems, first
        self.anchors: dict[str, Node] = {}
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.total = 0

    def build(self, text: str) -> Node | None:
        if self._unseen(text):
            return None
        try:
            for event in self._events(text):
                self._take(event)
        except _Unreadable:
            return None
        return self.root

    def _unseen(self, text: str) -> bool:
        """Notes control characters written as such (those written as escapes are found in their scalar)."""
        for found in _UNSEEN.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
            self.problems.error(self._at(line - 1, column - 1), "", _unseen_message(found.group()))
            return True
        return False

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = self._at(mark.line, mark.column) if mark else self.first
            self.problems.error(place, "", _syntax_message(error, text, mark))
            raise _Unreadable from None
        except yaml.YAMLError as error:
            self.problems.error(self.first, "", f"this is not YAML: {' '.join(str(error).split())}")
            raise _Unreadable from None

    def _at(self, line: int, column: int) -> Place:
        """Place of a mark of the parser, which counts from 0."""
        offset = self.first.column - 1 if line == 0 else 0
        return Place(self.file, self.first.line + line, column + 1 + offset)

    def _stop(self, place: Place, message: str) -> None:
        self.problems.error(place, "", message)
        raise _Unreadable

    # -- events -----------------------------------------------------------------------------------------------------

    def _take(self, event: Any) -> None:
        place = self._at(event.start_mark.line, event.start_mark.column)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, place)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(str(event.anchor), place)
        elif isinstance(event, yaml.MappingStartEvent):
            self._begin(event, place, _Open(place, event.anchor, {}, keys={}))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._begin(event, place, _Open(place, event.anchor, []))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._stop(place, "a second document starts here; one file holds one scenario")

    def _scalar(self, event: Any, place: Place) -> None:
        self._refuse_tag(event, place)
        text = event.value
        unseen = _UNSEEN.search(text)
        if unseen:
            self.problems.error(place, "", _unseen_message(unseen.group()))
            text = _UNSEEN.sub("", text)
        if self._is_key():
            self._new_key(text, place)
            return
        self._count(1, place)
        value = resolve(text) if event.style is None or event.style == "" else text
        self._add(Node(value, place), event.anchor)

    def _alias(self, anchor: str, place: Place) -> None:
        node = self.anchors.get(anchor)
        if node is None:
            self._stop(place, f"*{anchor} refers to nothing that is complete before it")
            return
        if self._is_key():
            self._stop(place, "a key must be plain text, not an alias")
        self._count(node.size, place)
        self._add(node, None)

    def _begin(self, event: Any, place: Place, started: _Open) -> None:
        self._refuse_tag(event, place)
        if self._is_key():
            self._stop(place, "a key must be plain text, not a map or list")
        if len(self.open) >= DEEPEST:
            self._stop(place, _TOO_DEEP)
        self._count(1, place)
        self.open.append(started)

    def _end(self) -> None:
        done = self.open.pop()
        children = done.children if done.keys is not None else tuple(done.children)
        self._add(Node(children, done.place, done.keys or {}, done.size), done.anchor)

    # -- the tree ---------------------------------------------------------------------------------------------------

    def _is_key(self) -> bool:
        """Whether the next value is a key of a map."""
        return bool(self.open) and self.open[-1].keys is not None and self.open[-1].pending is None

    def _new_key(self, text: str, place: Place) -> None:
        here = self.open[-1]
        assert here.keys is not None
        if text in here.keys:
            self.problems.error(place, "", f"{text!r} stands here twice; it is first on line {here.keys[text].line}")
        else:
            here.keys[text] = place
        here.pending = text

    def _count(self, more: int, place: Place) -> None:
        self.total += more
        if self.total > LARGEST_TREE:
            self._stop(place, f"the file grows to more than {LARGEST_TREE:,} values; aliases may multiply it")

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        here = self.open[-1]
        here.size += node.size
        if here.keys is None:
            here.children.append(node)
            return
        here.children.setdefault(here.pending, node)  # of two equal keys the first stays
        here.pending = None

    def _refuse_tag(self, event: Any, place: Place) -> None:
        if event.tag is not None:
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problems.error(place, "", f"the tag {shown} is not allowed; write the plain value")


def _unseen_message(character: str) -> str:
    return f"the unseen character U+{ord(character):04X} is not allowed in text"


def _syntax_message(error: yaml.MarkedYAMLError, text: str, mark: Any) -> str:
    """What the parser says, and the usual cause when it is known."""
    if "nesting depth" in (error.problem or ""):  # newer parsers have a limit of their own, far beyond ours
        return _TOO_DEEP
    what = f"this is not YAML: {error.problem or error.context}"
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return f"{what}; indent with spaces, not tabs"
    if "mapping values are not allowed" in what:
        return f"{what}; put text that holds ': ' in quotes"
    return what
