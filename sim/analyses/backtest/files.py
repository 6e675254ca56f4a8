"""A back-test's folder: every forecast and score as tables, all of it as JSON, and a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import numpy as np

from sim import __version__
from sim.analyses.backtest import skill_in_words
from sim.analyses.backtest.run import Backtest, left_out
from sim.analyses.backtest.scored import EXPORTS, Scored, calibration
from sim.analyses.backtest.skill import Skill
from sim.analyses.facts.happened import TARGETS

FORECASTS, SKILL, FOUND = "forecasts.csv", "skill.csv", "backtest.json"
#: Raised when the meaning of the JSON changes.
FORMAT = 1


def as_dict(test: Backtest, rows: Sequence[Scored], skills: Sequence[Skill], seconds: float) -> dict[str, Any]:
    """What was found, as JSON holds it."""
    return _finite(
        {
            "redline": FORMAT,
            "kind": "backtest",
            "version": __version__,
            "scenario": {"name": test.scenario.name, "title": test.scenario.title, "sha256": test.scenario.digest},
            "origins": [one.day.isoformat() for one in test.origins],
            "ahead": len(test.origins[0].months),
            "seed": test.scenario.seed,
            "draws": test.draws,
            "worlds": int(test.forecasts[0].exports.shape[1]),
            "accepted": list(test.accepted),
            "possible": list(test.possible),
            "seconds": round(seconds, 1),
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "said": {
                "head": skill_in_words.head(skills),
                "figures": skill_in_words.figures(skills),
                "why": list(skill_in_words.why(skills)),
                "limits": [*left_out(test.happened, test.origins), *skill_in_words.limits(test)],
            },
            "forecasts": [_forecast(one) for one in rows],
            "tallies": [_tally(one) for one in rows if one.target in TARGETS],
            "skill": [{**asdict(one), "words": one.words} for one in skills],
            "pit": {target: _pit(rows, target) for target in (*TARGETS, EXPORTS)},
            "widened": {
                one.path: {"range": list(one.range), "why": one.widened} for one in test.numbers if one.widened
            },
        }
    )


def _forecast(one: Scored) -> dict[str, Any]:
    low, middle, high = one.middle
    told = {"target": one.target, "origin": one.origin.isoformat(), "month": one.month, "ahead": one.ahead}
    told |= {"observed": one.observed, "q05": low, "median": middle, "q95": high, "mean": one.mean}
    return told | {f"{name}_{score}": value for name, each in one.scores.items() for score, value in each.items()}


def _tally(one: Scored) -> dict[str, Any]:
    """How many worlds forecast how many acts: all that a forecast of a count says."""
    worlds = np.bincount(one.members[np.isfinite(one.members)].astype(int)).tolist()
    return {"target": one.target, "origin": one.origin.isoformat(), "month": one.month, "worlds": worlds}


def _pit(rows: Sequence[Scored], target: str) -> dict[str, Any]:
    pit, uniform = calibration(rows, target)
    bars = pit.histogram().tolist() if len(pit.low) else [0.0] * 5
    return {"histogram": bars, "values": len(pit.low), **asdict(uniform)}


def _finite(value: Any) -> Any:
    """The same with null for numbers that are none, which JSON cannot hold."""
    if isinstance(value, dict):
        return {key: _finite(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(child) for child in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value


def tables(found: Mapping[str, Any]) -> dict[str, str]:
    """Forecasts and skill of what :func:`as_dict` made as comma-separated values, by the name of their file."""
    return {FORECASTS: _csv(found["forecasts"]), SKILL: _csv(found["skill"])}


def _csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as comma-separated values; the columns are all that occur, in order."""
    rows = list(rows)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
