"""The one picture of a card: what the headline speaks of, as places and words that the drawing only has to ink.

A contrast and a level are shown as a hundred worlds with their range over the assumptions, a sweep as its response, a
tipping line as a line, sampled unknowns as parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.analyses.answer import ignorance
from sim.analyses.answer.answer import called
from sim.analyses.condition import in_words
from sim.analyses.condition.given import conditional
from sim.engine.outcomes import Outcome
from sim.report import phrases
from sim.report.card import plots
from sim.report.card.plots import Picture
from sim.report.figures import cells, response, surface, theme, units
from sim.runs.results import Results
from sim.scenario.format import LEVEL, SWEEP
from sim.words import frequency, prose

#: Most values along an axis of a map whose cells have their number.
NUMBERED = 12


def picture(results: Results) -> Picture:
    """The picture for what the headline says: ``kind``, ``alt`` (in words) and what that kind is drawn from."""
    asks, base = results.scenario.asks, results.variants[0]
    if results.axes and asks == SWEEP:
        return _swept(results, results.variants)
    if results.axes and asks != LEVEL and plots.of_numbers(results):
        return plots.lines(results, tuple(dict.fromkeys((base, asks))))
    if asks in results.variants:
        return hundreds(results, tuple(dict.fromkeys((base, asks))))
    if asks != LEVEL and not results.axes:
        if not results.boundary.empty:
            return plots.tipping(results)
        if parts := _decides(results, base):
            return _parts(results, parts)
        if len(results.points) > 1:
            return plots.sample(results)
    return hundreds(results, (base,))


def _swept(results: Results, variants: Sequence[str]) -> Picture:
    if len(results.axes) == 1:
        return plots.lines(results, variants)
    return _map(results) if len(results.axes) == 2 else plots.points(results)


def hundreds(results: Results, variants: Sequence[str]) -> Picture:
    """A hundred marks per variant at its point of reference, each with its range over the assumptions.

    Where the headline is about the worlds that agree with a record, so are the marks; a level stands beside that of all
    worlds, so that what the record does to it shows.
    """
    outcomes = results.crisis.outcomes
    feared = outcomes[results.scenario.headline]
    order = [feared, *(one for one in outcomes.gravest_first if one.key != feared.key)]
    place = phrases.place(results, results.reference_of(variants[0]))
    found = [_all_worlds(results, name, order) for name in variants]
    if in_words.first(results):
        known = f"given {in_words.known(results.scenario, results.scenario.conditions[-1])}"
        agreeing = [_given(results, name, order) for name in variants]
        if len(variants) > 1:
            found, place = agreeing, " ".join(filter(None, (place, known)))
        else:
            found = [replace(found[0], title="All worlds"), replace(agreeing[0], title=prose.first_upper(known))]
    of = frequency.unit(*(one.share for one in found))
    shown = [_panel(one, order, of) for one in found]
    seen = [one for one in order if any(one.key in panel["marks"] for panel in shown)]
    pale = units.pale(outcomes)
    said = "; ".join(
        f"{one['title']}{': ' if one['title'] else ''}{one['number']} {one['says']}, {one['range']}" for one in shown
    )
    return {
        "kind": "hundreds",
        "alt": f"A hundred worlds{f' {place}' if place else ''}. {said}.",
        "panels": shown,
        "place": prose.first_upper(place),
        "key": [_swatch(one, "square" if one is feared else "dot", one.key in pale) for one in seen],
        "marks": {one.key: _swatch(one, "square" if one is feared else "dot", one.key in pale) for one in seen},
    }


@dataclass(frozen=True)
class _Worlds:
    """Worlds of a variant: how they end, and the share of those that end as feared with its two ranges."""

    title: str
    counts: dict[str, int]
    share: float
    luck: tuple[float, float]
    assumed: tuple[float, float] | None
    colour: str


def _all_worlds(results: Results, variant: str, order: list[Outcome]) -> _Worlds:
    row = cells.shares(results, results.reference_of(variant).index).set_index("outcome")
    share, low, high = (float(row.loc[order[0].key, name]) for name in ("share", "low", "high"))
    counts = {one.key: int(row.loc[one.key, "count"]) for one in order}
    assumed = results.assumption_range(variant, order[0].key)
    return _Worlds(_title(results, variant), counts, share, (low, high), assumed, _colour(results, variant))


def _given(results: Results, variant: str, order: list[Outcome]) -> _Worlds:
    """Those that agree with all that is known, of which there are enough."""
    each = [conditional(results, one.key, variant)[-1] for one in order]
    feared = each[0]
    assert feared.share is not None and feared.low is not None and feared.high is not None
    counts = {one.outcome: one.count for one in each}
    assumed = feared.over.after if feared.over else None
    luck = (feared.low, feared.high)
    return _Worlds(_title(results, variant), counts, feared.share, luck, assumed, _colour(results, variant))


def _title(results: Results, variant: str) -> str:
    return called(results, variant) if len(results.variants) > 1 else ""


def _colour(results: Results, variant: str) -> str:
    return theme.variant_colour(results.variants.index(variant))


def _swatch(one: Outcome, form: str, pale: bool) -> dict[str, Any]:
    return {"text": one.title, "colour": one.colour[0], "form": form, "edge": theme.PLAIN["axis"][0] if pale else ""}


def _panel(found: _Worlds, order: list[Outcome], of: int) -> dict[str, Any]:
    whole = units.hundred(found.counts, order[0].key)
    luck = f"luck allows {frequency.interval(*found.luck, frequency.unit(found.share))}"
    number, unit = frequency.number(found.share, of), "" if of == 100 else " in 100"
    return {
        "title": found.title,
        "number": number,
        "says": f"in {of:,} {'ends' if number == '1' else 'end'} in {order[0].noun}",
        "range": luck if found.assumed is None else f"{frequency.SETTINGS} {frequency.between(*found.assumed)}{unit}",
        "marks": [one.key for one in order for _ in range(whole[one.key])],
        "share": found.share,
        "luck": list(found.luck),
        "assumed": None if found.assumed is None else list(found.assumed),
        "colour": found.colour,
    }


def _map(results: Results) -> Picture:
    """The baseline's share at every pair of values."""
    base, noun = results.variants[0], phrases.noun(results, results.scenario.headline)
    table = surface.rows(results, results.scenario.headline)
    table = table[table["variant"] == base]
    xs, ys = (list(dict.fromkeys(table[name])) for name in ("x", "y"))
    top = max(response.top(table), 0.05)
    found = {(row.x, row.y): float(row.share) for row in table.itertuples()}
    numbered = max(len(xs), len(ys)) <= NUMBERED
    squares = [
        {
            "x": xs.index(x),
            "y": ys.index(y),
            "colour": _heat(share / top),
            "ink": theme.ON_HEAT[_step(share / top)][0],
            "text": f"{100 * share:.0f}" if numbered else "",
            "likely": share > 0.5,
        }
        for (x, y), share in found.items()
    ]
    own = [value for _, value in results.reference_of(base).coordinates]
    titles = [phrases.title(results, path) for path in results.axes]
    under = f" under “{results.title_of(base)}”" if len(results.variants) > 1 else ""
    likely = sum(share > 0.5 for share in found.values())
    return {
        "kind": "map",
        "alt": f"Worlds in 100 that end in {noun}{under}, by {titles[0]} and {titles[1]}: from "
        f"{frequency.between(min(found.values()), max(found.values()))}, over 50 at {likely} of {len(found)} points.",
        "x": {"title": phrases.axis(results, results.axes[0]), "names": [plots.axis_text(one) for one in xs]},
        "y": {"title": phrases.axis(results, results.axes[1]), "names": [plots.axis_text(one) for one in ys]},
        "cells": squares,
        "own": [xs.index(own[0]), ys.index(own[1])],
        "says": f"Worlds in 100 that end in {noun}{under}",
        "scale": [{"colour": _heat(at), "text": f"{100 * at * top:g}"} for at in (0, 0.25, 0.5, 0.75, 1)],
    }


