"""``redline history --from``: an export as the record would have it, what is left out counted, and a record written."""

from __future__ import annotations

import json

import pytest

from sim.cli import main
from tests.conftest import ROOT

HERE = ROOT / "tests" / "crisis" / "record" / "coded"
ACLED = str(HERE / "acled.csv")


def test_events_are_listed_and_every_row_left_out_is_counted_with_its_reason(capsys):
    assert main(["history", "--from", "acled", ACLED]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    rows = [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:7]]
    assert [row["act"] for row in rows][:2] == ["rocket_attack", "strike_on_proxy"]
    assert lines[7:9] == ["# 10 rows of ACLED: 6 events, 6 of them acts of the model", "# 4 rows left out:"]
    assert [line.split(maxsplit=2)[1] for line in lines[9:]] == ["1"] * 4
    assert "Who is behind a militia is not coded" in err and "terms of use" in err


def test_words_narrow_the_list_down_and_quiet_leaves_the_cautions_out(capsys):
    assert main(["history", "--from", "gdelt", str(HERE / "gdelt.tsv"), "talks_offer", "-q"]) == 0
    out, err = capsys.readouterr()
    assert out.count("talks_offer") == 1 and "10 rows of GDELT 2.0: 5 events" in out and err == ""


def test_json_has_events_rows_and_what_is_left_out(capsys):
    assert main(["history", "--from", "ucdp", str(HERE / "ucdp.csv"), "--json", "-q"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (len(found["events"]), found["rows"], sum(one["rows"] for one in found["left_out"])) == (5, 10, 5)
    assert found["events"][0]["us_fatalities"] == 2


def test_the_record_that_is_written_is_one_to_be_read_and_is_not_written_over(tmp_path, capsys):
    path = tmp_path / "mine.csv"
    asked = ["history", "--from", "polecat", str(HERE / "polecat.tsv"), "-q", "-o", str(path)]
    assert main(asked) == 0
    before = path.read_bytes()
    assert main(asked) == 2
    assert "already there and is left as it is" in capsys.readouterr().err and path.read_bytes() == before
    assert main(["history", "--events", str(path), "tanker_seizure"]) == 0
    assert (
        "1 event, 1 of them acts of the model; the record observes 2031-03-02 to 2031-03-09" in capsys.readouterr().out
    )


def test_a_file_of_which_nothing_is_left_is_told_and_makes_no_record(tmp_path, capsys):
    header, *rows = (HERE / "acled.csv").read_text().splitlines(keepends=True)
    (tmp_path / "clashes.csv").write_text(header + next(row for row in rows if ",Battles," in row))
    asked = ["history", "--from", "acled", str(tmp_path / "clashes.csv"), "-q"]
    assert main(asked) == 0
    assert capsys.readouterr().out.startswith(
        "# 1 row of ACLED: 0 events, 0 of them acts of the model\n# 1 row left out:"
    )
    assert main([*asked, "-o", str(tmp_path / "mine.csv")]) == 2
    assert "no record to write" in capsys.readouterr().err and not (tmp_path / "mine.csv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--from", "aceld", ACLED],
            "there is no such data set; allowed: acled, ucdp, gdelt, polecat; did you mean acled?",
        ),
        (["--from", "ucdp", ACLED], "an export of UCDP GED has the columns"),
        (["--from", "acled", ACLED, "--events", "x.csv"], "--from reads another file than --events and --series"),
        (["-o", "x.csv"], "-o writes what --from SET FILE reads"),
        (["--from", "acled", ACLED, "nowhere"], "nothing in the record fits 'nowhere'"),
    ],
)
def test_what_cannot_be_is_one_sentence(capsys, words, said):
    assert main(["history", *words]) == 2
    out, err = capsys.readouterr()
    assert said in err and err.count("\n") == 1 and out == ""
