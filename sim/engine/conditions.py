"""What is known to have happened up to a day, what of it is measured in each world, and in which worlds it was so.

Acts are counted as they are logged and levels read as they are recorded, by either engine, so that neither the log nor
the paths of all worlds have to be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.arrays import Array, Where


@dataclass(frozen=True)
class Count:
    """How many acts came, or how many died of them, up to a day.

    Attributes:
        until: last day, counted from the first, which is 0.
        acts: keys of the acts; empty for all.
        by: paths of their actors; empty for anybody.
        dead: whether the dead are counted instead of the acts.
    """

    until: int
    acts: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    dead: bool = False

    def counts(self, actor: str, act: str) -> bool:
        """Whether an act of an actor is one of these."""
        return (not self.acts or act in self.acts) and (not self.by or actor in self.by)


@dataclass(frozen=True)
class Reading:
    """A daily series on the evening of a day; missing in worlds that ended before it.

    Attributes:
        series: its key.
        day: the day, counted from the first, which is 0.
    """

    series: str
    day: int


Measure = Count | Reading


@dataclass(frozen=True)
class Clause:
    """One thing that is known.

    Attributes:
        name: its column among a world's counts, shared by clauses of one measure: ``"force until 2019-09-30"``.
        measure: what is measured.
        low, high: between which it lay, both included.
        what, by: of counted acts, what they and their actors are called: key of an act or a kind of acts, and a name.
    """

    name: str
    measure: Measure
    low: float
    high: float
    what: str = ""
    by: str = ""


@dataclass(frozen=True)
class Condition:
    """What is known on the evening of a day; that the crisis had not ended by then is always part of it.

    Attributes:
        until: the day, counted from the first, which is 0.
        name: column that says of each world whether it agrees: ``"agrees until 2019-09-30"``.
        clauses: what else is known.
    """

    until: int
    name: str
    clauses: tuple[Clause, ...] = ()

    def agrees(self, columns: Mapping[str, Array]) -> Array:
        """In which worlds it was so, bool, shape ``(worlds,)``.

        Args:
            columns: ``day`` on which each world ended, and what was measured of it by the clauses' names.
        """
        found: Array = np.asarray(columns["day"]) > self.until
        for one in self.clauses:
            measured = np.asarray(columns[one.name], float)
            found = found & (measured >= one.low) & (measured <= one.high)
        return found


def measures(conditions: Iterable[Condition]) -> dict[str, Measure]:
    """What has to be measured to tell where some conditions hold, by the clauses' names."""
    return {clause.name: clause.measure for one in conditions for clause in one.clauses}


class Tally:
    """Counts acts as they are logged.

    Args:
        counts: what is counted.
        worlds: number of worlds.

    Attributes:
        found: so far, shape ``(counts, worlds)``.
    """

    def __init__(self, counts: Sequence[Count], worlds: int):
        self._counts = tuple(counts)
        self.found: Array = np.zeros((len(self._counts), worlds), np.int32)

    def add(self, at: Where, day: int, actor: str, act: str, dead: int | Array) -> None:
        """Counts one act in each of some worlds.

        Args:
            at: positions of the worlds, each once.
            day: today.
            actor, act: path and key.
            dead: the dead, one number or one per world.
        """
        for found, one in zip(self.found, self._counts, strict=True):
            if day <= one.until and one.counts(actor, act):
                found[at] += dead if one.dead else 1

    def extend(self, at: Where, day: Array, doers: Sequence[tuple[str, str]], kind: Array, dead: Array) -> None:
        """Counts acts that were logged elsewhere.

        Args:
            at: position of each act's world.
            day: of each act.
            doers: path of the actor and key of the act, by kind.
            kind: each act's kind.
            dead: the dead of each act.
        """
        for found, one in zip(self.found, self._counts, strict=True):
            mine = np.array([one.counts(*doer) for doer in doers], bool)[kind] & (day <= one.until)
            found += np.bincount(at[mine], dead[mine] if one.dead else None, len(found)).astype(np.int32)
