"""``redline params --inert``: which parameters change no world's outcome or day."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.console import BadInput, progress
from sim.words.prose import listed, many

if TYPE_CHECKING:
    from sim.analyses.drivers.inert import Moved
    from sim.engine.parameters import Parameter
    from sim.scenario import Scenario


def main(args: argparse.Namespace, fits: Callable[[str, Parameter], bool]) -> None:
    """Moves every parameter that fits, and prints what that did, a line each, the inert ones first; then counts."""
    from sim.analyses.drivers.inert import WORLDS, moved
    from sim.runs.workers.workers import usable_cores

    scenarios = [_scenario(name) for name in args.inert]
    worlds = args.worlds or WORLDS
    with progress("redline params --inert", quiet=args.quiet) as update:
        found = moved(scenarios, worlds=worlds, wanted=fits, jobs=args.jobs or usable_cores(), progress=update)
    if not found:
        raise BadInput(f"no parameter of these scenarios fits {args.what!r}")
    names = [one.name for one in scenarios]
    inert = [one.path for one in found if not one.moved]
    if args.json:
        rows = [asdict(one) for one in found]
        print(json.dumps({"scenarios": names, "worlds": worlds, "inert": inert, "parameters": rows}))
        return
    wide = max(len(one.path) for one in found)
    print("\n".join(_line(one, wide, several=len(names) > 1) for one in found))
    print(
        f"# {len(inert)} of {many(len(found), 'parameter')} change no world's outcome or day "
        f"({many(worlds, 'world')}; {listed(names)})"
    )


def _scenario(name: str) -> Scenario:
    """The scenario of a finished run's folder, of a file, or one that ships."""
    import sim

    return sim.read(name).scenario if Path(name).is_dir() else sim.load(name)


def _line(one: Moved, wide: int, *, several: bool) -> str:
    """Worlds moved, path, and the headline's share at each value, beside its share as set."""
    ends = ", ".join(f"{_text(end.value)}: {end.share:.1%} ({end.moved:,} moved)" for end in one.ends)
    where = f"  [{one.scenario}, {one.variant}]" if several else ""
    return f"{one.moved:>5}  {one.path:<{wide}}  {one.outcome} {one.share:.1%}; {ends}{where}"


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
