"""What goes into *Try it*: which numbers, between which ends, what was tried as a file, and where there is nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.crisis.us_iran import US_IRAN
from sim.engine.parameters import Parameter
from sim.report import levers, relive, tried
from sim.report.page import render
from sim.runs.disk.manifest import code_hash
from sim.runs.results import Results
from sim.scenario import shipped
from tests.report import synthetic
from tests.report.unpack import unpacked

SHIPPED = [name for name in shipped(US_IRAN) if name != "tipping_line"]
LINE, BOLD = "united_states.force_threshold", "iran.boldness"


def planned(scenario, file: str | None = "redline:{}") -> Results:
    """A run of a scenario as far as its numbers go: nothing was simulated."""
    facts = {
        "scenario": {"file": file and file.format(scenario.name)},
        "worlds": scenario.worlds,
        "seed": scenario.seed,
    }
    tables = SimpleNamespace(drivers=lambda: None)
    catalogue = scenario.paths().catalogue
    return Results(scenario=scenario, tables=tables, manifest=facts, catalogue=catalogue, claims=())


def offered(scenario, moving=None) -> dict[str, levers.Lever]:
    results = planned(scenario)
    moving = results.catalogue if moving is None else moving
    return {one.path: one for one in levers.levers(results, results.design[0], moving)}


# -- which numbers ----------------------------------------------------------------------------------------------------


def test_what_the_scenario_sweeps_and_changes_comes_first_and_then_what_moves_most():
    found = offered(sim.load("redline:two_thresholds"))
    assert list(found)[:2] == [LINE, "iran.strike_back"]
    assert len(found) == levers.MOST
    assert set(list(found)[2:]) <= set(US_IRAN.levers)
    changed = offered(sim.load("redline:after_the_drone"))
    assert {LINE, "united_states.war_aversion", "united_states.follow_through"} <= set(list(changed)[:4])


def test_words_dates_and_what_is_drawn_are_not_offered():
    drawn = sim.load("redline:levers_and_unknowns")
    assert not set(offered(drawn)) & set(drawn.sample)
    scenario = sim.load("redline:maximum_pressure")
    sets = {"set": {"united_states.pressure": 0.5, "united_states.rule": "any", BOLD: 0.9}}
    found = offered(scenario.replace(variants={"other": sets}))
    assert next(iter(found)) == BOLD
    assert not {"united_states.pressure", "united_states.rule"} & set(found)


def test_a_family_is_one_number_where_its_members_agree_and_none_where_they_do_not():
    scenario = sim.load("redline:loose_proxies")
    family = offered(scenario)["proxies.autonomy"]
    assert len(family.members) > 3 and all(path.endswith(".autonomy") for path in family.members)
    apart = scenario.replace(sweep=None, variants={"a": {"set": {"proxies.autonomy": 0.5}}})
    values = {levers.value_of(planned(apart), apart.cells()[0], path) for path in family.members}
    assert len(values) > 1
    assert "proxies.autonomy" not in offered(apart)


def test_nothing_is_offered_that_no_rule_reads():
    assert set(offered(sim.load("redline:two_thresholds"), moving={LINE})) == {LINE}


def test_a_slider_reaches_what_the_scenario_takes_and_as_far_again_as_is_plausible_but_not_beyond_bounds():
    found = offered(sim.load("redline:two_thresholds"))[LINE]
    assert (found.low, found.high, found.value, found.unit) == (4.0, 8.5, 4.0, ("rungs", "rung"))
    alone = offered(sim.load("redline:maximum_pressure"))[LINE]
    assert (alone.low, alone.high, alone.plausible) == (4.5, 7.5, "5.5 to 6.5")
    bold = offered(sim.load("redline:maximum_pressure").replace(parameters={BOLD: 0.95}))[BOLD]
    assert (bold.low, bold.high, bold.value) == (0.0, 1.0, 0.95)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_of_a_slider_stands_on_a_step_of_it(name):
    for one in offered(sim.load(f"redline:{name}")).values():
        steps = [(value - one.low) / one.step for value in (one.low, one.high, one.value)]
        assert np.allclose(steps, np.round(steps), atol=1e-6), one
        assert one.low <= one.value <= one.high
        assert (one.high - one.low) / one.step <= 2000


# -- what was tried, written down -------------------------------------------------------------------------------------


def members(scenario) -> set[str]:
    return {path for axis in scenario.sweep.axes for path in scenario.paths().expand(axis.path)}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_file_and_the_command_are_the_cell_and_nothing_else(name):
    scenario = sim.load(f"redline:{name}")
    results, base = planned(scenario), scenario.cells()[0]
    found = tried.written(results, base, 500)
    again = sim.load(found.text({}))
    (cell,) = again.cells()
    assert not again.points()
    assert (again.worlds, again.seed, again.assumptions.draws) == (500, scenario.seed, 0)
    assert tried.alike(cell, base, members(scenario))
    assert found.command[0].startswith(f"redline run redline:{name}")
    sets = [f"{path}={value}" for path, value in found.fixed]
    lone = sim.load(f"redline:{name}", sets=sets)
    assert not lone.points() and tried.alike(lone.only("baseline").cells()[0], base, members(scenario))


@pytest.mark.parametrize("name", ["maximum_pressure", "levers_and_unknowns", "three_killed", "loose_proxies"])
def test_a_run_that_no_file_says_is_written_whole(name):
    scenario = sim.load(f"redline:{name}").replace(parameters={"iran.margin": 1.25}, worlds=40)
    results, base = planned(scenario), scenario.cells()[0]
    found = tried.written(results, base, 500)
    assert found.command is None and "extends" not in found.head
    (cell,) = sim.load(found.text({})).cells()
    assert tried.alike(cell, base, members(scenario))
    moved = sim.load(found.text({"iran.margin": "2.5"})).cells()[0]
    assert moved.courses["iran.margin"][0].value == 2.5


def test_a_file_of_ones_own_is_extended_from_beside_it(tiny):
    scenario = sim.load(tiny)
    found = tried.written(planned(scenario, str(tiny)), scenario.cells()[0], 500)
    assert found.beside == "tiny.yaml" and "extends: tiny.yaml" in found.head
    written = tiny.with_name(tried.FILE)
    written.write_text(found.text({LINE: "5.5"}))
    (cell,) = sim.load(written).cells()
    assert cell.courses[LINE][0].value == 5.5
    tiny.write_text(tiny.read_text() + "parameters: {iran.boldness: 0.9}\n")  # it says something else by now
    assert tried.written(planned(scenario, str(tiny)), scenario.cells()[0], 500).command is None


# -- where there is nothing to try ------------------------------------------------------------------------------------


def test_a_run_of_other_code_of_replaced_actors_or_of_a_tipping_line_has_no_such_section(monkeypatch):
    made = []
    monkeypatch.setattr(relive, "_compiled", lambda *_: made.append(1) or pytest.fail("was compiled"))
    results = synthetic.single(30)
    assert relive.relived(results) is None  # its code is no hash of ours
    results.manifest |= {"code": code_hash(), "agents": [{"path": "iran", "class": "a.B", "sha256": "0"}]}
    assert relive.relived(results) is None
    line = sim.load("redline:tipping_line")
    results = planned(line)
    results.manifest["code"] = code_hash()
    assert relive.relived(results) is None


def test_rules_that_cannot_be_compiled_make_no_such_section(monkeypatch):
    def refused(*_):
        raise relive.NotCompiled("because")

    monkeypatch.setattr(relive, "_compiled", refused)
    results = synthetic.single(30)
    results.manifest["code"] = code_hash()
    assert relive.relived(results) is None


# -- what the page carries --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def html():
    scenario = sim.load("redline:nuclear_sites").replace(worlds=12, assumptions={"draws": 0})
    return render(sim.run(scenario.only("baseline"), engine="compiled"))


def carried(html: str, name: str) -> bytes:
    return unpacked(re.search(f'id="{name}">([^<]*)<', html)[1])


def test_only_a_page_that_lives_worlds_may_compile_and_start_workers_and_it_may_nothing_more(html):
    policy = "script-src 'sha256-[^']*' blob: 'wasm-unsafe-eval'; worker-src blob:; style-src"
    assert re.search(policy, html)
    assert "connect-src" not in html
    other = render(synthetic.single(30))
    assert "wasm" not in re.search('Content-Security-Policy" content="([^"]*)"', other)[1]
    assert 'id="try_it"' not in other


def test_the_section_opens_the_full_report_hidden_until_a_script_shows_it(html):
    assert re.findall(r'<section id="(\w+)"', html.partition('id="full"')[2])[0] == "try_it"
    assert '<section id="try_it" hidden' in html
    assert '<li class="deep" hidden><a href="#try_it">' in html


def test_module_and_data_stay_small(html):
    sizes = {
        name: len(re.search(f'id="try-{name}">([^<]*)<', html)[1]) for name in ("module", "numbers", "data", "worker")
    }
    assert sizes["module"] < 70_000 and sum(sizes.values()) < 100_000, sizes


def test_the_table_of_parameters_is_read_back_to_the_last_bit():
    rows = np.array([[0.1, np.nan, np.inf, 3.0], [0.1, np.nan, -np.inf, 3.0], [0.7, 5.0, -np.inf, 3.1]], np.float32)
    days = np.zeros(2, np.int32)
    found = json.loads(json.dumps(relive._table(SimpleNamespace(rows=rows, epoch=days, kind=days, derive=days))))
    whole = np.tile(np.array([float(one) for one in found["first"]], np.float32), (3, 1))
    for row, column, value in found["changes"]:
        whole[row:, column] = np.float32(float(value))
    np.testing.assert_array_equal(whole.view(np.int32), rows.view(np.int32))
    assert len(found["changes"]) == 4


def test_a_declared_whole_number_goes_by_whole_steps():
    one = Parameter("days", 2.0, "days", (0.0, 90.0), (), "", "assumed", "", whole=True)
    assert levers._decimals(one, 0.0, 90.0, 2.0) == 0
    assert levers._decimals(replace(one, whole=False), 0.0, 0.025, 0.01) == 3


def test_a_yes_no_number_is_a_box_and_every_other_one_a_slider():
    found = offered(sim.load("redline:after_the_drone"))
    allowed = found["united_states.force_allowed"]
    assert allowed.switch and allowed.said == "yes" and replace(allowed, value=0.0).said == "no"
    assert [one.path for one in found.values() if one.switch] == ["united_states.force_allowed"]
    assert found[LINE].said == "6 rungs" and replace(found[LINE], value=1.0).said == "1 rung"
