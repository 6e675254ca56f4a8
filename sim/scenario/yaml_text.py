"""YAML text becomes a tree of nodes: values that know where they stand.

The tree is built from the parser's events rather than by PyYAML's own composer: that one forgets where an alias
stands, takes an explicit tag for an implied one, and recurses as deep as the file asks it to. Plain words mean what the
core schema of YAML 1.2 says, or a day of the calendar: PyYAML follows YAML 1.1, where ``no`` is false, ``12:30`` is
750, ``010`` is 8 and ``1e-3`` is text. None of these is what an analyst means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import yaml

from sim.engine.distributions import Drawn, Sampled
from sim.scenario.meant import to_day
from sim.scenario.names import composed
from sim.scenario.problems import Place, Problems
from sim.scenario.yaml_hints import syntax_problem

# -- plain words ------------------------------------------------------------------------------------------------------

Scalar = None | bool | int | float | str | date

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

_LARGEST_EXACT = 18  # digits; longer whole numbers are read as floats, which range checks then refuse


def resolve(text: str) -> Scalar:
    """The value of a plain (unquoted) scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _LARGEST_EXACT else float(text)
    if _BASED.fullmatch(text):
        return int(text, 0) if len(text) <= _LARGEST_EXACT else text
    if _FLOAT.fullmatch(text):
        return float(text)
    return to_day(text) or text


# -- nodes ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file.

    Attributes:
        value: ``None``, bool, int, float, str, a day, a tuple of nodes, or a dict of nodes by key.
        place: where it stands.
        keys: for a map, where each key stands.
        size: number of values in it, itself included.
        text: of a number, how it was written.
    """

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    place: Place
    keys: Mapping[str, Place] = field(default_factory=dict)
    size: int = 1
    text: str = ""

    def __getitem__(self, key: str) -> Node:
        """The node under a key of a map."""
        assert isinstance(self.value, dict)
        return self.value[key]

    @property
    def is_map(self) -> bool:
        """Whether it is a map."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.value, tuple)

    @property
    def is_null(self) -> bool:
        """Whether nothing stands there."""
        return self.value is None

    def words(self) -> str:
        """What stands there, as an error message names it."""
        if self.is_map:
            return "a map"
        if self.is_list:
            return "a list"
        if self.is_null:
            return "nothing"
        if isinstance(self.value, bool):
            return str(self.value).lower()
        if isinstance(self.value, str):
            shown = repr(self.value if len(self.value) <= 60 else self.value[:57] + "…")
            return shown.replace("\\u200c", "\u200c").replace("\\u200d", "\u200d")  # joiners within words stay
        text = str(self.value)
        return text if len(text) <= 60 else text[:57] + "…"


def plain(node: Node) -> Any:
    """The tree as JSON has it: days as text, lists as lists."""
    value = node.value
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, tuple):
        return [plain(child) for child in value]
    return value.isoformat() if isinstance(value, date) else value


def from_python(value: Any, place: Place) -> Node:
    """Plain Python values (numbers, words, days, dicts, lists) as a tree, so that they are checked like a file."""
    if isinstance(value, Sampled):
        value = {value.kind: {"name": value.name, "values": " ".join(map(repr, value.values))}}
    if isinstance(value, Drawn):
        value = {value.kind: dict(value.arguments)}
    if isinstance(value, Mapping):
        items = {_key(key): from_python(child, place) for key, child in value.items()}
        return Node(items, place, dict.fromkeys(items, place))
    if isinstance(value, list | tuple):
        return Node(tuple(from_python(child, place) for child in value), place)
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()  # a NumPy scalar
    if isinstance(value, date):
        return Node(_day_of(value), place)
    if value is None or isinstance(value, bool | int | float | str):
        return Node(value, place)
    raise TypeError(f"a scenario cannot hold {type(value).__name__}: {value!r}")


def refuse_unseen(node: Node, problems: Problems, path: str = "") -> None:
    """Notes every text of a tree that was not read from YAML and holds a character that YAML text may not have.

    Args:
        node: the tree.
        problems: where mistakes are noted.
        path: dotted path of the tree's root.
    """
    if isinstance(node.value, str) and (unseen := _UNSEEN.search(node.value)):
        problems.error(node.place, path, _unseen_message(unseen.group()))
    children = node.value.items() if isinstance(node.value, dict) else ()
    for key, child in children:
        if unseen := _UNSEEN.search(key):
            problems.error(node.place, path, _unseen_message(unseen.group()))
        refuse_unseen(child, problems, f"{path}.{key}" if path else key)
    for child in node.value if isinstance(node.value, tuple) else ():
        refuse_unseen(child, problems, path)


def _key(key: Any) -> str:
    return composed(str(_day_of(key) if isinstance(key, date) else key))


def _day_of(value: date) -> date | str:
    """A day; with a time of day other than midnight (and pandas has no other days) it stays text, which is refused."""
    if not isinstance(value, datetime):
        return value
    return value.isoformat() if value.tzinfo or value != datetime.combine(value, time()) else value.date()


# -- reading ----------------------------------------------------------------------------------------------------------

#: A scenario is a page of text; what exceeds these is a mistake or an attack.
LARGEST_FILE = 256 * 1024  # bytes
LARGEST_TREE = 20_000  # values, each alias counted as often as it is used
DEEPEST = 24  # maps and lists within each other
_TOO_DEEP = f"maps and lists are nested more than {DEEPEST} deep"

_MERGE = "merge keys (<<) are not read; write the keys out, or repeat a whole value with an alias (key: *name)"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Control characters, and the marks that make text run backwards on screen; tabs and line ends are fine.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


# Blanks that come with text pasted from a page or a word processor, which YAML takes for letters.
_BLANK = re.compile(r"[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]")


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
            if "nesting depth" in (error.problem or ""):  # newer parsers have a limit of their own, far beyond ours
                self._stop(place, _TOO_DEEP)
            what, at = syntax_problem(error, text)
            self.problems.error(self._at(*at) if at else place, "", what)
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
        bare = not event.style
        if self._is_key():
            self._new_key(composed(text), place, bare)
            return
        self._count(1, place)
        value = resolve(text) if bare else text
        written = text if isinstance(value, int | float) else ""
        self._add(Node(value, place, text=written), event.anchor)

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

    def _new_key(self, text: str, place: Place, bare: bool) -> None:
        here = self.open[-1]
        assert here.keys is not None
        if bare and text == "<<":
            self.problems.error(place, "", _MERGE)
        elif bare and (blank := _BLANK.search(text)):
            what = f"the key {text!r} has the blank U+{ord(blank.group()):04X} in it; write ordinary blanks"
            self.problems.error(place, "", what)
        elif text in here.keys:
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
        if here.pending in (here.keys or ()):  # what was refused is not told again as an unknown key
            here.children.setdefault(here.pending, node)  # of two equal keys the first stays
        here.pending = None

    def _refuse_tag(self, event: Any, place: Place) -> None:
        if event.tag is not None:
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problems.error(place, "", f"the tag {shown} is not allowed; write the plain value")


def _unseen_message(character: str) -> str:
    return f"the unseen character U+{ord(character):04X} is not allowed in text; remove it"
