"""Commands as processes of their own that need not import everything again: a server imports once and forks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

#: What the server imports for the redline command.
REDLINE = """
import sim.analyses.answer.answer, sim.cli.claims, sim.cli.params, sim.cli.run, sim.report.page, sim.runs.run
from sim.cli import main
from sim.crisis.us_iran import US_IRAN
US_IRAN.model
"""

#: What the server runs after it has prepared `main`.
SERVER = """
import json, os, resource, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
for line in sys.stdin:
    asked = json.loads(line)
    if "end" in asked:
        print(os.waitstatus_to_exitcode(os.waitpid(asked["end"], 0)[1]), flush=True)
        continue
    places = [os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOCTTY) for name in ("out", "err")]
    pid = os.fork()
    if pid == 0:
        os.setsid()
        for number, place in enumerate(places, 1):
            os.dup2(place, number)
            os.close(place)
        sys.stdout = open(1, "w", closefd=False)
        sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)
        os.environ.clear()
        os.environ.update(asked["environment"])
        if asked["largest"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"],) * 2)
        sys.argv = ["redline", *asked["words"]]
        try:
            code = main()
        except SystemExit as left:
            code = left.code
        sys.stdout.flush()
        os._exit(code or 0)
    for place in places:
        os.close(place)
    print(pid, flush=True)
"""


class Forked:
    """A command that runs, the leader of a group of processes.

    Args:
        server: who started it.
        pid: the number of its process.
    """

    def __init__(self, server: Server, pid: int):
        self.pid = pid
        self._server, self._code = server, None

    def wait(self) -> int:
        """Waits for its end; its exit code, or the signal that ended it, less than 0."""
        if self._code is None:
            self._code = self._server.ask({"end": self.pid})
        return self._code

    def kill(self) -> None:
        """Ends it, unless it has been waited for."""
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)


class Server:
    """Starts commands.

    Args:
        folder: for what commands write to stdout and stderr, in the files ``out`` and ``err``.
        prepare: statements that the server runs before the first command; they leave a function ``main``.
    """

    def __init__(self, folder: Path, prepare: str = REDLINE):
        self.out, self.err = folder / "out", folder / "err"
        line = [sys.executable, "-c", prepare + SERVER]
        self._usual = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            line, cwd=ROOT, env=self._usual, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def ask(self, asked: Mapping[str, object]) -> int:
        """Sends a request; the number that answers it."""
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def start(
        self, *words: str, environment: Mapping[str, str] | None = None, terminal: str = "", largest: int = 0
    ) -> Forked:
        """Starts a command.

        Args:
            words: the command line.
            environment: all its variables; None: ours, without colours.
            terminal: where it writes in place of the files.
            largest: of the files that it may write, in bytes; 0: any.
        """
        for path in (self.out, self.err):
            path.write_text("")
        environment = self._usual if environment is None else environment
        out, err = (terminal or str(path) for path in (self.out, self.err))
        asked = {"words": words, "environment": environment, "out": out, "err": err, "largest": largest}
        return Forked(self, self.ask(asked))

    def run(self, *words: str, **more) -> int:
        """A command from beginning to end; its exit code."""
        return self.start(*words, **more).wait()


@contextmanager
def serving(folder: Path, prepare: str = REDLINE) -> Iterator[Server]:
    """A server that ends with the block."""
    made = Server(folder, prepare)
    try:
        yield made
    finally:
        made.process.stdin.close()
        made.process.wait(timeout=60)
        made.process.stdout.close()
