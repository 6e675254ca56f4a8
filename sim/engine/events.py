"""The log of every act: what happened in which world, by which rule, and which event it answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.engine.arrays import Array, Where
from sim.engine.conditions import Tally

#: Columns in the order of the tables; the words among them are stored as numbers and decoded at the end.
WORDS = ("actor", "act", "target", "rule")
NUMBERS = {
    "world": np.int32,
    "event": np.int32,
    "day": np.int16,
    "rung": np.float32,
    "cause": np.int32,
    "threshold": np.float32,
    "margin": np.float32,
    "fatalities": np.int16,
    "forced": np.bool_,
}


class EventLog:
    """Numbers events within each world, and keeps those of the worlds that are to be kept.

    Args:
        world: world numbers, shape ``(worlds,)``.
        keep: which of these worlds have their events kept, shape ``(worlds,)``.

    Attributes:
        tally: counts acts of all worlds, kept or not; None where nothing is counted.
    """

    def __init__(self, world: Array, keep: Array):
        self._world, self._keep = world, keep
        self.tally: Tally | None = None
        self._keeping, self._keeping_all = bool(keep.any()), bool(keep.all())
        self._next = np.zeros(len(world), np.int32)
        self._codes: dict[str, int] = {}
        self._coded: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._chunks: list[tuple[Any, ...]] = []
        self.day = 0

    def add(
        self,
        at: Where,
        actor: str,
        act: str,
        rung: Any,
        rule: str,
        *,
        cause: Any = -1,
        target: str = "",
        threshold: Any = np.nan,
        margin: Any = np.nan,
        fatalities: Any = 0,
        forced: bool = False,
    ) -> Array:
        """Writes one event in each of some worlds; returns its number within each world, shape ``(cases,)``."""
        number = self._next.take(at)
        self._next[at] = number + 1
        if self.tally is not None:
            self.tally.add(at, self.day, actor, act, fatalities)
        if not self._keeping:
            return number
        words = self._coded.get((actor, act, target, rule)) or self._code(actor, act, target, rule)
        numbers = (rung, cause, threshold, margin, fatalities)
        if self._keeping_all:
            self._chunks.append((at, number, self.day, *words, *numbers, forced))
            return number
        kept = np.flatnonzero(self._keep.take(at))
        if kept.size:
            cut = [value.take(kept) if type(value) is np.ndarray else value for value in numbers]
            self._chunks.append((at.take(kept), number.take(kept), self.day, *words, *cut, forced))
        return number

    @property
    def keep(self) -> Array:
        """Which worlds have their events kept, shape ``(worlds,)``."""
        return self._keep

    @property
    def heard(self) -> Array:
        """Which worlds' events have to be told here: those that are kept, and all where acts are counted."""
        return self._keep if self.tally is None else np.ones_like(self._keep)

    @property
    def written(self) -> Array:
        """How many events each world has had, kept or not, shape ``(worlds,)``."""
        return self._next

    def _code(self, *words: str) -> tuple[int, ...]:
        """Codes of some words, remembered for these words together."""
        codes = tuple(self._codes.setdefault(word, len(self._codes)) for word in words)
        self._coded[words] = codes
        return codes

    def extend(self, at: Where, numbers: dict[str, Array], words: dict[str, list[str]], kind: Array) -> None:
        """Writes events that were numbered elsewhere, in order within each world.

        Args:
            at: position of each event's world.
            numbers: the columns that are no words, one number per event.
            words: the columns that are words, by kind of event.
            kind: each event's kind.
        """
        if self.tally is not None:
            doers = list(zip(words["actor"], words["act"], strict=True))
            self.tally.extend(at, numbers["day"], doers, kind, numbers["fatalities"])
            kept = self._keep[at]
            at, kind, numbers = at[kept], kind[kept], {name: one[kept] for name, one in numbers.items()}
            if not len(at):
                return
        by_kind = ([self._codes.setdefault(one, len(self._codes)) for one in words[name]] for name in WORDS)
        codes = [np.array(some)[kind] for some in by_kind]
        rest = [numbers[name] for name in ("rung", "cause", "threshold", "margin", "fatalities", "forced")]
        self._chunks.append((at, numbers["event"], numbers["day"], *codes, *rest))

    def columns(self, ends: Iterable[int] = ()) -> tuple[list[dict[str, Array]], tuple[str, ...]]:
        """Kept events by column, sorted by world and number.

        Args:
            ends: positions of worlds at which one group of neighbouring worlds ends and the next begins.

        Returns:
            One set of columns per group, with words as codes; and the words that occur, by code.
        """
        found = self._all()
        # Codes were given as words came; who came first depends on which worlds are together.
        words = [*self._codes]
        used = sorted({int(code) for name in WORDS for code in np.unique(found[name])}, key=words.__getitem__)
        codes = np.zeros(len(words), np.int16)
        codes[used] = np.arange(len(used))
        found |= {name: codes[found[name]] for name in WORDS}
        # Events were written in order of time, so a stable sort by world also sorts them by number.
        by_place = np.argsort(found["world"], kind="stable")
        places = found["world"][by_place]
        found = {name: column[by_place] for name, column in found.items()}
        found["world"] = self._world[places].astype(np.int32)
        cuts = np.searchsorted(places, list(ends))
        parts = {name: np.split(column, cuts) for name, column in found.items()}
        groups = [{name: part[group] for name, part in parts.items()} for group in range(len(cuts) + 1)]
        return groups, tuple(words[code] for code in used)

    def _all(self) -> dict[str, Array]:
        """All kept events by column, in order of time; the world as its position."""
        order = ("world", "event", "day", *WORDS, "rung", "cause", "threshold", "margin", "fatalities", "forced")
        types = {**NUMBERS, **dict.fromkeys(WORDS, np.int16)}
        columns = dict(zip(order, zip(*self._chunks, strict=True), strict=True)) if self._chunks else {}
        sizes = np.array([len(chunk[0]) for chunk in self._chunks], int)
        return {name: _stretched(columns.get(name, ()), sizes, types[name]) for name in order}


def _stretched(parts: tuple[Any, ...], sizes: Array, kind: Any) -> Array:
    """One column from the chunks' parts: arrays as they are, single values repeated over their chunk."""
    single = np.array([type(part) is not np.ndarray for part in parts], bool)
    if single.all():
        return np.repeat(np.array(parts, kind), sizes)
    arrays = [part for part in parts if type(part) is np.ndarray]
    if not single.any():
        return np.concatenate(arrays).astype(kind)
    column: Array = np.empty(sizes.sum(), kind)
    from_single = np.repeat(single, sizes)
    column[~from_single] = np.concatenate(arrays)
    column[from_single] = np.repeat(np.array([p for p in parts if type(p) is not np.ndarray], kind), sizes[single])
    return column
