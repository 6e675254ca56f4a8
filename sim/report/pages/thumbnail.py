"""A small picture of a run: how its worlds end under each variant, in the outcomes' colours, gravest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from sim.engine.outcomes import Outcomes
from sim.report.figures.theme import outcome_css
from sim.report.figures.units import pale
from sim.words.prose import first_upper

#: Width and height of the picture, space between its parts, the most variants in it, and the most points of a sweep
#: that get a column each.
WIDE, HIGH, GAP, MOST, COLUMNS = 240, 120, 5, 6, 40


def classes(outcomes: Outcomes) -> dict[str, str]:
    """Outcome -> its class in the picture, the gravest first; short, since a page may hold thousands."""
    return {one.key: f"o{at}" for at, one in enumerate(outcomes.gravest_first)}


def css(outcomes: Outcomes) -> str:
    """The classes' colours; those near to the page's own colour have an edge."""
    named = classes(outcomes)
    rules = [f".{name} {{ fill: var(--{outcome_css(key)}); }}" for key, name in named.items()]
    edged = ", ".join(f".{named[key]}" for key in pale(outcomes))
    return "\n".join([*rules, f"{edged} {{ stroke: var(--axis); stroke-width: .6; }}"] if edged else rules)


def thumbnail(variants: Mapping[str, Any], outcomes: Outcomes) -> Markup:
    """Stacked bars as inline SVG, one part per variant; that of a sweep over one axis has a column per point.

    Args:
        variants: as in ``summary.json``. A grid of more axes, or of many points, shows the mean over its points.
        outcomes: those of the crisis.

    Returns:
        The picture, with its numbers as a text alternative.
    """
    named = classes(outcomes)
    order = list(named)
    shown = [[_shares(point, order) for point in _points(one)] for one in list(variants.values())[:MOST]]
    pieces: dict[str, list[str]] = {outcome: [] for outcome in order}
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
        Markup('<path class="{}" d="{}"/>').format(named[outcome], "".join(some))
        for outcome, some in pieces.items()
        if some
    )
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDE, HIGH, Markup(escape(_said(variants, outcomes))), paths
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
    return first_upper(", ".join(parts))


def _places(many: int, swept: bool) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of each variant's part: bars below each other, sweeps side by side too."""
    across = min(many, 3) if swept else 1
    down = -(-many // across)
    wide, high = (WIDE - GAP * (across - 1)) // across, (HIGH - GAP * (down - 1)) // down
    return [(at % across * (wide + GAP), at // across * (high + GAP), wide, high) for at in range(many)]


def _points(variant: Mapping[str, Any]) -> list[list[Mapping[str, Any]]]:
    """Outcomes of the points behind each column: of one, or of all in a single column where one each says nothing."""
    if "outcomes" in variant:
        return [[variant["outcomes"]]]
    cells = variant["cells"]
    if len(cells) <= COLUMNS and len(cells[0]["at"]) == 1:
        return [[cell["outcomes"]] for cell in cells]
    return [[cell["outcomes"] for cell in cells]]


def _shares(points: list[Mapping[str, Any]], order: Sequence[str]) -> dict[str, float]:
    """Share of each outcome, the mean over some points."""
    return {outcome: sum(float(one[outcome]["share"]) for one in points) / len(points) for outcome in order}


def _stack(shares: Mapping[str, float], length: int) -> list[tuple[str, int, int]]:
    """Where each outcome begins and ends on a bar of whole units; those too small to see are left out."""
    placed, sum_before = [], 0.0
    for outcome, share in shares.items():
        start, sum_before = round(length * sum_before), sum_before + share
        if (end := round(length * min(sum_before, 1.0))) > start:
            placed.append((outcome, start, end))
    return placed


def _said(variants: Mapping[str, Any], outcomes: Outcomes) -> str:
    parts = []
    for variant in list(variants.values())[:2]:
        every = [one["outcomes"] for one in variant.get("cells", [variant])]
        mean = _shares(every, [one.key for one in outcomes.gravest_first])
        said = ", ".join(f"{outcomes[key].title.lower()} {share:.0%}" for key, share in mean.items() if share >= 0.005)
        over = f", mean of {len(every)} points" if "cells" in variant else ""
        parts.append(f"{variant['title']}{over}: {said}")
    more = f"; {len(variants) - 2} more variants" if len(variants) > 2 else ""
    return f"How worlds end. {'; '.join(parts)}{more}."
