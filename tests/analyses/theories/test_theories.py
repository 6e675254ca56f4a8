"""Contrasts under every theory, and theories weighed by their foresight: held to made-up worlds and to closed forms."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import sim
from sim.analyses.answer.answer import headline
from sim.analyses.compare.paired import difference
from sim.analyses.sequences.scored import Figure
from sim.analyses.theories import agreement, in_words, stacked
from sim.analyses.theories.agreement import Contrast, Under
from sim.crisis.us_iran import US_IRAN

KEYS = tuple(one.key for one in US_IRAN.theories)
TITLES = agreement.titles(US_IRAN)
#: Chance of war without sanctions and with them, by theory; luck is each world's own.
RISK = {"counter_pressure": (0.1, 0.5), "pressure_works": (0.4, 0.1), "strategic": (0.2, 0.2)}


@pytest.fixture
def made_up(monkeypatch) -> list[Any]:
    """Worlds in the place of simulated ones: war where luck falls below the theory's risk; what was lived is listed."""
    seen = []

    def simulate(bundle: Any) -> tuple[Any, ...]:
        found = []
        for task in bundle.tasks:
            luck = np.array([np.random.default_rng([task.seed, int(one)]).random() for one in task.world])
            pressed = any(step.value for step in task.cell.courses["united_states.pressure"])
            war = luck < RISK[task.cell.theory][int(pressed)]
            code = np.where(war, US_IRAN.outcomes.code("war"), US_IRAN.outcomes.code("standoff"))
            found.append(SimpleNamespace(block=SimpleNamespace(columns={"outcome": code})))
            seen.append(task)
        return tuple(found)

    monkeypatch.setattr(agreement, "simulate_bundle", simulate)
    return seen


def test_each_contrast_is_lived_under_each_theory_with_the_same_luck_and_all_else_as_the_file_says(made_up):
    found = agreement.contrasts(sim.load("redline:rival_theories"), worlds=300)
    assert [(one.variant, one.outcome) for one in found] == [("no_pressure", "war"), ("no_pressure", "capitulation")]
    war = found[0]
    assert [one.theory for one in war.under] == list(KEYS) and [one.sign for one in war.under] == [-1, 1, 0]
    for one in war.under:
        assert one.difference.before == pytest.approx(RISK[one.theory][1], abs=0.08)
        assert one.difference.gained == 0 or one.difference.lost == 0  # in each world the same luck on both sides
    assert len(made_up) == 2 * len(KEYS) and {len(task.world) for task in made_up} == {300}
    assert war.differs and not war.agrees and not found[1].signs


def test_dated_values_begin_with_what_the_theory_declares_whatever_theory_a_variant_has(made_up):
    text = (
        "extends: redline:maximum_pressure\nparameters: {iran.effort.base: {2019-01-01: 0.3}}\n"
        "variants: {b: {theory: pressure_works, set: {united_states.pressure: 0}}}"
    )
    agreement.contrasts(sim.load(text), worlds=10)
    first = {(task.cell.theory, task.cell.variant): task.cell.courses["iran.effort.base"][0].value for task in made_up}
    assert {key: float(value) for key, value in first.items()} == {
        (theory, variant): 1.0 if theory == "pressure_works" else 0.2
        for theory in KEYS
        for variant in ("baseline", "b")
    }


def test_a_variant_that_names_another_theory_alone_is_no_contrast(made_up):
    text = "extends: redline:maximum_pressure\nvariants: {strategic: {theory: strategic}}"
    assert agreement.contrasts(sim.load(text), worlds=10) == () and not made_up
    with pytest.raises(ValueError, match="at least 2"):
        agreement.contrasts(sim.load(text), worlds=1)


def contrast(*changes: int) -> Contrast:
    """A contrast whose theories gain or lose so many worlds of 100."""
    under = []
    for theory, change in zip(KEYS, changes, strict=True):
        before, after = np.arange(100) < 50, np.arange(100) < 50 + change
        under.append(Under(theory, difference(before, after)))
    return Contrast("v", "war", 100, tuple(under))


@pytest.mark.parametrize(
    ("changes", "said", "flag"),
    [
        ((20, 30, 15), "The same sign under all 3 theories: more often", "yes"),
        ((-20, 30, 0), "Theories contradict each other: more often under “pressure works”; less often under “pressure "
         "is resisted”; no clear difference under “both sides reckon”", "no: they contradict"),
        ((-20, 0, -15), "Less often under “pressure is resisted” and “both sides reckon”; no clear difference under "
         "“pressure works”", "clear under 2 of 3"),
        ((0, 1, -1), "No clear difference under any theory, in 100 worlds each", "clear under 0 of 3"),
    ],
)  # fmt: skip
def test_signs_are_said_as_they_are(changes, said, flag):
    one = contrast(*changes)
    assert in_words.verdict(one, TITLES) == said and in_words.flag(one) == flag
    assert one.differs == (flag == "no: they contradict") and one.agrees == (flag == "yes")
    assert agreement.as_dict(one)["under"][0]["sign"] == one.under[0].sign


