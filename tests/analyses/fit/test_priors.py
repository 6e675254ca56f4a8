"""Which numbers a fit varies, between which ends, and the luck by which they are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analyses.fit.priors import Prior, plausible, positions, priors, values
from sim.engine.parameters import Parameter
from sim.scenario.parts import Step
from tests.analyses.fit.fits import crisis


def parameter(path: str, low: float = 2, high: float = 4, **more) -> Parameter:
    return Parameter(path, (low + high) / 2, "rung", (0, 10), ("C01",), "a test", "assumed", path, (low, high), **more)


FAMILIES = {"militias.zeal": ("militias.a.zeal", "militias.b.zeal", "militias.c.zeal")}
CATALOGUE = {
    "iran.nerve": parameter("iran.nerve"),
    "iran.fact": replace(parameter("iran.fact"), plausible=None),
    **{path: parameter(path) for path in FAMILIES["militias.zeal"]},
    "iran.years": parameter("iran.years", whole=True),
}


def named(catalogue=CATALOGUE, wide=None, **courses) -> dict[str, Prior]:
    cell = replace(crisis().cells()[0], courses={path.replace("__", "."): (Step(0, 0, 3.0),) for path in courses})
    return {one.path: one for one in priors(catalogue, cell, FAMILIES, wide or {})}


def test_what_has_a_plausible_range_is_fitted_and_a_family_of_like_members_is_one_number():
    found = named()
    assert list(found) == ["iran.nerve", "militias.zeal", "iran.years"]
    assert found["militias.zeal"].members == FAMILIES["militias.zeal"]
    assert found["iran.nerve"].range == (2, 4) and not found["iran.nerve"].widened


def test_what_the_scenario_sets_is_left_alone_even_where_it_is_a_member_of_a_family():
    found = named(iran__nerve=1, militias__b__zeal=1)
    assert "iran.nerve" not in found
    (rest,) = (one for one in found.values() if "zeal" in one.path)
    assert rest.members == ("militias.a.zeal", "militias.c.zeal") and rest.path == "militias.a.zeal"


def test_members_with_ranges_of_their_own_are_numbers_of_their_own():
    found = named({**CATALOGUE, "militias.c.zeal": parameter("militias.c.zeal", 1, 9)})
    assert found["militias.a.zeal"].members == ("militias.a.zeal", "militias.b.zeal")
    assert found["militias.c.zeal"].range == (1, 9)


def test_a_wider_range_is_given_by_path_or_by_family_and_tells_why():
    wide = {"iran.nerve": ((0, 8), "a reason"), "militias.zeal": ((1, 9), "another"), "iran.fact": ((0, 1), "a third")}
    found = named(wide=wide)
    assert (found["iran.nerve"].range, found["iran.nerve"].widened) == ((0, 8), "a reason")
    assert (found["militias.zeal"].range, found["militias.zeal"].widened) == ((1, 9), "another")
    assert found["iran.fact"].range == (0, 1)  # what is taken as a fact may be one that was not known yet
    own = named(wide={**wide, "militias.b.zeal": ((0, 10), "its own")})
    assert own["militias.b.zeal"].range == (0, 10) and own["militias.a.zeal"].range == (1, 9)


def test_a_range_without_width_is_not_fitted():
    assert "iran.nerve" not in named(wide={"iran.nerve": ((3, 3), "known")})


@pytest.mark.parametrize(("rival", "span"), [(7.0, (6, 8)), (0.5, (0, 1.5)), (9.5, (8.5, 10)), (None, (2, 4))])
def test_under_the_rival_theory_the_range_lies_around_the_rival_s_value_within_the_bounds(rival, span):
    one = parameter("iran.nerve", rival=rival, rival_source="a test" if rival else "")
    assert plausible(one, rival=True) == span
    assert plausible(one, rival=False) == (2, 4)


def test_in_the_reference_every_plausible_parameter_is_one_number_s_or_the_scenario_s():
    cell, paths = crisis().cells()[0], crisis().paths()
    found = priors(paths.catalogue, cell, paths.family_paths, {})
    members = [member for one in found for member in one.members]
    read = {path: one for path, one in paths.catalogue.items() if one.read_under(cell.theory)}
    assert len(read) < len(paths.catalogue)  # what only another theory reads cannot be fitted here
    spans = {path: one.plausible for path, one in read.items() if one.plausible}
    free = {path for path, span in spans.items() if span[0] < span[1]}
    assert len(members) == len(set(members)) and set(members) == free - cell.courses.keys()
    assert len({one.path for one in found}) == len(found)
    for one in found:
        assert all(paths.catalogue[member].plausible == one.range for member in one.members)


def test_more_draws_begin_with_the_same_ones():
    found = tuple(named().values())
    few, many = positions(found, 10, 5), positions(found, 1000, 5)
    np.testing.assert_array_equal(few, many[:10])
    assert not np.array_equal(few, positions(found, 10, 6))


def test_numbers_have_luck_of_their_own_whatever_stands_beside_them():
    found = named()
    both = positions((found["iran.nerve"], found["iran.years"]), 50, 5)
    np.testing.assert_array_equal(both[:, 1:], positions((found["iran.years"],), 50, 5))
    assert not np.array_equal(both[:, 0], both[:, 1])


def test_draws_are_uniform_and_unrelated():
    # 4,000 draws: means within 5 standard errors (0.0046) and correlations within 5 (0.016): once in a million.
    u = positions(tuple(named().values()), 4000, 11)
    assert np.abs(u.mean(axis=0) - 0.5).max() < 5 * 0.0046
    assert np.abs(np.corrcoef(u.T) - np.eye(u.shape[1])).max() < 5 * 0.016


def test_all_members_take_the_number_s_value_between_its_ends_and_whole_ones_are_whole():
    found = tuple(named().values())
    drawn = values(found, np.array([[0.0, 0.5, 0.3], [1.0, 1.0, 0.99]]))
    np.testing.assert_array_equal(drawn["iran.nerve"], [2, 4])
    for member in FAMILIES["militias.zeal"]:
        np.testing.assert_array_equal(drawn[member], [3, 4])
    np.testing.assert_array_equal(drawn["iran.years"], [2, 4])  # each of 2, 3 and 4 takes a third of the positions
