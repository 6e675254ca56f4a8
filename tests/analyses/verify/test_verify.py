"""A saved run is checked against its manifest and run again; each verdict is met with a run made to deserve it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim import verify
from sim.analyses.verify import CannotVerify, surroundings
from sim.analyses.verify.surroundings import Release
from sim.cli import main
from sim.crisis.us_iran import US_IRAN
from sim.runs.digest import digest
from sim.runs.disk import manifest
from sim.runs.disk.store import NotARun
from tests.conftest import TINY

OUTCOMES = US_IRAN.outcomes


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """A run of 2 variants x 400 worlds, and 6 draws of the assumptions."""
    folder = tmp_path_factory.mktemp("verify")
    path = folder / "tiny.yaml"
    text = TINY.replace("draws: 0", "draws: 6, worlds: 5").replace("worlds: 30", "worlds: 400")
    path.write_text(text.replace("days: 25", "days: 12"))
    sim.run(path, out=folder / "run")
    record(folder / "run", tables=manifest.tables(folder / "run"))
    return folder / "run"


@pytest.fixture
def saved(original, tmp_path) -> Path:
    """A copy of it to be changed."""
    return Path(shutil.copytree(original, tmp_path / "run"))


def record(folder: Path, **facts) -> None:
    """Changes what the manifest says."""
    path = folder / "manifest.json"
    known = json.loads(path.read_text())
    for key, value in facts.items():
        known[key] = {**known[key], **value} if key in ("versions", "platform") else value
    path.write_text(json.dumps(known))


def end_otherwise(folder: Path, cell: int, worlds: slice, outcome: str) -> None:
    """Makes the saved run one in which some worlds ended otherwise, its manifest included."""
    path = folder / "worlds.parquet"
    with pq.ParquetFile(path) as file:
        groups = [file.read_row_group(number) for number in range(file.num_row_groups)]
    frames = [group.to_pandas() for group in groups]
    frames[cell]["outcome"] = frames[cell]["outcome"].astype(str)
    frames[cell].loc[frames[cell].index[worlds], "outcome"] = outcome
    frames[cell]["outcome"] = pd.Categorical(frames[cell]["outcome"], list(OUTCOMES))
    with pq.ParquetWriter(path, groups[0].schema) as writer:
        for frame in frames:
            writer.write_table(pa.Table.from_pandas(frame, preserve_index=False).cast(groups[0].schema))
    whole = pd.concat([frame.assign(outcome=frame["outcome"].astype(str)) for frame in frames])
    codes = np.array([OUTCOMES.code(one) for one in whole["outcome"]])
    hexadecimal = digest(*(whole[name].to_numpy() for name in ("cell", "world")), codes, whole["day"].to_numpy())
    record(folder, digest=hexadecimal, cells_digest=hexadecimal, tables=manifest.tables(folder))


OLDER = {"versions": {"numpy": "2.0.0"}, "platform": {"cpu_features": ["SSE", "X87"]}}


def test_a_run_checked_where_it_was_made_is_identical(saved):
    verdict = verify(saved)
    assert (verdict.status, verdict.ok, verdict.moved, verdict.partial) == ("identical", True, 0, False)
    assert verdict.digest == verdict.saved_digest
    assert verdict.machine == verdict.code == verdict.damage == verdict.left_out == ()
    assert "every one of them ends as it did" in str(verdict)


def test_the_check_changes_nothing_in_the_folder(saved):
    before = {path.name: path.read_bytes() for path in saved.iterdir()}
    verify(saved, worlds=20)
    assert {path.name: path.read_bytes() for path in saved.iterdir()} == before
    assert [path.name for path in saved.parent.iterdir()] == ["run"]


def test_only_the_first_worlds_are_run_again_when_asked_and_the_verdict_says_so(saved):
    ticks = []
    verdict = verify(saved, worlds=20, progress=ticks.append)
    assert ticks[-1].done == 40  # neither the other worlds nor the assumptions
    assert verdict.status == "identical" and verdict.partial
    assert "identical, as far as it was run again" in str(verdict)
    assert "the first 20 of 400 worlds in each of 2 cells" in str(verdict)
    assert verdict.left_out == ("worlds from 20 on", "the range over assumptions")


def test_a_partial_check_sees_a_change_in_its_worlds_and_none_beyond_them(saved):
    end_otherwise(saved, 0, slice(30, 60), "war")
    assert verify(saved, worlds=30).status == "identical"
    assert verify(saved, worlds=60).status == "differs"


def test_more_worlds_than_there_are_means_all_of_them(saved):
    assert not verify(saved, worlds=10_000).partial
    with pytest.raises(ValueError, match="at least 1"):
        verify(saved, worlds=0)


def test_a_few_worlds_moved_by_another_processor_are_statistically_equal(saved):
    end_otherwise(saved, 0, slice(0, 2), "war")
    end_otherwise(saved, 1, slice(7, 8), "deal")
    record(saved, **OLDER)
    verdict = verify(saved)
    assert (verdict.status, verdict.ok, verdict.moved) == ("statistically equal", True, 3)
    assert [unlike.what for unlike in verdict.machine] == ["NumPy", "instruction sets"]
    assert 0.005 < verdict.unseen < 0.2
    text = str(verdict)
    assert "3 of 800 end otherwise, or on another day" in text
    assert f"NumPy: 2.0.0 then, {np.__version__} now" in text
    assert "together wrong in at most 1% of such checks" in text


def test_many_worlds_moved_one_way_differ_whatever_the_processor(saved):
    end_otherwise(saved, 1, slice(0, 60), "war")
    record(saved, **OLDER)
    verdict = verify(saved)
    assert (verdict.status, verdict.ok, verdict.moved) == ("differs", False, 60)
    first = verdict.shares[0]
    assert (first.where, first.clear) == ("low_line", True)
    assert {share.outcome for share in verdict.shares if share.clear} >= {"war"}
    war = next(share for share in verdict.shares if share.outcome == "war")
    assert (war.before, war.after, war.flips) == (0.15, 0.0, (0, 60))
    assert "low_line: War 15.0% then, 0.0% now (-15.0 points; 0 worlds gained it, 60 lost it)" in str(verdict)


def test_a_single_moved_world_differs_where_nothing_else_does(saved):
    end_otherwise(saved, 0, slice(3, 4), "war")
    verdict = verify(saved)
    assert (verdict.status, verdict.moved) == ("differs", 1)
    assert "No share of an outcome differs by more than luck allows" in str(verdict)
    assert "Code, libraries and processor are the same" in str(verdict)
    assert "the manifest or the tables may have been edited since. If they were not, please report it." in str(verdict)


def test_worlds_moved_by_another_code_differ_and_the_code_is_named(saved):
    end_otherwise(saved, 0, slice(3, 4), "war")
    record(saved, code="ab" * 32)
    verdict = verify(saved)
    assert verdict.status == "differs"
    assert [unlike.what for unlike in verdict.code] == ["redline's code"]
    assert "Redline's own code is another: to repeat the run, use the version that wrote it." in str(verdict)


def test_another_code_that_changes_no_world_is_identical(saved):
    record(saved, code="ab" * 32)
    assert verify(saved, worlds=50).status == "identical"


def test_a_release_that_changed_results_is_named_and_never_excused_by_the_processor(saved, monkeypatch):
    end_otherwise(saved, 0, slice(3, 4), "war")
    record(saved, versions={"redline": "0.0.1", "numpy": "2.0.0"})
    monkeypatch.setattr(surroundings, "changes_between", lambda *_: (Release("0.0.9", "a rule was mended"),))
    verdict = verify(saved)
    assert verdict.status == "differs"
    assert "Results changed in 0.0.9: a rule was mended." in str(verdict)
    assert f"redline: 0.0.1 then, {sim.__version__} now" in str(verdict)


def test_a_version_that_is_not_known_here_is_told(saved):
    end_otherwise(saved, 0, slice(3, 4), "war")
    record(saved, versions={"redline": "9.9.9"})
    assert "The version that wrote it is not known here" in str(verify(saved))


def test_a_run_made_on_a_cluster_may_have_been_made_on_other_processors(saved):
    end_otherwise(saved, 0, slice(3, 4), "war")
    record(saved, scheduler="tcp://cluster:8786")
    verdict = verify(saved)
    assert verdict.status == "statistically equal"
    assert "simulated on: tcp://cluster:8786 then, one machine now" in str(verdict)


def test_a_new_kernel_is_no_other_machine_and_another_c_library_is(saved):
    facts = json.loads((saved / "manifest.json").read_text())
    system = facts["platform"]["system"]
    facts["platform"]["system"] = system.replace("-", "-99", 1)
    assert surroundings.machine(facts, None) == ()
    facts["platform"]["system"] = "Linux-6.1-x86_64-with-glibc2.1"
    assert [unlike.then for unlike in surroundings.machine(facts, None)] == ["Linux, glibc2.1"]


def test_draws_of_the_assumptions_that_came_out_otherwise_differ(saved):
    path = saved / "assumptions.parquet"
    frame = pd.read_parquet(path)
    frame.loc[0, ["war", "standoff"]] = [1.0, 0.0]
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
    record(saved, tables=manifest.tables(saved))
    verdict = verify(saved)
    assert verdict.status == "differs" and verdict.moved == 0
    assert verdict.shares[0].where == "baseline, draw 0 of the assumptions"


def test_an_altered_world_is_seen_before_anything_is_run(saved, monkeypatch):
    facts = json.loads((saved / "manifest.json").read_text())
    end_otherwise(saved, 0, slice(0, 1), "war")
    record(saved, digest=facts["digest"])  # the tables' hashes agree, the digest does not
    monkeypatch.setattr("sim.api.run", lambda *_, **__: pytest.fail("it ran"))
    verdict = verify(saved)
    assert (verdict.status, verdict.ok) == ("damaged", False)
    assert "digest of the worlds in worlds.parquet is not the one in manifest.json" in str(verdict)
    assert "damaged or altered" in str(verdict)


@pytest.mark.parametrize("name", ["daily.parquet", "events.parquet", "assumptions.parquet"])
def test_any_altered_or_missing_table_is_named(saved, name):
    path = saved / name
    frame = pd.read_parquet(path)
    pq.write_table(pa.Table.from_pandas(frame.iloc[:-1], preserve_index=False), path)
    assert verify(saved).damage == (f"{name} is not the file that the manifest describes.",)
    path.unlink()
    assert verify(saved).damage == (f"{name} is missing.",)


def test_a_folder_without_a_run_is_no_run_and_a_table_that_cannot_be_read_is_damage(saved, tmp_path):
    with pytest.raises(NotARun, match="holds no run"):
        verify(tmp_path)
    (saved / "worlds.parquet").write_bytes(b"PAR1 nothing")
    assert verify(saved).damage == ("worlds.parquet is not the file that the manifest describes.",)
    record(saved, tables={})
    verdict = verify(saved)
    assert verdict.status == "damaged" and "worlds.parquet cannot be read" in str(verdict)


@pytest.mark.parametrize("name", ["report.html", "summary.json"])
def test_an_altered_or_missing_page_is_damage(saved, name):
    path = saved / name
    path.write_text(path.read_text().replace("Does a lower line", "Does a higher line"))
    assert verify(saved).damage == (f"{name} is not the file that the manifest describes.",)
    path.unlink()
    assert verify(saved).damage == (f"{name} is missing.",)


def test_a_file_that_no_hash_holds_is_said_not_to_be_compared(saved):
    (saved / "drivers.json").write_text("{}")
    assert verify(saved, worlds=5).left_out[2:] == ("drivers.json",)
    record(saved, tables={})
    assert "daily.parquet" in verify(saved, worlds=5).left_out


def test_a_run_whose_pages_have_no_hash_says_that_they_were_not_checked(saved):
    record(saved, pages={})
    assert "Not compared: summary.json; report.html; card.png." in str(verify(saved))


def test_a_manifest_that_contradicts_itself_or_its_tables_is_damage_and_not_a_bug(saved):
    described = json.loads((saved / "manifest.json").read_text())
    record(saved, seed=6)
    assert verify(saved).damage == ("manifest.json names the seed 6, and its scenario the seed 5.",)
    record(saved, seed=5, worlds=300)
    assert "worlds.parquet: a cell has 400 rows instead of 300" in verify(saved).damage[0]
    scenario = described["scenario"]
    scenario["resolved"]["clock"]["days"] = 11
    record(saved, worlds=400, scenario=scenario)
    assert verify(saved).damage == ("The scenario in manifest.json is not the one whose hash stands beside it.",)


def test_a_scenario_that_this_version_does_not_understand_is_told(saved):
    facts = json.loads((saved / "manifest.json").read_text())["scenario"]
    facts["resolved"]["parameters"]["iran.audacity"] = 3
    record(saved, scenario=facts)
    with pytest.raises(CannotVerify, match=r"(?s)does not understand the run's scenario .*iran\.audacity"):
        verify(saved)


LHS = """\
format: 1
title: Points
clock: {start: 2019-05-08, days: 12}
runs: {worlds: 20, seed: 5, assumptions: {draws: 0}}
variants: {low_line: {set: {united_states.force_threshold: 4}}}
sweep:
  design: latin_hypercube
  points: 6
  worlds: 10
  axes: {iran.boldness: {from: 0.1, to: 0.9}}
