"""The table of what an analyst of an early day could not know, and the cell as that analyst knows it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

import sim
from sim.analyses.backtest.hindsight import hindsight, known
from sim.analyses.facts.summaries import day_of
from sim.analyses.fit.priors import priors
from sim.engine.distributions import Sampled
from sim.scenario.parts import Happening, Step

#: Words by which a source says that it may rest on 2019, on the record or on the article of January 2020.
SUSPECT = re.compile(r"2019|2020|press reports|own count|fit to|the article", re.IGNORECASE)


@pytest.fixture(scope="module")
def crisis():
    return sim.load("redline:maximum_pressure")


@pytest.fixture(scope="module")
def catalogue(crisis):
    return crisis.paths().catalogue


@pytest.fixture(scope="module")
def families(crisis):
    return crisis.paths().family_paths


@pytest.fixture(scope="module")
def family_of(families):
    return {member: path for path, members in families.items() for member in members}


def entry(path, family_of, table):
    """What a table says of a parameter, by its own path or else its family's."""
    return table.get(path) or table.get(family_of.get(path, ""))


def test_every_path_of_the_table_is_a_parameter_or_a_family(catalogue, families):
    table = hindsight()
    assert table.ranges and table.exempt and table.steps
    for path in (*table.ranges, *table.exempt, *table.steps):
        assert path in catalogue or path in families, path


def test_every_range_holds_the_declared_one_and_stays_within_the_bounds(catalogue, families, family_of):
    assert hindsight().ranges and all(families.values())
    for path in hindsight().ranges:
        for member in families.get(path, (path,)):
            (low, high), why = entry(member, family_of, hindsight().ranges)
            one = catalogue[member]
            inner = (*(one.plausible or ()), *([] if isinstance(one.default, str) else [one.default]))
            assert low <= min(inner) and max(inner) <= high, member
            assert one.bounds[0] <= low < high <= one.bounds[1], member
            assert why


def test_every_parameter_whose_source_may_know_too_much_has_a_wide_range_or_a_reason(catalogue, family_of):
    table = hindsight()
    suspects = [path for path, one in catalogue.items() if one.plausible and SUSPECT.search(one.source)]
    assert len(suspects) > 40  # the search finds them
    for path in suspects:
        listed = [entry(path, family_of, some) for some in (table.ranges, table.exempt)]
        assert any(listed), f"{path}: {catalogue[path].source}"


def test_nothing_has_both_a_range_and_an_exemption(families):
    table = hindsight()
    assert not table.ranges.keys() & table.exempt.keys()
    assert all(reason.strip() for reason in table.exempt.values())


def test_every_member_of_a_range_is_fitted_within_it(crisis, catalogue, families, family_of):
    spans = {}
    for theory in (crisis.theory, "strategic"):  # of which each leaves some numbers unread
        cell = known(crisis.replace(theory=theory).cells()[0], 300, families)
        numbers = priors(catalogue, cell, families, hindsight().ranges)
        spans |= {member: one for one in numbers for member in one.members}
    assert hindsight().ranges and all(families.values())
    for path in hindsight().ranges:
        for member in families.get(path, (path,)):
            span, why = entry(member, family_of, hindsight().ranges)
            assert spans[member].range == span and spans[member].widened == why


def test_the_steps_are_those_of_the_reference_scenario(crisis):
    pressure = crisis.cells()[0].courses["united_states.pressure"]
    inside = {step.day: step.value for step in pressure}
    steps = hindsight().steps["united_states.pressure"]
    assert steps
    for day, (low, high) in steps.items():
        assert low <= inside[day] <= high


def test_steps_are_known_from_the_day_they_are_announced(crisis, families):
    def days(before: date) -> list[int]:
        cell = known(crisis.cells()[0], day_of(before), families)
        return [step.day for step in cell.courses["united_states.pressure"]]

    end_of_waivers = day_of(date(2019, 5, 2))
    assert end_of_waivers not in days(date(2019, 4, 22))  # announced on that day, which is not known yet
    assert end_of_waivers in days(date(2019, 4, 23))
    assert days(date(2018, 5, 9)) == [0, day_of(date(2018, 8, 7)), day_of(date(2018, 11, 5))]


def test_values_that_rest_on_later_data_are_dropped_by_path_and_by_family_and_so_are_posteriors(crisis, families):
    cell = crisis.cells()[0]
    at = {path: (Step(0, 0, 1.0),) for path in ("united_states.force_threshold", *families["proxies.reach"])}
    drawn = {"iran.boldness": (Step(0, 0, Sampled(name="a fit", values=(0.1, 0.2))),)}
    own = {"iran.capability": (Step(0, 0, 0.7),)}
    cell = replace(cell, courses={**cell.courses, **at, **drawn, **own})
    kept = known(cell, 300, families).courses
    assert not kept.keys() & {*at, *drawn, "proxies.ansar_allah.tempo"}
    assert kept["iran.capability"] == own["iran.capability"]


def test_events_are_known_once_their_day_has_passed(crisis, families):
    def event(day, between=None):
        return Happening("iran", "oil_plant_strike", day, between, 1.0, 5.0)

    cell = replace(crisis.cells()[0], events=(event(99), event(100), event(101), event(None, (50, 120))))
    assert known(cell, 100, families).events == (event(99),)


@pytest.mark.parametrize(
    ("spans", "observed"),
    [
        (((0, 99),), ((0, 99),)),
        (((0, 150),), ((0, 99),)),
        (((0, 70),), ((0, 99),)),  # the next row is far away, but on day 100 nobody knows that
        (((0, 39),), ((0, 99),)),
        (((0, 38),), ((0, 38),)),  # more than sixty days without a row
        (((0, 20), (90, 95), (130, 140)), ((0, 20), (90, 99))),
        ((), ()),
    ],
)
def test_whether_the_last_days_were_observed_is_told_by_the_days_before_alone(crisis, families, spans, observed):
    cell = replace(crisis.cells()[0], scripted=spans)
    assert known(cell, 100, families).scripted == observed
