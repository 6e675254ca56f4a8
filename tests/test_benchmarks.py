"""The reduced crisis is the same crisis in every framework: outcomes, acts and series agree statistically.

Seeds are fixed. With other seeds about one implementation in a thousand would fail by chance (ten checks of each, at
one in 10,000).
"""

import numpy as np
import pytest
from scipy import stats

from benchmarks.compare import RIVALS, Rival, table
from benchmarks.reduced.rules import OUTCOMES, SERIES, empty

DAYS = 400
WORLDS = {"with_mesa": 60, "with_ema": 30, "with_agentpy": 30, "plain": 60}


@pytest.fixture(scope="module")
def reference():
    """The arrays of plain NumPy, many worlds."""
    from benchmarks.reduced import with_arrays

    found = with_arrays.simulate(4000, DAYS, 11)
    return found.outcome, found.attacks, found.daily[:, -1].copy()


@pytest.mark.parametrize("rival", [one for one in RIVALS if one.module != "with_arrays"], ids=lambda one: one.title)
def test_every_implementation_lives_through_the_same_crisis(rival: Rival, reference):
    try:
        simulate = rival.load()
    except ImportError as reason:
        if rival.module in ("with_mesa", "plain", "with_redline"):
            raise
        pytest.skip(str(reason))
    worlds = WORLDS.get(rival.module, 2000)
    empty(worlds, DAYS).daily.fill(np.nan)  # nobody lives on what another has left in the same memory
    found = simulate(worlds, DAYS, 5)
    outcome, attacks, last = reference
    counts = np.array([np.bincount(one, minlength=len(OUTCOMES)) for one in (found.outcome, outcome)])
    assert stats.chi2_contingency(counts[:, counts.sum(axis=0) > 0]).pvalue > 1e-4, counts
    assert abs(_z(found.attacks, attacks)) < 4
    assert stats.ks_2samp(found.attacks, attacks).pvalue > 1e-4
    for name, mine, theirs in zip(SERIES, found.daily[:, -1], last, strict=True):
        assert abs(_z(mine, theirs)) < 4, name
    assert np.isfinite(found.daily).all()


def test_a_change_of_a_rule_would_be_noticed(monkeypatch, reference):
    from benchmarks.reduced import rules, with_arrays

    monkeypatch.setattr(rules, "ANSWER", 0.3)
    found = with_arrays.simulate(2000, DAYS, 5)
    counts = np.array([np.bincount(one, minlength=len(OUTCOMES)) for one in (found.outcome, reference[0])])
    assert stats.chi2_contingency(counts).pvalue < 1e-4


def test_the_table_names_everyone_and_what_is_missing():
    found = {"days": 1, "rounds": 2, "speeds": {"Mesa batch_run": [1e4, 2e4], "redline": [2e6, 6e6]}}
    found |= {"missing": {"AgentPy": "not installed"}, "machine": "a machine"}
    said = table(found)
    assert "| redline | 4 | 2 to 6 | 250 |" in said
    assert "Left out: AgentPy (not installed)." in said


def _z(mine: np.ndarray, theirs: np.ndarray) -> float:
    spread = np.sqrt(mine.var() / mine.size + theirs.var() / theirs.size)
    return float((mine.mean() - theirs.mean()) / spread) if spread else 0.0
