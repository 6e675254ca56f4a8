"""A run as arrays with named dimensions, as NetCDF and xarray have them (CF conventions 1.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.runs.disk.schema import QUANTILES
from sim.runs.disk.tabular import Variable
from sim.runs.results import Results

#: Measures that are arrays over cells, measures and days.
_DAILY = ("mean", *QUANTILES, "present")


def variables(results: Results) -> dict[str, Variable]:
    """Shares, worlds and daily series of a run.

    Dimensions are ``cell``, ``outcome``, ``world``, ``measure`` and ``day``, and ``draw`` where the assumptions were
    drawn. What a cell is stands in ``variant`` and in a variable for each swept parameter; how a world ended, in
    ``world_outcome``, whose numbers are places along ``outcome``.
    """
    outcomes, cells = list(results.crisis.outcomes), results.design
    shares, shape = results.outcomes, (len(cells), len(outcomes))
    found = {
        "variant": _words(("cell",), [cell.variant for cell in cells], "variant"),
        "outcome": _words(("outcome",), outcomes, "outcome"),
        **{path: _axis(results, path) for path in results.axes},
    }
    for name, told in (
        ("share", "share of worlds"),
        ("low", "lower end of the 95% simulation interval of share"),
        ("high", "upper end of the 95% simulation interval of share"),
        ("count", "worlds with the outcome"),
    ):
        kind = np.int32 if name == "count" else np.float64
        units = {} if name == "count" else {"units": "1"}
        values = shares[name].to_numpy().reshape(shape).astype(kind)
        found[name] = Variable(("cell", "outcome"), values, {"long_name": told, **units})
    return found | _worlds(results, outcomes) | _daily(results) | _draws(results, outcomes)


def _words(dims: tuple[str, ...], values: Sequence[Any], told: str) -> Variable:
    return Variable(dims, np.array([str(value) for value in values]), {"long_name": told})


def _axis(results: Results, path: str) -> Variable:
    values = [dict(cell.coordinates)[path] for cell in results.design]
    if any(isinstance(value, str) for value in values):
        return _words(("cell",), values, path)
    told = {"long_name": path, "units": results.catalogue[path].unit or "1"}
    return Variable(("cell",), np.array(values, float), told)


def _worlds(results: Results, outcomes: list[str]) -> dict[str, Variable]:
    ended, days = [], []
    for cell in results.design:
        one = results.worlds_of(cell.index, ["outcome", "day"])
        ended.append(one["outcome"].cat.codes.to_numpy())
        days.append(one["day"].to_numpy())
    meanings = {"flag_values": np.arange(len(outcomes), dtype=np.int32), "flag_meanings": " ".join(outcomes)}
    told = {"long_name": "how the world ended, as its place along outcome", **meanings}
    day = {"long_name": "day on which the world ended", "comment": f"0 is {results.date_of(0)}"}
    return {
        "world_outcome": Variable(("cell", "world"), np.stack(ended).astype(np.int32), told),
        "world_day": Variable(("cell", "world"), np.stack(days).astype(np.int32), day),
    }


def _daily(results: Results) -> dict[str, Variable]:
    measures, days = list(results.crisis.series_keys), results.scenario.days
    shape = (len(results.design), len(measures), days)
    made = {name: np.full(shape, np.nan if name != "present" else 0, np.float32) for name in _DAILY}
    for at, cell in enumerate(results.design):
        table = results.daily_of(cell.index)
        row = table["measure"].map({key: place for place, key in enumerate(measures)}).to_numpy(int)
        for name, values in made.items():
            values[at, row, table["day"].to_numpy()] = table[name].to_numpy()
    day = {"units": f"days since {results.date_of(0)}", "calendar": "proleptic_gregorian", "standard_name": "time"}
    found = {"measure": _words(("measure",), measures, "daily measure")}
    found["day"] = Variable(("day",), np.arange(days, dtype=np.int32), day)
    for name, values in made.items():
        told = f"quantile {QUANTILES[name]:g} over worlds" if name in QUANTILES else f"{name} over worlds"
        told = "worlds present" if name == "present" else told
        kept = values.astype(np.int32) if name == "present" else values
        found[f"daily_{name}"] = Variable(("cell", "measure", "day"), kept, {"long_name": told})
    return found


def _draws(results: Results, outcomes: list[str]) -> dict[str, Variable]:
    """Shares while the assumed parameters vary, luck taken out, of each variant's first cell."""
    shares = [[results.assumed_shares(variant, key) for key in outcomes] for variant in results.variants]
    if any(one is None for row in shares for one in row):
        return {}
    told = {"long_name": "share of worlds in each draw of the assumed parameters, luck taken out", "units": "1"}
    return {
        "drawn_variant": _words(("drawn_variant",), results.variants, "variant whose first cell was drawn for"),
        "drawn_share": Variable(("drawn_variant", "outcome", "draw"), np.array(shares, float), told),
    }
