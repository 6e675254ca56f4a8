"""Where statements stand: as late as their readers allow, and close to others under their guard."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import Any

from sim.compiled.lowering import Aliases, Cell
from sim.compiled.program import Guard, Statement, Value, above, shared


def scheduled(statements: list[Statement]) -> list[Statement]:
    """The same statements in the order in which they are emitted."""
    return clustered(sunk(statements))


# -- sinking -----------------------------------------------------------------------------------------------------------


def sunk(statements: list[Statement]) -> list[Statement]:
    """Moves what is set once down to its first reader and under the guard that all readers share.

    It stays where it is if a cell that it reads is written on the way.
    """
    aliases = Aliases(statements)
    written: defaultdict[Cell, list[int]] = defaultdict(list)
    for place, one in enumerate(statements):
        if one.target is not None and (name := aliases(one.target)) is not None:
            written[name].append(place)
    moved, places = list(statements), list(range(len(statements)))
    guard_of: dict[Value, Guard | None] = {}  # where the readers are, as far as they have been seen
    first: dict[Value, int] = {}
    for place in reversed(range(len(statements))):
        one = statements[place]
        target = one.target
        if target is not None and target.role == "once" and target in first:
            to = first[target]
            cells = [name for value in one.reads() if (name := aliases(value)) is not None]
            if not any(_between(written[name], place, to) for name in cells):
                places[place] = to
                if above(one.guard, guard_of[target]):
                    moved[place] = one = replace(one, guard=guard_of[target])
        inner = [(value, one.guard) for value in one.reads()]
        inner += [(guard.value, guard.parent) for guard in (one.guard.chain() if one.guard else ())]
        for value, guard in inner:
            guard_of[value] = shared(guard_of[value], guard) if value in guard_of else guard
            first[value] = min(first.get(value, places[place]), places[place])
    return [moved[place] for place in _settled(moved, places)]


def _settled(statements: list[Statement], places: list[int]) -> list[int]:
    """The order of statements by their places; of all at one place, each after what it reads and what guards it."""
    setter = {one.target: at for at, one in enumerate(statements) if one.target and one.target.role == "once"}
    followers: defaultdict[int, list[int]] = defaultdict(list)
    waiting = [0] * len(statements)
    for at, one in enumerate(statements):
        values = {*one.reads(), *(guard.value for guard in (one.guard.chain() if one.guard else ()))}
        for before in {setter[value] for value in values if value in setter}:
            if places[before] == places[at]:
                followers[before].append(at)
                waiting[at] += 1
    ready = [(places[at], at) for at, count in enumerate(waiting) if not count]
    heapq.heapify(ready)
    found = []
    while ready:
        _, at = heapq.heappop(ready)
        found.append(at)
        for follower in followers[at]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, (places[follower], follower))
    assert len(found) == len(statements), "statements that wait for each other"
    return found


def _between(places: list[int], after: int, before: int) -> bool:
    at = bisect_right(places, after)
    return at < len(places) and places[at] < before


# -- clustering --------------------------------------------------------------------------------------------------------


def clustered(statements: list[Statement]) -> list[Statement]:
    """Brings statements under one guard together, as far as what they take from each other allows.

    A list schedule: of all that may come next, what is under the guard at hand or close to it; then what came first.
    """
    followers, waiting = _dependences(statements)
    ready: defaultdict[Guard | None, list[int]] = defaultdict(list)
    for place, count in enumerate(waiting):
        if not count:
            heapq.heappush(ready[statements[place].guard], place)
    found: list[Statement] = []
    guard: Guard | None = None
    while ready:
        if guard not in ready:
            guard = min(ready, key=lambda one: (-_depth(shared(one, guard)), _depth(one), ready[one][0]))
        place = heapq.heappop(ready[guard])
        if not ready[guard]:
            del ready[guard]
        found.append(statements[place])
        for follower in followers[place]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready[statements[follower].guard], follower)
    return found


def _depth(guard: Guard | None) -> int:
    return len(guard.chain()) if guard else 0


def _dependences(statements: list[Statement]) -> tuple[list[list[int]], list[int]]:
    """Of each statement, those that must come after it, and how many must come before it."""
    aliases = Aliases(statements)
    setter: dict[Value, int] = {}
    writers: dict[Any, int] = {}
    readers: defaultdict[Any, list[int]] = defaultdict(list)
    followers: list[list[int]] = []
    waiting: list[int] = []
    for place, one in enumerate(statements):
        before: set[int] = set()
        values = [*one.reads(), *(guard.value for guard in (one.guard.chain() if one.guard else ()))]
        for value in values:
            name = aliases(value)
            if name is None:
                before.update(setter[value] for value in (value,) if value in setter)
                continue
            before.update(writers[name] for name in (name,) if name in writers)
            readers[name].append(place)
        # Effects keep their order, as if all events were written to one cell, and each series were one.
        effect = "event" if one.operation == "event" else one.arguments[0]
        written = effect if one.target is None else aliases(one.target)
        if written is not None:
            before.update(readers.pop(written, ()), (writers[written],) if written in writers else ())
            writers[written] = place
        elif one.target is not None:
            setter[one.target] = place
        before.discard(place)
        followers.append([])
        waiting.append(len(before))
        for other in before:
            followers[other].append(place)
    return followers, waiting
