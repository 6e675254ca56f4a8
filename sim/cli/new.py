"""``redline new``: a scenario file to start from."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from sim.cli import arguments
from sim.cli.console import BadInput, say
from sim.engine.files import OTHER, as_text, kind, named


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    what = "file to write; without .yaml or .yml, .yaml is added; an existing file is left alone"
    verb.add_argument("name", metavar="NAME", help=what)
    verb.add_argument("-o", "--out", metavar="FILE", help="file to write, where it is not to be called NAME")
    verb.add_argument("--question", type=as_text, default="", metavar="TEXT", help="what the file asks")
    what = "day on which the clock starts (default: the reference's)"
    verb.add_argument("--start", type=arguments.calendar_day, metavar="DATE", help=what)
    what = "lay a parameter out over its plausible range, instead of variants; may be repeated"
    verb.add_argument("--vary", action="append", type=as_text, default=[], metavar="PATH", help=what)
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Writes the template; an existing file stays as it is."""
    from sim.crisis.us_iran import US_IRAN
    from sim.runs.disk.folders import CannotWrite, reason
    from sim.runs.disk.writing import write
    from sim.scenario import CannotVary, template

    path = _named(args.out or args.name)
    try:
        text = template(
            as_text(Path(args.name).stem if args.out else path.stem), US_IRAN, args.question, args.start, args.vary
        )
    except CannotVary as error:
        raise BadInput(f"--vary: {error}") from None
    try:
        write(path, text, new=True)
    except FileExistsError:
        raise BadInput(f"{named(path)} is already there and is left as it is; choose another name") from None
    except OSError as error:
        raise CannotWrite(f"cannot write {named(path)}: {reason(error)}") from error
    say(f"wrote {path}; next: redline check {path}, then redline run {path}", quiet=args.quiet)


def _named(name: str) -> Path:
    """The file to write; a name without a scenario's ending gets one, but never one that means something else."""
    path = Path(name)
    _, *folders = path.absolute().parts
    if kind(path) == OTHER or (folders[:1] == ["dev"] and folders[1:2] != ["shm"]):
        what = f"{named(name)} is no file but leads to a pipe or a device"
        raise BadInput(f"{what}; name a file, such as my_question.yaml")
    if path.name in ("", "..") or name.endswith(tuple(filter(None, (os.sep, os.altsep)))):
        raise BadInput(f"{named(name)} is a folder; name a file in it, such as {path / 'my_question.yaml'}")
    return path if path.suffix in (".yaml", ".yml") else path.with_name(path.name + ".yaml")
