"""What a run was given stands beside its answer: the past that was forced, and the posterior it drew from."""

from __future__ import annotations

import sim
from sim.analyses.answer.answer import headline


def test_a_replayed_past_is_told_beside_the_answer_and_called_forcing():
    scenario = sim.load("redline:maximum_pressure").replace(
        days=60, worlds=20, assumptions={"draws": 0}, history={"until": "2018-06-30"}
    )
    told = headline(sim.run(scenario)).text
    acts = len(scenario.history.record.acts)
    assert f"Up to 30 June 2018 every world is given the record ({acts} acts)" in told
    assert "This is forcing, not conditioning" in told


def test_a_posterior_is_told_by_its_file_and_the_number_of_its_parameters(tmp_path):
    (tmp_path / "fit.csv").write_text("iran.boldness,iran.margin\n0.4,1.1\n0.5,1.2\n0.6,1.3\n")
    text = "extends: redline:maximum_pressure\nclock: {days: 10}\nparameters: {posterior: fit.csv}\n"
    (tmp_path / "ours.yaml").write_text(text)
    results = sim.run(sim.load(tmp_path / "ours.yaml").replace(worlds=20, assumptions={"draws": 0}))
    assert "2 parameters are drawn for each world from the posterior fit.csv" in headline(results).text


def test_an_ordinary_run_is_given_nothing():
    scenario = sim.load("redline:maximum_pressure").replace(days=10, worlds=10, assumptions={"draws": 0})
    told = headline(sim.run(scenario)).text
    assert "given the record" not in told and "posterior" not in told
