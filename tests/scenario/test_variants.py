"""Variants: named alternatives in the same worlds, and branches that share their past."""

import pytest

from sim.scenario import Step


def cells_of(read, text):
    return {cell.variant: cell for cell in read(text).cells()}


def test_the_file_itself_is_the_baseline_and_comes_first(read):
    scenario = read("variants: {b: {set: {iran.boldness: 0.1}}, a: {set: {iran.boldness: 0.2}}}")
    assert [cell.variant for cell in scenario.cells()] == ["baseline", "b", "a"]
    assert [cell.index for cell in scenario.cells()] == [0, 1, 2]
    assert scenario.variant_names == ("baseline", "b", "a")


def test_a_variant_beats_the_file(read):
    cells = cells_of(
        read, "parameters: {iran.boldness: 0.5}\nvariants: {bold: {title: Bold, set: {iran.boldness: 0.9}}}"
    )
    assert cells["baseline"].courses["iran.boldness"] == (Step(0, 0, 0.5),)
    assert cells["bold"].courses["iran.boldness"] == (Step(0, 0, 0.9),)
    assert cells["bold"].title == "Bold"


def test_a_variants_null_brings_back_the_declared_value(read):
    cells = cells_of(read, "parameters: {iran.boldness: 0.9}\nvariants: {usual: {set: {iran.boldness: null}}}")
    assert "iran.boldness" not in cells["usual"].courses


def test_a_variants_familys_value_beats_a_members_own_in_the_file(read):
    text = "parameters: {proxies.ansar_allah.autonomy: 0.9}\nvariants: {loose: {set: {proxies.autonomy: 0.1}}}"
    assert cells_of(read, text)["loose"].courses["proxies.ansar_allah.autonomy"] == (Step(0, 0, 0.1),)


def test_a_variant_may_have_a_theory_events_and_a_cast_of_its_own(read):
    text = (
        "events: [{on: 2019-06-20, act: drone_loss, actor: iran}]\n"
        "variants:\n  other:\n    theory: pressure_works\n    events: []\n    cast: {without: [oman]}"
    )
    cells = cells_of(read, text)
    assert (cells["baseline"].theory, cells["other"].theory) == ("counter_pressure", "pressure_works")
    assert (len(cells["baseline"].events), len(cells["other"].events)) == (1, 0)
    assert cells["other"].cast.without == ("mediators.oman",)


def test_before_a_first_date_the_chosen_theorys_value_holds(read):
    text = "parameters: {iran.boldness: {2018-05-18: 0.9}}\nvariants: {rival: {theory: pressure_works}}"
    cells = cells_of(read, text)
    assert cells["baseline"].courses["iran.boldness"] == (Step(0, 0, 0.5), Step(10, 10, 0.9))
    assert cells["rival"].courses["iran.boldness"] == (Step(0, 0, 0.2), Step(10, 10, 0.9))


# -- branches -------------------------------------------------------------------------------------------------------


def test_a_branch_keeps_the_past_and_changes_the_future(read):
    text = (
        "parameters: {united_states.pressure: {2018-05-08: 0.1, 2018-08-07: 0.3, 2019-05-02: 0.9}}\n"
        "variants: {relief: {from: 2018-09-01, set: {united_states.pressure: 0.2, iran.boldness: 0.7}}}"
    )
    relief = cells_of(read, text)["relief"]
    assert relief.branch_day == 116
    assert relief.courses["united_states.pressure"] == (Step(0, 0, 0.1), Step(91, 91, 0.3), Step(116, 116, 0.2))
    assert relief.courses["iran.boldness"] == (Step(0, 0, 0.5), Step(116, 116, 0.7))


def test_a_step_that_was_announced_before_the_branch_is_withdrawn_on_its_day(read):
    text = (
        "parameters: {united_states.pressure: {2018-05-08: 0.1, 2018-11-05: {value: 0.6, announced: 2018-05-08}}}\n"
        "variants: {relief: {from: 2018-09-01, set: {united_states.pressure: 0.2}}}"
    )
    course = cells_of(read, text)["relief"].courses["united_states.pressure"]
    assert course == (Step(0, 0, 0.1), Step(116, 116, 0.2), Step(181, 0, 0.6), Step(181, 116, 0.2))


def test_what_is_known_before_the_branch_is_what_the_baseline_knows(read):
    text = (
        "parameters: {united_states.pressure: {2018-05-08: 0.1, 2018-11-05: {value: 0.6, announced: 2018-07-01}, "
        "2019-05-02: {value: 0.9, announced: 2018-08-01}}}\n"
        "variants: {relief: {from: 2018-09-01, set: {united_states.pressure: {2019-01-01: 0.2}}}}"
    )
    cells = cells_of(read, text)
    base, relief = (cells[name].courses["united_states.pressure"] for name in ("baseline", "relief"))

    def known(course, day):  # the value in force, and that announced to hold in the end
        announced = [step.value for step in course if step.announced <= day]
        return [step.value for step in course if step.day <= day][-1], announced[-1]

    assert all(known(base, day) == known(relief, day) for day in range(cells["relief"].branch_day))
    assert known(relief, 400) == (0.2, 0.2)


