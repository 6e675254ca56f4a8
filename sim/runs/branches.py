"""Does a variant that branches on a date share its past with the baseline, bit for bit? Checked in every run.

A variant with ``from: DATE`` is promised to be the baseline until the day before. Each world's whole state at the end
of that day is fingerprinted in both; the worlds whose fingerprints agree are counted. A rule that looks into the
future, or luck that does not depend on names and days alone, would show here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np


@dataclass
class Branches:
    """Compares the pasts of cells as they come, the baseline's first."""

    _pasts: dict[tuple[Any, str], np.ndarray] = field(default_factory=dict)
    _found: dict[str, dict[str, Any]] = field(default_factory=dict)
    _baseline: str = ""

    def add(self, cell: Any, pasts: dict[str, np.ndarray]) -> None:
        """Takes in a cell: remembers the baseline's pasts, compares a branch's with it.

        Args:
            cell: the cell; the first one added belongs to the baseline.
            pasts: fingerprints by the day's number as text, each of shape (worlds,).
        """
        self._baseline = self._baseline or cell.variant
        if cell.variant == self._baseline:
            self._pasts |= {(cell.coordinates, day): found for day, found in pasts.items()}
            return
        if cell.branch_day is None or str(cell.branch_day - 1) not in pasts:
            return
        day = str(cell.branch_day - 1)
        same = int(np.sum(pasts[day] == self._pasts[cell.coordinates, day]))
        until = cell.start + timedelta(days=cell.branch_day)
        entry = {"variant": cell.variant, "day": cell.branch_day, "date": until.isoformat(), "worlds": 0, "same": 0}
        found = self._found.setdefault(cell.variant, entry)
        found["worlds"] += len(pasts[day])
        found["same"] += same

    def found(self) -> list[dict[str, Any]]:
        """One entry per branch: variant, its first day (number and date), worlds, and how many share the past."""
        return list(self._found.values())
