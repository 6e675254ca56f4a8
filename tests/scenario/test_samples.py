"""``sample:`` keeps what is not known, and drawn anew in each world, apart from what is chosen."""

import json

import pytest

from sim.engine.distributions import Drawn
from sim.scenario import ScenarioError

HALF = "{uniform: {low: 0, high: 0.5}}"
DRAWN = Drawn.of("uniform", low=0, high=0.5)


def fixed(scenario, variant="baseline"):
    """Values of a variant's first cell by path."""
    cell = next(cell for cell in scenario.cells() if cell.variant == variant)
    return {path: course[0].value for path, course in cell.courses.items()}


def test_what_is_drawn_is_kept_apart_and_stands_in_every_cell(read):
    scenario = read(
        f"sample: {{iran.boldness: {HALF}}}\nparameters: {{iran.strike_back: 6}}\n"
        "variants: {v: {set: {iran.patience: 9}}}"
    )
    assert {path: value.only for path, value in scenario.sample.items()} == {"iran.boldness": DRAWN}
    assert list(scenario.parameters) == ["iran.strike_back"]
    assert fixed(scenario) == {"iran.boldness": DRAWN, "iran.strike_back": 6.0}
    assert fixed(scenario, "v")["iran.boldness"] == DRAWN


def test_a_distribution_under_parameters_means_the_same_and_both_are_listed(read):
    scenario = read(f"sample: {{iran.boldness: {HALF}}}\nparameters: {{iran.belief.width: {HALF}, iran.patience: 9}}")
    assert scenario.sampled == ("iran.belief.width", "iran.boldness")
    other = read(f"sample: {{iran.belief.width: {HALF}}}\nparameters: {{iran.boldness: {HALF}, iran.patience: 9}}")
    assert other.cells() == scenario.cells()


def test_a_source_may_be_told(read):
    scenario = read(f"sample: {{iran.boldness: {{value: {HALF}, source: [a survey, a hunch]}}}}")
    assert scenario.sources == {"iran.boldness": "a survey; a hunch"}
    assert fixed(scenario)["iran.boldness"] == DRAWN


def test_a_variant_may_fix_what_is_drawn(read):
    scenario = read(
        f"sample: {{iran.boldness: {HALF}}}\n"
        "variants: {v: {set: {iran.boldness: 0.9}}, d: {set: {iran.boldness: null}}}"
    )
    assert fixed(scenario, "v") == {"iran.boldness": 0.9}
    assert fixed(scenario, "d") == {}
    assert scenario.sampled == ("iran.boldness",)
    assert scenario.warnings == ()


def test_a_branch_may_fix_what_is_drawn_from_its_day_on(read):
    scenario = read(
        f"sample: {{iran.boldness: {HALF}}}\nvariants: {{v: {{from: 2018-05-18, set: {{iran.boldness: 0.9}}}}}}"
    )
    course = scenario.cells()[1].courses["iran.boldness"]
    assert [(step.day, step.value) for step in course] == [(0, DRAWN), (10, 0.9)]


# -- families and members -------------------------------------------------------------------------------------------


def test_a_family_is_drawn_member_by_member(read):
    scenario = read(f"sample: {{proxies.autonomy: {HALF}}}")
    assert len(scenario.sampled) == 5
    assert set(fixed(scenario).values()) == {DRAWN}


def test_a_members_own_path_beats_its_familys_in_whichever_section(read):
    member, family = "proxies.ansar_allah.autonomy", "proxies.autonomy"
    drawn = read(f"sample: {{{member}: {HALF}}}\nparameters: {{{family}: 0.9}}")
    assert drawn.sampled == (member,)
    assert fixed(drawn) == {path: DRAWN if path == member else 0.9 for path in fixed(drawn)}
    kept = read(f"sample: {{{family}: {HALF}}}\nparameters: {{{member}: 0.9}}")
    assert len(kept.sampled) == 4
    assert fixed(kept)[member] == 0.9


def test_an_added_militia_keeps_what_it_says_of_itself(read):
    cast = "cast: {add: {badr: {like: iraqi_front, set: {autonomy: 0.9}}}}"
    assert fixed(read(f"sample: {{proxies.autonomy: {HALF}}}\n{cast}"))["proxies.badr.autonomy"] == 0.9
    assert fixed(read(f"parameters: {{proxies.autonomy: 0.1}}\n{cast}"))["proxies.badr.autonomy"] == 0.9
    assert fixed(read(f"sample: {{proxies.badr.autonomy: {HALF}}}\n{cast}"))["proxies.badr.autonomy"] == DRAWN


