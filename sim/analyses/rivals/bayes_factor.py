"""Which of two theories foresaw the record better: acceptances at a common tolerance, and summary by summary.

Of two tables with as many draws from either prior, the theory more of whose worlds come near the record foresaw it
better. The factor depends on the tolerance: wide tolerances pull it towards 1, which is why several are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analyses.fit.distance import space
from sim.statistics.intervals import z_value

#: Shares of both tables' draws together that are accepted, from strict to lenient.
SHARES = (0.002, 0.005, 0.01, 0.02, 0.05)
#: Fewer accepted draws than this say nothing.
FEWEST = 50
#: Resamples of the bootstrap.
RESAMPLES = 4000

CAVEAT = (
    "The factor weighs these summaries, not the whole record: summaries that settle parameters need not settle which "
    "theory holds, and the factor may then point either way however many worlds are run (Robert and others 2011). It "
    "weighs the theories with their priors, so that a wider prior is paid for; and both may be wrong."
)


@dataclass(frozen=True)
class Factor:
    """Bayes factor of the first theory against the second at one tolerance.

    Attributes:
        share: of both tables' draws together that are accepted.
        tolerance: distance within which they are.
        first, second: accepted draws of either.
        factor: above 1 for the first theory.
        low, high: its 95% interval; luck between draws only.
    """

    share: float
    tolerance: float
    first: int
    second: int
    factor: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """What the interval supports."""
        if self.low <= 1 <= self.high:
            return "does not tell the theories apart"
        return f"favours the {'first' if self.low > 1 else 'second'} theory"


@dataclass(frozen=True)
class Evidence:
    """What one summary says: log of the ratio of both theories' predictive densities at its observed value.

    Attributes:
        summary: its column.
        log_ratio: natural logarithm, above 0 for the first theory; infinite where one theory never comes near; nan
            where neither does.
        low, high: its 95% interval; endless where fewer than ten draws of either theory say it.
        first, second: draws of either theory that come near, as an effective number.
    """

    summary: int
    log_ratio: float
    low: float
    high: float
    first: float
    second: float


def factors(
    first: np.ndarray,
    second: np.ndarray,
    observed: np.ndarray,
    noise: np.ndarray,
    rng: np.random.Generator,
    *,
    possible: tuple[np.ndarray, np.ndarray] | None = None,
    shares: tuple[float, ...] = SHARES,
) -> tuple[Factor, ...]:
    """The Bayes factor at several tolerances, the strictest first.

    Args:
        first, second: summaries of either theory's draws, shape (n, s) each; nan where one does not arise.
        observed: the record's, shape (s,).
        noise: standard deviation of the observation error, shape (s,).
        rng: draws the errors and the bootstrap.
        possible: draws not excluded outright, shape (n,) each; an excluded draw is one that missed the record.
        shares: of both tables' draws together to accept.

    Raises:
        ValueError: when the tables differ in shape, or too few draws match.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    _check(first, second)
    n = len(first)
    both = space(np.concatenate([first, second]), noise, rng, None if possible is None else np.concatenate(possible))
    distances = both.distances(both.place(observed))
    order = np.argsort(distances, kind="stable")
    matching = int(np.isfinite(distances).sum())
    numbers = {share: round(share * 2 * n) for share in sorted(shares)}
    usable = {share: number for share, number in numbers.items() if FEWEST <= number <= matching}
    if not usable:
        raise ValueError(
            f"{matching:,} of {2 * n:,} draws match the record; the shares {shares} ask for {list(numbers.values())}, "
            f"and at least {FEWEST} are needed: simulate more draws"
        )
    return tuple(
        counted(share, float(distances[order[number - 1]]), int((order[:number] < n).sum()), number, n, rng)
        for share, number in usable.items()
    )


