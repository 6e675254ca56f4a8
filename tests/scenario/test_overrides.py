"""``--set path=value`` beats the file, its variants and its sweep."""

import pytest


def test_a_parameter_is_set_in_every_variant(read):
    scenario = read("variants: {v: {set: {iran.boldness: 0.9, iran.strike_back: 5}}}", "iran.boldness=0.2")
    assert [cell.courses["iran.boldness"][0].value for cell in scenario.cells()] == [0.2, 0.2]
    assert "--set beats what the variant v sets" in str(scenario.warnings[0])


def test_clock_runs_and_theory_may_be_set(read):
    scenario = read(
        "title: x", "runs.worlds=5", "runs.seed=9", "clock.days=30", "clock.start=2019-01-01", "theory=pressure_works",
        "runs.assumptions.draws=0",
    )  # fmt: skip
    assert (scenario.worlds, scenario.seed, scenario.days, scenario.theory) == (5, 9, 30, "pressure_works")
    assert (scenario.start.year, scenario.assumptions.draws) == (2019, 0)


def test_any_form_of_a_value_may_be_set(read):
    scenario = read(
        "title: x", "iran.boldness={beta: {mean: 0.5, sd: 0.1}}", "united_states.pressure={2019-01-01: 0.5}"
    )
    assert scenario.parameters["iran.boldness"].only.kind == "beta"
    assert len(scenario.parameters["united_states.pressure"].steps) == 1


def test_the_last_of_several_counts(read):
    assert read("title: x", "runs.worlds=5", "runs.worlds=6").worlds == 6


def test_null_brings_back_the_declared_value(read):
    assert read("parameters: {iran.boldness: 0.1}", "iran.boldness=null").parameters == {}


def test_a_familys_path_sets_all_members(read):
    scenario = read("parameters: {proxies.ansar_allah.autonomy: 0.9}", "proxies.autonomy=0.1")
    assert {value.only for value in scenario.parameters.values()} == {0.1}
    assert len(scenario.parameters) == 5


def test_a_swept_parameter_is_swept_no_longer(read):
    text = "sweep: {axes: {iran.boldness: [0.1, 0.2], iran.strike_back: [5, 6]}}"
    scenario = read(text, "iran.boldness=0.7")
    assert [axis.path for axis in scenario.sweep.axes] == ["iran.strike_back"]
    assert len(scenario.cells()) == 2
    assert "it is no longer swept" in str(scenario.warnings[0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("iran.boldness", "--set iran.boldness: 'iran.boldness' sets nothing; write --set PATH=VALUE"),
        ("=5", "'=5' sets nothing"),
        ("iran.boldness=", "--set iran.boldness=: the value is missing"),
        ("iran.boldnes=0.5", "did you mean iran.boldness?"),
        ("iran.boldness=5", "--set iran.boldness=5: 5 is out of range; allowed: 0 to 1 (share)"),
        ("runs.wolds=5", "there is no setting 'runs.wolds'"),
        ("runs.wolds=5", "did you mean runs.worlds?"),
        ("clock.start=27/12/2019", "is not written year-month-day; write 2019-12-27"),
        ("worlds=5", "there is no setting 'worlds'"),
        ("worlds=5", "did you mean runs.worlds?"),
        ("runs.worlds=0", "--set runs.worlds=0: 0 is out of range"),
        ("iran.boldness={beta: ", "this is not YAML"),
        ("iran.boldness=!!python/name:os.system x", "the tag !!python/name:os.system is not allowed"),
    ],
)
def test_a_wrong_override_is_refused(mistakes, text, message):
    found = mistakes("title: x", text)
    assert any(message in line for line in found), found


def test_mistakes_in_overrides_and_file_are_told_together(mistakes):
    found = mistakes("theory: none", "runs.worlds=0", "iran.boldness=2")
    places = [line.partition(": ")[0] for line in found]
    assert places == ["<text>:1:9", "--set runs.worlds=0", "--set iran.boldness=2"]
