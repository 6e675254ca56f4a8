"""Numbers as readers see them: where there is none, a dash."""

from __future__ import annotations

import math
import re

#: Stands where there is no number, because no world is left, say.
NOTHING = "-"

_NO_NUMBER = re.compile(r"\b(nan|inf)\b")


def told(value: float, form: str = ".3g") -> str:
    """A number in a form of :func:`format`; a dash for none, and for one that is not finite."""
    return format(value, form) if math.isfinite(value) else NOTHING


def told_range(low: float, high: float, form: str = ".3g") -> str:
    """Both ends of a range, ``"1.2 to 3"``; a dash where either is none."""
    return f"{low:{form}} to {high:{form}}" if math.isfinite(low) and math.isfinite(high) else NOTHING


def cell(text: str) -> str:
    """A table's cell of numbers; a dash where one of them is none."""
    return NOTHING if _NO_NUMBER.search(text) else text
