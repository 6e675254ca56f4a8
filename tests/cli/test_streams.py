"""Whatever encoding the streams have, what is printed comes out; a terminal is sent nothing that it would obey."""

import io
import json
import sys

import pytest

from sim.cli import main, streams
from sim.cli.console import put

SAID = "بحران — 危机 → café ± 5 \u00d7 10 … “x” ▁█ a\u00a0b 🚀 \udcff \u06f5"


def written(encoding, text, monkeypatch, errors="strict", **fit):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=""))
    streams.fit(**fit)
    print(text, flush=True)
    return raw.getvalue().decode(encoding, "strict")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8", "utf-16", "shift_jis", "koi8-r", "cp037"])
def test_any_text_can_be_written_in_any_encoding(encoding, monkeypatch):
    assert "10" in written(encoding, SAID, monkeypatch)


def test_what_ascii_lacks_is_written_readably(monkeypatch):
    found = written("ascii", SAID, monkeypatch)
    assert found == '????? - ?? -> cafe +/- 5 x 10 ... "x" ## a b ? \\xff 5\n'


def test_what_an_encoding_has_stays_as_it_is(monkeypatch):
    assert written("cp1252", "café — 5 ± 1 …", monkeypatch) == "café — 5 ± 1 …\n"
    assert written("utf-16", "危机 → خط", monkeypatch) == "危机 → خط\n"


def test_json_loses_nothing(monkeypatch):
    value = {"title": "بحران 危机 🚀 — café"}
    found = written("ascii", json.dumps(value, ensure_ascii=False), monkeypatch, json=True)
    assert json.loads(found) == value


def test_what_a_user_asked_for_is_kept(monkeypatch):
    assert written("ascii", "é", monkeypatch, errors="xmlcharrefreplace") == "&#233;\n"


@pytest.mark.parametrize(("encoding", "more"), [("cp1252", []), ("ascii", ["--json"])])
def test_a_run_of_a_persian_file_prints_its_answer(encoding, more, tmp_path, monkeypatch):
    file = tmp_path / "بحران.yaml"
    file.write_text(
        "title: بحران در خلیج — 危机\nbaseline: پایه\nclock: {days: 3}\nruns: {worlds: 3, assumptions: {draws: 0}}\n"
        "variants: {خط: {title: خط روشن, set: {iran.boldness: 0.2}}}\n",
        encoding="utf-8",
    )
    raw, told = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, newline=""))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(told, encoding=encoding, newline=""))
    assert main(["run", str(file), "-o", str(tmp_path / "out"), *more]) == 0
    sys.stderr.flush()
    assert "done in" in told.getvalue().decode(encoding)
    page = (tmp_path / "out" / "بحران" / "report.html").read_text(encoding="utf-8")
    assert '<h1 dir="auto">بحران در خلیج' in page
    if more:
        assert json.loads(raw.getvalue().decode(encoding))["title"] == "بحران در خلیج — 危机"
    else:
        assert "Report: " in raw.getvalue().decode(encoding)


@pytest.mark.parametrize("words", [["run", "\x1b[31mx.yaml"], ["check", "x.yaml", "--set", "a=\x9b31m"], ["\x07"]])
def test_an_argument_that_a_terminal_would_obey_is_refused_and_shown_inert(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "control character" in said
    assert not set("\x07\x1b\x9b") & set(said)


def test_what_a_message_quotes_is_shown_inert(capsys):
    assert main(["check", "a\u202eb.yaml"]) == 2
    assert "a\\u202eb.yaml" in capsys.readouterr().err
    put("a\x1b[31m\nb\tc\u200c", end="")
    assert capsys.readouterr().out == "a\\x1b[31m\nb\tc\u200c"
