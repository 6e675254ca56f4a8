"""PRIM: a box of parameter values in which an outcome comes much more often than elsewhere.

The patient rule induction method (Friedman and Fisher 1999, "Bump hunting in high-dimensional data"), as scenario
discovery uses it (Bryant and Lempert 2010, "Thinking inside the box"): a thin slice at one end of one factor is peeled
off again and again, whichever helps most; then slices are pasted back as long as that helps. How much a peel helps is
the rise of the outcome's share over the worlds it costs, which treats numbers and words alike (as the Exploratory
Modeling Workbench does; a test holds our peels to its).

Every row is a world, or a point that was simulated in several worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

#: Share of the box that one peel takes, and that one pasting gives back.
ALPHA = 0.05

#: Smallest share of all worlds that a box may hold.
LEAST_MASS = 0.05

#: A restriction is kept only if the outcome's share without it would make the box's share less likely than this.
SIGNIFICANT = 0.05

Limits = tuple[float, float] | frozenset[str]


@dataclass(frozen=True)
class Rows:
    """What was simulated.

    Attributes:
        columns: values per factor, shape (n,) each; numbers, or words.
        hits: worlds with the outcome per row, shape (n,).
        worlds: worlds per row, shape (n,).
        shared: worlds that all rows live through alike; 0 where each row has luck of its own.
    """

    columns: Mapping[str, np.ndarray]
    hits: np.ndarray
    worlds: np.ndarray
    shared: int = 0

    def only(self, rows: np.ndarray) -> Rows:
        """Some of the rows."""
        return Rows(
            {path: one[rows] for path, one in self.columns.items()}, self.hits[rows], self.worlds[rows], self.shared
        )

    @property
    def share(self) -> float:
        """Share of the worlds with the outcome."""
        return float(self.hits.sum() / max(self.worlds.sum(), 1))


@dataclass(frozen=True)
class Box:
    """Limits of the restricted factors: lowest and highest number (infinite where open), or the words allowed."""

    limits: Mapping[str, Limits]

    def holds(self, columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """Which rows lie in it, boolean array of shape (n,)."""
        inside = np.ones(len(next(iter(columns.values()))), bool)
        for path, limit in self.limits.items():
            inside &= _within(columns[path], limit)
        return inside

    def restricted(self, path: str, limit: Limits) -> Box:
        """The same with another limit; one that holds everything is no restriction."""
        others = {name: one for name, one in self.limits.items() if name != path}
        return Box(others if limit == (-np.inf, np.inf) else {**others, path: limit})

    def restrictions(self) -> Iterator[tuple[str, Box]]:
        """Each restriction's factor, and the box without it; the two ends of a range count apart."""
        for path, limit in self.limits.items():
            if isinstance(limit, frozenset):
                yield path, Box({name: one for name, one in self.limits.items() if name != path})
                continue
            for without in ((-np.inf, limit[1]), (limit[0], np.inf)):
                if without != limit:
                    yield path, self.restricted(path, without)


@dataclass(frozen=True)
class Step:
    """One box of a trajectory, with what it holds of the rows it was found in.

    Attributes:
        box: the box.
        mass: share of all worlds that lie in it.
        density: share of its worlds with the outcome.
        coverage: share of all worlds with the outcome that lie in it.
    """

    box: Box
    mass: float
    density: float
    coverage: float


def measured(box: Box, rows: Rows) -> Step:
    """A box and what it holds."""
    inside = box.holds(rows.columns)
    hits, worlds = rows.hits[inside].sum(), rows.worlds[inside].sum()
    return Step(
        box, float(worlds / rows.worlds.sum()), float(hits / max(worlds, 1)), float(hits / max(rows.hits.sum(), 1))
    )


def peel(rows: Rows, least_mass: float = LEAST_MASS) -> list[Step]:
    """Peels until the box would hold too little; the first step is everything.

    Where no peel helps, the one that harms least is taken, since a later one may help more.
    """
    steps = [measured(Box({}), rows)]
    inside = np.ones(len(rows.hits), bool)
    while True:
        box = _best(rows, inside, _peels(rows, inside, steps[-1].box), least=-np.inf)
        if box is None:
            return steps
        step = measured(box, rows)
        if step.mass < least_mass:
            return steps
        steps.append(step)
        inside = box.holds(rows.columns)


