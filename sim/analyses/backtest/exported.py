"""A back-test's forecasts in the forms that others score: of a hubverse hub, and of the VIEWS prediction challenge.

The hubverse form is a folder per model with a CSV per reference date: quantiles of counts and levels, chances of yes
and no for force. The form of the VIEWS challenge is draws: one row per month, unit and draw. Its own unit is the
country, its own outcome the dead of state-based conflict; ours are hostile acts by kind, so each kind has a file of its
own, whose country is where the acts land.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.analyses.backtest.files import FORMAT, FOUND
from sim.analyses.backtest.origins import month_of
from sim.analyses.backtest.scored import EXPORTS, FORCE
from sim.analyses.facts.happened import TOTAL
from sim.engine import files
from sim.engine.files import plain
from sim.runs.disk import tabular
from sim.runs.disk.store import NotARun

FORMATS = ("hubverse", "views")
HUB_COLUMNS = (
    "reference_date", "target", "horizon", "location", "target_end_date", "output_type", "output_type_id", "value",
)  # fmt: skip
#: What each target is called for readers who do not know the model, and where: ISO 3166 alpha-3, or what it is all of.
TARGETS: Mapping[str, tuple[str, str]] = {
    TOTAL: ("hostile acts a month that Washington is asked about", "all"),
    "iraq": ("attacks a month on sites of the United States and its partners in Iraq", "IRQ"),
    "direct": ("hostile acts a month by Iran's own forces", "IRN"),
    "drones": ("American drones a month lost to proxies", "all"),
    "yemen": ("attacks a month across Yemen's border", "SAU"),
    FORCE: ("whether the United States uses force in the month", "USA"),
    EXPORTS: ("Iran's crude exports, million barrels a day, mean of the month", "IRN"),
}
#: Quantiles of which a back-test keeps only these for what is no count.
_KEPT = {"q05": 0.05, "median": 0.5, "q95": 0.95}
#: Quantiles of a count in a hub's file, as many hubs ask for.
QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
#: Months are numbered from January 1980 on, which is 1.
_FIRST_YEAR = 1980
#: Countries by the numbers of Gleditsch and Ward, which stand where the challenge has numbers of its own.
_GLEDITSCH_WARD = {"IRQ": 645, "IRN": 630, "SAU": 670}


def is_backtest(folder: Path) -> bool:
    """Whether a folder holds a back-test."""
    return files.kind(folder / FOUND) == files.FILE


def read(folder: Path) -> dict[str, Any]:
    """What a back-test found.

    Raises:
        NotARun: when the folder holds none that this version can read.
    """
    try:
        found = files.read_json(folder / FOUND)
    except files.Unreadable as error:
        raise NotARun(f"{files.named(folder)} holds no back-test that can be read: {error}") from error
    if not isinstance(found, dict) or found.get("redline") != FORMAT or "tallies" not in found:
        raise NotARun(
            f"{files.named(folder)}: its back-test is of another version of redline; run redline backtest again"
        )
    return found


def export(found: Mapping[str, Any], folder: Path, kind: str, *, replace: bool = False) -> Path:
    """Writes a back-test's forecasts as files that others score, and returns the folder.

    Args:
        found: what :func:`read` returned.
        folder: where they go.
        kind: one of :data:`FORMATS`.
        replace: whether files of the same names may be written over.

    Raises:
        FileExistsError: when one is there and ``replace`` is not given.
        CannotWrite: on a full disk or without permission.
    """
    make = {"hubverse": hubverse, "views": views}[kind]
    return tabular.put_folder(folder, make(found), replace=replace)


def provenance(found: Mapping[str, Any]) -> dict[str, str]:
    """Where the forecasts come from, as plain text by name."""
    told = {
        "scenario": found["scenario"]["name"],
        "title": found["scenario"]["title"],
        "scenario_sha256": found["scenario"]["sha256"],
        "redline_version": found["version"],
        "seed": found["seed"],
        "worlds": f"{found['worlds']} in each forecast",
        "draws": found["draws"],
        "date": found["ended"],
        "note": "; ".join(found["said"]["limits"]),
    }
    return {key: " ".join(plain(str(value), keep="\n\t").split()) for key, value in told.items()}


# -- hubverse ------------------------------------------------------------------------------------------------------


def hubverse(found: Mapping[str, Any]) -> dict[str, bytes]:
    """Files of a hub by path: model output per reference date, the model's metadata, and what was observed."""
    model = f"redline-{_abbreviated(found['scenario']['name'])}"
    made: dict[str, bytes] = {}
    for origin in found["origins"]:
        rows = [row for one in found["forecasts"] if one["origin"] == origin for row in _hub_rows(one, found)]
        made[f"model-output/{model}/{origin}-{model}.csv"] = _csv(HUB_COLUMNS, rows)
    team, name = model.split("-")
    metadata = {"team_abbr": team, "model_abbr": name, "provenance": provenance(found)}
    metadata["targets"] = {key: f"{told}; location {place}" for key, (told, place) in TARGETS.items()}
    made[f"model-metadata/{model}.yml"] = yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True).encode()
    columns = ("target_end_date", "target", "location", "observation")
    made["target-data/time-series.csv"] = _csv(columns, _observed(found))
    return made


