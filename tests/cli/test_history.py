"""``redline history``: what it lists, how it narrows down, and what it says of words and files that fit nothing."""

from __future__ import annotations

import csv
import json
import sys

import pytest

from sim.cli import history, main
from sim.crisis.record.reading import events, series


@pytest.fixture
def table(capsys):
    """Calls the command and gives its rows by column."""

    def called(*words: str) -> list[dict[str, str]]:
        assert main(["history", *words]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[-1].startswith("# ")
        return [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:-1]]

    return called


def test_without_words_every_event_is_listed_with_its_act_or_why_there_is_none(table):
    rows = table()
    assert len(rows) == len(events())
    for row in rows:
        assert row["act"].startswith("not modelled: ") != bool(row["by"])
        assert row["source"] and row["confidence"] and row["attribution"]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("2019-06-20",), 3),
        (("rocket_attack", "2019-06"), 4),
        (("drone_loss",), 3),
        (("Abqaiq", "oil_plant_strike"), 1),
        (("nuclear_step",), 6),
        (("US", "terror_listing"), 1),
    ],
)
def test_words_narrow_the_list_down(table, words, count):
    assert len(table(*words)) == count


def test_series_lists_the_series_and_further_words_narrow_them_down(table):
    assert len(table("series")) == len(series())
    rows = table("series", "iran_crude_exports", "2019-05")
    assert [(row["period"], row["value"], row["unit"]) for row in rows] == [("2019-05", "0.81", "mb/d")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["irak"], "redline: nothing in the record fits 'irak'; did you mean iraq?\n"),
        (["rocket_atack"], "redline: nothing in the record fits 'rocket_atack'; did you mean rocket_attack?\n"),
        (["2021"], "redline: nothing in the record fits '2021'; it has 2018-05-08 to 2020-01-11\n"),
        (["2019-11-01"], "it has 2018-05-08 to 2020-01-11, and a time without a row may be unobserved\n"),
        (["2019-6"], "fits '2019-6'; as a date, write 2019, 2019-06 or 2019-06-20\n"),
        (["2019-13"], "fits '2019-13'; as a date, write 2019, 2019-06 or 2019-06-20\n"),
        (["scor", "reports/x"], "fits 'scor'; did you mean: redline history score?\n"),
        (["iran_direct", "2018-05"], "fits all of 'iran_direct', '2018-05'; each fits something by itself\n"),
        (["series", "exprts"], "redline: nothing in the record fits 'exprts'; did you mean exports?\n"),
    ],
)
def test_words_that_fit_nothing_are_wrong_usage_with_the_nearest_word(capsys, words, said):
    assert main(["history", *words]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.endswith(said)


def test_json_has_numbers_as_numbers_and_nothing_as_null(capsys):
    assert main(["history", "--json", "2019-12-27"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["act"], one["rung"], one["us_fatalities"], one["kind"]) == ("rocket_attack", 6.0, 1, "iraq")
    assert main(["history", "--json", "series", "quds_force"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["value"] == -17


def test_another_file_is_listed_in_the_place_of_the_built_in_record(tmp_path, table, capsys):
    path = tmp_path / "later.csv"
    header = "date,actor,action,target,theatre,us_fatalities,other_fatalities,category,description,source,confidence"
    path.write_text(f"{header}\n2020-01-08,Iran,fires missiles,US forces,Iraq,0,0,iran_direct,Told.,press,high\n")
    (row,) = table("--events", str(path))
    assert (row["act"], row["by"], row["attribution"]) == ("open_salvo", "iran", "")
    path.write_text(f"{header}\n2020-01-32,Iran,x,y,z,0,0,iran_direct,Told.,press,high\n")
    assert main(["history", "--events", str(path)]) == 2
    said = "date: '2020-01-32' is not a day; write it as 2019-06-20, from 1979 to 2100"
    assert capsys.readouterr().err == f"{path}:2: {said}\n"


def test_another_file_of_series_is_listed_with_or_without_the_word(tmp_path, table, capsys):
    path = tmp_path / "later.csv"
    path.write_text("series,period,value,unit,source,confidence\niran_crude_exports,2019-10,0.4,mb/d,press,low\n")
    for words in ((), ("series",), ("series", "exports"), ("exports",)):
        assert [row["period"] for row in table(*words, "--series", str(path))] == ["2019-10"]
    assert main(["history", "series", "--events", str(path)]) == 2
    assert capsys.readouterr().err.startswith("redline: --events: this lists series")


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("words", [[], ["series"]])
def test_on_a_terminal_the_columns_fit_its_width(monkeypatch, capsys, width, words):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["history", *words]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_a_first_word_that_names_an_action_does_it_instead_of_listing(monkeypatch, capsys):
    called = []
    monkeypatch.setitem(history.ACTIONS, "score", lambda args, rest: called.append(rest) or 1)
    assert main(["history", "score", "reports/mine"]) == 1
    assert called == [["reports/mine"]] and capsys.readouterr().out == ""


HEAD = "date,actor,action,target,theatre,us_fatalities,other_fatalities,category,description,source,confidence"
CRISIS = "redline:maximum_pressure"
POINTS = "series,period,value,unit,source,confidence"


def _row(**cells: str) -> str:
    (usual,) = csv.DictReader([HEAD, "2019-06-13,Iran,mines a ship,ship,Gulf,0,0,iran_direct,d,s,high"])
    return ",".join((usual | cells).values())


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--events", f"{HEAD}\n{_row(description='x' * 131_073)}", ":2: a cell has more than 131,072 characters"),
        ("--events", f"{HEAD}\n{_row(date='9999-12-31')}", ":2: date: '9999-12-31' is not a day"),
        ("--events", f"{HEAD}\n{_row(action=chr(27) + ']0;x' + chr(7))}", ":2: value 3 of this row holds the control"),
        ("--events", f"{HEAD}\n{_row(us_fatalities='-999')}", ":2: us_fatalities: -999 is a usual mark of a"),
        ("--events", "root:x:0:0:root:/root:/bin/bash", ":1: header: none of the columns stands there"),
        ("--series", f"{POINTS}\niran_crude_exports,9999,1,mb/d,s,high", ":2: period: '9999' is not a period"),
        (
            "--series",
            f"{POINTS}\niran_crude_exports,2019-05,-999,mb/d,s,high",
            ":2: value: -999 is a usual mark of a missing",
        ),
        ("--series", f"{POINTS}\niran_crude_exports,2019-Q2,1,mb/d,s,high", ":2: period: fits compare"),
        ("--series", f"{POINTS}\niran_crude_exports,2019-05,1,5,mb/d,s,high", ":2: row: 7 values for 6 columns"),
    ],
)
@pytest.mark.parametrize("verb", ["history", "calibrate", "rivals", "backtest"])
def test_a_bad_record_is_one_sentence_with_its_line_whoever_reads_it(tmp_path, capsys, verb, option, text, said):
    (tmp_path / "mine🚀.csv").write_text(text + "\n", encoding="utf-8")
    words = {"history": [], "backtest": [CRISIS, "--until", "2019-03-31", "--to", "2019-06-30"]}
    asked = words.get(verb, [CRISIS, "--until", "2019-03-31"])
    out = [] if verb == "history" else ["-o", str(tmp_path / "out")]
    assert main([verb, *asked, option, str(tmp_path / "mine🚀.csv"), *out]) == 2
    told = capsys.readouterr()
    assert f"mine🚀.csv{said}" in told.err and told.out == "" and len(told.err.splitlines()) == 1
    assert told.err.strip().isprintable() and not (tmp_path / "out").exists()


def test_a_record_with_an_emoji_in_its_name_is_replayed(tmp_path):
    path = tmp_path / "mine🚀.csv"
    path.write_text(f"{HEAD}\n{_row()}\n", encoding="utf-8")
    assert main(["check", CRISIS, "--set", "history.until=2019-06-30", "--events", str(path), "-q"]) == 0


def test_what_turns_text_round_is_shown_as_an_escape(tmp_path, capsys):
    row = _row(action="mines a ship \u202etxt.exe")
    (tmp_path / "mine.csv").write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    for json_too in ([], ["--json"]):
        assert main(["history", "--events", str(tmp_path / "mine.csv"), *json_too]) == 0
        out = capsys.readouterr().out
        assert "\u202e" not in out and "\\u202etxt.exe" in out
    assert json.loads(out)[0]["action"] == "mines a ship \u202etxt.exe"


ESCAPES = [["history", "\x1b[2J"], ["history", "--\x1b[2J"], ["run", "\x1b[2J.yaml"], ["check", "a\x9bm"]]


@pytest.mark.parametrize("words", ESCAPES)
def test_an_argument_steers_no_terminal(capsys, words):
    try:
        code = main(words)
    except SystemExit as left:
        code = left.code
    err = capsys.readouterr().err
    assert code == 2 and not any(one in err for one in "\x1b\x9b") and ("\\x1b[2J" in err or "\\x9b" in err)