"""


def test_the_points_of_a_sampled_design_are_compared_by_their_counts(tmp_path):
    folder = tmp_path / "run"
    sim.run(LHS, out=folder)
    verdict = verify(folder)
    assert verdict.status == "identical"
    assert verdict.comparisons == (2 + 12) * len(US_IRAN.outcomes)  # outcomes of cells and of points
    assert "Also run again: 12 points x 10 worlds; identical." in str(verdict)
    digest = json.loads((folder / "manifest.json").read_text())["digest"]
    record(folder, digest="ab" * 32)
    edited = verify(folder)
    assert edited.status == "damaged" and "Nothing was run again" not in str(edited)
    assert "The digest in manifest.json is not the one of this run" in str(edited)
    record(folder, digest=digest)
    assert verify(folder, worlds=5).left_out == ("worlds from 5 on", "the points of the design")
    path = folder / "points.parquet"
    frame = pd.read_parquet(path)
    frame.loc[0, list(OUTCOMES)] = [10] + [0] * (len(OUTCOMES) - 1)
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
    record(folder, tables=manifest.tables(folder))
    changed = verify(folder)
    assert changed.status == "differs"
    assert changed.shares[0].clear and changed.shares[0].where.startswith("baseline, iran.boldness=")
    assert "Also run again: 12 points x 10 worlds (not identical)." in str(changed)
    path.write_bytes(path.read_bytes()[:-30])
    assert verify(folder).damage == ("points.parquet is not the file that the manifest describes.",)


def test_twins_and_worlds_of_the_assumptions_are_compared_and_counted(tmp_path):
    text = TINY.replace("draws: 0", "draws: 4, worlds: 5").replace("days: 25", "days: 12")
    results = sim.run(f"{text}sample: {{iran.boldness: {{uniform: {{low: 0.2, high: 0.8}}}}}}\n", out=tmp_path / "run")
    twins = len(results.twins)
    worlds = f"{results.assumptions['worlds'].sum()} worlds of the assumptions"
    assert f"Also run again: {twins} twins, {worlds}; identical." in str(verify(tmp_path / "run"))
    path = tmp_path / "run" / "twins.parquet"
    frame = pd.read_parquet(path).astype({"outcome": str})
    frame.loc[0, "outcome"] = "war"
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
    record(tmp_path / "run", tables=manifest.tables(tmp_path / "run"))
    changed = verify(tmp_path / "run")
    assert changed.status == "differs" and f"{twins} twins (not identical), {worlds} (identical)" in str(changed)


TIPPING = """\
format: 1
title: A line
clock: {start: 2019-05-08, days: 40}
parameters: {united_states.pressure: 1}
runs: {worlds: 20, seed: 5, assumptions: {draws: 0}}
sweep:
  boundary:
    {outcome: limited_force, at: 0.3, within: 0.7, worlds: 1000,
     axes: {iran.boldness: [0.5], united_states.force_threshold: {from: 1, to: 9}}}
