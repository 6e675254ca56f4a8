"""A file to begin with passes the check, and asks what was wanted."""

from __future__ import annotations

from datetime import date

import pytest

import sim
from sim.cli import main
from sim.crisis.us_iran import US_IRAN
from sim.scenario import CannotVary, template

WORDS = "united_states.rule"
LINE, BOLD = "united_states.force_threshold", "iran.boldness"


def begun(**asked):
    return sim.load(template("a_question", US_IRAN, **asked))


def test_without_anything_asked_it_has_the_crisis_s_own_variants():
    scenario = begun()
    assert scenario.title == "A question" and scenario.variant_names == ("baseline", "lower_line", "higher_line")
    assert "#:" not in template("a_question", US_IRAN)


def test_question_and_start_are_those_that_were_given():
    scenario = begun(question='Is "x: y"\n  so?', start=date(2019, 5, 8))
    assert (scenario.question, scenario.start) == ('Is "x: y" so?', date(2019, 5, 8))


def test_two_parameters_are_a_grid_over_their_plausible_ranges_and_more_are_spread():
    scenario = begun(vary=(LINE, BOLD))
    low, high = US_IRAN.catalogue[BOLD].plausible
    assert scenario.variant_names == ("baseline",) and len(scenario.cells()) == 49
    assert {cell.coordinates[1] for cell in scenario.cells()} >= {(BOLD, low), (BOLD, high)}
    assert len(begun(vary=(LINE, BOLD, "iran.margin")).points()) == 64
    assert begun(vary=(LINE, BOLD, BOLD)).sweep == scenario.sweep, "named twice is varied once"


@pytest.mark.parametrize("path", [WORDS, "united_states.force_allowed", "iran.answer.lead", "proxies.tempo"])
def test_words_whole_numbers_and_families_are_laid_out_as_they_can_be(path):
    values = [dict(cell.coordinates)[path] for cell in begun(vary=(path,)).cells()]
    one = US_IRAN.catalogue.get(path)
    assert len(values) > 1
    if path == WORDS:
        assert values == list(one.choices)
    elif path != "proxies.tempo":
        assert all(value == int(value) for value in values)


@pytest.mark.parametrize("path", [*US_IRAN.catalogue][::15])
def test_a_file_that_varies_any_parameter_passes_the_check(path):
    assert len(begun(vary=(path,)).cells()) > 1


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        (("iran.bldness",), r"there is no parameter 'iran.bldness'; did you mean iran.boldness\?"),
        ((WORDS, LINE, BOLD), "united_states.rule has no range to lay out"),
    ],
)
def test_what_cannot_be_varied_is_told(vary, said, tmp_path, monkeypatch, capsys):
    with pytest.raises(CannotVary, match=said):
        template("a", US_IRAN, vary=vary)
    monkeypatch.chdir(tmp_path)
    assert main(["new", "a", *(part for path in vary for part in ("--vary", path))]) == 2
    assert "--vary: " in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_the_command_writes_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine", "--question", "Why?", "--start", "2019-05-08", "--vary", BOLD]) == 0
    scenario = sim.load(tmp_path / "mine.yaml")
    assert (scenario.question, len(scenario.cells())) == ("Why?", 7)
