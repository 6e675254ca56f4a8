"""What is kept of a block of worlds is what was asked for."""

import numpy as np
import pytest

from sim.crisis.model import CrisisModel
from sim.crisis.series import KEYS
from sim.engine.recorder import Recorder


def recorded(**kept):
    model = CrisisModel(50, rng=1, days=120, recorder=Recorder(months_below=10, **kept))
    model.run_model()
    return model.recorder.block()


def test_some_series_alone_are_recorded_as_among_all():
    every, some = recorded(), recorded(series=("belief", "exports"))
    rows = [KEYS.index("exports"), KEYS.index("belief")]
    for name in ("counts", "sums", "present", "examples", "months"):
        assert np.array_equal(getattr(some, name), getattr(every, name)[rows], equal_nan=True), name
    assert np.array_equal(some.columns["outcome"], every.columns["outcome"])


def test_no_series_at_all_leaves_outcomes_and_events():
    every, none = recorded(), recorded(series=())
    assert none.counts.size == 0 and np.array_equal(none.events["rung"], every.events["rung"])


def test_a_misspelt_series_is_an_error():
    with pytest.raises(ValueError, match="no series is called beleif; there are pressure, "):
        CrisisModel(2, rng=1, days=1, recorder=Recorder(series=("beleif",)))
