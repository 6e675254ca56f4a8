"""A run that is cut off at any moment goes on where it stopped, and comes out as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli import main
from tests import fake
from tests.server import REDLINE, Server, serving

SCENARIO = """\
format: 1
title: Killed and resumed
extends: redline:maximum_pressure
clock: {days: 30}
runs: {worlds: 100, assumptions: {draws: 3, worlds: 30}}
sweep: {axes: {united_states.force_threshold: {from: 4, to: 8, points: 8}}}
variants: {line: {from: 2018-06-01, set: {united_states.rule: any}}}
"""

#: Kills, and the seed of their moments.
KILLS, SEED = 10, 20200103

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are sent")

#: Blocks finish all the time; the page takes longest, and is tested elsewhere.
PREPARE = f"""{REDLINE}
import sim.report
import sim.runs.blocks as blocks
blocks.WORLDS_PER_BUNDLE = 200
sim.report.build = lambda results, path, **_: path.write_text("a page")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), PREPARE) as made:
        yield made


@pytest.fixture(scope="module")
def scenario(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "killed.yaml"
    path.write_text(SCENARIO)
    return path


@pytest.fixture(scope="module")
def undisturbed(server, scenario, tmp_path_factory) -> str:
    """Digest of a run that nobody disturbs."""
    out = tmp_path_factory.mktemp("whole")
    assert server.run("run", str(scenario), "-o", str(out), "--jobs", "1") == 0, server.err.read_text()
    return manifest(out)["digest"]


def manifest(out: Path) -> dict:
    return json.loads((out / "killed" / "manifest.json").read_text())


def finished_blocks(out: Path) -> int:
    # The run moves its folders while it is watched: os.walk passes over one that is gone, rglob fails on it.
    return sum(name.endswith(".block") for _, _, names in os.walk(out) for name in names)


def wait_for_blocks(out: Path, number: int) -> None:
    """Until so many are finished, or the run is over."""
    give_up = time.monotonic() + 300
    while finished_blocks(out) < number and not (out / "killed").exists() and time.monotonic() < give_up:
        time.sleep(0.005)


def send(pid: int, *signals: int) -> None:
    for one in signals:
        try:
            os.kill(pid, one)
        except ProcessLookupError:
            return
        time.sleep(0.02)


@pytest.mark.slow
def test_a_run_killed_at_ten_random_moments_ends_as_the_undisturbed_one(server, scenario, undisturbed, tmp_path):
    moments, killed, out = random.Random(SEED), 0, tmp_path / "killed"
    while killed < KILLS or not finished_blocks(out):
        jobs = "2" if killed == 3 else "1"
        child = server.start("run", str(scenario), "-o", str(out), "--jobs", jobs)
        wait_for_blocks(out, finished_blocks(out) + moments.randint(0, 3))
        time.sleep(moments.uniform(0, 0.1))  # anywhere in the work on the next one
        how = signal.SIGTERM if moments.random() < 0.3 else signal.SIGKILL
        send(child.pid, how)
        if child.wait() == -how:
            killed += 1
        else:  # the run was over, since few blocks were left: begin anew
            shutil.rmtree(out)
    assert server.run("run", str(scenario), "-o", str(out), "--jobs", "1") == 0, server.err.read_text()
    assert manifest(out)["digest"] == undisturbed
    assert manifest(out)["blocks"]["kept"] > 0
    assert "from an earlier run" in server.err.read_text()
    assert sorted(path.name for path in out.iterdir()) == [".killed.blocks", "index.html", "killed", "runs.log"]


@pytest.mark.parametrize("times", [1, 2], ids=["ctrl-c", "ctrl-c twice"])
def test_ctrl_c_says_how_to_go_on_and_the_next_run_does(server, scenario, undisturbed, tmp_path, times):
    out = tmp_path / "out"
    child = server.start("run", str(scenario), "-o", str(out), "--jobs", "1")
    wait_for_blocks(out, 2)
    send(child.pid, *[signal.SIGINT] * times)
    code, told = child.wait(), server.err.read_text()
    assert code == 130 or (times > 1 and code == -signal.SIGINT), told
    assert "interrupted; nothing was overwritten" in told and "Traceback" not in told
    if times == 1:
        assert "Finished blocks are kept; the same command goes on where this one stopped" in told
    assert not (out / "killed").exists()
    assert server.run("run", str(scenario), "-o", str(out), "--jobs", "1") == 0
    assert "from an earlier run" in server.err.read_text() and manifest(out)["digest"] == undisturbed


def test_workers_that_run_out_of_memory_are_a_sentence_and_keep_what_was_finished(monkeypatch, tmp_path, capsys):
    fake.engine(monkeypatch)
    path = tmp_path / "tiny.yaml"
    path.write_text("{format: 1, title: T, clock: {days: 3}, runs: {worlds: 40, assumptions: {draws: 0}}}")
    monkeypatch.setattr("sim.runs.work.simulate_bundle", _without_memory)
    assert main(["run", str(path), "-o", str(tmp_path / "out"), "--jobs", "1"]) == 1
    err = capsys.readouterr().err
    assert "MemoryError: Unable to allocate 7.00 TiB" in err and "Traceback" not in err
    assert not (tmp_path / "out" / "tiny").exists()


def _without_memory(bundle):
    raise MemoryError("Unable to allocate 7.00 TiB")
