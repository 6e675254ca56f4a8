"""Acts that a scenario makes happen are told by the names that it gives them."""

from dataclasses import replace

import sim
from sim.words.events import Names, described


def test_an_act_that_the_scenario_gives_is_told_by_the_name_that_it_gives_it():
    scenario = sim.load("redline:nuclear_sites").replace(worlds=3, days=5, assumptions={"draws": 0}).only("baseline")
    results = sim.run(scenario)
    log = results.events_of(0)
    told = described(log[log.world == 0], Names.of(results.crisis, (), results.design[0].events))
    (story,) = told.story[told.forced]
    assert "strike on Iran → Iran, rung 8.0 (Strikes on nuclear sites)." in story
    other = replace(results.design[0].events[0], title="Another name")
    assert not Names.of(results.crisis, (), (*results.design[0].events, other)).titles