def test_an_actor_that_is_left_out_of_every_variant_is_not_drawn(read):
    text = f"sample: {{proxies.autonomy: {HALF}}}\ncast: {{without: [ansar_allah]}}"
    assert "proxies.ansar_allah.autonomy" not in read(text).sampled
    back = read(text + "\nvariants: {v: {cast: {without: []}}}")
    assert "proxies.ansar_allah.autonomy" in back.sampled


# -- what is said later wins ----------------------------------------------------------------------------------------


@pytest.fixture
def child(read, tmp_path):
    """Reads a child of a file that draws the boldness and fixes the strike back."""
    (tmp_path / "parent.yaml").write_text(f"sample: {{iran.boldness: {HALF}}}\nparameters: {{iran.strike_back: 6}}\n")

    def child(text, *sets):
        (tmp_path / "child.yaml").write_text("extends: parent.yaml\n" + text + "\n")
        return read(tmp_path / "child.yaml", *sets)

    return child


def test_what_is_drawn_is_inherited(child):
    assert fixed(child("title: x")) == {"iran.boldness": DRAWN, "iran.strike_back": 6.0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sample: {iran.boldness: null}", {"iran.strike_back": 6.0}),
        ("sample: null", {"iran.strike_back": 6.0}),
        ("parameters: {iran.boldness: null}", {"iran.strike_back": 6.0}),
        ("parameters: {iran.boldness: 0.9}", {"iran.boldness": 0.9, "iran.strike_back": 6.0}),
        (f"sample: {{iran.strike_back: {HALF}}}", {"iran.boldness": DRAWN, "iran.strike_back": DRAWN}),
        (
            "sample: {iran.boldness: null}\nparameters: {iran.boldness: 0.9}",
            {"iran.boldness": 0.9, "iran.strike_back": 6.0},
        ),
        (f"parameters: null\nsample: {{iran.patience: {HALF}}}", {"iran.boldness": DRAWN, "iran.patience": DRAWN}),
    ],
)  # fmt: skip
def test_a_child_fixes_draws_or_deletes(child, text, expected):
    scenario = child(text)
    assert fixed(scenario) == expected
    assert not scenario.parameters.keys() & scenario.sample.keys()


def test_an_empty_section_that_drops_what_was_inherited_is_warned_of(child):
    assert "an empty section drops all that was inherited" in str(child("sample:").warnings[0])


def test_set_beats_what_is_drawn_and_says_so(child):
    scenario = child("title: x", "iran.boldness=0.7")
    assert (fixed(scenario)["iran.boldness"], scenario.sampled) == (0.7, ())
    assert "it is no longer drawn: --set fixes it" in str(scenario.warnings[0])
    assert child("title: x", "iran.boldness={beta: {mean: 0.5, sd: 0.1}}").warnings == ()


def test_a_change_in_python_draws_or_fixes(read):
    scenario = read(f"sample: {{iran.boldness: {HALF}}}\nparameters: {{iran.strike_back: 6}}")
    changed = scenario.replace(sample={"iran.strike_back": Drawn.of("normal", mean=7, sd=1)})
    assert changed.sampled == ("iran.boldness", "iran.strike_back")
    assert scenario.replace(parameters={"iran.boldness": 0.2}).sampled == ()
    assert scenario.replace(sample=None).sampled == ()


def test_what_is_drawn_survives_the_plain_form(read):
    scenario = read(
        f"sample: {{proxies.autonomy: {{value: {HALF}, source: s}}, iran.strike_back: {{choice: {{5: 1, 6: 2}}}}}}"
    )
    again = read(json.dumps(scenario.canonical()))
    assert (again.sample, again.cells(), again.digest) == (scenario.sample, scenario.cells(), scenario.digest)
    assert "sample" not in read("title: x").canonical()


# -- sweeps ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sweep",
    [
        "{axes: {iran.boldness: [0.1]}}",
        "{design: sobol, points: 4, axes: {iran.boldness: {from: 0, to: 1}}}",
        "{boundary: {axes: {iran.boldness: {from: 0, to: 1}}}}",
    ],
)
def test_what_is_drawn_cannot_be_swept(mistakes, sweep):
    (found,) = mistakes(f"sample: {{iran.boldness: {HALF}}}\nsweep: {sweep}")
    assert found.startswith("<text>:2:")
    assert "iran.boldness is drawn anew in each world, under sample; a parameter is swept or drawn" in found


