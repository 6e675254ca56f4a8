"""What the marks of a hundred worlds open: filters by what happened, the film, the map, and each world by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.analyses.hundred.traits import having
from sim.report.figures import explorer, film
from sim.report.figures.region import Map, drawing
from sim.report.parts import Key
from sim.runs.results import Results
from sim.words.prose import first_upper, many


@dataclass(frozen=True)
class Filter:
    """A trait by which marks are picked: its title, and how many marks of each variant have it."""

    title: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class More:
    """What is told beyond the marks.

    Attributes:
        filters: traits that some drawn world has.
        packed: plain data for the page's scripts.
        days: length of the film.
        map: beside the film; None where the crisis has none.
        keys: how the acts of timelines are drawn.
        hinged: how many worlds hung on one act; empty where that is not known.
        notes: what was left out, and by what rule the record's acts were picked.
    """

    filters: tuple[Filter, ...]
    packed: dict[str, Any]
    days: int
    map: Map | None
    keys: tuple[Key, ...]
    hinged: str
    notes: tuple[str, ...]


def told(results: Results, drawn: Mapping[str, Sequence[int]]) -> More | None:
    """What is told of the drawn worlds, by variant; None where a variant has no events at hand."""
    cells = {name: results.reference_of(name) for name in drawn}
    events = {
        name: mine[mine["world"].isin(drawn[name])]
        for name, cell in cells.items()
        if not (mine := results.events_of(cell.index)).empty
    }
    if len(events) < len(drawn):
        return None
    kinds = explorer.kinds_of(results)
    most = max(1, min(explorer.MOST_OF_A_WORLD, explorer.MOST_IN_ALL // (100 * len(drawn))))
    parts = [explorer.explored(results, cells[name], drawn[name], events[name], kinds, most) for name in drawn]
    filters, having_it = _filters(results, drawn, events)
    lanes = kinds.lanes()
    looks = explorer.looks({kind for _, kind, _ in kinds.rows})
    left_out = next((one.left_out for one in parts if one.left_out), "")
    filmed = film.filmed(results)
    whole = {
        "lanes": lanes,
        "acts": [[lanes.index(lane), kind, words] for lane, kind, words in kinds.rows],
        "looks": [[kind, key.colour, key.shape] for kind, key in looks],
        "dead": results.crisis.dead,
        "film": filmed,
        "more": [
            {
                "worlds": one.worlds,
                "turns": film.turned(results, drawn[name], events[name], cells[name]),
                "traits": having_it[name],
                "places": film.places(results, drawn[name], events[name]),
            }
            for name, one in zip(drawn, parts, strict=True)
        ],
    }
    region = results.crisis.region
    first = parts[0]
    return More(
        filters,
        whole,
        results.scenario.days,
        drawing(region()) if region else None,
        (*(key for _, key in looks), Key(first_upper(results.crisis.dead), "ink", "ring")),
        explorer.hinged(results, first.told, results.scenario.headline),
        tuple(note for note in (_unkept(drawn, parts), left_out, _record_note(filmed["captions"])) if note),
    )


def _filters(
    results: Results, drawn: Mapping[str, Sequence[int]], events: Mapping[str, pd.DataFrame]
) -> tuple[tuple[Filter, ...], dict[str, list[list[int]]]]:
    """The traits that some drawn world has, and by variant the places of the marks with each."""
    found: list[Filter] = []
    places: dict[str, list[list[int]]] = {name: [] for name in drawn}
    for trait in results.crisis.traits:
        with_it = {name: set(having(trait, events[name]).tolist()) for name in drawn}
        marks = {name: [at for at, world in enumerate(drawn[name]) if world in with_it[name]] for name in drawn}
        if any(marks.values()):
            found.append(Filter(trait.title, tuple(len(one) for one in marks.values())))
            for name, one in marks.items():
                places[name].append(one)
    return tuple(found), places


def _unkept(drawn: Mapping[str, Sequence[int]], parts: Sequence[explorer.Explored]) -> str:
    """What is not told of worlds whose events were not kept; empty where all were."""
    count = sum(world not in one.worlds for worlds, one in zip(drawn.values(), parts, strict=True) for world in worlds)
    if not count:
        return ""
    return (
        f"Of {many(count, 'world')} drawn no events were kept: no timeline and no chain, no filter matches, and in the "
        "film they turn on their last day."
    )


def _record_note(captions: Sequence[Any]) -> str:
    if not captions:
        return ""
    return (
        f"The film's real dates are the {len(captions)} gravest acts of the record: of each month the one highest on "
        f"the ladder, and all from rung {film.GRAVE:.0f} up."
    )
