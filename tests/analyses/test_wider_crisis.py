"""A eighth outcome, and force used by a third side, are right in every analysis: both are read from the crisis."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.analyses.answer import worlds
from sim.analyses.answer.rungs import CLASSES, transitions
from sim.analyses.compare.comparison import between_cells, codes, differences
from sim.analyses.compare.flow import example, matrix
from sim.analyses.compare.paired import flips
from sim.analyses.explain.chain import chain
from sim.analyses.explain.roots import force_in_words, in_words, roots
from sim.analyses.verify.comparing import Cell, compare_points
from sim.crisis.us_iran import US_IRAN
from tests.analyses.wider import CRISIS, ByHand, events

ULTIMATUM = CRISIS.outcomes.code("ultimatum")
#: Every outcome in three worlds before; afterwards one of the three has gone on to the next outcome.
BEFORE = np.repeat(np.arange(8), 3)
AFTER = BEFORE.copy()
AFTER[::3] = (AFTER[::3] + 1) % 8

LOG = events(
    (0, 0, 3, "iran", "rocket_attack", 4.0, -1),
    (0, 1, 5, "israel", "israeli_strike", 7.5, 0),
    (1, 0, 40, "proxies.ansar_allah", "rocket_attack", 4.0, -1),
    (2, 0, 2, "iran", "open_salvo", 5.0, -1),
    (2, 1, 70, "israel", "israeli_strike", 7.2, 0),
)


@pytest.fixture(scope="module")
def results() -> ByHand:
    return ByHand([("ultimatum", 35), ("standoff", 730), ("ultimatum", 70)], LOG)


def test_shares_of_all_eight_outcomes_are_compared_and_add_up():
    found = differences(CRISIS.outcomes, BEFORE, AFTER)
    assert len(found) == 8 and list(found) == list(CRISIS.outcomes)
    assert sum(one.before for one in found.values()) == pytest.approx(1)
    assert sum(one.after for one in found.values()) == pytest.approx(1)
    assert (found["ultimatum"].gained, found["ultimatum"].lost) == (1, 1)


def test_flips_and_the_flow_name_the_eighth_outcome():
    ways = flips(CRISIS.outcomes, BEFORE, AFTER)
    assert ways["deal", "ultimatum"] == ways["ultimatum", "open_exchange"] == 1 and len(ways) == 8
    counts = matrix(CRISIS.outcomes, BEFORE, AFTER)
    assert counts.shape == (8, 8) and counts.sum() == len(BEFORE) and counts[ULTIMATUM, ULTIMATUM] == 2


def test_worlds_are_counted_by_the_crisis_own_codes(results):
    assert codes(results, 0).tolist() == [ULTIMATUM, CRISIS.outcomes.code("standoff"), ULTIMATUM]
    assert between_cells(results, 0, 0, "ultimatum").before == pytest.approx(2 / 3)
    assert example(results, 0, 0) is None


def test_verify_compares_the_eighth_share_and_takes_its_counts_for_no_axis():
    shares = Cell(CRISIS.outcomes, "here", BEFORE, AFTER, 7).shares()
    assert len(shares) == 8 and sum(one.before for one in shares) == pytest.approx(1)
    counts = {key: [at] for at, key in enumerate(CRISIS.outcomes)}
    frame = pd.DataFrame({"variant": ["baseline"], "point": [0], "iran.boldness": [0.5], "worlds": [21], **counts})
    found, unmatched = compare_points(CRISIS.outcomes, frame, frame)
    assert unmatched == 0 and {one.where for one in found} == {"baseline, iran.boldness=0.5"} and len(found) == 8


def test_a_third_sides_force_is_among_what_roots_ask_about(results):
    found = roots(results, "baseline", "ultimatum")
    assert found is not None and found.worlds == 2
    assert sum(one.count for one in found.triggers) == 2  # both strikes answered something
    assert "What the first use of force on the way answered:" in in_words(CRISIS, found)
    assert (force_in_words(CRISIS), force_in_words(US_IRAN)) == ("force", "American force")


def test_roots_are_of_the_scenarios_headline_unless_another_outcome_is_named(results):
    assert roots(results, "baseline") is None  # no world ends in war
    war = ByHand([("war", 9)], events((0, 0, 9, "", "war", 10.0, -1)))
    found = roots(war, "baseline")
    assert found is not None and found.outcome == "war"


def test_a_chain_gives_the_eighth_outcomes_own_reason():
    table = LOG[LOG["world"] == 0].assign(
        date=pd.Timestamp(2018, 5, 13), kind="", words="", deed="", against="", threshold=np.nan, margin=np.nan
    )
    found = chain(CRISIS, table, "ultimatum", 5, date(2018, 5, 8), {}, "World 0")
    assert found.headline == "World 0: an ultimatum on 13 May 2018, because Israel struck."
    assert [step.event for step in found.steps] == [0, 1]
    assert found.notes[0] == "How it is recognised: Israel has struck Iran."


def test_months_count_a_third_sides_force_and_the_way_to_the_eighth_outcome(results):
    found = transitions(results, "baseline")
    assert found is not None and found.ends == CRISIS.outcomes.stops
    column = len(CLASSES) + found.ends.index("ultimatum")
    assert found.counts.shape == (len(CLASSES), len(CLASSES) + 5)
    assert (
        found.counts[CLASSES.index("7 and more"), column] == 1
    )  # world 0: the strike's month, then the end in the next
    assert found.counts[:, column].sum() == 2


def test_the_nearest_miss_may_be_a_third_sides_force(results):
    picked = worlds.pick(results, "baseline", "near_miss")
    assert picked is not None and picked.world == 0  # 7.5, graver than 7.2 and than any rocket
