"""The redline command: what it prints where, what it returns, and what it never overwrites."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest

from sim.cli import main
from sim.cli.parser import parsed
from sim.crisis.us_iran import US_IRAN

BAD = """\
format: 1
title: Two mistakes
parameters:
  united_states.force_treshold: 6
  iran.belief.mean: 11
"""


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_run_prints_the_answer_and_the_reports_path_and_nothing_else_on_stdout(tiny, capsys):
    assert main(["run", str(tiny), "--jobs", "1"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("A lower line: no clear effect on war (0 in 100 worlds; luck allows ")
    assert out.endswith("Report: reports/tiny/report.html\n")
    assert "60 of 60 worlds" in err


def test_a_run_writes_its_folder_below_the_one_that_is_named(tiny, tmp_path, capsys):
    assert main(["run", str(tiny), "-q", "-o", "elsewhere"]) == 0
    names = {path.name for path in (tmp_path / "elsewhere" / "tiny").iterdir()}
    assert {
        "report.html",
        "summary.json",
        "manifest.json",
        "worlds.parquet",
        "daily.parquet",
        "events.parquet",
    } <= names
    assert not (tmp_path / "reports").exists()


def test_json_holds_report_digest_worlds_seed_and_shares_with_intervals(tiny, capsys):
    assert main(["run", str(tiny), "--json", "-q", "--worlds", "20", "--seed", "9"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["worlds"], found["seed"], found["report"]) == (20, 9, "reports/tiny/report.html")
    assert re.fullmatch("[0-9a-f]{64}", found["digest"])
    for variant in ("baseline", "low_line"):
        outcomes = found["variants"][variant]["outcomes"]
        assert set(outcomes) == set(US_IRAN.outcomes)
        assert all(one["low"] <= one["share"] <= one["high"] for one in outcomes.values())


def test_a_run_of_factors_prints_which_part_comes_with_which_and_json_has_the_numbers(tiny, capsys):
    text = tiny.read_text()
    tiny.write_text(text[: text.index("variants:")] + "factors: {low: {set: {united_states.force_threshold: 2}}}\n")
    main(["run", str(tiny), "-q"])
    out = capsys.readouterr().out
    assert re.search(r"\n\n(War (rises|falls) from|No clear effect of all factors together on war) ", out)
    assert re.search(r"together on capitulation at 30 worlds\.\n\nReport: ", out)
    main(["run", str(tiny), "-q", "--json"])
    found = json.loads(capsys.readouterr().out)["decomposition"]
    assert list(found) == list(US_IRAN.outcomes)
    assert found["war"]["factors"]["low"]["points"] == found["war"]["total"]


def test_a_quiet_run_says_nothing_on_stderr(tiny, capsys):
    main(["run", str(tiny), "-q"])
    assert capsys.readouterr().err == ""


def test_the_same_command_gives_the_same_digest_and_a_changed_parameter_another(tiny, capsys):
    digests = []
    for extra in ([], [], ["--set", "proxies.tempo=0.5"]):
        main(["run", str(tiny), "--json", "-q", *extra])
        digests.append(json.loads(capsys.readouterr().out)["digest"])
    assert digests[0] == digests[1] != digests[2]


def test_one_variant_is_run_beside_the_baseline_only(tiny, capsys):
    tiny.write_text(tiny.read_text() + "  other: {set: {united_states.force_threshold: 9}}\n")
    main(["run", str(tiny), "--json", "-q", "--variant", "other"])
    assert list(json.loads(capsys.readouterr().out)["variants"]) == ["baseline", "other"]


def test_a_variant_that_does_not_exist_is_refused_with_the_nearest_name(tiny, capsys):
    assert main(["run", str(tiny), "--variant", "low_lime"]) == 2
    wanted = "--variant: there is no variant 'low_lime'; allowed: baseline, low_line; did you mean low_line?\n"
    assert capsys.readouterr().err.endswith(wanted)


def test_an_option_is_named_in_its_own_mistake(tiny, capsys):
    assert main(["run", str(tiny), "--set", "iran.belief.wdth=1"]) == 2
    assert "--set iran.belief.wdth=1: there is no parameter 'iran.belief.wdth'; did you" in capsys.readouterr().err
    assert main(["run", str(tiny), "--worlds", "9000000"]) == 2
    assert "--worlds: 9,000,000 is out of range" in capsys.readouterr().err


def test_options_must_be_written_in_full(tiny):
    with pytest.raises(SystemExit) as stopped:
        main(["run", str(tiny), "--world", "5"])
    assert stopped.value.code == 2


def test_a_file_where_the_report_should_go_is_wrong_usage(tiny, tmp_path, capsys):
    (tmp_path / "afile").write_text("mine")
    assert main(["run", str(tiny), "-o", "afile"]) == 2
    assert capsys.readouterr().err.endswith("-o afile: afile is a file, not a folder\n")


@pytest.mark.parametrize("verb", ["check", "run"])
def test_what_a_newcomer_may_not_expect_is_told_on_stderr(tiny, capsys, verb):
    assert main([verb, str(tiny)]) == 0
    err = capsys.readouterr().err
    assert "warning: no pressure is set: sanctions stay at 0" in err
    assert "did you mean extends: redline:maximum_pressure?" in err
    assert "states begin at their values of May 2018 whatever the start" in err


def test_replacing_a_larger_result_is_told_and_a_smaller_one_is_not(tiny, capsys):
    for worlds, told in ((20, False), (10, True), (20, False)):
        main(["run", str(tiny), "--worlds", str(worlds)])
        assert ("replaced an earlier result of 20 worlds" in capsys.readouterr().err) == told


def test_replacing_a_result_of_other_settings_is_told_with_what_it_had(tiny, capsys):
    main(["run", str(tiny), "--set", "iran.margin=2"])
    capsys.readouterr()
    main(["run", str(tiny), "--seed", "6"])
    told = capsys.readouterr().err
    assert re.search(r"replaced an earlier result with other settings: Iran margin 2 -> .*; seed \d+ -> 6; -o", told)
    main(["run", str(tiny), "--seed", "6"])
    assert "replaced" not in capsys.readouterr().err


def test_worlds_for_the_range_over_assumptions_are_told_and_can_be_left_out(tiny, capsys):
    tiny.write_text(tiny.read_text().replace("{draws: 0}", "{draws: 4, worlds: 5}"))
    main(["run", str(tiny)])
    err = capsys.readouterr().err
    assert "low_line: range over assumptions" in err
    assert "simulating 100 worlds; 40 are for the range over assumptions (--set" in err
    main(["run", str(tiny), "--set", "runs.assumptions.draws=0"])
    err = capsys.readouterr().err
    assert "range over" not in err
    assert "60 of 60 worlds" in err and "2 of 2 blocks from an earlier run" in err


def test_all_mistakes_of_all_files_are_told_and_nothing_is_run(tiny, tmp_path, capsys):
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "worse.yaml").write_text("format: 1\ntitle: T\nclok: {days: 3}\n")
    assert main(["run", str(tiny), "bad.yaml", "worse.yaml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "bad.yaml:4:3: error:" in err and "united_states.force_threshold" in err
    assert "bad.yaml:5:" in err and "worse.yaml:3:1: error:" in err
    assert "Traceback" not in err
    assert not (tmp_path / "reports").exists()


def test_a_file_that_is_not_there_is_a_bad_file(capsys):
    assert main(["check", "nowhere.yaml"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err


def test_a_run_never_replaces_that_of_another_file_without_a_word(tiny, tmp_path, monkeypatch, capsys):
    (tmp_path / "sub").mkdir()
    other = tmp_path / "sub" / "tiny.yaml"
    other.write_text(tiny.read_text())
    monkeypatch.chdir(tmp_path)
    few = ["--worlds", "2", "--set", "clock.days=2", "--quiet"]
    assert main(["run", "tiny.yaml", *few]) == main(["run", str(tiny), *few]) == 0
    assert "replaced" not in capsys.readouterr().err
    assert main(["run", "sub/tiny.yaml", *few]) == 0
    assert "tiny: this replaced the result of another file, " in capsys.readouterr().err


def test_names_that_differ_by_case_alone_are_one_folder_somewhere(tiny, tmp_path, capsys):
    other = tmp_path / "TINY.yaml"
    other.write_text(tiny.read_text())
    assert main(["run", str(tiny), str(other)]) == 2
    assert "would both go to" in capsys.readouterr().err


def test_two_files_of_one_name_are_refused_before_anything_runs(tiny, tmp_path, capsys):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "tiny.yaml").write_text(tiny.read_text())
    assert main(["run", str(tiny), "sub/tiny.yaml"]) == 2
    assert "would both go to reports/tiny" in capsys.readouterr().err
    assert not (tmp_path / "reports").exists()


def test_several_files_are_each_answered_with_a_line_of_json(tiny, tmp_path, capsys):
    (tmp_path / "second.yaml").write_text(tiny.read_text())
    main(["run", str(tiny), "second.yaml", "--json", "-q"])
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["report"], second["report"]) == ("reports/tiny/report.html", "reports/second/report.html")
    assert first["digest"] == second["digest"]


def test_a_folder_that_holds_something_else_is_left_alone_and_is_a_fault(tiny, tmp_path, capsys):
    (tmp_path / "reports" / "tiny").mkdir(parents=True)
    (tmp_path / "reports" / "tiny" / "thesis.txt").write_text("years of work")
    assert main(["run", str(tiny)]) == 1
    assert "left alone" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "reports" / "tiny").iterdir()] == ["thesis.txt"]


def test_open_shows_the_report_that_was_written(tiny, tmp_path, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    main(["run", str(tiny), "-q", "--open"])
    assert opened == [(tmp_path / "reports" / "tiny" / "report.html").as_uri()]


def test_check_says_how_many_worlds_and_about_how_long(tiny, tmp_path, capsys):
    assert main(["check", str(tiny)]) == 0
    out = capsys.readouterr().out
    assert "tiny.yaml: ok" in out
    assert "2 variants x 30 worlds\n  60 worlds of 25 days" in out
    assert re.search(r"  about \d+ s on this machine with one thread, about 2\.\d MB on disk", out)
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    ("section", "lines"),
    [
        (
            "sweep: {design: sobol, points: 8, worlds: 10, axes: {iran.boldness: {from: 0.2, to: 0.8}}}",
            [
                "2 variants x 30 worlds",
                "2 variants x 8 points of the sobol design x 10 worlds",
                "together 220 worlds of 25 days",
            ],
        ),
        (
            "sweep: {boundary: {worlds: 500, axes: {iran.margin: [1, 2, 3], iran.boldness: {from: 0.2, to: 0.8}}}}",
            [
                "tipping boundary: 2 variants x 3 rows x up to 500 worlds",
                "together 3,060 worlds of 25 days",
                "at most ",
            ],
        ),
        (
            "sample: {iran.boldness: {uniform: {low: 0.2, high: 0.8}}}",
            ["twins, to tell chance from ignorance: 60 worlds", "together 120 worlds of 25 days"],
        ),
    ],
    ids=["points", "boundary", "sample"],
)
def test_check_tells_the_parts_of_a_design(tiny, capsys, section, lines):
    tiny.write_text(tiny.read_text() + section + "\n")
    assert main(["check", str(tiny)]) == 0
    out = capsys.readouterr().out
    assert [line for line in lines if line not in out] == [], out


def test_check_tells_what_is_asked_for_when_the_number_of_worlds_is_open(tiny, capsys):
    assert main(["check", str(tiny), "--set", "runs.worlds={until: 2%, at_most: 4000}"]) == 0
    out = capsys.readouterr().out
    assert "2 variants x 4,000 worlds each at most, until the widest headline interval is within ±2 points" in out


def test_a_run_until_it_is_sure_says_how_many_worlds_it_took(tiny, capsys):
    assert main(["run", str(tiny), "--set", "runs.worlds={until: 2%, at_most: 1500}"]) == 0
    told = capsys.readouterr().err
    assert re.search(r"widest headline interval ±[\d.]+ points at 1,\d00 worlds \(±2 wanted\)", told), told


def test_params_prints_every_parameter_with_what_it_stands_on_and_counts_them(capsys):
    assert main(["params"]) == 0
    header, *rows, counts = capsys.readouterr().out.splitlines()
    assert header.split("\t") == [
        "path", "default", "unit", "bounds", "plausible", "basis", "claims", "rival", "rival source", "source", "note",
        "exact because",
    ]  # fmt: skip
    cells = [row.split("\t") for row in rows]
    assert all(len(row) == 12 and all(row[i] for i in (0, 1, 2, 3, 5, 6, 9, 10)) for row in cells)
    assert any(row[4] for row in cells) and all(bool(row[7]) == bool(row[8]) for row in cells)
    numbers = {basis: int(number) for number, basis in re.findall(r"(\d+) (fact|article|literature|assumed)", counts)}
    assert sum(numbers.values()) == len(rows)
    assert all(sum(row[5] == basis for row in cells) == number for basis, number in numbers.items())


def test_params_counts_the_declarations_that_members_of_a_family_share(capsys):
    main(["params", "funding.elasticity"])
    counts = capsys.readouterr().out.splitlines()[-1]
    assert re.search(r"\b5 \w+ \(from 1 declaration\)", counts)


@pytest.mark.parametrize("what", ["belief", "C14", "c14", "assumed"])
def test_params_can_be_filtered_by_path_claim_or_basis(what, capsys):
    main(["params", what])
    _, *rows, _ = capsys.readouterr().out.splitlines()
    assert rows and all(what.lower() in row.lower() for row in rows)


def test_a_filter_that_fits_nothing_is_refused_with_the_nearest_path(capsys):
    assert main(["params", "iran.beleif"]) == 2
    assert "did you mean iran.belief" in capsys.readouterr().err


def test_params_says_which_parameters_change_nothing(tiny, capsys):
    asked = ["params", "mediators.japan", "--inert", str(tiny), "--worlds", "10", "--jobs", "1", "-q"]
    assert main(asked) == 0
    *rows, summary = capsys.readouterr().out.splitlines()
    paths = [path for path in US_IRAN.catalogue if path.startswith("mediators.japan.")]
    assert sorted(row.split()[1] for row in rows) == sorted(paths)
    counts = [int(row.split()[0]) for row in rows]
    assert counts == sorted(counts)
    number = f"{counts.count(0)} of {len(paths)} parameters"
    assert summary == f"# {number} change no world's outcome or day (10 worlds; tiny)"
    assert main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["inert"]) == counts.count(0) and len(found["parameters"]) == len(paths)


def test_params_moves_the_parameters_of_a_finished_run(tiny, tmp_path, capsys):
    main(["run", str(tiny), "-o", str(tmp_path), "-q"])
    capsys.readouterr()
    assert main(["params", "iran.boldness", "--inert", str(tmp_path / "tiny"), "--worlds", "5", "--jobs", "1"]) == 0
    assert "(5 worlds; tiny)" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--json", "--worlds=5", "--jobs=2"])
def test_options_of_inert_are_refused_without_it(option, capsys):
    assert main(["params", option]) == 2
    assert "go with --inert" in capsys.readouterr().err


def test_claims_prints_all_24_with_rules_and_parameters(capsys):
    assert main(["claims"]) == 0
    out = capsys.readouterr().out
    assert [f"C{number:02}" for number in range(1, 25)] == re.findall(r"^(C\d\d) ", out, re.MULTILINE)
    assert "parameters: " in out and "rules: " in out


ENDLESS = "1" * 3000


@pytest.mark.parametrize(
    "words",
    [
        *(
            ["check", "t.yaml", "--set", one]
            for one in (f"runs.worlds={ENDLESS}", f"iran.boldness={ENDLESS * 2}", ENDLESS)
        ),
        ["check", "t.yaml", "--set", f"iran.boldness={{uniform: [{ENDLESS}, 2]}}"],
        ["check", "t.yaml", "--variant", "a b " * 1000],
        ["check", "t.yaml", "--worlds", ENDLESS],
        ["check", ENDLESS * 2],
        ["new", ENDLESS],
        ["params", ENDLESS],
        ["history", "a b " * 1000],
    ],
)
def test_what_is_quoted_of_a_command_line_is_short(words, tmp_path, capsys):
    (tmp_path / "t.yaml").write_text("{format: 1, title: T}")
    assert main(words) in (1, 2)
    said = capsys.readouterr().err
    assert "…" in said and len(said) < 800 and "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("history series --series F exports", {"what": ["series", "exports"], "series": "F"}),
        ("history --json series exports --series F", {"what": ["series", "exports"], "series": "F", "json": True}),
        ("history -q -- -x", {"what": ["-x"], "quiet": True}),
        ("check a.yaml --seed 1 b.yaml -q c.yaml", {"files": ["a.yaml", "b.yaml", "c.yaml"], "seed": 1, "quiet": True}),
        ("compare a --json b", {"before": "a", "after": "b", "json": True}),
        ("new a", {"name": "a"}),
    ],
)
def test_names_stand_on_either_side_of_options(words, found):
    assert found.items() <= vars(parsed(words.split())).items()


@pytest.mark.parametrize(
    "words", ["check", "check a.yaml --foo", "compare a --json b c", "calibrate --until 2019-01-01"]
)
def test_a_command_line_with_a_word_too_many_or_too_few_is_refused(words, capsys):
    with pytest.raises(SystemExit) as caught:
        parsed(words.split())
    assert caught.value.code == 2
    assert "error: " in capsys.readouterr().err


def test_a_new_scenario_is_sound_and_an_existing_file_is_never_overwritten(tmp_path, capsys):
    assert main(["new", "my_question"]) == 0
    assert main(["check", "my_question.yaml"]) == 0
    (tmp_path / "my_question.yaml").write_text("mine")
    assert main(["new", "my_question"]) == 2
    assert (tmp_path / "my_question.yaml").read_text() == "mine"
    assert main(["new", "whose_line", "-o", "other.yaml"]) == 0
    assert "whose line" in (tmp_path / "other.yaml").read_text().lower() and not (tmp_path / "whose_line.yaml").exists()


def test_a_format_that_there_is_not_is_refused_with_the_one_that_was_meant(capsys):
    with pytest.raises(SystemExit) as caught:
        parsed(["report", "run", "--format", "crad"])
    assert caught.value.code == 2
    assert capsys.readouterr().err.endswith("; did you mean card?\n")


def test_a_part_of_a_setting_is_refused_with_how_the_whole_is_set(tmp_path, capsys):
    assert main(["check", "redline:given_no_force", "--set", "condition.acts.attack=3"]) == 2
    assert (
        "is a part of condition.acts, which is set as a whole; write all of it: --set 'condition.acts=VALUE'"
        in capsys.readouterr().err
    )


def test_a_new_scenario_in_a_folder_that_is_not_there_is_a_fault(capsys):
    assert main(["new", "nowhere/question"]) == 1
    assert "cannot write nowhere/question.yaml" in capsys.readouterr().err


def test_the_schema_is_valid_and_can_be_written_to_a_file(tmp_path, capsys):
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    jsonschema.validators.validator_for(printed).check_schema(printed)
    assert main(["schema", "-o", "scenario.schema.json"]) == 0
    assert json.loads((tmp_path / "scenario.schema.json").read_text()) == printed


@pytest.mark.parametrize(
    "line",
    [
        "",
        "rnu x.yaml",
        "run",
        "run x.yaml --worlds 0",
        "run x.yaml --worlds many",
        "run x.yaml --seed -1",
        "run x.yaml --jobs 0",
    ],
)
def test_wrong_usage_exits_with_2(line, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(line.split())
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rnu x.yaml", "there is no command 'rnu' (`redline --help` lists them); did you mean run?\n"),
        ("zzz", "there is no command 'zzz' (`redline --help` lists them)\n"),
        ("run x.yaml --worlsd 3", "unrecognized arguments: --worlsd 3; did you mean --worlds?\n"),
        ("run x.yaml --sead=3", "unrecognized arguments: --sead=3; did you mean --seed?\n"),
        ("params --zzz", "unrecognized arguments: --zzz\n"),
        ("schema my--json", "unrecognized arguments: my--json\n"),
    ],
)
def test_a_command_or_option_that_is_nearly_right_is_named(line, said, capsys):
    with pytest.raises(SystemExit):
        main(line.split())
    assert capsys.readouterr().err.endswith(f"redline: error: {said}")


@pytest.mark.parametrize(
    ("said", "meant"), [("2000", 2000), ("2,000", 2000), ("2_000", 2000), ("1,200,000", 1_200_000)]
)
def test_whole_numbers_may_have_their_thousands_parted(said, meant):
    assert parsed(["run", "any.yaml", "--worlds", said]).worlds == meant


@pytest.mark.parametrize("said", ["2,5", "2,00", "2,0000", "2.5", ",5"])
def test_what_may_be_a_decimal_comma_is_no_whole_number(said, capsys):
    with pytest.raises(SystemExit):
        parsed(["run", "any.yaml", "--worlds", said])
    assert "--worlds" in capsys.readouterr().err
