"""What may be said of the start: each parameter that gives a state its first value does so, and nothing else moves."""

import numpy as np
import pytest

from sim.crisis.model import CrisisModel
from sim.crisis.us_iran import US_IRAN
from sim.engine.parameters import declared

PATHS = sorted(path for path, one in US_IRAN.catalogue.items() if one.starts)


def state(model, path):
    """Today's value of the state that a parameter starts, in the parameter's unit, shape (worlds,)."""
    actor = max((one for one in model.actors if path.startswith(one + ".")), key=len)
    return np.asarray(getattr(model.actors[actor], US_IRAN.catalogue[path].starts), float)


def within(parameter):
    """Two values that it allows, apart from its default, near the middle of what a state can reach."""
    low, high = (max(parameter.bounds[0], 0.0), min(parameter.bounds[1], 1.0)) if not parameter.whole else (0, 1)
    return (1.0, 0.0) if parameter.whole else (low + 0.3 * (high - low), low + 0.4 * (high - low))


@pytest.mark.parametrize("path", PATHS)
def test_a_state_begins_as_it_is_given_also_world_by_world(path):
    first, second = within(US_IRAN.catalogue[path])
    for value in (first, second, np.array([first, second, first], np.float32)):
        found = state(CrisisModel(3, rng=1, **{path: value}), path)
        assert found.shape == (3,)
        assert found == pytest.approx(np.broadcast_to(value, 3), abs=1e-4), path


@pytest.mark.parametrize("path", PATHS)
def test_a_state_that_nobody_gives_begins_at_its_declared_value(path):
    usual = US_IRAN.catalogue[path].default
    assert state(CrisisModel(2, rng=1), path) == pytest.approx(np.full(2, usual), abs=1e-6)


def test_every_starting_value_says_so_and_names_a_state_that_moves():
    for role in US_IRAN.cast.roles:
        for parameter in declared(role.kind).values():
            assert parameter.initial or not parameter.starts
            assert parameter.starts or not parameter.initial, f"{role.path}.{parameter.name} starts nothing"
    assert len(PATHS) > 20
