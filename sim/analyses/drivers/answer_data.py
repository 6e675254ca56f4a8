"""A question, and its answer as plain data that JSON holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analyses.answer import ignorance
from sim.analyses.drivers.discovery import Found
from sim.analyses.drivers.factors import Factor
from sim.analyses.drivers.indices import Index, Indices
from sim.analyses.drivers.screening import UNSCREENED, Screened, Screening
from sim.engine.distributions import drawn_paths
from sim.runs.disk.schema import DRIVERS_FORMAT
from sim.runs.results import Results
from sim.scenario import Cell
from sim.statistics.intervals import wilson

#: Parameters whose indices are estimated after a screening.
KEPT = 6


@dataclass(frozen=True)
class Asked:
    """What is asked of a run, checked.

    Attributes:
        results: the run.
        outcome: key of an outcome.
        cell: the variant's own settings.
        factors: what is varied.
        chosen: whether the factors were named, not taken from the run.
    """

    results: Results
    outcome: str
    cell: Cell
    factors: tuple[Factor, ...]
    chosen: bool

    @property
    def noun(self) -> str:
        """How a sentence calls the outcome."""
        return self.results.crisis.outcomes[self.outcome].noun

    @property
    def screened(self) -> bool:
        """Whether there are too many factors to estimate the indices of all."""
        return len(self.factors) > UNSCREENED

    @property
    def indexed(self) -> int:
        """How many factors get indices."""
        return KEPT if self.screened else len(self.factors)


def answer_data(
    asked: Asked,
    kept: tuple[Factor, ...],
    found: Indices,
    screened: Screening | None,
    box: Found,
    from_run: bool,
) -> dict[str, Any]:
    """Everything that was found.

    Args:
        asked: the question.
        kept: the factors with indices.
        found: the indices.
        screened: the screening, where there was one.
        box: where the outcome concentrates.
        from_run: whether the box was sought in the run's own worlds.
    """
    cell = asked.cell
    of_run = ignorance.of_run(asked.results, cell.variant, asked.outcome)
    return {
        "format": DRIVERS_FORMAT,
        "outcome": asked.outcome,
        "variant": cell.variant,
        "title": cell.title,
        "short": dict(asked.results.crisis.short),
        "chosen": asked.chosen,
        "held": _held(asked),
        "share": _share(found.outcome),
        "factors": [one.as_dict() for one in asked.factors],
        "knowable": found.knowable.as_list(),
        "indices": [_index(one, kept, found) for one in found.found],
        "screening": None if screened is None else [_screened(one, kept) for one in screened.found],
        "all": None if screened is None else _everything(screened, asked.results.seed),
        "run": None if of_run is None else of_run.as_dict() | {"said": of_run.sentence(asked.noun)},
        "box": _box(box, from_run),
    }


def _everything(screened: Screening, seed: int) -> dict[str, Any] | None:
    """What all factors together explain, by pairs of worlds with the same values and other luck."""
    found = ignorance.from_twins(screened.first, screened.again, seed)
    return None if found.part is None else found.as_dict()


def _held(asked: Asked) -> list[str]:
    """Parameters that are drawn in each world and are no factors: here they are part of luck."""
    members = {path for factor in asked.factors for path in factor.members}
    drawn = drawn_paths(asked.cell.courses)
    return [path for path in drawn if path not in members]


def _share(came: np.ndarray) -> list[float]:
    count, n = int(came.sum()), len(came)
    return [round(float(one), 5) for one in (count / n, *wilson(count, n))]


def _index(one: Index, kept: tuple[Factor, ...], found: Indices) -> dict[str, Any]:
    place = {factor.path: at for at, factor in enumerate(kept)}.get(one.path)
    return {
        "path": one.path,
        "first": one.first.as_list(),
        "total": one.total.as_list(),
        "known": None if one.known is None else one.known.as_list(),
        "ends": None if place is None else _ends(kept[place], found.u[:, place], found.outcome),
    }


def _ends(factor: Factor, u: np.ndarray, came: np.ndarray) -> list[dict[str, Any]]:
    """Shares in the lowest and the highest fifth of a factor's values; for a list, at each of its values."""
    if factor.values:
        places = np.minimum((u * len(factor.values)).astype(int), len(factor.values) - 1)
        return [{"at": value, "share": _share(came[places == at])} for at, value in enumerate(factor.values)]
    groups = (("lowest fifth", u < 0.2), ("highest fifth", u >= 0.8))
    return [{"at": name, "share": _share(came[some])} for name, some in groups]


def _screened(one: Screened, kept: tuple[Factor, ...]) -> dict[str, Any]:
    return {
        "path": one.path,
        "worlds": one.worlds,
        "flips": one.flips,
        "raised": one.raised,
        "lean": one.lean,
        "share": [round(value, 5) for value in (one.share, one.low, one.high)],
        "total": [round(value, 5) for value in (one.total, one.total_low, one.total_high)],
        "kept": any(one.path == factor.path for factor in kept),
    }


def _box(found: Found, from_run: bool) -> dict[str, Any]:
    box = found.box
    return {
        "limits": None if box is None else {path: _limit(limit) for path, limit in box.limits.items()},
        "overall": found.overall.as_list(),
        "density": found.density.as_list(),
        "coverage": found.coverage.as_list(),
        "mass": found.mass.as_list(),
        "flattered": round(found.flattered, 5),
        "worlds": found.worlds,
        "of_run": from_run,
        "trajectory": [
            {
                "restricted": len(step.box.limits),
                "mass": round(step.mass, 5),
                "density": round(step.density, 5),
                "coverage": round(step.coverage, 5),
            }
            for step in found.trajectory
        ],
    }


def _limit(limit: Any) -> dict[str, Any]:
    if isinstance(limit, frozenset):
        return {"words": sorted(limit)}
    low, high = (float(end) if np.isfinite(end) else None for end in limit)
    return {"low": low, "high": high}
