"""The folder of two rivals: what the record says for either as JSON, and a page."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from sim import __version__
from sim.analyses.rivals import rivals_in_words
from sim.analyses.rivals.bayes_factor import Factor
from sim.analyses.rivals.energy import Score
from sim.analyses.rivals.fits import TITLES, compared
from sim.analyses.rivals.known_theory import Rates
from sim.analyses.rivals.rivals import Rivals

FOUND = "rivals.json"
#: Raised when the meaning of the JSON changes.
FORMAT = 1
#: How the theories are weighed.
_WAYS = ("acceptances", "classifier")
#: Whose truths a rate is over.
_WHICH = {"first": True, "second": False, "both": None}


def as_dict(found: Rivals) -> dict[str, Any]:
    """What was found, as JSON holds it: numbers that are endless or unknown are null."""
    one = found.fits[0]
    return {
        "redline": FORMAT,
        "kind": "rivals",
        "version": __version__,
        "scenario": {"name": one.scenario.name, "title": one.scenario.title, "sha256": one.scenario.digest},
        "until": one.until.isoformat(),
        "seed": one.seed,
        "draws": one.draws,
        "seconds": round(found.seconds, 1),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "said": {
            "finding": rivals_in_words.finding(found),
            "hangs": rivals_in_words.hangs(found),
            "patience": list(rivals_in_words.patience(found)),
            "limits": list(rivals_in_words.limits(found)),
        },
        "theories": [_theory(found, at) for at in (0, 1)],
        "differ": [
            {"path": each.path, "unit": each.unit, "note": each.note, "ranges": [list(ends) for ends in each.ranges]}
            for each in found.differing
        ],
        "factors": [_factor(each) for each in found.factors],
        "usual": _factor(found.usual),
        "classifier": {**_factor(found.odds), "log_odds": _number(found.judged.observed)},
        "granted": None if found.granted is None else dict(zip(_WAYS, map(_factor, found.granted), strict=True)),
        "patterns": _patterns(found),
        "without": [
            {"dropped": [one.compared[at].title for at in each.columns], **_factor(each.factor)}
            for each in found.without
        ],
        "scores": {"prior": _score(found.prior), "posterior": _score(found.posterior)},
        "tried": [
            {
                "way": way,
                "place": place,
                **{name: _rates(each.rates(which)) for name, which in _WHICH.items()},
            }
            for (way, place), each in found.tried.items()
        ],
    }


def _theory(found: Rivals, at: int) -> dict[str, Any]:
    one = found.fits[at]
    theory, accepted = compared(one.scenario.crisis)[at], one.found.accepted
    inside = [
        int(sum(low <= each.observed <= high for each, low, high in zip(one.compared, rows[0], rows[2], strict=True)))
        for rows in found.predicted[at]
    ]
    return {
        "key": theory.key,
        "title": TITLES[theory.key],
        "possible": one.possible,
        "matching": accepted.matching,
        "accepted": len(accepted.indices),
        "tolerance": accepted.tolerance,
        "inside": {"prior": inside[0], "posterior": inside[1]},
    }


def _factor(one: Factor) -> dict[str, Any]:
    return {
        "share": one.share,
        "tolerance": one.tolerance,
        "first": one.first,
        "second": one.second,
        "factor": one.factor,
        "low": _number(one.low),
        "high": _number(one.high),
        "word": rivals_in_words.verdict(one),
    }


def _patterns(found: Rivals) -> list[dict[str, Any]]:
    compared = found.fits[0].compared
    return [
        {
            "key": compared[one.summary].key,
            "title": compared[one.summary].title,
            "unit": compared[one.summary].unit,
            "observed": compared[one.summary].observed,
            "noise": compared[one.summary].noise,
            "log_ratio": _number(one.log_ratio),
            "low": _number(one.low),
            "high": _number(one.high),
            "only": _only(one.log_ratio),
            "word": rivals_in_words.evidence(one),
            "without": _factor(without),
            "first": _predicted(found, 0, one.summary),
            "second": _predicted(found, 1, one.summary),
        }
        for one, without in zip(found.patterns, found.alone, strict=True)
    ]


def _predicted(found: Rivals, theory: int, column: int) -> dict[str, list[float]]:
    prior, posterior = found.predicted[theory, :, :, column].tolist()
    return {"prior": prior, "posterior": posterior}


def _only(log_ratio: float) -> str:
    """Which theory alone ever comes near, where just one does."""
    return "" if not math.isinf(log_ratio) else ("first" if log_ratio > 0 else "second")


def _score(one: Score) -> dict[str, float]:
    return {key: getattr(one, key) for key in ("first", "second", "difference", "low", "high")}


def _rates(one: Rates) -> dict[str, Any]:
    return {
        "truths": one.truths,
        "refused": one.refused,
        "right": [_number(float(value)) for value in one.right],
        "misled": [_number(float(value)) for value in one.misled],
    }


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
