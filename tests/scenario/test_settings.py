"""Clock, runs, theory and what belongs to the file alone."""

from datetime import date

import pytest

from sim.scenario import Assumptions


def test_an_almost_empty_file_is_a_scenario(read):
    scenario = read("format: 1")
    assert (scenario.start, scenario.days, scenario.worlds) == (date(2018, 5, 8), 730, 2000)
    assert (scenario.theory, scenario.headline, scenario.compare) == (
        "counter_pressure",
        "war",
        ("war", "capitulation"),
    )
    assert [cell.variant for cell in scenario.cells()] == ["baseline"]
    assert scenario.cells()[0].courses == {}


def test_what_the_file_says_is_kept(read):
    scenario = read(
        "name: my_name\ntitle: T\nquestion: >\n  one\n  two\nbaseline: As it was\n"
        "clock: {start: 2019-01-01, days: 90}\n"
        "runs: {worlds: 10, seed: 7, assumptions: {draws: 0}}\ntheory: pressure_works\n"
        "outcomes: {headline: deal, compare: [deal, war]}\nreport: {sections: [answer, method]}"
    )
    assert (scenario.name, scenario.title, scenario.question) == ("my_name", "T", "one two")
    assert (scenario.start, scenario.days, scenario.worlds, scenario.seed) == (date(2019, 1, 1), 90, 10, 7)
    assert scenario.assumptions == Assumptions(0, 50)
    assert (scenario.headline, scenario.compare, scenario.sections) == ("deal", ("deal", "war"), ("answer", "method"))
    assert scenario.cells()[0].title == "As it was"


def test_the_name_comes_from_the_file_and_is_safe_as_a_folder(read, tmp_path):
    path = tmp_path / "Überraschung & mehr.yaml"
    path.write_text("title: x\n")
    assert read(path).name == "Überraschung_mehr"


@pytest.mark.parametrize("name", ["../up", "a/b", "", "a b", "."])
def test_an_unsafe_name_is_refused(mistakes, name):
    assert "cannot be a name" in mistakes(f'name: "{name}"')[0]


def test_a_whole_number_may_be_written_with_a_point(read):
    assert read("runs: {worlds: 2e3}").worlds == 2000


def test_null_brings_back_what_holds_when_nobody_says_otherwise(read):
    scenario = read("clock: {days: null}\nruns: null\ntheory: null")
    assert (scenario.days, scenario.worlds, scenario.theory) == (730, 2000, "counter_pressure")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("clock: {start: 1066-10-14}", "1066-10-14 is out of range; allowed: 1979-01-01 to 2099-12-31"),
        ("clock: {days: 100000}", "100,000 is out of range"),
        ("clock: 5", "5 stands where a map is wanted; write key: value"),
        ("runs: {worlds: 2.5}", "2.5 is not a whole number"),
        ("runs: {worlds: 100000000}", "100,000,000 is out of range; allowed: a whole number from 1 to 1,000,000"),
        ("title: []", "a list stands where text is wanted"),
        ("title: ''", "the text is empty"),
        (f"title: {'x' * 500}", "the text has 500 characters; allowed: at most 200"),
        ("outcomes: {compare: [war]}", "two outcomes are wanted"),
        ("outcomes: {compare: [war, war]}", "war stands there twice"),
        ("report: {sections: answer}", "'answer' stands where a list is wanted"),
        ("- 1\n- 2", "a list stands where a scenario is wanted"),
        ("# nothing", "the file is empty; `redline new NAME` writes one to begin with"),
    ],
)
def test_a_wrong_setting_is_refused(mistakes, text, message):
    found = mistakes(text)
    assert any(message in line for line in found), found


def test_a_run_of_absurd_size_is_refused_with_its_count(mistakes):
    text = (
        "runs: {worlds: 1000000, assumptions: {draws: 0}}\nsweep: {axes: {iran.boldness: {from: 0, to: 1, points: 11}}}"
    )
    assert "1 variant x 11 points x 1,000,000 worlds" in mistakes(text)[0]
    assert "11,000,000 worlds; allowed: at most 10,000,000" in mistakes(text)[0]


def test_a_design_of_absurd_size_is_refused_before_it_is_made(mistakes):
    axes = "{iran.boldness: {from: 0, to: 1, points: 1000}, iran.strike_back: {from: 0, to: 10, points: 1000}}"
    assert "1,000,000 cells; allowed: at most 10,000" in mistakes(f"sweep: {{axes: {axes}}}")[0]