def test_what_a_file_with_variants_under_theories_asks_is_told_theory_by_theory(monkeypatch):
    scenario = sim.load("""
format: 1
title: t
asks: none
clock: {start: 2018-05-08, days: 30}
runs: {worlds: 2, seed: 1, theories: 2, assumptions: {draws: 0}}
variants:
  other: {title: Pressure works, theory: pressure_works}
  none: {title: No sanctions, set: {united_states.pressure: 0}}
""")
    results = sim.run(scenario)
    found = replace(contrast(-20, 0, -45), variant="none")
    monkeypatch.setattr(in_words, "wanted", lambda _: (found,))
    said = ("No sanctions: war 50 to 30 in 100 under “pressure is resisted”, 50 to 50 under “pressure works”, "
            "50 to 5 under “both sides reckon”.")  # fmt: skip
    assert in_words.first(results) == said == headline(results).sentence
    assert len(said.split()) == 25
    monkeypatch.setattr(in_words, "wanted", lambda _: (replace(found, variant="other"),))
    assert in_words.first(results) == ""


# -- weights -----------------------------------------------------------------------------------------------------------


def test_a_theory_that_foresees_each_turning_point_better_has_all_the_weight():
    log = np.array([[0.1, 1.0], [0.2, 1.2], [0.1, 0.9], [0.3, 1.5], [0.2, 2.0], [0.1, 1.1]])
    best, mixed, (low, high) = stacked.weights(log, np.arange(6))
    assert best[0] > 0.95 and mixed[0] > 0.99 and low[0] > 0.99 and high[1] < 0.01
    np.testing.assert_allclose([best.sum(), mixed.sum()], 1.0)


def test_a_mixture_of_two_that_are_right_in_turn_is_weighed_by_how_often_each_is():
    """Where one says 1 and the other 0, the best weights are the shares of questions."""
    said = np.where(np.arange(8)[:, None] < 6, [[1.0, 1e-9]], [[1e-9, 1.0]])
    np.testing.assert_allclose(stacked.mixture(said, np.ones((1, 8)))[0], [0.75, 0.25], atol=1e-6)
    np.testing.assert_allclose(stacked.mixture(said, np.r_[np.ones(6), 3, 3][None])[0], [0.5, 0.5], atol=1e-6)


def test_questions_about_one_turning_point_are_one_piece_of_evidence():
    """As many questions tell more when they are about as many turning points, and the interval is the narrower."""
    log = np.log(1 / np.where(np.arange(40)[:, None] % 2 == 0, [[0.9, 0.1]], [[0.1, 0.9]]))
    wide, narrow = (np.ptp(stacked.weights(log, groups)[2][:, 0]) for groups in (np.arange(40) % 4, np.arange(40)))
    assert wide > narrow + 0.2
    alike = stacked.weights(np.zeros((4, 3)), np.array([0, 0, 1, 1]))
    np.testing.assert_allclose(alike[0], 1 / 3) and np.testing.assert_allclose(alike[1], 1 / 3)


def test_scores_are_put_side_by_side(monkeypatch):
    def seen(scenario: Any, **how: Any) -> Any:
        chance = {"counter_pressure": 0.8, "pressure_works": 0.2, "strategic": 0.5}[scenario.theory]
        log, brier = -float(np.log(chance)), (1 - chance) ** 2
        answer = SimpleNamespace(scores={"log": Figure(log, log, log), "brier": Figure(brier, brier, brier)},
                                 uniform={"log": float(np.log(2))})  # fmt: skip
        number = SimpleNamespace(scores={"crps": Figure(chance, chance, chance)}, uniform={})
        return SimpleNamespace(verdicts={"a": (answer, number), "b": (answer,), "c": (number,)})

    monkeypatch.setattr(stacked, "sequences", seen)
    found = stacked.stacked(sim.load("redline:maximum_pressure"), worlds=10)
    assert (found.questions, found.numbers, found.turning_points) == (2, 2, 2), "nothing of c is weighed"
    first, second, third = found.theories
    assert first.log == pytest.approx(-np.log(0.8)) and second.brier == pytest.approx(0.64) and third.crps == 0.5
    assert first.pseudo_bma > third.pseudo_bma > second.pseudo_bma and first.stacking > 0.99
    told = " ".join(stacked.foresight(replace(found, turning_points=6), TITLES))
    assert "“pressure is resisted” has the best log score: 0.22 nats a question, 0.69 for who" in told
    assert "6 turning points of one crisis tell little" in told
