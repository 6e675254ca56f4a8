"""The record that comes with the package: complete rows, wording of its own, counts that the sources confirm."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import numpy as np
import pytest

from sim.crisis.record.deeds import covered, deeds, monthly_counts, unmodelled
from sim.crisis.record.joined import RECORD_END
from sim.crisis.record.reading import ATTRIBUTIONS, CONFIDENCE, events, series
from tests.conftest import ROOT

EVENTS, SERIES = events(), series()
DEEDS = deeds(EVENTS)
START = date(2018, 5, 8)


def quarters(counts) -> list[int]:
    """Totals of the quarters from April 2018 on."""
    return np.asarray(counts).reshape(-1, 3).sum(axis=1).tolist()


def test_every_event_has_source_confidence_and_attribution():
    for one in EVENTS:
        assert one.source and one.description.endswith("."), one.line
        assert one.confidence in CONFIDENCE and one.attribution in ATTRIBUTIONS, one.line


def test_the_record_begins_with_the_american_exit_and_ends_on_11_january_2020():
    assert (EVENTS[0].date, EVENTS[-1].date) == (START, RECORD_END) == (START, date(2020, 1, 11))


def test_every_event_is_an_act_of_the_model_or_has_a_reason_and_never_both():
    told = [one.event.line for one in DEEDS] + [one.line for one, _ in unmodelled(EVENTS)]
    assert sorted(told) == sorted(one.line for one in EVENTS)
    assert all(len(reason.split()) >= 3 for _, reason in unmodelled(EVENTS))


def test_hostile_acts_outside_yemens_war_are_0_3_0_0_9_7_10_in_the_quarters_from_spring_2018_and_5_in_january_2020():
    counts = monthly_counts(DEEDS, date(2018, 4, 1), date(2020, 1, 31))
    outside = counts["iraq"] + counts["direct"] + counts["drones"]
    assert quarters(outside[:21]) == [0, 3, 0, 0, 9, 7, 10] and outside[21] == 5


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("iraq", "attacks_on_us_coalition_iraq_timeline"),
        ("direct", "iran_direct_hostile_timeline"),
        ("yemen", "houthi_crossborder_timeline"),
    ],
)
def test_monthly_counts_are_those_that_were_counted_by_hand(kind, name):
    by_hand = [round(one.value) for one in sorted(SERIES, key=lambda one: one.period) if one.series == name]
    counted = monthly_counts(DEEDS, date(2018, 5, 1), date(2020, 1, 1))[kind]
    assert counted.tolist() == by_hand and len(by_hand) == 21


def test_all_hostile_acts_of_a_quarter_are_those_that_were_counted_by_hand():
    counts = monthly_counts(DEEDS, date(2018, 4, 1), date(2019, 12, 31))
    by_hand = {one.period: one.value for one in SERIES if one.series == "hostile_total_timeline" and "Q" in one.period}
    assert quarters(sum(counts.values())) == [by_hand[name] for name in sorted(by_hand)]


def test_steps_of_sanctions_by_quarter_are_those_that_were_counted_by_hand():
    by_hand = {one.period: one.value for one in SERIES if one.series == "us_sanctions_steps_timeline"}
    steps = [one.date for one in DEEDS if one.act in ("sanctions_step", "terror_listing")]
    counted = Counter(f"{day.year}-Q{(day.month + 2) // 3}" for day in steps)
    assert counted.pop("2020-Q1") == by_hand.pop("2020-01-01/2020-01-11")
    assert counted == by_hand


def test_irans_own_forces_act_for_the_first_time_on_day_369():
    first = min(one.date for one in DEEDS if one.kind == "direct")
    assert (first, (first - START).days) == (date(2019, 5, 12), 369)


def test_washington_uses_force_for_the_first_time_on_day_600():
    force = [one for one in DEEDS if one.act.startswith("strike_on")]
    assert [one.act for one in force] == ["strike_on_proxy", "strike_on_leader"]
    assert (force[0].date - START).days == 600 and force[0].target == "proxies.kataib_hezbollah"


def test_only_the_attack_on_kirkuk_killed_an_american_and_it_stands_at_rung_6():
    assert [(one.date, one.actor, one.rung) for one in DEEDS if one.deaths] == [
        (date(2019, 12, 27), "proxies.kataib_hezbollah", 6.0)
    ]


def test_one_strike_was_called_off_and_a_strike_that_nobody_ordered_is_none():
    assert [one.date for one in DEEDS if one.act == "strike_called_off"] == [date(2019, 6, 20)]


def test_iran_answered_the_commanders_death_openly_after_five_days_announced_and_without_dead():
    (salvo,) = (one for one in DEEDS if one.act == "open_salvo")
    assert (salvo.date, salvo.warned, salvo.rung, salvo.deaths) == (date(2020, 1, 8), True, 6.0, 0)
    assert not any(one.warned for one in DEEDS if one is not salvo)


def test_ten_moves_of_go_betweens_are_told():
    moves = Counter(one.actor for one in DEEDS if one.act == "talks_offer")
    names = {"oman": 3, "france": 2, "iraq": 2, "japan": 1, "switzerland": 2}
    assert moves == {f"mediators.{name}": count for name, count in names.items()}


def test_the_whole_stretch_is_observed():
    assert covered(EVENTS, date(2020, 5, 8)) == [(START, RECORD_END)]
    assert covered(EVENTS, date(2019, 6, 20)) == [(START, date(2019, 6, 20))]


def test_series_have_a_licence_and_those_that_reach_beyond_the_record_are_only_reported():
    for one in SERIES:
        assert one.licence and one.unit and one.source, one.line
        assert one.use in ("fit", "report"), one.line
        assert one.use == "report" or one.span[1] <= RECORD_END, one.line


@pytest.mark.parametrize(
    "name",
    [
        "iran_crude_exports",
        "iran_crude_and_condensate_exports",
        "cpi_inflation_yoy",
        "real_gdp_growth_imf",
        "rial_per_usd_free_market_monthly_mean",
        "us_troops_added_gulf_cumulative",
        "ofac_iran_designations",
        "houthi_ballistic_missiles_cumulative_coalition",
        "iran_total_proxy_funding",
        "trump_approval_all_polls",
    ],
)
def test_what_the_model_can_be_held_against_is_there(name):
    assert any(one.series == name for one in SERIES)


def test_what_rests_on_own_knowledge_alone_says_so_and_is_not_called_sure():
    bare = [one for one in (*EVENTS, *SERIES) if one.source.startswith("own knowledge")]
    assert len(bare) == 14  # nine events, five months of exports
    assert all("not verified" in one.source and one.confidence != "high" for one in bare)


def test_no_description_shares_a_run_of_eight_words_with_another_or_with_the_projects_texts():
    told: dict[tuple[str, ...], str] = {}
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("sim/**/*.yaml"), *ROOT.glob("scenarios/*")):
        told |= dict.fromkeys(runs(path.read_text(encoding="utf-8")), path.name)
    for one in EVENTS:
        shared = [(" ".join(run), told[run]) for run in runs(one.description) if run in told]
        assert not shared, f"line {one.line}"
        told |= dict.fromkeys(runs(one.description), f"line {one.line}")


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Every run of so many words."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_the_tables_are_files_of_the_package_that_the_wheel_takes_along():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    for name in ("events.csv", "series.csv"):
        assert (ROOT / "sim" / "crisis" / "record" / name).stat().st_size > 10_000
        assert not {"*.csv", "sim/crisis/record", name} & set(ignored)
