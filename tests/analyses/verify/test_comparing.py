"""What counts as luck: tests of shares against numbers known from elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.analyses.verify.comparing import LEVEL, Cell, Share, compare_points, corrected, counted_p, paired_p
from sim.crisis.us_iran import US_IRAN

OUTCOMES = US_IRAN.outcomes


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (3, 3), (1, 0), (0, 7), (12, 3), (40, 90)])
def test_the_paired_test_is_the_sign_test_of_the_flips(gained, lost):
    exact = stats.binomtest(gained, gained + lost, 0.5).pvalue if gained + lost else 1.0
    assert paired_p(gained, lost) == pytest.approx(min(exact, 1.0))


def test_counts_are_compared_by_fishers_test_with_the_smaller_tail_doubled():
    k, n, q, m = (np.array(one) for one in ([5, 3, 10, 0], [50, 40, 40, 9], [20, 3, 30, 0], [50, 40, 50, 9]))
    found = counted_p(k, n, q, m)
    for i in range(4):
        table = [[k[i], n[i] - k[i]], [q[i], m[i] - q[i]]]
        tails = [stats.fisher_exact(table, alternative).pvalue for alternative in ("less", "greater")]
        assert found[i] == pytest.approx(min(1.0, 2 * min(tails)))
    assert found[1] == found[3] == 1.0


def test_p_values_are_corrected_together_as_holm_does():
    given = [0.01, 0.04, 0.03, 0.005]
    shares = [Share("here", "war", 0, 1, p) for p in given]
    assert [share.p for share in corrected(shares)] == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_worlds_that_flip_at_random_are_hardly_ever_called_different():
    # 300 checks of 20 shares each, where 5 worlds in 100 flip either way with equal chance. The promise is that at
    # most 1% of checks say "different"; seven or more of 300 would happen by chance in 1 of 30 even at exactly 1%,
    # and exact tests stay well below their level. The seed is fixed.
    rng = np.random.default_rng(11)
    wrong = 0
    for _ in range(300):
        flips = rng.binomial(1000, 0.05, 20)
        gained = rng.binomial(flips, 0.5)
        shares = [
            Share("here", "war", 0, 0, paired_p(int(up), int(all_ - up)))
            for up, all_ in zip(gained, flips, strict=True)
        ]
        wrong += any(share.clear for share in corrected(shares))
    assert wrong < 7


def test_a_real_change_of_two_points_in_2000_worlds_is_seen_among_many_comparisons():
    shares = [Share("here", "war", 0.1, 0.12, paired_p(60, 20)), *[Share("there", "war", 0, 0, 1.0)] * 200]
    assert corrected(shares)[0].p < LEVEL


def test_the_difference_that_could_go_unnoticed_shrinks_with_worlds_and_grows_with_comparisons():
    def unseen(worlds: int, comparisons: int) -> float:
        codes = np.arange(worlds) % 6
        return Cell(OUTCOMES, "here", codes, codes, 0).unseen(comparisons)

    assert unseen(2000, 12) < unseen(200, 12) < unseen(200, 120)


def frame(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["variant", "point", "iran.boldness", "worlds", *OUTCOMES]).astype(
        {"variant": "category"}
    )


def test_points_are_matched_by_where_they_lie_and_the_others_counted():
    saved = frame([("baseline", 0, 0.25, 100, 10, 0, 0, 0, 0, 0, 90), ("baseline", 1, 0.5, 100, 20, 0, 0, 0, 0, 0, 80)])
    again = frame(
        [("baseline", 0, 0.25, 100, 60, 0, 0, 0, 0, 0, 40), ("baseline", 1, 0.75, 100, 20, 0, 0, 0, 0, 0, 80)]
    )
    shares, unmatched = compare_points(OUTCOMES, saved, again)
    assert unmatched == 2
    assert [share.outcome for share in shares] == list(OUTCOMES)
    war = shares[0]
    assert (war.where, war.before, war.after) == ("baseline, iran.boldness=0.25", 0.1, 0.6)
    assert war.p < 1e-6 and all(share.p == 1 for share in shares[1:-1])


def test_counts_of_a_point_that_a_search_came_back_to_are_added():
    rows = [("baseline", 0, 0.25, 30, 10, 0, 0, 0, 0, 0, 20), ("baseline", 1, 0.25, 70, 20, 0, 0, 0, 0, 0, 50)]
    whole = frame([("baseline", 0, 0.25, 100, 30, 0, 0, 0, 0, 0, 70)])
    shares, unmatched = compare_points(OUTCOMES, frame(rows), whole)
    assert unmatched == 0 and len(shares) == len(OUTCOMES)
    assert all(share.before == share.after for share in shares)


def test_runs_without_points_have_nothing_to_compare():
    empty = pd.DataFrame(columns=["variant", "point", "worlds", *OUTCOMES])
    assert compare_points(OUTCOMES, empty, empty) == ([], 0)
