"""Every legal set of parameters leaves what is recorded finite and within what it means, bounds included.

Numbers stand at their bounds in a covering array of strength two (Kleitman and Spencer 1973): of any two parameters all
four pairs of bounds occur. Its rows are worlds of one model, and so are their opposites.
"""

from __future__ import annotations

from itertools import combinations, islice
from math import comb, inf

import numpy as np
import pytest

from sim.crisis.model import CrisisModel
from sim.crisis.rules.deterrence import perceived_danger
from sim.crisis.series import KEYS
from sim.engine.recorder import Recorder
from tests.crisis.worlds import CATALOGUE

NUMBERS = [path for path, one in CATALOGUE.items() if one.bounds is not None]

#: What each recorded series may be by its meaning; a level's ends are those that may be given for a start.
MEANT = {
    "pressure": (0, 1),
    "exports": (0, inf),
    "output": (0.05, inf),
    "currency": (0.3, 20),
    "inflation": (-100, inf),
    "pain": (0, 1),
    "hostility": (0, 1),
    "belief": (0, 10),
    "belief_width": (0, 5),
    "escalation": (0, 10),
    "hostile_acts": (0, inf),
    "yemen_fire": (0, 30),
    "talks": (0, 1),
    "funding": (0, 1.6),
}


def covering(columns: int) -> np.ndarray:
    """Rows of zeros and ones, of any two columns all four pairs: shape (rows, columns)."""
    rows = next(n for n in range(4, 99) if comb(n - 1, n // 2) >= columns)
    found = np.zeros((rows, columns), int)
    for column, ones in enumerate(islice(combinations(range(1, rows), rows // 2), columns)):
        found[list(ones), column] = 1
    return found


def test_of_any_two_numbers_all_four_pairs_of_bounds_occur():
    found = covering(len(NUMBERS)).astype(float)
    for one in (found, 1 - found):
        for other in (found, 1 - found):
            assert ((one.T @ other) > 0).sum() >= len(NUMBERS) * (len(NUMBERS) - 1)


@pytest.fixture(
    scope="module",
    params=[("any", "prevailing", 5), ("majority", "agencies", 6), ("lottery", "prevailing", 7)],
    ids=lambda one: one[0],
)
def recorded(request):
    """The series of all rows, by key: shape (days, worlds)."""
    rule, held, seed = request.param
    order = np.random.default_rng(seed).permutation(len(NUMBERS))
    high = covering(len(NUMBERS))[:, order]
    high = np.concatenate([high, 1 - high, np.zeros_like(high[:1]), np.ones_like(high[:1])])
    ends = np.array([CATALOGUE[path].bounds for path in NUMBERS], float)
    values = np.where(high == 1, ends[:, 1], ends[:, 0])
    settings = {path: values[:, at] for at, path in enumerate(NUMBERS)}
    words = {"united_states.rule": rule, "united_states.line_held": held}
    model = CrisisModel(len(high), rng=seed, days=70, recorder=Recorder(), **words, **settings)
    with np.errstate(invalid="raise", divide="raise", over="raise"):
        model.run_model()
    examples = model.recorder.block().examples
    return dict(zip(KEYS, examples, strict=True))


@pytest.mark.parametrize("key", KEYS)
def test_every_recorded_series_stays_within_what_it_means(recorded, key):
    values = recorded[key]
    low, high = MEANT[key]
    seen = values[~np.isnan(values)] if key in ("hostile_acts", "yemen_fire") else values
    assert np.isfinite(seen).all()
    assert seen.min() >= low - 1e-6 and seen.max() <= high * (1 + 1e-6)


def test_some_worlds_of_such_sets_last_and_some_end(recorded):
    """What ends on the first day shows nothing."""
    left = (~np.isnan(recorded["hostile_acts"])).sum(axis=1)
    assert left[0] == 26 and left[10] >= 8


def test_a_line_that_is_known_for_certain_is_either_crossed_or_not():
    certain = np.zeros(3, np.float32)
    with np.errstate(all="raise", under="ignore"):
        found = perceived_danger(certain + 5, certain, certain, np.array([4.9, 5.0, 5.1], np.float32))
    assert found == pytest.approx([0.0, 0.5, 1.0], abs=1e-6)
