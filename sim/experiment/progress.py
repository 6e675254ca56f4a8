"""What a run says while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """How far a run has come.

    Attributes:
        done, total: worlds simulated and to be simulated, over all cells and the draws of the assumptions.
        seconds: since the first block was started.
        doing: what was just finished, in a few words.
        shares: share of each outcome so far in the cell at hand, empty before its first block.
    """

    done: int
    total: int
    seconds: float
    doing: str
    shares: Mapping[str, float]

    @property
    def rate(self) -> float:
        """Worlds a second so far."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """About how long the rest takes, None before anything is known."""
        return (self.total - self.done) / self.rate if self.done and self.rate else None


#: Called in the master process after every block.
Progress = Callable[[Tick], None]
