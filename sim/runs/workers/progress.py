"""What a run says while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """How far a run has come.

    Attributes:
        done, total: worlds there are and worlds there will be, over all cells, points and draws.
        seconds: since the first block was started.
        doing: what was just finished, in a few words.
        shares: share of each outcome so far in the cell at hand, empty before its first block.
        blocks, of: blocks there are and there will be.
        kept: worlds that an earlier run had left on disk.
        headline: the outcome that the scenario's answer is about; empty where nobody knows.
        early: whether some workers are still at their first blocks, so that the pace is not known yet.
    """

    done: int
    total: int
    seconds: float
    doing: str
    shares: Mapping[str, float]
    blocks: int = 0
    of: int = 0
    kept: int = 0
    early: bool = False
    headline: str = ""

    @property
    def rate(self) -> float:
        """Worlds a second so far."""
        return (self.done - self.kept) / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """About how long the rest takes, None before anything is known: the first block pays for the start, too."""
        if self.done >= self.total:
            return 0.0
        if self.early or (self.of and self.blocks < 2):
            return None
        return (self.total - self.done) / self.rate if self.rate else None


#: Called in the master process after blocks that were simulated side by side.
Progress = Callable[[Tick], None]
