"""Two generals and one river: another crisis lives on the same engine, scenario format, sweeps and report."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import sim
from examples.two_generals.crisis import RIVER
from examples.two_generals.model import Crossing
from sim.report.page import build
from sim.report.sections import worlds
from tests.conftest import ROOT

FILE = ROOT / "examples" / "two_generals" / "fords.yaml"
SMALL = ("runs.worlds=60", "clock.days=60")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return sim.run(sim.load(FILE, crisis=RIVER, sets=SMALL), out=tmp_path_factory.mktemp("river") / "fords")


def share(results, outcome, variant="baseline"):
    rows = results.outcomes
    rows = rows[(rows["outcome"] == outcome) & (rows["variant"] == variant)]
    return rows.sort_values("river.depth")["share"].to_numpy()


def test_every_world_has_one_of_its_own_outcomes(results):
    assert set(results.outcomes["outcome"]) == {"battle", "truce", "vigil"}
    assert len(results.design) == 8 and (results.outcomes.groupby(["variant", "river.depth"])["share"].sum() == 1).all()


def test_a_deeper_river_keeps_them_apart_and_a_proud_general_does_not(results):
    usual, proud = share(results, "battle"), share(results, "battle", "proud")
    assert (np.diff(usual) <= 0).all() and usual[0] - usual[-1] > 0.3
    assert (proud >= usual).all() and (proud - usual).max() > 0.1


def test_a_world_alone_equals_itself_among_others():
    together = Crossing(30, rng=7, days=80)
    together.run_model()
    for world in (0, 17, 29):
        alone = Crossing(np.array([world]), rng=7, days=80)
        alone.run_model()
        assert alone.outcome_code[0] == together.outcome_code[world] and alone.end_day[0] == together.end_day[world]


def test_a_crossing_answers_the_last_probe(results):
    events = results.events_of(0)
    crossings = events[events["act"] == "crossing"]
    assert len(crossings) > 5
    probes = events[events["act"] == "probe"].set_index(["world", "event"])
    assert all((row.world, row.cause) in probes.index for row in crossings.itertuples())


def test_the_report_is_about_the_river_and_nothing_else(results):
    page = (results.folder / "report.html").read_text(encoding="utf-8")
    wanted = ("How deep must the river be", "Battle", "Truce", "Vigil", "Tension between the banks", "A proud northern")
    for words in wanted:
        assert words in page, words
    for stranger in ("Iran", "Tehran", "Washington", "American", "militia", "sanctions"):
        assert stranger not in page, stranger


def test_a_run_is_read_back_with_its_crisis_and_with_no_other(results):
    assert sim.read(results.folder, crisis=RIVER).digest == results.digest
    with pytest.raises(Exception, match="two_generals"):
        sim.read(results.folder)


def test_mistakes_in_a_file_are_told_in_its_own_words():
    wrong = FILE.read_text().replace("river.depth", "river.dept").replace("headline: battle", "headline: war")
    with pytest.raises(sim.ScenarioError) as told:
        sim.load(wrong, crisis=RIVER)
    said = str(told.value)
    assert "did you mean river.depth?" in said and "battle, truce, vigil" in said


def test_the_example_runs_as_its_docstring_says(tmp_path, environment):
    command = [sys.executable, "-m", "examples.two_generals", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "battle" in done.stdout and (tmp_path / "out" / "report.html").is_file()


def test_its_page_has_the_facts_that_it_declares_and_a_film_without_map_or_record(results):
    more = worlds.section(results).data["more"]
    events = results.events_of(results.reference_of("baseline").index)
    drawn = worlds.section(results).data["shown"][0].worlds
    probed = set(events.loc[events["act"] == "probe", "world"])
    first = more.filters[0]
    assert first.title == "A bank was probed" and first.counts[0] == sum(world in probed for world in drawn)
    assert more.map is None and more.packed["film"]["captions"] == [] and not any("record" in one for one in more.notes)
    assert all(one["places"] == {} and len(one["turns"]) == 100 for one in more.packed["more"])
    page = build(results, results.folder / "page.html").read_text(encoding="utf-8")
    assert 'class="film"' in page and 'class="region"' not in page and "A bank was probed" in page
