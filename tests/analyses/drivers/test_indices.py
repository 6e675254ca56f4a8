"""Sobol' indices agree with SciPy, with SALib and with functions whose indices are known."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.stats import sobol_indices

from sim.analyses.drivers import estimators, indices
from sim.analyses.drivers.factors import Factor
from sim.analyses.drivers.luck import sobol_sequence
from tests.analyses.drivers.toy import Toy, factors

N = 4096


def ishigami(u: np.ndarray) -> np.ndarray:
    x = (2 * u - 1) * np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def threshold(u: np.ndarray) -> np.ndarray:
    """1 where the second coordinate lies below half the first; the third does nothing."""
    return (u[:, 1] < u[:, 0] / 2).astype(float)


def matrices(function, k=3):
    both = sobol_sequence(N, 2 * k, 7, 0)
    a, b = both[:, :k], both[:, k:]
    f_ab = np.array([function(np.where(np.arange(k) == at, b, a)) for at in range(k)])
    return a, b, function(a), function(b), f_ab


@pytest.mark.parametrize("function", [ishigami, threshold])
def test_the_matrix_estimators_are_those_of_scipy(function):
    _, _, f_a, f_b, f_ab = matrices(function)
    first, total, _ = estimators.weighted(f_a, f_b, f_ab, np.full((1, N), 1 / N))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        theirs = sobol_indices(func={"f_A": f_a[None], "f_B": f_b[None], "f_AB": f_ab[:, None]}, n=N)
    assert first[0] == pytest.approx(theirs.first_order, abs=1e-12)
    assert total[0] == pytest.approx(theirs.total_order, abs=1e-12)


@pytest.mark.parametrize("function", [ishigami, threshold])
def test_both_orders_agree_with_salib_on_the_same_evaluations(function):
    analyze = pytest.importorskip("SALib.analyze.sobol", reason="SALib is not installed (pip install redline[test])")
    a, b, f_a, f_b, f_ab = matrices(function)
    problem = {"num_vars": 3, "names": ["x0", "x1", "x2"], "bounds": [[0, 1]] * 3}
    values = np.column_stack([f_a, *f_ab, f_b]).ravel()  # SALib's order: A, each AB, B, for every base point
    theirs = analyze.analyze(problem, values, calc_second_order=False, seed=1)
    first, total, _ = estimators.weighted(f_a, f_b, f_ab, np.full((1, N), 1 / N))
    assert first[0] == pytest.approx(theirs["S1"], abs=0.002)
    assert total[0] == pytest.approx(theirs["ST"], abs=0.002)
    for at in range(3):  # what we report as first order is read from slices, so it agrees within sampling error only
        slices = indices.sliced(factors(3)[at], np.stack([a[:, at], b[:, at]]))
        mine = estimators.between(f_a, f_b, slices, np.full((1, N), 1 / N))[0]
        assert mine == pytest.approx(theirs["S1"][at], abs=2 * theirs["S1_conf"][at] + 0.005)


def test_slices_recover_the_known_first_order_indices_of_the_ishigami_function():
    a, b, f_a, f_b, _ = matrices(ishigami)
    known = (0.3139, 0.4424, 0.0)  # Ishigami and Homma 1990, a = 7, b = 0.1
    for at, wanted in enumerate(known):
        slices = indices.sliced(factors(3)[at], np.stack([a[:, at], b[:, at]]))
        assert estimators.between(f_a, f_b, slices, np.full((1, N), 1 / N))[0] == pytest.approx(wanted, abs=0.012)


def additive(u: np.ndarray) -> np.ndarray:
    return 0.2 + 0.4 * u[:, 0] + 0.1 * u[:, 1]


#: Of the additive chance above: variance of a world's outcome, and the parts of it that are known.
VARIANCE = 0.45 * 0.55
PARTS = (0.16 / 12 / VARIANCE, 0.01 / 12 / VARIANCE, 0.0)


@pytest.fixture(scope="module")
def found():
    return indices.indices(factors(3), Toy(additive), N)


def test_an_additive_chance_has_the_indices_that_its_variances_say(found):
    for one, wanted in zip(found.found, PARTS, strict=False):
        assert one.first.low <= wanted <= one.first.high
        assert one.first.value == pytest.approx(wanted, abs=0.012)
    assert found.knowable.low <= sum(PARTS) <= found.knowable.high
    share = found.found[0].known
    assert share is not None
    assert share.low <= PARTS[0] / sum(PARTS) <= share.high


def test_luck_is_a_factor_whose_total_index_is_what_the_parameters_leave(found):
    luck = found.found[-1]
    assert luck.path == indices.CHANCE
    assert luck.known is None
    assert luck.total.value == pytest.approx(1 - found.knowable.value)
    assert luck.total.low <= 1 - sum(PARTS) <= luck.total.high


def test_a_parameter_that_does_nothing_has_intervals_that_hold_zero_and_are_not_points(found):
    nothing = found.found[2]
    assert nothing.total.value == 0
    assert 0 < nothing.total.high < 0.01
    assert nothing.first.low <= 0 <= nothing.first.high


def test_intervals_cover_the_truth_as_often_as_they_say():
    """Each of 60 seeds misses in about 5 of 100 cases; more than 10 misses of 60 have a chance of 3 in 10,000."""
    misses = 0
    for seed in range(60):
        found = indices.indices(factors(2), Toy(lambda u: additive(u), seed), 256)
        one = found.found[0].first
        misses += not one.low <= PARTS[0] <= one.high
    assert misses <= 10


def test_an_outcome_that_never_comes_is_driven_by_nothing():
    found = indices.indices(factors(2), Toy(lambda u: np.zeros(len(u))), 64)
    assert found.knowable.value == 0
    assert all(one.first.value == one.total.value == 0 and one.known is None for one in found.found)


def test_pure_luck_leaves_nothing_to_be_known():
    found = indices.indices(factors(2), Toy(lambda u: np.full(len(u), 0.4)), 1024)
    assert found.knowable.low <= 0 <= found.knowable.high
    assert found.found[-1].total.value == pytest.approx(1, abs=0.08)
    assert all(one.known is None for one in found.found)


def test_the_same_seed_gives_the_same_indices_and_intervals(found):
    again = indices.indices(factors(3), Toy(additive), N)
    assert again.found == found.found
    assert again.knowable == found.knowable


def test_a_parameter_of_few_values_has_a_slice_for_each():
    words = Factor("rule", ("rule",), "swept", values=("any", "majority", "lottery"))
    assert indices.sliced(words, np.array([0.1, 0.5, 0.9, 0.2])).tolist() == [0, 2, 1, 0]
    whole = Factor("n", ("n",), "plausible", ends=(1.0, 3.0), whole=True)
    assert len(set(indices.sliced(whole, np.linspace(0, 1, 50)).tolist())) == 3


def test_the_default_spends_what_fifty_thousand_worlds_allow():
    assert [indices.sensible_draws(k) for k in (1, 2, 3, 6, 8, 60)] == [8192, 8192, 8192, 4096, 4096, 1024]
    assert all(indices.worlds_needed(k, indices.sensible_draws(k)) <= 50_000 for k in range(1, 9))


@pytest.mark.parametrize("chance", [0.01, 0.05])
def test_what_rare_luck_leaves_to_be_explained_is_an_interval_and_luck_is_never_more_than_all(chance):
    found = indices.indices(factors(2), Toy(lambda u: np.full(len(u), chance)), 512)
    assert 0 <= found.knowable.low <= found.knowable.value < found.knowable.high < 0.5
    luck = found.found[-1].total
    assert 0.5 < luck.low < luck.value <= luck.high <= 1


def test_no_interval_lies_where_no_index_can_be():
    below = indices._estimate(np.concatenate([[-0.03], np.linspace(-0.05, -0.01, 1001)]))
    assert below.low == pytest.approx(-0.049)
    assert below.high == pytest.approx(0.019)  # as far above zero as the resamples reach above the estimate
    above = indices._estimate(np.concatenate([[0.03], np.linspace(0.01, 0.05, 1001)]))
    assert (above.low, above.high) == pytest.approx((0.011, 0.049))
