"""Where there is no number readers see a dash, never ``nan`` or ``inf``."""

from __future__ import annotations

import math

import pytest

from sim.report.pages.exported import as_csv
from sim.report.parts import Table
from sim.words import frequency, numbers

NONE = (math.nan, math.inf, -math.inf)


@pytest.mark.parametrize("value", NONE)
def test_a_number_that_is_none_is_a_dash(value):
    assert numbers.told(value) == numbers.told_range(1.0, value) == numbers.told_range(value, 1.0) == "-"
    assert frequency.number(value) == frequency.points(value) == frequency.percents(value, 0.5) == "-"


def test_other_numbers_are_told_in_their_form():
    assert numbers.told(1234.5678) == "1.23e+03" and numbers.told(0.1234, ".1%") == "12.3%"
    assert numbers.told_range(0.5, 2.25, "g") == "0.5 to 2.25"


@pytest.mark.parametrize(
    "text", ["nan", "-inf", "nan%", "nan to nan", "3 (nan to 4)", "+inf points", "1.2 to inf", "(nan"]
)
def test_a_cell_in_which_a_number_is_none_is_a_dash(text):
    assert numbers.cell(text) == "-"


@pytest.mark.parametrize("text", ["", "1.5", "-2 to +3", "inflation", "Nancy", "banana 3", "finance", "info", "x_nan"])
def test_other_cells_stay(text):
    assert numbers.cell(text) == text


def test_a_table_shows_a_dash_and_its_file_nothing_while_words_stay():
    table = Table.of(["Variant", "Share", "Interval"], [["nan", float("nan"), "nan to nan"], ["a", 1, "0.5 to inf"]])
    assert table.rows == [["nan", "-", "-"], ["a", "1", "-"]]
    assert as_csv(table).splitlines()[1:] == ['"nan","",""', '"a","1",""']
