"""``redline compare``: two finished runs, or two variants, world by world."""

from __future__ import annotations

import argparse
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import arguments
from sim.cli.console import BadInput, columns, put, put_json, say
from sim.engine.files import as_path, as_text
from sim.words.prose import filled

if TYPE_CHECKING:
    from sim.analyses.compare.runs import RunComparison
    from sim.api import Results

EPILOG = """\
Both runs need the same seed, first day, length and kind of design. Cells are matched
by variant and point of the sweep, the two baselines with each other; --variant and
--with name two variants that are compared instead, in two runs or within one. Where
one run has more worlds, those that both have are compared.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    verb.add_argument("before", metavar="RUN_A", help="folder of a finished run, such as reports/maximum_pressure")
    what = "folder of the run to hold against it; without one, two variants of RUN_A are compared"
    verb.add_argument("after", metavar="RUN_B", nargs="?", help=what)
    verb.add_argument("--variant", type=arguments.name, metavar="NAME", help="variant of RUN_A (default: its baseline)")
    what = "variant that it is compared with, of RUN_B if there is one (default: the one of the same name)"
    verb.add_argument("--with", type=arguments.name, metavar="NAME", dest="other", help=what)
    what = "write a page of the two to this file (with --open: beside the second run, in compare/)"
    verb.add_argument("--page", metavar="FILE.html", help=what)
    verb.add_argument("--open", action="store_true", help="write the page and open it in a browser")
    what = "md: a brief to paste into a memo, printed or written to -o FILE; csv: tables, in -o DIR or in compare/"
    verb.add_argument("--format", choices=("text", "md", "csv"), default="text", help=what)
    verb.add_argument("-o", "--out", metavar="PATH", help="where --format md or csv writes to")
    verb.add_argument("--json", action="store_true", help="print numbers as JSON")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Prints what differs between two runs or variants; the results go to stdout, warnings to stderr."""
    from sim.analyses.compare.minute import minute
    from sim.analyses.compare.pairing import NotPaired
    from sim.analyses.compare.runs import compare
    from sim.api import read
    from sim.words.events import Names
    from sim.words.parameters import parameter_title

    _check(args)
    before = read(args.before)
    after = before if args.after is None else read(args.after)
    folders = args.before if args.after is None else f"{args.before} and {args.after}"
    try:
        found = compare(before, None if args.after is None else after, variant=args.variant, other=args.other)
    except NotPaired as error:
        raise BadInput(f"{folders}: {error}") from error
    except ValueError as error:
        raise BadInput(f"{folders}: {error} (--variant NAME --with NAME)") from error
    for warning in found.warnings:
        say(f"warning: {warning}", quiet=args.quiet)
    for folder, cells in ((args.before, found.only_before), (args.after or args.before, found.only_after)):
        if cells:
            say(f"not compared, only in {folder}: {_few(cells)}", quiet=args.quiet)
    if args.open or args.page:
        _page(args, before, after, found)
    if args.format != "text":
        _written(args, before, after, found)
    elif args.json:
        named = [as_text(one) for one in (args.before, args.after or args.before)]
        put_json({"folders": named, **found.as_dict()})
    else:
        title = partial(parameter_title, short=before.crisis.short)
        put(f"{minute(before, after, found).text(columns())}\n")
        put("\n".join(map(_wrapped, found.text(title, Names.of(before.crisis).actor).splitlines())))


def _check(args: argparse.Namespace) -> None:
    """Refuses what contradicts itself before anything is read."""
    if args.json and args.format != "text":
        raise BadInput(f"--json prints JSON and --format {args.format} something else; give one of them")
    if args.out and args.format == "text":
        raise BadInput("-o goes with --format md or csv; --page names the page")
    if args.after is None and args.other is None:
        raise BadInput("give two runs, or one run and two of its variants: redline compare RUN --variant A --with B")


def _beside(args: argparse.Namespace, found: RunComparison, suffix: str) -> Path:
    """Where what is made of the two goes by default: in compare/ beside the second run."""
    first, second = (Path(name).resolve() for name in (args.before, args.after or args.before))
    labels = [_label(first), _label(second)]
    if found.variants:
        labels = [f"{label}.{as_path(variant)}" for label, variant in zip(labels, found.variants, strict=True)]
    return second.parent / "compare" / f"{labels[0]}-{labels[1]}{suffix}"


def _page(args: argparse.Namespace, before: Results, after: Results, found: RunComparison) -> None:
    """Writes the page of the two and opens it when asked."""
    from sim.cli.gallery import keep_up
    from sim.report.pages.comparison import build
    from sim.report.pages.listed import is_page
    from sim.runs.disk import folders

    page = Path(args.page) if args.page else _beside(args, found, ".html")
    if page.is_dir():
        raise BadInput(f"{page} is a folder; --page takes the name of an HTML file")
    if os.path.lexists(page) and not is_page(page, "compare"):
        raise BadInput(f"{page} is no comparison that redline wrote, so it is left alone; name another with --page")
    with folders.explained(page.parent):
        build(before, after, page, found)
    keep_up(Path(args.after or args.before).resolve().parent, quiet=args.quiet)
    say(f"Page: {page}", quiet=args.quiet)
    if args.open:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


def _written(args: argparse.Namespace, before: Results, after: Results, found: RunComparison) -> None:
    """Prints or writes the brief, or writes the tables."""
    from sim.report.pages import compared
    from sim.runs.disk import folders
    from sim.runs.disk.writing import write

    if args.format == "md" and not args.out:
        put(compared.brief(before, after, found), end="")
        return
    out = Path(args.out) if args.out else _beside(args, found, ".csv")
    if (args.format == "md" and out.is_dir()) or (args.format == "csv" and out.is_file()):
        wanted, is_a = ("file", "folder") if args.format == "md" else ("folder", "file")
        raise BadInput(f"{out} is a {is_a}; --format {args.format} writes to a {wanted}")
    files = (
        {out: compared.brief(before, after, found)}
        if args.format == "md"
        else {out / name: content for name, content in compared.tables(before, after, found).items()}
    )
    with folders.explained(out):
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, content)
    put(f"Written: {out}")


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
