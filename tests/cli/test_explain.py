"""``redline explain`` prints chains, counterfactuals and roots, and says what is wrong with a question."""

from __future__ import annotations

import json

import pytest

from sim.cli import main
from tests.reference import reference


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return str(reference().save(tmp_path_factory.mktemp("runs") / "run"))


def test_it_prints_a_chain_what_hinged_on_an_act_and_the_turning_points(run, capsys):
    assert main(["explain", run, "--pick", "fastest-war", "--json", "--turning-point"]) == 0
    told = json.loads(capsys.readouterr().out)
    strike = [one for one in told["chain"] if one["act"] == "strike_on_iran"][-1]
    assert told["outcome"] == "war" and strike["rule"] and strike["claims"] and strike["margin"] >= 0
    assert told["turning_points"]["tried"] > 0
    assert main(["explain", run, "--world", str(told["world"]), "--without", str(strike["event"])]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"World {told['world']}: war on ") and "\nLeft out: " in text and "C08: " in text


def test_roots_are_printed_with_shares_and_intervals(run, capsys):
    assert main(["explain", run, "--roots"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "At the root of their chains of causes:" in text and "Commonest chains:" in text and "% to " in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--world", "3", "--variant", "basline"], "allowed: baseline; did you mean baseline?"),
        (["--roots", "--outcome", "standoff"], "'standoff' has no act that seals it; allowed: war,"),
        (["--roots", "--outcome", "wra"], "there is no outcome 'wra'; allowed: war, regime_collapse,"),
        (["--world", "3", "--without", "99999"], "world 3 has no event 99999; its events are numbered from 0 to"),
    ],
)
def test_a_question_that_cannot_be_answered_is_bad_input(run, capsys, options, said):
    assert main(["explain", run, *options]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--without", "3"], "--without takes an event of one world: say which with --world N or --pick RULE"),
        (["--roots", "--turning-point"], "--roots counts over all worlds"),
        (["--world", "3", "--outcome", "deal"], "--outcome goes with --roots"),
    ],
)
def test_options_that_would_be_passed_over_are_bad_input(run, capsys, options, said):
    assert main(["explain", run, *options]) == 2
    assert said in capsys.readouterr().err


def test_what_is_no_run_names_the_one_that_may_be_meant(run, capsys, tmp_path):
    assert main(["explain", run + "n"]) == 2
    assert f"did you mean {run}?" in capsys.readouterr().err
    (tmp_path / "crisis.yaml").write_text("format: 1\n")
    assert main(["explain", str(tmp_path / "crisis.yaml")]) == 2
    assert "this is a scenario: run it first" in capsys.readouterr().err
