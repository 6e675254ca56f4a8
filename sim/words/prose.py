"""Small pieces of prose, said the same way everywhere: lists, plurals, days, lines that fit."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date, datetime


def listed(words: Sequence[str], last: str = "and") -> str:
    """``"a, b and c"``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def many(count: int, noun: str) -> str:
    """So many of something: ``"1 world"``, ``"1,200 worlds"``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def bare(noun: str) -> str:
    """A noun without its article: ``"deal"`` for ``"a deal"``."""
    return re.sub(r"^(an?|the) ", "", noun, flags=re.IGNORECASE)


def first_upper(text: str) -> str:
    """The text with its first letter raised, the others left alone."""
    return text[:1].upper() + text[1:]


def first_lower(text: str) -> str:
    """A sentence as it goes on within another; an abbreviation keeps its capitals."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def joined(*parts: str) -> str:
    """Parts of a subtitle, the empty ones left out."""
    return ", ".join(part for part in parts if part)


def short(text: str, most: int = 64) -> str:
    """Text that fits into a heading."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def lines(text: str, letters: int, most: int | None = None) -> list[str]:
    """Text in lines of at most so many letters; what is beyond ``most`` lines is cut off."""
    return textwrap.wrap(text, letters, max_lines=most, placeholder="…")


def filled(text: str, letters: int, inner: str = "", first: str = "") -> str:
    """Text for a terminal: lines of at most so many letters, the further ones after ``inner``; no word is broken."""
    return textwrap.fill(
        text,
        letters,
        initial_indent=first,
        subsequent_indent=inner,
        break_on_hyphens=False,
        break_long_words=False,
    )


def breakable(path: str) -> str:
    """A dotted name that may break after its dots and underscores."""
    return path.replace(".", ".\u200b").replace("_", "_\u200b")


def day_text(when: date) -> str:
    """``"8 May 2018"``, on every platform."""
    return f"{when.day} {when:%B %Y}"


def moment(stamp: str) -> str:
    """The day of an ISO time stamp in words; the stamp itself when it is none."""
    try:
        return day_text(datetime.fromisoformat(stamp).date())
    except ValueError:
        return stamp