def _abbreviated(name: str) -> str:
    """A scenario's name with letters, digits and underscores of ASCII only, as a hub has its models'."""
    return "".join(one if one.isascii() and one.isalnum() else "_" for one in name)


def _hub_rows(one: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """What the model says of one month; nothing where the crisis was over in nearly all worlds."""
    if one["mean"] is None:
        return
    at = (one["origin"], one["target"], one["ahead"], TARGETS[one["target"]][1], _last_day(one["month"]))
    if one["target"] == FORCE:
        yield (*at, "pmf", "yes", _number(one["mean"]))
        yield (*at, "pmf", "no", _number(1 - one["mean"]))
        return
    tally = _tally(one, found)
    if tally is None:
        levels = {level: one[name] for name, level in _KEPT.items()}
    else:
        counts = np.repeat(np.arange(len(tally)), tally)
        levels = dict(zip(QUANTILES, np.quantile(counts, QUANTILES).tolist(), strict=True))
    for level, value in levels.items():
        yield (*at, "quantile", _number(level), _number(value))
    yield (*at, "mean", "NA", _number(one["mean"]))


def _tally(one: Mapping[str, Any], found: Mapping[str, Any]) -> list[int] | None:
    """Worlds by number of acts, from 0 on, behind a forecast; None for what is no count."""
    key = (one["target"], one["origin"], one["month"])
    return next((it["worlds"] for it in found["tallies"] if (it["target"], it["origin"], it["month"]) == key), None)


def _observed(found: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What came, once for each target and month, in order."""
    came = {
        (_last_day(one["month"]), one["target"], TARGETS[one["target"]][1]): one["observed"]
        for one in found["forecasts"]
        if one["observed"] is not None
    }
    return [(*at, _number(value)) for at, value in sorted(came.items())]


def _last_day(month: str) -> str:
    return month_of(date.fromisoformat(f"{month}-01")).last.isoformat()


def _number(value: float) -> str:
    return f"{value:.12g}"


def _csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


# -- VIEWS ---------------------------------------------------------------------------------------------------------


def views(found: Mapping[str, Any]) -> dict[str, bytes]:
    """Draws by kind of hostile act and origin, in the columns of the VIEWS challenge, and a note on what differs."""
    made: dict[str, bytes] = {}
    told = provenance(found)
    for target, (what, place) in TARGETS.items():
        country = _GLEDITSCH_WARD.get(place)
        if country is None or target == EXPORTS:
            continue
        for origin in found["origins"]:
            mine = [it for it in found["tallies"] if (it["target"], it["origin"]) == (target, origin)]
            frames = [_draws(it["month"], it["worlds"], country) for it in mine]
            if frames:
                content = tabular.as_parquet(pd.concat(frames, ignore_index=True), {"outcome": what, **told})
                made[f"cm/{target}/{origin}.parquet"] = content
    note = [
        "Draws in the columns of the VIEWS challenge: month_id (1 is January 1980), country_id, draw, outcome.",
        "outcome is the number of hostile acts of one kind, not of the dead; country_id is the number of Gleditsch and "
        "Ward, not of VIEWS, of the country where the acts land. Draws are sorted: one number in two months is not one "
        "world.",
        "A month has as many draws as worlds whose crisis still ran when it began.",
        *(f"cm/{target}: {what}" for target, (what, place) in TARGETS.items() if f"cm/{target}/" in "".join(made)),
        *(f"{key}: {value}" for key, value in told.items()),
    ]
    return made | {"README.txt": ("\n".join(note) + "\n").encode()}


def month_id(month: str) -> int:
    """Number of a month, ``2019-06``, as VIEWS counts: January 1980 is 1."""
    year, number = (int(part) for part in month.split("-"))
    return (year - _FIRST_YEAR) * 12 + number


def _draws(month: str, worlds: list[int], country: int) -> pd.DataFrame:
    counts = np.repeat(np.arange(len(worlds)), worlds)
    fixed = {"month_id": np.int32(month_id(month)), "country_id": np.int32(country)}
    return pd.DataFrame({**fixed, "draw": np.arange(len(counts), dtype=np.int32), "outcome": counts.astype(np.int32)})
