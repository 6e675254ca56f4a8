"""The first line answers what the file asks, and stands where the file's own values lie."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.analyses.answer import opening
from sim.analyses.answer.answer import finding, headline
from sim.analyses.answer.summary import summary
from sim.analyses.compare.alike import alike
from sim.analyses.settings import in_words
from sim.report.sections import holds as section
from sim.scenario.parts import Assumptions
from tests import fake

RISKS = (("baseline", 0.2), ("bold", 0.3), ("same", 0.2005))
GRID = (0.0, 6.0, 10.0)  # the file's own threshold is 6


@pytest.fixture(scope="module")
def patched():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def swept(patched):
    return fake.run(patched, fake.scenario(risks=RISKS, swept=GRID, worlds=600, assumptions=Assumptions(20, 20)))


@pytest.fixture(scope="module")
def compared(patched):
    return fake.run(patched, fake.scenario(risks=RISKS, worlds=600, assumptions=Assumptions(20, 20)))


def asked(results, what):
    """The first line when the file asks something else of the same worlds."""
    results.scenario = replace(results.scenario, values={**results.scenario.values, "asks": what})
    return headline(results).sentence


def test_a_sweep_of_variants_is_answered_for_what_is_asked(swept):
    assert asked(swept, "").startswith("As us threshold goes from 0 to 10, war rises")
    assert asked(swept, "sweep") == asked(swept, "")
    assert asked(swept, "level").startswith("The crisis ends in war in about")
    bold = asked(swept, "bold")
    assert bold.startswith("Bold: war rises from ") and " at us threshold " in bold
    assert asked(swept, "same").startswith("Same: no clear effect on war at any of 3 points of the sweep (")


def test_variants_without_a_sweep_likewise(compared):
    assert asked(compared, "").startswith("Bold: war rises from")
    assert asked(compared, "bold") == asked(compared, "")
    assert asked(compared, "same").startswith("Same: no clear effect on war (")
    assert asked(compared, "level").startswith("The crisis ends in war in about")


def test_no_first_line_is_too_long(swept, compared):
    for results in (swept, compared):
        for what in ("", "level", *results.variants[1:]):
            assert len(asked(results, what).split()) <= opening.WORDS


def test_a_variant_left_out_of_the_run_is_not_what_is_asked(patched):
    scenario = fake.scenario(risks=RISKS, worlds=200)
    chosen = scenario.replace(asks="same").only("bold")
    assert chosen.asks == "bold"
    assert scenario.replace(asks="same").only("baseline").asks == "level"


def test_a_swept_run_is_shown_at_the_files_own_values(swept):
    for variant in swept.variants:
        assert dict(swept.reference_of(variant).coordinates) == {"us.threshold": 6.0}
    own = swept.reference_of("baseline").index
    assert finding(swept, "war").count == int((swept.worlds_of(own)["outcome"] == "war").sum())
    assert set(swept.examples["cell"]) == {swept.reference_of(name).index for name in swept.variants}
    assert set(swept.settings["cell"]) == set(swept.examples["cell"])
    assert "at us threshold 6" in headline(swept).text


def test_a_run_of_an_earlier_version_is_shown_where_its_events_are(swept):
    del swept.manifest["references"]
    swept.__dict__.pop("_references", None)
    assert dict(swept.reference_of("bold").coordinates) == {"us.threshold": 0.0}


def test_the_line_below_the_answer_says_in_how_many_settings_the_difference_holds(compared):
    asked(compared, "bold")
    found, (first, *_) = compared.holds()["bold"], headline(compared).details
    assert first == f"The rise holds in {found.same} of 20 settings of what no source settles."
    assert found.same == 20 and found.range == compared.assumed_difference("baseline", "bold", "war")
    asked(compared, "level")
    assert "settings of what no source settles" not in headline(compared).text
    assert summary(compared)["holds"]["bold"]["same"] == found.same


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (in_words.TOO_FEW, ""),
        ("no single one of 9 assumptions tells in which", "; no single one of 9 assumptions tells in which"),
        ("most often where x is above 3", "; it fails most often where x is above 3"),
    ],
)
def test_where_a_difference_fails_is_said_in_the_same_line_and_not_that_it_fails_once_more(
    compared, monkeypatch, where, told
):
    asked(compared, "bold")
    changed = compared.would_change()
    some = replace(changed, moves=replace(changed.moves, flips=3))
    monkeypatch.setattr(in_words, "would_change", lambda _: some)
    monkeypatch.setattr(in_words, "_where", lambda *_: where)
    assert in_words.sentences(compared) == (f"The rise holds in 20 of 20 settings of what no source settles{told}.",)


def test_each_variant_is_held_to_what_the_runs_own_worlds_show(compared):
    found, risked = compared.holds(), compared.regret()
    assert list(found) == ["bold", "same"] and list(risked) == ["baseline", "bold"]
    assert found["bold"].rises and found["same"].none == 20
    assert risked["baseline"].expected < risked["bold"].expected  # less war is better


def test_the_section_has_every_contrast_its_regret_and_what_would_change_it(compared):
    asked(compared, "bold")
    shown = section.section(compared)
    changing, contrasts, risked = shown.groups
    assert [row[0] for row in contrasts.facts.rows] == ["Bold", "Same"]
    assert [row[0] for row in risked.facts.rows] == ["Baseline (the same: Same)", "Bold"]
    assert [row[0] for row in changing.facts.rows] == ["A number"] * 2, "in the words of their notes"
    assert {path for path in ("us.threshold", "iran.boldness") for said in changing.modellers if path in said} == {
        "us.threshold",
        "iran.boldness",
    }
    assert changing.subtitle.startswith("No single assumption clearly moves the answer over 20 settings")


def test_of_a_level_the_assumption_that_moves_it_is_named(compared):
    asked(compared, "level")
    found = compared.would_change()
    assert found.variant == "" and not found.likely and found.moves.flips == 0
    assert found.moves.movers[0].path == "us.threshold" and found.moves.movers[0].clear
    assert section.section(compared).title == "In none of 20 settings war is likelier than not"


def test_without_draws_nothing_is_said_of_settings(patched):
    results = fake.run(patched, fake.scenario(risks=RISKS, worlds=200))
    assert results.holds() == {} and results.regret() == {} and results.would_change() is None
    assert section.section(results) is None and "no source settles" not in headline(results).text


def test_variants_that_end_alike_in_every_world_are_told_and_counted_once(patched):
    risks = (("baseline", 0.2), ("bold", 0.3), ("twin", 0.3), ("third", 0.3), ("idle", 0.2))
    results = fake.run(patched, fake.scenario(risks=risks, worlds=400, assumptions=Assumptions(10, 20)))
    assert alike(results) == (("baseline", "idle"), ("bold", "twin", "third"))
    assert "1 of 1 other variants moves it" in asked(results, "idle")
    _, contrasts, risked = section.section(results).groups
    assert [row[0] for row in contrasts.facts.rows] == ["Bold (the same: Twin and Third)", "Idle"]
    assert [row[0] for row in risked.facts.rows] == ["Baseline (the same: Idle)", "Bold (the same: Twin and Third)"]
    assert list(results.regret()) == ["baseline", "bold"]
