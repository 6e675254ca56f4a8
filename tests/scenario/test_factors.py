"""Factors that are on or off: every combination is a variant, and what cannot be crossed is refused with its place."""

from __future__ import annotations

import json

import pytest

TWO = """
parameters: {iran.boldness: 0.2}
factors:
  firm: {title: Tehran is sure, set: {iran.belief.width: 0.2}}
  bold: {set: {iran.boldness: 0.9, iran.patience: 5}}
"""


def test_every_combination_is_a_variant_and_none_is_the_baseline(read):
    scenario = read(TWO)
    assert scenario.variant_names == ("baseline", "firm", "bold", "firm-bold")
    assert [one.factors for one in scenario.variants] == [("firm",), ("bold",), ("firm", "bold")]
    assert [one.title for one in scenario.variants] == ["Tehran is sure", "Bold", "Tehran is sure + Bold"]
    both = scenario.cells()[3].courses
    assert (both["iran.belief.width"][0].value, both["iran.boldness"][0].value) == (0.2, 0.9)
    assert scenario.cells()[1].courses["iran.boldness"][0].value == 0.2


def test_five_factors_make_thirty_two_cells_and_a_sixth_is_refused(read, mistakes):
    paths = ["iran.boldness", "iran.strike_back", "iran.patience", "iran.belief.width", "united_states.pressure"]
    five = "".join(f"  f{at}: {{set: {{{path}: 1}}}}\n" for at, path in enumerate(paths))
    assert len(read(f"factors:\n{five}").cells()) == 32
    (told,) = mistakes(f"factors:\n{five}  more: {{set: {{proxies.autonomy: 0.9}}}}\n")
    assert "6 factors are too many to cross; allowed: at most 5" in told


def test_factors_survive_the_plain_form_and_leave_the_digests_of_files_without(read):
    scenario = read(TWO + "variants: {other: {set: {iran.patience: 3}}}\n")
    again = read(json.dumps(scenario.canonical()))
    assert (again.cells(), again.factors, again.digest) == (scenario.cells(), scenario.factors, scenario.digest)
    assert scenario.variant_names == ("baseline", "other", "firm", "bold", "firm-bold")
    assert "factors" not in read("title: x\n").canonical()


def test_a_child_takes_over_no_factors_and_python_may_give_others(read, tmp_path):
    (tmp_path / "parent.yaml").write_text(TWO)
    (tmp_path / "child.yaml").write_text("extends: parent.yaml\n")
    child = read(tmp_path / "child.yaml")
    assert (child.factors, child.variants) == ((), ())
    assert child.replace(factors={"firm": {"set": {"iran.patience": 9}}}).variant_names == ("baseline", "firm")


def test_what_the_command_line_fixes_no_factor_changes(read):
    scenario = read(TWO, "iran.boldness=0.4")
    assert {cell.courses["iran.boldness"][0].value for cell in scenario.cells()} == {0.4}
    assert "--set beats what the factor bold sets" in str(scenario.warnings[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("factors: {a: {set: {iran.patience: 5}}, b: {set: {iran.patience: 6}}}", "iran.patience is set by a, too"),
        ("factors: {a: {title: Nothing}}", "'set' is missing"),
        ("factors: {a-b: {set: {iran.patience: 5}}}", "'a-b' cannot be a factor's name"),
        ("factors: {baseline: {set: {iran.patience: 5}}}", "'baseline' cannot be a factor's name"),
        ("factors: {a: {set: {iran.patiense: 5}}}", "did you mean iran.patience?"),
        ("factors: {a: {theory: pressure_works, set: {iran.patience: 5}}}", "'theory' is not a key here"),
        ("factors: {a: {set: {iran.patience: 5}}}\nsweep: {axes: {iran.patience: [1, 2]}}", "a factor may not set it"),
        (
            "factors: {a: {set: {iran.patience: 5}}}\nvariants: {a: {set: {iran.boldness: 0.9}}}",
            "the combination a is called like a variant",
        ),
    ],
)
def test_what_cannot_be_crossed_is_refused(mistakes, text, told):
    found = mistakes(text)
    assert len(found) == 1 and told in found[0]


def test_a_factor_swept_by_a_later_layer_is_told_once(read, tmp_path):
    with pytest.raises(Exception, match="the factor bold sets it, and would undo the sweep") as told:
        read(TWO).replace(sweep={"axes": {"iran.patience": [1, 2]}})
    assert str(told.value).count("would undo the sweep") == 1


def test_a_factor_that_sets_what_holds_anyway_is_warned_of(read):
    (warning,) = read("parameters: {iran.patience: 5}\nfactors: {a: {set: {iran.patience: 5}}}").warnings
    assert "it makes no difference on its own" in str(warning)
