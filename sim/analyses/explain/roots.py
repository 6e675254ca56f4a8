"""What stands at the root of an outcome over many worlds: where the causes of each world's end lead back to."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.acts import Acts
from sim.engine.crisis import Crisis
from sim.runs.results import Results
from sim.statistics.intervals import wilson
from sim.words import frequency
from sim.words.events import BEFALLS, Names, act_title

Array = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Share:
    """How many of some worlds have something in common.

    Attributes:
        words: what, as a reader calls it.
        rule: rule that decided it; empty for a whole chain.
        claims: claims that the rule stands on.
        count, share: worlds.
        low, high: Wilson's 95% interval of the share.
    """

    words: str
    rule: str
    claims: tuple[str, ...]
    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Roots:
    """What stands at the root of an outcome.

    Attributes:
        outcome: the outcome.
        worlds: worlds with it whose events are kept.
        roots: the first event of the chain, most frequent first.
        triggers: what the first use of force on the way to the end answered, most frequent first.
        chains: whole chains, as acts in order, most frequent first.
    """

    outcome: str
    worlds: int
    roots: tuple[Share, ...]
    triggers: tuple[Share, ...]
    chains: tuple[Share, ...]

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data for JSON."""
        return asdict(self)


def force_in_words(crisis: Crisis) -> str:
    """What an act of force is called: of a side, where all of them are its: ``"American force"``."""
    sides = {crisis.acts[key].side for key in crisis.acts.of_kind("force")}
    whose = crisis.sides.get(sides.pop(), "") if len(sides) == 1 else ""
    return f"{whose} force".strip()


def in_words(crisis: Crisis, found: Roots) -> list[str]:
    """Roots, triggers and chains, a line each, with shares and intervals."""
    noun = crisis.outcomes[found.outcome].noun
    said = [f"{found.worlds:,} worlds with kept events end in {noun}. At the root of their chains of causes:"]
    said += [_line(one) for one in found.roots]
    if found.triggers:
        head = f"What the first use of {force_in_words(crisis)} on the way answered:"
        said += ["", head, *map(_line, found.triggers)]
    said += ["", "Commonest chains:", *map(_line, found.chains)]
    return said


def _line(one: Share) -> str:
    rule = f" (rule {one.rule}{': ' if one.claims else ''}{', '.join(one.claims)})" if one.rule else ""
    return f"{frequency.worlds(one.count)}, {one.share:.0%} ({one.low:.0%} to {one.high:.0%}): {one.words}{rule}"


def roots(results: Results, variant: str, outcome: str | None = None, most: int = 6) -> Roots | None:
    """Follows the causes of every kept world with an outcome back to where they begin.

    Args:
        results: the run.
        variant: name of the variant; its cell of reference is meant.
        outcome: key of an outcome that acts seal; by default the scenario's headline. Causes are followed from the last
            of these acts in a world, or from the gravest, as in :mod:`sim.analyses.explain.chain`.
        most: roots, triggers and chains that are named; the others are left out.

    Returns:
        The shares; None when no kept world has the outcome, or the outcome has no act that seals it.
    """
    cell = results.reference_of(variant).index
    events, end = results.events_of(cell), results.crisis.outcomes[outcome or results.scenario.headline]
    if not end.sealed_by or events.empty:
        return None
    worlds = results.worlds_of(cell, ["world", "outcome"])
    mine = worlds.loc[(worlds["outcome"] == end.key) & (worlds["world"] < results.events_kept(cell)), "world"]
    log, names = _Log(events), Names.of(results.crisis, results.reference_of(variant).cast.added)
    find = log.gravest_of if end.by_gravest else log.last_of
    ends = find(end.sealed_by, mine.to_numpy())
    if not ends.size:
        return None
    path = log.back_from(ends)
    rules = {rule: tuple(one.id for one in results.claims if rule in one.rules) for rule in map(str, log.rules)}
    counted = Counter(map(tuple, _chains(log, path, results.crisis.acts)))
    first = path[np.arange(len(path)), (path >= 0).sum(axis=1) - 1]
    return Roots(
        end.key,
        len(ends),
        _shares(log, first, names, rules, len(ends), most),
        _shares(log, _triggers(log, path, results.crisis.acts.of_kind("force")), names, rules, len(ends), most),
        tuple(_share(" → ".join(chain), "", (), count, len(ends)) for chain, count in counted.most_common(most)),
    )


