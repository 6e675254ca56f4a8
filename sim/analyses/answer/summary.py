"""The numbers a program would want from a run, ready for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.analyses.answer.answer import headline
from sim.analyses.boundary.reading import Reading, readings
from sim.analyses.condition.given import Given, conditional
from sim.analyses.decomposition.decompose import decompose
from sim.analyses.settings.holds import Held
from sim.analyses.settings.of_run import holds
from sim.runs.results import Results


def summary(results: Results) -> dict[str, Any]:
    """Answer, digest, worlds, seed, and per variant the share and 95% interval of each outcome.

    A variant of a scenario that sweeps something has a list of ``cells`` instead, each with where it is ``at``. Where
    factors are crossed, ``decomposition`` has the parts of their effect on each outcome. Where there are draws of the
    assumptions, ``holds`` says in how many of them each variant's difference from the baseline keeps its sign. Where a
    tipping line was searched, ``line`` has it. Where the file says what is known, ``given`` has the headline's share in
    the baseline given that, for each of its days.
    """
    scenario = results.scenario
    parts = {key: one.as_dict() for key in results.crisis.outcomes if (one := decompose(results, key)) is not None}
    given = [_given(results, one) for one in conditional(results)]
    held = {variant: _held(one) for variant, one in holds(results).items()}
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "answer": headline(results).text,
        "headline": scenario.headline,
        "digest": results.digest,
        "worlds": results.worlds,
        "seed": results.seed,
        "agents": list(results.manifest.get("agents") or ()),
        "days": results.design[0].days,
        "variants": {variant: _variant(results, variant) for variant in results.variants},
        **({"decomposition": parts} if parts else {}),
        **({"holds": held} if held else {}),
        **({"line": _line(results)} if not results.boundary.empty else {}),
        **({"given": given} if given else {}),
    }


def _line(results: Results) -> dict[str, Any]:
    """The tipping line of every variant, row by row; null where a row is not crossed."""
    boundary, (*rows, searched) = results.scenario.sweep.boundary, results.scenario.sweep.axes
    assert boundary is not None

    def told(one: Reading) -> dict[str, Any]:
        place = {"at": one.x, "low": one.low, "high": one.high} if one.crossed else dict.fromkeys(("at", "low", "high"))
        return {"row": one.row, **place, "rising": one.rising, "status": one.status}

    return {
        "outcome": boundary.outcome,
        "share": boundary.at,
        "searched": searched.path,
        "ends": list(searched.span),
        "rows": rows[0].path if rows else None,
        "variants": {variant: [told(one) for one in readings(results, variant)] for variant in results.variants},
    }


def _given(results: Results, one: Given) -> dict[str, Any]:
    over = one.over
    return {
        "until": results.date_of(one.condition.until).isoformat(),
        **{name: getattr(one, name) for name in ("outcome", "worlds", "agree", "count", "share", "low", "high")},
        "assumption_range": list(over.after) if over and over.after else None,
        "assumption_median": over.middle if over else None,
        "effective_draws": over.effective if over else None,
    }


def _held(one: Held) -> dict[str, Any]:
    return {
        "draws": one.draws,
        "rises": one.rises,
        "same": one.same,
        "none": one.none,
        "other": one.other,
        "median": one.middle,
        "range": list(one.range),
    }


def _variant(results: Results, variant: str) -> dict[str, Any]:
    title = {"title": results.title_of(variant)}
    shares = results.outcomes[results.outcomes["variant"] == variant].to_dict("records")
    each = len(results.crisis.outcomes)
    cells = [_outcomes(shares[i : i + each]) for i in range(0, len(shares), each)]
    ranges = {"assumption_ranges": _ranges(results, variant), "assumption_medians": _medians(results, variant)}
    if not results.axes:
        return title | {"outcomes": cells[0]} | ranges
    at = [dict(cell.coordinates) for cell in results.cells_of(variant)]
    return title | {"cells": [{"at": a, "outcomes": one} for a, one in zip(at, cells, strict=True)]} | ranges


def _outcomes(rows: list[dict[Any, Any]]) -> dict[str, Any]:
    return {
        str(row["outcome"]): {
            "count": int(row["count"]),
            "share": float(row["share"]),
            "low": float(row["low"]),
            "high": float(row["high"]),
        }
        for row in rows
    }


def _ranges(results: Results, variant: str) -> dict[str, Any] | None:
    """5th to 95th percentile of each outcome's share over the assumed parameters; None when not simulated."""
    found = {outcome: results.assumption_range(variant, outcome) for outcome in results.crisis.outcomes}
    return {key: list(one) for key, one in found.items() if one is not None} or None


def _medians(results: Results, variant: str) -> dict[str, Any] | None:
    """Median of each outcome's share over the same draws; None when not simulated."""
    found = {outcome: results.assumed_shares(variant, outcome) for outcome in results.crisis.outcomes}
    return {key: float(np.median(one)) for key, one in found.items() if one is not None} or None