"""


def test_a_search_for_a_boundary_goes_the_same_way_again(tmp_path):
    folder = tmp_path / "run"
    results = sim.run(TIPPING, out=folder)
    verdict = verify(folder)
    assert verdict.status == "identical" and verdict.left_out == ()
    places = len(results.points.drop_duplicates("united_states.force_threshold"))
    assert verdict.comparisons == (1 + places) * len(US_IRAN.outcomes) > len(US_IRAN.outcomes)
    assert f"points of the search, {results.points['worlds'].sum():,} worlds, " in str(verdict)
    assert "1 row of the tipping line; identical." in str(verdict)


def test_a_run_until_an_interval_is_narrow_is_repeated_with_the_worlds_that_it_took(tmp_path):
    folder = tmp_path / "run"
    narrow = TINY.replace("worlds: 30", "worlds: {until: 0.03, at_most: 4000}").replace("days: 25", "days: 5")
    results = sim.run(narrow, out=folder)
    verdict = verify(folder)
    assert verdict.status == "identical"
    assert verdict.of == results.worlds < 4000


MODULE = """\
import numpy as np
import sim

class Meek(sim.Iran):
    def choose_aim(self):
        return np.zeros_like(super().choose_aim())
"""


@pytest.fixture(scope="module")
def with_meek(tmp_path_factory) -> Path:
    """A folder with a module, and a run whose Iran stands in it."""
    folder = tmp_path_factory.mktemp("meek")
    (folder / "meek_agents.py").write_text(MODULE)
    scenario = sim.load(TINY).replace(parameters={"united_states.pressure": 1}, days=200)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        import meek_agents

        sim.run(scenario, worlds=20, agents={"iran": meek_agents.Meek}, out=folder / "run")
        del sys.modules["meek_agents"]
    return folder


@pytest.fixture
def meek(with_meek, tmp_path, monkeypatch) -> Iterator[Path]:
    """A copy of both to be changed; the run's folder."""
    shutil.copytree(with_meek, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield tmp_path / "run"
    sys.modules.pop("meek_agents", None)


@pytest.fixture
def Meek(meek, tmp_path, monkeypatch) -> type:
    monkeypatch.syspath_prepend(tmp_path)
    import meek_agents

    return meek_agents.Meek


def test_a_run_with_an_agent_of_ones_own_is_repeated_with_that_agent(meek, Meek):
    assert verify(meek, agents={"iran": Meek}).status == "identical"
    with pytest.raises(CannotVerify, match="a class was given for agency, and the run used the built-in one"):
        verify(meek, agents={"iran": Meek, "agency": sim.Agency})
    record(meek, agents=[])
    assert verify(meek).status != "identical"  # so the agent does make a difference


def test_no_code_is_run_because_a_folder_names_it(meek, monkeypatch):
    """Neither from the run's folder, the working folder, nor from wherever else Python looks."""
    trap = "from pathlib import Path\nPath(__file__).with_name('sprung').touch()\n"
    (agent,) = json.loads((meek / "manifest.json").read_text())["agents"]
    for place in (meek, meek.parent):
        (place / "trap.py").write_text(trap)
    record(meek, agents=[agent | {"class": "trap.Iran"}])
    monkeypatch.syspath_prepend(meek)
    monkeypatch.chdir(meek)
    with pytest.raises(CannotVerify, match=r"trap\.Iran for iran, and redline runs no code because a folder names it"):
        verify(".")
    assert main(["verify", "."]) == 1
    with pytest.raises(CannotVerify, match=r"trap\.Iran for iran, and was given sim.*Iran: its source is another"):
        verify(".", agents={"iran": sim.Iran})
    assert "trap" not in sys.modules and not list(meek.parent.rglob("sprung"))


def test_an_agent_whose_source_has_changed_is_refused(meek, tmp_path, capsys):
    (tmp_path / "meek_agents.py").write_text(MODULE.replace("zeros_like", "ones_like"))
    assert main(["verify", str(meek), "--code", str(tmp_path / "meek_agents.py")]) == 1
    assert "meek_agents.Meek: its source is another one, so the run cannot be repeated" in capsys.readouterr().err


def test_code_named_on_the_command_line_is_run(meek, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["verify", "run", "-q", "--code", "meek_agents.py"]) == 0
    assert capsys.readouterr().out.startswith("run: identical\n")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("other_agents.py", "x = 1", "meek_agents.Meek, which the run used for iran, is not in other_agents.py"),
        ("borrowed.py", "from sim import Iran as Meek", "is not in borrowed.py"),
        ("broken_agents.py", "1 / 0", "broken_agents.py: it cannot be run (ZeroDivisionError: division by zero)"),
        ("json.py", "class Meek: ...", "--code json.py: another module is called json; give the file another name"),
        ("no-module.py", "", "--code no-module.py: not a Python file that can be imported"),
        ("agents.txt", "", "--code agents.txt: not a Python file that can be imported"),
    ],
)
def test_code_that_is_not_the_runs_is_told_in_a_sentence(meek, tmp_path, monkeypatch, capsys, name, text, said):
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)
    assert main(["verify", "run", "--code", name]) == 2
    err = capsys.readouterr().err
    assert err.startswith("redline: ") and said in err and err.count("\n") == 1
    sys.modules.pop(Path(name).stem, None) if name != "json.py" else None


def test_the_command_prints_the_verdict_and_returns_whether_the_run_holds(saved, capsys):
    assert main(["verify", str(saved), "--worlds", "30"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"{saved}: identical, as far as it was run again\n")
    assert "verify run: 60 of 60 worlds" in err
    end_otherwise(saved, 0, slice(0, 10), "war")
    assert main(["verify", str(saved), "--worlds", "30", "--json", "-q"]) == 1
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert (found["status"], found["ok"], found["partial"], found["moved"], err) == ("differs", False, True, 10, "")
    assert found["shares"][0]["flips"] is not None


def test_the_command_says_in_one_line_what_cannot_be_checked(meek, capsys):
    assert main(["verify", str(meek)]) == 1
    assert capsys.readouterr().err.startswith("redline: the run used the class meek_agents.Meek for iran")
    assert main(["verify", str(meek.parent / "nothing")]) == 2
    assert "holds no run" in capsys.readouterr().err


def test_the_name_in_the_package_is_the_function(saved):
    assert sim.verify is verify
    assert sim.verify(saved, worlds=5).ok
