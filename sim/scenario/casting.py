"""Reads ``cast:``, who is left out of the crisis and which militias are added to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sim.scenario.format import KEYS, LONGEST_TITLE
from sim.scenario.nodes import Node
from sim.scenario.parts import Cast
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join

#: Families whose members may be left out; the two governments and the places stay.
REMOVABLE = ("proxies", "mediators")

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class CastChange:
    """What one layer says about the cast.

    Attributes:
        without: who is left out, or None when nothing is said.
        added: description of each added militia; None where the file says ``null``.
        settings: the node under ``set`` of each added militia, read later with all other parameters.
        clears: whether the whole section is ``null``.
    """

    without: tuple[str, ...] | None = None
    added: Mapping[str, Mapping[str, str] | None] = field(default_factory=dict)
    settings: Mapping[str, Node] = field(default_factory=dict)
    clears: bool = False

    def upon(self, cast: Cast) -> Cast:
        """The cast after this change."""
        base = Cast() if self.clears else cast
        added: dict[str, Mapping[str, str] | None] = {**dict(base.added), **self.added}
        kept = tuple((key, militia) for key, militia in added.items() if militia is not None)
        return Cast(base.without if self.without is None else self.without, kept)


def likes(cast: Cast) -> dict[str, str]:
    """Key of each added militia and of the one it is like."""
    return {key: militia["like"] for key, militia in cast.added}


def ever_added(changes: Iterable[CastChange]) -> dict[str, str]:
    """Key and likeness of every militia that any layer adds, so that each layer may speak of those it knows."""
    return {key: militia["like"] for change in changes for key, militia in change.added.items() if militia is not None}


def read_cast(reader: Reader, node: Node, path: str, paths: Paths) -> CastChange:
    """Reads the section; ``paths`` knows the cast as declared, without added militias."""
    entries = reader.fields(node, path, KEYS["cast"])
    without = None
    if "without" in entries:
        without = _without(reader, entries["without"], join(path, "without"), paths)
    added: dict[str, Mapping[str, str] | None] = {}
    settings: dict[str, Node] = {}
    if "add" in entries:
        here = join(path, "add")
        for key, child in reader.entries(entries["add"], here).items():
            if child.is_null:
                added[key] = None
                continue
            militia = _militia(reader, entries["add"], key, join(here, key), paths)
            if militia:
                added[key] = militia
                if isinstance(child.value, dict) and "set" in child.value:
                    settings[key] = child["set"]
    return CastChange(without, added, settings, node.is_null)


def _without(reader: Reader, node: Node, path: str, paths: Paths) -> tuple[str, ...]:
    """Paths of the actors left out; a family's name means all its members."""
    removable = tuple(actor for family in REMOVABLE for actor in paths.members(family))
    found: list[str] = []
    for i, item in enumerate(reader.items(node, path)):
        name = item.value if isinstance(item.value, str) else ""
        actors = paths.members(name) if name in REMOVABLE else paths.actor(name, removable)
        if not actors:
            stays = paths.actor(name, paths.actors)
            what = f"{name} cannot be left out" if stays else f"there is no actor {item.words()}"
            names = (*REMOVABLE, *removable, *(actor.rpartition(".")[2] for actor in removable))
            allowed = f"allowed: {', '.join((*REMOVABLE, *removable))}"
            reader.wrong(item, f"{path}[{i}]", what, allowed, names=() if stays else names)
        found += actors
    return tuple(dict.fromkeys(found))


def _militia(reader: Reader, parent: Node, key: str, path: str, paths: Paths) -> Mapping[str, str] | None:
    """One added militia."""
    node = parent[key]
    before = len(reader.problems.errors)
    entries = reader.fields(node, path, KEYS["cast.add"])
    taken = {actor.rpartition(".")[2] for actor in paths.declared.members("proxies")}
    if not _KEY.fullmatch(key):
        what = f"{key!r} cannot be a name"
        reader.problems.error(parent.keys[key], path, what, "allowed: small letters, digits and _, such as badr_corps")
    elif key in taken:
        what = f"{key} is in the cast already; set its parameters under parameters"
        reader.problems.error(parent.keys[key], path, what)
    if "like" not in entries and node.is_map:
        remedy = f"name the militia it resembles: {', '.join(sorted(taken))}"
        reader.missing(node, path, ("like",), KEYS["cast.add"], "'like' is missing", remedy)
    like = reader.word(entries["like"], join(path, "like"), sorted(taken)) if "like" in entries else None
    theatres = [actor.rpartition(".")[2] for actor in paths.members("theatres")]
    theatre = reader.word(entries["theatre"], join(path, "theatre"), theatres) if "theatre" in entries else None
    title = None
    if "title" in entries:
        title = reader.text(entries["title"], join(path, "title"), LONGEST_TITLE)
    if len(reader.problems.errors) > before or like is None:
        return None
    militia = {"like": like, "title": title or key.replace("_", " ").title()}
    return {**militia, "theatre": theatre} if theatre else militia
