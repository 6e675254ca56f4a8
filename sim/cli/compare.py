"""``redline compare``: two finished runs, world by world."""

from __future__ import annotations

import argparse
import json
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import arguments
from sim.cli.console import BadInput, columns, say
from sim.words.prose import filled

if TYPE_CHECKING:
    from sim.api import Results

EPILOG = """\
Both runs need the same seed, first day, length and kind of design. Cells are matched
by variant and point of the sweep, the two baselines with each other; where one run
has more worlds, those that both have are compared.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    verb.add_argument("before", metavar="RUN_A", help="folder of a finished run, such as reports/maximum_pressure")
    verb.add_argument("after", metavar="RUN_B", help="folder of the run to hold against it")
    what = "write a page of the two to this file (with --open: beside RUN_B, in compare/)"
    verb.add_argument("--page", metavar="FILE.html", help=what)
    verb.add_argument("--open", action="store_true", help="write the page and open it in a browser")
    verb.add_argument("--json", action="store_true", help="print numbers as JSON")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Prints what differs between two runs; the results go to stdout, warnings to stderr."""
    from sim.analyses.compare.pairing import NotPaired
    from sim.analyses.compare.runs import compare
    from sim.api import read
    from sim.words.events import Names
    from sim.words.parameters import parameter_title

    before, after = read(args.before), read(args.after)
    try:
        found = compare(before, after)
    except NotPaired as error:
        raise BadInput(f"{args.before} and {args.after}: {error}") from error
    for warning in found.warnings:
        say(f"warning: {warning}", quiet=args.quiet)
    for folder, cells in ((args.before, found.only_before), (args.after, found.only_after)):
        if cells:
            say(f"not compared, only in {folder}: {_few(cells)}", quiet=args.quiet)
    if args.open or args.page:
        _page(args, before, after)
    if args.json:
        print(json.dumps({"folders": [args.before, args.after], **found.as_dict()}, ensure_ascii=False))
    else:
        title = partial(parameter_title, short=before.crisis.short)
        print("\n".join(map(_wrapped, found.text(title, Names.of(before.crisis).actor).splitlines())))


def _page(args: argparse.Namespace, before: Results, after: Results) -> None:
    """Writes the page of the two and opens it when asked."""
    from sim.cli.gallery import keep_up
    from sim.report.pages.comparison import build
    from sim.report.pages.listed import is_page
    from sim.runs.disk import folders

    first, second = (Path(name).resolve() for name in (args.before, args.after))
    page = Path(args.page) if args.page else second.parent / "compare" / f"{_label(first)}-{_label(second)}.html"
    if page.is_dir():
        raise BadInput(f"{page} is a folder; --page takes the name of an HTML file")
    if os.path.lexists(page) and not is_page(page, "compare"):
        raise BadInput(f"{page} is no comparison that redline wrote, so it is left alone; name another with --page")
    with folders.explained(page.parent):
        build(before, after, page)
    keep_up(second.parent, quiet=args.quiet)
    say(f"Page: {page}", quiet=args.quiet)
    if args.open:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


def _label(run: Path) -> str:
    """A run by its folder, and by the folder around it where that tells more than the usual one."""
    around = run.parent.name
    return run.name if around in ("", "reports") else f"{around}.{run.name}"


def _wrapped(line: str) -> str:
    if len(line) <= columns() or "  " in line.strip():
        return line  # a table's line stays whole
    return filled(line, columns(), "    ")


def _few(cells: tuple[str, ...]) -> str:
    shown = "; ".join(cells[:4])
    return f"{shown} and {len(cells) - 4} more" if len(cells) > 4 else shown
