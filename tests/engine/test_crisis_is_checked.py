"""A crisis that contradicts itself is refused, and a changed one is never taken for the one in its place."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from examples.two_generals.crisis import ACTS, BATTLE, RIVER, TRUCE, VIGIL
from sim.engine.acts import Acts, Ground
from sim.engine.outcomes import Outcomes


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"headline": "war"}, "war"),
        ({"compare": ("battle", "peace")}, "peace"),
        ({"outcomes": Outcomes(replace(BATTLE, sealed_by=("charge",)), TRUCE, VIGIL)}, "charge"),
        ({"acts": Acts(*ACTS.values(), replace(ACTS["envoy"], key="gift", grounds=(Ground("bribe"),)))}, "bribe"),
        ({"rungs": RIVER.rungs[:3]}, "probe, crossing stands outside the ladder of 3 rungs"),
        ({"theories": ()}, "a theory"),
    ],
)
def test_what_a_crisis_names_and_does_not_declare_is_an_error(change, said):
    with pytest.raises(ValueError, match=said):
        replace(RIVER, **change)


def test_a_changed_crisis_does_not_travel_under_another_ones_name():
    changed = replace(RIVER, headline="truce")
    assert RIVER.in_its_place and not changed.in_its_place and not changed.built_in
    with pytest.raises(TypeError, match="needs a place of its own"):
        pickle.dumps(changed)
