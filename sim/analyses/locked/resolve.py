"""Scores a locked forecast when its outcome is known: Brier and log score, against base rates and even odds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sim.analyses.locked.lock import EVEN


class TooEarly(ValueError):
    """A question that is still open; the message says until when."""


def resolution(told: Mapping[str, Any], came: bool, on: date) -> dict[str, Any]:
    """What a lock is worth, as the file beside it holds it.

    Args:
        told: the lock.
        came: whether what was asked came.
        on: the day on which that is known.

    Returns:
        Outcome, day, the lock's hash, and for each forecaster its probability, Brier score ``(p - o)^2`` and log score
        ``-ln`` of the chance it gave to what came, both the smaller the better; of the rivals also the skill of the
        run's own probability against them, ``1 - Brier / rival's Brier``.

    Raises:
        TooEarly: before the lock was made, or for a no while the question is open.
    """
    locked, closes = date.fromisoformat(told["locked"]), date.fromisoformat(told["closes"])
    if on < locked:
        raise TooEarly(f"the forecast was locked on {locked}, after {on}; it says nothing of what was known before")
    if not came and on <= closes:
        raise TooEarly(
            f"the question is open until {closes}, so that nobody knows a no before; yes can be said earlier"
        )
    mine = told["probability"]
    scores = [_scored("the run", mine, came)]
    if assumed := told["assumptions"]:
        scores.append(_scored("the run, mean over assumptions", assumed["probability"], came))
    rivals = [(f"base rate: {one['says']}", one["share"]) for one in told["base_rates"]]
    for name, chance in (*rivals, ("even odds", EVEN)):
        skill = 1 - _brier(mine, came) / _brier(chance, came)
        scores.append({**_scored(name, chance, came), "skill": round(skill, 6)})
    return {
        "redline": told["redline"],
        "kind": "resolution",
        "forecast_sha256": told["sha256"],
        "question": told["question"],
        "outcome": "yes" if came else "no",
        "resolved": on.isoformat(),
        "scores": scores,
    }


def _scored(name: str, chance: float, came: bool) -> dict[str, Any]:
    log = -math.log(chance if came else 1 - chance)
    return {"forecaster": name, "probability": chance, "brier": round(_brier(chance, came), 9), "log": round(log, 9)}


def _brier(chance: float, came: bool) -> float:
    return (chance - came) ** 2


def place(lock: Path) -> Path:
    """Where the resolution of a lock goes: beside it."""
    return lock.with_name(f"{lock.name.removesuffix('.json')}.resolved.json")
