"""Distributions: arguments are checked, values stay within bounds, and have the moments that were asked for."""

import math
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.engine.chance import Chance
from sim.engine.distributions import FORMS, OPTIONAL, DistributionError, Drawn, Sampled, between

UNIT = (0.0, 1.0)
WIDE = (-1e6, 1e6)
U = (np.arange(20_000) + 0.5) / 20_000  # evenly spread, so that moments are exact to a few digits

SOME = [
    Drawn.of("uniform", low=0.2, high=0.8),
    Drawn.of("normal", mean=0.5, sd=0.3),
    Drawn.of("truncated_normal", mean=0.5, sd=0.3, low=0.1, high=0.9),
    Drawn.of("beta", mean=0.3, sd=0.1),
    Drawn.of("beta", a=2, b=5),
    Drawn.of("triangular", low=0.1, mode=0.2, high=0.9),
    Drawn.of("lognormal", mean=0.4, sd=0.2),
    Drawn.of("lognormal", median=0.4, sigma=0.5),
    Drawn.among(0.1, 0.5, 0.9),
]


@pytest.mark.parametrize("drawn", SOME, ids=str)
@given(u=st.floats(0, 1), low=st.floats(0, 0.45), high=st.floats(0.55, 1))
@settings(max_examples=60)
def test_no_value_leaves_the_bounds(drawn, u, low, high):
    value = drawn.quantile(np.array([u]), (low, high))[0]
    assert low <= value <= high


@pytest.mark.parametrize("drawn", SOME, ids=str)
def test_a_larger_draw_never_gives_a_smaller_value(drawn):
    values = drawn.quantile(U, UNIT)
    assert values.shape == U.shape
    assert np.all(np.diff(values) >= 0)


@pytest.mark.parametrize(
    ("drawn", "mean", "sd"),
    [
        (Drawn.of("uniform", low=2, high=4), 3, 2 / math.sqrt(12)),
        (Drawn.of("normal", mean=3, sd=0.5), 3, 0.5),
        (Drawn.of("beta", mean=0.3, sd=0.1), 0.3, 0.1),
        (Drawn.of("beta", mean=6, sd=1, low=0, high=10), 6, 1),
        (Drawn.of("beta", a=2, b=2), 0.5, math.sqrt(1 / 20)),
        (Drawn.of("triangular", low=0, mode=0, high=3), 1, math.sqrt(0.5)),
        (Drawn.of("triangular", low=0, mode=3, high=3), 2, math.sqrt(0.5)),
        (Drawn.of("lognormal", mean=2, sd=0.5), 2, 0.5),
        (Drawn("choice", (("1", 1.0), ("4", 2.0))), 3, math.sqrt(2)),
    ],
    ids=str,
)
def test_mean_and_spread_are_those_asked_for(drawn, mean, sd):
    values = drawn.quantile(U, WIDE)
    assert values.mean() == pytest.approx(mean, abs=2e-3)
    assert values.std() == pytest.approx(sd, abs=5e-3)


def test_a_median_is_the_middle_value():
    assert Drawn.of("lognormal", median=2, sigma=0.7).quantile(np.array([0.5]), WIDE)[0] == pytest.approx(2)


def test_bounds_cut_a_normal_as_drawing_again_would():
    halved = Drawn.of("normal", mean=0, sd=1).quantile(U, (0.0, 50.0))
    assert halved.mean() == pytest.approx(math.sqrt(2 / math.pi), abs=2e-3)  # the half-normal's mean
    same = Drawn.of("truncated_normal", mean=0, sd=1, low=0, high=50).quantile(U, WIDE)
    np.testing.assert_allclose(halved, same, atol=1e-9)


def test_a_choice_outside_the_bounds_is_never_taken():
    values = Drawn.among(1, 5, 9).quantile(U, (0.0, 6.0))
    assert set(values) == {1.0, 5.0}