def counted(share: float, tolerance: float, first: int, number: int, n: int, rng: np.random.Generator) -> Factor:
    """The factor that acceptances give.

    Resampling a table's draws makes its acceptances binomial; half a draw is added to each, so that none divides.

    Args:
        share, tolerance: of the factor.
        first: accepted draws of the first theory.
        number: accepted draws of both.
        n: draws of either.
        rng: draws the bootstrap.
    """
    second = number - first
    drawn = (rng.binomial(n, first / n, RESAMPLES) + 0.5) / (rng.binomial(n, second / n, RESAMPLES) + 0.5)
    low, high = np.quantile(drawn, [0.025, 0.975])
    if second == 0:  # no draw to resample: what is known is that fewer than about three in n would come near
        low, high = first / 3.0, np.inf
    if first == 0:
        low, high = 0.0, 3.0 / second
    factor = (first + 0.5) / (second + 0.5)
    return Factor(share, tolerance, first, second, factor, float(low), float(high))


def by_summary(
    first: np.ndarray,
    second: np.ndarray,
    observed: np.ndarray,
    noise: np.ndarray,
    *,
    possible: tuple[np.ndarray, np.ndarray] | None = None,
) -> tuple[Evidence, ...]:
    """Each summary's evidence by itself, among possible draws; correlated summaries say the same thing twice.

    The predictive density is the mean over draws of the observation error's normal density around each draw's value;
    a draw in which the summary does not arise adds 0. Without an error whole numbers count where they are equal, and
    others within a kernel by Silverman's rule. Where the observation is nan, the shares of draws are compared in which
    the summary does not arise.

    Args:
        first, second, observed, noise, possible: as for :func:`factors`.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    _check(first, second)
    if possible is not None:
        first, second = first[possible[0]], second[possible[1]]
    if not len(first) or not len(second):
        raise ValueError("one theory has no possible draw: it cannot have made the record, and no summary adds to that")
    return tuple(
        _evidence(column, first[:, column], second[:, column], float(at), float(error))
        for column, (at, error) in enumerate(zip(observed, noise, strict=True))
    )


def _evidence(column: int, first: np.ndarray, second: np.ndarray, at: float, error: float) -> Evidence:
    near = [_near(values, at, _bandwidth(first, second, error)) for values in (first, second)]
    means = [one.mean() for one in near]
    told = [one.sum() ** 2 / max(np.square(one).sum(), 1e-300) for one in near]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = float(np.log(means[0]) - np.log(means[1]))
    if min(told) < 10:
        return Evidence(column, ratio, -np.inf, np.inf, told[0], told[1])
    spread = sum(max(1 / worth - 1 / len(one), 0.0) for worth, one in zip(told, near, strict=True))
    half = z_value(0.95) * float(np.sqrt(spread))
    return Evidence(column, ratio, ratio - half, ratio + half, told[0], told[1])


def _near(values: np.ndarray, at: float, bandwidth: float) -> np.ndarray:
    """How near each draw's value is to the observed one, up to a factor common to both theories."""
    if np.isnan(at):
        return np.isnan(values).astype(float)
    if bandwidth == 0:
        return (values == at).astype(float)
    return np.nan_to_num(np.exp(-0.5 * np.square((values - at) / bandwidth)), nan=0.0)


def _bandwidth(first: np.ndarray, second: np.ndarray, error: float) -> float:
    """Width of the kernel, the same for both theories; 0 for whole numbers without an error."""
    if error > 0:
        return error
    values = np.concatenate([first, second])
    values = values[~np.isnan(values)]
    if not len(values) or (values == np.rint(values)).all():
        return 0.0
    low, high = np.quantile(values, [0.25, 0.75])
    return 0.9 * min(values.std(), (high - low) / 1.34 or np.inf) * float(min(len(first), len(second))) ** -0.2


def _check(first: np.ndarray, second: np.ndarray) -> None:
    if first.shape != second.shape or first.ndim != 2:
        raise ValueError(
            f"the tables have shapes {first.shape} and {second.shape}; both need as many draws and the same summaries"
        )
