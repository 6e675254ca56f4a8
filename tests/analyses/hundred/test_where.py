"""Acts are drawn where they land: unrest at its own theatre, force where a militia is struck."""

from __future__ import annotations

import pytest

from sim.crisis.region import REGION


@pytest.mark.parametrize(
    ("actor", "act", "target", "place"),
    [
        ("united_states", "strike_on_proxy", "proxies.ansar_allah", "yemen"),  # struck at home, not where it attacks
        ("proxies.ansar_allah", "drone_loss", "saudi_arabia", "saudi_arabia"),
        ("theatres.iraq", "protest", "united_states", "iraq"),
        ("united_states", "strike_on_iran", "iran", "iran"),
        ("united_states", "sanctions_step", "", ""),
        ("united_states", "strike_on_proxy", "proxies.added_by_a_file", ""),
    ],
)
def test_acts_happen_where_they_land(actor, act, target, place):
    assert REGION.where(actor, act, target) == place
