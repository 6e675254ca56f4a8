"""Reading a record: any file with the columns will do, and every mistake in it is told at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analyses.facts.happened import happened
from sim.crisis.record.joined import RECORD_END, series_together, together
from sim.crisis.record.reading import RecordError, _events, _series, events, series
from sim.crisis.record.table import Table

HEADER = "date,actor,action,target,theatre,us_fatalities,other_fatalities,category,description,source,confidence"
ROW = "2020-01-08,Iran,fires missiles,US forces at Ain al-Asad,Iraq,0,0,iran_direct,Missiles.,press,high"
POINTS = "series,period,value,unit,source,confidence"
POINT = "iran_crude_exports,2019-10,0.4,mb/d,press,low"


@pytest.fixture
def write(tmp_path):
    def written(*lines: str, name: str = "mine.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


def refused(read, path: Path) -> list[str]:
    """The lines of the refusal, without the folder."""
    with pytest.raises(RecordError) as caught:
        read(path)
    return str(caught.value).replace(f"{path.parent}/", "").splitlines()


def test_a_file_with_the_shared_columns_is_read_and_what_it_leaves_out_is_empty(write):
    (one,) = events(write(HEADER, ROW))
    assert (one.date, one.us_fatalities, one.attribution, one.line) == (date(2020, 1, 8), 0, "", 2)
    (point,) = series(write(POINTS, POINT))
    assert (point.value, point.licence, point.use) == (0.4, "", "")


def test_columns_may_stand_in_any_order_and_further_ones_are_left_alone(write):
    names, cells = HEADER.split(","), ROW.split(",")
    (one,) = events(write(",".join(["notes", *reversed(names)]), ",".join(["x", *reversed(cells)])))
    assert (one.actor, one.confidence) == ("Iran", "high")


def test_events_come_in_order_of_date_and_blank_lines_and_a_byte_order_mark_do_no_harm(tmp_path):
    path = tmp_path / "bom.csv"
    earlier = ROW.replace("2020-01-08", "2020-01-04")
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n\r\n{ROW}\r\n{earlier}\r\n".encode())
    assert [(one.date.day, one.line) for one in events(path)] == [(4, 4), (8, 3)]


def test_every_mistake_is_told_in_one_pass_with_its_line_and_column(write):
    bad = "08.01.2020,,fires missiles,x,Iraq,-1,1.5,iran_direct,Missiles.,press,hgh"
    told = refused(events, write(HEADER, ROW, bad, ROW))
    assert told == [
        "mine.csv:3: date: '08.01.2020' is not a day; write it as 2019-06-20, from 1979 to 2100",
        "mine.csv:3: actor: it is empty; write something",
        "mine.csv:3: us_fatalities: '-1' is not a number of dead; a whole number below 1,000,000, 0 for none",
        "mine.csv:3: other_fatalities: '1.5' is not a number of dead; a whole number below 1,000,000, 0 for none",
        "mine.csv:3: confidence: 'hgh' is not allowed; allowed: high, medium, low; did you mean high?",
        "mine.csv:4: row: the same as line 2; give each event one row",
    ]


def test_a_missing_column_is_told_with_the_one_that_may_be_meant(write):
    told = refused(events, write(HEADER.replace("us_fatalities", "us_deaths").replace("theatre", "theater"), ROW))
    assert "mine.csv:1: theatre: this column is missing; did you mean it by 'theater'?" in told
    assert len(told) == 2 and told[1].startswith("mine.csv:1: us_fatalities: this column is missing")


def test_numbers_that_are_none_and_periods_of_unknown_form_are_told(write):
    rows = ["a,2019-13,1,u,s,low", "a,June,1,u,s,low", "a,2019-06,nan,u,s,low", "a,2019-07,1e3x,u,s,low"]
    rows += ["a,2019-05/2019-01,1,u,s,low", "a,2019-08,1_000,u,s,low"]
    told = refused(series, write(POINTS, *rows))
    assert [line.split(": ")[0:2] for line in told] == [
        ["mine.csv:2", "period"],
        ["mine.csv:3", "period"],
        ["mine.csv:4", "value"],
        ["mine.csv:5", "value"],
        ["mine.csv:6", "period"],
        ["mine.csv:7", "value"],
    ]
    assert "2019-Q2" in told[0] and "2010s" in told[0]


def test_two_numbers_for_one_period_are_refused(write):
    (line,) = refused(series, write(POINTS, POINT, POINT.replace("0.4", "0.5")))
    assert line.startswith("mine.csv:3: period: the same as line 2")


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2019", (2019, 1, 1), (2019, 12, 31)),
        ("2019-02", (2019, 2, 1), (2019, 2, 28)),
        ("2020-02", (2020, 2, 1), (2020, 2, 29)),
        ("2019-12", (2019, 12, 1), (2019, 12, 31)),
        ("2019-06-20", (2019, 6, 20), (2019, 6, 20)),
        ("2018-Q4", (2018, 10, 1), (2018, 12, 31)),
        ("2010s", (2010, 1, 1), (2019, 12, 31)),
        ("2019-05/2019-12-28", (2019, 5, 1), (2019, 12, 28)),
        ("2017-02/2020-06", (2017, 2, 1), (2020, 6, 30)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(write, period, first, last):
    (point,) = series(write(POINTS, f"a,{period},1,u,s,low"))
    assert point.span == (date(*first), date(*last))


def test_a_value_with_a_bare_comma_is_told_as_such(write):
    (line,) = refused(events, write(HEADER, ROW.replace("Missiles.", "Missiles, many.")))
    assert line == 'mine.csv:2: row: 12 values for 11 columns; put a value that holds a comma in quotes: "Aden, Yemen"'


def test_a_row_that_goes_over_several_lines_does_not_shift_the_lines_that_are_told(write):
    folded = ROW.replace("Missiles.", '"Missiles,\nmany."')
    (line,) = refused(events, write(HEADER, folded, ROW.replace("2020-01-08", "soon")))
    assert line.startswith("mine.csv:4: date: 'soon'")


def test_a_table_with_semicolons_is_told_as_such(write):
    assert "columns are not separated by commas" in refused(events, write(HEADER.replace(",", ";"), ROW))[-1]


def test_another_table_is_told_in_one_line(write):
    (line,) = refused(series, write("a,b", "1,2"))
    assert line == f"mine.csv:1: header: none of the columns stands there; this table has {POINTS}"


def test_empty_files_and_files_without_rows_are_refused(write):
    assert "the file is empty" in refused(events, write(""))[0]
    assert refused(events, write(HEADER)) == ["mine.csv:1: header: no row follows; a record has at least one"]


def test_files_that_are_no_text_missing_or_folders_are_refused_in_words(tmp_path, write):
    write(HEADER, ROW, name="events.csv")
    binary = tmp_path / "binary.csv"
    binary.write_bytes(f"{HEADER}\n".encode() + b"\xff\xfe\x00")
    assert refused(events, binary) == ["binary.csv:2: the file is not UTF-8 text; save it with UTF-8 encoding"]
    assert refused(events, tmp_path / "evnts.csv") == ["evnts.csv: there is no such file; did you mean events.csv?"]
    assert "this is a folder" in refused(events, tmp_path)[0]


def test_a_quote_that_is_never_closed_is_told_where_it_opens(write):
    (line,) = refused(events, write(HEADER, ROW, ROW.replace("Missiles.", '"Missiles')))
    assert line.startswith("mine.csv:3: it is not comma-separated values")


def test_a_file_that_is_wrong_everywhere_does_not_fill_the_screen(write):
    told = refused(events, write(HEADER, *(ROW.replace("2020-01-08", f"day {i}") for i in range(70))))
    assert len(told) == 51 and told[-1] == "mine.csv: and 20 more mistakes"


def test_an_own_record_takes_the_place_of_the_built_in_one_from_its_first_day_on(write):
    rows = together(write(HEADER, ROW.replace("2020-01-08", "2019-06-13")))
    assert rows[-1].date == date(2019, 6, 13) and sum(one.date == rows[-1].date for one in rows) == 1
    assert rows[:-1] == tuple(one for one in events() if one.date < date(2019, 6, 13))
    assert together(None) == events() and max(one.date for one in rows) < RECORD_END


def test_an_own_series_takes_the_place_of_the_built_in_one_of_its_name_only(write):
    found = series_together(write(POINTS, "iran_crude_exports,2019-06,9,mb/d,press,low"))
    exports = {one.period: one.value for one in found if one.series == "iran_crude_exports"}
    assert exports["2019-06"] == 9 and exports["2019-05"] == 0.81 and "2019-07" not in exports
    others = [one for one in found if one.series != "iran_crude_exports"]
    assert others == [one for one in series() if one.series != "iran_crude_exports"]


def test_a_slip_in_a_category_is_told_and_a_kind_that_we_do_not_know_is_allowed(write):
    slips = [ROW.replace("iran_direct", slip) for slip in ("iran_driect", "us_srtike")]
    told = refused(events, write(HEADER, ROW, *(row.replace("01-08", f"01-1{at}") for at, row in enumerate(slips))))
    assert told == [
        "mine.csv:3: category: there is no category 'iran_driect'; did you mean iran_direct?",
        "mine.csv:4: category: there is no category 'us_srtike'; did you mean us_strike?",
    ]
    rows = [ROW.replace("iran_direct", kind) for kind in ("Iran direct", "domestic")]
    known, other = events(write(HEADER, rows[0], rows[1].replace("01-08", "01-09")))
    assert (known.category, other.category) == ("Iran direct", "domestic")


def test_a_series_that_fits_use_is_told_when_its_name_or_unit_is_another(write):
    told = refused(series, write(POINTS, POINT.replace("exports", "export"), POINT.replace("0.4,mb/d", "400,kb/d")))
    assert "line" not in told[0] and "did you mean iran_crude_exports?" in told[0]
    assert told[1] == (
        "mine.csv:3: unit: fits take iran_crude_exports in mb/d, and this is in 'kb/d'; write value and unit in mb/d"
    )
    another = POINT.replace("iran_crude_exports", "my_own_count").replace("mb/d", "acts")
    assert len(series(write(POINTS, POINT, another))) == 2


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01", "1970-01-01", "0001-01-01", "٢٠١٩-٠٦-٢٠"])
def test_a_day_that_marks_a_missing_one_is_none(write, day):
    (told,) = refused(events, write(HEADER, ROW.replace("2020-01-08", day)))
    assert told == f"mine.csv:2: date: '{day}' is not a day; write it as 2019-06-20, from 1979 to 2100"


ENDLESS = ["9999", "9999-12", "9999-Q4", "9990s", "9999-12-31", "2019/9999", "0001", "2019-13"]


@pytest.mark.parametrize("period", ENDLESS)
def test_a_period_out_of_all_bounds_is_none(write, period):
    (told,) = refused(series, write(POINTS, POINT.replace("2019-10", period)))
    assert told.startswith(f"mine.csv:2: period: '{period}' is not a period; write 2019,")
    assert told.endswith("from 1900 to 2100")


EXPORTS = "iran_crude_exports,{},{},mb/d,press,low"
RATE = "rial_per_usd_free_market_monthly_mean,{},{},rial/USD,press,low"


MARKS = ["-99", "-999", "-9999.0", "-99.99", "999", "9999", "99999", "999999", "9999999", "999.9", "+9999"]


@pytest.mark.parametrize("value", MARKS)
@pytest.mark.parametrize("row", [EXPORTS, RATE, "my_own_series,{},{},acts,press,low"])
def test_a_mark_for_a_missing_value_is_refused_in_every_series(write, row, value):
    told = refused(
        series, write(POINTS, row.format("2018-06", 5_000 if "rial" in row else 2), row.format("2018-07", value))
    )
    assert told == [
        f"mine.csv:3: value: {value} is a usual mark of a missing value; leave out the row of what nobody observed"
    ]


def test_a_number_that_only_looks_like_a_mark_is_written_with_an_exponent(write):
    row = "my_own_series,2018-0{},{},acts,press,low"
    values = ["9.99e2", "-9.9e1", "99", "9.99", "-9", "990", "1999"]
    found = series(write(POINTS, *(row.format(at, value) for at, value in enumerate(values, 1))))
    assert [one.value for one in found] == [999, -99, 99, 9.99, -9, 990, 1999]


@pytest.mark.parametrize("value", ["-9", "-1", "-0.1", "99.99", "10.5", "1e6"])
def test_exports_have_bounds(write, value):
    (told,) = refused(series, write(POINTS, EXPORTS.format("2018-06", 2.2), EXPORTS.format("2018-07", value)))
    assert told == (
        f"mine.csv:3: value: iran_crude_exports cannot be {value} mb/d; allowed: 0 to 10; "
        "leave out the row of a month that nobody observed"
    )


@pytest.mark.parametrize("value", ["-1", "0", "990", "10000001"])
def test_so_has_the_rate(write, value):
    (told,) = refused(series, write(POINTS, RATE.format("2018-07", value)))
    assert f"cannot be {value} rial/USD; allowed: 1,000 to 10,000,000; leave out the row" in told


@pytest.mark.parametrize("value", ["NA", "N/A", "", "-", ".", "nan", "inf", "1_000", "1,5", "٢", "1 000"])
def test_words_and_signs_for_a_missing_value_are_no_numbers(write, value):
    cell = f'"{value}"' if "," in value else value
    (told,) = refused(series, write(POINTS, EXPORTS.format("2018-07", cell)))
    assert told.startswith("mine.csv:2: value: ") and told.endswith("leave out the row of what is missing")


@pytest.mark.parametrize("dead", ["-1", "NA", "", "1e3", "1234567"])
def test_words_and_signs_for_a_missing_number_of_dead_are_none(write, dead):
    (told,) = refused(events, write(HEADER, ROW.replace(",0,0,", f",{dead},0,")))
    what = f"'{dead}' is not a number of dead; a whole number below 1,000,000, 0 for none"
    assert told == f"mine.csv:2: us_fatalities: {what}"


@pytest.mark.parametrize("dead", ["-999", "999", "9999", "-99"])
def test_nor_are_usual_marks(write, dead):
    (told,) = refused(events, write(HEADER, ROW.replace(",0,0,", f",{dead},0,")))
    what = f"{dead} is a usual mark of a missing value; write the number of dead, 0 for none"
    assert told == f"mine.csv:2: us_fatalities: {what}"


def test_a_mark_for_a_missing_actor_is_none(write):
    told = refused(events, write(HEADER, ROW.replace("Iran,", "NA,", 1), ROW.replace("fires missiles", "n/a")))
    assert told == [
        "mine.csv:2: actor: 'NA' marks what is missing; write something",
        "mine.csv:3: action: 'n/a' marks what is missing; write something",
    ]


NO_MONTHS = ["2018-Q3", "2018", "2018-06-01", "2010s", "2018-06/2018-07", "2018-06-01/2018-06-29"]


@pytest.mark.parametrize("period", NO_MONTHS)
def test_what_fits_compare_by_month_is_refused_by_other_periods(write, period):
    (told,) = refused(series, write(POINTS, EXPORTS.format("2018-06", 2.2), EXPORTS.format(period, 2.1)))
    what = f"fits compare iran_crude_exports by calendar month, and {period} is none"
    assert told.startswith(f"mine.csv:3: period: {what}; write the mean of each month, as 20")


def test_for_reporting_only_any_period_will_do_and_takes_the_place_of_no_month(write):
    report = write(f"{POINTS},use", EXPORTS.format("2018-Q3", 2.1) + ",report", "other,2018,1,acts,press,low,")
    assert happened(series=report).exports == happened().exports
    assert [one.period for one in series_together(report)[-2:]] == ["2018-Q3", "2018"]


def test_one_month_is_one_month_however_it_is_written(write):
    days = EXPORTS.format("2018-07-01/2018-07-31", 1.5)
    found = happened(series=write(POINTS, days)).exports
    assert found["2018-07"] == 1.5 and found["2018-06"] == happened().exports["2018-06"] and "2018-08" not in found
    told = refused(series, write(POINTS, days, EXPORTS.format("2018-07", 1.6)))
    assert told == ["mine.csv:3: period: the same as line 2; keep one, or give the other a series of its own"]


def test_periods_of_any_kind_are_compared_by_date(write):
    name = "rial_per_usd_free_market_cbi"  # built in by Iranian months, from 21 March 2019 on
    found = series_together(write(POINTS, f"{name},2019-Q3,1,rial/USD,press,low"))
    mine = [one.span[0] for one in found if one.series == name]
    assert mine[-1] == date(2019, 7, 1) and max(mine[:-1]) == date(2019, 6, 22) and min(mine) == date(2019, 3, 21)


def test_no_line_of_somebody_else_s_file_is_quoted(write):
    secret = write("root:x:0:0:the secret:/root:/bin/sh", "daemon:x:1:1:words:/:/bin/false", name="passwd")
    for read in (events, series):
        told = refused(read, secret)
        assert len(told) == 1 and "secret" not in told[0] and "daemon" not in told[0]


def test_a_header_of_many_columns_is_refused_at_once(write):
    told = refused(events, write(",".join(f"dat{at}" for at in range(200_000)), name="wide.csv"))
    assert len(told) == 1 and len(told[0]) < 300


CELLS = st.one_of(
    st.sampled_from(["", "2019-06-20", "9999-12-31", "Iran", "iran_direct", "0", "-999", "high", "mb/d", "2019-Q2"]),
    st.text(st.characters(codec=None), max_size=8),
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=12), max_size=4), st.sampled_from([HEADER, POINTS, ""]))
def test_whatever_stands_in_a_file_it_is_read_or_refused_in_words(rows, header):
    text = "\n".join([header, *(",".join(row) for row in rows)])
    for read in (_events, _series):
        try:
            read(Table("mine.csv", text))
        except RecordError as error:
            assert all(line.isprintable() and line.startswith("mine.csv:") for line in str(error).split("\n"))
