"""``runs.worlds`` is a number, or as many as a narrow interval takes."""

import json

import pytest


def test_worlds_may_be_as_many_as_a_narrow_interval_takes(read):
    scenario = read("runs: {worlds: {until: 0.01, at_most: 5000}}")
    assert (scenario.until, scenario.worlds) == (0.01, 5000)
    assert read("runs: {worlds: {until: 2%}}").until == 0.02
    assert read("runs: {worlds: {until: 2%}}").worlds == 100_000
    assert read("runs: {worlds: 50}").until is None


def test_a_plain_number_takes_the_place_of_an_interval(read):
    text = "runs: {worlds: {until: 1%}}"
    for scenario in (read(text, "runs.worlds=20"), read(text).replace(worlds=20)):
        assert (scenario.until, scenario.worlds) == (None, 20)


def test_an_interval_takes_the_place_of_a_plain_number(read):
    for scenario in (
        read("runs: {worlds: 20}", "runs.worlds={until: 2%}"),
        read("runs: {worlds: 20}").replace(worlds={"until": 0.02}),
    ):
        assert (scenario.until, scenario.worlds) == (0.02, 100_000)


def test_it_is_inherited_and_a_child_brings_back_a_plain_number_or_the_usual_one(read, tmp_path):
    (tmp_path / "parent.yaml").write_text("runs: {worlds: {until: 1%, at_most: 900}}\n")
    path = tmp_path / "child.yaml"
    for text, expected in (
        ("runs: {seed: 3}", (0.01, 900)),
        ("runs: {worlds: 7}", (None, 7)),
        ("runs: {worlds: null}", (None, 2000)),
        ("runs: null", (None, 2000)),
    ):
        path.write_text(f"extends: parent.yaml\n{text}\n")
        scenario = read(path)
        assert (scenario.until, scenario.worlds) == expected


def test_it_survives_the_plain_form_and_is_part_of_the_hash(read):
    scenario = read("runs: {worlds: {until: 1%, at_most: 900}}")
    again = read(json.dumps(scenario.canonical()))
    assert (again.until, again.worlds, again.digest) == (0.01, 900, scenario.digest)
    assert scenario.digest != read("runs: {worlds: 900}").digest


@pytest.mark.parametrize(
    ("worlds", "message"),
    [
        ("{until: 0}", "0 is out of range; allowed: 0.001 to 0.2, or 0.1% to 20%; half of a 95% interval"),
        ("{until: 30%}", "30% is out of range"),
        ("{until: soon}", "'soon' is not a number"),
        ("{at_most: 500}", "'until' is missing; write {until: 0.01}, or a number of worlds"),
        ("{}", "'until' is missing"),
        ("{until: 1%, at_most: 5}", "5 is out of range; allowed: a whole number from 100 to 1,000,000"),
        ("{until: 1%, at_mots: 500}", "did you mean at_most?"),
        ("many", "'many' is not a whole number"),
    ],
)
def test_a_wrong_interval_is_refused(mistakes, worlds, message):
    (found,) = mistakes(f"runs: {{worlds: {worlds}}}")
    assert message in found
    assert "runs.worlds" in found


def test_the_cap_counts_when_the_size_of_a_run_is_checked(mistakes):
    sweep = "sweep: {axes: {iran.boldness: {from: 0, to: 1, points: 101}}}"
    (found,) = mistakes(f"runs: {{worlds: {{until: 1%}}}}\n{sweep}")
    assert found.startswith("<text>:1:8: error: runs.worlds.at_most: 1 variant x 101 points x 100,000 worlds")
    assert "lower runs.worlds.at_most or the number of values of the axes" in found
