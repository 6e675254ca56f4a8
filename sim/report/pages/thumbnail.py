"""A small picture of a run: how its worlds end under each variant, in the outcomes' colours, gravest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup, escape

from sim.crisis.outcomes import TITLES
from sim.report.figures.theme import GRAVEST_FIRST

#: Outcome -> its class in the picture; short, since a page may hold thousands.
CLASSES: Final = {outcome: f"o{at}" for at, outcome in enumerate(GRAVEST_FIRST)}

#: Width and height of the picture, space between its parts, the most variants in it, and the most points of a sweep
#: that get a column each.
WIDE, HIGH, GAP, MOST, COLUMNS = 240, 120, 5, 6, 40


def thumbnail(variants: Mapping[str, Any]) -> Markup:
    """Stacked bars as inline SVG, one part per variant; that of a sweep over one axis has a column per point.

    Args:
        variants: as in ``summary.json``. A grid of more axes, or of many points, shows the mean over its points.

    Returns:
        The picture, with its numbers as a text alternative.
    """
    shown = [_points(one) for one in list(variants.values())[:MOST]]
    pieces: dict[str, list[str]] = {outcome: [] for outcome in GRAVEST_FIRST}
    for points, (x, y, wide, high) in zip(shown, _places(len(shown), any(len(one) > 1 for one in shown)), strict=True):
        if len(points) == 1:
            for outcome, start, end in _stack(points[0], wide):
                pieces[outcome].append(f"M{x + start} {y}H{x + end}v{high}H{x + start}z")
            continue
        for at, shares in enumerate(points):
            left, right = x + wide * at // len(points), x + wide * (at + 1) // len(points)
            for outcome, start, end in _stack(shares, high):
                # From the ground up, so that the gravest outcome grows like a curve.
                pieces[outcome].append(f"M{left} {y + high - end}H{right}V{y + high - start}H{left}z")
    paths = Markup("").join(
        Markup('<path class="{}" d="{}"/>').format(CLASSES[outcome], "".join(some))
        for outcome, some in pieces.items()
        if some
    )
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDE, HIGH, Markup(escape(_said(variants))), paths
    )


def caption(variants: Mapping[str, Any]) -> str:
    """What the picture's parts are: variants, points of a sweep, or a mean over points; empty for a single bar."""
    first, many = next(iter(variants.values())), len(variants)
    every = len(first.get("cells", ()))
    columns = len(_points(first))
    parts = [f"{min(many, MOST)} of {many} variants" if many > MOST else f"{many} variants"] if many > 1 else []
    if columns > 1:
        parts.append(f"a column for each of {columns} points of the sweep")
    elif every > 1:
        parts.append(f"mean of {every} points of the sweep")
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


def _places(many: int, swept: bool) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of each variant's part: bars below each other, sweeps side by side too."""
    across = min(many, 3) if swept else 1
    down = -(-many // across)
    wide, high = (WIDE - GAP * (across - 1)) // across, (HIGH - GAP * (down - 1)) // down
    return [(at % across * (wide + GAP), at // across * (high + GAP), wide, high) for at in range(many)]


def _points(variant: Mapping[str, Any]) -> list[dict[str, float]]:
    """Shares of the outcomes at each point that gets a column; one of all where a column each would say nothing."""
    if "outcomes" in variant:
        return [_shares(variant["outcomes"])]
    cells = variant["cells"]
    if len(cells) <= COLUMNS and len(cells[0]["at"]) == 1:
        return [_shares(cell["outcomes"]) for cell in cells]
    return [_mean(variant)]


def _shares(outcomes: Mapping[str, Any]) -> dict[str, float]:
    return {outcome: float(outcomes[outcome]["share"]) for outcome in GRAVEST_FIRST}


def _mean(variant: Mapping[str, Any]) -> dict[str, float]:
    every = [_shares(one["outcomes"]) for one in variant.get("cells", [variant])]
    return {outcome: sum(one[outcome] for one in every) / len(every) for outcome in GRAVEST_FIRST}


def _stack(shares: Mapping[str, float], length: int) -> list[tuple[str, int, int]]:
    """Where each outcome begins and ends on a bar of whole units; those too small to see are left out."""
    placed, sum_before = [], 0.0
    for outcome in GRAVEST_FIRST:
        start, sum_before = round(length * sum_before), sum_before + shares[outcome]
        if (end := round(length * min(sum_before, 1.0))) > start:
            placed.append((outcome, start, end))
    return placed


def _said(variants: Mapping[str, Any]) -> str:
    names: Sequence[str] = list(variants)
    parts = []
    for name in names[:2]:
        mean = _mean(variants[name])
        told = ", ".join(f"{TITLES[key].lower()} {mean[key]:.0%}" for key in GRAVEST_FIRST if mean[key] >= 0.005)
        over = f", mean of {len(variants[name]['cells'])} points" if "cells" in variants[name] else ""
        parts.append(f"{variants[name]['title']}{over}: {told}")
    more = f"; {len(names) - 2} more variants" if len(names) > 2 else ""
    return f"How worlds end. {'; '.join(parts)}{more}."
