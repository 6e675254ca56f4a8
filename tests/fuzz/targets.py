"""Whatever stands in a file or on a command line is read, or refused in good order: what that means, and for what.

A target takes bytes, reads them as one kind of input and returns whether they were taken. It fails by an assertion
when a refusal is not in good order, and by whatever else was raised. Good order: the declared error, a line for each
mistake, where it is, printable, not endless, in less than a second.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sim
from sim.analyses.facts.happened import happened
from sim.cli.console import BadInput
from sim.cli.files import load_all
from sim.cli.parser import VERBS, parsed
from sim.crisis.record import reading
from sim.crisis.us_iran import US_IRAN
from sim.engine.crisis import RecordError
from sim.report.pages.gallery import render
from sim.runs.disk.schema import MANIFEST, SUMMARY
from sim.runs.disk.store import NotARun
from sim.scenario import Scenario, ScenarioError, load, shipped
from sim.scenario.checks import remarks
from tests.conftest import TINY
from tests.scenario.test_scenario import FULL

#: Characters of a whole message, and of the line for one mistake; seconds of a processor.
MOST, LONGEST, SECONDS = 64_000, 4_000, 1.0
RECORD = Path(reading.__file__).parent


@dataclass(frozen=True)
class Target:
    """A kind of input.

    Attributes:
        read: takes bytes; returns whether they were taken, False when they were refused in good order.
        seeds: inputs to begin with.
        words: what such inputs are made of.
    """

    read: Callable[[bytes], bool]
    seeds: Callable[[], list[bytes]]
    words: Callable[[], set[str]]


@cache
def folder() -> Path:
    """Where inputs are put that are read from a file."""
    place = Path(tempfile.mkdtemp(prefix="redline-fuzz-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    for path in shipped(US_IRAN).values():  # which extend one another
        shutil.copy(path, place)
    _ = US_IRAN.model, happened(), render(place, US_IRAN, [])  # what is made once is not what an input costs
    return place


def placed(name: str, data: bytes) -> Path:
    """A file with this content."""
    path = folder() / name
    path.write_bytes(data)
    return path


@contextlib.contextmanager
def soon() -> Iterator[None]:
    """Fails when the block takes more of the processor than it may."""
    began = time.process_time()
    yield
    took = time.process_time() - began
    assert took < SECONDS, f"it took {took:.1f} s"


def in_order(text: str, begins: str = "") -> None:
    """Fails unless a message can be shown: printable lines of a few hundred words at most, each with its place."""
    assert text.strip(), "nothing is said"
    assert len(text) <= MOST, f"{len(text):,} characters"
    for line in text.split("\n"):
        assert line.isprintable(), f"what a terminal might obey: {line!r}"
        assert len(line) <= LONGEST, f"a line of {len(line):,} characters: {line[:200]}"
        assert re.match(begins, line), f"no place: {line!r}"
        assert "Traceback" not in line and "object at 0x" not in line, line


def refused(error: ScenarioError) -> bool:
    """Checks a scenario's mistakes."""
    assert error.problems
    assert all(one.line >= 0 and one.col >= 0 for one in error.problems)
    in_order(str(error), r"(--\w+|.+:\d+:\d+: (error|warning): |.+: (error|warning): )")
    assert len(str(error).split("\n")) == len(error.problems)
    return False


# -- scenario files ---------------------------------------------------------------------------------------------------


def scenario(data: bytes) -> bool:
    """A scenario file about the real crisis; what is taken survives its plain form, as runs keep it."""
    path = placed("case.yaml", data)
    try:
        with soon():
            found = load(path, crisis=US_IRAN)
            told = [str(one) for one in (*found.warnings, *remarks(found))]
    except ScenarioError as error:
        return refused(error)
    for line in told:
        in_order(line)
    assert _as_kept(found).canonical() == found.canonical()
    return True


def _as_kept(found: Scenario) -> Scenario:
    """A scenario as it is read back from a run's manifest."""
    described = json.loads(_run()[MANIFEST])
    described["scenario"] |= {"resolved": found.canonical(), "sha256": found.digest}
    (folder() / "run").mkdir(exist_ok=True)
    placed(f"run/{MANIFEST}", json.dumps(described).encode())
    return sim.read(folder() / "run").scenario


def posterior(data: bytes) -> bool:
    """A joint sample that a scenario names."""
    placed("posterior.csv", data)
    return scenario(b"title: x\nparameters: {posterior: posterior.csv}\n")


@cache
def _paths() -> tuple[str, ...]:
    return tuple(US_IRAN.catalogue)


def _posteriors() -> list[bytes]:
    rows = ["# made of nothing", "iran.boldness,united_states.force_threshold", "0.2,5", "0.4,6.5", "0.6,7"]
    return ["\n".join(rows).encode(), "\r\n".join(rows).encode("utf-8-sig")]


# -- the record -------------------------------------------------------------------------------------------------------


def events(data: bytes) -> bool:
    """Events of one's own, as far as days and acts of the model."""
    return _recorded(data, "events.csv", lambda path: happened(events=path))


