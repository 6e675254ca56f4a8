"""The word that was meant, where another was written."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

#: Letters that are compared: likeness takes time that grows with the square of a word's length.
_MOST: Final = 200


def nearest(word: object, allowed: Iterable[str], likeness: float = 0.6) -> str:
    """The allowed word most like one that was written; empty where none is."""
    return next(iter(get_close_matches(str(word)[:_MOST], list(allowed), 1, likeness)), "")


def hint(word: object, allowed: Iterable[str], likeness: float = 0.6) -> str:
    """What follows an error's list of what is allowed, ``"; did you mean war?"``; empty where no word is near."""
    near = nearest(word, allowed, likeness)
    return f"; did you mean {near}?" if near else ""
