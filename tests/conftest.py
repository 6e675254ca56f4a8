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
from hypothesis import settings

sys.dont_write_bytecode = False  # processes started by tests need not compile everything again
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # pytest-xdist keeps every core busy
# Compiled rules are kept from test to test, and for the next time, but not among the user's own.
os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / f"redline-tests-{getpass.getuser()}")
os.environ["COLUMNS"] = "100"  # text is wrapped at the width of the terminal, whichever this one has

# A shell that starts us in the background (`make test &` in a script) has us ignore Ctrl-C, which our children inherit;
# the tests that interrupt a run would then wait for its end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every machine and day, without a clock: no failure is a matter of luck or speed.
settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.load_profile("same")

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


@pytest.fixture(scope="session", autouse=True)
def _one_core():
    """What is not told how many processes to work in takes one: to start more costs more than a small run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
        yield


@pytest.fixture
def environment() -> dict[str, str]:
    """Environment of a child process that finds the package wherever pytest was started."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


#: Files that take longest, the longest first. Whole files are handed out to processes in this order: one that began
#: late would end alone, with all other cores idle.
LONGEST = (
    "test_readme.py",
    "report/test_try_it_browser.py",
    "report/test_browser.py",
    "analyses/facts/test_claims_checked.py",
    "cli/test_process.py",
    "runs/workers/test_cluster.py",
    "runs/workers/test_workers.py",
    "runs/test_resume.py",
    "analyses/backtest/test_run.py",
    "analyses/sequences/test_scored.py",
    "analyses/explain/test_counterfactual.py",
    "crisis/test_force_by_order.py",
    "analyses/facts/test_scored.py",
    "cli/test_backtest.py",
    "report/test_comparison_browser.py",
    "analyses/drivers/test_drivers.py",
    "analyses/boundary/test_search.py",
    "analyses/fit/test_calibrate.py",
    "analyses/rivals/test_rivals.py",
    "analyses/verify/test_verify.py",
    "cli/test_cli.py",
    "runs/test_points.py",
    "analyses/backtest/test_hawkes.py",
    "report/test_gallery_browser.py",
    "report/test_rivals_page.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests of the longest files first; the others keep their order."""
    places = {ROOT / "tests" / name: at for at, name in enumerate(LONGEST)}
    assert all(path.exists() for path in places)
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Looks for no garbage among what imports made: every run collects, which would take longer than small runs do."""
    gc.collect()
    gc.freeze()
