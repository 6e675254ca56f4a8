"""A hundred worlds for all variants: the exchange that brings counts nearest, the headline's before all others'."""

from __future__ import annotations

import numpy as np

from sim.analyses.hundred.shared import shared

#: Two candidates by variant: the first has the headline (code 0) as is wanted, the second what is wanted of others.
CODES = np.array([[0, 1], [2, 1]])
WANTED = np.array([[1, 0, 0], [0, 1, 0]])


def test_the_headlines_number_counts_for_more_than_the_others_numbers():
    assert shared(CODES, WANTED, np.array([1]), 0).tolist() == [0]
    assert shared(CODES, WANTED, np.array([0]), 0).tolist() == [0]


def test_counts_that_are_right_stay_and_wrong_ones_are_exchanged_until_none_is_nearer():
    codes = np.array([[0, 0, 1, 1, 1, 0], [1, 0, 1, 0, 1, 0]])
    wanted = np.array([[1, 2], [1, 2]])
    found = shared(codes, wanted, np.array([0, 1, 5]), 0)
    assert len(found) == 3 and (np.diff(found) > 0).all()
    assert [np.bincount(row[found], minlength=2).tolist() for row in codes] == wanted.tolist()
    assert shared(codes, wanted, found, 0).tolist() == found.tolist()