def paste(box: Box, rows: Rows) -> Box:
    """Widens a box by slices as long as the outcome's share in it grows."""
    while True:
        inside = box.holds(rows.columns)
        wider = _best(rows, inside, _pastes(rows, box, int(inside.sum() * ALPHA)), least=0.0)
        if wider is None:
            return box
        box = wider


def significant(box: Box, rows: Rows) -> Box:
    """Drops restrictions without which the box would be as good: the least significant first, one at a time.

    The quasi-p-value of Bryant and Lempert (2010): the binomial chance of as high a share in the box as it has, if the
    share were the one of the box without the restriction.
    """
    from scipy.stats import binom

    while box.limits:
        now = measured(box, rows)
        n = now.mass * rows.worlds.sum()
        hits = now.density * n
        without = [one for _, one in box.restrictions()]
        chances = [float(binom.sf(round(hits) - 1, round(n), measured(one, rows).density)) for one in without]
        worst = int(np.argmax(chances))
        if chances[worst] <= SIGNIFICANT:
            return box
        box = without[worst]
    return box


def _within(values: np.ndarray, limit: Limits) -> np.ndarray:
    if isinstance(limit, frozenset):
        return np.isin(values.astype(str), sorted(limit))
    return np.asarray((values >= limit[0]) & (values <= limit[1]))


def _best(rows: Rows, inside: np.ndarray, candidates: Iterator[Box], least: float) -> Box | None:
    """The candidate that raises the share most for each world gained or lost; None when none raises it above ``least``.

    Of equal ones that which restricts fewer factors wins.
    """
    worlds, hits = rows.worlds[inside].sum(), rows.hits[inside].sum()
    best: tuple[Any, Box | None] = ((least, 0), None)
    for box in candidates:
        there = box.holds(rows.columns)
        n, came = rows.worlds[there].sum(), rows.hits[there].sum()
        if n in (0, worlds):
            continue
        score = ((came / n - hits / worlds) / abs(n - worlds), -len(box.limits))
        if score[0] > least and score > best[0]:
            best = (score, box)
    return best[1]


def _peels(rows: Rows, inside: np.ndarray, box: Box) -> Iterator[Box]:
    for path, column in rows.columns.items():
        values = column[inside]
        if column.dtype == object:
            words = frozenset(values.astype(str))
            if len(words) > 1:
                yield from (box.restricted(path, words - {word}) for word in sorted(words))
            continue
        low, high = _ends(box, path)
        yield box.restricted(path, (low, min(_cut(values, 1 - ALPHA), high)))
        yield box.restricted(path, (max(_cut(values, ALPHA), low), high))


def _pastes(rows: Rows, box: Box, slice_: int) -> Iterator[Box]:
    """The box with each of its ends moved outwards past so many rows, or with one more word."""
    for path, limit in box.limits.items():
        open_ = Box({name: one for name, one in box.limits.items() if name != path}).holds(rows.columns)
        values = rows.columns[path][open_]
        if isinstance(limit, frozenset):
            yield from (box.restricted(path, limit | {word}) for word in sorted(set(values.astype(str)) - limit))
            continue
        below, above = np.sort(values[values < limit[0]])[::-1], np.sort(values[values > limit[1]])
        if len(below):
            yield box.restricted(path, (_past(below, slice_, -np.inf), limit[1]))
        if len(above):
            yield box.restricted(path, (limit[0], _past(above, slice_, np.inf)))


def _past(outside: np.ndarray, slice_: int, open_end: float) -> float:
    """An end moved past so many of the values outside, which come nearest first; open when it passes all."""
    return open_end if len(outside) <= slice_ else float(outside[max(slice_, 1) - 1])


def _ends(box: Box, path: str) -> tuple[float, float]:
    limit = box.limits.get(path, (-np.inf, np.inf))
    assert not isinstance(limit, frozenset)
    return limit


def _cut(values: np.ndarray, share: float) -> float:
    """Where a slice ends: halfway between two neighbouring values, so that equal values stay together."""
    ordered = np.sort(values)
    at = (len(ordered) - 1) * share
    low, high = ordered[int(np.floor(at))], ordered[int(np.ceil(at))]
    if low == high and share > 0.5:
        below = ordered[ordered < low]
        low = below[-1] if len(below) else low
    elif low == high:
        above = ordered[ordered > high]
        high = above[0] if len(above) else high
    return float((low + high) / 2)
