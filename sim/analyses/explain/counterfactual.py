"""What hinged on an act: the same world with the same luck, and that act let pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.acts import Acts
from sim.engine.withheld import Withheld
from sim.runs.blocks import Task, simulate
from sim.runs.replay import Replay, replay
from sim.scenario import Cell


class CannotWithhold(ValueError):
    """An event that cannot be left out; the message says why, and which can."""


@dataclass(frozen=True)
class Without:
    """A world without one of its acts.

    Attributes:
        event: number of the act in the world as it was.
        before, after: the world as it was, and without the act.
        first: the first event of either that the other has not: day, whether it is new, and the row.
    """

    event: int
    before: Replay
    after: Replay
    first: tuple[int, bool, Any] | None

    @property
    def changed(self) -> bool:
        """Whether the world ends otherwise."""
        return self.before.outcome != self.after.outcome


@dataclass(frozen=True)
class Tried:
    """One act that was tried in a search for turning points, and how the world ends without it."""

    event: int
    outcome: str
    day: int


@dataclass(frozen=True)
class TurningPoints:
    """On which single acts the end of a world hinged.

    Attributes:
        outcome, day: how and when the world ended as it was.
        tried: every act that was left out, in order of its event number.
    """

    outcome: str
    day: int
    tried: tuple[Tried, ...]

    @property
    def turning(self) -> tuple[Tried, ...]:
        """The acts without which the outcome differs, in order."""
        return tuple(one for one in self.tried if one.outcome != self.outcome)


def withholdable(acts: Acts, events: pd.DataFrame) -> pd.DataFrame:
    """The events of a world that somebody chose, or the scenario forced, and that can be left out one by one."""
    kinds = _kinds(events)
    several = Counter(kinds)
    can = acts.withholdable
    return events[[act in can and several[day, actor, act, forced] == 1 for day, actor, act, forced in kinds]]


def _kinds(events: pd.DataFrame) -> list[tuple[Any, ...]]:
    """What the model tells acts apart by when one is withheld: day, actor, act, and whether it is forced."""
    columns = (events["day"], events["actor"].astype(str), events["act"].astype(str), events["forced"].astype(bool))
    return list(zip(*columns, strict=True))


def without(cell: Cell, world: int, seed: int, event: int) -> Without:
    """Lives through a world again without one of its acts.

    The actor looks at the day as it was and lets the occasion pass; everybody meets the days that follow by the same
    rules and the same luck, so that all before that day is as it was.

    Args:
        cell: the world's cell.
        world: the world's number.
        seed: seed of all luck.
        event: the act's number within the world.

    Raises:
        CannotWithhold: when the world has no such event, or it is no act that can be left out.
    """
    before = replay(cell, world, seed)
    chosen = before.events[before.events["event"] == event]
    if chosen.empty:
        most = int(before.events["event"].max()) if len(before.events) else -1
        raise CannotWithhold(f"world {world} has no event {event}; its events are numbered from 0 to {most}")
    act, (kind,) = _withheld(cell.crisis.acts, chosen.iloc[0]), _kinds(chosen)
    if _kinds(before.events).count(kind) > 1:
        raise CannotWithhold(f"event {event} is one of several alike by one actor on that day, which only go together")
    after = replay(cell, world, seed, withheld=(act,))
    if kind in _kinds(after.events):
        raise CannotWithhold(
            f"event {event} came about all the same: {act.actor} does not ask whether {act.act} is withheld (an agent "
            "of your own names its acts in choices_where)"
        )
    return Without(event, before, after, _first_difference(before.events, after.events, act.day))


def turning_points(cell: Cell, world: int, seed: int) -> TurningPoints:
    """Leaves out every act of a world in turn, all side by side, and looks how the world ends.

    Args:
        cell: the world's cell.
        world: the world's number.
        seed: seed of all luck.
    """
    told = replay(cell, world, seed)
    some = withholdable(cell.crisis.acts, told.events)
    acts = [_withheld(cell.crisis.acts, row, at) for at, row in enumerate(some.itertuples())]
    if not acts:
        return TurningPoints(told.outcome, told.day, ())
    ended = ends_without(cell, np.full(len(acts), world), seed, acts)
    ends = tuple(Tried(int(event), *end) for event, end in zip(some["event"], ended, strict=True))
    return TurningPoints(told.outcome, told.day, ends)


def ends_without(cell: Cell, worlds: np.ndarray, seed: int, acts: Sequence[Withheld]) -> list[tuple[str, int]]:
    """How worlds of a cell end, side by side, when some acts are let pass.

    Args:
        cell: the worlds' cell.
        worlds: their numbers, shape ``(n,)``; one may stand there several times.
        seed: seed of all luck.
        acts: what does not come about, each in the world at its position.

    Returns:
        Outcome and day of each, in order.
    """
    found = simulate(Task(cell, seed, worlds, outcomes_only=True, withheld=tuple(acts))).block.columns
    at = cell.crisis.outcomes.at
    return [(at(int(code)).key, int(day)) for code, day in zip(found["outcome"], found["day"], strict=True)]


def _withheld(acts: Acts, row: Any, position: int = 0) -> Withheld:
    act = str(row.act)
    if act not in acts.withholdable:
        raise CannotWithhold(
            f"event {int(row.event)} ({act}) cannot be left out: it is nobody's choice of that day, or nobody meets "
            f"it; allowed: {', '.join(acts.withholdable)}"
        )
    return Withheld(position, int(row.day), str(row.actor), act, bool(row.forced))


def _first_difference(before: pd.DataFrame, after: pd.DataFrame, day: int) -> tuple[int, bool, Any] | None:
    """The first event after the act's own day that one log has and the other has not."""
    lost, new = _surplus(before, after, day), _surplus(after, before, day)
    found = [(int(row["day"]), is_new, row) for row, is_new in ((lost, False), (new, True)) if row is not None]
    return min(found, key=lambda one: one[0]) if found else None


def _surplus(one: pd.DataFrame, other: pd.DataFrame, day: int) -> Any:
    """The first event after a day that one log has oftener than the other; numbers of events do not count."""
    left = Counter(_contents(other[other["day"] > day]))
    late = one[one["day"] > day]
    for place, key in enumerate(_contents(late)):
        if not left[key]:
            return late.iloc[place]
        left[key] -= 1
    return None


def _contents(events: pd.DataFrame) -> list[tuple[Any, ...]]:
    words = events[["actor", "act", "target"]].astype(str)
    return list(zip(events["day"], words["actor"], words["act"], words["target"], events["rung"], strict=True))
