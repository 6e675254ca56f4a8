"""A fit's folder: the posterior that scenarios take, what was found as JSON, and a page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from sim import __version__
from sim.analyses.fit import fit_in_words
from sim.analyses.fit.calibrate import Findings
from sim.analyses.fit.coverage import Coverage

POSTERIOR, FOUND = "posterior.csv", "calibration.json"
#: Raised when the meaning of the JSON changes.
FORMAT = 1


def as_dict(found: Findings) -> dict[str, Any]:
    """What was found, as JSON holds it."""
    one, accepted = found.fitted, found.fitted.found.accepted
    middle = one.found.quantiles([0.05, 0.25, 0.5, 0.75, 0.95])
    return {
        "redline": FORMAT,
        "kind": "calibration",
        "version": __version__,
        "scenario": {"name": one.scenario.name, "title": one.scenario.title, "sha256": one.scenario.digest},
        "until": one.until.isoformat(),
        "seed": one.seed,
        "draws": accepted.of,
        "possible": one.possible,
        "matching": accepted.matching,
        "accepted": len(accepted.indices),
        "effective": accepted.effective,
        "tolerance": accepted.tolerance,
        "seconds": round(found.seconds, 1),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "said": {"finding": fit_in_words.finding(found), "limits": list(fit_in_words.limits(found))},
        "parameters": [
            {
                "path": prior.path,
                "members": list(prior.members),
                "unit": prior.unit,
                "note": prior.note,
                "prior": list(prior.range),
                "posterior": [float(value) for value in middle[:, at]],
                "width": float(found.contrast.width[at]),
                "shift": float(found.contrast.shift[at]),
                "word": found.contrast.words[at],
                "density": _density(found, at),
            }
            for at, prior in enumerate(one.priors)
        ],
        "ties": [[one.priors[a].path, one.priors[b].path, float(c)] for a, b, c in found.ties],
        "summaries": [
            {
                "key": each.key,
                "title": each.title,
                "unit": each.unit,
                "observed": each.observed,
                "noise": each.noise,
                "prior": found.predicted[0, :, at].tolist(),
                "posterior": found.predicted[1, :, at].tolist(),
            }
            for at, each in enumerate(one.compared)
        ],
        "coverage": {
            name: _coverage(one, found.contrast.identified)
            for name, one in (("near", found.near), ("everywhere", found.everywhere))
        },
    }


#: Bars of a parameter's posterior over its prior range.
BARS = 20


def _density(found: Findings, at: int) -> list[float]:
    """Posterior mass per twentieth of the prior's range, as a multiple of the prior's."""
    low, high = found.fitted.priors[at].range
    counts, _ = np.histogram(found.fitted.found.values[:, at], BARS, (low, high), weights=found.fitted.found.weights)
    return [round(float(count) * BARS, 4) for count in counts]


def _coverage(one: Coverage, informed: np.ndarray) -> dict[str, Any]:
    """Shares of truths inside intervals, over the informed numbers where there are any, and over all."""
    which = informed if informed.any() else None
    shares = {str(level): [float(x) for x in one.pooled(level, which)] for level in (0.5, 0.9)}
    shares |= {f"{level} of all": [float(x) for x in one.pooled(level)] for level in (0.5, 0.9)}
    ranks = one.histogram().sum(axis=0).tolist()
    return {"truths": len(one.truths), "refused": one.refused, "pooled": shares, "histogram": ranks}


def posterior(found: Findings) -> str:
    """The file that scenarios take: remarks, a heading, and a row per draw."""
    one = found.fitted
    head = [
        f"# Posterior of {one.scenario.name} given the record up to {one.until}; redline {__version__}, "
        f"{one.draws:,} draws, seed {one.seed}.",
        "# A row is one joint draw. Use it in a scenario: parameters: {posterior: this file}.",
    ]
    columns = list(found.columns)
    if not columns:
        head[-1] = "# The record says nothing of any number that was assumed: there is nothing to draw."
    rows = zip(*(found.rows[path] for path in columns), strict=True) if columns else ()
    return "\n".join([*head, ",".join(columns), *(",".join(f"{value:.6g}" for value in row) for row in rows)]) + "\n"
