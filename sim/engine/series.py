"""The daily series that a run records: name, unit, range and whether it is a level or a flow.

Daily quantiles are read from counts in :data:`BINS` equal bins between ``low`` and ``high``, so a quantile is exact to
one bin (its ``resolution``), whatever the number of worlds. Values outside the range are counted in further bins of the
same width, of which only those are kept that hold a world (:mod:`sim.engine.beyond`).
"""

from __future__ import annotations

from dataclasses import dataclass

#: Number of equal bins per series.
BINS = 400


@dataclass(frozen=True)
class Series:
    """One recorded daily series.

    Attributes:
        key: column name in tables.
        title: how a reader calls it.
        unit: what the number counts.
        low, high: range in which it usually lies, covered by the bins.
        flow: whether it is a count over time (missing once a world has ended), not a level (its last value stays).
        whole: whether only whole numbers occur (one bin per number).
        main: whether it is one of those that a report draws.
        plural: whether its title takes a plural verb: "oil exports fall".
    """

    key: str
    title: str
    unit: str
    low: float
    high: float
    flow: bool = False
    whole: bool = False
    main: bool = False
    plural: bool = False

    @property
    def resolution(self) -> float:
        """Width of one bin, the largest error of a recorded quantile, in the series' unit."""
        return 1.0 if self.whole else (self.high - self.low) / BINS

    @property
    def top(self) -> float:
        """How many bins above ``low`` the last value lies that the usual bins hold."""
        return BINS - 1.0 if self.whole else float(BINS)
