"""Every forecast beside what came, scored for the model and for each rival, and pooled into skill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.analyses.backtest import naive, naive_levels
from sim.analyses.backtest.forecast import Forecast
from sim.analyses.backtest.naive import Past
from sim.analyses.backtest.pit import TOO_FEW, Pit, Uniformity, pit_of_members, uniformity
from sim.analyses.backtest.run import Backtest, months_before, past_exports
from sim.analyses.backtest.scores import (
    brier,
    crps_ensemble,
    crps_pmf,
    log_score_counts,
    log_score_ensemble,
    log_score_pmf,
)
from sim.analyses.backtest.skill import Skill, skill
from sim.analyses.facts.happened import TARGETS, TOTAL, Happened
from sim.analyses.facts.summaries import EXPORTS_ERROR, QUESTIONS, day_of

FORCE, EXPORTS, POOLED = "force", "exports", "kinds"
#: Rivals by target: of counts, of force, of exports.
COUNT_RIVALS = ("constant", "quarter", "self_exciting")
FORCE_RIVALS = ("constant", "quarter", "per_act")
LEVEL_RIVALS = ("past_mean", "last_value", "trend")


@dataclass(frozen=True)
class Scored:
    """One month forecast from one origin.

    Attributes:
        target: kind of hostile act, their total, use of force, or exports.
        origin: day of the forecast.
        month: the month, ``2019-06``.
        ahead: how many months after the origin's own past, from 1.
        observed: what came; nan where it was not observed.
        middle: 5, 50 and 95% quantiles of the model's forecast, or its chance three times.
        mean: the model's mean.
        scores: by forecaster (``model`` or a rival's name) and score (``crps``, ``log``, ``brier``).
        members: the model's worlds, for the PIT; empty for force.
    """

    target: str
    origin: date
    month: str
    ahead: int
    observed: float
    middle: tuple[float, float, float]
    mean: float
    scores: Mapping[str, Mapping[str, float]]
    members: np.ndarray


def scored(test: Backtest) -> tuple[Scored, ...]:
    """Scores every month of every forecast, targets one after another, origins in order."""
    rows = []
    for target in (*TARGETS, FORCE, EXPORTS):
        for made in test.forecasts:
            rows += list(_OF.get(target, _counts)(target, made, test))
    return tuple(rows)


# -- counts -------------------------------------------------------------------------------------------------------


def members_of(made: Forecast, target: str) -> np.ndarray:
    """Counts of a kind, or of all that are questions, shape (months, worlds); nan where the crisis was over."""
    kinds = QUESTIONS if target == TOTAL else (target,)
    total = sum(np.asarray(made.counts[kind], float) for kind in kinds)
    return np.where(made.running, total, np.nan)


def _counts(target: str, made: Forecast, test: Backtest) -> Iterator[Scored]:
    members, happened = members_of(made, target), test.happened
    past = _past(made, happened.days[target], happened)
    tables = {
        "constant": naive.constant(past),
        "quarter": naive.quarter(past),
        "self_exciting": naive.self_exciting(past, test.scenario.seed),
    }
    for at, month in enumerate(made.origin.months):
        came = happened.count(target, month.first, month.last)
        if not happened.observes(month.first, month.last) or not _enough(made, at):
            yield _row(target, made, at, np.nan, members[at], _nothing(COUNT_RIVALS, ("crps", "log")))
            continue
        scores = {"model": {"crps": crps_ensemble(members[at], came), "log": log_score_counts(members[at], came)}}
        for name, table in tables.items():
            scores[name] = {"crps": crps_pmf(table[at], came), "log": log_score_pmf(table[at], came)}
        yield _row(target, made, at, came, members[at], scores)


def _past(made: Forecast, days: np.ndarray, happened: Happened) -> Past:
    """What rivals learn from: observed days only, counted on end, so that a gap is not taken for a quiet time."""
    origin, spans = day_of(made.origin.day), happened.seen(day_of(made.origin.day))
    length = sum(last - first + 1 for first, last in spans)
    kept, before = [], 0
    for first, last in spans:
        kept.append(days[(days >= first) & (days <= last)] - first + before)
        before += last - first + 1
    shift = origin - length
    months = tuple((day_of(month.first) - shift, day_of(month.last) - shift) for month in made.origin.months)
    return Past(np.concatenate(kept), length, months)


# -- force --------------------------------------------------------------------------------------------------------


def _force(target: str, made: Forecast, test: Backtest) -> Iterator[Scored]:
    happened, before = test.happened, list(months_before(made.origin.day))
    spans = happened.seen(day_of(made.origin.day))
    used = [
        happened.forced(month.first, month.last)
        for month in before
        if any(first <= day_of(month.first) and day_of(month.last) <= last for first, last in spans)
    ]
    past = _past(made, happened.days[TOTAL], happened)
    acts = len(past.days)
    per_act = naive.force_per_act(sum(used), acts, naive.self_exciting(past, test.scenario.seed))
    for at, month in enumerate(made.origin.months):
        came = float(happened.forced(month.first, month.last))
        if not happened.observes(month.first, month.last) or not _enough(made, at):
            share = made.force[at][made.running[at]].astype(float)
            share = np.full(1, share.mean() if share.size else np.nan)
            yield _row(target, made, at, np.nan, share, _nothing(FORCE_RIVALS, ("brier", "log")))
            continue
        worlds = made.force[at][made.running[at]]
        # Half a world either way: no finite number of worlds makes anything certain.
        chances = {
            "model": (worlds.sum() + 0.5) / (len(worlds) + 1),
            "constant": naive.force_constant(used),
            "quarter": naive.force_quarter(used),
            "per_act": per_act[at],
        }
        scores = {
            name: {"brier": brier(chance, came), "log": -np.log(chance if came else 1 - chance)}
            for name, chance in chances.items()
        }
        yield _row(target, made, at, came, np.full(1, chances["model"]), scores)


# -- exports ------------------------------------------------------------------------------------------------------


def _exports(target: str, made: Forecast, test: Backtest) -> Iterator[Scored]:
    happened, ahead = test.happened, len(made.origin.months)
    past = past_exports(happened, made.origin.day)
    rules = {"past_mean": naive_levels.past_mean, "last_value": naive_levels.last_value, "trend": naive_levels.trend}
    rivals = {} if naive_levels.why_none(past) else {name: rule(past, ahead) for name, rule in rules.items()}
    # What is forecast is what will be reported, and trackers disagree; rivals learn that spread from the reports.
    rng = np.random.default_rng([test.scenario.seed, day_of(made.origin.day), 3])
    noisy = np.maximum(made.exports + rng.normal(0, EXPORTS_ERROR, made.exports.shape), 0)
    members = np.where(made.running, noisy, np.nan)
    came = np.array([happened.exports.get(month.name, np.nan) for month in made.origin.months])
    told = {name: {"crps": rival.crps(came), "log": rival.log_score(came)} for name, rival in rivals.items()}
    told |= {name: dict.fromkeys(("crps", "log"), np.full(ahead, np.nan)) for name in rules if name not in rivals}
    own: dict[str, object]
    for at in range(ahead):
        own = {"crps": np.nan, "log": np.nan}
        if not _enough(made, at):
            yield _row(target, made, at, np.nan, members[at], _nothing(LEVEL_RIVALS, ("crps", "log")))
            continue
        if np.isfinite(came[at]):
            worlds = members[at][made.running[at]]
            own["crps"] = crps_ensemble(worlds, came[at])
            own["log"] = log_score_ensemble(worlds, came[at], floor=EXPORTS_ERROR / 2, least=0.0)
        scores = {"model": own} | {name: {key: each[at] for key, each in one.items()} for name, one in told.items()}
        yield _row(target, made, at, came[at], members[at], scores)


def _enough(made: Forecast, at: int) -> bool:
    """Whether the crisis still runs in enough worlds to score a month; a fair score takes two."""
    return int(made.running[at].sum()) >= 2


def _nothing(rivals: Sequence[str], scores: Sequence[str]) -> dict[str, dict[str, float]]:
    """Scores of a month that nobody observed, or that comes after the end of the crisis in nearly all worlds."""
    return {name: dict.fromkeys(scores, np.nan) for name in ("model", *rivals)}


_OF: Mapping[str, Callable[[str, Forecast, Backtest], Iterator[Scored]]] = {FORCE: _force, EXPORTS: _exports}


def _row(
    target: str, made: Forecast, at: int, came: float, members: np.ndarray, scores: Mapping[str, Mapping[str, object]]
) -> Scored:
    plain = {name: {key: float(np.asarray(value)) for key, value in each.items()} for name, each in scores.items()}
    told = members[np.isfinite(members)]
    low, middle, high = np.quantile(told, [0.05, 0.5, 0.95]) if told.size else np.full(3, np.nan)
    month = made.origin.months[at]
    return Scored(
        target,
        made.origin.day,
        month.name,
        at + 1,
        float(came),
        (float(low), float(middle), float(high)),
        float(told.mean()) if told.size else np.nan,
        plain,
        members if len(members) > 1 else np.zeros(0),
    )


# -- pooled -------------------------------------------------------------------------------------------------------


def skills(rows: Sequence[Scored]) -> tuple[Skill, ...]:
    """The model against every rival: each target by itself, the three kinds that are questions together, by score.

    Months ahead are pooled, and the first month stands alone as well, since its forecasts overlap with no others. What
    was observed in no month, such as exports beyond the series at hand, or has no rival, has no row.
    """
    found = []
    for target, rivals, scores in _comparisons():
        mine = _of(rows, target)
        for rival in rivals:
            for score in scores:
                for ahead in (None, 1):
                    some = [one for one in mine if ahead in (None, one.ahead)]
                    if any(_compared(one, rival, score) for one in some):
                        found.append(_skill(target, rival, score, ahead, some))
    return tuple(found)


def _compared(one: Scored, rival: str, score: str) -> bool:
    return not any(np.isnan(one.scores[name][score]) for name in ("model", rival))


def _comparisons() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    for target in (*TARGETS, POOLED):
        yield target, COUNT_RIVALS, ("crps", "log")
    yield FORCE, FORCE_RIVALS, ("brier", "log")
    yield EXPORTS, LEVEL_RIVALS, ("crps", "log")


def _of(rows: Sequence[Scored], target: str) -> list[Scored]:
    kinds = QUESTIONS if target == POOLED else (target,)
    return sorted((one for one in rows if one.target in kinds), key=lambda one: one.origin)


def _skill(target: str, rival: str, score: str, ahead: int | None, rows: Sequence[Scored]) -> Skill:
    return skill(
        target,
        rival,
        score,
        ahead,
        [f"{one.origin:%B %Y}" for one in rows],
        [one.scores["model"][score] for one in rows],
        [one.scores[rival][score] for one in rows],
        observed=[one.observed for one in rows],
        has_zero=score != "log",
    )


def calibration(rows: Sequence[Scored], target: str) -> tuple[Pit, Uniformity]:
    """Where what came lay within the model's forecasts one month ahead, and whether that looks right."""
    mine = [one for one in _of(rows, target) if one.ahead == 1 and np.isfinite(one.observed)]
    if not mine:
        return Pit(np.zeros(0), np.zeros(0)), Uniformity(np.nan, np.nan, np.nan, 0.0, TOO_FEW)
    pit = pit_of_members(np.stack([one.members for one in mine]), [one.observed for one in mine])
    return pit, uniformity(pit)
