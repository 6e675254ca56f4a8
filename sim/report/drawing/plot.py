"""Where things lie in a plot: along x in percent, or in pixels where the width is settled; along y in pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sim.report.drawing.axes import Axis
from sim.report.drawing.paint import Paint

#: Units of a fluid plot's width, in which paths are written.
UNITS: Final = 1000
#: How far lines may reach beyond a plot's height before they are cut, pixels: half of the thickest.
SPILL: Final = 3

#: Plotly's dashes as parts of a stroke, in its widths.
_DASHES: Final = {"dot": (1, 2.2), "dash": (3.4, 2.2), "dashdot": (3.4, 2, 1, 2), "longdash": (5.5, 2.5)}
DASHES: Final = {**_DASHES, "longdashdot": (5.5, 2.2, 1, 2.2), "solid": ()}


@dataclass(frozen=True)
class Plot:
    """The ground between the axes.

    Attributes:
        x, y: the axes.
        wide: pixels across, the fewest it may get where it is fluid.
        high: pixels along y.
        fluid: whether it may get wider than that.
        paint: colours.
    """

    x: Axis
    y: Axis
    wide: float
    high: float
    fluid: bool
    paint: Paint

    def across(self, part: float) -> str:
        """A length along x for a part of the width."""
        return f"{short(100 * part, 2)}%" if self.fluid else short(part * self.wide, 1)

    def left(self, value: Any) -> str:
        """Where a value lies along x."""
        return self.across(self.x.at(value))

    def top(self, value: Any) -> float:
        """Where a value lies along y, pixels from the top."""
        return (1 - self.y.at(value)) * self.high

    @property
    def units(self) -> float:
        """The width in the units of paths."""
        return UNITS if self.fluid else self.wide

    def layer(self, paths: str) -> str:
        """Paths in the plot's units, stretched to its width and cut at its ends; strokes keep their width."""
        size = f'width="{self.across(1)}" height="{short(self.high + 2 * SPILL)}" y="{-SPILL}"'
        box = f"0 {-SPILL} {short(self.units)} {short(self.high + 2 * SPILL)}"
        return f'<svg {size} viewBox="{box}" preserveAspectRatio="none">{paths}</svg>'

    def path(self, points: Iterable[tuple[float, float] | None], *, steps: bool = False, closed: bool = False) -> str:
        """The ``d`` of a line through points, parts of the width and pixels, to a tenth; None parts it.

        A line goes on by how far the next point lies from the last one, which takes half the letters.

        Args:
            points: (x, y).
            steps: whether it keeps a point's height until the next.
            closed: whether each piece ends where it began.
        """
        pieces: list[str] = []
        before: tuple[int, int] | None = None  # in tenths, so that what is rounded does not add up
        for point in points:
            if point is None:
                pieces += ["z"] if closed and before else []
                before = None
                continue
            x, y = round(10 * point[0] * self.units), round(10 * point[1])
            if before is None:
                pieces.append(f"M{short(x / 10)} {short(y / 10)}")
            elif steps:
                pieces.append(f"H{short(x / 10)}V{short(y / 10)}")
            else:
                across, down = _brief((x - before[0]) / 10), _brief((y - before[1]) / 10)
                pieces.append(f"l{across}{'' if down.startswith('-') else ' '}{down}")
            before = (x, y)
        return "".join(pieces) + ("z" if closed and before else "")


def _brief(value: float) -> str:
    """A number of a path, without the zero before its point."""
    return short(value).replace("0.", ".", 1) if abs(value) < 1 else short(value)


def short(value: float, decimals: int = 1) -> str:
    """A number without zeros that say nothing."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def dashed(dash: str, width: float) -> str:
    """The attribute of a dash; empty for a solid line.

    Raises:
        KeyError: a dash that is not in :data:`DASHES`.
    """
    parts = DASHES[dash]
    return f' stroke-dasharray="{" ".join(short(part * max(width, 2)) for part in parts)}"' if parts else ""
