"""Every declared parameter has a direction: moving it moves what its rule yields, by as much as was worked out by hand.

The table is in :mod:`tests.crisis.directions`. Of a family one member, or the family's own path, is enough.
"""

from __future__ import annotations

import pytest

from sim.crisis.cast import CAST
from sim.engine.parameters import declared
from tests.crisis.directions.economy import ECONOMY
from tests.crisis.directions.others import OTHERS
from tests.crisis.directions.strategic import STRATEGIC
from tests.crisis.directions.tehran import TEHRAN
from tests.crisis.directions.washington import WASHINGTON
from tests.crisis.worlds import CATALOGUE, members

DIRECTIONS = (*WASHINGTON, *TEHRAN, *ECONOMY, *OTHERS, *STRATEGIC)


@pytest.mark.parametrize("one", DIRECTIONS, ids=lambda one: one.path)
def test_a_parameter_moves_what_its_rule_yields_as_worked_out_by_hand(one):
    assert one.read() == pytest.approx(list(one.reads.values()), rel=1e-5, abs=one.within)


def test_every_declared_parameter_has_a_direction():
    kinds = {role.path: role.kind for role in CAST.roles}
    wanted = {(kind, name) for kind in kinds.values() for name in declared(kind)}
    attribute = {(kind, one.name): name for kind in kinds.values() for name, one in declared(kind).items()}
    found = set()
    for one in DIRECTIONS:
        for path in members(one.path):
            owner = max((role for role in kinds if path.startswith(f"{role}.")), key=len)
            found.add((kinds[owner], attribute[kinds[owner], path[len(owner) + 1 :]]))
    assert {f"{kind.__name__}.{name}" for kind, name in wanted - found} == set()


def test_directions_move_between_allowed_values_and_stand_on_a_claim_of_their_parameter():
    for one in DIRECTIONS:
        paths = members(one.path)
        assert paths, f"{one.path} is no parameter"
        for parameter in map(CATALOGUE.get, paths):
            assert one.claim in parameter.claims, one.path
            assert all(parameter.problem(value) is None for value in one.reads), one.path
        assert len(set(one.reads.values())) > 1, f"{one.path} moves nothing"
