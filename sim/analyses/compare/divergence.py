"""When two runs of the same worlds part: the first day on which their logs of events differ, and by what.

Before that day a world is one and the same in both. The logs of a day differ when one has an event that the other
lacks; an event with another actor, act, target, rung or number of dead is another event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.engine.acts import Acts

#: What makes two events of one day the same event; the order within a day does not count.
_WORDS: Final = ("actor", "act", "target")
_NUMBERS: Final = ("rung", "fatalities")

#: Which side has the first event that differs.
SIDES: Final = ("before", "after", "both")


@dataclass(frozen=True)
class First:
    """An event that differs first in some worlds.

    Attributes:
        actor, act: who did what.
        side: which setting has it: ``before``, ``after``, or ``both``, when it differs in severity, target or deaths.
        count: in how many worlds it is the first that differs.
    """

    actor: str
    act: str
    side: str
    count: int

    def words(
        self,
        acts: Acts,
        sides: Sequence[str] = ("only in the first", "only in the second"),
        actor_title: Callable[[str], str] | None = None,
    ) -> str:
        """The event in words, ``"united states: strike on Iran, only in the second"``.

        Args:
            acts: the crisis's acts.
            sides: how to say that only the first, or only the second setting has it.
            actor_title: how to call an actor, given its path.
        """
        act = acts[self.act].title if self.act in acts else self.act.replace("_", " ")
        actor = (actor_title or _last_part)(self.actor) if self.actor else ""
        which = (
            "in both, with another severity, target or number of dead"
            if self.side == "both"
            else sides[SIDES.index(self.side)]
        )
        return f"{f'{actor}: ' if actor else ''}{act}, {which}"


@dataclass(frozen=True)
class Divergence:
    """The first days on which the worlds of two settings differ.

    Attributes:
        worlds: worlds whose events are kept in both.
        never: how many of them have the same events to the end.
        median, low, high: day of the first difference, its median and its 5th and 95th percentile over the worlds that
            differ; nan when none does.
        ways: what most often differs first, most frequent first, three at most.
    """

    worlds: int
    never: int
    median: float
    low: float
    high: float
    ways: tuple[First, ...]

    @property
    def count(self) -> int:
        """In how many worlds the commonest first difference is the first."""
        return self.ways[0].count if self.ways else 0

    @property
    def differing(self) -> int:
        """Worlds whose events differ on some day."""
        return self.worlds - self.never


def _last_part(path: str) -> str:
    return path.rpartition(".")[2].replace("_", " ")


def divergence(before: pd.DataFrame, after: pd.DataFrame, worlds: int) -> Divergence | None:
    """Compares two logs, day by day in every world.

    Args:
        before, after: events of one cell each, as in :attr:`sim.runs.results.Results.events`.
        worlds: number of worlds, from world 0 on, whose events are kept in both; events of others are left out.

    Returns:
        None when there is no world to compare.
    """
    if worlds < 1:
        return None
    logs = [log[log["world"].to_numpy() < worlds] for log in (before, after)]
    events = _differing(*logs)
    firsts = events[events["day"] == events.groupby("world")["day"].transform("min")]
    days = firsts.groupby("world")["day"].first().to_numpy(float)
    low, median, high = np.quantile(days, [0.05, 0.5, 0.95]) if days.size else (np.nan,) * 3
    return Divergence(worlds, worlds - days.size, float(median), float(low), float(high), _commonest(firsts))


def first_of(before: pd.DataFrame, after: pd.DataFrame) -> tuple[int, int] | None:
    """The first event that differs in one world: which log has it (0 or 1) and its number; None when none does.

    Args:
        before, after: the world's events in the two settings.
    """
    odd = _differing(before, after)
    if odd.empty:
        return None
    first = odd.sort_values(["day", "event", "side"], ascending=[True, True, False]).iloc[0]
    return int(first["side"] > 0), int(first["event"])


def _differing(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Events that one log has oftener than the other in the same world on the same day."""
    columns = {name: _joined(before, after, name) for name in ("world", "day", "event", *_WORDS, *_NUMBERS)}
    side = np.repeat(np.array([-1, 1]), [len(before), len(after)])
    key = np.zeros(len(side), np.int64)
    for name in ("world", "day", *_WORDS, *_NUMBERS):
        codes, found = pd.factorize(columns[name])
        key = pd.factorize(key * (len(found) + 1) + codes)[0]  # small again, so that it never overflows
    surplus = np.zeros(key.max(initial=-1) + 1, np.int64)
    np.add.at(surplus, key, side)
    odd = np.sign(surplus[key]) == side
    return pd.DataFrame({name: column[odd] for name, column in columns.items()} | {"side": side[odd]})


def _joined(before: pd.DataFrame, after: pd.DataFrame, name: str) -> Any:
    """A column of both logs, one below the other; words get one common set of codes."""
    one, other = before[name], after[name]
    if not isinstance(one.dtype, pd.CategoricalDtype) or not isinstance(other.dtype, pd.CategoricalDtype):
        return np.concatenate([one.to_numpy(), other.to_numpy()])
    known = one.cat.categories.union(other.cat.categories, sort=False)
    codes = [known.get_indexer(some.cat.categories)[some.cat.codes] for some in (one, other)]
    return pd.Categorical.from_codes(np.concatenate(codes), categories=known)


def _commonest(firsts: pd.DataFrame, most: int = 3) -> tuple[First, ...]:
    """The events that most often differ first."""
    if firsts.empty:
        return ()
    # The first of the day in its log; where both logs have one in that place, the second setting's.
    ordered = firsts.sort_values(["world", "event", "side"], ascending=[True, True, False])
    first = ordered.drop_duplicates("world")
    same = ["world", "actor", "act"]
    sides = firsts.groupby(same, observed=True)["side"].nunique()
    twice = sides.reindex(pd.MultiIndex.from_frame(first[same])).to_numpy() == 2
    side = np.where(twice, 2, (first["side"].to_numpy() > 0).astype(int))
    counted = first.assign(side=side).groupby(["actor", "act", "side"], observed=True).size()
    return tuple(
        First(str(actor), str(act), SIDES[int(which)], int(count))
        for (actor, act, which), count in counted.nlargest(most).items()
    )
