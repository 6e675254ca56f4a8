"""Acts that do not come about although somebody would choose them: what a counterfactual asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.arrays import NOBODY, Where


@dataclass(frozen=True)
class Withheld:
    """An act that somebody lets pass.

    Attributes:
        position: place of the world among the model's worlds.
        day: day on which it would be committed, 0 being the first.
        actor: path of who would commit it.
        act: key of the act, one of the crisis's withholdable ones.
        forced: whether it is the scenario that makes it happen, rather than the actor who chooses it.
    """

    position: int
    day: int
    actor: str
    act: str
    forced: bool = False


class WithheldActs:
    """The withheld acts of a model, found by day, actor and act.

    Args:
        acts: what is withheld.
        withholdable: keys of the acts that can be.

    Raises:
        ValueError: for an act that cannot be withheld.
    """

    def __init__(self, acts: Iterable[Withheld], withholdable: Sequence[str]):
        found: dict[int, dict[tuple[str, str, bool], list[int]]] = {}
        for one in acts:
            if one.act not in withholdable:
                raise ValueError(f"{one.act!r} cannot be withheld; allowed: {', '.join(withholdable)}")
            found.setdefault(one.day, {}).setdefault((one.actor, one.act, one.forced), []).append(one.position)
        self._days = found

    @property
    def days(self) -> tuple[int, ...]:
        """Days on which an act is withheld."""
        return tuple(self._days)

    def on(self, day: int, actor: str, acts: Iterable[str], forced: bool = False) -> Where:
        """Positions of the worlds in which an actor lets one of some acts pass on a day, in order."""
        today = self._days.get(day)
        if today is None:
            return NOBODY
        places = [place for act in acts for place in today.get((actor, act, forced), ())]
        return np.unique(np.array(places, np.intp)) if places else NOBODY
