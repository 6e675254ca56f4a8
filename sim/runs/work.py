"""Gets blocks done: takes what is kept, simulates the rest where it is asked to, and keeps it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from sim.runs.blocks import Bundle, Piece, Task, handed_out, simulate_bundle
from sim.runs.disk.kept import Kept
from sim.runs.disk.packing import pack, unpack
from sim.runs.workers.progress import Progress, Tick
from sim.runs.workers.workers import in_order

#: For so many workers work is cut at least where it is for a cluster, whose workers may come and go.
ON_A_CLUSTER = 16


@dataclass(frozen=True)
class Record:
    """A simulated block as it travels.

    Attributes:
        data: its record as bytes, small enough to be sent.
        outcome: how its worlds ended, which is wanted at once: codes of the crisis's outcomes, shape (worlds,).
        why_numpy: why they were lived in NumPy; empty where they were lived compiled.
    """

    data: bytes
    outcome: np.ndarray
    why_numpy: str = ""


def recorded(bundle: Bundle) -> tuple[Record, ...]:
    """Simulates some blocks side by side; a record for each."""
    pieces = simulate_bundle(bundle)
    return tuple(Record(pack(one.block), one.block.columns["outcome"], one.why_numpy) for one in pieces)


@dataclass
class Work:
    """A run's work: which blocks are done, and how the worlds of each cell ended so far.

    Attributes:
        kept: where finished blocks are.
        jobs: threads.
        scheduler: address of a Dask scheduler to use instead.
        progress: called after blocks that were simulated side by side.
        headline: the outcome that the scenario's answer is about, for who follows the progress.
        counts: worlds per outcome of each ordinary cell so far, by the cell's index, shape (outcomes,).
        reused: blocks that an earlier run had left.
        blocks: blocks done so far.
        engines: how many worlds were lived compiled (under the empty text), and how many in NumPy for which reason.
    """

    kept: Kept
    jobs: int = 1
    scheduler: str | None = None
    progress: Progress | None = None
    headline: str = ""
    counts: dict[int, np.ndarray] = field(default_factory=dict)
    reused: int = 0
    _done: set[str] = field(default_factory=set)
    _worlds: int = 0
    _from_disk: int = 0
    blocks: int = 0
    engines: Counter[str] = field(default_factory=Counter)
    _clock: float = field(default_factory=time.perf_counter)

    def do(self, tasks: Sequence[Task]) -> None:
        """Makes sure that every one of some blocks is kept.

        Raises:
            WorkFailed: when one cannot be simulated.
            CannotWrite: when one cannot be kept.
        """
        fresh = [task for task in tasks if self._name(task) not in self._done]
        total = self._worlds + sum(len(task.world) for task in fresh), self.blocks + len(fresh)
        missing = []
        for task in fresh:
            piece = self.kept.load(task)
            if piece is None:
                missing.append(task)
                continue
            self.reused += 1
            self._from_disk += len(task.world)
            self._count(task, piece.block.columns["outcome"], total, say=False)
        together = handed_out(missing, self.jobs if self.scheduler is None else max(self.jobs, ON_A_CLUSTER))
        # Closed at once whatever happens, so that no worker goes on behind an error that somebody holds.
        with closing(in_order(recorded, together, self.jobs, self.scheduler)) as found:
            for number, (bundle, records) in enumerate(zip(together, found, strict=True), 1):
                for task, record in zip(bundle.tasks, records, strict=True):
                    self.kept.store(task, record.data)
                    self.engines[record.why_numpy] += len(task.world)
                    # All came at once, so one by one they would tell of a pace that is none.
                    last = task is bundle.tasks[-1]
                    self._count(task, record.outcome, total, say=last, early=number < self.jobs)

    def piece(self, task: Task) -> Piece:
        """A block that was done, from where it is kept; simulated once more should it have been damaged since."""
        found = self.kept.load(task)
        if found is not None:
            return found
        (record,) = recorded(Bundle.of(task))
        self.kept.store(task, record.data)
        return Piece(task, unpack(record.data))

    def _name(self, task: Task) -> str:
        return str(self.kept.path(task))

    def _count(
        self, task: Task, outcome: np.ndarray, total: tuple[int, int], *, say: bool = True, early: bool = False
    ) -> None:
        self._done.add(self._name(task))
        self._worlds += len(task.world)
        self.blocks += 1
        shares = {}
        if task.kind == "cell":
            outcomes = task.cell.crisis.outcomes
            counted = np.bincount(outcome, minlength=len(outcomes))
            sums = self.counts[task.cell.index] = self.counts.get(task.cell.index, 0) + counted
            shares = dict(zip(outcomes, (sums / sums.sum()).tolist(), strict=True))
        if self.progress is not None and (say or self._worlds == total[0]):
            seconds = time.perf_counter() - self._clock
            blocks, of = self.blocks, total[1]
            tick = Tick(
                self._worlds, total[0], seconds, task.title, shares, blocks, of, self._from_disk, early, self.headline
            )
            self.progress(tick)

    def searched(self, done: int, total: int, doing: str) -> None:
        """Tells of a search that asks for worlds of its own: how many it had, and may need at most."""
        if self.progress is not None:
            seconds = time.perf_counter() - self._clock
            done, total = self._worlds + done, self._worlds + total
            self.progress(Tick(done, total, seconds, doing, {}, kept=self._from_disk))