def test_the_very_ends_of_luck_give_finite_values():
    for drawn in SOME:
        assert np.isfinite(drawn.quantile(np.array([0.0, 1.0]), UNIT)).all()


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        ("gaussian", {"mean": 1}, "not a distribution; allowed: uniform"),
        ("uniform", {"low": 1}, "uniform takes low, high, not low"),
        ("uniform", {}, "uniform takes low, high, not nothing"),
        ("uniform", {"low": 2, "high": 1}, "low 2 is not below high 1"),
        ("uniform", {"low": 0, "high": math.inf}, "high is not a finite number"),
        ("normal", {"mean": 0, "sd": 0}, "sd must be above 0, not 0"),
        ("truncated_normal", {"mean": 0, "sd": 1, "low": 40, "high": 41}, "almost never falls between low and high"),
        ("beta", {"mean": 0.5, "a": 2}, "beta takes mean, sd or a, b"),
        ("beta", {"mean": 1.5, "sd": 0.1}, "mean 1.5 is not between 0 and 1"),
        ("beta", {"mean": 0.5, "sd": 0.5}, "the sd must be below 0.5"),
        ("triangular", {"low": 0, "mode": 3, "high": 2}, "mode 3 is not between low and high"),
        ("lognormal", {"mean": -1, "sd": 1}, "mean must be above 0, not -1"),
        ("choice", {}, "nothing to choose among"),
        ("choice", {"5": 0}, "the weight of 5 must be above 0"),
        ("choice", {"any": 1}, "'any' is not a number; use variants for words"),
        ("choice", {"5": 1, "5.0": 1}, "the same number stands there twice"),
        ("beta", {"mean": 0.5, "sd": 1e-200}, "with mean 0.5 the sd must be from 5e-07 to below 0.5"),
        ("beta", {"mean": 0.2, "sd": 1e-9, "low": 0, "high": 0.5}, "with mean 0.2 the sd must be from 2.45e-07 to"),
        ("beta", {"a": 5, "b": 1e308}, "b must be at most 1e+12, not 1e+308"),
        ("lognormal", {"mean": 1e-160, "sd": 1}, "with mean 1e-160 the sd must be from 1e-169 to 1e-151"),
        ("lognormal", {"mean": 1, "sd": 1e-200}, "with mean 1 the sd must be from 1e-09 to 1e+09"),
        ("lognormal", {"median": 1, "sigma": 1e3}, "sigma must be from 1e-09 to 50"),
    ],
)
def test_arguments_that_describe_nothing_are_refused(kind, arguments, message):
    with pytest.raises(DistributionError, match=re.escape(message)):
        Drawn(kind, tuple(arguments.items()))


@pytest.mark.parametrize(
    ("drawn", "bounds", "misfit"),
    [
        (Drawn.of("uniform", low=0, high=2), UNIT, "2 lies outside 0 to 1"),
        (Drawn.of("normal", mean=50, sd=1), UNIT, "it almost never falls between 0 and 1"),
        (Drawn.among(0.5, 3), UNIT, "3 lies outside 0 to 1"),
        (Drawn.of("normal", mean=0.9, sd=0.5), UNIT, None),
    ],
    ids=str,
)
def test_a_distribution_that_does_not_suit_its_parameter_says_why(drawn, bounds, misfit):
    assert drawn.misfit(bounds) == misfit


@pytest.mark.parametrize(
    ("drawn", "bounds", "misfit"),
    [
        (Drawn.of("uniform", low=1.2, high=1.8), (0, 9), "no whole number lies between 1.2 and 1.8"),
        (Drawn.among(1, 2.5), (0, 9), "2.5 is not a whole number"),
        (Drawn.of("beta", mean=0.5, sd=5e-7), (0, 1), "beta: with mean 0.5 the sd must be from 1e-06 to below 1"),
        (Drawn.of("uniform", low=1, high=3), (0, 9), None),
    ],
    ids=str,
)
def test_a_distribution_that_does_not_suit_whole_numbers_says_why(drawn, bounds, misfit):
    assert drawn.misfit(bounds, whole=True) == misfit


EXTREME = st.one_of(
    st.sampled_from(
        [0.0, 5e-324, 1e-308, 1e-160, 1e-20, 1e-9, 1.0, 1.0 + 2**-50, 1e9, 1e13, 1e160, 1.7e308, -1.0, -1e308]
    ),
    st.floats(-60, 60),
    st.floats(allow_nan=False, allow_infinity=False),
)


