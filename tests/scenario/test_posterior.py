"""``parameters: {posterior: FILE}``: every world draws a row of the file, and keeps what the row ties together."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.scenario import ScenarioError

HEAD = "format: 1\nextends: redline:maximum_pressure\nruns: {worlds: 60, assumptions: {draws: 0}}\nclock: {days: 30}\n"
TABLE = "# a remark\niran.boldness,united_states.force_threshold\n" + "\n".join(
    f"{b / 100:g},{5 + b / 100:g}" for b in range(5, 95, 3)
)


def scenario(folder, parameters: str, table: str = TABLE):
    (folder / "posterior.csv").write_text(table)
    (folder / "ours.yaml").write_text(HEAD + parameters)
    return sim.load(folder / "ours.yaml")


def test_each_world_draws_one_row_for_all_columns(tmp_path):
    table = sim.run(scenario(tmp_path, "parameters: {posterior: posterior.csv}\n")).table
    bold, line = table["iran.boldness"], table["united_states.force_threshold"]
    np.testing.assert_allclose(line - bold, 5, atol=1e-5)
    assert bold.nunique() > 15


def test_what_the_file_itself_sets_beats_the_posterior(tmp_path):
    ours = scenario(tmp_path, "parameters: {posterior: posterior.csv, iran.boldness: 0.2}\n")
    assert ours.parameters["iran.boldness"].only == 0.2
    assert ours.sampled == ("united_states.force_threshold",)


def test_a_variant_may_draw_from_another_posterior_in_the_same_rows(tmp_path):
    (tmp_path / "other.csv").write_text(TABLE.replace("# a remark\n", ""))
    text = "parameters: {posterior: posterior.csv}\nvariants: {other: {set: {posterior: other.csv}}}\n"
    table = sim.run(scenario(tmp_path, text)).table
    first, second = (table[table["variant"] == name]["iran.boldness"] for name in ("baseline", "other"))
    np.testing.assert_array_equal(first, second)


def test_the_resolved_scenario_holds_the_draws_and_needs_no_file(tmp_path):
    ours = scenario(tmp_path, "parameters: {posterior: posterior.csv}\n")
    again = sim.load(json.dumps(ours.canonical()))
    (tmp_path / "posterior.csv").unlink()
    assert again.digest == ours.digest
    assert sim.run(again).digest == sim.run(ours).digest


def test_parameters_without_a_column_are_still_varied_in_the_range_over_assumptions(tmp_path):
    from sim.runs.plan import Plan

    ours = scenario(tmp_path, "parameters: {posterior: posterior.csv}\n").replace(assumptions={"draws": 4, "worlds": 5})
    drawn = Plan.of(ours).drawn
    assert "iran.boldness" not in drawn and "iran.caution" in drawn


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (TABLE.replace("iran.boldness", "iran.boldnes"), "the column 'iran.boldnes' is no parameter; did you mean"),
        (
            TABLE + "\n0.5,99",
            "posterior.csv:33: united_states.force_threshold: 99 is out of range; allowed: 0 to 10",
        ),
        (TABLE + "\n0.5,high", "posterior.csv:33: united_states.force_threshold: 'high' is not a number"),
        (TABLE + "\n0.5,1_0", "posterior.csv:33: united_states.force_threshold: '1_0' is not a number"),
        (TABLE + "\n0.5", "posterior.csv:33: 1 values for 2 columns; write decimals with a point, 0.5"),
        ("iran.boldness\n0,5\n0,6", "posterior.csv:2: 2 values for 1 columns; write decimals with a point, 0.5"),
        ('iran.boldness\n"0,5"\n0.6', "posterior.csv:2: iran.boldness: '0,5' is not a number"),
        ("iran.boldness\n0.5", "posterior.csv has one row below its heading; allowed: 2 to 2,000"),
        ("", "posterior.csv has no rows below its heading; allowed: 2 to 2,000"),
        ("iran.boldness" + "\n0.5" * 2001, "posterior.csv has more rows below its heading; allowed: 2 to 2,000"),
        ("united_states.rule,iran.boldness\n1,0.1\n2,0.2", "united_states.rule takes words, not numbers"),
        ("iran.boldness,iran.boldness\n1,0.1\n1,0.2", "the column iran.boldness stands there 2 times"),
        ("iran.boldness;iran.caution\n1;2\n1;2", "posterior.csv:1: none of the columns is a parameter"),
        ("iran.boldness\n0.5\n\x1b[2J", "value 1 of this row holds the control character U+001B"),
        ("iran.boldness\n0.5\n" + "1" * 131_073, "posterior.csv:3: a cell has more than 131,072 characters"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_place(tmp_path, table, told):
    with pytest.raises(ScenarioError, match=r"ours\.yaml:5:") as error:
        scenario(tmp_path, "parameters: {posterior: posterior.csv}\n", table)
    assert told in str(error.value)


def test_a_missing_file_is_told_where_it_is_named(tmp_path):
    with pytest.raises(ScenarioError, match=r"ours.yaml:5:25: .* there is no file 'gone.csv'; `redline calibrate`"):
        scenario(tmp_path, "parameters: {posterior: gone.csv}\n")


def test_a_thousand_wrong_columns_are_told_at_once_and_in_few_words(tmp_path):
    wrong = ",".join(f"iran.boldness{at}" for at in range(20_000))
    row = ",".join(["0.5"] * 20_001)
    with pytest.raises(ScenarioError) as error:
        scenario(tmp_path, "parameters: {posterior: posterior.csv}\n", f"iran.boldness,{wrong}\n{row}\n{row}")
    *first, last = [str(one) for one in error.value.problems]
    assert len(first) == 10 and all("is no parameter; did you mean iran.boldness?" in one for one in first)
    assert last.endswith("19,990 more columns are no parameters")


def test_a_file_of_somebody_else_is_neither_read_from_elsewhere_nor_quoted(tmp_path, monkeypatch):
    (tmp_path / "secret.csv").write_text("user:password\nroot:hunter2\nother:words\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    (inside / "link.csv").symlink_to(tmp_path / "secret.csv")
    for name in ("../secret.csv", str(tmp_path / "secret.csv"), "link.csv"):
        with pytest.raises(ScenarioError, match="lies outside the folder of this file"):
            scenario(inside, f"parameters: {{posterior: {name}}}\n")
    monkeypatch.chdir(tmp_path)  # the working folder's own files may be named
    with pytest.raises(ScenarioError, match="none of the columns is a parameter") as error:
        scenario(inside, "parameters: {posterior: secret.csv}\n")
    assert "hunter2" not in str(error.value) and "password" not in str(error.value)


def test_the_command_line_and_python_may_name_any_file(tmp_path, monkeypatch):
    ours = scenario(tmp_path, "")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    file = str(tmp_path / "posterior.csv")
    set_ = sim.load(ours.source_file, sets=[f"posterior={file}"])
    assert set_.cells()[0].courses == ours.replace(parameters={"posterior": file}).cells()[0].courses
    assert "iran.boldness" in set_.cells()[0].courses
