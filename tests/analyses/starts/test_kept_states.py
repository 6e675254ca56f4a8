"""The states that are kept of a day are those of worlds in which the record is replayed up to its evening."""

from datetime import date

import pytest

import sim
from sim.analyses.starts.__main__ import REPLAYED, grouped, replayed, text
from sim.crisis.us_iran import US_IRAN

JANUARY = date(2020, 1, 8)
WORLDS = 150
FROM_JANUARY = """
extends: redline:maximum_pressure
clock: {start: 2020-01-08}
start: {as_of: 2020-01-08, theatres.iraq.unrest: 0}
parameters: {theatres.unrest.onset: 0}
events: []
"""


def whole(path, mean):
    """A mean as it is kept: of a state that is on or off, what most worlds have."""
    return round(mean) if US_IRAN.catalogue[path].whole else mean


@pytest.fixture(scope="module")
def means():
    return replayed(JANUARY, WORLDS)


def test_what_was_replayed_is_what_a_replay_gives(means):
    """Where it fails, a rule has changed: write the states anew with `python -m sim.analyses.starts 2020-01-08`."""
    kept = US_IRAN.starts()[JANUARY]
    observed = {path for path, (_, source) in kept.items() if not source.startswith("mean of ")}
    stood = {path: kept[path][0] if path in kept else US_IRAN.catalogue[path].default for path in means}
    assert len(observed) >= 4 and len(kept) > 20
    far = {
        p: (stood[p], one)
        for p, one in means.items()
        if p not in observed and abs(stood[p] - whole(p, one)) > 0.05 + abs(one) / 10
    }
    assert not far


def test_what_was_observed_lies_near_what_a_replay_gives(means):
    """The model's own economy on that day, against the record: both begin a run, so they may not be far apart."""
    kept = US_IRAN.starts()[JANUARY]
    assert means["iran.economy.exports"] == pytest.approx(kept["iran.economy.exports"][0], abs=0.05)
    assert means["iran.economy.rate"] == pytest.approx(kept["iran.economy.rate"][0], rel=0.15)
    assert means["iran.economy.output"] == pytest.approx(kept["iran.economy.output"][0], abs=0.03)


def test_writing_them_anew_keeps_what_was_observed_and_names_the_worlds():
    told = grouped(JANUARY, 20)
    observed = {path for source, states in told.items() if not source.startswith("mean of ") for path in states}
    assert {
        "iran.economy.exports",
        "iran.economy.rate",
        "iran.economy.output",
        "iran.economy.inflation.excess",
        "theatres.iraq.unrest",
    } == observed
    mine = REPLAYED.format(worlds=20, day=JANUARY)
    assert told[mine]["iran.resisting"] == 1
    assert f'  "{mine}":\n' in text({JANUARY: told})


def attacks(scenario, first):
    """Attacks a world that somebody chose in the sixty days from a day on, and the share of worlds at war by then."""
    results = sim.run(scenario.replace(worlds=100, days=first + 60, assumptions={"draws": 0}))
    log = results.events[~results.events.forced & (results.events.day >= first)]
    kinds = log.act.astype(str).map(lambda act: US_IRAN.acts[act].kind)
    return (kinds == "attack").sum() / 100, (results.events_of(0).act == "war").sum() / 100


def test_a_run_from_the_kept_states_goes_on_as_a_replay_does():
    """Sixty days on: what the states leave out (channels, anger in the street) may not weigh much.

    Unrest in Iraq is observed and a replay draws it, so both go without.
    """
    reference = sim.load("redline:maximum_pressure", sets=["theatres.unrest.onset=0"])
    first = (JANUARY - reference.start).days + 1
    replay = attacks(reference.replace(history={"until": str(JANUARY)}), first)
    start = attacks(sim.load(FROM_JANUARY), 1)
    assert start[0] == pytest.approx(replay[0], rel=0.2)
    assert start[1] == pytest.approx(replay[1], abs=0.15)
