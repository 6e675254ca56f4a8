"""What several tests need: a small scenario that runs the real model in a moment."""

from __future__ import annotations

import gc
import getpass
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

sys.dont_write_bytecode = False  # processes started by tests need not compile everything again
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # pytest-xdist keeps every core busy
# Compiled rules are kept from test to test, and for the next time, but not among the user's own.
os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / f"redline-tests-{getpass.getuser()}")
os.environ["COLUMNS"] = "100"  # text is wrapped at the width of the terminal, whichever this one has

# A shell that starts us in the background (`make test &` in a script) has us ignore Ctrl-C, which our children inherit;
# the tests that interrupt a run would then wait for its end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]

TINY = """\
format: 1
title: Does a lower line matter within a month?
question: A question for tests.
clock: {start: 2019-05-08, days: 25}
runs: {worlds: 30, seed: 5, assumptions: {draws: 0}}
variants:
  low_line:
    title: A lower line
    set: {united_states.force_threshold: 4}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A scenario of 2 variants x 30 worlds x 25 days."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY)
    return path


def calls(run: Callable[[], object]) -> int:
    """How many functions are called while something runs: work, which a busy machine cannot blur."""
    found = 0

    def profile(frame, event, function):
        nonlocal found
        found += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        run()
    finally:
        sys.setprofile(before)
    return found


@pytest.fixture
def environment() -> dict[str, str]:
    """Environment of a child process that finds the package wherever pytest was started."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


def pytest_collection_finish() -> None:
    """Looks for no garbage among what imports made: every run collects, which would take longer than small runs do."""
    gc.collect()
    gc.freeze()
