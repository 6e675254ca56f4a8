"""One number for a whole run: SHA-256 over every world's outcome and day.

It is computed from whole numbers in a fixed order (cells, then a design's points or the worlds a search asked for, as
it asked for them), never from files, quantiles or floating-point sums, so it does not depend on the number of workers,
the size of blocks, or the version of the libraries that store tables.
"""

from __future__ import annotations

import hashlib

import numpy as np

#: One world's line, little endian and packed: the same bytes on every machine.
LINE = np.dtype([("cell", "<i4"), ("world", "<i4"), ("outcome", "i1"), ("day", "<i4")])

#: Changed when the meaning of the bytes changes, so that digests of two meanings never agree.
PREFIX = b"redline outcomes 1\n"


class Digest:
    """A digest in the making: cells are added in their order, each with its worlds in the order of their numbers."""

    def __init__(self) -> None:
        self._seen = hashlib.sha256(PREFIX)

    def add(self, cell: int | np.ndarray, world: np.ndarray, outcome: np.ndarray, day: np.ndarray) -> None:
        """Adds worlds of a cell; the arrays have shape (n,), see :func:`digest`."""
        lines = np.empty(len(world), LINE)
        for name, values in {"cell": cell, "world": world, "outcome": outcome, "day": day}.items():
            lines[name] = values
        self._seen.update(lines.tobytes())

    def hexdigest(self) -> str:
        """Hexadecimal SHA-256 of all that was added."""
        return self._seen.hexdigest()


def digest(cell: np.ndarray, world: np.ndarray, outcome: np.ndarray, day: np.ndarray) -> str:
    """Hexadecimal SHA-256 of a run.

    Args:
        cell, world: which world of which cell, shape (n,), in any order.
        outcome: code of its outcome, its place among the crisis's, shape (n,).
        day: day the outcome was reached, shape (n,).
    """
    columns = [np.asarray(one) for one in (cell, world, outcome, day)]
    order = np.lexsort((columns[1], columns[0]))
    made = Digest()
    made.add(*(one[order] for one in columns))
    return made.hexdigest()
