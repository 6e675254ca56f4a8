"""Levers of shipped scenarios do what their names say, measured by what they bring about."""

import pytest

import sim


def lived(name, *variants, **changes):
    scenario = sim.load(f"redline:{name}").replace(assumptions={"draws": 0}, only=variants, **changes)
    return sim.run(scenario)


@pytest.fixture(scope="module")
def relief():
    return lived("sanctions_relief_for_talks", "waivers_back", "both", worlds=60, days=540, sweep=None)


@pytest.mark.parametrize("variant", ["waivers_back", "both"])
def test_the_waivers_that_come_back_leave_the_pressure_of_before_they_lapsed(relief, variant):
    daily = relief.daily
    pressure = daily[(daily.measure == "pressure") & (daily.variant == variant)].set_index("day")["mean"]
    assert pressure[469] > 0.9  # the day before
    assert pressure[539] == pytest.approx(0.60, abs=0.06)


def test_a_drone_that_is_over_the_line_is_answered_by_force():
    results = lived("after_the_drone", "lower_line", worlds=100, days=440)
    (cell,) = results.cells_of("lower_line")
    going_on = set(results.worlds_of(cell.index).query("day > 408").world)
    log = results.events_of(cell.index)
    struck = set(log.world[(log.act == "strike_on_iran") & (log.day >= 408)])
    assert len(going_on) > 80
    assert len(struck & going_on) > 0.75 * len(going_on)
