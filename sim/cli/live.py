"""``redline live``: serves a scenario's page to this machine, and makes it anew whenever the file is saved."""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import arguments
from sim.cli.agents import Named
from sim.cli.console import BadInput, duration, put, say
from sim.cli.served import Served

if TYPE_CHECKING:
    from sim.scenario import Scenario

#: How shipped scenarios are named.
PREFIX = "redline:"

Stamp = tuple[int, int]

#: Worlds per cell where the command does not say, of a scenario of one cell; and of all cells together about so many.
WORLDS, ALTOGETHER, FEWEST = 500, 5000, 50

#: Seconds between two looks at the files.
LOOK = 0.3

EPILOG = """\
Open the address that is printed. The page is served to this machine alone
(127.0.0.1). Save the file, one that it extends or an agent's, and the page is
made anew from a small run: 500 worlds, fewer per cell where there are many cells.
Mistakes in the file are shown there and here, as check shows them; the last
page stays meanwhile. Ctrl-C ends it. Nothing is written to disk.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    verb.add_argument("file", metavar="FILE", help="scenario file, or redline:NAME")
    verb.add_argument(
        "--worlds", type=arguments.at_least_one, metavar="N", help="worlds per variant and point of a sweep"
    )
    verb.add_argument("--seed", type=arguments.whole, metavar="S", help="seed of all luck")
    arguments.sets(verb)
    what = "run this file, and put a class of yours that stands in it in an actor's place; may be repeated"
    verb.add_argument("--agent", action="append", default=[], metavar="ACTOR=FILE.py:CLASS", help=what)
    verb.add_argument("--port", type=_port, default=0, metavar="N", help="port to serve at (default: any that is free)")
    verb.add_argument("--open", action="store_true", help="open the page in a browser")
    arguments.quiet(verb)


def _port(text: str) -> int:
    return arguments.whole(text, 0, 65535)


def main(args: argparse.Namespace) -> None:
    """Serves until interrupted."""
    from sim.report.pages.framed import frame

    if not args.file.startswith(PREFIX) and not Path(args.file).is_file():
        # What is not there cannot be waited for: a name is mistyped more often than a file is about to be written.
        from sim.api import load

        load(args.file)  # says so
    try:
        server = Served(frame(), args.port)
    except OSError as error:
        raise BadInput(f"--port {args.port} cannot be served at: {(error.strerror or str(error)).lower()}") from error
    with server:
        live = Live(args, server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            put(f"Live: {server.address}")
            if args.open:
                import webbrowser

                webbrowser.open(server.address)
            while True:
                live.look()
                time.sleep(LOOK)
        finally:
            server.shutdown()


class Live:
    """Makes the page of a file anew whenever what it was made of has changed.

    Args:
        args: the command line.
        server: where the page goes.
    """

    def __init__(self, args: argparse.Namespace, server: Served):
        self.args, self.server = args, server
        self._agents = [Named.read(one) for one in args.agent]
        self._seen: dict[Path, Stamp] | None = None

    def look(self) -> bool:
        """Makes the page anew if a file has changed since the last look; returns whether one had."""
        before, self._seen = self._seen, {file: _stamp(file) for file in self._seen or ()}
        if before is not None and before == self._seen:
            return False
        self.server.tell(busy=True)
        self._make()
        return True

    def _make(self) -> None:
        from sim.cli import explains_itself

        started = time.perf_counter()
        try:
            scenario = self._load()
            page = self._page(scenario)
        except Exception as error:
            if not explains_itself(error):
                raise
            say(str(error))
            self.server.tell(problem=str(error))
            return
        self.server.tell(page=page)
        took = duration(time.perf_counter() - started)
        say(f"{scenario.name}: {scenario.worlds:,} worlds per cell, page made in {took}", quiet=self.args.quiet)

    def _load(self) -> Scenario:
        from sim.api import load

        self._watch(() if self.args.file.startswith(PREFIX) else (Path(self.args.file),))
        self._watch(one.file for one in self._agents)
        scenario = load(self.args.file, sets=self.args.sets)
        self._watch(Path(node.place.file) for node in scenario.recipe.files)
        worlds = self.args.worlds or max(min(WORLDS, ALTOGETHER // len(scenario.cells())), FEWEST)
        seed = {} if self.args.seed is None else {"seed": self.args.seed}
        return scenario.replace(worlds=worlds, assumptions={"draws": 0}, **seed)

    def _watch(self, files: Iterable[Path]) -> None:
        """Looks at further files; what is known already keeps the stamp that it had before it was read."""
        self._seen = {**{file: _stamp(file) for file in files}, **(self._seen or {})}

    def _page(self, scenario: Scenario) -> str:
        from sim.api import run
        from sim.report.page import render

        agents = {one.actor: one.load() for one in self._agents}
        try:
            return render(run(scenario, agents=agents))
        except (TypeError, ValueError) as error:  # a class that cannot take the place it is given
            if not agents:
                raise
            raise BadInput(f"--agent: {error}") from error


def _stamp(file: Path) -> Stamp:
    """When a file was last written, and its size; zeros where there is none just now, as some editors have it."""
    try:
        stat = file.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