def test_a_member_that_is_drawn_cannot_be_swept_with_its_family(mistakes):
    (found,) = mistakes(f"sample: {{proxies.ansar_allah.autonomy: {HALF}}}\nsweep: {{axes: {{proxies.autonomy: [1]}}}}")
    assert "sweep.axes.proxies.autonomy: proxies.ansar_allah.autonomy is drawn anew in each world" in found


def test_what_is_swept_drawn_and_set_by_a_variant_is_told_in_one_pass(mistakes):
    swept = "sweep: {axes: {iran.boldness: [0.1, 0.2]}}"
    found = mistakes(f"sample: {{iran.boldness: {HALF}}}\nvariants: {{v: {{set: {{iran.boldness: 0.1}}}}}}\n{swept}")
    assert [line.split(":")[1] for line in found] == ["2", "3"]
    assert "a variant may not set it, too" in found[0]
    assert "a parameter is swept or drawn" in found[1]


def test_a_sweep_given_in_python_that_a_variant_undoes_is_told_with_a_remedy(read):
    scenario = read("variants: {v: {set: {iran.boldness: 0.1}}}")
    with pytest.raises(ScenarioError, match="variant v sets it, and would undo the sweep; delete it there, or here"):
        scenario.replace(sweep={"axes": {"iran.boldness": [0.1, 0.2]}})


def test_what_a_parent_draws_may_be_swept_once_that_is_taken_back(child):
    scenario = child("sample: {iran.boldness: null}\nsweep: {axes: {iran.boldness: [0.1, 0.2]}}")
    assert len(scenario.cells()) == 2


def test_a_grid_fixes_what_parameters_draw_and_other_designs_leave_it_in_the_variants_own_cell(read):
    text = f"parameters: {{iran.boldness: {HALF}}}\nsweep: "
    assert read(text + "{axes: {iran.boldness: [0.1]}}").sampled == ()
    assert read(text + "{design: sobol, points: 4, axes: {iran.boldness: {from: 0, to: 1}}}").sampled == (
        "iran.boldness",
    )


# -- mistakes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "sample: {iran.boldness: 0.5}",
            "0.5 is not drawn; write {beta: {mean: 0.5, sd: 0.1}}, or the value under par",
        ),
        ("sample: {iran.boldness: 50%}", "'50%' is not drawn"),
        ("sample: {iran.boldness: [0.1, 0.2]}", "a list is not drawn"),
        ("sample: {iran.boldness: {value: 0.5, source: s}}", "0.5 is not drawn"),
        ("sample: {iran.boldness: {source: s}}", "a map is not drawn"),
        ("sample: {united_states.rule: any}", "'any' is not drawn"),
        ("sample: {united_states.rule: {choice: [1]}}", "a choice of words cannot be drawn; make each word a variant"),
        (f"sample: {{iran.boldness: {{2019-01-01: {HALF}}}}}", "what is drawn holds from the first day to the last"),
        ("sample: {iran.boldnes: 0.5}", "there is no parameter 'iran.boldnes'; did you mean iran.boldness?"),
        (f"sample: {{iran.boldnes: {HALF}}}", "there is no parameter 'iran.boldnes'; did you mean iran.boldness?"),
        ("sample: {iran.boldness: {betta: {mean: 0.5, sd: 0.1}}}", "did you mean beta?"),
        ("sample: {iran.boldness: {uniform: {low: 0, high: 2}}}", "2 lies outside 0 to 1; allowed: 0 to 1 (share)"),
        ("sample: 5", "5 stands where a map is wanted"),
        (
            f"sample: {{iran.boldness: {HALF}}}\nparameters: {{iran.boldness: 0.5}}",
            "iran.boldness is also under parameters; a parameter is fixed there or drawn here; delete one of them",
        ),
        (
            f"sample: {{proxies.autonomy: {HALF}}}\nparameters: {{proxies.autonomy: 0.5}}",
            "proxies.autonomy is also under parameters",
        ),
    ],
)
def test_a_wrong_sample_is_refused(mistakes, text, message):
    found = mistakes(text)
    assert len(found) == 1, found
    assert message in found[0]
    assert "sample" in found[0].partition("error: ")[2]
