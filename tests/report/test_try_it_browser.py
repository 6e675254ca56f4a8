"""*Try it* in a real browser: worlds end there as here, are told as here, and nothing is asked of the network."""

from __future__ import annotations

import re
import shlex

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.crisis.us_iran import US_IRAN
from sim.report import embed, phrases
from sim.runs.replay import replay
from sim.runs.results import Results
from sim.scenario import shipped
from sim.words.events import described
from tests.report import trying
from tests.report.trying import Trial
from tests.report.unpack import unpacked
from tests.report.visits import COLOURS, Visit, browser

__all__ = ["browser"]  # a fixture is found by its name in this module

#: Title of the number that moves most of these worlds.
LINE = "US force threshold"


@pytest.fixture(scope="module")
def results():
    """Four months; a file that the page's own extends."""
    return trying.run(sim.load("redline:nuclear_sites"), 600)


@pytest.fixture(scope="module")
def path(results, tmp_path_factory):
    return trying.page(results, tmp_path_factory.mktemp("trial"))


@pytest.fixture(scope="module")
def trial(browser, path):
    """The page at a desk; tests leave it as they found it."""
    with Trial(browser, path) as opened:
        yield opened.ready()


def places(before: np.ndarray, worlds: np.ndarray, results: Results) -> list[int]:
    """Where worlds stand when all are in order of how they ended in the run, of which every fifth is drawn."""
    outcomes, headline = results.crisis.outcomes, results.scenario.headline
    rank = [-1 if key == headline else [one.key for one in outcomes.gravest_first].index(key) for key in before]
    order = np.lexsort((np.arange(500), results.worlds_of(0)["day"].to_numpy()[:500], rank))
    return np.argsort(order)[worlds].tolist()


def numbers(text: str) -> list[float]:
    return [float(one) for one in re.findall(r"[+-]?\d+\.\d+", text)]


def test_before_anything_is_moved_its_worlds_are_the_run_s_own(trial, results):
    outcomes = results.worlds_of(0)["outcome"].iloc[:500]
    shown = trial.page.locator("#try_it tr[data-outcome]:not([hidden])")
    rows = {one.get_attribute("data-outcome"): numbers(one.inner_text())[0] for one in shown.all()}
    counts = outcomes.value_counts(normalize=True)
    assert rows == {key: round(100 * share, 1) for key, share in counts.items() if share}
    assert "own numbers" in trial.page.locator("#try_it .now").inner_text()


def test_what_was_tried_comes_to_the_same_digest_by_the_command_and_by_the_file_in_either_engine(trial, tmp_path):
    trial.move(LINE)
    try:
        found = trial.digest
        command = shlex.split(trial.written("command"))
        assert command[0] == "redline" and "500" in command
        place = command.index("-o") + 1
        command[place] = str(tmp_path / "tried")
        assert main([*command[1:], "-q", "--engine", "compiled"]) == 0
        (folder,) = (tmp_path / "tried").glob("*/manifest.json")
        assert sim.read(folder.parent).digest == found
        file = tmp_path / "tried.yaml"
        file.write_text(trial.written("yaml"), encoding="utf-8")
        assert "extends: redline:nuclear_sites" in file.read_text(encoding="utf-8")
        assert sim.run(file, engine="numpy").digest == found
    finally:
        trial.reset()


def test_changes_are_paired_with_the_run_and_flipped_worlds_are_listed_and_marked(trial, results):
    trial.move(LINE)
    page = trial.page
    command = shlex.split(trial.written("command"))
    path, value = next(word for word in command if word.startswith("united_states.")).split("=")
    now = sim.run(results.scenario.replace(worlds=500, parameters={path: float(value)}).only("baseline"))
    before, after = (one.worlds_of(0)["outcome"].iloc[:500].to_numpy() for one in (results, now))
    flipped = np.flatnonzero(before != after)
    assert len(flipped)
    listed = page.locator("#try_it .flips tbody tr td:first-child").all_text_contents()
    assert listed == [str(one) for one in flipped]
    assert f"{len(flipped)} worlds of 500 end differently" in page.locator("#try_it .now").inner_text()
    assert page.locator("#try_it .unit[data-unit='0'] .hole").count() == 0
    assert page.locator("#try_it .unit[data-unit='1'] .hole").count() == sum(
        at % 5 == 2 for at in places(before, flipped, results)
    )
    trial.reset()
    assert not page.locator("#try_it .flips").is_visible()


def test_a_mark_tells_every_event_of_its_world_as_it_is_told_here(trial, results):
    page = trial.page
    page.locator("#try_it .unit[data-unit='1']").focus()
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelector('#try_it .story.told b')")
    page.locator("#try_it .all summary").click()
    world = int(re.search(r"World (\d+)", page.locator("#try_it .story").inner_text())[1])
    again = replay(results.design[0], world, results.seed)
    wanted = described(again.events, phrases.names(results))
    shown = page.locator("#try_it .all tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(c => c.textContent))"
    )
    assert [f"{day}. {text}" for _, _, day, text in shown] == wanted["story"].tolist()
    assert [int(number) for number, *_ in shown] == wanted["event"].tolist()