@given(st.data(), st.sampled_from(list(FORMS)), st.booleans())
@settings(max_examples=150)
def test_whatever_its_numbers_a_distribution_is_refused_or_draws_finite_values_within_bounds(data, kind, whole):
    bounds = data.draw(st.sampled_from([(0, 1), (0, 60), (-1e6, 1e6), (0.0, 1e-3)]))
    if kind == "choice":
        given_ = data.draw(st.dictionaries(EXTREME.map(repr), EXTREME, min_size=1, max_size=4))
    else:
        names = data.draw(st.sampled_from(FORMS[kind])) + tuple(data.draw(st.sets(st.sampled_from(["low", "high"]))))
        allowed = {name for form in FORMS[kind] for name in form} | set(OPTIONAL.get(kind, {}))
        given_ = {name: data.draw(EXTREME) for name in dict.fromkeys(names) if name in allowed}
    try:
        drawn = Drawn(kind, tuple(given_.items()))
    except DistributionError:
        return
    if drawn.misfit(bounds, whole):
        return
    with np.errstate(all="raise", under="ignore"):
        values = drawn.quantile(np.array([0.0, 2**-54, 1e-6, 0.1, 0.5, 0.9, 1 - 1e-6, 1 - 2**-53, 1.0]), bounds, whole)
    assert np.isfinite(values).all()
    assert values.min() >= bounds[0] and values.max() <= bounds[1]
    assert (np.diff(values) >= 0).all()
    assert not whole or (values == np.rint(values)).all()


@pytest.mark.parametrize(
    ("drawn", "bounds", "truth"),
    [
        (Drawn.of("uniform", low=0.2, high=0.8), UNIT, stats.uniform(0.2, 0.6)),
        (Drawn.of("normal", mean=0.5, sd=0.1), WIDE, stats.norm(0.5, 0.1)),
        (Drawn.of("normal", mean=0.9, sd=0.3), UNIT, stats.truncnorm(-3, 1 / 3, 0.9, 0.3)),
        (Drawn.of("truncated_normal", mean=1, sd=2, low=2, high=9), WIDE, stats.truncnorm(0.5, 4, 1, 2)),
        (Drawn.of("beta", a=2, b=5), UNIT, stats.beta(2, 5)),
        (Drawn.of("beta", mean=6, sd=1, low=0, high=10), WIDE, stats.beta(13.8, 9.2, 0, 10)),
        (Drawn.of("triangular", low=1, mode=2, high=5), WIDE, stats.triang(0.25, 1, 4)),
        (Drawn.of("lognormal", median=2, sigma=0.7), WIDE, stats.lognorm(0.7, scale=2)),
        (
            Drawn.of("lognormal", mean=2, sd=1),
            WIDE,
            stats.lognorm(math.sqrt(math.log(1.25)), scale=2 / math.sqrt(1.25)),
        ),
    ],
    ids=lambda one: one.dist.name if hasattr(one, "dist") else str(one),  # a frozen distribution's text has its address
)
def test_values_drawn_by_worlds_follow_the_distribution(drawn, bounds, truth):
    """Kolmogorov and Smirnov: fails one seed in 10,000 by chance, each; the seed is fixed."""
    u = Chance(11, np.arange(20_000)).stream("iran.boldness", "value").uniform(0)
    assert stats.kstest(drawn.quantile(u, bounds), truth.cdf).pvalue > 1e-4
    inner = np.linspace(0.001, 0.999, 99)
    assert drawn.quantile(inner, bounds) == pytest.approx(truth.ppf(inner), rel=1e-9)


def test_a_choice_is_drawn_by_its_weights_and_two_parameters_are_drawn_apart():
    chance = Chance(11, np.arange(20_000))
    first, second = (chance.stream(path, "value").uniform(0) for path in ("iran.boldness", "iran.margin"))
    drawn = Drawn("choice", (("5", 1.0), ("6", 2.0), ("9", 5.0)))
    one, other = (drawn.quantile(u, WIDE) for u in (first, second))
    table = np.array([[np.sum((one == a) & (other == b)) for b in (5, 6, 9)] for a in (5, 6, 9)])
    weights = np.array([1, 2, 5]) / 8
    assert stats.chisquare(table.ravel(), (20_000 * np.outer(weights, weights)).ravel()).pvalue > 1e-4


