"""Says how one text or figure differs from another in few characters; slider.js undoes it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from sim.report import embed

#: A tag; what lies between two of them is text.
_TAG: Final = re.compile(r"(<[^>]*>)")
#: A script of packed data: its other attributes, and the digits.
_PACKED: Final = re.compile(r'<script type="application/gzip"([^>]*)>([^<]*)</script>')
#: The same laid open.
_OPEN: Final = re.compile(r'(<script type="application/json"[^>]*>)[^<]*</script>')
#: Points above which a line is thinned to every fourth.
LONG, EACH = 60, 4
#: Most decimals of numbers that are stored as differences of whole numbers.
_DECIMALS: Final = 5


def pieces(html: str) -> list[str]:
    """Tags and the texts between them, in turn; packed data is laid open, to be packed with the rest."""
    return _TAG.split(_PACKED.sub(_opened, html))


def _opened(script: re.Match[str]) -> str:
    text = embed.unpacked(script[2]).replace("<", "\\u003c").replace(">", "\\u003e")  # so that no tag ends it
    return f'<script type="application/json"{script[1]}>{text}</script>'


def emptied(html: str) -> str:
    """What pieces were joined to, without the data laid open in it, which the page carries already."""
    return _OPEN.sub(r"\1</script>", html)


def of_html(base: Sequence[str], other: Sequence[str]) -> list[Any]:
    """How pieces differ: runs of equal pieces by their number and changed pieces in full.

    Where both have as many pieces, a number says how many stay, and a text replaces one. Otherwise the list holds
    lists: how many pieces stay, how many go, and the text that comes in their place.
    """
    if len(base) == len(other):
        found: list[Any] = []
        same = 0
        for one, two in zip(base, other, strict=True):
            if one == two:
                same += 1
                continue
            found += [same, two]
            same = 0
        return found
    edits, stay = [], 0
    for what, start, end, first, last in SequenceMatcher(None, base, other).get_opcodes():
        if what == "equal":
            stay = end - start
            continue
        edits.append([stay, end - start, "".join(other[first:last])])
        stay = 0
    return edits


def of_figure(base: Any, other: Any) -> Any:
    """How plain data differ, None where they do not.

    ``{"k": {key: …}}`` goes into a mapping or a list, ``{"n": […]}`` holds numbers (:func:`numbers`), ``{"t": […]}``
    rows of numbers column by column, and ``{"v": …}`` anything else in full.
    """
    if base == other:
        return None
    if isinstance(base, dict) and isinstance(other, dict) and base.keys() == other.keys():
        inner = {key: of_figure(base[key], other[key]) for key in base}
        return {"k": {key: found for key, found in inner.items() if found is not None}}
    if isinstance(other, list) and other:
        if isinstance(other[0], dict) and isinstance(base, list) and len(base) == len(other):
            nodes = {str(at): of_figure(one, two) for at, (one, two) in enumerate(zip(base, other, strict=True))}
            return {"k": {key: found for key, found in nodes.items() if found is not None}}
        packed = numbers(other)
        if packed is not None:
            return {"n": packed}
        if all(isinstance(row, list) and len(row) == len(other[0]) for row in other):
            columns = [numbers(list(column)) for column in zip(*other, strict=True)]
            if columns and all(column is not None for column in columns):
                return {"t": columns}
    return {"v": other}


def numbers(values: list[Any]) -> list[int] | None:
    """Decimals, and the first number and each next one's difference, in units of the last decimal; None if inexact."""
    if len(values) < 4 or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        return None
    for decimals in range(_DECIMALS + 1):
        scale = 10**decimals
        whole = [round(one * scale) for one in values]
        if all(a / scale == b for a, b in zip(whole, values, strict=True)):
            return [decimals, whole[0], *(b - a for a, b in itertools.pairwise(whole))]
    return None


def thinned(trace: dict[str, Any]) -> dict[str, Any]:
    """A long evenly spaced line with every fourth point, the last one among them."""
    y = trace.get("y")
    if "dx" not in trace or not isinstance(y, list) or len(y) <= LONG:
        return trace
    first = (len(y) - 1) % EACH
    if first:  # the line would begin later
        return trace
    cut = {key: trace[key][::EACH] for key in ("y", "customdata") if isinstance(trace.get(key), list)}
    return trace | cut | {"dx": trace["dx"] * EACH}
