"""``redline verify``: runs a saved run again and says whether it comes out the same."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from pathlib import Path

from sim.cli.console import columns, progress


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
    return textwrap.fill(line, columns(), subsequent_indent=inner, break_on_hyphens=False, break_long_words=False)