def test_a_branch_may_date_its_values_later_still(read):
    text = (
        "parameters: {united_states.pressure: {2018-05-08: 0.1, 2018-11-05: 0.6}}\n"
        "variants: {later: {from: 2018-09-01, set: {united_states.pressure: {2018-12-01: 0.2}}}}"
    )
    course = cells_of(read, text)["later"].courses["united_states.pressure"]
    assert course == (Step(0, 0, 0.1), Step(181, 181, 0.6), Step(207, 207, 0.2))


def test_a_branch_with_null_goes_back_to_the_declared_value(read):
    text = "parameters: {iran.boldness: 0.9}\nvariants: {usual: {from: 2018-05-18, set: {iran.boldness: null}}}"
    assert cells_of(read, text)["usual"].courses["iran.boldness"] == (Step(0, 0, 0.9), Step(10, 10, 0.5))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("baseline: {set: {iran.boldness: 0.1}}", "the file itself is the variant 'baseline'"),
        ("a b: {set: {iran.boldness: 0.1}}", "'a b' cannot be a name"),
        ("v: null", "the variant says nothing"),
        ("v: {sets: {}}", "did you mean set?"),
        ("v: {set: {iran.boldnes: 1}}", "did you mean iran.boldness?"),
        ("v: {theory: nobody}", "'nobody' is not known here; allowed: counter_pressure, pressure_works"),
        ("v: {from: 2019-06-20, theory: pressure_works}", "it may set parameters and events only"),
        ("v: {from: 2019-06-20, cast: {without: [oman]}}", "it may set parameters and events only"),
        ("v: {from: 2017-06-20, set: {iran.boldness: 0.1}}", "before the clock starts on 2018-05-08"),
        (
            "v: {from: 2019-06-20, set: {iran.boldness: {2019-06-19: 0.1}}}",
            "has a step on or announced before the branch",
        ),
        ("v: {from: 2019-06-20, events: [{on: 2019-06-01, act: drone_loss, actor: iran}]}", "a branch shares its past"),
    ],
)
def test_a_wrong_variant_is_refused(mistakes, text, message):
    found = mistakes(f"variants:\n  {text}")
    assert any(message in line for line in found), found


def test_a_branch_after_the_last_day_is_a_warning(read):
    scenario = read("variants: {v: {from: 2030-01-01, set: {iran.boldness: 0.1}}}")
    assert "it is the same as the baseline" in str(scenario.warnings[0])


def test_a_variant_that_changes_nothing_is_a_warning(read):
    assert "it changes nothing" in str(read("variants: {v: {title: Same}}").warnings[0])


@pytest.mark.parametrize(
    "text",
    [
        "variants: {v: {set: {iran.boldness: 0.5}}}",
        "variants: {v: {set: {iran.boldness: null}}}",
        "variants: {v: {set: {proxies.autonomy: 0.3}, theory: counter_pressure}}",
        "parameters: {iran.boldness: 0.9}\nvariants: {v: {set: {iran.boldness: 0.9}}}",
        "parameters: {iran.boldness: 0.9}\nvariants: {v: {from: 2019-01-01, set: {iran.boldness: 0.9}}}",
        "variants: {v: {events: [], cast: {without: []}}}",
    ],
)
def test_a_variant_that_sets_what_holds_already_is_a_warning(read, text):
    (warning,) = read(text).warnings
    assert (warning.path, warning.message) == (
        "variants.v", "all that it sets holds anyway, so it is the same as the baseline",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "parameters: {iran.boldness: 0.9}\nvariants: {v: {set: {iran.boldness: null}}}",
        "variants: {v: {set: {iran.boldness: 0.5, iran.strike_back: 8}}}",
        "variants: {v: {set: {iran.boldness: 0.2}, theory: pressure_works}}",
        "variants: {v: {set: {iran.boldness: {beta: {mean: 0.5, sd: 0.1}}}}}",
        "variants: {v: {set: {iran.boldness: {2019-01-01: 0.6}}}}",
        "variants: {v: {cast: {without: [oman]}}}",
        "parameters: {iran.boldness: {2019-06-01: 0.9}}\nvariants: {v: {from: 2019-01-01, set: {iran.boldness: 0.5}}}",
    ],
)
def test_a_variant_that_differs_is_none(read, text):
    assert read(text).warnings == ()


def test_a_variant_may_not_set_what_is_swept(mistakes):
    text = "variants: {v: {set: {iran.boldness: 0.1}}}\nsweep: {axes: {iran.boldness: [0.1, 0.2]}}"
    assert mistakes(text) == [
        "<text>:1:22: error: variants.v.set.iran.boldness: iran.boldness is swept; a variant may not set it, too; "
        "delete it here, or under axes"
    ]


def test_a_variant_may_not_set_a_member_of_a_swept_family(mistakes):
    text = "variants: {v: {set: {proxies.ansar_allah.autonomy: 0.1}}}\nsweep: {axes: {proxies.autonomy: [0.1, 0.2]}}"
    assert "proxies.autonomy is swept" in mistakes(text)[0]
