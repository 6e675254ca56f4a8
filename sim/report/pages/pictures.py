"""Small pictures of what is no plain run: maps of sweeps, tipping lines, rows of intervals; inline SVG, no script."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from sim.analyses.backtest.minute import pooled
from sim.analyses.backtest.skill_in_words import RIVALS
from sim.engine.outcomes import Outcome
from sim.words.parameters import parameter_title
from sim.words.prose import first_upper

#: Width and height of a picture, space between its parts, and the most variants side by side.
WIDE, HIGH, GAP, MOST = 240, 120, 5, 3
#: Steps of a map's colour, most cells along one of its sides, and most rows of intervals.
STEPS, CELLS, ROWS = 10, 40, 6

STYLE = """\
.p-track, .p-base { stroke: var(--axis); stroke-width: 1; }
.p-edge { fill: none; stroke: var(--axis); stroke-opacity: .5; }
.p-sure { stroke: var(--median); stroke-width: 5; }
.p-mid { fill: var(--panel); stroke: var(--median); stroke-width: 2; }
"""

Found = Mapping[str, Any]


@dataclass(frozen=True)
class Picture:
    """A picture and what its parts are, in a line below it."""

    svg: Markup
    caption: str


def drawn(said: str, *parts: Markup) -> Markup:
    """An SVG of its parts, with what it shows as text alternative."""
    frame = Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
    return frame.format(WIDE, HIGH, escape(said), Markup("").join(parts))


def is_map(variants: Mapping[str, Any]) -> bool:
    """Whether a summary's variants are a full grid over two axes, small enough to be drawn cell by cell."""
    cells = next(iter(variants.values())).get("cells", ())
    if not cells or len(cells[0]["at"]) != 2:
        return False
    across, up = _sides(cells)
    return len(cells) == len(across) * len(up) and max(len(across), len(up)) <= CELLS


def grid(variants: Mapping[str, Any], outcome: Outcome, css: str, short: Mapping[str, str]) -> Picture:
    """How often an outcome comes over a grid of two axes, one map a variant, stronger where it is commoner.

    Args:
        variants: as in ``summary.json``.
        outcome: which.
        css: its class.
        short: short names of actors.
    """
    shown = list(variants.values())[:MOST]
    shares = [float(cell["outcomes"][outcome.key]["share"]) for one in shown for cell in one["cells"]]
    most = max(shares)
    parts: list[Markup] = []
    for place, one in enumerate(shown):
        across, up = _sides(one["cells"])
        x, wide = _place(place, len(shown))
        steps: dict[int, list[str]] = {}
        for cell in one["cells"]:
            column, row = (side.index(value) for side, value in zip((across, up), cell["at"].values(), strict=True))
            left, right = x + wide * column // len(across), x + wide * (column + 1) // len(across)
            top, bottom = HIGH - HIGH * (row + 1) // len(up), HIGH - HIGH * row // len(up)
            step = math.ceil(STEPS * float(cell["outcomes"][outcome.key]["share"]) / most - 0.5) if most else 0
            steps.setdefault(step, []).append(f"M{left} {top}H{right}V{bottom}H{left}z")
        parts += [
            Markup('<path class="{}" fill-opacity="{}" d="{}"/>').format(css, step / STEPS, "".join(some))
            for step, some in sorted(steps.items())
            if step
        ]
        parts.append(
            Markup('<path class="p-edge" d="M{} .5h{}v{}h-{}z"/>').format(x + 0.5, wide - 1, HIGH - 1, wide - 1)
        )
    axes = [parameter_title(path, short) for path in shown[0]["cells"][0]["at"]]
    said = f"Map of {outcome.noun} over {axes[0]} and {axes[1]}: {min(shares):.0%} to {most:.0%} of worlds."
    caption = f"Strongest colour: {outcome.noun} in {most:.0%} of worlds. Across: {axes[0]}; up: {axes[1]}"
    return Picture(drawn(said, *parts), f"{caption}{_of_variants(variants)}")


def _sides(cells: Sequence[Found]) -> list[list[Any]]:
    """The values along both axes, numbers by size."""
    sides = [list(dict.fromkeys(values)) for values in zip(*(cell["at"].values() for cell in cells), strict=True)]
    return [side if any(isinstance(one, str) for one in side) else sorted(side) for side in sides]


def _place(place: int, of: int) -> tuple[int, int]:
    """Left end and width of one of several parts side by side."""
    wide = (WIDE - GAP * (of - 1)) // of
    return place * (wide + GAP), wide


def _of_variants(variants: Mapping[str, Any]) -> str:
    many = len(variants)
    return "" if many == 1 else f". {f'{MOST} of {many}' if many > MOST else many} variants"


