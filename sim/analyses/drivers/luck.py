"""Simulates worlds at any coordinates of the factors and says in which of them the outcome came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.analyses.drivers.factors import Factor, simulated_values
from sim.runs.disk.kept import Kept
from sim.runs.evaluate import outcomes
from sim.scenario import Cell
from sim.scenario.parts import Step

#: Called after every block with the number of worlds it held.
Said = Callable[[int], None]

#: Keeps these coordinates' random streams apart from any other made from the same seed.
STREAM = 0xD21


@dataclass(frozen=True)
class Worlds:
    """One cell of a run, ready to be simulated with other values and other luck.

    Attributes:
        cell: everything that the factors leave alone.
        seed: seed of all luck.
        code: code of the outcome.
        jobs: threads.
        scheduler: address of a Dask scheduler to use instead.
        kept: where finished blocks are kept and found again, or None.
        said: called after every block, or None.
    """

    cell: Cell
    seed: int
    code: int
    jobs: int = 1
    scheduler: str | None = None
    kept: Kept | None = None
    said: Said | None = None

    def __call__(self, factors: tuple[Factor, ...], u: np.ndarray, world: np.ndarray) -> np.ndarray:
        """Whether each world ended in the outcome.

        Args:
            factors: what is varied.
            u: coordinates between 0 and 1, shape (n, factors).
            world: numbers of the worlds, shape (n,); a number that occurs twice has the same luck both times.

        Returns:
            Boolean array, shape (n,).
        """
        numbers, words = simulated_values(factors, u)
        found = np.zeros(len(world), bool)
        how: dict[str, Any] = {"jobs": self.jobs, "scheduler": self.scheduler, "kept": self.kept}
        for cell, rows in _by_words(self.cell, words, len(world)):
            values = {path: one[rows] for path, one in numbers.items()}
            codes = outcomes(cell, values, world[rows], seed=self.seed, progress=self._progress(), **how)
            found[rows] = codes == self.code
        return found

    def _progress(self) -> Callable[[int, int], None] | None:
        """Turns "so many done of all" into "so many more done"."""
        said, before = self.said, [0]
        if said is None:
            return None

        def update(done: int, total: int) -> None:
            said(done - before[0])
            before[0] = done

        return update


def _by_words(cell: Cell, words: dict[str, np.ndarray], worlds: int) -> Iterator[tuple[Any, np.ndarray]]:
    """The worlds that share their words, since a model holds one word for all of its worlds."""
    if not words:
        yield cell, np.arange(worlds)
        return
    rows = np.array([" ".join(row) for row in zip(*words.values(), strict=True)])
    for some in np.unique(rows):
        at = np.flatnonzero(rows == some)
        chosen = {path: (Step(0, 0, str(values[at[0]])),) for path, values in words.items()}
        yield replace(cell, courses={**cell.courses, **chosen}), at


def sobol_sequence(count: int, columns: int, seed: int, stream: int) -> np.ndarray:
    """The first points of a scrambled Sobol' sequence, shape (count, columns)."""
    from scipy.stats import qmc

    rng = np.random.Generator(np.random.PCG64([seed, STREAM, stream]))
    whole = 1 << max(count - 1, 0).bit_length()  # the sequence is balanced at powers of two only
    return _sobol(qmc.Sobol, columns, rng).random(whole)[:count]


def _sobol(kind: Any, columns: int, rng: np.random.Generator) -> Any:
    """A scrambled sequence; SciPy 1.15 calls the generator ``rng``, earlier versions ``seed``."""
    import inspect

    name = "rng" if "rng" in inspect.signature(kind).parameters else "seed"
    return kind(columns, scramble=True, **{name: rng})
