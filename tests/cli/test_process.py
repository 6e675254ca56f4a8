"""The redline command as a process: start-up, signals, pipes, terminals and full disks."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from sim.cli import main, parser
from sim.runs.blocks import WORLDS_PER_BLOCK, WORLDS_PER_BUNDLE
from tests.conftest import ROOT
from tests.server import Server, serving

REDLINE = [sys.executable, "-m", "sim"]
HEAVY = {"pandas", "mesa", "plotly", "scipy", "rich", "numpy", "yaml", "pydantic", "pyarrow", "jinja2"}
VERBS = ("run", "check", "compare", "drivers", "verify", "params", "claims", "new", "schema")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.mark.parametrize("line", ["--help", *(f"{verb} --help" for verb in VERBS), "--version"])
def test_help_loads_no_heavy_library(line, environment):
    code = (
        "import sys\nfrom sim.cli import main\n"
        f"try: main({line.split()!r})\nexcept SystemExit: pass\n"
        "print('loaded:', *sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout
    modules = set(out.rpartition("loaded:")[2].split())
    loaded = {name.partition(".")[0] for name in modules}
    assert "argparse" in loaded
    assert not loaded & HEAVY
    verbs = {name.removeprefix("sim.cli.") for name in modules} & set(parser.VERBS)
    assert verbs - {"gallery", "calibrate", "history_score"} == set(line.split()) & set(VERBS)  # of no other verb


def test_importing_the_package_loads_nothing_heavy(environment):
    code = "import sys, sim; print(*{name.partition('.')[0] for name in sys.modules})"
    out = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert "sim" in out.split()
    assert not HEAVY & set(out.split())


def test_the_digest_is_the_same_with_one_process_and_with_two_workers(tiny, tmp_path, capsys):
    digests = []
    for jobs in ("1", "2"):
        args = ("run", str(tiny), "--json", "-q", "--worlds", "1100", "--jobs", jobs, "-o", str(tmp_path / jobs))
        assert main(args) == 0
        digests.append(json.loads(capsys.readouterr().out)["digest"])
    assert digests[0] == digests[1]


def until_the_first_block(server: Server) -> None:
    """Waits until a run tells of worlds that are done."""
    give_up = time.monotonic() + 120
    while "worlds/s" not in server.err.read_text():
        assert time.monotonic() < give_up, server.err.read_text()
        time.sleep(0.01)


def is_gone(group: int) -> bool:
    """Whether all processes of a group end within ten seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_at_once_with_130_and_leaves_the_earlier_result(tiny, server, tmp_path, jobs):
    out = tmp_path / "out"
    assert server.run("run", str(tiny), "-q", "--worlds", "4", "-o", str(out)) == 0
    before = {path.name: path.read_bytes() for path in (out / "tiny").iterdir()}
    # A small first round, so that something is soon done, then some blocks of 2,000 worlds at a time.
    worlds = ("runs.worlds={until: 0.001, at_most: 50000}", "runs.only=[baseline]")
    sets = (*worlds, "clock.days=200", "united_states.pressure=0.8")
    changed = [word for one in sets for word in ("--set", one)]
    child = server.start("run", str(tiny), "-o", str(out), "--jobs", jobs, *changed)
    until_the_first_block(server)
    finished = set(out.rglob("*.block"))
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    code, err = child.wait(), server.err.read_text()
    # Each worker may have finished the blocks that it had in hand; a run that went on would finish 25 more.
    later, in_hand = set(out.rglob("*.block")) - finished, WORLDS_PER_BUNDLE // WORLDS_PER_BLOCK
    assert finished and len(later) <= int(jobs) * in_hand < 25
    assert code == 130
    assert "Traceback" not in err and "interrupted" in err
    assert {path.name: path.read_bytes() for path in (out / "tiny").iterdir()} == before
    assert sorted(path.name for path in out.iterdir()) == [".tiny.blocks", "index.html", "runs.log", "tiny"]
    assert is_gone(child.pid)


def test_workers_do_not_outlive_a_killed_master(tiny, server, tmp_path):
    child = server.start("run", str(tiny), "-o", str(tmp_path / "out"), "--worlds", "50000", "--jobs", "2")
    until_the_first_block(server)
    child.kill()
    assert child.wait() == -signal.SIGKILL
    assert is_gone(child.pid)


def test_a_disk_that_takes_no_more_is_one_error_and_leaves_nothing_half_written(tiny, server, tmp_path):
    out = tmp_path / "out"
    assert server.run("run", str(tiny), "-q", "-o", str(out), largest=40 * 1024) == 1
    told = server.err.read_text()
    assert told.startswith("redline: cannot write ") and told.count("\n") == 1
    assert told.endswith("the system allows no file that large\n")
    # The log of runs counts those, too, whose results found no room.
    assert [path.name for path in out.iterdir() if not path.name.endswith(".blocks")] == ["runs.log"]


def test_a_reader_that_stops_reading_is_no_error(environment):
    command = f"set -o pipefail; {sys.executable} -m sim params | head -n 1"
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("path\tdefault")


def in_a_terminal(server: Server, args: list[str], env: dict[str, str]) -> str:
    """What a command shows on a terminal."""
    master, slave = pty.openpty()
    child = server.start(*args, environment=env, terminal=os.ttyname(slave))
    os.close(slave)
    shown = b""
    while True:
        try:
            shown += os.read(master, 4096)
        except OSError:  # the other end was closed
            break
    os.close(master)
    assert child.wait() == 0
    return shown.decode()


BOLD = re.compile(r"\x1b\[([0-9;]*;)?1[;m]")
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9]")


def test_a_terminal_sees_a_bar_and_its_colours_go_with_no_color(tiny, server, environment, tmp_path):
    args = ["run", str(tiny), "-o", str(tmp_path / "out")]
    term = environment | {"TERM": "xterm-256color", "COLUMNS": "120"}
    plain = in_a_terminal(server, args, term)
    coloured = in_a_terminal(server, args, {key: value for key, value in term.items() if key != "NO_COLOR"})
    assert "━" in plain and "60/60" in plain
    assert not COLOUR.search(plain)
    assert not BOLD.search(plain)
    assert COLOUR.search(coloured)


@pytest.mark.parametrize("columns", [60, 80])
def test_params_and_claims_are_readable_in_a_narrow_terminal(server, environment, columns):
    term = environment | {"TERM": "xterm-256color", "COLUMNS": str(columns)}
    shown = in_a_terminal(server, ["params"], term).replace("\r", "")
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= columns
    assert "\nproxies.lebanese_hezbollah.funding.elasticity\n    " in shown
    assert "plausible " in shown and "under pressure_works: 0.8" in shown and "source: " in shown
    assert max(map(len, in_a_terminal(server, ["claims"], term).replace("\r", "").splitlines())) <= columns
    bold = in_a_terminal(server, ["params", "iran.boldness"], {k: v for k, v in term.items() if k != "NO_COLOR"})
    assert BOLD.search(bold)


def test_without_a_terminal_progress_is_plain_lines(tiny, server, tmp_path):
    assert server.run("run", str(tiny), "-o", str(tmp_path / "out")) == 0
    err = server.err.read_text()
    assert "\x1b" not in err
    assert "tiny: 60 of 60 worlds" in err


def test_the_module_and_the_command_are_the_same_program():
    text = (ROOT / "pyproject.toml").read_text()
    assert 'redline = "sim.cli:main"' in text
