"""``redline new``: a scenario file to start from."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli import arguments
from sim.cli.console import BadInput, say


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.add_argument("name", metavar="NAME", help="file to write, .yaml is added; an existing file is left alone")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Writes the template; an existing file stays as it is."""
    from sim.crisis.us_iran import US_IRAN
    from sim.runs.disk.folders import CannotWrite, reason
    from sim.runs.disk.writing import write
    from sim.scenario import template

    path = Path(args.name)
    path = path if path.suffix in (".yaml", ".yml") else path.with_name(path.name + ".yaml")
    try:
        write(path, template(path.stem, US_IRAN), new=True)
    except FileExistsError:
        raise BadInput(f"{path} is already there and is left as it is; choose another name") from None
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {reason(error)}") from error
    say(f"wrote {path}; next: redline run {path}", quiet=args.quiet)
