"""Daily quantiles over any number of worlds, read from counts in fixed bins.

Counts of blocks add up, so memory does not grow with the number of worlds and the order of blocks cannot matter. The
price is the width of one bin (:attr:`sim.crisis.series.Series.resolution`), stated with every report; whole numbers
are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.crisis.series import SERIES
from sim.engine.series import BINS, Series


def bin_values(series: Series) -> np.ndarray:
    """The value each bin stands for, shape (BINS,): a point inside the bin, the ends of the range for the outermost.

    A level that sits at its floor in every world (no talks at all, say) is thus read as exactly that.
    """
    places = np.arange(BINS)
    return series.low + (places if series.whole else places * (series.high - series.low) / (BINS - 1))


def from_counts(counts: np.ndarray, levels: Iterable[float], series: Sequence[Series] = SERIES) -> np.ndarray:
    """Quantiles per series and day: the smallest value that at least that share of worlds does not exceed.

    Args:
        counts: worlds per bin, shape (series, days, BINS).
        levels: shares between 0 and 1.
        series: what the first axis counts.

    Returns:
        Float array of shape (levels, series, days); NaN where no world is left.
    """
    running = counts.cumsum(axis=-1, dtype=np.int64)
    present = running[..., -1]
    values = np.stack([bin_values(one) for one in series])
    found = [_one_level(running, present, values, level) for level in levels]
    return np.stack(found)


def _one_level(running: np.ndarray, present: np.ndarray, values: np.ndarray, level: float) -> np.ndarray:
    # Whole numbers of worlds, so that 0.05 * 2000 is exactly the hundredth and not the one after it.
    needed = np.maximum(np.ceil(np.round(level * present, 6)), 1)
    place = (running >= needed[..., None]).argmax(axis=-1)
    return np.where(present > 0, np.take_along_axis(values, place, axis=1), np.nan)