def test_weights_however_large_or_small_keep_their_ratio():
    for weight in (1e308, 1.0, 5e-324):
        values = Drawn("choice", (("5", weight), ("6", weight))).quantile(U, WIDE)
        assert (values == 5).mean() == 0.5 and (values == 6).mean() == 0.5, weight
    values = Drawn("choice", (("5", 5e-324), ("6", 1e308), ("7", 1e308))).quantile(U, WIDE)
    assert [(values == one).mean() for one in (5, 6, 7)] == [0, 0.5, 0.5]


@pytest.mark.parametrize(
    ("drawn", "bounds", "shares"),
    [
        (Drawn.of("uniform", low=1, high=3), (0, 60), {1: 1 / 3, 2: 1 / 3, 3: 1 / 3}),
        (Drawn.of("uniform", low=0.5, high=3.5), (0, 60), {1: 1 / 3, 2: 1 / 3, 3: 1 / 3}),
        (Drawn.of("uniform", low=0, high=1), (0, 1), {0: 0.5, 1: 0.5}),
        # Of normals: chances of half a step around each number, as drawing again until it fits would give.
        (Drawn.of("truncated_normal", mean=2, sd=100, low=1, high=3), (0, 60), {1: 1 / 3, 2: 1 / 3, 3: 1 / 3}),
        (Drawn.of("normal", mean=1, sd=100), (0, 2), {0: 1 / 3, 1: 1 / 3, 2: 1 / 3}),
        (Drawn.of("truncated_normal", mean=1, sd=1, low=1, high=3), (0, 60), {1: 0.4106, 2: 0.2593, 3: 0.0650}),
        # A triangle over 0.5 to 3.5 with its top at 1: areas up to 1.5 and 2.5.
        (Drawn.of("triangular", low=1, mode=1, high=3), (0, 60), {1: 7 / 15, 2: 2 / 5, 3: 2 / 15}),
        (Drawn.of("beta", a=1, b=1, low=1, high=4), (0, 60), dict.fromkeys((1, 2, 3, 4), 0.25)),
        (Sampled(name="x", values=(1.0, 2.0, 2.0, 3.0)), (0, 60), {1: 0.25, 2: 0.5, 3: 0.25}),
    ],
    ids=str,
)
def test_of_whole_numbers_the_ends_come_as_often_as_the_rest_of_their_range_says(drawn, bounds, shares):
    values = drawn.quantile(U, bounds, whole=True)
    found = {int(one): float((values == one).mean()) for one in np.unique(values)}
    total = sum(shares.values())
    assert found == pytest.approx({one: share / total for one, share in shares.items()}, abs=2e-4)


@given(st.integers(-20, 20), st.integers(1, 30))
@settings(max_examples=40)
def test_between_two_whole_ends_every_whole_number_is_as_likely(low, steps):
    n = 40 * (steps + 1)
    u = (np.arange(n) + 0.5) / n
    values, counts = np.unique(between(u, (low, low + steps), whole=True), return_counts=True)
    assert values.tolist() == list(range(low, low + steps + 1)) and set(counts.tolist()) == {40}
    assert between(np.array([0.0, 1.0]), (low, low + steps), whole=True).tolist() == [low, low + steps]


def test_equal_distributions_are_equal_however_they_were_written():
    assert Drawn.of("beta", sd=0.1, mean=0.5) == Drawn("beta", (("mean", 0.5), ("sd", 0.1)))
    assert Drawn("choice", (("7", 1.0), ("5.0", 1.0))) == Drawn.among(5, 7)


def test_a_distribution_reads_as_words():
    assert str(Drawn.of("truncated_normal", mean=1, sd=2, low=0, high=3)) == (
        "truncated normal (mean 1, sd 2, low 0, high 3)"
    )


def test_scipy_is_loaded_only_where_it_is_needed():
    code = (
        "import sys, numpy; from sim.engine.distributions import Drawn;"
        "Drawn.of('uniform', low=0, high=1).quantile(numpy.array([0.5]), (0, 1)); print('scipy' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
