"""Tables and arrays as files: the same numbers come back, with their provenance; nothing is written over unasked."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from scipy.io import netcdf_file

from sim.runs.disk import tabular
from sim.runs.disk.tabular import Variable

TOLD = {"scenario": "tiny", "digest": "abc", "note": "two\nlines"}
FRAME = pd.DataFrame(
    {
        "variant": ["baseline", "=SUM(A1)"],
        "share": [1 / 3, np.nan],
        "mean": np.array([0.1, 2.5], np.float32),
        "date": pd.to_datetime(["2019-06-20", None]),
        "count": [3, -1],
    }
)


def test_csv_has_remarks_first_iso_dates_and_numbers_that_read_back_exactly():
    text = tabular.as_csv(FRAME, TOLD).decode()
    assert text.splitlines()[:3] == ["# scenario: tiny", "# digest: abc", "# note: two lines"]
    back = pd.read_csv(io.StringIO(text), comment="#", parse_dates=["date"])
    assert back["share"][0] == 1 / 3 and np.isnan(back["share"][1])
    assert "0.1," in text and "2019-06-20" in text and back["date"].isna().tolist() == [False, True]
    assert back["count"].tolist() == [3, -1]


def test_no_text_of_a_csv_is_a_formula_or_cuts_its_line_short():
    frame = pd.DataFrame({"title": ["=cmd", "-1+1", "number #7", "plain"], "share": [0.0, 0.1, 0.2, 0.3]})
    back = pd.read_csv(io.BytesIO(tabular.as_csv(frame, TOLD)), comment="#")
    assert back["title"].tolist() == ["'=cmd", "'-1+1", "number no. 7", "plain"]
    assert back["share"].tolist() == [0.0, 0.1, 0.2, 0.3]


@pytest.mark.parametrize("title", ["a,=cmd", "a; +1", 'a,"=cmd"', 'a, "-1', "a,@x,,=y"])
@pytest.mark.parametrize("between", [",", ";"])
def test_no_remark_of_a_csv_has_a_formula_in_it(title, between):
    first = tabular.as_csv(FRAME, {"title": title}).decode().splitlines()[0]
    cells = next(csv.reader([first], delimiter=between))
    assert not [cell for cell in cells if cell.strip(' "').startswith(("=", "+", "-", "@"))]
    assert first.replace("'", "") == f"# title: {title}"


def test_parquet_has_dates_and_provenance_in_its_metadata():
    table = pq.read_table(io.BytesIO(tabular.as_parquet(FRAME, TOLD)))
    assert json.loads(table.schema.metadata[tabular.KEY]) == TOLD
    assert str(table.schema.field("date").type) == "date32[day]"
    assert table.to_pydict()["share"][0] == 1 / 3


def test_netcdf_has_dimensions_units_texts_and_provenance():
    variables = {
        "variant": Variable(("cell",), np.array(["baseline", "härter"]), {"long_name": "variant"}),
        "share": Variable(("cell", "outcome"), np.array([[0.25, 0.75], [0.5, 0.5]]), {"units": "1"}),
        "day": Variable(("day",), np.arange(3), {"units": "days since 2019-06-20"}),
    }
    file = netcdf_file(io.BytesIO(tabular.as_netcdf(variables, TOLD)), mmap=False)
    assert dict(file.dimensions) == {"cell": 2, "variant_characters": 8, "outcome": 2, "day": 3}
    assert file.variables["share"][:].tolist() == [[0.25, 0.75], [0.5, 0.5]]
    assert b"".join(file.variables["variant"][1]).decode() == "härter"
    assert file.variables["day"].units == b"days since 2019-06-20" and file.digest == b"abc"


def test_arrays_that_disagree_about_a_dimension_are_refused():
    one, other = (Variable(("cell",), np.zeros(n), {}) for n in (2, 3))
    with pytest.raises(ValueError, match="the dimension cell has 2 places, and here 3"):
        tabular.as_netcdf({"one": one, "other": other}, TOLD)


def test_excel_has_a_sheet_for_provenance_and_one_for_each_table_and_no_formula():
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(tabular.as_excel({"shares": FRAME}, TOLD)))
    assert book.sheetnames == ["provenance", "shares"]
    rows = list(book["shares"].iter_rows())
    assert [cell.value for cell in rows[0]] == list(FRAME)
    assert rows[2][0].value == "=SUM(A1)" and rows[2][0].data_type == "s"
    assert [cell.value for cell in rows[1][1:3]] == [pytest.approx(1 / 3), 0.1] and rows[2][1].value is None
    assert f"{rows[1][3].value:%Y-%m-%d}" == "2019-06-20"
    assert [cell.value for cell in next(book["provenance"].iter_rows())] == ["scenario", "tiny"]


def test_what_excel_cannot_hold_or_nothing_can_write_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr(tabular, "find_spec", lambda name: None)
    with pytest.raises(tabular.NoExcel, match=r"xlsx needs openpyxl: pip install 'redline\[excel\]'"):
        tabular.check_excel()
    monkeypatch.setattr(tabular, "find_spec", lambda name: object())
    tabular.check_excel({"worlds": tabular.MOST_ROWS - 1})
    with pytest.raises(tabular.NoExcel, match="the table worlds has 1,048,576 rows"):
        tabular.check_excel({"worlds": tabular.MOST_ROWS})


def test_a_file_is_written_over_only_when_that_is_said(tmp_path):
    path = tmp_path / "new" / "a.csv"
    tabular.put_file(path, b"one")
    with pytest.raises(FileExistsError, match="left as it is"):
        tabular.put_file(path, b"two")
    assert path.read_bytes() == b"one"
    tabular.put_file(path, b"two", replace=True)
    assert path.read_bytes() == b"two" and [one.name for one in path.parent.iterdir()] == ["a.csv"]


def test_a_folder_gets_all_files_or_none(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "b.csv").write_text("mine")
    with pytest.raises(FileExistsError, match=r"b\.csv is already there"):
        tabular.put_folder(folder, {"a.csv": b"1", "b.csv": b"2"})
    assert [one.name for one in folder.iterdir()] == ["b.csv"] and (folder / "b.csv").read_text() == "mine"
    tabular.put_folder(folder, {"a.csv": b"1", "deep/b.csv": b"2"})
    tabular.put_folder(folder, {"a.csv": b"3"}, replace=True)
    assert (folder / "a.csv").read_bytes() == b"3" and (folder / "deep" / "b.csv").read_bytes() == b"2"
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FileExistsError, match="name a folder"):
        tabular.put_folder(tmp_path / "out", {"a.csv": b"1"}, replace=True)
    assert (tmp_path / "out").read_text() == "mine"
