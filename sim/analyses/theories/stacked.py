"""How each theory foresaw what followed the record's turning points, and what weights that gives.

Every theory replays the record up to a turning point and says how likely each answer to a question is; its log score is
minus the logarithm of what it said of the answer that came. Nothing is fitted to the answers in between, so scores are
out of sample for the replay, though rules were written with the record in view. Weights are those of Yao, Vehtari,
Simpson and Gelman (2018): pseudo-BMA+, which asks which theory is best and doubts it by the Bayesian bootstrap, and
stacking, which asks which mixture of theories would have foreseen best. Questions about one turning point are one piece
of evidence: the bootstrap weighs turning points, of which there are few, and not questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.analyses.sequences.scored import Sequences, sequences
from sim.scenario import Scenario
from sim.words.prose import listed, many

#: Worlds of each replay under each theory when nobody says how many.
WORLDS = 400
#: Draws of the Bayesian bootstrap, its seed, and steps of the search for a mixture.
DRAWS, _SEED, _STEPS = 400, 0x57AC, 300

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Weighed:
    """One theory's foresight.

    Attributes:
        theory: its key.
        log: mean log score over the questions that have answers, nats; smaller is better.
        brier: mean Brier score over them.
        crps: mean CRPS over the questions after a number, each in its own unit.
        pseudo_bma: weight by pseudo-BMA+.
        stacking: weight in the mixture that would have foreseen best.
        low, high: 95% interval of that, by the Bayesian bootstrap over turning points.
    """

    theory: str
    log: float
    brier: float
    crps: float
    pseudo_bma: float
    stacking: float
    low: float
    high: float


@dataclass(frozen=True)
class Stacked:
    """All theories side by side.

    Attributes:
        scenario: name of the scenario.
        worlds: worlds of each replay.
        questions: questions with answers, on which weights rest.
        numbers: questions after a number.
        turning_points: how many the questions with answers are about.
        uniform: mean log score of someone who finds all answers equally likely.
        theories: one for each theory, in the crisis's order.
    """

    scenario: str
    worlds: int
    questions: int
    numbers: int
    turning_points: int
    uniform: float
    theories: tuple[Weighed, ...]


def stacked(scenario: Scenario, *, worlds: int = WORLDS, jobs: int = 1, tell: Tell | None = None) -> Stacked:
    """Scores a scenario's baseline under every theory on what followed the record's turning points.

    Args:
        scenario: whose dated policy and parameters are taken; its own theory does not matter.
        worlds: worlds of each replay under each theory; at least 2.
        jobs: threads; the result is the same for any number.
        tell: told of progress.

    Raises:
        ValueError: as :func:`sim.analyses.sequences.scored.sequences`.
    """
    keys = [one.key for one in scenario.crisis.theories]
    found = [sequences(scenario.replace(theory=key), worlds=worlds, jobs=jobs, tell=tell) for key in keys]
    log, brier, points = (_each(found, name) for name in ("log", "brier", "crps"))
    answered = [(key, one) for key, rows in found[0].verdicts.items() for one in rows if one.uniform]
    groups = np.unique([key for key, _ in answered], return_inverse=True)[1]
    uniform = [one.uniform["log"] for _, one in answered]
    best, mixed, (low, high) = weights(log, groups)
    return Stacked(
        scenario.name,
        worlds,
        len(log),
        len(points),
        len({key for key, _ in answered}),
        float(np.mean(uniform)),
        tuple(
            Weighed(key, *(float(one.mean(axis=0)[at]) for one in (log, brier, points)), *map(float, told))
            for at, (key, *told) in enumerate(zip(keys, best, mixed, low, high, strict=True))
        ),
    )


def _each(found: list[Sequences], score: str) -> np.ndarray:
    """A score by question and theory, shape (questions, theories), of the questions that have it."""
    rows = [
        [one.scores[score].value for rows in each.verdicts.values() for one in rows if score in one.scores]
        for each in found
    ]
    return np.array(rows).T


def weights(log: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights of theories by their log scores.

    Args:
        log: log scores, smaller is better, shape (questions, theories).
        groups: number of the turning point that each question is about, from 0, shape (questions,).

    Returns:
        Weights by pseudo-BMA+, shape (theories,); by stacking, likewise; and the ends of the 95% interval of the
        latter, shape (2, theories).
    """
    log, points = np.asarray(log, float), int(groups.max()) + 1
    drawn = np.random.default_rng(_SEED).dirichlet(np.ones(points), DRAWS) * points
    total = -drawn[:, groups] @ log
    pull = np.exp(total - total.max(axis=1, keepdims=True))
    best = (pull / pull.sum(axis=1, keepdims=True)).mean(axis=0)
    said = np.exp(-log)
    own = mixture(said, np.ones((1, len(log))))[0]
    return best, own, np.quantile(mixture(said, drawn[:, groups]), [0.025, 0.975], axis=0)


def mixture(said: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Weights of the mixture with the best log score, by expectation and maximisation, which only ever gets better.

    Args:
        said: chance that each theory gave to what came, shape (questions, theories).
        counts: how much each question counts in each of some resamples, shape (resamples, questions).

    Returns:
        Shape (resamples, theories); each row sums to 1.
    """
    found = np.full((len(counts), said.shape[1]), 1 / said.shape[1])
    for _ in range(_STEPS):
        parts = found[:, None, :] * said
        parts /= parts.sum(axis=2, keepdims=True)
        found = np.einsum("rq,rqk->rk", counts, parts) / counts.sum(axis=1, keepdims=True)
    return found


def foresight(found: Stacked, titles: Mapping[str, str]) -> Iterator[str]:
    """How the theories foresaw what came, and how little that says, sentence by sentence."""
    best = min(found.theories, key=lambda one: one.log)
    yield (
        f"On {found.questions} questions about what followed {found.turning_points} turning points, “"
        f"{titles[best.theory]}” has the best log score: {best.log:.2f} nats a question, {found.uniform:.2f} for who "
        "finds all answers equally likely."
    )
    mixed = [f"“{titles[one.theory]}” {one.stacking:.0%} ({one.low:.0%} to {one.high:.0%})" for one in found.theories]
    yield f"In the mixture that would have foreseen best they weigh {listed(mixed)}."
    yield (
        f"{many(found.turning_points, 'turning point')} of one crisis tell little: intervals let turning points count "
        "more or less by chance, and the rules were written with the record in view."
    )
