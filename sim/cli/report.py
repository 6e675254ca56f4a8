"""``redline report``: a saved run's page again, or a brief, tables or pictures of it; nothing is simulated."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import arguments
from sim.cli.console import BadInput, put, say
from sim.cli.gallery import keep_up
from sim.engine.files import as_path

if TYPE_CHECKING:
    from sim.api import Results

EPILOG = """\
html   the page, in its place, or at -o PATH
md     a brief of a page to paste into a memo, printed, or written to -o FILE
csv    each figure's table as a file, in RUN.csv/ beside the run, or in -o DIR
svg    each figure as a drawing with title and source, in RUN.svg/ or -o DIR
png    likewise as pictures; needs pip install 'redline[images]' and Chrome or
       Chromium
--zoom packs plotly.js into an html page, 1.8 MB: a figure that is clicked can
then be zoomed.
Nothing is simulated. A run whose tables are not those that its manifest has the
hashes of is refused.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    what = "folder of a finished run, such as reports/maximum_pressure"
    verb.add_argument("runs", nargs="+", metavar="RUN", help=what)
    verb.add_argument("--format", choices=("html", "md", "csv", "png", "svg"), default="html", help="default: html")
    verb.add_argument("--zoom", action="store_true", help="figures of an html page can be zoomed; 1.8 MB more")
    what = "where to write; with several runs a folder, with an entry each"
    verb.add_argument("-o", "--out", metavar="PATH", help=what)
    verb.add_argument("--open", action="store_true", help="open what was written")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Writes what is asked of every run; nothing is written when one of them cannot be read."""
    from sim.api import read
    from sim.runs.disk import folders

    if args.zoom and args.format != "html":
        raise BadInput(f"--zoom is for html pages; --format {args.format} has none")
    if args.format == "png":
        _can_draw()
    runs = [Path(name) for name in args.runs]
    results = [read(run) for run in runs]
    for one in results:
        one.tables.check()  # all of them, also those of which this format shows nothing
    names = [one.scenario.name for one in results]
    if args.out and len(set(names)) < len(names):
        raise BadInput("two of the runs have the same name and would overwrite each other in -o; write them apart")
    if args.open and args.format == "md" and not args.out:
        raise BadInput("--open needs a file: a brief goes to the screen, give it one with -o FILE")
    make: Callable[[Results, Path, Path | None, argparse.Namespace], Path | None]
    make = {"html": _page, "md": _brief, "csv": _tables, "png": _pictures, "svg": _drawings}[args.format]
    for at, (one, run) in enumerate(zip(results, runs, strict=True)):
        if at and args.format == "md" and not args.out:
            put("\n---\n")
        printed = args.format == "md" and not args.out
        with nullcontext() if printed else folders.explained(Path(args.out) if args.out else run):
            written = make(one, run, _place(args, one, len(runs) > 1), args)
        if written is None:
            continue
        put(f"Report: {written}" if args.format == "html" else f"Written: {written}")
        if args.open:
            import webbrowser

            webbrowser.open(written.resolve().as_uri())


def _place(args: argparse.Namespace, results: Results, several: bool) -> Path | None:
    """Where -o puts this run's result; None without it."""
    if not args.out:
        return None
    out, name = Path(args.out), as_path(results.scenario.name)
    if args.format in ("html", "md"):
        return out / f"{name}.{args.format}" if several or out.is_dir() else out
    return out / name if several else out


def _page(results: Results, run: Path, out: Path | None, args: argparse.Namespace) -> Path:
    from sim.runs.disk.store import rebuild

    if out is not None:
        return Path(results.report(out, zoom=args.zoom))
    page = rebuild(results, run, partial(results.report, zoom=args.zoom))
    keep_up(run.resolve().parent, quiet=args.quiet)
    return page


def _brief(results: Results, run: Path, out: Path | None, args: argparse.Namespace) -> Path | None:
    from sim.report.pages.brief import brief
    from sim.runs.disk.writing import write

    if out is None:
        put(brief(results), end="")
        return None
    out.parent.mkdir(parents=True, exist_ok=True)
    write(out, brief(results))
    return out


def _tables(results: Results, run: Path, out: Path | None, args: argparse.Namespace) -> Path:
    from sim.report.pages.exported import files
    from sim.runs.disk.writing import write

    folder = out or _beside(run, "csv")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(results).items():
        write(folder / name, content)
    return folder


def _pictures(results: Results, run: Path, out: Path | None, args: argparse.Namespace) -> Path:
    import tempfile

    from sim.report.pages import images

    folder = out or _beside(run, args.format)
    folder.mkdir(parents=True, exist_ok=True)
    found, others = images.pictures(results)
    try:
        with tempfile.TemporaryDirectory(prefix=".pictures.", dir=folder) as fresh:
            for path in images.save(found, Path(fresh), args.format):
                path.replace(folder / path.name)
    except images.NoImages as error:
        raise BadInput(str(error)) from error
    _tell_left_out(results, others, args)
    return folder


def _drawings(results: Results, run: Path, out: Path | None, args: argparse.Namespace) -> Path:
    from sim.report.pages import images
    from sim.runs.disk.writing import write

    folder = out or _beside(run, "svg")
    folder.mkdir(parents=True, exist_ok=True)
    found, others = images.drawings(results)
    for name, content in found.items():
        write(folder / f"{name}.svg", content)
    _tell_left_out(results, others, args)
    return folder


def _tell_left_out(results: Results, others: list[str], args: argparse.Namespace) -> None:
    if others:
        say(f"{results.scenario.name}: drawn by the page alone and left out: {', '.join(others)}", quiet=args.quiet)


def _can_draw() -> None:
    from sim.report.pages import images

    try:
        images.check()
    except images.NoImages as error:
        raise BadInput(str(error)) from error


def _beside(run: Path, kind: str) -> Path:
    """The folder beside a run's for what is made of it: in the run's own it would be copied with every new page."""
    run = run.resolve()
    return run.with_name(f"{run.name}.{kind}")
