"""Two runs are paired where their worlds are the same luck, refused with every reason where they are not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, cast

import pytest

import sim
from sim.analyses.compare.compared import between
from sim.analyses.compare.comparison import between_cells
from sim.analyses.compare.divergence import Divergence, First
from sim.analyses.compare.in_words import in_words
from sim.analyses.compare.pairing import NotPaired, pair
from sim.analyses.compare.runs import compare
from sim.analyses.compare.scenarios import ScenarioChange, changes, replaced
from sim.crisis.us_iran import US_IRAN
from sim.runs.results import Results, Tables
from sim.scenario import Axis, Scenario, Sweep
from tests import fake

OUTCOMES = US_IRAN.outcomes

BOLD = (("baseline", 0.3),)
BOTH = (("baseline", 0.2), ("bold", 0.3))


def run(monkeypatch: pytest.MonkeyPatch, **what: Any) -> Results:
    return fake.run(monkeypatch, fake.scenario(**{"worlds": 200, **what}))


# -- what is paired ---------------------------------------------------------------------------------------------------


def test_the_worlds_that_both_runs_have_are_compared_and_it_is_said(monkeypatch):
    many, few = run(monkeypatch), run(monkeypatch, risks=BOLD, worlds=120)
    found = compare(many, few)
    assert found.worlds == 120
    first = compare(run(monkeypatch, worlds=120), few)
    assert found.cells[0].differences == first.cells[0].differences
    assert "Compared in the same 120 worlds, the ones that both runs have (of 200 and 120)." in str(found)


def test_cells_are_matched_by_variant_and_point_and_the_baselines_with_each_other(monkeypatch):
    one = run(monkeypatch, risks=(("baseline", 0.2), ("bold", 0.3), ("gone", 0.1)), swept=(0.0, 5.0))
    other = run(monkeypatch, risks=(("as_it_was", 0.2), ("new", 0.5), ("bold", 0.4)), swept=(5.0, 7.0))
    found = pair(one, other)
    assert found.cells == ((1, 0), (3, 4))  # both at 5: baseline with as_it_was, bold with bold
    assert found.only_before == tuple(
        f"{name}, us.threshold = {at}" for name, at in [("baseline", 0.0), ("bold", 0.0), ("gone", 0.0), ("gone", 5.0)]
    )
    assert "new, us.threshold = 5.0" in found.only_after and len(found.only_after) == 4


def test_every_reason_for_a_refusal_is_told_at_once(monkeypatch):
    one = run(monkeypatch, swept=(0.0, 5.0))
    other = run(monkeypatch, seed=8, days=6, swept=(1.0, 2.0))
    with pytest.raises(NotPaired) as refused:
        compare(one, other)
    assert str(refused.value) == (
        "these runs cannot be compared world by world: another seed (7 and 8); another length in days (5 and 6); "
        "no cell in common (us.threshold at 0.0, 5.0 and us.threshold at 1.0, 2.0)"
    )


def test_another_first_day_and_another_kind_of_design_are_refused(monkeypatch):
    plain = run(monkeypatch)
    other = run(monkeypatch)
    other.__dict__["design"] = (replace(plain.design[0], start=plain.date_of(3)),)
    axis = Axis("us.threshold", (), (0.0, 10.0))
    other.scenario = replace(other.scenario, sweep=Sweep("sobol", axes=(axis,), points=4, worlds=1))
    words = (
        r"another first day \(2018-05-08 and 2018-05-11\); another kind of design \(no sweep and a Sobol' sequence\)"
    )
    with pytest.raises(NotPaired, match=words):
        pair(plain, other)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "other"}, "different code of redline; a difference may come from the code and not from the scenario"),
        ({"versions": {"redline": "0.1.0", "numpy": "9.9"}}, "numpy .* and 9.9; a difference may come from them"),
        ({"platform": {"cpu_features": ["NONE"]}}, "processors differ"),
    ],
)
def test_other_code_libraries_or_processors_are_a_warning_and_no_refusal(monkeypatch, changed, words):
    one, other = run(monkeypatch), run(monkeypatch)
    assert pair(one, other).warnings == ()
    if "versions" in changed:
        changed = {"versions": {**one.manifest["versions"], **changed["versions"]}}
    other.manifest.update(changed)
    (warning,) = pair(one, other).warnings
    assert re.search(words, warning), warning
    assert "differ in the code, the libraries or the machine" in str(compare(one, other))


# -- what is told -----------------------------------------------------------------------------------------------------


def test_a_run_against_itself_is_one_and_the_same_run(monkeypatch):
    found = compare(run(monkeypatch), run(monkeypatch))
    assert found.identical
    assert "The two are one and the same run" in str(found)
    assert "All 200 worlds end as before." in str(found)


def test_runs_that_differ_in_their_agents_only_say_so(monkeypatch):
    one, other = run(monkeypatch), run(monkeypatch)
    other.manifest["agents"] = [{"path": "iran", "class": "my.Restrained", "sha256": "ab" * 32}]
    other.manifest["digest"] = "cd" * 32
    found = compare(one, other)
    assert not found.identical
    assert (
        "The scenarios are the same; the runs differ in:\n  agents: iran: built in and my.Restrained (abababab)"
        in str(found)
    )


def test_every_outcome_has_its_paired_difference_and_the_flips_add_up(monkeypatch):
    (one,) = compare(run(monkeypatch), run(monkeypatch, risks=BOLD)).cells
    assert set(one.differences) == set(OUTCOMES)
    war = one.differences["war"]
    assert war.lost == 0 and war.gained == one.flipped == one.flips["standoff", "war"] > 0
    assert f"{war.gained} of 200 worlds end differently: {war.gained} went from a standoff to war." in str(one)
    assert one.divergence.never == 200  # the made-up events depend on luck alone
    assert "The events are the same to the last in all 200 worlds" in one.parting_in_words()


def test_a_variant_is_compared_within_its_run_as_between_two(monkeypatch):
    both = run(monkeypatch, risks=BOTH)
    inside = between(both, 0, both, 1)
    outside = between(run(monkeypatch), 0, run(monkeypatch, risks=BOLD), 0)
    assert inside.differences == outside.differences and inside.flips == outside.flips
    assert inside.differences["war"] == between_cells(both, 0, 1, "war")
    assert (inside.before, inside.after, inside.variant) == ("Baseline", "Bold", "bold")


def test_the_points_of_a_sweep_are_lines_of_one_outcome(monkeypatch):
    swept = {"swept": (0.0, 5.0), "worlds": 60}
    text = str(compare(run(monkeypatch, **swept), run(monkeypatch, risks=BOLD, **swept)))
    assert "Baseline, share of worlds with war" in text
    assert [line.split()[0] for line in text.splitlines() if line.lstrip()[:2] in ("0 ", "5 ")] == ["0", "5"]
    assert "differing: worlds that end differently" in text and "other point" not in text


def test_points_of_a_sweep_at_which_nothing_changes_are_only_counted(monkeypatch):
    swept = {"swept": (0.0, 5.0), "worlds": 60}
    text = str(compare(run(monkeypatch, **swept), run(monkeypatch, **swept)))
    assert "At all 2 points every world ends as before." in text and "95% interval" not in text


def test_a_run_against_itself_has_no_table_of_zeros(monkeypatch):
    assert "95% interval" not in str(compare(run(monkeypatch), run(monkeypatch)))
    other = run(monkeypatch)
    other.manifest["agents"] = [{"path": "iran", "class": "my.Restrained", "sha256": "ab" * 32}]
    assert "95% interval" in str(compare(run(monkeypatch), other))  # another thing that came out the same


def test_a_single_world_is_told_in_the_singular(monkeypatch):
    found = compare(run(monkeypatch, worlds=1), run(monkeypatch, worlds=1, risks=(("baseline", 1.0),)))
    assert "Compared in the same 1 world." in str(found)
    assert "1 of 1 worlds ends differently" in str(found)
    assert "The one world ends as before." in str(compare(run(monkeypatch, worlds=1), run(monkeypatch, worlds=1)))


def test_what_shared_luck_is_worth_is_said_in_words(monkeypatch):
    found = compare(run(monkeypatch), run(monkeypatch, risks=BOLD))
    times = found.cells[0].differences["war"].saved
    said = f"it would take {times:.1f} times as many worlds to know the change in war as well."
    assert said in str(found) and "worth" not in str(found)


def test_the_median_day_of_parting_is_told_to_be_of_the_worlds_that_part(monkeypatch):
    (one,) = compare(run(monkeypatch), run(monkeypatch, risks=BOLD)).cells
    parted = Divergence(300, 150, 3.0, 1.0, 4.0, (First("iran", "probe", "after", 9),))
    words = replace(one, divergence=parted).parting_in_words()
    assert words.startswith(
        "150 of 300 worlds with kept events differ at some time; the other 150 never do. First difference in the "
        "median of those that differ: 11 May 2018"
    )
    alone = replace(one, divergence=Divergence(300, 299, 3.0, 3.0, 3.0, (First("iran", "probe", "after", 1),)))
    assert alone.parting_in_words().startswith("1 of 300 worlds with kept events differs at some time")
    assert alone.parting_in_words().endswith("only in the second (1 world).")


def test_a_run_without_a_sweep_is_not_called_a_grid(monkeypatch):
    with pytest.raises(NotPaired, match=r": no cell in common \(nothing is swept and us\.threshold at 0\.0, 5\.0\)$"):
        pair(run(monkeypatch), run(monkeypatch, swept=(0.0, 5.0)))


def test_all_of_it_is_json_without_missing_numbers(monkeypatch):
    found = compare(run(monkeypatch), run(monkeypatch, risks=BOLD))
    plain = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    (cell,) = plain["cells"]
    assert set(cell["outcomes"]) == set(OUTCOMES)
    assert cell["outcomes"]["deal"]["saved"] is None and cell["outcomes"]["war"]["saved"] > 1
    assert cell["flips"] == [{"from": "standoff", "to": "war", "worlds": cell["outcomes"]["war"]["gained"]}]
    assert cell["divergence"]["median"] is None


# -- what differs between scenarios -----------------------------------------------------------------------------------


def run_of(scenario: Scenario) -> Results:
    """A run of which nothing but the scenario is looked at."""
    return Results(scenario=scenario, tables=cast(Tables, None), manifest={}, catalogue=sim.catalogue(), claims=[])


def changed(tiny: Any, **what: Any) -> tuple[ScenarioChange, ...]:
    scenario = sim.load(tiny)
    sides = (scenario, scenario.replace(**what))
    return changes(*map(run_of, sides))


def test_what_two_scenarios_set_differently_is_named_with_both_values(tiny):
    found = changed(tiny, parameters={"iran.boldness": 0.8}, theory="pressure_works")
    assert found == (
        ScenarioChange("", "iran.boldness", 0.5, 0.8),
        ScenarioChange("", "theory", "counter_pressure", "pressure_works", kind="setting"),
    )


def test_a_parameter_that_is_drawn_on_one_side_and_set_on_the_other_is_one_change(tiny):
    tiny.write_text(tiny.read_text() + "sample: {iran.boldness: {uniform: {low: 0.2, high: 0.8}}}\n")
    drawn = sim.load(tiny)
    sides = (drawn, drawn.replace(parameters={"iran.boldness": 0.9}))
    (one,) = changes(*map(run_of, sides))
    assert (one.what, in_words(one.after)) == ("iran.boldness", "0.9") and "uniform" in in_words(one.before)


def test_what_a_variant_sets_is_named_under_the_variant(tiny):
    variants = {"low_line": {"title": "Other words", "set": {"united_states.force_threshold": 3}}}
    assert changed(tiny, variants=variants) == (
        ScenarioChange("low_line", "united_states.force_threshold", 4, 3),
        ScenarioChange("low_line", "title", "A lower line", "Other words", kind="words"),
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (6.0, "6"),
        ("pressure_works", "pressure works"),
        (None, "none"),
        ([], "none"),
        (
            {"": 0.25, "2018-11-05": {"value": 0.6, "announced": "2018-08-06"}},
            "0.25 from the start, 0.6 from 2018-11-05",
        ),
        ({"uniform": {"low": 1, "high": 2}}, "uniform low 1, high 2"),
        ([0.1, 0.2], "0.1; 0.2"),
    ],
)
def test_values_are_told_in_few_words(value, words):
    assert in_words(value) == words


def written_over(tiny: Any, **what: Any) -> str:
    scenario = sim.load(tiny).replace(parameters={"iran.margin": 2})
    return replaced(scenario.canonical(), scenario.replace(**what).canonical(), scenario.crisis.short)


def test_a_result_written_over_with_the_same_settings_says_nothing(tiny):
    assert written_over(tiny) == written_over(tiny, title="Other words", worlds=7) == ""


def test_a_result_written_over_with_other_settings_names_both_values_and_the_seed(tiny):
    assert written_over(tiny, parameters={"iran.margin": 1.5}, seed=6) == (
        "other settings: Iran margin 2 -> 1.5; seed 5 -> 6"
    )
    plain = sim.load(tiny).canonical()
    assert replaced(sim.load(tiny).replace(parameters={"iran.margin": 2}).canonical(), plain, US_IRAN.short) == (
        "other settings: Iran margin 2 -> as declared"
    )
    assert written_over(tiny, days=9) == "other settings: days 25 -> 9"


def test_of_many_changes_to_a_result_written_over_three_are_named(tiny):
    others = {"iran.margin": 1, "iran.boldness": 0.8, "united_states.pressure": 1}
    found = written_over(tiny, parameters=others, theory="pressure_works", seed=6)
    assert found.count(";") == 3 and found.endswith("; and 2 more")


def test_variants_that_went_or_came_and_other_sweeps_are_told_in_few_words(tiny):
    more = {"another": {"title": "Another", "set": {"iran.boldness": 0.9}}}
    assert written_over(tiny, variants=more) == "other settings: variant low line gone; variant another new"
    line = {"low_line": {"title": "Lower", "set": {"united_states.force_threshold": 3}}}
    assert written_over(tiny, variants=line) == "other settings: low line: US force threshold 4 -> 3"
    axes = {"axes": {"iran.boldness": [0.2, 0.4]}}
    assert written_over(tiny, sweep=axes) == "other settings: another sweep"
