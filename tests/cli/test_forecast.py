"""``redline forecast``: what is locked stays, is scored as it was, and a change is refused; runs are counted."""

from __future__ import annotations

import json
import math
from datetime import date

import pytest

import sim
from sim.analyses.locked import lock, resolve
from sim.cli import main
from sim.report.sections import method
from sim.runs.disk import log
from tests.conftest import TINY

LATER = "2999-12-31"


@pytest.fixture(scope="module", autouse=True)
def no_page():
    """Pages take longer than all the rest; none is looked at here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page") and path)
        yield


@pytest.fixture(scope="module")
def run(tmp_path_factory, no_page):
    """A small run with draws of the assumptions."""
    folder = tmp_path_factory.mktemp("forecast")
    (folder / "tiny.yaml").write_text(TINY.replace("draws: 0", "draws: 4, worlds: 5"))
    sim.run(folder / "tiny.yaml", out=folder / "reports" / "tiny")
    return folder / "reports" / "tiny"


@pytest.fixture
def locked(run, tmp_path, capsys):
    """A lock, and what was printed."""
    path = tmp_path / "a.forecast.json"
    asked = ["--question", "Will it?", "--rule", "Two papers say so."]
    assert main(["forecast", "lock", str(run), "--closes", LATER, *asked, "-o", str(path)]) == 0
    return path, capsys.readouterr().out


def test_a_lock_holds_question_rule_probability_range_digest_version_and_days(run, locked):
    path, printed = locked
    told, results = json.loads(path.read_text()), sim.read(run)
    assert (told["question"], told["resolution"], told["closes"]) == ("Will it?", "Two papers say so.", LATER)
    count = int(results.outcomes["count"][0])
    assert told["outcome"] == "war" and told["probability"] == pytest.approx((count + 0.5) / 31, abs=1e-6)
    assert told["interval"] == pytest.approx(results.outcomes.loc[0, ["low", "high"]].tolist(), abs=1e-6)
    assert told["assumptions"]["draws"] == 4
    assert told["run"]["digest"] == results.digest and told["run"]["version"] == sim.__version__
    assert told["run"]["number_in_log"] == 1
    assert told["sha256"] in printed and str(path) in printed
    assert path.stat().st_mode & 0o222 == 0


def test_without_words_of_ones_own_the_rule_is_the_models_criterion(run):
    told = lock.forecast(sim.read(run), closes=date(2030, 1, 1), today=date(2029, 1, 1), outcome="deal")
    assert told["resolution"].startswith("Yes if by 2030-01-01 it is so: Both sides accept terms")


def test_of_a_past_run_without_a_question_a_warning_says_what_to_give(run, tmp_path, capsys):
    results = sim.read(run)
    assert lock.of_the_past(results, results.date_of(results.scenario.days - 1)) == ""
    assert "8 May 2019 to 1 June 2019" in lock.of_the_past(results, results.date_of(results.scenario.days))
    asked = ["forecast", "lock", str(run), "--closes", LATER, "-o"]
    assert main([*asked, str(tmp_path / "one.json")]) == 0
    assert "which is over; say with --question and --rule" in capsys.readouterr().err
    assert main([*asked, str(tmp_path / "other.json"), "--question", "Will it?"]) == 0
    assert capsys.readouterr().err == ""


def test_what_is_locked_is_not_written_over(run, locked, capsys):
    path, _ = locked
    before = path.read_bytes()
    assert main(["forecast", "lock", str(run), "--closes", LATER, "-o", str(path)]) == 2
    assert "what is locked stays" in capsys.readouterr().err and path.read_bytes() == before


def test_a_yes_is_scored_against_base_rates_and_even_odds(locked, capsys):
    path, _ = locked
    assert main(["forecast", "resolve", str(path), "--outcome", "yes", "--json"]) == 0
    scores = {one["forecaster"]: one for one in json.loads(capsys.readouterr().out)["scores"]}
    mine, even = scores["the run"], scores["even odds"]
    p = mine["probability"]
    assert mine["brier"] == pytest.approx((1 - p) ** 2) and mine["log"] == pytest.approx(-math.log(p), abs=1e-6)
    assert even["brier"] == 0.25 and even["log"] == pytest.approx(math.log(2))
    assert even["skill"] == pytest.approx(1 - (1 - p) ** 2 / 0.25, abs=1e-6)
    assert any(name.startswith("base rate: 68 crises") for name in scores)
    assert path.with_name("a.forecast.resolved.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--outcome", "no"], f"the question is open until {LATER}"),
        (["--outcome", "no", "--on", "3000-01-01"], "that day has not come"),
        (["--outcome", "maybe"], "resolve takes --outcome yes or --outcome no, and got 'maybe'"),
        ([], "and got nothing"),
        (["--outcome", "yes", "--rule", "Another."], "--rule is nothing that resolve takes"),
    ],
)
def test_what_cannot_be_resolved_is_one_sentence_and_leaves_no_file(locked, capsys, words, said):
    path, _ = locked
    assert main(["forecast", "resolve", str(path), *words]) == 2
    out, err = capsys.readouterr()
    assert said in err and err.count("\n") == 1 and out == "" and not resolve.place(path).exists()


def told(**changes):
    """A lock as far as scoring reads it."""
    return {
        "redline": 1,
        "sha256": "abc",
        "question": "Will it?",
        "locked": "2030-01-01",
        "closes": "2030-06-30",
        "probability": 0.2,
        "assumptions": {"probability": 0.4},
        "base_rates": [{"share": 0.1, "says": "given"}],
    } | changes


def test_a_no_is_scored_only_when_the_question_is_closed():
    with pytest.raises(resolve.TooEarly, match="open until 2030-06-30"):
        resolve.resolution(told(), False, date(2030, 6, 30))
    found = resolve.resolution(told(), False, date(2030, 7, 1))
    assert [one["brier"] for one in found["scores"]] == pytest.approx([0.04, 0.16, 0.01, 0.25])
    assert [one.get("skill") for one in found["scores"]] == [None, None, pytest.approx(-3), pytest.approx(0.84)]
    assert found["scores"][0]["log"] == pytest.approx(-math.log(0.8))


def test_nothing_is_scored_on_a_day_before_it_was_locked():
    with pytest.raises(resolve.TooEarly, match="locked on 2030-01-01"):
        resolve.resolution(told(), True, date(2029, 12, 31))


@pytest.mark.parametrize(("key", "value"), [("probability", 0.9), ("closes", "2998-01-01"), ("resolution", "Never.")])
def test_a_lock_that_was_changed_is_refused(locked, capsys, key, value):
    path, _ = locked
    changed = json.loads(path.read_text()) | {key: value}
    path.chmod(0o644)
    path.write_text(json.dumps(changed))
    assert main(["forecast", "resolve", str(path), "--outcome", "yes"]) == 2
    assert "was changed after it was locked" in capsys.readouterr().err
    assert not resolve.place(path).exists()


def test_a_lock_that_was_only_laid_out_anew_is_the_same(locked):
    path, _ = locked
    path.chmod(0o644)
    path.write_text(json.dumps(json.loads(path.read_text()), sort_keys=True))
    assert lock.read(path)["question"] == "Will it?"


def test_a_second_resolution_does_not_take_the_place_of_the_first(locked, capsys):
    path, _ = locked
    assert main(["forecast", "resolve", str(path), "--outcome", "yes"]) == 0
    before = resolve.place(path).read_bytes()
    assert main(["forecast", "resolve", str(path), "--outcome", "yes", "--json"]) == 2
    assert "what is locked stays" in capsys.readouterr().err
    assert resolve.place(path).read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "lock takes --closes DATE"),
        (["--closes", "2020-01-01"], "a forecast is locked before its outcome can be known"),
        (["--closes", LATER, "--outcome", "wr"], "there is no outcome 'wr'"),
        (["--closes", LATER, "--variant", "low_lin"], "did you mean low_line?"),
        (["--closes", LATER, "--base-rate", "1"], "a base rate of 1 is certainty"),
        (["--closes", LATER, "--on", LATER], "--on is nothing that lock takes"),
    ],
)
def test_what_cannot_be_locked_is_one_sentence(run, tmp_path, capsys, words, said):
    assert main(["forecast", "lock", str(run), *words, "-o", str(tmp_path / "x.json")]) == 2
    out, err = capsys.readouterr()
    assert said in err and err.count("\n") == 1 and out == "" and not (tmp_path / "x.json").exists()


def test_a_run_with_a_grid_cannot_be_locked(tmp_path):
    swept = TINY.replace("worlds: 30", "worlds: 2") + "sweep: {axes: {iran.boldness: [0.3, 0.6]}}\n"
    (tmp_path / "tiny.yaml").write_text(swept)
    results = sim.run(tmp_path / "tiny.yaml")
    with pytest.raises(lock.CannotLock, match="sweeps a grid"):
        lock.forecast(results, closes=date(2030, 1, 1), today=date(2029, 1, 1))


# -- runs.log ------------------------------------------------------------------------------------------------------


def test_every_run_of_a_file_is_listed_and_the_page_counts_them(tmp_path, capsys):
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY.replace("worlds: 30", "worlds: 2"))
    for sets in ([], ["iran.boldness=0.4"]):
        sim.run(sim.load(file, sets=sets), out=tmp_path / "out" / "tiny")
    assert main(["run", str(file), "-o", str(tmp_path / "out"), "--set", "iran.boldness=0.4"]) == 0
    assert "tiny: run 3 of this file in " in capsys.readouterr().err
    found = log.read(tmp_path / "out" / log.LOG)
    assert [one["changes"] != "" for one in found] == [False, True, True]
    assert "boldness" in found[1]["changes"] and "0.4" in found[1]["changes"]
    results = sim.read(tmp_path / "out" / "tiny")
    assert [one["digest"] for one in found][-1] == results.digest and found[0]["seed"] == 5 and found[0]["worlds"] == 2
    assert found[0]["headline"] and len({one["settings"] for one in found}) == 2
    assert results.manifest["log"] == {"number": 3, "settings": 2}
    *_, last = method.section(results).data["limits"]
    assert last.startswith("This is run 3 of this file in its folder, with 2 different settings among them; runs.log")


def test_a_run_is_listed_once_and_a_first_one_is_not_counted_aloud(tmp_path):
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY.replace("worlds: 30", "worlds: 2"))
    results = sim.run(file, out=tmp_path / "out" / "tiny")
    results.save(tmp_path / "out" / "copy")
    sim.read(tmp_path / "out" / "tiny").save(tmp_path / "out" / "again")
    assert len(log.read(tmp_path / "out" / log.LOG)) == 1
    assert method.section(results).data["limits"] == (*method.LIMITS, method.counted(results))


def test_a_log_that_cannot_be_written_is_told_and_loses_no_run(tmp_path):
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY.replace("worlds: 30", "worlds: 2"))
    (tmp_path / "out" / log.LOG).mkdir(parents=True)
    with pytest.warns(log.Unlogged, match=r"runs\.log: this run is not listed there"):
        sim.run(file, out=tmp_path / "out" / "tiny")
    assert "log" not in sim.read(tmp_path / "out" / "tiny").manifest


@pytest.mark.parametrize(
    "wrong",
    [
        {"probability": 1},
        {"probability": math.nan},
        {"probability": "0.5"},
        {"assumptions": 3},
        {"assumptions": {"probability": 0}},
        {"base_rates": [{"says": "never", "share": 0}]},
        {"base_rates": ["half"]},
        {"base_rates": None},
        {"closes": "some day"},
        {"locked": 20200101},
        {"question": None},
    ],
)
def test_a_lock_that_somebody_else_wrote_is_refused_in_a_sentence(locked, capsys, wrong):
    path, _ = locked
    told = {**json.loads(path.read_text()), **wrong}
    path.unlink()
    path.write_text(json.dumps({**told, "sha256": lock.digest(told)}))
    assert main(["forecast", "resolve", str(path), "--outcome", "yes"]) == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert f"its {next(iter(wrong))} " in sentence and "forecast lock RUN" in sentence
    assert [one.name for one in path.parent.iterdir()] == [path.name]
