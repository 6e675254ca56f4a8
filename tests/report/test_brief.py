"""The brief and the tables of a run: all that a memo needs, on a page, and claims only what the intervals bear."""

from __future__ import annotations

import csv
import io

import pytest

from sim.analyses.answer.answer import headline
from sim.report.pages import images
from sim.report.pages.brief import brief
from sim.report.pages.exported import files, sheets
from tests.report import synthetic


@pytest.fixture(scope="module")
def compared():
    return synthetic.compared(60)


def test_a_brief_holds_answer_intervals_table_changes_assumptions_caveat_and_how_to_repeat_it(compared):
    text = brief(compared)
    for part in ("**Answer.**", "**How sure.**", "**What changed**", "**What was assumed.**", "**Caveat.**"):
        assert text.count(part) == 1
    assert "95% simulation interval" in text
    assert "over their plausible ranges" in text
    assert compared.digest[:16] in text
    assert f"seed {compared.scenario.seed}" in text
    assert len(text.split()) < 550  # a page
    table = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(table) == 1 + len(compared.variants)
    assert len({line.count("|") for line in table}) == 1


def test_only_clear_changes_are_findings(compared):
    said = brief(compared).split("**What changed**")[1].split("**What was assumed.**")[0]
    for effect in headline(compared).effects:
        line = next(one for one in said.splitlines() if effect.subject in one)
        assert line.startswith("- No clear effect") != effect.difference.clear


def test_a_brief_of_one_variant_has_both_intervals_by_outcome_and_no_changes():
    text = brief(synthetic.single(60))
    assert "| War |" in text
    assert "In nine settings of ten" in text
    assert "What changed" not in text


def test_nothing_in_a_scenario_becomes_markdown():
    text = brief(synthetic.hostile(60))
    words, _, command = text.partition("**Repeat it.** ")
    assert "<script" not in words.replace("\\<script", "")
    fence = command[: len(command) - len(command.lstrip("`"))]
    assert command.count(fence) == 2  # what a file is called does not end the code
    assert text.count("\n# ") == 0
    table = [line.replace("\\|", "") for line in text.splitlines() if line.startswith("| ")]
    assert len({line.count("|") for line in table}) == 1


def test_every_figure_with_a_table_becomes_a_csv_with_the_same_cells(compared):
    found, made = list(sheets(compared)), files(compared)
    assert set(made) == {"README.txt", *(f"{one.name}.csv" for one in found)}
    assert {"answer", "worlds", "outcomes", "changes-war"} <= {one.name for one in found}
    assert len({one.name for one in found}) == len(found)
    for one in found:
        heads, *rows = csv.reader(io.StringIO(made[f"{one.name}.csv"].removeprefix("\ufeff")))
        assert heads == [column.title for column in one.table.columns]
        assert [[cell.removeprefix("'") for cell in row] for row in rows] == [
            [" ".join(cell.split()) for cell in row] for row in one.table.rows
        ]
        assert f"{one.name}.csv: " in made["README.txt"]


def test_a_formula_is_saved_as_text():
    from sim.report.pages.exported import as_csv
    from sim.report.parts import Table

    assert '"\'=1+1","-2.5","\'-x"' in as_csv(Table.of(["a", "b", "c"], [["=1+1", "-2.5", "-x"]]))


def test_a_picture_carries_title_key_and_source_and_fits_them_above_and_below(compared):
    found, others = images.pictures(compared)
    one = next(each for each in found if each.name == "outcomes")
    layout = one.figure.layout
    assert layout.paper_bgcolor == "#ffffff"
    assert "worlds" in layout.title.text
    assert "■" in layout.title.text
    assert "Source: redline" in layout.annotations[-1].text
    assert compared.digest[:12] in layout.annotations[-1].text
    assert layout.height == one.height > layout.margin.t + layout.margin.b + 100
    assert others
