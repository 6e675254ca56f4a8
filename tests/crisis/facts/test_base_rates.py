"""The reference classes: counts, shares and intervals as the data sets give them, and outcomes that name them."""

from __future__ import annotations

import pytest
from scipy.stats import beta

from examples.two_generals.crisis import RIVER
from sim.crisis.us_iran import US_IRAN
from sim.engine.base_rates import BaseRates, Rate, ReferenceClass
from sim.statistics.intervals import wilson

RATES = US_IRAN.base_rates()

#: As published: cases, and count, share in percent and 95% interval (None where none is given) of either event.
PUBLISHED = {
    "mid_all": (1726, (29, 1.7, (1.2, 2.4)), (546, 31.6, None)),
    "mid_united_states": (235, (6, 2.6, None), (72, 30.6, None)),
    "mid_pair": (18, (0, 0, None), (6, 33, (16, 56))),
    "gml_pair": (12, (0, 0, None), (5, 42, None)),
    "icb_all": (372, (61, 16.4, (13, 21)), (161, 43.3, None)),
    "icb_united_states": (68, (18, 26.5, (17, 38)), (32, 47.1, None)),
    "icb_pair": (3, (0, 0, None), (0, 0, None)),
}


@pytest.mark.parametrize("key", PUBLISHED)
def test_counts_give_the_published_shares_and_wilson_intervals(key):
    n, *published = PUBLISHED[key]
    assert RATES.classes[key].n == n
    for event, (count, percent, interval) in zip(("war", "force"), published, strict=True):
        rate = RATES.classes[key].rates[event]
        assert rate.count == count
        assert 100 * count / n == pytest.approx(percent, abs=0.05 if percent % 1 else 0.5)
        if interval is not None:
            assert [100 * end for end in wilson(count, n)] == pytest.approx(interval, abs=0.5 if n < 1000 else 0.05)


def test_rivals_are_known_by_their_shares_alone():
    assert [(rate.count, rate.share) for rate in RATES.classes["gml_rivals"].rates.values()] == [
        (None, 0.08),
        (None, 0.39),
    ]


def test_bounds_of_what_never_happened_are_those_that_their_names_say():
    exact, jeffreys = (RATES.classes[key].rates["war"] for key in ("mid_pair", "gml_pair"))
    assert exact.bound.startswith("one-sided") and exact.at_most == pytest.approx(1 - 0.05 ** (1 / 18), abs=0.005)
    assert jeffreys.bound.startswith("Jeffreys")
    assert jeffreys.at_most == pytest.approx(beta(0.5, 12.5).ppf(0.95), abs=0.006)


def test_outcomes_name_events_that_are_counted():
    named = {event for one in US_IRAN.outcomes.values() for event in one.counts_as}
    assert named <= set(RATES.events)
    assert {key: one.counts_as for key, one in US_IRAN.outcomes.items() if one.counts_as} == {
        "war": ("war", "force"),
        "open_exchange": ("force",),
    }
    assert all(RATES.named(event) for event in RATES.events)
    assert not RIVER.base_rates().classes and not any(one.counts_as for one in RIVER.outcomes.values())


def test_a_class_that_is_not_declared_and_a_rate_without_a_number_are_refused():
    one = ReferenceClass("Duels", "duels", "duel", 4, "someone", {"shot": Rate("fired", 2)})
    with pytest.raises(ValueError, match="brawls"):
        BaseRates({"shot": "Shots"}, {"duels": one}, ("brawls",))
    with pytest.raises(ValueError, match="shot"):
        BaseRates({}, {"duels": one})
    for numbers in ({}, {"count": 1, "share": 0.5}, {"count": 0, "at_most": 0.1}):
        with pytest.raises(ValueError, match="needs a count or a share"):
            Rate("fired", **numbers)
