"""A run in which every world has ended long before the horizon: its pages and files have no number where none is."""

from __future__ import annotations

import re

import pytest

import sim
from sim.report.pages.brief import brief
from sim.report.pages.exported import as_csv, sheets

TEXT = """
format: 1
title: All war
extends: redline:maximum_pressure
clock: {days: 95}
runs: {worlds: 3, assumptions: {draws: 0}}
parameters: {united_states.force_threshold: 0, united_states.pressure: 1, iran.boldness: 1, iran.strike_back: 1}
events:
  - {on: 2018-05-10, act: open_salvo, actor: iran, deaths: 500}
  - {on: 2018-05-11, act: strike_on_iran, actor: united_states}
  - {on: 2018-05-12, act: open_salvo, actor: iran, deaths: 500}
"""
NO_NUMBER = re.compile(r"\b(nan|inf|NaN|Infinity)\b")


@pytest.fixture(scope="module")
def results():
    found = sim.run(sim.load(TEXT))
    assert (found.table["outcome"] == "war").all() and found.daily["q50"].isna().any()
    return found


def test_no_page_and_no_brief_holds_nan(results, tmp_path):
    page = results.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert not NO_NUMBER.findall(re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL))
    assert not NO_NUMBER.findall(brief(results))
    assert "; no world is left at the end." in page and "90% of worlds lie between" in page


def test_tables_show_a_dash_and_their_files_nothing_for_days_on_which_nobody_is_left(results):
    tables = {one.name: one.table for one in sheets(results)}
    acts = [row for row in tables["paths-0-pressure"].rows if row[0].startswith("Hostile acts")]
    assert acts[-1][2:] == ["-"] * 5 + ["0"] and "-" not in acts[0]
    assert not NO_NUMBER.findall("".join(map(as_csv, tables.values())))
    assert '"","","","","","0"' in as_csv(tables["paths-0-pressure"])
