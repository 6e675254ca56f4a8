"""What is plainly meant brings no warning; the warnings of files stand word for word in ``bad/doubts.txt``."""

from datetime import date

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.scenario import load
from sim.scenario.loading import shipped

PARENT = "extends: redline:maximum_pressure\n"


def variant(says: str) -> str:
    return f"{PARENT}variants: {{a: {says}}}"


@pytest.mark.parametrize(
    "text",
    [
        "sweep: {axes: {united_states.force_threshold: [0.4, 5.5]}}",  # one of them is plausible
        "sweep: {axes: {united_states.force_threshold: [0, 10]}}",  # the ends of what is allowed
        "sweep: {axes: {united_states.force_threshold: {from: 0, to: 10, points: 3}}}",
        "sweep: {design: sobol, points: 8, axes: {united_states.force_threshold: {from: 0.4, to: 9}}}",
        "sweep: {design: sobol, points: 8, axes: {united_states.force_threshold: {uniform: {low: 0, high: 6}}}}",
        "sweep: {boundary: {axes: {united_states.force_threshold: {from: 0, to: 5.2}}}}",
        "sweep: {axes: {proxies.autonomy: [0.95, 0.99]}}",  # which one of them comes near
        "factors: {a: {set: {united_states.force_threshold: {value: 0.6, source: a book}}}}",
        "start: {iran.belief.mean: 5.5}",
        "parameters: {proxies.autonomy: 0.4, proxies.ansar_allah.autonomy: 0.7}",
        variant("{set: {united_states.pressure: 0}}"),  # switched off
        variant("{from: 2018-10-01, set: {united_states.pressure: 0.3}}"),  # flat from then on
        variant(
            "{set: {united_states.pressure: {2018-05-08: 0.2, 2018-08-07: 0.3, 2018-11-05: 0.4, 2019-04-08: 0.5, "
            "2019-05-02: 0.6, 2019-09-20: 0.7}}}"
        ),
        variant(  # all steps a month later
            "{set: {united_states.pressure: {2018-06-08: 0.1, 2018-09-07: 0.25, 2018-12-05: 0.57, 2019-05-08: 0.6, "
            "2019-06-02: 0.92, 2019-10-20: 0.95}}}"
        ),
        variant(  # on the second day holds what held anyway
            "{set: {united_states.pressure: {2018-05-08: 0.25, 2018-11-05: 0.4, 2019-04-08: 0.6, 2019-05-02: 0.9, "
            "2019-09-20: 0.95}}}"
        ),
    ],
)
def test_what_is_plainly_meant_brings_no_warning(text):
    assert load(text + "\n", crisis=US_IRAN).warnings == ()


def test_no_shipped_scenario_is_warned_of():
    assert [str(one) for path in shipped(US_IRAN).values() for one in load(path, crisis=US_IRAN).warnings] == []


def test_steps_lost_are_those_on_which_the_policy_then_differs():
    """Those of the parent's steps on which the variant's policy is another, without the days that it dates itself."""
    own = (date(2018, 11, 5), date(2019, 6, 1))
    scenario = load(
        variant("{set: {united_states.pressure: {2018-11-05: 0.4, 2019-06-01: 0.3}}}") + "\n", crisis=US_IRAN
    )
    base, other = (cell.courses["united_states.pressure"] for cell in scenario.cells())

    def on(course, day):
        return [step.value for step in course if step.day <= day][-1]

    days = [step.day for step in base if on(other, step.day) != step.value]
    dates = [date.fromordinal(scenario.start.toordinal() + day) for day in days]
    lost = [str(day) for day in dates if day not in own]
    assert lost == ["2018-05-08", "2018-08-07", "2019-04-08", "2019-05-02", "2019-09-20"]
    assert f"those of {', '.join(lost[:3])} and 2 more are lost" in scenario.warnings[0].message


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("united_states.pressure=0.8", "it replaces 6 dated steps of the file by one value"),
        ("united_states.pressure={2018-05-08: 0.3}", "it replaces 6 dated steps of the file by 1 of its own"),
        ("proxies.ansar_allah.tempo=0.3", "it replaces 4 dated steps of the file by one value"),
        ("united_states.pressure=0", None),  # switched off
        ("united_states.pressure=null", None),
        ("united_states.pressure={2019-01-01: 0.2}", "it replaces 6 dated steps of the file by 1 of its own"),
        ("iran.boldness=0.3", None),
    ],
)
def test_one_line_tells_of_dated_steps_that_are_replaced(override, said):
    warnings = [str(one) for one in load(PARENT, crisis=US_IRAN, sets=[override]).warnings]
    assert warnings == ([f"--set {override}: warning: {said}"] if said else [])


def test_steps_are_told_once_and_only_where_they_are_still_to_come():
    def told(text, *sets):
        return [one.message for one in load(text, crisis=US_IRAN, sets=sets).warnings]

    said = "it replaces 6 dated steps of the file by one value"
    assert told(PARENT, "united_states.pressure=0.8", "united_states.pressure=0.7") == [said]
    later = told(f"{PARENT}clock: {{start: 2019-10-01}}\nevents: []\n", "united_states.pressure=0.8")
    assert not [one for one in later if "replaces" in one]
    found = told(variant("{set: {united_states.pressure: {2019-05-02: 0.3}}}") + "\n", "united_states.pressure=0.8")
    assert said in found and not [one for one in found if "are lost" in one or "declared value" in one]


def test_a_step_counts_that_is_announced_before_the_last_day():
    text = variant("{set: {united_states.pressure: {2018-05-08: 0.1}}}") + "\nclock: {days: 60}\nevents: []\n"
    (warning,) = load(text, crisis=US_IRAN).warnings
    assert "those of 2018-08-07, 2018-11-05 are lost" in warning.message  # both were announced on the first day