def series(data: bytes) -> bool:
    """Series of one's own."""
    return _recorded(data, "series.csv", lambda path: happened(series=path))


def _recorded(data: bytes, name: str, read: Callable[[Path], object]) -> bool:
    path = placed(name, data)
    try:
        with soon():
            read(path)
    except RecordError as error:
        in_order(str(error), rf"{re.escape(str(path))}(:\d+)?: ")
        return False
    return True


def _rows(name: str) -> list[bytes]:
    lines = (RECORD / name).read_text(encoding="utf-8").splitlines()
    return ["\n".join([lines[0], *lines[1:most]]).encode() for most in (2, 6)]


# -- what a run leaves ------------------------------------------------------------------------------------------------


@cache
def _run() -> dict[str, bytes]:
    """Manifest and summary of a run."""
    where = folder() / "made"
    sim.run(sim.load(TINY), worlds=2, out=where)
    return {name: (where / name).read_bytes() for name in (MANIFEST, SUMMARY)}


def manifest(data: bytes) -> bool:
    """A run's manifest, to the run that is read and to the gallery."""
    (folder() / "run").mkdir(exist_ok=True)
    placed(f"run/{SUMMARY}", _run()[SUMMARY])
    placed(f"run/{MANIFEST}", data)
    _listed()
    try:
        with soon():
            sim.read(folder() / "run")
    except NotARun as error:
        in_order(str(error))
        assert "\n" not in str(error)
        return False
    except ScenarioError as error:
        return refused(error)
    return True


def summary(data: bytes) -> bool:
    """A run's summary, to the gallery."""
    (folder() / "run").mkdir(exist_ok=True)
    placed(f"run/{MANIFEST}", _run()[MANIFEST])
    placed(f"run/{SUMMARY}", data)
    _listed()
    return True


def _listed() -> None:
    """The gallery lists a run whatever its files hold, and nothing of it is markup."""
    with soon():
        page = render(folder(), US_IRAN, [folder() / "run" / MANIFEST])
    page.encode()
    assert "<boom" not in page


# -- command lines ----------------------------------------------------------------------------------------------------


def command(data: bytes) -> bool:
    """The words of a command line, one a line; of ``run`` and ``check`` also what they name, as far as it is read."""
    words = data.decode("utf-8", "surrogateescape").replace("\0", " ").split("\n")
    out, err = io.StringIO(), io.StringIO()
    with soon(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = _taken(words)
    if code:
        in_order(err.getvalue().rstrip("\n"))
        assert code == 2
    return not code


def _taken(words: list[str]) -> int:
    try:
        args = parsed(words)
        if args.verb in ("run", "check") and not any(name.startswith("/") for name in args.files):
            load_all(args)
    except SystemExit as left:
        assert isinstance(left.code, int), left.code
        return left.code
    except ScenarioError as error:
        print(error, file=sys.stderr)
        refused(error)
        return 2
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _lines() -> list[bytes]:
    lines = [
        "run redline:maximum_pressure --worlds 5 --set iran.boldness=0.4 --seed 3 -q",
        "check redline:ambiguity --variant baseline",
        "run nowhere.yaml --set runs.worlds={until: 2%} --set x",
        "calibrate redline:maximum_pressure --until 2019-06-30 --draws 900",
        "drivers reports/x --parameters iran.boldness --draws 64 --json",
        "explain reports/x --world 3 --without 2",
        "history 2019-06 iraq",
        "--help",
    ]
    return [line.replace(" ", "\n").encode() for line in lines]


def _words() -> set[str]:
    return {*VERBS, "--set", "--worlds", "--seed", "--variant", "--until", "--draws", "redline:", "-o", *_paths()[:40]}


def _keys() -> set[str]:
    from sim.scenario.format import tree
    from tests.scenario.test_robustness import every_key

    some = {"extends", "redline:ambiguity", "beta", "mean", "sd", "uniform", "low", "high", "2019-06-20", "30%"}
    return {*every_key(tree(US_IRAN)), *US_IRAN.acts, *US_IRAN.outcomes, *_paths(), *some}


def _scenarios() -> list[bytes]:
    found = [path.read_bytes() for path in shipped(US_IRAN).values()]
    return [*found, FULL.encode(), TINY.encode()]


TARGETS = {
    "scenario": Target(scenario, _scenarios, _keys),
    "posterior": Target(posterior, _posteriors, lambda: {*_paths(), "nan", "1e999", '"', "0,5"}),
    "events": Target(events, lambda: _rows("events.csv"), lambda: {*reading.EVENT_COLUMNS, *reading.CATEGORIES}),
    "series": Target(
        series, lambda: _rows("series.csv"), lambda: {*reading.SERIES_COLUMNS, *reading.FITTED, "2019-06"}
    ),
    "manifest": Target(manifest, lambda: [_run()[MANIFEST]], lambda: {*json.loads(_run()[MANIFEST]), "null", "{}"}),
    "summary": Target(summary, lambda: [_run()[SUMMARY]], lambda: {*json.loads(_run()[SUMMARY]), "null", "<boom>"}),
    "command": Target(command, _lines, _words),
}