def line(found: Found, outcome: Outcome, css: str, short: Mapping[str, str]) -> Picture:
    """A tipping line: row by row, where an outcome is commoner than the share that was searched; paler in its band.

    Args:
        found: the ``line`` of a ``summary.json``.
        outcome, css, short: as for :func:`grid`.
    """
    low, high = found["ends"]
    shown = list(found["variants"].values())[:MOST]
    parts: list[Markup] = []
    for place, rows in enumerate(shown):
        x, wide = _place(place, len(shown))
        for at, row in enumerate(rows):
            top, bottom = HIGH * at // len(rows), HIGH * (at + 1) // len(rows)
            for start, end, pale in _over(row, low, high):
                left, right = (x + round(wide * (one - low) / (high - low)) for one in (start, end))
                shape = f"M{left} {top}H{right}V{bottom}H{left}z"
                look = Markup(' fill-opacity=".4"') if pale else Markup("")
                parts.append(Markup('<path class="{}"{} d="{}"/>').format(css, look, shape))
        parts.append(
            Markup('<path class="p-edge" d="M{} .5h{}v{}h-{}z"/>').format(x + 0.5, wide - 1, HIGH - 1, wide - 1)
        )
    crossed = [row["at"] for row in shown[0] if row["at"] is not None]
    searched, share = parameter_title(found["searched"], short), f"{found['share']:.0%}"
    where = f"at {min(crossed):.3g} to {max(crossed):.3g}" if crossed else "nowhere"
    said = f"{first_upper(outcome.noun)} crosses {share} {where} of {searched}, searched from {low:g} to {high:g}."
    rows_of = f"; a row per value of {parameter_title(found['rows'], short)}" if found["rows"] else ""
    caption = f"Full: {outcome.noun} in more than {share} of worlds. Across: {searched}{rows_of}"
    return Picture(drawn(said, *parts), f"{caption}{_of_variants(found['variants'])}")


def _over(row: Found, low: float, high: float) -> list[tuple[float, float, bool]]:
    """The stretches of a row where the outcome is commoner than searched: start, end, whether in doubt."""
    if row["at"] is None:
        whole = {"above": [(low, high, False)], "below": []}
        return whole.get(row["status"], [(low, high, True)])
    first, last = max(row["low"], low), min(row["high"], high)
    sure = (last, high, False) if row["rising"] else (low, first, False)
    return [one for one in (sure, (first, last, True)) if one[1] > one[0]]


def intervals(rows: Sequence[Sequence[float]], said: str, base: float | None = None, *, tracks: bool = False) -> Markup:
    """Rows of intervals with a dot in each.

    Args:
        rows: low end, middle and high end of each, as shares of the picture's width; cut at its edges.
        said: the text alternative.
        base: where an upright line stands, as a share; None without.
        tracks: whether a thin line behind each row shows the whole width.
    """
    rows = list(rows)[:ROWS]
    heights = [round(HIGH * (at + 0.5) / len(rows), 1) for at in range(len(rows))]
    parts = (
        [Markup('<path class="p-base" d="M{} 0v{}"/>').format(round(WIDE * base, 1), HIGH)] if base is not None else []
    )
    if tracks:
        parts.append(Markup('<path class="p-track" d="{}"/>').format("".join(f"M0 {y}H{WIDE}" for y in heights)))
    placed = [[round(WIDE * min(max(one, 0.0), 1.0), 1) for one in row] for row in rows]
    bars = "".join(f"M{low} {y}H{high}" for (low, _, high), y in zip(placed, heights, strict=True))
    parts.append(Markup('<path class="p-sure" d="{}"/>').format(bars))
    parts += [
        Markup('<circle class="p-mid" cx="{}" cy="{}" r="4"/>').format(min(max(middle, 5.0), WIDE - 5.0), y)
        for (_, middle, _), y in zip(placed, heights, strict=True)
    ]
    return drawn(said, *parts)


def calibration(found: Found, short: Mapping[str, str]) -> Picture | None:
    """What the record leaves of the numbers that it sharpens most; None where it says nothing of any."""
    informed = [one for one in found["parameters"] if not one["word"].startswith("not")]
    sharpest = sorted(informed, key=lambda one: float(one["width"]))[:ROWS]
    if not sharpest:
        return None
    rows = []
    for one in sharpest:
        low, high = one["prior"]
        rows.append(tuple((one["posterior"][at] - low) / (high - low) for at in (0, 2, 4)))
    names = ", ".join(parameter_title(one["path"], short) for one in sharpest)
    caption = f"What the record leaves of the ranges of {names}"
    return Picture(intervals(rows, f"{caption}.", tracks=True), caption)


def backtest(found: Found) -> Picture | None:
    """Skill on hostile acts against each simple rule; None where none could be compared."""
    rows = pooled(found)
    if not rows:
        return None
    ends = [(one["value"] if one[end] is None else one[end]) for one in rows for end in ("low", "high")]
    reach = max(0.2, *(abs(one) for one in ends if abs(one) <= 1)) if any(abs(one) <= 1 for one in ends) else 1.0
    scaled = [
        tuple(0.5 + (one["value"] if one[key] is None else one[key]) / reach / 2 for key in ("low", "value", "high"))
        for one in rows
    ]
    told = "; ".join(f"{one['value']:+.2f} against {RIVALS[one['rival']]}" for one in rows)
    caption = f"Skill against {', '.join(RIVALS[one['rival']] for one in rows)}; right of the line: better"
    return Picture(intervals(scaled, f"Skill on hostile acts: {told}.", 0.5), caption)


def rivals(found: Found) -> Picture:
    """Bayes factors of the officials' theory, strict tolerances first, from a thousandth to a thousand."""

    def scaled(value: float | None) -> float:
        return 1.0 if value is None else 0.0 if value <= 0 else 0.5 + math.log10(value) / 6

    shown = [*found["factors"], found["classifier"]]
    rows = [tuple(scaled(one[key]) for key in ("low", "factor", "high")) for one in shown]
    told = "; ".join(f"{one['factor']:.2g}" for one in shown)
    caption = "Bayes factors, 1/1000 to 1000; right of the line: for the officials' theory"
    return Picture(intervals(rows, f"Bayes factors of the officials' theory: {told}.", 0.5), caption)
