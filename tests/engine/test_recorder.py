"""What is kept of a block of worlds is what was asked for."""

import numpy as np
import pytest

from sim.crisis.model import CrisisModel
from sim.crisis.series import KEYS
from sim.engine.recorder import Block, Recorder

#: Values with which many worlds end early.
HARSH = {"iran.boldness": 1.0, "united_states.force_threshold": 0.5}


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


class Watching(Recorder):
    """Also keeps every series of every day."""

    def take(self):
        super().take()
        self.paths = [*getattr(self, "paths", []), np.stack(self._model.observe(), axis=1)]


@pytest.fixture(scope="module")
def lived():
    """Worlds of which some end early, in groups of unlike size; their record day by day, and whole paths."""
    kept = {"examples_below": 20, "months_below": 30, "groups": (7, 25, 8)}
    model = CrisisModel(40, rng=5, days=100, recorder=Watching(**kept), **HARSH)
    model.run_model()
    assert (model.end_day < 100).sum() > 2
    return model, kept, np.stack(model.recorder.paths, axis=1)


def differing(one: Block, other: Block) -> list[str]:
    """Names of what differs in two blocks, bit for bit."""
    return [
        name
        for name, value in vars(one).items()
        if isinstance(value, np.ndarray) and not np.array_equal(value, getattr(other, name), equal_nan=True)
    ]


@pytest.mark.parametrize("chunk", [40, 9, 1])
def test_whole_paths_of_some_worlds_are_recorded_as_they_are_day_by_day(lived, chunk):
    model, kept, paths = lived
    ended = np.arange(paths.shape[1]) > model.end_day[:, None]
    lost = np.where(ended[:, :, None], np.float32(np.nan), paths[: model.world_count])  # nobody reads what comes after
    recorder = Recorder(**kept)
    recorder.start(model)
    for first in range(0, 40, chunk):
        recorder.record_paths(lost[first : first + chunk], first)
    for one, other in zip(model.recorder.blocks(), recorder.blocks(), strict=True):
        assert differing(one, other) == []
        assert one.sums.any() and one.months.any() == bool(len(one.month_worlds))


def test_levels_stay_and_flows_go_when_all_worlds_have_ended(lived):
    model, _, paths = lived
    (first, *_), days = np.flatnonzero(model.end_day < 60), 100
    one = CrisisModel(model.world[first : first + 1], rng=5, days=days, recorder=Recorder(), **HARSH)
    one.run_model()
    assert one.day == one.end_day[0] + 1 < days
    block = one.recorder.block()
    flows = [row for row, series in enumerate(one.crisis.series) if series.flow]
    levels = [row for row in range(len(KEYS)) if row not in flows]
    after = slice(one.day, days)
    assert (block.present[levels] == 1).all() and (block.present[flows, after] == 0).all()
    assert np.array_equal(
        block.examples[levels, after, 0].T, np.tile(paths[first, one.end_day[0], levels], (days - one.day, 1))
    )
    assert np.isnan(block.examples[flows, after]).all() and not block.counts[flows, after].any()


def test_sums_do_not_depend_on_the_order_of_worlds(lived):
    model, _, paths = lived
    turned = CrisisModel(40, rng=5, days=100, recorder=Recorder())
    turned.end_day = model.end_day[::-1]
    turned.recorder.record_paths(np.ascontiguousarray(paths[::-1]), 0)
    straight = CrisisModel(40, rng=5, days=100, recorder=Recorder())
    straight.end_day = model.end_day
    straight.recorder.record_paths(paths, 0)
    (one,), (other,) = turned.recorder.blocks(), straight.recorder.blocks()
    assert np.array_equal(one.sums, other.sums)
    assert np.allclose(one.sums[0, 0], paths[:, 0, 0].astype(float).sum(), rtol=1e-6)
