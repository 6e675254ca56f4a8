"""A run that is cut off at any moment goes on where it stopped, and comes out as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli import main
from tests import fake
from tests.conftest import ROOT

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

#: Imports once what every run needs, then lives through one command after the other, each in a process of its own.
SERVER = """
import json, os, sys
import sim.cli.run, sim.report.page, sim.runs.run
import sim.runs.blocks as blocks
from sim.cli import main
from sim.crisis.us_iran import US_IRAN
US_IRAN.model
blocks.WORLDS_PER_BUNDLE = 200  # so that blocks finish all the time
sim.report.build = lambda results, path: path.write_text("a page")  # which takes longest, and is tested elsewhere
for line in sys.stdin:
    log, *words = json.loads(line)
    pid = os.fork()
    if pid == 0:
        for number in (1, 2):
            os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
        sys.argv = ["redline", *words]
        os._exit(main())
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Server:
    """Runs commands, one at a time."""

    def __init__(self, folder: Path):
        self.log = folder / "log"
        line = [sys.executable, "-c", SERVER]
        self.process = subprocess.Popen(line, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def start(self, *words: str) -> int:
        """Starts a command and returns the number of its process."""
        self.log.write_text("")
        self.process.stdin.write(json.dumps([str(self.log), *words]) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> int:
        """Waits for the command's end; its exit code, or the signal that ended it, less than 0."""
        return int(self.process.stdout.readline())

    def run(self, *words: str) -> int:
        """A command from beginning to end."""
        self.start(*words)
        return self.end()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("server"))
    yield made
    made.process.stdin.close()
    made.process.wait(timeout=60)
    made.process.stdout.close()


@pytest.fixture(scope="module")
def scenario(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "killed.yaml"
    path.write_text(SCENARIO)
    return path


@pytest.fixture(scope="module")
def undisturbed(server, scenario, tmp_path_factory) -> str:
    """Digest of a run that nobody disturbs."""
    out = tmp_path_factory.mktemp("whole")
    assert server.run("run", str(scenario), "-o", str(out), "--jobs", "1") == 0, server.log.read_text()
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
        pid = server.start("run", str(scenario), "-o", str(out), "--jobs", jobs)
        wait_for_blocks(out, finished_blocks(out) + moments.randint(0, 3))
        time.sleep(moments.uniform(0, 0.1))  # anywhere in the work on the next one
        how = signal.SIGTERM if moments.random() < 0.3 else signal.SIGKILL
        send(pid, how)
        if server.end() == -how:
            killed += 1
        else:  # the run was over, since few blocks were left: begin anew
            shutil.rmtree(out)
    assert server.run("run", str(scenario), "-o", str(out), "--jobs", "1") == 0, server.log.read_text()
    assert manifest(out)["digest"] == undisturbed
    assert manifest(out)["blocks"]["kept"] > 0
    assert "from an earlier run" in server.log.read_text()
    assert sorted(path.name for path in out.iterdir()) == [".killed.blocks", "index.html", "killed"]


@pytest.mark.parametrize("times", [1, 2], ids=["ctrl-c", "ctrl-c twice"])
def test_ctrl_c_says_how_to_go_on_and_the_next_run_does(server, scenario, undisturbed, tmp_path, times):
    out = tmp_path / "out"
    pid = server.start("run", str(scenario), "-o", str(out), "--jobs", "1")
    wait_for_blocks(out, 2)
    send(pid, *[signal.SIGINT] * times)
    code, told = server.end(), server.log.read_text()
    assert code == 130 or (times > 1 and code == -signal.SIGINT), told
    assert "interrupted; nothing was overwritten" in told and "Traceback" not in told
    if times == 1:
        assert "Finished blocks are kept; the same command goes on where this one stopped" in told
    assert not (out / "killed").exists()
    assert server.run("run", str(scenario), "-o", str(out), "--jobs", "1") == 0
    assert "from an earlier run" in server.log.read_text() and manifest(out)["digest"] == undisturbed


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
