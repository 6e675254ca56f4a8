"""``redline gallery``: the page that lists all results in a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli import arguments
from sim.cli.console import BadInput, say


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    what = "folder of results (default: reports)"
    verb.add_argument("folder", nargs="?", default="reports", metavar="DIR", help=what)
    verb.add_argument("--open", action="store_true", help="open the page in a browser")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Writes the gallery of a folder anew."""
    from sim.crisis.us_iran import US_IRAN
    from sim.report.pages.gallery import NotOurs, refresh
    from sim.runs.disk import folders

    folder = Path(args.folder)
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder; redline run writes its reports to reports/, or to -o DIR")
    try:
        with folders.explained(folder):
            page, *_ = refresh(folder, US_IRAN)
    except NotOurs as error:
        raise BadInput(str(error)) from error
    print(f"Gallery: {folder / page.name}", flush=True)
    if args.open:
        import webbrowser

        webbrowser.open(page.as_uri())


def keep_up(folder: Path, *, quiet: bool) -> None:
    """Writes the gallery of a folder after a new result there; a gallery that cannot be written spoils no result."""
    from sim.crisis.us_iran import US_IRAN
    from sim.report.pages.gallery import NotOurs, refresh

    try:
        refresh(folder, US_IRAN)
    except NotOurs as error:
        say(f"gallery not written: {error}", quiet=quiet)
    except OSError as error:
        say(f"gallery not written: {error.strerror}: {error.filename}", quiet=quiet)
