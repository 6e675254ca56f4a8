"""Heights of dated steps as numbers to be fitted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.analyses.fit.step_values import is_step, step_path, step_priors, with_step_values
from sim.scenario.parts import Step
from tests.analyses.fit.fits import crisis

PRESSURE = "united_states.pressure"
COURSE = (Step(0, 0, 0.1), Step(91, 0, 0.25), Step(181, 0, 0.57))


def cell(**courses):
    return replace(crisis().cells()[0], courses={PRESSURE: COURSE, **courses})


def test_each_step_with_a_range_is_a_number_and_others_stay_as_they_are():
    found = step_priors(cell(), {PRESSURE: {181: (0.3, 0.9), 300: (0, 1)}, "iran.boldness": {0: (0, 1)}}, "why")
    (one,) = found
    assert one.path == step_path(PRESSURE, 181) and one.members == (one.path,)
    assert one.range == (0.3, 0.9) and one.widened == "why"
    assert is_step(one.path) and not is_step(PRESSURE)


def test_drawn_heights_take_the_place_of_the_step_s_own_and_days_stay():
    drawn = np.array([0.4, 0.8])
    given = {step_path(PRESSURE, 181): drawn, "iran.boldness": np.array([1, 2])}
    courses, values = with_step_values({PRESSURE: COURSE}, given)
    assert [(step.day, step.announced) for step in courses[PRESSURE]] == [(0, 0), (91, 0), (181, 0)]
    assert [step.value for step in courses[PRESSURE][:2]] == [0.1, 0.25]
    np.testing.assert_array_equal(courses[PRESSURE][2].value, drawn)
    assert list(values) == ["iran.boldness"]


def test_a_parameter_that_is_set_loses_its_course_and_heights_of_no_step_are_left_out():
    own = {"iran.boldness": (Step(0, 0, 0.5),)}
    given = {"iran.boldness": np.ones(2), step_path(PRESSURE, 9): np.ones(2)}
    courses, values = with_step_values({PRESSURE: COURSE, **own}, given)
    assert courses == {PRESSURE: COURSE} and list(values) == ["iran.boldness"]
