"""What worlds did after each turning point, scored against what came.

Answers in words are scored by Brier's score (half the sum of squared distances of the shares from what came, so that it
is the usual one where there are two answers: 0 is best, 1 worst) and the log score (nats); numbers by the CRPS, in
their own unit. All three are proper: a model that says what it believes does best. Beside each stands what the same
worlds say without the replay, of the same days, and for answers what someone says who finds them all equally likely.

Intervals are 95% and speak of the finite number of worlds alone: Wilson's for shares; for Brier's score from shares
drawn given the counts (Jeffreys prior); for the CRPS from the Bayesian bootstrap over worlds (Rubin 1981).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analyses.backtest.scores import UNSEEN, crps_pmf
from sim.analyses.sequences.lived import Lived, asks, live
from sim.crisis.facts.sequences import SEQUENCES, Question, Sequence, aftermath_of
from sim.crisis.record.deeds import deeds
from sim.crisis.record.joined import RECORD_END
from sim.crisis.record.reading import events
from sim.runs.workers.workers import in_order
from sim.scenario import Scenario
from sim.statistics.intervals import wilson
from sim.words.prose import many

#: Worlds of each replay when nobody says how many.
WORLDS = 1000
#: Draws behind the intervals of Brier's score and the CRPS.
DRAWS = 2000

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Figure:
    """A number with its 95% interval; one that no luck moves has itself for both ends."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """One question, what came, and what the worlds say.

    Attributes:
        question: what is asked.
        came: what came: the place of the answer, or the number.
        worlds: worlds that say something.
        silent: worlds that do not: over by the day, or ended in a disaster before a count was complete.
        shares: share of worlds by answer; empty for a number.
        chance: share of worlds with what came; None for a number.
        median, low, high: of a number, the last two holding nine in ten worlds; None for an answer.
        scores: ``brier`` and ``log``, or ``crps``.
        without: the same scores of worlds that were not given the past.
        uniform: of someone who finds all answers equally likely; empty for a number.
    """

    question: Question
    came: int
    worlds: int
    silent: int
    shares: tuple[float, ...]
    chance: Figure | None
    median: float | None
    low: float | None
    high: float | None
    scores: Mapping[str, Figure]
    without: Mapping[str, Figure]
    uniform: Mapping[str, float]

    @property
    def what_came(self) -> str:
        """In words."""
        return self.question.answers[self.came] if self.question.answers else many(self.came, self.question.unit)

    @property
    def aim_met(self) -> bool | None:
        """Whether the share of what came reaches the aim; None without one."""
        return None if self.question.aim is None or self.chance is None else self.chance.value >= self.question.aim

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        asked = self.question
        told = {name: value for name, value in asdict(self).items() if name not in ("question", "scores", "without")}
        answers = {"answers": dict(zip(asked.answers, self.shares, strict=True))} if asked.answers else {}
        del told["shares"]
        return {
            "key": asked.key,
            "question": asked.text,
            "within": asked.within,
            **told,
            "came": self.what_came,
            **answers,
            "scores": {name: asdict(one) for name, one in self.scores.items()},
            "without": {name: asdict(one) for name, one in self.without.items()},
            "aim": asked.aim,
            "aim_met": self.aim_met,
        }


@dataclass(frozen=True)
class Sequences:
    """All sequences of a scenario.

    Attributes:
        scenario: its name.
        seed, worlds: of each replay.
        verdicts: by sequence, in order of its questions.
        strikes, for_unrest: American strikes in the worlds without a replay, and those that answer unrest.
    """

    scenario: str
    seed: int
    worlds: int
    verdicts: Mapping[str, tuple[Verdict, ...]]
    strikes: int
    for_unrest: int

    @property
    def unrest(self) -> Figure:
        """Share of strikes that answer unrest."""
        return Figure(self.for_unrest / max(self.strikes, 1), *wilson(self.for_unrest, self.strikes))

    def of(self, sequence: str, question: str) -> Verdict:
        """One verdict, by the keys of its sequence and question."""
        return next(one for one in self.verdicts[sequence] if one.question.key == question)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        told = [
            {"key": one.key, "day": one.day.isoformat(), "title": one.title,
             "questions": [verdict.as_dict() for verdict in self.verdicts[one.key]]}
            for one in SEQUENCES if one.key in self.verdicts
        ]  # fmt: skip
        unrest = {"strikes": self.strikes, "answering": self.for_unrest, "share": asdict(self.unrest)}
        return {"scenario": self.scenario, "seed": self.seed, "worlds": self.worlds, "sequences": told,
                "unrest": unrest}  # fmt: skip


def sequences(
    scenario: Scenario,
    *,
    worlds: int = WORLDS,
    seed: int | None = None,
    jobs: int = 1,
    tell: Tell | None = None,
) -> Sequences:
    """Replays a scenario's baseline up to each turning point of the record and scores what comes next.

    Args:
        scenario: whose rules, parameters and dated policy are tested.
        worlds: worlds of each replay, and of the scenario without one; at least 2.
        seed: seed of all luck, instead of the scenario's.
        jobs: threads; the result is the same for any number.
        tell: told of progress: what is done, how many worlds of how many.

    Raises:
        ValueError: for fewer than two worlds, a crisis without a record, or a start after the last turning point.
    """
    if worlds < 2:
        raise ValueError(f"{worlds} world says nothing of a share; give at least 2")
    if scenario.crisis.record is None:
        raise ValueError("this crisis has no record that could be replayed")
    if scenario.start > SEQUENCES[-1].day:
        raise ValueError(f"the scenario starts on {scenario.start}, after the last turning point, {SEQUENCES[-1].day}")
    seed = scenario.seed if seed is None else seed
    asked, lived = asks(scenario, worlds, seed), []
    for place, one in enumerate(in_order(live, asked, jobs), 1):
        lived.append(one)
        if tell is not None:
            tell("replays", place * worlds, len(asked) * worlds)
    free, *replays = lived
    found = {one.key: _verdicts(one, replay, free) for one, replay in zip(_asked(asked[0]), replays, strict=True)}
    return Sequences(scenario.name, seed, worlds, found, free.strikes, free.for_unrest)


def _asked(free: Any) -> tuple[Sequence, ...]:
    return tuple(one for one in SEQUENCES if one.key in free.sequences)


def _verdicts(sequence: Sequence, replay: Lived, free: Lived) -> tuple[Verdict, ...]:
    came = happened(sequence)
    return tuple(
        verdict(one, came[one.key], replay.answers[sequence.key][one.key], free.answers[sequence.key][one.key])
        for one in sequence.questions
    )


def happened(sequence: Sequence) -> dict[str, int]:
    """What came, by question: said with the question, else read from the record.

    Raises:
        ValueError: when a question's days reach beyond the record and what came is not said.
    """
    first = events()[0].date
    after = aftermath_of(deeds(events()), first, (sequence.day - first).days)
    found = {}
    for one in sequence.questions:
        if one.came is None and (RECORD_END - sequence.day).days < one.within:
            raise ValueError(f"{sequence.key}.{one.key}: the record ends before its days do; say what came")
        found[one.key] = int(one.ask(after)[0]) if one.came is None else one.came
    return found


def verdict(question: Question, came: int, replayed: np.ndarray, free: np.ndarray) -> Verdict:
    """Scores worlds on one question.

    Args:
        question: what was asked.
        came: what came.
        replayed: answers or numbers of the worlds that were given the past, shape (worlds,); nan where one is silent.
        free: of worlds that were not.

    Raises:
        ValueError: when no world says anything.
    """
    said = replayed[~np.isnan(replayed)].astype(int)
    if not said.size:
        raise ValueError(f"{question.key}: no world says anything")
    score = _answers if question.answers else _numbers
    without = free[~np.isnan(free)].astype(int)
    shares: tuple[float, ...] = ()
    chance: Figure | None = None
    uniform: dict[str, float] = {}
    median = low = high = None
    if question.answers:
        k = len(question.answers)
        counts = np.bincount(said, minlength=k)
        shares = tuple((counts / said.size).tolist())
        chance = Figure(shares[came], *wilson(int(counts[came]), said.size))
        uniform = {"brier": (1 - 1 / k) / 2, "log": float(np.log(k))}
    else:
        median, low, high = (float(one) for one in np.quantile(said, [0.5, 0.05, 0.95], method="inverted_cdf"))
    return Verdict(
        question,
        came,
        said.size,
        len(replayed) - said.size,
        shares,
        chance,
        median,
        low,
        high,
        scores=score(question, came, said),
        without=score(question, came, without) if without.size else {},
        uniform=uniform,
    )


def _answers(question: Question, came: int, said: np.ndarray) -> dict[str, Figure]:
    k = len(question.answers)
    counts = np.bincount(said, minlength=k)
    drawn = np.random.default_rng([came, said.size]).dirichlet(counts + 0.5, DRAWS)
    share, ends = counts / said.size, wilson(int(counts[came]), said.size)
    log = [-float(np.log((1 - UNSEEN) * chance + UNSEEN / k)) for chance in (share[came], ends.high, ends.low)]
    return {"brier": _figure(half_brier(share, came), half_brier(drawn, came)), "log": Figure(*log)}


def half_brier(shares: Any, came: int) -> np.ndarray:
    """Half the sum of squared distances from what came, shape (...); shares of shape (..., answers)."""
    shares = np.asarray(shares, float)
    return ((shares - np.eye(shares.shape[-1])[came]) ** 2).sum(-1) / 2


def _numbers(question: Question, came: int, said: np.ndarray) -> dict[str, Figure]:
    counts = np.bincount(said)
    seen = np.flatnonzero(counts)
    drawn = np.zeros((DRAWS, len(counts)))
    drawn[:, seen] = np.random.default_rng([came, said.size]).dirichlet(counts[seen].astype(float), DRAWS)
    observed = np.full(DRAWS, came)
    return {"crps": _figure(crps_pmf(counts / said.size, came), crps_pmf(drawn, observed))}


def _figure(value: Any, drawn: np.ndarray) -> Figure:
    return Figure(float(value), *(float(one) for one in np.quantile(drawn, [0.025, 0.975])))
