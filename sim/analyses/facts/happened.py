"""What happened, as fits and back-tests need it: days of acts by kind, use of force, and series by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.analyses.facts.summaries import QUESTIONS, Observed, day_of, middle_of, over
from sim.crisis.acts import AMERICAN_FORCE
from sim.crisis.militias import KINDS
from sim.crisis.record.deeds import covered, deeds
from sim.crisis.record.joined import RECORD_END, series_together, together
from sim.crisis.record.periods import end_of_month, is_month

#: The series of monthly crude exports, and of the free-market rate.
EXPORTS, RATE = "iran_crude_exports", "rial_per_usd_free_market_monthly_mean"
#: What is forecast of hostile acts: each kind, and all that Washington treats as questions.
TOTAL = "total"
TARGETS = (TOTAL, *KINDS)


@dataclass(frozen=True)
class Happened:
    """The record, by day and month.

    Attributes:
        last: last day that it observes: of a file, the end of the month of its last row.
        spans: spans of days, first and last, that it observes; what lies between is unobserved, not quiet.
        days: days of hostile acts by kind, counted from 8 May 2018, in order; and of all but Yemen's own war.
        force: days on which the United States used force.
        exports: million barrels a day by month, ``2019-06``; a month that is missing was not observed.
        rate: rials per dollar by month.
    """

    last: date
    spans: tuple[tuple[date, date], ...]
    days: Mapping[str, np.ndarray]
    force: np.ndarray
    exports: Mapping[str, float]
    rate: Mapping[str, float]

    def count(self, target: str, first: date, last: date) -> int:
        """Hostile acts from a day to another, both included."""
        return _within(self.days[target], first, last)

    def observes(self, first: date, last: date) -> bool:
        """Whether the record observes all days from one to another."""
        return any(begin <= first and last <= end for begin, end in self.spans)

    def forced(self, first: date, last: date) -> bool:
        """Whether the United States used force from a day to another, both included."""
        return _within(self.force, first, last) > 0

    def known(self, before: int, own_war: bool = False) -> Observed:
        """What a fit may use of it at the beginning of a day.

        Args:
            before: the day, counted from 8 May 2018.
            own_war: whether Yemen's fire is compared too; see :class:`~sim.analyses.facts.summaries.Observed`.
        """
        acts = [(int(day), kind) for kind in KINDS for day in self.days[kind] if day < before]
        months = [month for month in range(before // 30) if over(month, before)]
        base = self.rate.get("2018-05", np.nan)
        return Observed(
            tuple(sorted(acts)),
            {month: self.exports.get(f"{middle_of(month):%Y-%m}", np.nan) for month in months},
            {month: self.rate.get(f"{middle_of(month):%Y-%m}", np.nan) / base for month in months},
            own_war,
            next((int(day) for day in self.force if day < before), None),
            self.seen(before),
        )

    def seen(self, before: int) -> tuple[tuple[int, int], ...]:
        """First and last of the days before one that are known to be observed, counted from 8 May 2018.

        A gap shows only when something is reported after it, so the days since the last report count as observed.
        """
        spans = [(day_of(first), day_of(last)) for first, last in self.spans if day_of(first) < before]
        return (*spans[:-1], (spans[-1][0], before - 1)) if spans else ()


def happened(events: Path | None = None, series: Path | None = None) -> Happened:
    """The record by day and month.

    Args:
        events, series: files that take the place of the built-in record from their first day on.

    Raises:
        RecordError: when a file has mistakes.
    """
    rows, points = together(events), series_together(series)
    done = deeds(rows)
    days = {kind: np.array(sorted(day_of(one.date) for one in done if one.kind == kind), int) for kind in KINDS}
    days[TOTAL] = np.sort(np.concatenate([days[kind] for kind in QUESTIONS]))
    force = np.array(sorted(day_of(one.date) for one in done if one.act in AMERICAN_FORCE), int)
    last = RECORD_END if events is None else end_of_month(max(row.date for row in rows))
    *spans, (first, _) = covered(rows, last)  # the last one goes on to the end of its month
    return Happened(last, (*spans, (first, last)), days, force, _monthly(points, EXPORTS), _monthly(points, RATE))


def _monthly(series: Iterable[Any], key: str) -> dict[str, float]:
    mine = (point for point in series if point.series == key and point.use != "report")
    return {f"{point.span[0]:%Y-%m}": point.value for point in mine if is_month(*point.span)}


def _within(days: np.ndarray, first: date, last: date) -> int:
    return int(((days >= day_of(first)) & (days <= day_of(last))).sum())
