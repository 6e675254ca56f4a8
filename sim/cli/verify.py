"""``redline verify``: runs a saved run again and says whether it comes out the same."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sim.cli import arguments
from sim.cli.console import columns, progress
from sim.words.prose import filled

EPILOG = """\
identical            every world ends as it did (exit code 0)
statistically equal  another processor, NumPy or Python moved some worlds, and no
                     share by more than luck allows (exit code 0)
differs              says where, by how much, and what is another here (exit code 1)
damaged              the tables are not those that the manifest describes (exit code 1)
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    verb.add_argument("folder", metavar="RUN", help="folder of a finished run, such as reports/maximum_pressure")
    what = "run only the first N worlds of each cell again (default: all, and points and assumptions)"
    verb.add_argument("--worlds", type=arguments.at_least_one, metavar="N", help=what)
    arguments.jobs(verb)
    arguments.scheduler(verb)
    verb.add_argument("--json", action="store_true", help="print the verdict as one JSON object")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> int:
    """Prints the verdict; exit code 1 when the run is damaged or comes out otherwise."""
    from sim.api import verify

    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)  # where the modules with a user's own agents usually are
    with progress(f"verify {Path(args.folder).name}", quiet=args.quiet) as update:
        verdict = verify(args.folder, worlds=args.worlds, jobs=args.jobs, scheduler=args.scheduler, progress=update)
    first, *rest = str(verdict).splitlines()
    text = "\n".join([first, *map(_wrapped, rest)])
    print(json.dumps(verdict.as_dict(), ensure_ascii=False) if args.json else text, flush=True)
    return 0 if verdict.ok else 1


def _wrapped(line: str) -> str:
    inner = line[: len(line) - len(line.lstrip())] + "  "
    return filled(line, columns(), inner)
