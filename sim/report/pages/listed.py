"""What the gallery says of one result, from the small files that every result has."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from sim.analyses.backtest import minute as backtest
from sim.analyses.fit import minute as fit
from sim.analyses.rivals import minute as rivals
from sim.engine import files
from sim.engine.crisis import Crisis
from sim.engine.outcomes import Outcomes
from sim.report.pages import pictures
from sim.report.pages.pictures import Picture
from sim.report.pages.thumbnail import caption, classes, thumbnail
from sim.runs.disk import folders, manifest, schema
from sim.words import prose

#: File that marks a folder -> kind of the result, in that order.
MARKS = dict(zip(folders.MARKS, ("run", "calibration", "backtest", "rivals"), strict=True))

#: The first bytes of a page, in which its kind, title and day stand.
HEAD = 12_000

#: How a run's second line begins when it is the range over assumptions.
_RANGE = "While the assumed parameters vary"


_NONE = Markup("")
_BLANK = Picture(_NONE, "")

#: Digits of a digest that tell results apart here.
DIGITS = 12


@dataclass(frozen=True)
class Entry:
    """One result in the gallery; with a ``problem``, only ``kind``, ``title`` and ``link`` are known.

    ``pair``: beginnings of the digests of the two runs that a page compares. ``unhashed``: whether nothing tells that
    the numbers are those that were written with the run.
    """

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
    days: str = ""
    pair: str = ""
    picture: Markup = _NONE
    caption: str = ""
    problem: str = ""
    unhashed: bool = False

    @property
    def folder(self) -> str:
        """Link to the folder of a result."""
        return self.link.rpartition("/")[0]


def of_folder(mark: Path, top: Path, crisis: Crisis) -> Entry | None:
    """The entry of the folder that a mark stands in; None when the mark is some other program's."""
    kind = MARKS[mark.name]
    name = mark.parent.relative_to(top).as_posix()
    link = _link(mark.parent / "report.html", top)
    try:
        found = _json(mark)
        if "redline" not in found:
            return None
        if found["redline"] != 1:
            raise ValueError("it was written by another version of redline")
        if not (mark.parent / "report.html").is_file():
            raise ValueError("report.html is missing; redline report makes it anew")
        if kind != "run":
            return _other(kind, found, link, crisis.short)
        if fault := next(replace(schema.MANIFEST_SHAPE, needed=()).faults(found), None):
            raise ValueError(f"not a result of redline, or damaged: {mark.name}: {fault}")
        return _run(found, _summary(mark.parent, found), link, crisis)
    except OSError as error:
        problem = f"{error.strerror}: {Path(str(error.filename)).name}"
    except (LookupError, TypeError, AttributeError, ArithmeticError, StopIteration) as error:
        problem = f"{mark.name} or summary.json lacks what redline writes there ({type(error).__name__}: {error})"
    except (ValueError, RecursionError) as error:
        problem = str(error)
    return Entry(kind, name, link, problem=problem)


def _link(path: Path, top: Path) -> str:
    """A link from a page in ``top``; a name that is no text is quoted byte by byte."""
    return quote(os.fsencode(path.relative_to(top).as_posix()))


def _summary(folder: Path, found: dict[str, Any]) -> dict[str, Any]:
    """A run's summary, when it is the one that its manifest describes."""
    wanted = (found.get("pages") or {}).get(schema.SUMMARY)
    if wanted is not None and manifest.file_hash(folder / schema.SUMMARY) != wanted:
        raise ValueError(f"{schema.SUMMARY} is not the file whose hash {schema.MANIFEST} has")
    return _json(folder / schema.SUMMARY)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = files.read_json(path)
    except files.Unreadable as error:
        raise ValueError(f"{path.name} is damaged: {error.what}") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path.name} is damaged")
    return found


def _run(facts: dict[str, Any], summary: dict[str, Any], link: str, crisis: Crisis) -> Entry:
    sentence, *details = str(summary["answer"]).split("\n")
    several = len(summary["variants"]) > 1 or any("cells" in one for one in summary["variants"].values())
    ours = all(
        set(one["outcomes"]) == set(crisis.outcomes) for one in _points(summary)
    )  # another crisis has no picture
    picture = _picture(summary, crisis) if ours else _BLANK
    return Entry(
        kind="run",
        title=str(summary["title"]),
        link=link,
        question=str(summary["question"]),
        headline=sentence,
        assumed=next((line for line in details if line.startswith(_RANGE)), ""),
        unhashed=schema.SUMMARY not in (facts.get("pages") or {}),
        ended=str(facts.get("ended", "")),
        seed=str(int(summary["seed"])),
        worlds=f"{int(summary['worlds']):,} worlds{' each' if several else ''}",
        digest=str(summary["digest"])[:DIGITS],
        days=str(int(summary.get("days", 0)) or ""),
        picture=picture.svg,
        caption=picture.caption,
    )


