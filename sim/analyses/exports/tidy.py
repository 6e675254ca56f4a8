"""A run's tables for other programs: one row per thing, numbers as numbers, days as dates, every row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np
import pandas as pd

from sim.analyses.compare.comparison import from_baseline
from sim.engine.files import plain
from sim.engine.nearest import hint
from sim.runs.results import Results

#: Quantiles that a range over the assumptions lies between.
_RANGE = "5th to 95th percentile over the draws of the assumed parameters"

#: Tables by name, each with what it holds. Those without any row are left out of an export.
HOLDS: Mapping[str, str] = {
    "shares": "share of worlds per cell and outcome, between low and high (95% simulation interval, Wilson)",
    "ranges": f"per variant's first cell and outcome: median, low and high of the share ({_RANGE})",
    "differences": "each variant against the baseline in the same worlds: difference between low and high (95%)",
    "range_differences": f"the same differences over the same draws: low and high ({_RANGE})",
    "cells": "what each cell is: variant, title, place in the sweep",
    "worlds": "one row per cell and world: outcome, day it was reached, counts, drawn values",
    "daily": "one row per cell, measure and day: mean and quantiles over worlds, and worlds present",
    "events": "one row per event of the kept worlds",
    "examples": "daily series of each variant's first worlds",
    "months": "means by 30-day month of the worlds whose events are kept",
    "assumptions": "one row per variant and draw of the assumed parameters: values, worlds, share per outcome",
    "points": "one row per variant and point of a sampled design or a boundary: worlds, worlds per outcome",
    "twins": "how worlds end with the same drawn values and other luck",
    "boundary": "the line along which the outcome has the share asked for, between low and high",
}


class NoTable(ValueError):
    """A table that a run has not; the message says which it has."""


def tables(results: Results, names: Collection[str] = ()) -> dict[str, pd.DataFrame]:
    """Tables of a run by name, words as plain text and days as dates.

    Args:
        results: the run.
        names: those that are wanted; all that have a row without any.

    Raises:
        NoTable: when one is asked for that is not known or has no row.
    """
    for name in names:
        if name not in HOLDS:
            raise NoTable(f"there is no table {name!r}; allowed: {', '.join(HOLDS)}{hint(name, HOLDS)}")
    found = {
        name: _tidy(_MADE.get(name, lambda one, name=name: getattr(one, name))(results)) for name in names or HOLDS
    }
    if empty := [name for name in names if found[name].empty]:
        there = ", ".join(name for name in tables(results))
        raise NoTable(f"this run has no row for the table {empty[0]!r}; it has {there}")
    return {name: frame for name, frame in found.items() if not frame.empty}


def provenance(results: Results) -> dict[str, str]:
    """Where the numbers come from, as plain text by name: enough to find the run again and to repeat it."""
    facts, scenario = results.manifest, results.scenario
    told = {
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "scenario_sha256": facts["scenario"]["sha256"],
        "redline_version": facts.get("versions", {}).get("redline", ""),
        "code": facts.get("code", ""),
        "seed": results.seed,
        "worlds": f"{results.worlds} in each of {len(results.design)} cells",
        "digest": results.digest,
        "date": facts.get("ended", ""),
        "replaced_actors": ", ".join(one["path"] for one in facts.get("agents") or ()),
        "note": "frequencies inside a model under stated assumptions, not forecasts",
    }
    return {key: " ".join(plain(str(value), keep="\n\t").split()) for key, value in told.items() if value != ""}


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with words in place of categories, and a fresh index."""
    words = [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(words, object)).reset_index(drop=True)


def _worlds(results: Results) -> pd.DataFrame:
    """Worlds with the date of the day on which they ended; none where a world ran on past the last day."""
    table, day = results.table, results.table["day"].to_numpy()
    date = np.datetime64(results.date_of(0), "ms") + day.astype("timedelta64[D]")
    return table.assign(date=np.where(day < results.scenario.days, date, np.datetime64("NaT")))


def _ranges(results: Results) -> pd.DataFrame:
    rows = []
    for variant in results.variants:
        for outcome in results.crisis.outcomes:
            found, drawn = results.assumption_range(variant, outcome), results.assumed_shares(variant, outcome)
            if found is not None and drawn is not None:
                middle = float(np.median(drawn))
                rows.append((variant, outcome, len(drawn), found.low, middle, found.high))
    return pd.DataFrame(rows, columns=["variant", "outcome", "draws", "low", "median", "high"])


def _range_differences(results: Results) -> pd.DataFrame:
    base, *others = results.variants
    pairs = [(variant, outcome) for variant in others for outcome in results.crisis.outcomes]
    found = [(*pair, one) for pair in pairs if (one := results.assumed_difference(base, *pair)) is not None]
    rows = [(variant, base, outcome, one.low, one.high) for variant, outcome, one in found]
    return pd.DataFrame(rows, columns=["variant", "baseline", "outcome", "low", "high"])


_MADE: Mapping[str, Callable[[Results], pd.DataFrame]] = {
    "shares": lambda results: results.outcomes,
    "ranges": _ranges,
    "differences": from_baseline,
    "range_differences": _range_differences,
    "worlds": _worlds,
}
