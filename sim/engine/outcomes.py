"""What a world can come to: each outcome said once, with the words and colours that every reader of it uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.engine.arrays import Array

#: A colour on a light and on a dark page.
Colour = tuple[str, str]


@dataclass(frozen=True)
class Outcome:
    """One way in which a world can end.

    Attributes:
        key: as it stands in tables and scenario files.
        title: as a label: ``"War"``.
        clause: how a sentence about its share begins: ``"The crisis ends in war"``.
        finding: how a heading about it begins: ``"War breaks out"``.
        noun: within a sentence, with its article where it takes one: ``"a deal"``.
        plural: several of them: ``"wars"``.
        criterion: how it is recognised, in words.
        met: how it is recognised, in code: given the model at the end of a day, where it is met, shape ``(worlds,)``;
            or None where it is nowhere. Of outcomes that stop no world it is asked at the horizon alone.
        colour: of its marks.
        on_colour: of text upon it.
        gravity: place when outcomes are drawn in order, the gravest highest; no two have the same.
        stops: whether a world stops on the day it is met; the others are what is found at the horizon.
        grave: whether it is a disaster, so that its timing is drawn by itself.
        settles: whether it is a settlement.
        begins_story: how the story of a world begins that has come to it at the horizon.
        more, fewer: what a larger and a smaller share of it is called.
        ends: what the ends of its range are called, the low one first.
        reason: why a world at the horizon counts as it, a clause: ``"no force was used"``.
        sealed_by: keys of the acts with which it comes about.
        by_gravest: whether it rests on the gravest of these acts rather than on the last one.
        meets: keys of acts one of which must come within ``within`` days of one of those that seal it, where they alone
            do not make it; a film of worlds tells by it from which day on a world counts as it.
        within: days between the two.
        counts_as: what has happened in such a world, by the keys of the crisis's base rates; the first is what its own
            share is held against.
    """

    key: str
    title: str
    clause: str
    finding: str
    noun: str
    plural: str
    criterion: str
    met: Callable[[Any], Array | None]
    colour: Colour
    on_colour: Colour
    gravity: int
    stops: bool = False
    grave: bool = False
    settles: bool = False
    begins_story: str = ""
    more: str = ""
    fewer: str = ""
    ends: tuple[str, str] = ("low", "high")
    reason: str = ""
    sealed_by: tuple[str, ...] = ()
    by_gravest: bool = False
    meets: tuple[str, ...] = ()
    within: int = 0
    counts_as: tuple[str, ...] = ()

    @property
    def bare(self) -> str:
        """The noun without its article: ``"deal"``."""
        return self.noun.removeprefix("a ").removeprefix("an ")


class Outcomes(Mapping[str, Outcome]):
    """All outcomes of a crisis, by key, in the order of the codes that tables store.

    Where two are met on one day, the first in this order counts.

    Args:
        outcomes: all of them.
        gone: keys that an earlier version had, each with what to write in its place.

    Raises:
        ValueError: for two of one key or one gravity, or for one that stops a world behind one that does not.
    """

    def __init__(self, *outcomes: Outcome, gone: Mapping[str, str] | None = None):
        self.gone = dict(gone or {})
        self._by_key = {one.key: one for one in outcomes}
        for name in ("key", "gravity"):
            counted = Counter(getattr(one, name) for one in outcomes)
            if twice := [one.key for one in outcomes if counted[getattr(one, name)] > 1]:
                raise ValueError(f"outcomes {' and '.join(twice)} have one {name}")
        if sorted(outcomes, key=lambda one: not one.stops) != list(outcomes):
            raise ValueError("outcomes that stop a world come first")

    def __getitem__(self, key: str) -> Outcome:
        return self._by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)

    @cached_property
    def keys_in_order(self) -> tuple[str, ...]:
        """Keys in the order of the codes."""
        return tuple(self._by_key)

    @cached_property
    def stops(self) -> tuple[str, ...]:
        """Keys of those that stop a world on the day they are met."""
        return tuple(key for key, one in self._by_key.items() if one.stops)

    @cached_property
    def settlements(self) -> tuple[str, ...]:
        """Keys of the settlements, the mildest first."""
        return tuple(one.key for one in reversed(self.gravest_first) if one.settles)

    @cached_property
    def gravest_first(self) -> tuple[Outcome, ...]:
        """All outcomes, the gravest first, as bars and marks are stacked."""
        return tuple(sorted(self._by_key.values(), key=lambda one: -one.gravity))

    def at(self, code: int) -> Outcome:
        """The outcome that tables store as a number."""
        return self._by_key[self.keys_in_order[code]]

    def code(self, key: str) -> int:
        """The number by which tables store an outcome."""
        return self.keys_in_order.index(key)