def _step(part: float) -> int:
    return round(min(max(part, 0.0), 1.0) * (len(theme.HEAT) - 1))


def _heat(part: float) -> str:
    """Colour of a part of the scale, between its steps."""
    place = min(max(part, 0.0), 1.0) * (len(theme.HEAT) - 1)
    before = min(int(place), len(theme.HEAT) - 2)
    return theme.mixed(theme.HEAT[before][0], theme.HEAT[before + 1][0], place - before)


def _decides(results: Results, variant: str) -> dict[str, float]:
    """What decides how a world ends, with its part; the last two as one where they cannot be parted, else empty."""
    outcome = results.scenario.headline
    if (found := ignorance.split(results, variant, outcome)) is not None:
        return dict(zip(("Choices", "Unknowns, sampled", "Luck"), found, strict=True))
    if (alone := ignorance.choices(results, variant, outcome)) is not None:
        return {"Choices": alone, "Unknowns and luck": 1 - alone}
    return {}


def _parts(results: Results, found: Mapping[str, float]) -> Picture:
    """What choices, unknowns and luck each decide."""
    colours = [*map(theme.variant_colour, range(len(found) - 1)), theme.PLAIN["axis"][0]]  # luck, the last, is grey
    noun = phrases.noun(results, results.scenario.headline)
    parts = [
        {"title": name, "says": ignorance.percent(one), "part": min(max(one, 0.0), 1.0), "colour": colour}
        for (name, one), colour in zip(found.items(), colours, strict=True)
    ]
    said = "; ".join(f"{name.lower()} {ignorance.percent(one)}" for name, one in found.items())
    return {
        "kind": "parts",
        "alt": f"What decides whether a world ends in {noun}: {said}.",
        "says": f"What is open about {noun}, in parts of the variance between worlds",
        "parts": parts,
    }
