"""Messages and progress on stderr: a bar in a terminal, plain lines elsewhere, nothing when asked to be quiet."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.runs.workers.progress import Progress, Tick

#: What a block's title has in it, and what the block is for in words.
_PARTS = {
    " of the assumptions": "range over assumptions",
    " of the design": "points of the design",
    "twins of ": "chance or ignorance",
}

#: Seconds between two plain lines.
EVERY = 5.0


class BadInput(Exception):
    """The user asked for something that cannot be; the message says what can."""

    def __str__(self) -> str:
        from sim.engine.files import shortened

        return shortened(f"redline: {super().__str__()}")


def columns() -> int:
    """Width of the terminal, or what suits a file."""
    return max(shutil.get_terminal_size((100, 24)).columns, 40)


def plain() -> bool:
    """Whether the user wants text without any colour or bold (https://no-color.org)."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def say(text: str, *, quiet: bool = False) -> None:
    """Prints a message to stderr, if anybody is there to hear it: a run is not worth less for that.

    What is unseen in it, such as a name's escapes, steers no terminal.
    """
    from sim.engine.files import plain as shown

    if not quiet:
        with suppress(OSError):
            print(shown(text, keep="\n"), file=sys.stderr, flush=True)


def put(text: str = "", end: str = "\n") -> None:
    """Prints a result to stdout, as :func:`say` prints messages; tabs may part its columns."""
    from sim.engine.files import plain as shown

    print(shown(text, keep="\n\t"), end=end, flush=True)


def put_json(value: Any, indent: int | None = None) -> None:
    """Prints a result as JSON, whose own escapes stand for what is unseen."""
    import json  # not before a folder's own json.py is off the path

    from sim.engine.files import plain as shown

    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if shown(text, keep="\n") != text:
        text = json.dumps(value, indent=indent)
    print(text, flush=True)


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Progress | None]:
    """Gives what :func:`sim.run` calls after every block; None when quiet."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(title) as update:
            yield update
    else:
        yield _lines(title)


@contextmanager
def steps(title: str, *, quiet: bool = False) -> Iterator[Callable[[str, int, int], None] | None]:
    """Gives what tells of work in several steps: what is done, how much of it, and how much there is; None if quiet."""
    if quiet:
        yield None
        return
    with progress(title) as update:
        began: dict[str, float] = {}
        last = time.perf_counter()  # a step begins when the one before it ends

        def tell(what: str, done: int, total: int) -> None:
            from sim.runs.workers.progress import Tick

            nonlocal last
            now = time.perf_counter()
            seconds = now - began.setdefault(what, last)
            last = now
            if update is not None:
                update(Tick(done, total, max(seconds, 1e-3), what, {}))

        yield tell


def duration(seconds: float) -> str:
    """A time span as a person would say it: ``"4 s"``, ``"2 min 10 s"``, ``"1 h 5 min"``."""
    whole = max(round(seconds), 0)
    if whole < 1:
        return "under 1 s"
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


@contextmanager
def _bar(title: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    shown = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("worlds"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    )
    # Without colours rich would still print bold; a console without a colour system prints neither.
    console = Console(stderr=True, color_system=None) if plain() else Console(stderr=True)
    with Progress(*shown, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None, now="starting")

        def update(tick: Tick) -> None:
            bar.update(task, completed=tick.done, total=tick.total, now=_now(tick))

        yield update


def _lines(title: str) -> Progress:
    said = [-EVERY]

    def update(tick: Tick) -> None:
        if tick.seconds - said[0] < EVERY and tick.done < tick.total:
            return
        said[0] = tick.seconds
        left = f", about {duration(tick.seconds_left)} left" if tick.seconds_left else ""
        blocks = f" (block {tick.blocks:,} of {tick.of:,})" if tick.of else ""
        say(f"{title}: {tick.done:,} of {tick.total:,} worlds{blocks}{left}; {_now(tick)}")

    return update


def _now(tick: Tick) -> str:
    """Speed, and the headline's share in the cell at hand, by its name: shares jump from one cell to the next."""
    rate = f"{tick.rate:,.0f} worlds/s"
    if not tick.of:
        return f"{rate}, {tick.doing}"
    cell, _, block = tick.doing.partition(": ")
    if tick.kept >= tick.done:
        return f"{cell}: from an earlier run"
    for part, what in _PARTS.items():
        if part in block:
            return f"{rate}, {cell}: {what}"
    if tick.headline not in tick.shares:
        return rate
    return f"{rate}, {cell}: {tick.headline.replace('_', ' ')} so far {tick.shares[tick.headline]:.0%}"
