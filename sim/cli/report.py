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
from sim.engine.files import as_path, plain

if TYPE_CHECKING:
    from sim.api import Results

EPILOG = """\
html   the page, in its place, or at -o PATH
md     a brief of a page to paste into a memo, printed, or written to -o FILE
csv    each figure's table as a file, in RUN.csv/ beside the run, or in -o DIR
svg    each figure as a drawing with title and source, in RUN.svg/ or -o DIR
png    likewise as pictures; needs pip install 'redline[images]' and Chrome or
       Chromium
card   the answer with one picture, 1200 by 630 pixels, for links to the page;
       in the run as card.png, or at -o FILE.png, .svg or .pdf
slide  the same for a slide, 16 to 9, as RUN.slide.png beside the run, or at -o
pdf    the same on one page of A4, as RUN.pdf, with how sure it is and how to cite
bibtex how to cite the run, printed, or written to -o FILE
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
    verb.add_argument("--format", choices=tuple(MAKE), default="html", help="default: html")
    verb.add_argument("--zoom", action="store_true", help="figures of an html page can be zoomed; 1.8 MB more")
    what = "where to write; with several runs a folder, with an entry each"
    verb.add_argument("-o", "--out", metavar="PATH", help=what)
    what = "address that the page will have, such as https://example.org/war/report.html: links to it show its card"
    what += "; give it each time, since a page that is made again without it has no address"
    verb.add_argument("--url", metavar="URL", default="", help=what)
    verb.add_argument("--open", action="store_true", help="open what was written")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Writes what is asked of every run; nothing is written when one of them cannot be read."""
    from sim.api import read
    from sim.runs.disk import folders

    _check(args)
    runs = [Path(name) for name in args.runs]
    results = [read(run) for run in runs]
    for one in results:
        one.tables.check()  # all of them, also those of which this format shows nothing
    names = [one.scenario.name for one in results]
    if args.out and len(set(names)) < len(names):
        raise BadInput("two of the runs have the same name and would overwrite each other in -o; write them apart")
    for at, (one, run) in enumerate(zip(results, runs, strict=True)):
        printed = args.format in PRINTED and not args.out
        if at and printed:
            put(PRINTED[args.format], end="")
        with nullcontext() if printed else folders.explained(Path(args.out) if args.out else run):
            written = MAKE[args.format](one, run, _place(args, one, len(runs) > 1), args)
        if written is None:
            continue
        put(f"Report: {written}" if args.format == "html" else f"Written: {written}")
        if args.open:
            import webbrowser

            webbrowser.open(written.resolve().as_uri())


def _check(args: argparse.Namespace) -> None:
    """Refuses what cannot be done before anything is read."""
    from sim.report.card import beside, draw

    if args.zoom and args.format != "html":
        raise BadInput(f"--zoom is for html pages; --format {args.format} has none")
    if args.format == "png":
        _can_draw()
    if args.format in draw.SHAPES and not draw.available():
        raise BadInput(draw.MISSING)
    if args.open and args.format in PRINTED and not args.out:
        raise BadInput(f"--open needs a file: {args.format} goes to the screen, give it one with -o FILE")
    if args.url and args.format != "html":
        raise BadInput(f"--url is for the page; --format {args.format} has no use for it")
    if args.url and not beside.is_address(args.url):
        what = "write the page's whole address, such as https://example.org/war/report.html"
        raise BadInput(f"--url: {plain(args.url)} is no address of a page; {what}")
    if args.url and len(args.runs) > 1:
        raise BadInput("--url is the address of one page; name one run")
    one = args.format in draw.SHAPES and len(args.runs) == 1 and args.out and not Path(args.out).is_dir()
    if one and Path(args.out).suffix[1:].lower() not in draw.KINDS:
        raise BadInput(f"-o {plain(args.out)}: --format {args.format} is written to a .png, .svg or .pdf file")


def _place(args: argparse.Namespace, results: Results, several: bool) -> Path | None:
    """Where -o puts this run's result; None without it."""
    if not args.out:
        return None
    out, name = Path(args.out), as_path(results.scenario.name)
    if (ending := ENDINGS.get(args.format)) is not None:
        return out / f"{name}{ending}" if several or out.is_dir() else out
    return out / name if several else out


def _page(results: Results, run: Path, out: Path | None, args: argparse.Namespace) -> Path:
    from sim.runs.disk.store import rebuild

    if out is not None:
        return Path(results.report(out, preview=bool(args.url), url=args.url, zoom=args.zoom))
    page = rebuild(results, run, partial(results.report, preview=True, url=args.url, zoom=args.zoom))
    keep_up(run.resolve().parent, quiet=args.quiet)
    return page


def _brief(results: Results, run: Path, out: Path | None, args: argparse.Namespace) -> Path | None:
    from sim.report.pages.brief import brief

    return _text(brief(results), out)


def _cite(results: Results, run: Path, out: Path | None, args: argparse.Namespace) -> Path | None:
    return _text(results.cite(), out)


def _text(words: str, out: Path | None) -> Path | None:
    from sim.runs.disk.writing import write

    if out is None:
        put(words, end="")
        return None
    out.parent.mkdir(parents=True, exist_ok=True)
    return write(out, words)


def _card(results: Results, run: Path, out: Path | None, args: argparse.Namespace) -> Path:
    from sim.report.card import draw
    from sim.runs.disk.schema import CARD
    from sim.runs.disk.store import record

    try:
        if out is None and args.format == "card":
            written = results.card(run / CARD)
            record(results, run, CARD)
            return written
        return results.card(out or _beside(run, ENDINGS[args.format][1:]), shape=args.format)
    except draw.NoCards as error:
        raise BadInput(str(error)) from error


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


#: What each format is made by, the endings of those that are one file, and what stands between several on the screen.
MAKE: dict[str, Callable[[Results, Path, Path | None, argparse.Namespace], Path | None]] = {
    "html": _page,
    "md": _brief,
    "csv": _tables,
    "png": _pictures,
    "svg": _drawings,
    **dict.fromkeys(("card", "slide", "pdf"), _card),
    "bibtex": _cite,
}
ENDINGS = {"html": ".html", "md": ".md", "card": ".card.png", "slide": ".slide.png", "pdf": ".pdf", "bibtex": ".bib"}
PRINTED = {"md": "\n---\n\n", "bibtex": "\n"}
