"""One page that lists every result below a folder: runs, fits, back-tests, theories weighed, pages of two runs.

Only the small JSON files and the first kilobytes of pages are read, so that a gallery of hundreds takes a moment and
can be written anew after every result. What cannot be read is listed as such, with the reason.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from sim.engine.crisis import Crisis
from sim.report import embed
from sim.report.page import environment, style
from sim.report.pages import pictures, thumbnail
from sim.report.pages.listed import MARKS, Entry, is_page, of_folder, of_page
from sim.runs.disk.writing import write
from sim.words import prose

PAGE = "index.html"

#: Kind of an entry -> how it is called.
KINDS = {
    "run": "Run",
    "calibration": "Calibration",
    "backtest": "Back-test",
    "rivals": "Rival theories",
    "compare": "Comparison of two runs",
}

#: Folders this far below are looked into, and how many at most: someone may write results into a home folder.
DEEP, MOST = 4, 3000


class NotOurs(RuntimeError):
    """``index.html`` is there and no gallery of ours, so it is left alone."""


def write_gallery(folder: str | Path, crisis: Crisis) -> Path:
    """Writes ``index.html`` in a folder, in place of an earlier gallery, whole or not at all, and returns its path.

    Runs of another crisis are listed without a picture. Of two processes that write at once, the last looks again
    after it has written, so that neither's result is missed.

    Raises:
        NotOurs: when the folder has an ``index.html`` that is no gallery.
        OSError: when it cannot be written.
    """
    folder = Path(folder)
    target = folder / PAGE
    if os.path.lexists(target) and not is_page(target, "gallery"):
        raise NotOurs(f"{target} is no gallery of redline, so it is left alone")
    seen = None
    for _ in range(5):
        places = list(_places(folder))
        if places == seen:
            break
        seen = places
        write(target, render(folder, crisis, [path for path, _ in places]))
    return target


def refresh(folder: str | Path, crisis: Crisis) -> list[Path]:
    """Writes the gallery of a folder, and anew those that stand in folders above it; returns what was written."""
    folder = Path(os.path.realpath(folder))
    above = [one for one in folder.parents[:DEEP] if is_page(one / PAGE, "gallery")]
    return [write_gallery(one, crisis) for one in (folder, *above)]


def render(folder: Path, crisis: Crisis, places: list[Path] | None = None) -> str:
    """The gallery of a folder as text."""
    found = entries(folder, crisis, places)
    script, named = embed.own("gallery.js"), thumbnail.classes(crisis.outcomes)
    sheet = "\n".join([embed.own("page.css"), embed.own("gallery.css"), thumbnail.css(crisis.outcomes), pictures.STYLE])
    kinds = [(key, title) for key, title in KINDS.items() if any(one.kind == key for one in found)]
    return (
        environment()
        .get_template("gallery.html.j2")
        .render(
            entries=found,
            kinds=kinds if len(kinds) > 1 else [],
            titles=KINDS,
            outcomes=[(named[key], one.title) for key, one in crisis.outcomes.items()],
            folder=folder.resolve().name,
            moment=prose.moment,
            style=Markup(style(sheet, crisis.outcomes)),  # this package's own files
            script=Markup(script),
            script_hash=embed.script_hash(script),
        )
    )


def entries(folder: str | Path, crisis: Crisis, places: list[Path] | None = None) -> list[Entry]:
    """All that a folder holds, newest first; what cannot be read comes last."""
    folder = Path(folder)
    if places is None:
        places = [path for path, _ in _places(folder)]
    made = (
        of_page(path, folder, crisis.outcomes) if path.suffix == ".html" else of_folder(path, folder, crisis)
        for path in places
    )
    found = [one for one in made if one is not None]
    found.sort(key=lambda one: one.link)
    found.sort(key=lambda one: (not one.problem, one.ended), reverse=True)
    return found


def _places(folder: Path) -> Iterator[tuple[Path, int]]:
    """The marks of results below a folder, and the pages that may be comparisons, each with when it changed."""
    for looked, (here, inner, files) in enumerate(os.walk(folder)):
        deep = len(Path(here).relative_to(folder).parts)
        inner[:] = sorted(name for name in inner if not name.startswith(".")) if deep < DEEP and looked < MOST else []
        names = set(files)
        mark = next((one for one in MARKS if one in names), None)
        wanted = [mark] if mark else sorted(one for one in names if one.endswith(".html") and one[:1] != ".")
        for name in wanted:
            path = Path(here) / name
            if name != PAGE and not path.is_symlink():
                yield path, _stamp(path)


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # gone since it was listed
        return 0
