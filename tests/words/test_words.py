"""Probabilities in words and natural frequencies never say more than the number does."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.words import frequency
from sim.words.frequency import between, in_worlds, number, points
from sim.words.likelihood import BANDS, word, words


@pytest.mark.parametrize(
    ("probability", "term"),
    [
        (0.0, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.19, "very unlikely"),
        (0.2, "unlikely"),
        (0.45, "roughly even chance"),
        (0.5, "roughly even chance"),
        (0.55, "roughly even chance"),
        (0.56, "likely"),
        (0.8, "likely"),
        (0.81, "very likely"),
        (0.95, "very likely"),
        (0.96, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_each_probability_has_the_standards_term_and_a_border_takes_the_one_nearer_to_even(probability, term):
    assert word(probability) == term


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_probability_never_gets_a_weaker_term(first, second):
    order = [term for _, term in BANDS]
    low, high = sorted((first, second))
    assert order.index(word(low)) <= order.index(word(high))


def test_a_range_within_one_band_has_one_term_and_a_wider_one_both():
    assert words(0.06, 0.19) == "very unlikely"
    assert words(0.06, 0.31) == "very unlikely to unlikely"


def test_what_is_no_probability_is_refused():
    with pytest.raises(ValueError, match="not between 0 and 1"):
        word(19)


@pytest.mark.parametrize(
    ("share", "phrase"),
    [
        (0.0, "in none of the worlds"),
        (0.0004, "in fewer than 1 in 1,000 worlds"),
        (0.004, "in about 4 in 1,000 worlds"),
        (0.0051, "in about 1 in 100 worlds"),
        (0.19, "in about 19 in 100 worlds"),
        (0.9949, "in about 99 in 100 worlds"),
        (0.996, "in about 996 in 1,000 worlds"),
        (0.9999, "in more than 999 in 1,000 worlds"),
        (1.0, "in every world"),
    ],
)
def test_shares_read_as_natural_frequencies(share, phrase):
    assert in_worlds(share) == phrase


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
@example(0.9995)
@example(0.0005)
def test_a_few_worlds_never_round_to_none_nor_most_to_all(share):
    assert in_worlds(share) not in ("in none of the worlds", "in every world", "in about 0 in 100 worlds")
    assert " 0 in" not in in_worlds(share) and "1000 in 1,000" not in in_worlds(share)


def test_numbers_ranges_and_points_are_rounded_for_reading():
    assert [number(share) for share in (0, 0.002, 0.126, 0.9953, 1)] == ["0", "0.2", "13", "99.5", "100"]
    assert between(0.171, 0.214) == "17 to 21"
    assert between(0.1901, 0.1902) == "19"
    assert [frequency.worlds(one) for one in (0, 1, 1200)] == ["0 worlds", "1 world", "1,200 worlds"]


def test_a_range_whose_ends_round_alike_runs_nowhere():
    assert frequency.spread(0.0101, 0.0099) == "is about 1 in 100 throughout"
    assert frequency.spread(0.004, 0.08) == "runs from 0.4 to 8 in 100"


def test_shares_in_one_sentence_share_their_unit():
    assert [frequency.unit(*one) for one in ((0.2,), (0.005,), (0.2, 0.005), (0.0, 0.2), (0.996,))] == [
        100,
        1000,
        1000,
        100,
        1000,
    ]
    assert in_worlds(0.2, frequency.unit(0.2, 0.005)) == "in about 200 in 1,000 worlds"
    assert frequency.interval(0.0009, 0.0276, 1000) == "0.9 to 28 in 1,000"
    assert [points(one) for one in (0.0621, -0.0004, -0.031)] == ["+6.2", "0.0", "-3.1"]


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "in none of the worlds"), (0.005, "in about 0.5 in 100 worlds"), (0.4, "in about 40 in 100 worlds")],
)
def test_a_share_beside_a_range_in_hundredths_is_told_in_hundredths(share, said):
    assert frequency.in_hundred(share) == said
