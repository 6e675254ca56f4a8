"""The point of a grid at which a scenario is shown is the one nearest to the file's own values."""

from __future__ import annotations

import json

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.scenario import load
from sim.scenario.reference import own_values

LINE, RULE, LOOSE = "united_states.force_threshold", "united_states.rule", "proxies.autonomy"


def shown(axes, parameters=None, variants=None, **more):
    """Coordinates of each variant's cell of reference."""
    text = {"format": 1, "parameters": parameters or {}, "variants": variants or {}, "sweep": {"axes": axes, **more}}
    scenario = load(json.dumps(text), crisis=US_IRAN)
    found = scenario.references()
    assert [cell.variant for cell in found] == ["baseline", *(variants or {})]
    return [dict(cell.coordinates) for cell in found]


@pytest.mark.parametrize(
    ("values", "own", "nearest"),
    [([4, 5, 6, 7, 8], None, 6), ([4, 5.5, 7], 6.9, 7), ([8, 7, 4], 5, 4), ([4, 8], 6, 4), ([7, 5], 6, 7)],
)
def test_of_numbers_it_is_the_nearest_and_of_two_the_first(values, own, nearest):
    assert shown({LINE: values}, {LINE: own} if own else {}) == [{LINE: nearest}]


def test_what_a_file_sets_beats_what_is_declared_and_a_word_counts_whole():
    declared = US_IRAN.catalogue[RULE].default
    others = [word for word in US_IRAN.catalogue[RULE].choices if word != declared]
    assert shown({RULE: [*others, declared]}) == [{RULE: declared}]
    assert shown({RULE: [declared, *others]}, {RULE: others[0]}) == [{RULE: others[0]}]


def test_of_two_axes_both_count_each_in_widths_of_its_own():
    axes = {LINE: [4, 6, 8], "iran.boldness": [0.1, 0.45, 0.9]}
    assert shown(axes, {LINE: 7.5, "iran.boldness": 0.15}) == [{LINE: 8, "iran.boldness": 0.1}]
    left_out = shown(axes, {LINE: 7.5, "iran.boldness": 0.15}, exclude=[{LINE: 8, "iran.boldness": 0.1}])
    assert left_out == [{LINE: 6, "iran.boldness": 0.1}]


def test_a_family_counts_by_its_members_and_a_dated_value_by_its_mean():
    members = [path for path in US_IRAN.catalogue if path.startswith("proxies.") and path.endswith(".autonomy")]
    mean = sum(float(US_IRAN.catalogue[path].default) for path in members) / len(members)
    (found,) = shown({LOOSE: [0, mean, 1]})
    assert found == {LOOSE: pytest.approx(mean)}
    halves = {"2018-05-08": 4, "2019-05-08": 8}  # half of two years each
    assert shown({LINE: [4, 6, 8]}, {LINE: halves}) == [{LINE: 6}]


def test_every_variant_is_shown_at_the_baselines_point():
    variants = {"rival": {"theory": "pressure_works"}, "bold": {"set": {"iran.boldness": 0.9}}}
    found = shown({LINE: [4, 6, 8]}, variants=variants)
    assert found == [{LINE: 6}] * 3


def test_without_a_grid_it_is_each_variants_only_cell():
    scenario = load(json.dumps({"format": 1, "variants": {"bold": {"set": {"iran.boldness": 0.9}}}}), crisis=US_IRAN)
    assert scenario.references() == scenario.cells()
    assert own_values(scenario) == {}
