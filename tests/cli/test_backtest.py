"""``redline backtest``: what it prints, what it writes, its page in a browser, and what it refuses."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from sim.analyses.backtest.skill_in_words import RIVALS, TARGET_TITLES
from sim.cli import main
from tests.analyses.fit.fits import few_accepted
from tests.report.visits import browser, faults_of

__all__ = ["browser"]  # a fixture is found by its name in this module

ASK = ["redline:maximum_pressure", "--until", "2019-03-31", "--to", "2019-06-30", "--ahead", "2"]
SMALL = ["--draws", "1000", "--worlds", "40", "--jobs", "1", "-q"]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A small back-test of three origins: its folder, and what was printed."""
    import contextlib
    import io

    out, printed = tmp_path_factory.mktemp("backtest"), io.StringIO()
    with few_accepted(), contextlib.redirect_stdout(printed):
        assert main(["backtest", *ASK, *SMALL, "-o", str(out)]) == 0
    return out / "maximum_pressure.backtest", printed.getvalue()


def test_it_prints_the_skill_on_hostile_acts_against_each_rival_with_what_it_rests_on(done):
    _, printed = done
    rows = [line for line in printed.splitlines() if line.startswith(TARGET_TITLES["total"])]
    assert len(rows) >= 3 and all(any(RIVALS[rival] in row for row in rows) for rival in ("constant", "quarter"))
    plain = " ".join(printed.split())
    assert "3 origins from 2019-04-01 to 2019-06-01" in plain
    assert "too few to tell (3 months)" in plain
    assert "the rules were written after the fact" in plain


def test_negative_skill_is_named_as_such(done):
    folder, printed = done
    skill = pd.read_csv(folder / "skill.csv")
    pooled = skill[skill["months_ahead"].isna() & skill["score"].isin(["crps", "brier"])]
    negative = pooled[pooled["value"] < 0]
    assert len(negative), "with three origins the model beats nobody's certainty about force"
    for _, row in negative.iterrows():
        told = f"{TARGET_TITLES[row['target']]} against {RIVALS[row['rival']]} ({row['value']:+.2f})"
        assert told in " ".join(printed.split())


def test_its_tables_hold_every_forecast_beside_what_came(done):
    folder, _ = done
    table = pd.read_csv(folder / "forecasts.csv")
    assert len(table) == 7 * 5  # targets x (2 + 2 + 1) months
    total = table[(table["target"] == "total") & (table["ahead"] == 1)].set_index("month")
    assert total["observed"].to_dict() == {"2019-04": 0, "2019-05": 2, "2019-06": 7}
    assert (table["q05"] <= table["median"]).all() and (table["median"] <= table["q95"]).all()


def test_its_json_is_strict_and_names_every_widened_range_with_the_reason(done):
    folder, _ = done
    found = json.loads((folder / "backtest.json").read_text(), parse_constant=lambda name: pytest.fail(name))
    assert found["origins"] == ["2019-04-01", "2019-05-01", "2019-06-01"] and found["draws"] == 1000
    assert found["widened"]["united_states.force_threshold"] == {
        "range": [3, 9],
        "why": "what went unanswered in 2019",
    }


@pytest.mark.parametrize(("screen", "scheme"), [("desk", "dark"), ("phone", "light")])
def test_its_page_is_drawn_quietly_offline_within_the_screen_and_without_barriers(done, browser, screen, scheme):
    assert faults_of(browser, done[0] / "report.html", screen, scheme) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--until", "2019-09-30", "--to", "2019-09-30"], "no whole month lies between 2019-09-30 and 2019-09-30"),
        (["--until", "2018-06-30", "--to", "2019-09-30"], "so short a past; allowed: from 2018-09-01"),
        (["--until", "2018-12-31", "--to", "2020-01-31"], "the record ends on 2020-01-11; give one that reaches"),
        (["--until", "2018-12-31", "--to", "2019-09-30", "--draws", "300"], "simulate more draws"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence_and_writes_nothing(tmp_path, capsys, words, told):
    assert main(["backtest", "redline:maximum_pressure", *words, "-o", str(tmp_path), "--jobs", "1", "-q"]) == 2
    assert told in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_that_starts_on_another_day_is_refused(tmp_path, capsys):
    (tmp_path / "late.yaml").write_text("extends: redline:maximum_pressure\nclock: {start: 2019-01-01}\n")
    assert main(["backtest", str(tmp_path / "late.yaml"), *ASK[1:], "-o", str(tmp_path)]) == 2
    assert "this scenario starts on 2019-01-01" in capsys.readouterr().err
