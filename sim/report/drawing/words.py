"""Text of a drawing: plotly's few marks (``<b>``, ``<br>``), letters' widths, and SVG text of several lines."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from sim.report.drawing.known import Unknown
from sim.report.drawing.paint import Paint

#: No letter is drawn smaller, pixels.
SMALLEST: Final = 11.0
#: From line to line, and from a line's middle to its baseline, in letters' heights.
LEADING, BASELINE = 1.3, 0.35

#: Advance widths of Helvetica's letters from space to tilde, in thousandths of their size (Adobe's font metrics);
#: Arial, Liberation Sans and Nimbus Sans are made to the same, and system fonts of screens come near.
_WIDTHS: Final = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
#: How much wider than Helvetica's the letters of a reader's font may be.
_ROOM: Final = 1.06

_TAG = re.compile(r"<(/?)(b|br)>")
#: What no XML may hold.
_BARRED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Run = tuple[str, bool]


def lines(markup: str) -> list[list[Run]]:
    """The lines of a text in plotly's marks, each in runs of (text, whether bold).

    Raises:
        Unknown: another mark than ``<b>`` and ``<br>``; an escaped one is text.
    """
    found: list[list[Run]] = [[]]
    bold, at = False, 0
    for tag in _TAG.finditer(markup):
        _add(found[-1], markup[at : tag.start()], bold)
        at = tag.end()
        if tag[2] == "br":
            found.append([])
        else:
            bold = not tag[1]
    _add(found[-1], markup[at:], bold)
    return found


def _add(line: list[Run], text: str, bold: bool) -> None:
    if "<" in text:
        raise Unknown(f"a mark in the text {text!r}; known are <b> and <br>")
    if text:
        # plain() parts a template's mark with a word joiner, which nothing needs here.
        line.append((html.unescape(text).replace("%\u2060{", "%{"), bold))


def plain(markup: str) -> str:
    """The text without its marks, its lines parted by newlines."""
    return "\n".join("".join(text for text, _ in line) for line in lines(markup))


def width(markup: str, size: float) -> float:
    """About how wide the widest line is, pixels."""
    return max(sum(_run(text, bold) for text, bold in line) for line in lines(markup)) * size / 1000 * _ROOM


def _run(text: str, bold: bool) -> float:
    return sum(_WIDTHS[ord(one) - 32] if 32 <= ord(one) < 127 else _other(one) for one in text) * (1.07 if bold else 1)


def _other(letter: str) -> int:
    return 1000 if ord(letter) > 0x2E80 else 300 if letter in "\u202f\u2009" else 600


def height(markup: str, size: float) -> float:
    """How high the lines are together, pixels."""
    return len(lines(markup)) * size * LEADING


def escaped(text: str) -> str:
    """Text for XML."""
    return html.escape(_BARRED.sub("\ufffd", text))


@dataclass(frozen=True)
class Look:
    """How a text is set: size, colour (the theme's light one), and what of it stands at its place."""

    size: float
    colour: str
    across: str = "center"
    along: str = "middle"


_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def text(markup: str, x: str, y: float, look: Look, paint: Paint, *, shift: float = 0.0, halo: str = "") -> str:
    """SVG text of one or several lines.

    Args:
        markup: the text.
        x: a length, in percent or pixels.
        y: pixels.
        look: how it is set.
        paint: its colours.
        shift: pixels to the right of ``x``.
        halo: colour of an outline behind the letters; none where empty.
    """
    size, found = max(look.size, SMALLEST), lines(markup)
    high = len(found) * size * LEADING
    top = {"top": 0.0, "middle": -high / 2, "bottom": -high}[look.along] + y
    attributes = f'font-size="{size:g}" {paint.letters(look.colour)}'
    if look.across != "left":
        attributes += f' text-anchor="{_ANCHORS[look.across]}"'
    if halo:
        attributes += f' {paint.stroke(halo)} stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    moved = f' dx="{shift:g}"' if shift else ""
    parts = []
    for at, line in enumerate(found):
        base = top + (at + 0.5) * size * LEADING + BASELINE * size
        runs = "".join(
            f'<tspan font-weight="700">{escaped(one)}</tspan>' if bold else escaped(one) for one, bold in line
        )
        if runs:
            parts.append((f'x="{x}" y="{base:.1f}"{moved}', runs))
    if len(parts) == 1:
        return f"<text {parts[0][0]} {attributes}>{parts[0][1]}</text>"
    return f"<text {attributes}>" + "".join(f"<tspan {place}>{runs}</tspan>" for place, runs in parts) + "</text>"


def upright(markup: str, x: str, y: float, look: Look, paint: Paint) -> str:
    """Text read from below, the end of its lines (or middle, or start) at a place; lines stand side by side."""
    turned = text(markup, "0", 0, look, paint)
    return f'<svg x="{x}" y="{y:.1f}" overflow="visible"><g transform="rotate(-90)">{turned}</g></svg>'
