"""Shapes of marks, as paths around their middle."""

from __future__ import annotations

import math
import re

from sim.report.drawing.known import Unknown


def _polygon(*points: tuple[float, float]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "z"


def _star() -> str:
    turns = [(1.4 if at % 2 == 0 else 0.55, math.pi * at / 5) for at in range(10)]
    return _polygon(*((round(r * math.sin(a), 3), round(-r * math.cos(a), 3)) for r, a in turns))


#: Shape of a mark whose size is twice the unit.
_SHAPES = {
    "square": _polygon((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": _polygon((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "triangle-up": _polygon((-1.15, 0.67), (0, -1.33), (1.15, 0.67)),
    "triangle-down": _polygon((-1.15, -0.67), (0, 1.33), (1.15, -0.67)),
    "triangle-left": _polygon((0.67, -1.15), (-1.33, 0), (0.67, 1.15)),
    "triangle-right": _polygon((-0.67, -1.15), (1.33, 0), (-0.67, 1.15)),
    "x": _polygon(
        *((0, 0.57), (0.57, 1.13), (1.13, 0.57), (0.57, 0), (1.13, -0.57), (0.57, -1.13)),
        *((0, -0.57), (-0.57, -1.13), (-1.13, -0.57), (-0.57, 0), (-1.13, 0.57), (-0.57, 1.13)),
    ),
    "star": _star(),
    "line-ns": "M0 -1.4V1.4",
    "line-ew": "M-1.4 0H1.4",
    "x-thin": "M-1 -1L1 1M-1 1L1 -1",
}
#: Shapes that are strokes alone.
STROKES = ("line-ns", "line-ew", "x-thin")

_NUMBER = re.compile(r"-?[\d.]+")


def shape(symbol: str, size: float) -> tuple[str, bool]:
    """A shape's path around its middle, empty for a circle, and whether only its outline is drawn.

    Raises:
        Unknown: a symbol that no figure had until now.
    """
    name = symbol.removesuffix("-open")
    if name != "circle" and name not in _SHAPES:
        raise Unknown(f"the symbol {symbol!r}; known are circle, {', '.join(_SHAPES)}, and each with -open")
    path = _NUMBER.sub(lambda one: f"{float(one[0]) * size / 2:.4g}", _SHAPES.get(name, ""))
    return path, symbol.endswith("-open") or name in STROKES
