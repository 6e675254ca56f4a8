"""Which rungs lead where: from the gravest act of one 30-day month to that of the next, or to the world's end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.engine.acts import Acts
from sim.runs.results import Results
from sim.statistics.intervals import z_value

#: Days of a month.
MONTH: Final = 30
#: Where one class of months ends and the next begins, in rungs; below the first one nothing counted happened.
EDGES: Final = (0.0, 3.0, 4.0, 5.0, 6.0, 7.0)
CLASSES: Final = ("calm", "below 3", "3 to 4", "4 to 5", "5 to 6", "6 to 7", "7 and more")

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Transitions:
    """Months by their class and by what followed.

    Attributes:
        counts: months by class (rows) and by the next month's class or the end in it (columns), shape (classes,
            classes + ends).
        low, high: 95% interval of each share of its row; months of one world count as one cluster.
        worlds: worlds that were counted.
        ends: keys of the outcomes that the last columns are about.
    """

    counts: np.ndarray
    low: Array
    high: Array
    worlds: int
    ends: tuple[str, ...]

    @property
    def shares(self) -> Array:
        """Share of each row that each column takes; nan in a row without months."""
        with np.errstate(invalid="ignore"):
            return self.counts / self.counts.sum(axis=1, keepdims=True)


def transitions(results: Results, variant: str) -> Transitions | None:
    """Counts how months follow each other in a variant's kept worlds; None where no events are kept.

    A month's class is the rung of the gravest hostile act or use of force in it, without those of a war of its own.
    What the horizon cuts off is not counted.
    """
    cell = results.reference_of(variant).index
    events = results.events_of(cell)
    if events.empty:
        return None
    worlds = results.worlds_of(cell, ["world", "outcome", "day"])
    worlds = worlds[worlds["world"] < results.events_kept(cell)]
    ends = results.crisis.outcomes.stops
    return of_months(*_months(results.crisis.acts, events, worlds, results.scenario.days, ends), ends)


def own_war(acts: Acts, events: pd.DataFrame) -> pd.Series:
    """Which events belong to a war of their own, as some acts do as long as nobody dies; boolean, one per event."""
    apart = [key for key, act in acts.items() if act.own_war]
    return events["act"].isin(apart) & (events["fatalities"] == 0)


def _months(
    acts: Acts, events: pd.DataFrame, worlds: pd.DataFrame, days: int, ends: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Class of every month, shape (worlds, months); month and code of the end, -1 where the horizon comes first."""
    count, numbers = days // MONTH, worlds["world"].to_numpy()
    chosen = (events["act"].isin(acts.of_kind("attack", "force")) & ~own_war(acts, events)).to_numpy()
    month = events["day"].to_numpy()[chosen] // MONTH
    row = np.searchsorted(numbers, events["world"].to_numpy()[chosen])
    row_known = np.minimum(row, len(numbers) - 1)
    inside = (month < count) & (numbers[row_known] == events["world"].to_numpy()[chosen])
    top = np.full((len(numbers), count), -1.0)
    np.maximum.at(top, (row_known[inside], month[inside]), events["rung"].to_numpy()[chosen][inside])
    classes = np.where(top < 0, 0, np.maximum(np.searchsorted(EDGES, top, side="right"), 1))
    outcome = worlds["outcome"].astype(str).to_numpy()
    # An end in what is left beyond the last whole month has no months without one to be held against.
    whole = worlds["day"].to_numpy() < count * MONTH
    end = np.select([(outcome == key) & whole for key in ends], range(len(ends)), -1)
    last = np.where(end >= 0, worlds["day"].to_numpy() // MONTH, count)
    return classes, last, end


def of_months(classes: np.ndarray, last: np.ndarray, end: np.ndarray, ends: tuple[str, ...]) -> Transitions:
    """Counts transitions.

    Args:
        classes: class of every month, shape (worlds, months).
        last: month in which each world ended, the number of months where it did not.
        end: position of the end among ``ends``, -1 for the horizon.
        ends: keys of the outcomes that stop a world.
    """
    worlds, months = classes.shape
    columns = len(CLASSES) + len(ends)
    each = np.zeros((worlds, len(CLASSES), columns))
    at = np.arange(worlds)
    for month in range(months - 1):
        runs = last > month
        stops = runs & (last == month + 1) & (end >= 0)
        goes = runs & (last > month + 1)
        each[at[stops], classes[stops, month], len(CLASSES) + end[stops]] += 1
        each[at[goes], classes[goes, month], classes[goes, month + 1]] += 1
    low, high = _intervals(each)
    return Transitions(each.sum(axis=0).astype(int), low, high, worlds, ends)


def _intervals(each: np.ndarray) -> tuple[Array, Array]:
    """Wilson's interval with as many months as would say as much if they were independent.

    The variance of a share is that of a ratio over worlds, so that months of one world, which are alike, count as the
    cluster that they are (Cochran 1977, Sampling Techniques, section 11.8).
    """
    total = each.sum(axis=(0, 2))[:, None]
    z = z_value(0.95)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = each.sum(axis=0) / total
        apart = each - share[None] * each.sum(axis=2)[:, :, None]
        variance = np.square(apart).sum(axis=0) / np.square(total)
        clusters = (each.sum(axis=2) > 0).sum(axis=0)[:, None] + 0.0 * share
        variance = variance * clusters / np.maximum(clusters - 1, 1)
        effective = np.where(variance > 0, share * (1 - share) / variance, clusters)
        effective = np.minimum(effective, total)
        middle = (share + z * z / (2 * effective)) / (1 + z * z / effective)
        half = z / (1 + z * z / effective) * np.sqrt(share * (1 - share) / effective + z * z / (4 * effective**2))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
