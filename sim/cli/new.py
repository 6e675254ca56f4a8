"""``redline new``: a scenario file to start from."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli.console import BadInput, say

TEMPLATE = """\
# yaml-language-server: $schema=./scenario.schema.json
# Paths, units and bounds: `redline params`. Check the file: `redline check {file}`. Editor help: `redline schema`.
format: 1
title: {title}
question: >
  What would happen if Washington held its fire longer than Tehran expects?

extends: redline:maximum_pressure        # the reference: history's pressure, the cast as it was

runs: {{worlds: 2000}}

parameters:
  united_states.force_threshold: 6.5     # rungs of the ladder; 6 is a strike on a militia

# Named alternatives; all of them live through the same luck.
# variants:
#   fair_warning:
#     title: The line is announced
#     set: {{iran.belief.width: 0.2}}

# Instead, or as well: one or two parameters over a range.
# sweep:
#   design: grid
#   axes:
#     united_states.agencies.spread: {{from: 0, to: 3, points: 7}}

outcomes: {{headline: war, compare: [war, capitulation]}}
"""


def main(args: argparse.Namespace) -> None:
    """Writes the template; an existing file stays as it is."""
    from sim.folders import CannotWrite

    path = Path(args.name)
    path = path if path.suffix in (".yaml", ".yml") else path.with_name(path.name + ".yaml")
    title = path.stem.replace("_", " ").replace("-", " ").strip().capitalize() or "Untitled"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE.format(file=path, title=f'"{title}"'.replace("\\", "")))
    except FileExistsError:
        raise BadInput(f"{path} is already there and is left as it is; choose another name") from None
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
    say(f"wrote {path}; next: redline run {path}", quiet=args.quiet)
