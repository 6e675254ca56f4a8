"""What the gallery says of one result, from the small files that every result has."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from sim.engine.outcomes import Outcomes
from sim.report.pages.thumbnail import caption, thumbnail
from sim.runs.disk import folders
from sim.words import prose

#: File that marks a folder -> kind of the result, in that order.
MARKS = dict(zip(folders.MARKS, ("run", "calibration", "backtest", "rivals"), strict=True))

#: The first bytes of a page, in which its kind, title and day stand.
HEAD = 6000

#: How a run's second line begins when it is the range over assumptions.
_RANGE = "While the assumed parameters vary"


_NONE = Markup("")


@dataclass(frozen=True)
class Entry:
    """One result in the gallery; with a ``problem``, only ``kind``, ``title`` and ``link`` are known."""

    kind: str
    title: str
    link: str
    question: str = ""
    headline: str = ""
    assumed: str = ""
    ended: str = ""
    seed: str = ""
    worlds: str = ""
    digest: str = ""
    picture: Markup = _NONE
    caption: str = ""
    problem: str = ""


def of_folder(mark: Path, top: Path, outcomes: Outcomes) -> Entry | None:
    """The entry of the folder that a mark stands in; None when the mark is some other program's."""
    kind = MARKS[mark.name]
    name = mark.parent.relative_to(top).as_posix()
    link = quote((mark.parent / "report.html").relative_to(top).as_posix())
    try:
        found = _json(mark)
        if "redline" not in found:
            return None
        if found["redline"] != 1:
            raise ValueError("it was written by another version of redline")
        if not (mark.parent / "report.html").is_file():
            raise ValueError("report.html is missing; redline report makes it anew")
        return (
            _run(found, _json(mark.parent / "summary.json"), link, outcomes)
            if kind == "run"
            else _other(kind, found, link)
        )
    except OSError as error:
        problem = f"{error.strerror}: {Path(str(error.filename)).name}"
    except (LookupError, TypeError, AttributeError, ArithmeticError, StopIteration) as error:
        problem = f"{mark.name} or summary.json lacks what redline writes there ({type(error).__name__}: {error})"
    except (ValueError, RecursionError) as error:
        problem = str(error)
    return Entry(kind, name, link, problem=problem)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is damaged") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path.name} is damaged")
    return found


def _run(manifest: dict[str, Any], summary: dict[str, Any], link: str, outcomes: Outcomes) -> Entry:
    sentence, *details = str(summary["answer"]).split("\n")
    several = len(summary["variants"]) > 1 or any("cells" in one for one in summary["variants"].values())
    ours = all(set(one["outcomes"]) == set(outcomes) for one in _points(summary))  # another crisis has no picture
    return Entry(
        kind="run",
        title=str(summary["title"]),
        link=link,
        question=str(summary["question"]),
        headline=sentence,
        assumed=next((line for line in details if line.startswith(_RANGE)), ""),
        ended=str(manifest.get("ended", "")),
        seed=str(int(summary["seed"])),
        worlds=f"{int(summary['worlds']):,} worlds{' each' if several else ''}",
        digest=str(summary["digest"])[:12],
        picture=thumbnail(summary["variants"], outcomes) if ours else _NONE,
        caption=caption(summary["variants"]) if ours else "",
    )


def _points(summary: dict[str, Any]) -> list[dict[str, Any]]:
    return [point for one in summary["variants"].values() for point in one.get("cells", [one])]


def _other(kind: str, found: dict[str, Any], link: str) -> Entry:
    said = found["said"]
    days = [found["until"]] if "until" in found else [found["origins"][0], found["origins"][-1]]
    until = " to ".join(prose.moment(day) for day in days)
    titles = {
        "calibration": f"What does the record up to {until} say of the assumed numbers?",
        "backtest": f"Would the model have seen it coming? Forecasts from {until}",
        "rivals": f"Which theory foresaw the record up to {until} better?",
    }
    return Entry(
        kind=kind,
        title=titles[kind],
        link=link,
        question=str(found["scenario"]["title"]),
        headline=f"{str(said['head'] if kind == 'backtest' else said['finding']).rstrip('.')}.",
        assumed=f"{said['figures'].rstrip('.')}." if kind == "backtest" else "",
        ended=str(found.get("ended", "")),
        seed=str(int(found["seed"])),
        worlds=f"{int(found['draws']):,} draws",
    )


def is_page(path: Path, kind: str) -> bool:
    """Whether a file is a page of ours of this kind, by the mark in its head."""
    return _meta(_head(path), "redline-page") == kind


def of_page(path: Path, top: Path) -> Entry | None:
    """The entry of a page that compares two runs; None for every other page."""
    head = _head(path)
    if _meta(head, "redline-page") != "compare":
        return None
    title = re.search(r"<title>(.*?)</title>", head, re.DOTALL)
    return Entry(
        kind="compare",
        title=html.unescape(title[1]).strip() if title else path.stem,
        link=quote(path.relative_to(top).as_posix()),
        question=_meta(head, "redline-question"),
        headline=_meta(head, "redline-headline"),
        ended=_meta(head, "redline-ended"),
    )


def _head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(HEAD).decode("utf-8", "replace")
    except OSError:
        return ""


def _meta(head: str, name: str) -> str:
    found = re.search(rf'<meta name="{name}" content="([^"]*)"', head)
    return html.unescape(found[1]) if found else ""
