"""Refuses a design that would never finish, from its numbers alone, before anything of it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.distributions import Drawn
from sim.scenario import excluding
from sim.scenario.checks import place_of
from sim.scenario.design import lived, unswept
from sim.scenario.format import MOST_CELLS, MOST_GRID, MOST_POINTS, MOST_TWINS, MOST_WORLDS
from sim.scenario.parts import Sweep
from sim.scenario.problems import Problems

if TYPE_CHECKING:
    from sim.scenario.layers import Layer
    from sim.scenario.scenario import Scenario


def check_size(problems: Problems, scenario: Scenario, layers: list[Layer]) -> None:
    """Notes the first thing that is too large: the grid, the cells, the points or all worlds together."""
    sweep, variants = scenario.sweep, len(lived(scenario))
    place = place_of(layers, "sweep")
    if sweep.design == "grid" and sweep.exclude and excluding.size(sweep) > MOST_GRID:
        what = f"the grid has {excluding.size(sweep):,} points before any is excluded"
        problems.error(place, "sweep", what, f"allowed: at most {MOST_GRID:,}; lower the number of values of its axes")
        return
    points = excluding.kept(sweep) if sweep.design == "grid" else 1
    if not points:
        problems.error(place, "sweep.exclude", "with what --set fixes, all points of the grid are excluded")
    elif variants * points > MOST_CELLS:
        what = f"{_count(variants, 'variant')} x {points:,} points of the sweep are {variants * points:,} cells"
        remedy = _lower(("the number of values of the axes",), variants)
        problems.error(place, "sweep", what, f"allowed: at most {MOST_CELLS:,}; {remedy}")
    elif variants * sweep.points > MOST_POINTS:
        what = f"{_count(variants, 'variant')} x {sweep.points:,} points are {variants * sweep.points:,} points"
        allowed = f"allowed: at most {MOST_POINTS:,}; {_lower(('sweep.points',), variants)}"
        problems.error(place_of(layers, "sweep", "points"), "sweep.points", what, allowed)
    else:
        _check_worlds(problems, scenario, layers, variants)


def _check_worlds(problems: Problems, scenario: Scenario, layers: list[Layer], variants: int) -> None:
    """All worlds together; the remedy is for the largest part of them."""
    found = list(parts(scenario))
    worlds = sum(part.worlds for part in found)
    if worlds > MOST_WORLDS:
        largest = max(found, key=lambda part: part.worlds)
        words = [part.words for part in found]
        what = f"{_listed(words, 'and')} are {worlds:,} worlds"
        allowed = f"allowed: at most {MOST_WORLDS:,}; {_lower(largest.lower, variants)}"
        problems.error(place_of(layers, *largest.keys), ".".join(largest.keys), what, allowed)


def _lower(factors: tuple[str, ...], variants: int) -> str:
    return f"lower {_listed([*factors, *(['the number of variants'] if variants > 1 else [])], 'or')}"


def _listed(words: list[str], last: str) -> str:
    """One word, or several with a word such as ``and`` before the last."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


# -- what a run consists of -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """Some of a run's worlds.

    Attributes:
        words: the factors that make their number.
        worlds: their number, at most.
        keys: where the file says how many.
        lower: factors to lower for fewer of them.
    """

    words: str
    worlds: int
    keys: tuple[str, ...]
    lower: tuple[str, ...]


def parts(scenario: Scenario) -> Iterator[Part]:
    """What a run simulates: cells, points or rows of the design, draws of the assumptions, worlds with other luck."""
    variants = len(lived(scenario))
    yield _cells(scenario, variants)
    if scenario.sweep.points:
        yield _points(scenario.sweep, variants)
    if scenario.sweep.boundary is not None:
        yield _rows(scenario.sweep, variants)
    draws, each = scenario.assumptions.draws, min(scenario.assumptions.worlds, scenario.worlds)
    if draws > 1 and each > 1:  # with fewer, no range can be told
        words = f"{_count(variants, 'variant')} x {draws:,} draws x {each:,} worlds of the range over assumptions"
        lower = ("runs.assumptions.draws", "runs.assumptions.worlds")
        yield Part(words, variants * draws * each, ("runs", "assumptions"), lower)
    drawing, twins = _drawing(scenario), min(scenario.worlds, MOST_TWINS)
    if drawing:
        words = f"{_count(drawing, 'variant')} x {_count(twins, 'world')} again with other luck"
        yield Part(words, drawing * twins, ("runs", "worlds"), ("runs.worlds",))


def _cells(scenario: Scenario, variants: int) -> Part:
    """The variants as they are, or the points of a grid."""
    swept = scenario.sweep.design == "grid" and bool(scenario.sweep.axes)
    points = excluding.kept(scenario.sweep) if swept else 1
    keys: tuple[str, ...] = ("runs", "worlds") if scenario.until is None else ("runs", "worlds", "at_most")
    grid, axes = (f" x {_count(points, 'point')}", ("the number of values of the axes",)) if swept else ("", ())
    words = f"{_count(variants, 'variant')}{grid} x {_count(scenario.worlds, 'world')}"
    return Part(words, variants * points * scenario.worlds, keys, (".".join(keys), *axes))


def _points(sweep: Sweep, variants: int) -> Part:
    words = f"{_count(variants, 'variant')} x {sweep.points:,} points x {_count(sweep.worlds, 'world')}"
    number = variants * sweep.points * sweep.worlds
    return Part(words, number, ("sweep", "points"), ("sweep.points", "sweep.worlds"))


def _rows(sweep: Sweep, variants: int) -> Part:
    """Rows of a boundary: the values of its first axis, one row when only the searched axis is there."""
    assert sweep.boundary is not None
    rows, most = len(sweep.axes[0].values) if len(sweep.axes) > 1 else 1, sweep.boundary.worlds
    words = f"{_count(variants, 'variant')} x {_count(rows, 'row')} of the boundary x {most:,} worlds"
    lower = ("sweep.boundary.worlds", *(("the number of rows",) if rows > 1 else ()))
    return Part(words, variants * rows * most, ("sweep", "boundary", "worlds"), lower)


def _drawing(scenario: Scenario) -> int:
    """How many variants draw something anew in each world."""
    paths = scenario.paths()
    grid = scenario.sweep.axes if scenario.sweep.design == "grid" else ()  # fixes what it sweeps
    fixed = {path for axis in grid for path in paths.expand(axis.path)}
    courses = [unswept(scenario, variant).courses for variant in lived(scenario)]
    return sum(
        any(isinstance(step.value, Drawn) for path in found.keys() - fixed for step in found[path]) for found in courses
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
