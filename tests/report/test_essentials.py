"""The lines for a reader with one minute hold what the tables hold."""

from __future__ import annotations

from collections import Counter

import sim
from sim.analyses.answer.answer import headline
from sim.report import phrases
from sim.report.page import render
from sim.report.sections import method, parameters
from sim.report.sections.essentials import essentials, on_page
from sim.report.sections.method import command
from tests.report import synthetic
from tests.report.unpack import drawings_of


def _lines(results):
    return {line.about: line for line in essentials(results, headline(results).finding)}


def test_a_minute_tells_luck_assumptions_and_the_command():
    results = synthetic.compared(120)
    lines = _lines(results)
    shares = results.outcomes[results.outcomes["outcome"] == results.scenario.headline]
    widest = 100 * ((shares["high"] - shares["low"]) / 2).max()
    assert f"by up to {widest:.0f} points either way (120 worlds" in lines["How sure"].words
    assumed = Counter(one.basis for one in results.catalogue.values())["assumed"]
    assert f"Of {len(results.catalogue)} parameters, {assumed} are assumptions" in lines["Assumed"].words
    assert lines["Repeat it"].words == command(results) and lines["Repeat it"].code


def test_the_page_leaves_to_other_sections_what_they_say():
    results = synthetic.compared(120)
    sure, assumed = on_page(results, headline(results).finding)
    assert "Luck alone" in sure.words and "runs from" not in sure.words, "the scale draws the range"
    assert "parameters" not in assumed.words and assumed.words.startswith("The rules are those of")
    assert f"Of {len(results.catalogue)} parameters" in str(method.section(results).data["limits"])


def test_a_sweep_names_its_axis_and_both_ends():
    results = synthetic.ambiguity(60)
    values = [cell.coordinates[0][1] for cell in results.design]
    assert f"{min(values):g} to {max(values):g} rungs." in _lines(results)["Assumed"].words


def test_a_family_of_a_path_of_several_parts_can_be_swept():
    crisis = sim.load("redline:maximum_pressure").replace(
        assumptions={"draws": 0}, days=60, sweep={"axes": {"united_states.agencies.offset": [-1, 1]}}
    )
    results = sim.run(crisis, worlds=4)
    assert "US agencies offset" in _lines(results)["Assumed"].words
    assert "-1 to 1 spreads." in _lines(results)["Assumed"].words
    assert phrases.axis(results, results.axes[0]) == "US agencies offset (spreads)"
    changed = {row.path: row.values for row in parameters.section(results).data["changed"]}
    for member in ("white_house", "state", "pentagon"):
        assert changed[f"united_states.agencies.{member}.offset"] == (("swept", "-1, 1"),)
    assert "US agencies offset (spreads)" in str(drawings_of(render(results)))


def test_a_run_without_draws_says_that_the_range_was_not_computed():
    results = synthetic.single(80)
    expected = results.assumption_range(results.variants[0], results.scenario.headline) is None
    assert ("not computed" in _lines(results)["How sure"].words) == expected


def test_variants_that_differ_in_who_takes_part_say_so():
    crisis = sim.load("redline:maximum_pressure").replace(
        assumptions={"draws": 0}, days=60, variants={"alone": {"cast": {"without": ["proxies.ansar_allah"]}}}
    )
    assert "The variants differ in: who takes part." in _lines(sim.run(crisis, worlds=4))["Assumed"].words
