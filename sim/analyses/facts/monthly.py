"""Simulated ranges by month beside what the record observes, for a report's figures."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from sim.analyses.facts.happened import TOTAL, Happened, happened
from sim.analyses.facts.runs import START
from sim.analyses.facts.summaries import QUESTIONS, chosen, middle_of
from sim.crisis.facts.patterns import Record
from sim.crisis.record.joined import series_together

#: Observed inflation on a year before, in a month.
INFLATION = "cpi_inflation_yoy"


@dataclass(frozen=True)
class Panel:
    """One measure by month.

    Attributes:
        key, title, unit: what it is.
        simulated: columns date, q05, q50, q95.
        observed: columns date, value; months that nobody observed are missing.
        inside: observed months inside the simulated range.
    """

    key: str
    title: str
    unit: str
    simulated: pd.DataFrame
    observed: pd.DataFrame

    @property
    def inside(self) -> int:
        """Observed points inside the simulated range of nine in ten worlds, at the nearest simulated month."""
        if self.observed.empty:
            return 0
        days = pd.to_datetime(self.simulated["date"])
        nearest = [int((days - pd.Timestamp(day)).abs().argmin()) for day in self.observed["date"]]
        rows = self.simulated.iloc[nearest]
        values = self.observed["value"].to_numpy()
        return int(((values >= rows["q05"].to_numpy()) & (values <= rows["q95"].to_numpy())).sum())


def panels(record: Record) -> tuple[Panel, ...]:
    """Exports, the rial, inflation, and hostile acts by month."""
    known = happened()
    exports = _panel(record, "exports", "Oil exports", "million barrels a day", known.exports)
    base = known.rate.get("2018-05", np.nan)
    rate = {month: value / base for month, value in known.rate.items() if month <= f"{known.last:%Y-%m}"}
    currency = _panel(record, "currency", "Rials per dollar", "May 2018 = 1", rate)
    told = {p.period: p.value for p in series_together(None) if p.series == INFLATION and len(p.period) == 7}
    inflation = _panel(record, "inflation", "Inflation", "percent on a year before", told)
    return exports, currency, inflation, _acts(record, known)


def _panel(record: Record, key: str, title: str, unit: str, observed: dict[str, float] | Any) -> Panel:
    series = record.series(key)
    series = series / series[0] if key == "currency" else series
    dates = [middle_of(month).isoformat() for month in range(len(series))]
    low, middle, high = np.nanquantile(series, [0.05, 0.5, 0.95], axis=1)
    frame = pd.DataFrame({"date": dates, "q05": low, "q50": middle, "q95": high})
    return Panel(key, title, unit, frame, _observed(observed, dates[-1]))


def _observed(values: dict[str, float] | Any, last: str) -> pd.DataFrame:
    rows = [(f"{month}-15", float(value)) for month, value in sorted(values.items()) if "2018-05" <= month <= last[:7]]
    return pd.DataFrame(rows, columns=["date", "value"])


def _acts(record: Record, known: Happened) -> Panel:
    """Hostile acts by calendar month, without Yemen's war; a world that has ended says nothing of later months."""
    firsts = pd.date_range(START.replace(day=1), periods=record.months.shape[1] + 1, freq="MS").date
    acts = chosen(record.events, QUESTIONS)
    ended = record.worlds["day"].to_numpy()
    rows, seen = [], []
    for first, following in itertools.pairwise(firsts):
        last = following - timedelta(days=1)
        begin, end = (first - START).days, (last - START).days
        counts = np.where(ended > end, record.count(acts, begin, end + 1), np.nan)
        if np.isfinite(counts).any():
            rows.append((first.replace(day=15).isoformat(), *np.nanquantile(counts, [0.05, 0.5, 0.95])))
        if known.observes(max(first, START), last):
            seen.append((first.replace(day=15).isoformat(), float(known.count(TOTAL, first, last))))
    frame = pd.DataFrame(rows, columns=["date", "q05", "q50", "q95"])
    observed = pd.DataFrame(seen, columns=["date", "value"])
    return Panel("acts", "Hostile acts, all but Yemen's war", "acts in the month", frame, observed)
