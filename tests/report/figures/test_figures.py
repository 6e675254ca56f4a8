"""Figures show the rows they are given, and the rows are what the tables of the run say."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report.figures import changes, fan, lanes, outcomes, panels, response, surface, timing, units
from sim.words import events as words
from sim.words.parameters import axis_title, choice_title, parameter_title, value_text
from tests.report import synthetic
from tests.report.schema import plotly


@pytest.fixture(scope="module")
def compared():
    return synthetic.compared(300)


@pytest.fixture(scope="module")
def swept():
    return synthetic.swept(200)


@pytest.fixture(scope="module")
def ambiguity():
    return synthetic.ambiguity(150)


def test_variants_that_cross_two_choices_become_panels_by_one_and_lines_by_the_other(ambiguity):
    shown = panels.panels(ambiguity)
    assert [panel.title for panel in shown] == ["Any agency suffices", "A majority decides", "Lottery by influence"]
    for panel in shown:
        assert [line.name for line in panel.lines] == ["Mean prevailing line held", "Without that correction"]
    assert [line.variant for panel in shown for line in panel.lines] == list(ambiguity.variants)


def test_a_few_variants_share_a_panel_and_many_get_one_each_with_the_baseline_behind(compared):
    (alone,) = panels.panels(compared)
    assert [line.variant for line in alone.lines] == list(compared.variants)
    variants = {
        f"v{at}": synthetic.variant(f"Threshold {at}", united_states__force_threshold=float(at)) for at in range(4, 10)
    }
    many = panels.panels(synthetic.compared(20, variants=variants))
    assert len(many) == 6
    assert [line.faint for line in many[3].lines] == [True, False]


def test_a_response_figure_draws_what_its_rows_say(swept):
    table = response.rows(swept, "war")
    (panel,) = panels.panels(swept)
    figure = plotly(response.draw(table, panel, swept, high=response.top(table), labels=True))
    lines = [trace for trace in figure.data if trace.fill is None]
    assert [list(trace.y) for trace in lines] == [
        table.loc[table["variant"] == name, "share"].round(4).tolist() for name in swept.variants
    ]
    band = figure.data[0]
    mine = table[table["variant"] == swept.variants[0]]
    assert list(band.y) == mine["high"].round(4).tolist() + mine["low"].round(4).tolist()[::-1]
    assert sum(note.name == "direct" for note in figure.layout.annotations) == 2


def test_the_ratio_counts_only_worlds_that_ended_in_either_outcome(swept):
    table = response.ratio_rows(swept, "war", "capitulation")
    wars, gave_in = response.rows(swept, "war"), response.rows(swept, "capitulation")
    assert table["of"].tolist() == (wars["count"] + gave_in["count"]).tolist()
    assert table["share"].tolist() == pytest.approx((wars["count"] / table["of"]).tolist())
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()


def test_a_share_axis_holds_the_widest_band(swept):
    table = response.rows(swept, "war")
    assert response.top(table) >= table["high"].max()


def test_changes_are_paired_and_hollow_when_unclear(compared):
    found = [one for one in changes.rows(compared) if one.outcome == "war"]
    assert [one.name for one in found] == [compared.title_of(name) for name in compared.variants[1:]]
    figure = plotly(changes.draw(found, half=changes.reach(found)))
    fills, edges = figure.data[0].marker.color[::-1], figure.data[0].marker.line.color[::-1]
    assert [fill == edge for fill, edge in zip(fills, edges, strict=True)] == [one.found.clear for one in found]
    low, high = figure.layout.xaxis.range
    assert all(low / 100 <= one.found.low and one.found.high <= high / 100 for one in found)


def test_where_only_one_variant_is_swept_its_ends_are_compared():
    results = synthetic.compared(
        100, axes={"iran.boldness": (0.1, 0.9)}, variants={"baseline": synthetic.variant("Only")}
    )
    found = changes.rows(results)
    assert {one.name for one in found} == {"0.1 → 0.9"}
    assert len(found) == len(US_IRAN.outcomes)


def test_stacked_bars_hold_every_world_once(compared):
    table = outcomes.rows(compared)
    assert table.groupby("variant")["count"].sum().eq(300).all()
    figure = plotly(outcomes.draw(table, compared.crisis.outcomes))
    totals = [sum(trace.x[at] for trace in figure.data) for at in range(len(compared.variants))]
    assert totals == pytest.approx([1.0] * len(totals), abs=1e-3)


def test_cumulative_incidence_never_falls_and_ends_at_the_outcome_share(compared):
    table = timing.rows(compared, ["war"])
    for variant, part in table.groupby("variant"):
        assert part["share"].is_monotonic_increasing
        shares = compared.outcomes
        wanted = shares[(shares["variant"] == variant) & (shares["outcome"] == "war")]["share"].iloc[0]
        assert part["share"].iloc[-1] == pytest.approx(wanted)
        assert part["day"].iloc[-1] == compared.scenario.days - 1


def test_a_fan_draws_both_bands_the_median_and_the_example_worlds(compared):
    table = fan.weekly(compared, 0, ["exports"])["exports"]
    examples = fan.example_rows(compared, "baseline", "exports", [0, 1, 2])
    figure = plotly(fan.draw(table, examples, compared.crisis.series[1], start="2018-05-08"))
    assert len(figure.data) == 2 * 2 + 3 + 1
    assert figure.data[-1].y[0] == pytest.approx(table["q50"].iloc[0], rel=0.01)


def test_a_heatmap_shows_each_cell_at_its_place():
    results = synthetic.crossed(60)
    table = surface.rows(results, "war")
    heat = plotly(surface.draw(table, results, "baseline", high=1.0)).data[0]
    row = table[(table["x"] == heat.x[2]) & (table["y"] == heat.y[5])].iloc[0]
    assert heat.z[5][2] == pytest.approx(row["share"], abs=1e-4)


def test_a_pair_that_the_grid_leaves_out_stays_blank_and_no_line_crosses_it():
    whole = synthetic.crossed(40)
    table = surface.rows(whole, "war")
    holes = (table["x"] >= 7) & (table["y"] <= 0.3)
    assert holes.sum() == 9
    figure = plotly(surface.draw(table[~holes], whole, "baseline", high=1.0))
    heat, *lines = figure.data
    blank = {
        (x, y) for row, y in zip(heat.z, heat.y, strict=True) for z, x in zip(row, heat.x, strict=True) if z is None
    }
    assert blank == set(table.loc[holes, ["x", "y"]].itertuples(index=False, name=None))
    assert heat.hoverongaps is False
    assert all(line.connectgaps is False for line in lines)
    assert "NaN" not in figure.to_json()
    known = set(table.loc[~holes, ["x", "y"]].itertuples(index=False, name=None))
    ends = [(x, y) for line in lines for x, y in zip(line.x, line.y, strict=True) if x is not None]
    assert len(ends) > 10
    for x, y in ends:  # each end lies on a side, or the diagonal, between points that were all computed
        around = {(_down(heat.x, x), _down(heat.y, y)), (_up(heat.x, x), _up(heat.y, y))}
        across = {(_down(heat.x, x), _up(heat.y, y)), (_up(heat.x, x), _down(heat.y, y))}
        assert around <= known or across <= known


def _down(values, at):
    return max(value for value in values if value <= at + 1e-5)


def _up(values, at):
    return min(value for value in values if value >= at - 1e-5)


def test_lanes_place_every_act_but_the_end_and_ring_the_dead(compared):
    table = lanes.rows(compared, "baseline", 8)
    figure = plotly(lanes.draw(table, compared, last_day=300, ending="War"))
    marks = sum(len(trace.x) for trace in figure.data if trace.mode == "markers" and trace.name != "Americans killed")
    assert marks == (table["kind"] != "end").sum()
    rings = [trace for trace in figure.data if trace.name == "Americans killed"]
    assert sum(len(trace.x) for trace in rings) == (table["fatalities"] > 0).sum()


@pytest.mark.parametrize(
    ("actor", "lane"),
    [
        ("united_states", "United States"),
        ("united_states.agencies.state", "United States"),
        ("iran", "Iran"),
        ("proxies.asaib_ahl_al_haq", "Asaib Ahl al-Haq"),
        ("mediators.oman", "Mediators"),
        ("theatres.iraq", "Unrest"),
    ],
)
def test_every_actor_has_a_lane(actor, lane):
    assert words.Names.of(US_IRAN).lane(actor) == lane


def test_a_hundred_marks_are_a_hundred():
    assert sum(units.hundred({"war": 1, "deal": 1, "standoff": 1}).values()) == 100
    assert units.hundred({"war": 199, "standoff": 1}) == {"war": 100, "standoff": 0} or units.hundred(
        {"war": 199, "standoff": 1}
    ) == {"war": 99, "standoff": 1}


def test_the_cell_of_reference_is_the_one_nearest_to_the_defaults(swept, compared):
    assert swept.reference_of("baseline").coordinates == (("united_states.force_threshold", 6.0),)
    assert compared.reference_of("patience").variant == "patience"


def test_figures_carry_no_arrays_in_binary(swept):
    table = response.rows(swept, "war")
    json.dumps(response.draw(table, panels.panels(swept)[0], swept, high=1.0))  # knows no arrays


def test_parameters_are_called_by_words():
    short, catalogue = US_IRAN.short, US_IRAN.catalogue
    assert parameter_title("united_states.agencies.spread", short) == "US agencies spread"
    spread = [catalogue["united_states.agencies.spread"]]
    assert axis_title("united_states.agencies.spread", spread, short) == "US agencies spread (rungs)"
    assert choice_title("united_states.rule", "any", catalogue, US_IRAN) == "Any agency suffices"
    assert choice_title("theory", "pressure_works", catalogue, US_IRAN) == "Theory: pressure works"
    assert choice_title("iran.way", "slow_burn", catalogue, US_IRAN) == "Iran way: slow burn"
    assert value_text(0.30000000000000004) == "0.3"


def test_a_familys_path_covers_its_members_and_nobody_else():
    from sim.words.parameters import covers, members

    cast = US_IRAN.cast
    assert covers("proxies.autonomy", "proxies.ansar_allah.autonomy", cast)
    assert covers("united_states.agencies.offset", "united_states.agencies.state.offset", cast)
    assert covers("iran.belief.width", "iran.belief.width", cast)
    assert not covers("proxies.autonomy", "proxies.ansar_allah.autonomy.drift", cast)
    assert not covers("united_states.offset", "united_states.agencies.state.offset", cast)
    assert not covers("iran.width", "iran.belief.width", cast)
    autonomy = members("proxies.autonomy", US_IRAN.catalogue, cast)
    assert len(autonomy) == 5
    assert axis_title("proxies.autonomy", autonomy, US_IRAN.short) == "Proxies autonomy (share)"


def story(act: str, rule: str, actor: str, rung: float, threshold: float, margin: float) -> str:
    row = SimpleNamespace(
        actor=actor,
        act=act,
        kind=words.kind_of(act, US_IRAN.acts),
        words=words.act_title(act, US_IRAN.acts),
        target="",
        rung=rung,
        date=date(2019, 6, 20),
        fatalities=0,
        cause=-1,
        rule=rule,
        threshold=threshold,
        margin=margin,
        forced=False,
    )
    return words._story(row, {}, words.Names.of(US_IRAN))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("drone_loss", "Iran.choose_act", "iran", 5.5, 6.6, 1.1), "1.1 below the line Iran believed in (6.6)."),
        (
            ("rocket_attack", "Proxy.decide", "proxies.iraqi_front", 7.0, 6.6, -0.4),
            "0.4 above the line Iran believed in (6.6).",
        ),
        (
            ("strike_on_iran", "UnitedStates.decide_cases", "united_states", 8, 8.1, 0.4),
            "The case weighed 8.5, the line was 8.1.",
        ),
        (
            ("open_salvo", "Iran.answer", "iran", 8, 6.6, 0.4),
            "The strike's rung 7.0 against Tehran's own threshold 6.6.",
        ),
        (
            ("message", "Mediator.decide", "mediators.oman", 0, 0.7, -0.5),
            "Washington asked 70% of its terms, Tehran offered 20%.",
        ),
        (
            ("resistance", "Iran.decide_patience", "iran", 1, 0.3, 0.1),
            "Exports foreseen at 20% of their base, the turn at 30%.",
        ),
    ],
)
def test_a_story_says_what_an_act_was_measured_against(given, said):
    assert story(*given).endswith(said)


def test_a_war_is_recognised_by_nobody():
    assert "Recognised: war, rung 10.0" in story("war", "CrisisModel.judge", "", 10, float("nan"), float("nan"))
