"""The answer claims what the worlds show, with its interval, and nothing where they show nothing."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from sim.analyses.answer import designs, ignorance, opening
from sim.analyses.answer.answer import ENOUGH, TOO_FEW, _change, finding, headline, in_words
from sim.analyses.answer.extremes import extremes
from sim.analyses.answer.response import ratios, shares
from sim.analyses.answer.summary import summary
from sim.analyses.answer.worlds import pick
from sim.analyses.compare.comparison import NotPaired, between_runs, from_baseline
from sim.analyses.compare.paired import Difference, difference
from sim.crisis.us_iran import US_IRAN
from sim.scenario.parts import Assumptions
from sim.statistics.intervals import wilson
from sim.statistics.ranges import Range
from sim.words import likelihood
from tests import fake
from tests.report import synthetic

OUTCOMES = US_IRAN.outcomes


def test_the_answer_gives_frequency_interval_and_word(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(worlds=1000))
    count = int((results.table["outcome"] == "war").sum())
    low, high = wilson(count, 1000)
    assert headline(results).sentence == (
        f"The crisis ends in war in about {count / 10:.0f} in 100 worlds "
        f"(95% simulation interval {100 * low:.0f} to {100 * high:.0f} in 100): very unlikely."
    )


def test_the_range_over_the_assumptions_stands_beside_the_answer(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(worlds=200, assumptions=Assumptions(40, 50)))
    low, high = results.assumption_range("baseline", "war")
    found = headline(results)
    share = results.table["outcome"].eq("war").mean()
    assert found.sentence == (
        f"The crisis ends in war in about {100 * share:.0f} in 100 worlds; in nine settings of ten of what "
        f"no source settles, {100 * low:.0f} to {100 * high:.0f}: {likelihood.word(share)}."
    )
    settings, sentence, *_ = found.details
    assert settings.startswith("At the file's own settings the crisis ends in war in about")
    middle = 100 * np.median(results.assumed_shares("baseline", "war"))
    assert f"that share runs from {100 * low:.0f} to {100 * high:.0f} in 100 in nine settings of ten, after" in sentence
    assert f"(40 settings drawn; 5th to 95th percentile, median {middle:.0f};" in sentence
    assert "very unlikely to unlikely" in sentence


def test_default_settings_at_an_end_of_the_draws_are_said_to_lie_there(monkeypatch):
    scenario = fake.scenario(worlds=1200, assumptions=Assumptions(40, 50))
    results = fake.run(monkeypatch, scenario)
    assert not [one for one in headline(results).details if "default settings" in one]
    results.__dict__["assumptions"] = results.assumptions.assign(war=results.assumptions["war"] + 0.3)
    warned = headline(results).details[2]
    assert warned == (
        "The default settings lie at the calm end of what is assumed plausible: no draw gives fewer wars."
    )


def test_the_range_says_which_cell_and_variant_it_belongs_to(monkeypatch):
    risks = (("baseline", 0.2), ("bold", 0.3))
    draws = Assumptions(40, 50)
    results = fake.run(monkeypatch, fake.scenario(risks=risks, worlds=200, assumptions=draws))
    assert "the share of war under “Baseline” runs from" in headline(results).text
    results = fake.run(monkeypatch, fake.scenario(risks=risks, swept=(0.0, 5.0), worlds=200, assumptions=draws))
    *_, effect, about, missing = headline(results).details
    assert effect.startswith("Bold: ") and about.startswith("While the assumed")
    assert missing == (
        "Range of these differences over the assumptions: not computed; to get it, give the points as variants instead "
        "of sweeping."
    )


def test_the_effect_of_a_variant_has_a_range_over_the_same_draws(monkeypatch):
    risks = (("baseline", 0.2), ("bold", 0.3))
    scenario = fake.scenario(risks=risks, worlds=200, assumptions=Assumptions(40, 50))
    effect = headline(fake.run(monkeypatch, scenario)).effects[0]
    assert "points (5th to 95th percentile of the same draws)." in effect.sentence
    without = headline(fake.run(monkeypatch, fake.scenario(risks=risks, worlds=200)))
    assert "Range of" not in without.text


def test_a_sweep_of_variants_says_what_becomes_of_both_outcomes_and_of_their_ratio(monkeypatch):
    scenario = fake.scenario(risks=(("baseline", 0.2), ("never", -1.0)), swept=(0.0, 5.0, 10.0))
    found = headline(fake.run(monkeypatch, scenario))
    rises = (
        r"As us threshold goes from 0 to 10, war rises from \d+ to \d+ in 100 worlds in the baseline; not clearly "
        r"under the other\."
    )
    assert re.fullmatch(rises, found.sentence)
    whole, ratio, *_ = found.details
    assert whole.startswith("It depends on the variant: as us threshold goes from 0 to 10, war becomes")
    assert "under “Baseline” (" in whole
    assert "and shows no clear change under “Never”; capitulation shows no clear change (" in whole
    assert ratio.startswith("Of the worlds that end in war or capitulation (")
    assert "war's share lies at" in ratio and "rises under “Baseline”" in ratio
    assert len(found.effects) == 2 and all(effect.sentence in found.details for effect in found.effects)


def test_a_sweep_of_variants_without_any_effect_claims_none(monkeypatch):
    scenario = fake.scenario(risks=(("baseline", 0.2), ("same", 0.2005)), swept=(0.0, 0.01))
    found = headline(fake.run(monkeypatch, scenario))
    assert found.sentence.startswith("As us threshold goes from 0 to 0.01, war shows no clear change under any of 2 ")
    whole, ratio, *_ = found.details
    assert whole.startswith("Under every variant, as us threshold goes from 0 to 0.01, war shows no clear change")
    assert "becomes" not in whole and "shows no clear change along the sweep under any variant" in ratio


def test_both_numbers_of_worlds_behind_a_ratio_are_written_alike(monkeypatch):
    details = headline(fake.run(monkeypatch, fake.scenario(risks=(("baseline", 0.2),), worlds=20_000))).details
    (ratio,) = (one for one in details if one.startswith("Of the "))
    assert re.match(r"Of the \d+,\d{3} worlds that end in war or capitulation, \d+,\d{3} end in war \(", ratio)


def test_few_worlds_get_no_word_of_likelihood(monkeypatch):
    few = finding(fake.run(monkeypatch, fake.scenario(worlds=49)), "war")
    assert few.word == TOO_FEW and few.sentence.endswith(": too few worlds to say.")
    assert finding(fake.run(monkeypatch, fake.scenario(worlds=50)), "war").word != TOO_FEW


def test_a_clear_effect_of_a_variant_is_stated_with_its_paired_interval(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(risks=(("baseline", 0.2), ("bold", 0.3))))
    effect = headline(results).effects[0]
    assert effect.difference.clear and effect.difference.lost == 0
    assert effect.sentence.startswith("Bold: war in about ")
    assert "points more often than in the baseline" in effect.sentence


def test_no_effect_is_called_no_clear_effect_with_the_number_of_worlds(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(risks=(("baseline", 0.2), ("same", 0.2005))))
    assert "no clear effect on war at 1,200 worlds" in headline(results).effects[0].sentence


def test_the_ends_of_a_swept_axis_are_compared_not_the_luckiest_points(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(swept=(0.0, 5.0, 10.0)))
    sentence = headline(results).details[0]
    assert "at us threshold 0 and" in sentence and "at us threshold 10 (" in sentence
    flat = fake.run(monkeypatch, fake.scenario(swept=(0.0, 0.01)))
    assert headline(flat).details[0].startswith("No clear difference in war between us threshold 0 and")


def test_no_winner_is_named_among_points_that_cannot_be_told_apart(monkeypatch):
    """Words make points that are no line: two calm ones that hardly differ, and one with three times the wars."""
    results = fake.run(monkeypatch, fake.scenario(swept=("0", "0.01", "20")))
    found = headline(results)
    assert found.sentence == "War is likelier than not at 1 of 3 points, only where us threshold is 20."
    sentence = found.details[0]
    assert "least often at 2 of 3 points not clearly apart (" in sentence and "such as us threshold 0 and" in sentence
    assert "most often at us threshold 20 (" in sentence and "in 100 worlds, 95% interval" in sentence
    assert sentence.endswith("allow for the choice among the points.")
    (effect,) = found.effects
    assert effect.difference.clear


def test_a_grid_that_luck_explains_has_no_extremes(monkeypatch):
    """With points that are alike, at most one seed in twenty would name a winner by chance."""
    found = headline(fake.run(monkeypatch, fake.scenario(swept=("0", "0.01", "0.02"))))
    assert found.sentence.startswith("War shows no clear difference between 3 points (")
    sentence = found.details[0]
    assert sentence.startswith("At 1,200 worlds a point, the points where war is rarest and commonest are not clearly")


def test_the_interval_of_an_extreme_point_is_wider_than_that_of_a_point_that_was_not_chosen(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(swept=("0", "0.01", "20")))
    most = extremes(results, "baseline", "war").commonest
    low, high = wilson(round(most.share * 1200), 1200)
    assert most.low < low < most.share < high < most.high


def test_rare_shares_keep_to_one_unit_in_a_sentence(monkeypatch):
    rare = fake.run(monkeypatch, fake.scenario(risks=(("baseline", 0.004),)))
    assert re.search(
        r"in about \d in 1,000 worlds \(95% simulation interval [\d.]+ to \d+ in 1,000\)", headline(rare).text
    )
    found = headline(fake.run(monkeypatch, fake.scenario(risks=(("baseline", 0.004),), swept=(0.0, 10.0))))
    along, ends = found.sentence, found.details[0]
    assert "in 1,000 worlds" in along and "in 100 " not in along
    assert ends.count("in 1,000 worlds at") == 2 and "in 100 " not in ends


def test_one_world_gains_and_one_world_ends_in_the_singular(monkeypatch):
    """The risk lies between the two least luck values of ten worlds, so that exactly one of them ends in war."""
    luck = sorted(np.random.default_rng([7, world]).random() for world in range(10))
    assert luck[1] < 0.9
    one = fake.run(monkeypatch, fake.scenario(risks=(("baseline", (luck[0] + luck[1]) / 2),), worlds=10))
    (sentence,) = headline(one).details
    ends = sum(value > 0.9 for value in luck) + 1
    many = "1 world that ends" if ends == 1 else f"{ends} worlds that end"
    assert sentence.startswith(f"Of the {many} in war or capitulation, 1 ends in war (")
    first, then = np.arange(300) > 250, np.arange(300) == 0
    assert "; 1 world gained it, 49 lost it)" in _change(difference(first, then), "war")


def test_a_sampled_design_opens_with_its_spread_and_then_tells_the_settings(monkeypatch):
    scenario = fake.scenario(
        worlds=100,
        sampled={"points": 30, "worlds": 100, "from": 2.0, "to": 10.0},
        risks=(("baseline", 0.3), ("bold", 0.5), ("same", 0.3)),
    )
    found = headline(fake.run(monkeypatch, scenario))
    assert re.fullmatch(
        r"War runs from \d+ to \d+ in 100 worlds over 30 settings \(5th to 95th percentile, median \d+\)\.",
        found.sentence,
    )
    others, settings, parts, *_ = found.details
    assert others.startswith("Under “Bold” the share of war runs from") and others.endswith("; under “Same” the same.")
    assert settings.startswith("At the settings of “Baseline” the crisis ends in war in about")
    assert parts.startswith("Under “Baseline”: ") and parts.endswith("; under “Same” the same.")
    assert parts.startswith("Under “Baseline”: the ")
    assert sum("over 30" in one for one in (found.sentence, *found.details)) == 1  # no twin


def test_points_that_differ_by_luck_alone_do_not_run_from_one_number(monkeypatch):
    scenario = fake.scenario(worlds=100, sampled={"points": 4, "worlds": 100, "from": 5.9, "to": 6.1})
    assert re.search(
        r"the share of war is about \d+ in 100 throughout: the points differ by no more than luck\.$",
        headline(fake.run(monkeypatch, scenario)).sentence,
    )


def test_the_compared_outcomes_are_counted_against_each_other(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(swept=(0.0, 5.0)))
    table = ratios(results)
    outcomes = results.outcomes.set_index(["us.threshold", "outcome"])["count"]
    assert list(table["of"]) == [outcomes[at, "war"] + outcomes[at, "capitulation"] for at in (0.0, 5.0)]
    assert list(table["count"] / table["of"]) == pytest.approx(list(table["share"]))
    assert set(shares(results)["outcome"]) == {"war", "capitulation"}


def test_a_ratio_of_outcomes_that_never_happen_is_missing_not_zero(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario())
    table = ratios(results, "deal", "regime_collapse")
    assert table["of"].iloc[0] == 0
    assert table["share"].isna().all()


def test_differences_from_the_baseline_are_taken_at_the_same_point_of_the_sweep(monkeypatch):
    scenario = fake.scenario(risks=(("baseline", 0.2), ("bold", 0.3)), swept=(0.0, 5.0))
    table = from_baseline(fake.run(monkeypatch, scenario))
    wars = table[table["outcome"] == "war"]
    assert list(wars["us.threshold"]) == [0.0, 5.0]
    assert list(wars["difference"]) == pytest.approx([0.1, 0.1], abs=0.03)
    assert len(from_baseline(fake.run(monkeypatch, fake.scenario()))) == 0


def test_two_runs_are_compared_world_by_world_only_when_they_share_their_luck(monkeypatch):
    one = fake.run(monkeypatch, fake.scenario())
    bold = fake.run(monkeypatch, fake.scenario(risks=(("baseline", 0.3),)))
    assert between_runs(one, bold, "war").lost == 0
    few = fake.run(monkeypatch, fake.scenario(risks=(("baseline", 0.3),), worlds=300))
    assert between_runs(one, few, "war").worlds == 300
    other = fake.run(monkeypatch, fake.scenario(seed=8, days=6))
    with pytest.raises(NotPaired, match=r"another seed \(7 and 8\); another length in days \(5 and 6\)"):
        between_runs(one, other, "war")
    with pytest.raises(ValueError, match="there is no cell 3 in both runs; allowed: 0"):
        between_runs(one, bold, "war", cell=3)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_sentence_can_be_made_about_every_outcome(monkeypatch, outcome):
    found = finding(fake.run(monkeypatch, fake.scenario(worlds=50)), outcome)
    assert found.sentence.startswith(OUTCOMES[outcome].clause)
    assert found.low <= found.share <= found.high


def test_the_summary_is_json_with_share_and_interval_of_each_outcome_per_variant(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(risks=(("baseline", 0.2), ("bold", 0.3)), worlds=100))
    found = json.loads(json.dumps(summary(results)))
    assert (found["digest"], found["worlds"], found["seed"]) == (results.digest, 100, 7)
    assert set(found["variants"]) == {"baseline", "bold"}
    for variant in found["variants"].values():
        assert set(variant["outcomes"]) == set(OUTCOMES)
        assert sum(one["share"] for one in variant["outcomes"].values()) == pytest.approx(1)
        assert all(one["low"] <= one["share"] <= one["high"] for one in variant["outcomes"].values())


def test_the_summary_of_a_sweep_lists_its_points(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(swept=(1.0, 2.0), worlds=50))
    cells = summary(results)["variants"]["baseline"]["cells"]
    assert [cell["at"] for cell in cells] == [{"us.threshold": 1.0}, {"us.threshold": 2.0}]


def test_worlds_are_picked_by_their_stated_rule(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(worlds=300))
    table, events = results.table.set_index("world"), results.events
    war = pick(results, "baseline", "fastest_war")
    assert table.loc[war.world, "outcome"] == "war" and war.world == table.index[table["outcome"] == "war"].min()
    spared = table.index[table["outcome"] != "war"]
    worst = events[events["world"].isin(spared)].groupby("world")["rung"].max().idxmax()
    assert pick(results, "baseline", "near_miss").world == worst
    usual = table[table["outcome"] == "standoff"]["hostile_acts"]
    median = pick(results, "baseline", "median")
    assert abs(usual[median.world] - usual.median()) == (usual - usual.median()).abs().min()
    assert "standoff" in median.because


def test_no_world_is_picked_where_none_fits(monkeypatch):
    peaceful = fake.run(monkeypatch, fake.scenario(risks=(("baseline", -1.0),), worlds=50))
    assert pick(peaceful, "baseline", "fastest_war") is None


def test_a_run_that_crosses_factors_answers_first_what_all_of_them_change_and_tells_each_alone():
    results = synthetic.factored(400)
    found = headline(results)
    every = found.effects[-1].difference
    assert every.clear and len(found.effects) == 7
    assert found.sentence.startswith("With all factors on: war rises from ") and len(found.sentence.split()) <= 25
    before, *_, last = results.variants
    low, high = (f"{100 * one:+.1f}" for one in results.assumed_difference(before, last, "war"))
    assert found.sentence.endswith(f"({every.difference * 100:+.1f} points; in nine settings of ten {low} to {high}).")
    told = [one for one in found.details if one.startswith(("The line", "Officials", "Old evidence"))]
    assert len(told) == 3 and not any(" + " in one for one in told)
    assert any("At the settings of “Nothing is on”" in one for one in found.details)


def test_a_first_line_keeps_to_25_words_whatever_is_asked():
    wide, narrow = Range(0.004, 0.46), Range(0.02, 0.0201)
    clear = Difference(300, 0.02, 0.1, 24, 2, 0.073, 0.04, 0.106)
    unclear = Difference(9, 0.02, 0.1, 1, 1, 0.07, -0.1, 0.2)
    titles = ("Keeping the waivers", " ".join(["word"] * opening.TITLE), " ".join(["word"] * 30))
    for outcome in OUTCOMES.values():
        for assumed, title, one in itertools.product((None, wide, narrow), titles, (clear, unclear)):
            said = opening.contrast(title, "the_name", outcome.noun, one, assumed)
            often = opening.first(outcome.clause, 0.0023, 0.001, 0.0051, assumed, "roughly even chance")
            assert len(said.split()) <= 25 and len(often.split()) <= 25, (said, often)
            assert said.startswith(title if len(title.split()) <= opening.TITLE else "The name: ")
            assert ("no clear effect" in said) != one.clear
            more = opening.contrast(title, "the_name", outcome.noun, one, assumed, "1 of 3 other variants moves it")
            assert len(more.split()) <= 25 and (more == said or "(2 and 10 in 100 worlds); 1 of 3" in more)


def test_a_hump_is_told_though_both_ends_of_the_sweep_are_alike(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(swept=(0.0, 10.0, 5.0)))
    alike = Difference(1200, 0.2, 0.2, 4, 4, 0.0, -0.01, 0.01)
    monkeypatch.setattr(opening, "between_cells", lambda *_: alike)
    said = opening.response(results, "war")
    assert re.fullmatch(r"As us threshold goes .*, war runs from \d+ to \d+ in 100 worlds, most at 10\.", said)


def test_variants_that_agree_over_a_sweep_are_told_as_one(monkeypatch):
    scenario = fake.scenario(risks=(("baseline", 0.2), ("bold", 0.3), ("bolder", 0.4)), swept=(0.0, 10.0))
    results = fake.run(monkeypatch, scenario)
    assert re.fullmatch(
        r"As us threshold .* war rises from \d+ to \d+ in 100 worlds in the baseline; likewise under all 3\.",
        headline(results).sentence,
    )


def test_of_two_variants_that_agree_the_other_is_named(monkeypatch):
    scenario = fake.scenario(risks=(("baseline", 0.2), ("bold", 0.4)), swept=(0.0, 10.0))
    said = headline(fake.run(monkeypatch, scenario)).sentence
    assert re.fullmatch(r"As us threshold .* war rises from \d+ to \d+ in 100 worlds; likewise under “Bold”\.", said)


@pytest.mark.parametrize(
    ("change", "signs", "baseline", "told"),
    [
        (0.14, {True}, False, "war rises under 2 of 8 variants, not the baseline (3 to 17 in 100 at most)."),
        (0.14, {True}, True, "war rises under 2 of 8 variants (3 to 17 in 100 at most)."),
        (-0.14, {False}, True, "war falls under 2 of 8 variants (17 to 3 in 100 at most)."),
        (0.14, {True, False}, True, "war moves under 2 of 8 variants (3 to 17 in 100 at most)."),
    ],
)
def test_where_no_variant_can_be_named_it_is_said_how_many_move_and_whether_the_baseline_does(
    change, signs, baseline, told
):
    before, after = (0.03, 0.17) if change > 0 else (0.17, 0.03)
    one = Difference(100, before, after, 14, 0, change, change - 0.05, change + 0.05)
    first, *others = opening._most("x goes from 0 to 3", "war", one, 2, 8, signs, baseline)
    assert first == f"As x goes from 0 to 3, {told}" and len(others) == 2


def test_where_nothing_moves_it_the_other_variants_are_told_along_and_none_claims_an_effect():
    unclear = Difference(100, 0.03, 0.06, 5, 2, 0.03, -0.01, 0.07)
    rest = "nor under 5 others"
    said = opening.contrast("With it", "it", "war", unclear, None, neither=rest)
    assert said.endswith(f"no clear effect on war (3 and 6 in 100 worlds; luck allows -1.0 to +7.0 points); {rest}.")
    clear = Difference(100, 0.03, 0.16, 15, 2, 0.13, 0.04, 0.2)
    assert rest not in opening.contrast("With it", "it", "war", clear, None, neither=rest)


def test_where_worlds_are_too_few_to_part_unknowns_from_luck_it_says_what_is_known_and_that(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(worlds=40))
    laid = ignorance.Sampled(ignorance.Part(0.1, 0.08, 0.13), "points", 100, 2000, 8000)
    drawn = ignorance.Sampled(None, "twins", 40, 10, 40)
    monkeypatch.setattr(ignorance, "of_points", lambda *_: laid)
    monkeypatch.setattr(ignorance, "of_run", lambda *_: drawn)
    told = "Of what is open about war, choices decide 10%; 40 worlds are too few to part unknowns from luck."
    assert designs.decides(results) == (told,)
    monkeypatch.setattr(ignorance, "of_run", lambda *_: laid)  # nothing is drawn anew in each world
    assert designs.decides(results) == ()


def test_of_two_axes_the_corner_is_told_where_the_outcome_is_likelier_than_not():
    results = synthetic.crossed(200)
    said = opening.response(results, "war")
    shares = {cell.coordinates: float(row) for cell, row in zip(
        results.cells_of("baseline"), results.outcomes.query("outcome == 'war'")["share"], strict=True)}  # fmt: skip
    lines, bold = zip(*((at[0][1], at[1][1]) for at, share in shares.items() if share > 0.5), strict=True)
    where = f"Washington's threshold for force is at most {max(lines):g} and Iran boldness is at least {min(bold):g}"
    assert said == f"War is likelier than not only where {where}."


def test_where_it_is_likelier_than_not_at_no_point_the_axis_that_moves_most_is_named():
    results = synthetic.crossed(200)
    cells = results.cells_of("baseline")
    lines = np.array([cell.coordinates[0][1] for cell in cells])
    assert opening._moves_most(results, 1 - lines / 10, cells) == "Washington's threshold for force"
    assert opening._moves_most(results, np.zeros(len(cells)), cells) in ("", "Washington's threshold for force")
    bold = np.array([cell.coordinates[1][1] for cell in cells])
    assert opening._moves_most(results, bold / 2, cells) == "Iran boldness"


def test_a_range_of_more_than_two_bands_bears_no_word_of_likelihood():
    assert in_words(0.4, 1000, Range(0.09, 0.85)) == "" and in_words(0.4, 1000, Range(0.3, 0.5)) == "unlikely"
    assert in_words(0.4, ENOUGH - 1, Range(0.09, 0.85)) == TOO_FEW


@pytest.mark.parametrize(("highest", "surely"), [(0.3, ""), (0.49, "clearly ")])
def test_a_grid_whose_highest_share_may_lie_above_one_half_is_not_said_to_lie_below_it(monkeypatch, highest, surely):
    results = synthetic.crossed(100)
    shares = np.linspace(0.02, highest, len(results.cells_of("baseline")))
    monkeypatch.setattr(opening, "_shares", lambda *_: shares)
    ends = extremes(results, "baseline", "war")
    high = wilson(round(100 * highest), 100)[1]
    apart = Difference(100, 0.02, highest, 30, 2, highest - 0.02, 0.1, 0.5)
    clear = replace(ends, commonest=replace(ends.commonest, high=high), difference=apart)
    monkeypatch.setattr(opening, "extremes", lambda *_: clear)
    said = opening._over(results, "war", results.cells_of("baseline"))
    assert said.startswith(f"War is nowhere {surely}likelier than not: 2 to {100 * highest:.0f} in 100 worlds")