def test_the_section_is_quiet_offline_and_without_barriers_on_a_phone_in_the_dark(browser, path):
    with Trial(browser, path, "phone", "dark") as visit:
        visit.ready()
        visit.move(LINE, "PageUp")
        visit.page.locator("#try_it .unit").last.tap()
        visit.page.wait_for_selector("#try_it .story.told")
        visit.fold(False)
        assert visit.faults() == []
        assert visit.barriers() == []
        sizes = visit.page.locator("#try_it :is(.lever input, .buttons button)").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert min(sizes) >= 44
        visit.turn("light")
        assert visit.barriers("#try_it", rules=COLOURS) == []


def test_paper_has_no_such_section_and_with_reduced_motion_nothing_moves(browser, path):
    with Trial(browser, path) as visit:
        visit.page.emulate_media(reduced_motion="reduce")
        visit.ready()
        visit.move()
        assert visit.page.evaluate("document.querySelector('#try_it').getAnimations({subtree: true}).length") == 0
        visit.page.emulate_media(media="print")
        assert not visit.page.locator("#try_it").is_visible()


@pytest.mark.parametrize("missing", ["WebAssembly", "Worker", "DecompressionStream"])
def test_a_browser_that_cannot_live_worlds_shows_the_page_without_the_section(browser, path, missing):
    with Trial(browser, path) as visit:
        visit.page.add_init_script(f"delete window.{missing}")
        visit.page.reload()
        assert visit.page.locator("#answer").is_visible()
        assert not visit.page.locator("#try_it").is_visible()
        assert not visit.page.locator("nav a[href='#try_it']").is_visible()


def test_a_browser_that_would_come_to_other_ends_than_the_run_offers_nothing(browser, path, tmp_path):
    """A hundred streams of chance are others than in the run."""
    html = path.read_text(encoding="utf-8")
    packed = re.search(r'id="try-numbers">([^<]*)<', html)[1]
    content = bytearray(unpacked(packed))
    content[:800] = bytes(one ^ 1 for one in content[:800])
    bent = tmp_path / "bent.html"
    bent.write_text(html.replace(packed, str(embed.packed_bytes(bytes(content)))), encoding="utf-8")
    with Trial(browser, bent) as visit:
        visit.unfold()
        visit.page.mouse.wheel(0, 600)  # near enough to be lived, if it was not; gone, it is nowhere to be scrolled to
        visit.page.wait_for_selector("#try_it[data-failed]", state="attached", timeout=60_000)
        assert "other ends" in visit.page.locator("#try_it").get_attribute("data-failed")
        assert not visit.page.locator("#try_it").is_visible()


class Restrained(sim.Iran):
    """Never answers an American strike openly."""

    def willing_to_answer(self, at, rung):
        return rung > 10


def test_a_class_of_the_user_s_own_is_lived_in_the_page_too(browser, tmp_path):
    scenario = sim.load("redline:nuclear_sites").replace(worlds=20, assumptions={"draws": 0}).only("baseline")
    results = sim.run(scenario.replace(report={"sections": ["try_it"]}), agents={"iran": Restrained}, engine="compiled")
    with Trial(browser, trying.page(results, tmp_path)) as visit:
        visit.ready()
        visit.move()
        assert visit.written("command") == "sim.run('tried.yaml', agents={'iran': Restrained})"
        (tmp_path / "tried.yaml").write_text(visit.written("yaml"), encoding="utf-8")
        found = visit.digest
    again = sim.run(tmp_path / "tried.yaml", agents={"iran": Restrained}, engine="numpy")
    assert again.digest == found
    assert sim.run(tmp_path / "tried.yaml").digest != found


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name for name in shipped(US_IRAN) if name not in ("tipping_line", "nuclear_sites", "given_no_force")]
)
def test_every_shipped_scenario_comes_to_one_digest_in_page_module_and_numpy(browser, tmp_path, name):
    """Of a hundred days, so that NumPy takes a second; a number is moved."""
    scenario = sim.load(f"redline:{name}").only("baseline").replace(days=100)
    with Trial(browser, trying.page(trying.run(scenario), tmp_path)) as visit:
        visit.ready()
        visit.move()
        found, text = visit.digest, visit.written("yaml")
    file = tmp_path / "tried.yaml"
    file.write_text(text, encoding="utf-8")
    assert {engine: sim.run(file, engine=engine).digest for engine in ("compiled", "numpy")} == dict.fromkeys(
        ("compiled", "numpy"), found
    )


def test_the_address_keeps_what_was_moved_and_passes_over_what_is_foreign(browser, path):
    with Visit(browser, f"{path.as_uri()}#try_it") as visit:
        page, entries = visit.page, visit.page.evaluate("history.length")
        slider = page.locator("#try_it").get_by_label(LINE, exact=True)
        slider.wait_for()
        slider.press("End")
        slider.blur()
        page.wait_for_function("() => /^#try_it[?].*force_threshold/.test(location.hash)")
        kept = page.url
        assert page.evaluate("history.length") == entries and page.locator("#try_it .linked button").count() == 1
        page.locator("#try_it .reset").click()
        assert "force_threshold" not in page.url
        page.evaluate("hash => { location.hash = hash }", kept.partition("#")[2])  # as the back button would
        page.wait_for_selector("#try_it .lever.moved")
        assert float(slider.input_value()) == float(slider.get_attribute("max"))
        page.evaluate("location.hash = '#try_it?try.united_states.force_threshold=zz&try.__proto__=1'")
        page.wait_for_timeout(100)
        assert float(slider.input_value()) == float(slider.get_attribute("max"))
        assert visit.barriers(".linked") == [] and visit.faults() == []