class _Log:
    """A cell's events as arrays, ordered by world and number, so that a cause is found by its place."""

    def __init__(self, events: pd.DataFrame):
        world, number = events["world"].to_numpy(), events["event"].to_numpy()
        order = np.lexsort((number, world)) if np.any(np.diff(world) < 0) else np.arange(len(world))
        self.world: Array = world[order].astype(np.int64)
        self.number: Array = number[order].astype(np.int64)
        self.rung = events["rung"].to_numpy()[order].astype(float)
        self.cause: Array = events["cause"].to_numpy()[order].astype(np.int64)
        self.actor, self.actors = _coded(events["actor"], order)
        self.act, self.acts = _coded(events["act"], order)
        self.rule, self.rules = _coded(events["rule"], order)
        self._key = self.world << 32 | self.number

    def places(self, world: Array, number: Array) -> Array:
        """Places of events by world and number; -1 where there is none."""
        key = world << 32 | np.maximum(number, 0)
        at = np.minimum(np.searchsorted(self._key, key), len(self._key) - 1)
        return np.where((number >= 0) & (self._key[at] == key), at, -1)

    def last_of(self, acts: tuple[str, ...], worlds: np.ndarray) -> Array:
        """Place of the last event of some kinds in each of some worlds that has one."""
        wanted = np.isin(self.act, np.flatnonzero(np.isin(self.acts, acts)))
        at = np.flatnonzero(wanted & np.isin(self.world, worlds))
        _, last = np.unique(self.world[at][::-1], return_index=True)
        return at[::-1][last]

    def gravest_of(self, acts: tuple[str, ...], worlds: np.ndarray) -> Array:
        """Place of the gravest event of some kinds in each of some worlds that has one, the first of several."""
        wanted = np.isin(self.act, np.flatnonzero(np.isin(self.acts, acts)))
        at = np.flatnonzero(wanted & np.isin(self.world, worlds))
        order = at[np.lexsort((self.number[at], -self.rung[at], self.world[at]))]
        return order[np.unique(self.world[order], return_index=True)[1]]

    def back_from(self, ends: Array) -> Array:
        """Places of each end and of all that it goes back to, shape ``(ends, longest)``, filled up with -1."""
        steps = [ends]
        while (steps[-1] >= 0).any():
            here = steps[-1]
            known = here >= 0
            steps.append(np.where(known, self.places(self.world[here], np.where(known, self.cause[here], -1)), -1))
        return np.stack(steps[:-1], axis=1)


def _coded(words: pd.Series, order: Array) -> tuple[np.ndarray, np.ndarray]:
    kind = words if isinstance(words.dtype, pd.CategoricalDtype) else words.astype("category")
    return kind.cat.codes.to_numpy()[order], np.array(kind.cat.categories, str)


def _triggers(log: _Log, path: Array, acts: tuple[str, ...]) -> Array:
    """What each chain's first use of force on the way to the end answered; -1 where there is none."""
    force = np.isin(log.act, np.flatnonzero(np.isin(log.acts, acts)))
    found = np.full(len(path), -1)
    path = np.pad(path, ((0, 0), (0, 1)), constant_values=-1)  # a chain may begin with the force itself
    for step in range(path.shape[1] - 1):
        here = path[:, step]
        new = (here >= 0) & force[here]  # the path runs backwards, so that the earliest use is met last
        found[new] = path[new, step + 1]
    return found


def _chains(log: _Log, path: Array, acts: Acts) -> list[list[str]]:
    names = [act_title(act, acts) for act in log.acts]
    return [[names[log.act[place]] for place in row[::-1] if place >= 0] for row in path]


def _shares(
    log: _Log, at: Array, names: Names, rules: dict[str, tuple[str, ...]], worlds: int, most: int
) -> tuple[Share, ...]:
    """The commonest of some events, by who did what by which rule."""
    at = at[at >= 0]
    keys = np.stack([log.actor[at], log.act[at], log.rule[at]], axis=1) if at.size else np.zeros((0, 3), int)
    kinds, counts = np.unique(keys, axis=0, return_counts=True)
    found = []
    for place in np.argsort(-counts, kind="stable")[:most]:
        actor, act, rule = kinds[place]
        who = names.actor(str(log.actors[actor])) if actor >= 0 and log.actors[actor] else BEFALLS
        name = str(log.rules[rule]) if rule >= 0 else ""
        words = f"{who}: {act_title(str(log.acts[act]), names.crisis.acts)}"
        found.append(_share(words, name, rules.get(name, ()), int(counts[place]), worlds))
    return tuple(found)


def _share(words: str, rule: str, claims: tuple[str, ...], count: int, worlds: int) -> Share:
    low, high = wilson(np.array([count]), np.array([worlds]))
    return Share(words, rule, claims, count, count / worlds, float(low[0]), float(high[0]))