def _picture(summary: dict[str, Any], crisis: Crisis) -> Picture:
    """Of a tipping line the line, of a grid over two axes a map, of all else how worlds end."""
    outcomes, variants = crisis.outcomes, summary["variants"]
    if (line := summary.get("line")) is not None:
        return pictures.line(line, outcomes[line["outcome"]], classes(outcomes)[line["outcome"]], crisis.short)
    headline = str(summary.get("headline"))  # runs of an earlier version do not say
    if headline in outcomes and pictures.is_map(variants):
        return pictures.grid(variants, outcomes[headline], classes(outcomes)[headline], crisis.short)
    return Picture(thumbnail(variants, outcomes), caption(variants))


def _points(summary: dict[str, Any]) -> list[dict[str, Any]]:
    return [point for one in summary["variants"].values() for point in one.get("cells", [one])]


def _other(kind: str, found: dict[str, Any], link: str, short: Mapping[str, str]) -> Entry:
    days = [found["until"]] if "until" in found else [found["origins"][0], found["origins"][-1]]
    until = " to ".join(prose.moment(day) for day in days)
    titles = {
        "calibration": f"What does the record up to {until} say of the assumed numbers?",
        "backtest": f"Would the model have seen it coming? Forecasts from {until}",
        "rivals": f"Which theory foresaw the record up to {until} better?",
    }
    told, picture = {
        "calibration": lambda: (fit.minute(found, short), pictures.calibration(found, short)),
        "backtest": lambda: (backtest.minute(found), pictures.backtest(found)),
        "rivals": lambda: (rivals.minute(found), pictures.rivals(found)),
    }[kind]()
    return Entry(
        kind=kind,
        title=titles[kind],
        link=link,
        question=str(found["scenario"]["title"]),
        headline=told.answer,
        assumed=told.sure,
        ended=str(found.get("ended", "")),
        seed=str(int(found["seed"])),
        worlds=f"{int(found['draws']):,} draws",
        picture=picture.svg if picture else _NONE,
        caption=picture.caption if picture else "",
    )


def is_page(path: Path, kind: str) -> bool:
    """Whether a file is a page of ours of this kind, by the mark in its head."""
    return _meta(_head(path), "redline-page") == kind


def of_page(path: Path, top: Path, outcomes: Outcomes) -> Entry | None:
    """The entry of a page that compares two runs; None for every other page."""
    head = _head(path)
    if _meta(head, "redline-page") != "compare":
        return None
    shares = _shares(_meta(head, "redline-shares"), outcomes)
    title = re.search(r"<title>(.*?)</title>", head, re.DOTALL)
    return Entry(
        kind="compare",
        title=html.unescape(title[1]).strip() if title else path.stem,
        link=_link(path, top),
        question=_meta(head, "redline-question"),
        headline=_meta(head, "redline-headline"),
        ended=_meta(head, "redline-ended"),
        pair=" ".join(one[:DIGITS] for one in _meta(head, "redline-pair").split()),
        picture=thumbnail(shares, outcomes) if shares else _NONE,
        caption="Before and after" if shares else "",
    )


def _shares(text: str, outcomes: Outcomes) -> dict[str, Any]:
    """Both sides of a comparison as a summary has variants, of ``key before after; ...``; empty when it is not that."""
    found = [one.split() for one in text.split(";")]
    if {one[0] for one in found if len(one) == 3} != set(outcomes) or len(found) != len(outcomes):
        return {}
    try:
        sides = [{key: {"share": float(pair[at])} for key, *pair in found} for at in (0, 1)]
    except ValueError:
        return {}
    if not all(0 <= one["share"] <= 1 for side in sides for one in side.values()):
        return {}
    return {name: {"title": name, "outcomes": side} for name, side in zip(("Before", "After"), sides, strict=True)}


def _head(path: Path) -> str:
    try:
        with files.opened(path) as file:
            return file.read(HEAD).decode("utf-8", "replace")
    except (OSError, files.Unreadable):
        return ""


def _meta(head: str, name: str) -> str:
    found = re.search(rf'<meta name="{name}" content="([^"]*)"', head)
    return html.unescape(found[1]) if found else ""
