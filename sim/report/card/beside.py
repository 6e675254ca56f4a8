"""What a link to a page shows: the card beside it, and the tags in its head that name it (Open Graph)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from sim.report.card import draw
from sim.report.card.content import CAVEAT, card
from sim.runs.disk.schema import CARD, REPORT
from sim.runs.disk.writing import write
from sim.runs.results import Results
from sim.words import prose

#: Letters of a description, and of a text alternative, that sites show.
LONGEST, LONGEST_ALT = 300, 1000


@dataclass(frozen=True)
class Image:
    """A card beside a page: its file's name, and it in words."""

    name: str
    alt: str


def put_beside(results: Results, page: Path) -> Image | None:
    """Writes the card beside a page; None, and nothing written, where it cannot be drawn."""
    if not draw.available():
        return None
    found = card(results)
    name = CARD if page.name == REPORT else f"{page.stem}.{CARD}"
    try:
        write(page.with_name(name), draw.draw(found))
    except draw.NoCards as error:  # no reason to lose a run
        warnings.warn(str(error), draw.NotDrawn, stacklevel=4)
        return None
    return Image(name, found.alt)


def tags(title: str, answer: str, image: Image | None, url: str) -> dict[str, str]:
    """What a page's head says of itself, for search and for links: its description, and Open Graph's properties.

    Args:
        title, answer: the page's.
        image: the card beside it, None for none.
        url: the page's address, which makes the card's a whole one, as most sites want it; may be empty.
    """
    found = {"description": described(answer), "og:description": described(answer)}
    found |= {"og:type": "article", "og:title": prose.short(title, LONGEST)}
    if url:
        found["og:url"] = url
    if image is None:
        return found | {"twitter:card": "summary"}
    size = draw.SHAPES["card"]
    return found | {
        "og:image": urljoin(url, quote(image.name)),
        "og:image:type": "image/png",
        "og:image:width": str(size.wide),
        "og:image:height": str(size.high),
        "og:image:alt": prose.short(image.alt, LONGEST_ALT),
        "twitter:card": "summary_large_image",
    }


def described(answer: str) -> str:
    """The answer and its caveat, as a link's preview shows them."""
    return f"{prose.short(answer, LONGEST - len(CAVEAT))} {CAVEAT}"


def is_address(text: str) -> bool:
    """Whether a page can have this address on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    return whole and not parts.query and not parts.fragment and text.isprintable() and " " not in text
