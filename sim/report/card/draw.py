"""Draws a card with Typst, which brings its fonts: no browser, no font of the system and no network is needed.

A document is first set as PDF/UA-1 (accessible: tagged, titled, every picture with words), in the fonts that Typst
brings. It refuses characters that no font has, so that these are looked for in the system's fonts, and told of where
those have none either.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from sim.report.card.content import Card
from sim.report.card.content import card as card_of
from sim.report.figures import theme
from sim.runs.disk import writing as files
from sim.runs.results import Results


class NoCards(RuntimeError):
    """Cards cannot be drawn here; the message says what is missing."""


class NotDrawn(UserWarning):
    """A page has no card beside it."""


class Boxes(UserWarning):
    """Characters of a card are in no font and stand there as boxes."""


@dataclass(frozen=True)
class Shape:
    """How large a card is and what stands on it.

    Attributes:
        wide, high: in pixels, of a page in points.
        margin: around it, alike.
        unit: size of what the others are told in.
        title: whether the title stands above the question.
        asked, answer, largest: room for question and answer, and the answer's largest letters.
        least, most: room that the picture needs beside what else is wanted, and takes at most.
        more: whether what the page says below the picture is on it.
        pixels: dots for each pixel or point of a picture.
    """

    wide: int
    high: int
    margin: int
    unit: float
    title: bool
    asked: int
    answer: int
    largest: int
    least: int
    most: int
    more: bool
    pixels: float


#: A link's preview, a slide (16:9) and a page of A4.
SHAPES: Final[Mapping[str, Shape]] = {
    "card": Shape(1200, 630, 44, 1.0, False, 66, 150, 40, 215, 400, False, 1.0),
    "slide": Shape(1280, 720, 52, 1.0, True, 66, 150, 42, 240, 460, False, 1.5),
    "pdf": Shape(595, 842, 48, 0.6, True, 110, 170, 38, 340, 560, True, 2.0),
}

#: What Typst writes, by the ending of a file.
KINDS: Final = ("png", "svg", "pdf")

#: Letters for which Typst brings but a typewriter's font.
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
#: What there is to say where Typst is missing.
MISSING: Final = "cards are drawn by Typst, which is not installed here: pip install typst"


def available() -> bool:
    """Whether cards can be drawn here."""
    return find_spec("typst") is not None


def draw(card: Card, shape: str = "card", kind: str = "png") -> bytes:
    """The card as a file's content.

    Args:
        card: what stands on it.
        shape: ``card``, ``slide`` or ``pdf``.
        kind: ``png``, ``svg`` or ``pdf``.

    Raises:
        NoCards: where Typst is not installed, or cannot draw it.
    """
    if not available():
        raise NoCards(MISSING)
    data = json.dumps(card.as_dict() | {"look": _look(shape)})
    asked = {"sys_inputs": {"card": data}, "ignore_system_fonts": not _ARABIC.search(str(card))}
    pdf = _accessible(asked)
    if kind == "pdf":
        return pdf
    made = _compile(format=kind, ppi=72 * SHAPES[shape].pixels, **asked)
    return _told(made, card) if kind == "svg" else made


def write(results: Results, path: Path, shape: str = "card") -> Path:
    """Writes a run's card, whole or not at all, and returns its path; its kind is what the path ends in.

    Raises:
        ValueError: for a shape or an ending that there is not.
        NoCards: see :func:`draw`.
    """
    kind = path.suffix[1:].lower()
    if kind not in KINDS or shape not in SHAPES:
        allowed = f"a card is written to a file that ends in {', '.join(f'.{one}' for one in KINDS)}"
        raise ValueError(f"{path.name}, {shape}: {allowed}, as one of {', '.join(SHAPES)}")
    made = draw(card_of(results), shape, kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    return files.write(path, made)


def _accessible(asked: dict[str, Any]) -> bytes:
    """The document as PDF/UA-1, and in ``asked`` the fonts that it takes; without the standard where none has all."""
    lost = ""
    for without in dict.fromkeys((asked["ignore_system_fonts"], False)):
        asked["ignore_system_fonts"] = without
        try:
            return _compile(format="pdf", pdf_standards="ua-1", **asked)
        except NoCards as error:
            lost = _lost(str(error))
            if not lost:
                raise
    what = f"the card has characters that no font on this machine has, such as {lost}; boxes stand in their place"
    warnings.warn(what, Boxes, stacklevel=4)
    return _compile(format="pdf", **asked)


def _lost(error: str) -> str:
    """The characters that an error says are in no font; empty where it is about anything else."""
    return ", ".join(re.findall(r"the text `(\".*?\")` could not be displayed", error))


def _compile(**asked: Any) -> bytes:
    import typst

    source = resources.files("sim.report.card").joinpath("card.typ").read_bytes()
    try:
        made = typst.compile(source, **asked)
    except typst.TypstError as error:
        raise NoCards(f"the card could not be drawn: {error}") from error
    assert isinstance(made, bytes)  # of a single page
    return made


def _look(shape: str) -> dict[str, Any]:
    return {name: theme.PLAIN[name][0] for name in ("ink", "soft", "line", "paper")} | vars(SHAPES[shape])


def _told(svg: bytes, card: Card) -> bytes:
    """The picture with its title and words for readers of the screen: its letters are shapes."""
    head, bracket, rest = svg.decode("utf-8").partition(">")
    words = Markup("<title>{}</title><desc>{}</desc>").format(card.title, card.alt)
    return f'{head} role="img"{bracket}{words}{rest}'.encode()
