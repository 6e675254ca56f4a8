"""What was done today, in the worlds where it was done, for everyone to read in the phase *learn*."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.engine.arrays import Array, Where


@dataclass(frozen=True, eq=False)
class Incident:
    """Something an actor did today.

    Attributes:
        at: positions of the worlds, shape ``(cases,)``; the other arrays have the same shape.
        actor: who did it, a :class:`sim.engine.actor.Actor`.
        act: key of the act.
        rung: severity on the ladder.
        event: number of the event within its world.
        theatre: where, or "".
        target: path of whom or what it was aimed at.
        deaths: the dead that the model counts.
        warned: whether it was announced beforehand, to spare lives.
        answerable: whether the other side treats it as a question put to it.
        tag: what tells it from other acts of its kind on one day; names its luck.
    """

    at: Where
    actor: Any
    act: str
    rung: Array
    event: Array
    theatre: str = ""
    target: str = ""
    deaths: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    warned: bool = False
    answerable: bool = True
    tag: str = ""


@dataclass
class Board:
    """Today's incidents."""

    incidents: list[Incident] = field(default_factory=list)

    def of(self, *acts: str) -> list[Incident]:
        """Today's incidents of some kinds of act, kind by kind."""
        return [one for act in acts for one in self.incidents if one.act == act]
