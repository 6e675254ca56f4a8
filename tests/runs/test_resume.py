"""A run that is killed at any moment goes on where it stopped, and comes out as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

SCENARIO = """\
format: 1
title: Killed and resumed
extends: redline:maximum_pressure
clock: {days: 120}
runs: {worlds: 300, assumptions: {draws: 3, worlds: 30}}
sweep: {axes: {united_states.force_threshold: {from: 4, to: 8, points: 8}}}
variants: {line: {from: 2018-07-01, set: {united_states.rule: any}}}
"""

#: Kills, and the seed of their moments.
KILLS, SEED = 10, 20200103

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is sent by signal")


@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "killed.yaml"
    path.write_text(SCENARIO)
    return path


def command(scenario: Path, out: Path, *more: str) -> list[str]:
    # A bundle of few worlds, so that blocks finish all the time; otherwise the command as a user types it.
    few = "import sim.runs.blocks as b; b.WORLDS_PER_BUNDLE = 600"
    code = f"{few}; import sim.cli as c; raise SystemExit(c.main())"
    return [sys.executable, "-c", code, "run", str(scenario), "-o", str(out), *more]


def start(scenario: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(scenario, out, *more), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def finished_blocks(out: Path) -> int:
    # The run moves its folders while it is watched: os.walk passes over one that is gone, rglob fails on it.
    return sum(name.endswith(".block") for _, _, names in os.walk(out) for name in names)


@pytest.mark.slow
def test_a_run_killed_at_ten_random_moments_ends_as_the_undisturbed_one(scenario, tmp_path):
    whole = start(scenario, tmp_path / "whole")
    _, told = whole.communicate(timeout=300)
    assert whole.returncode == 0, told

    moments, killed = random.Random(SEED), 0
    out = tmp_path / "killed"
    while killed < KILLS or not finished_blocks(out):
        process = start(scenario, out, *(["--jobs", "2"] if moments.random() < 0.3 else []))
        until = finished_blocks(out) + moments.randint(0, 3)
        while finished_blocks(out) < until and process.poll() is None:
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.3))  # anywhere in the work on the next one
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        if process.returncode == -signal.SIGKILL:
            killed += 1
        else:  # the run was over, since few blocks were left: begin anew
            shutil.rmtree(out)

    last = start(scenario, out)
    _, told = last.communicate(timeout=300)
    assert last.returncode == 0, told
    manifests = [json.loads((folder / "killed" / "manifest.json").read_text()) for folder in (tmp_path / "whole", out)]
    assert manifests[0]["digest"] == manifests[1]["digest"]
    assert manifests[1]["blocks"]["kept"] > 0
    assert "from an earlier run" in told
    assert sorted(path.name for path in out.iterdir()) == [".killed.blocks", "index.html", "killed"]


def test_ctrl_c_says_how_to_go_on_and_the_next_run_does(scenario, tmp_path):
    out = tmp_path / "out"
    process = start(scenario, out, "--jobs", "1")
    give_up = time.monotonic() + 120
    while finished_blocks(out) < 2 and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said, told = process.communicate(timeout=120)
    assert process.returncode == 130, told
    assert "Finished blocks are kept; the same command goes on where this one stopped" in told
    assert "Traceback" not in told and said == ""
    assert not (out / "killed").exists()
    again = start(scenario, out)
    _, told = again.communicate(timeout=300)
    assert again.returncode == 0 and "from an earlier run" in told, told
