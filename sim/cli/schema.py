"""``redline schema``: the JSON Schema of scenario files, made from the parameters' declarations."""

from __future__ import annotations

import argparse
import json

from sim.cli import arguments
from sim.cli.console import say


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.add_argument("-o", "--out", metavar="FILE", help="write to a file instead")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Prints the schema, or writes it to a file."""
    from sim import scenario
    from sim.crisis.us_iran import US_IRAN
    from sim.runs.disk.folders import CannotWrite, reason
    from sim.runs.disk.writing import write

    text = json.dumps(scenario.schema(US_IRAN), indent=2, ensure_ascii=False)
    if args.out is None:
        print(text)
        return
    try:
        write(args.out, text + "\n")
    except OSError as error:
        raise CannotWrite(f"cannot write {args.out}: {reason(error)}") from error
    say(f"wrote {args.out}", quiet=args.quiet)
