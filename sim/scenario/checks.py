"""Checks that need the whole scenario: names of chosen variants, things that can never happen, and its size.

A design that would never finish is refused from its numbers alone, before anything of it is made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sim.engine.distributions import Drawn
from sim.scenario import sweeps
from sim.scenario.design import lived, sampled, unswept
from sim.scenario.doubts import changes_nothing, check_doubts
from sim.scenario.format import (
    LEVEL,
    MOST_CELLS,
    MOST_DRAWN_AXES,
    MOST_GRID,
    MOST_POINTS,
    MOST_TWINS,
    MOST_WORLDS,
    SWEEP,
)
from sim.scenario.layers import Layer
from sim.scenario.parts import BASELINE, Event, Sweep
from sim.scenario.problems import Place, Problem, Problems
from sim.scenario.question import Question, most_worlds
from sim.scenario.yaml_text import Node


def check_whole(problems: Problems, scenario: Question, layers: list[Layer], files: int, sets: set[int]) -> None:
    """Notes what only shows when all layers are together; what rests on other parts, provided that these are right.

    Args:
        problems: where mistakes are noted.
        scenario: what the layers make together.
        layers: all layers, those of files first.
        files: how many layers are files.
        sets: identities of the nodes that ``--set`` gave.
    """
    _check_chosen(problems, scenario, layers)
    _check_asks(problems, scenario, layers)
    _check_gone(problems, scenario, layers[-1].node.place)
    _check_swept(problems, scenario, layers)
    if problems.errors:
        return
    _check_points(problems, scenario, layers, layers[:files])
    _check_crossed(problems, scenario, layers)
    last = scenario.start + timedelta(days=scenario.days - 1)
    for i, layer in enumerate(layers):
        if isinstance(layer.node.value, dict):
            _check_empty(problems, layer, layers[:i])
            _check_events(problems, layer, scenario, last, i >= files - 1)
            _check_variants(problems, layer, scenario)
            if id(layer.node) in sets:
                _check_set(problems, layer, layers, scenario)
    if not problems.errors:
        check_doubts(problems, scenario, layers, files - 1)


def place_of(layers: list[Layer], *keys: str) -> Place:
    """Where a key stands, in the last layer that has it: as much of ``sweep``, ``axes``, … as there is."""
    for layer in reversed(layers):
        if keys[0] in layer.node.keys:
            node, place = layer.node, layer.node.place
            for key in keys:
                if key not in node.keys:
                    break
                place = node.keys[key]
                node = node[key]
            return place
    return layers[-1].node.place


def _check_swept(problems: Problems, scenario: Question, layers: list[Layer]) -> None:
    """What is swept is neither drawn nor, in whatever layer, set by a variant."""
    sweep, paths = scenario.sweep, scenario.paths()
    above = ("sweep", "boundary", "axes") if sweep.boundary else ("sweep", "axes")
    # Where they stand in one layer with the sweep, that layer has told of them.
    told = {key for key in ("variants", "factors") if _last(layers, key) is _last(layers, "sweep")}
    others = [one for one in scenario.variants if not one.factors and "variants" not in told]
    alone = [one for one in scenario.factors if "factors" not in told]
    for axis in sweep.axes:
        place, path = place_of(layers, *above, axis.path), ".".join((*above, axis.path))
        members = set(paths.expand(axis.path))
        drawn = sorted(members & scenario.sample.keys())
        if drawn:
            what = f"{drawn[0]} is drawn anew in each world, under sample; a parameter is swept or drawn"
            problems.error(place, path, what, f"to sweep it, write sample: {{{drawn[0]}: null}}, or delete it there")
        for kind, found in (("variant", others), ("factor", alone)):
            for one in found:
                if members & one.values.keys():
                    what = f"the {kind} {one.name} sets it, and would undo the sweep"
                    problems.error(place, path, what, "delete it there, or here")


def _last(layers: list[Layer], key: str) -> Layer | None:
    """The layer whose ``sweep`` or ``variants`` hold, which are never inherited."""
    return next((layer for layer in reversed(layers) if getattr(layer, key) is not None), None)


def _check_points(problems: Problems, scenario: Question, layers: list[Layer], files: list[Layer]) -> None:
    """Warns of more worlds per point than the files let a cell have; a quick look from outside is no mistake."""
    holder, sweep, worlds = _last(layers, "sweep"), scenario.sweep, "runs.worlds"
    said = holder.sweep.worlds if holder and holder.sweep else 0
    usual = scenario.recipe.paths.format[worlds].default
    most = most_worlds(next((file.values[worlds] for file in reversed(files) if worlds in file.values), usual))
    if sweep.points and said > max(most, sweep.worlds):
        what = f"{said:,} worlds per point are more than runs.worlds; each point gets {sweep.worlds:,}"
        problems.warn(place_of(layers, "sweep", "worlds"), "sweep.worlds", what)


def _check_chosen(problems: Problems, scenario: Question, layers: list[Layer]) -> None:
    names = (BASELINE, *(variant.name for variant in scenario.variants))
    for name in scenario.chosen:
        if name not in names:
            holder = next(layer for layer in reversed(layers) if "runs.only" in layer.values)
            place = place_of([holder], "runs", "only")
            problems.error(place, "runs.only", f"there is no variant {name!r}", given=name, names=names)


def _check_asks(problems: Problems, scenario: Question, layers: list[Layer]) -> None:
    """A question is about something that the file has."""
    said, variants = str(scenario.values["asks"]), [variant.name for variant in scenario.variants]
    names = (LEVEL, *((SWEEP,) if _last(layers, "sweep") else ()), *variants)
    if said and said not in names:
        what = "nothing is swept" if said == SWEEP else f"there is no variant {said!r}"
        what += f" ({LEVEL} asks how often the headline outcome comes)"
        problems.error(place_of(layers, "asks"), "asks", what, given=said, names=names)


def _check_crossed(problems: Problems, scenario: Question, layers: list[Layer]) -> None:
    """No variant is called as a combination of factors is, and a factor that is on changes something."""
    names = [one.name for one in scenario.variants if not one.factors]
    for variant in scenario.variants:
        if variant.factors:
            place = place_of(layers, "factors", variant.factors[0])
            path = f"factors.{variant.factors[0]}"
            if variant.name in names:
                what = f"the combination {variant.name} is called like a variant; give one of them another name"
                problems.error(place, path, what)
            elif len(variant.factors) == 1 and changes_nothing(scenario, variant):
                problems.warn(place, path, "all that it sets holds anyway, so it makes no difference on its own")


def _check_empty(problems: Problems, layer: Layer, below: list[Layer]) -> None:
    """Warns of a section with nothing in it: ``null`` deletes, and a section that is commented out reads as null."""
    for section in ("parameters", "sample", "events", "cast"):
        empty = section in layer.node.keys and layer.node[section].is_null
        if empty and any(section in other.node.keys for other in below):
            what = "an empty section drops all that was inherited; leave the key out to keep it"
            problems.warn(layer.node.keys[section], section, what)


def _check_gone(problems: Problems, scenario: Question, place: Place) -> None:
    """A member that one layer adds and a later one takes back may have left something behind."""
    paths = scenario.paths()
    for i, event in enumerate(scenario.events):
        if event.actor not in paths.actors:
            problems.error(place, f"events[{i}]", f"{event.actor} is no longer in the cast; give events without it")
    for axis in scenario.sweep.axes:
        if not paths.expand(axis.path):
            problems.error(place, f"sweep.axes.{axis.path}", f"this {paths.noun} is no longer in the cast")


def _check_events(problems: Problems, layer: Layer, scenario: Question, last: date, own: bool) -> None:
    """Warns of events that never happen, when these are the scenario's."""
    if layer.events is None or tuple(one.dated(scenario.start) for one in layer.events) != scenario.events:
        return
    places = _places(layer.node["events"]) if "events" in layer.node.keys else []
    for i, (event, place) in enumerate(zip(scenario.events, places, strict=False)):
        if own or event.on is None or event.on >= scenario.start:  # what a parent tells of the time before has happened
            _warn_of_event(problems, event, place, f"events[{i}]", scenario, last)


def _warn_of_event(problems: Problems, event: Event, place: Place, path: str, scenario: Question, last: date) -> None:
    first_day, last_day = (event.on, event.on) if event.on else event.between or (None, None)
    if first_day is None or last_day is None:
        return
    if last_day < scenario.start or first_day > last:
        problems.warn(place, path, f"it never happens: the clock runs from {scenario.start} to {last}")
    elif event.actor in scenario.cast.without:
        problems.warn(place, path, f"it never happens: {event.actor} is left out of the cast")


def _places(node: Node) -> list[Place]:
    return [item.place for item in node.value] if isinstance(node.value, tuple) else []


def _check_variants(problems: Problems, layer: Layer, scenario: Question) -> None:
    """A branch lies on or after the first day and shares its past."""
    for variant in layer.variants or ():
        if "variants" not in layer.node.keys or variant.name not in layer.node["variants"].keys:
            continue
        place, path = layer.node["variants"].keys[variant.name], f"variants.{variant.name}"
        if variant.branch is not None and variant.branch < scenario.start:
            what = f"it branches on {variant.branch}, before the clock starts on {scenario.start}"
            problems.error(place, path, what)
        if variant.events is not None and variant.branch is not None:
            _check_branch_events(problems, variant.events, variant.branch, scenario, place, path)


def _check_branch_events(
    problems: Problems, events: Iterable[Event], branch: date, scenario: Question, place: Place, path: str
) -> None:
    """A branch has the baseline's events before it branches, so a list of its own must repeat them."""

    def past(happenings: Iterable[Event]) -> list[Event]:
        return [event for event in happenings if (event.on or (event.between or (branch,))[0]) < branch]

    if past(events) != past(scenario.events):
        what = f"its events before {branch} differ from the baseline's; a branch shares its past"
        problems.error(place, f"{path}.events", what)


def _check_set(problems: Problems, layer: Layer, layers: list[Layer], scenario: Question) -> None:
    """Warns when ``--set`` undoes a sweep or what a variant sets."""
    for path in layer.parameters:
        for other in layers:
            for axis in (other.sweep or Sweep()).axes:
                if path in scenario.paths().expand(axis.path):
                    problems.warn(layer.node.place, path, "it is no longer swept: --set fixes it")
            if path in other.sample and path not in sampled(scenario):
                problems.warn(layer.node.place, path, "it is no longer drawn: --set fixes it")
            for kind, found in (("variant", other.variants), ("factor", other.factors)):
                for one in found or ():
                    if path in one.values:
                        what = f"--set beats what the {kind} {one.name} sets"
                        problems.warn(layer.node.place, path, what)


def remarks(scenario: Question) -> tuple[Problem, ...]:
    """What a newcomer may not expect of a scenario that is right: told by the command line, not kept with it."""
    file, crisis = str(scenario.source_file or "<text>"), scenario.crisis
    found = []
    said = {*scenario.parameters, *scenario.sample, *(path for variant in scenario.variants for path in variant.values)}
    for path, what in crisis.unset.items():
        if path not in said | {axis.path for axis in scenario.sweep.axes}:
            found.append(Problem(file, 0, 0, "", what, "warning"))
    if what := _of_the_start(scenario, said):
        found.append(Problem(file, 0, 0, "clock.start", what, "warning"))
    axes = len(scenario.sweep.axes)
    if scenario.sweep.design == "grid" and axes > MOST_DRAWN_AXES:
        what = f"{axes} axes are crossed; the page draws no figure of more than {MOST_DRAWN_AXES}, the tables hold all"
        found.append(Problem(file, 0, 0, "sweep.axes", what, "warning"))
    return tuple(found)


def _of_the_start(scenario: Question, said: Collection[str]) -> str:
    """What may surprise about the states that a run begins with; empty where they are those of its first day."""
    catalogue, start = scenario.paths().catalogue, scenario.start
    as_of = scenario.as_of or scenario.crisis.start
    if start == as_of:
        return ""
    if scenario.as_of is None and not any(path in catalogue and catalogue[path].starts for path in said):
        what = f"states begin at their values of {as_of:%B %Y} whatever the start, which is {start}"
        days = " or ".join(f"start: {day}" for day in sorted(scenario.crisis.starts()))
        return f"{what}; write {days}, or give states one by one" if days else what
    return f"states that start: does not give are those of {as_of}; the clock starts on {start}"


# -- the size of a run ----------------------------------------------------------------------------------------------


def check_size(problems: Problems, scenario: Question, layers: list[Layer]) -> None:
    """Notes the first thing that is too large: the grid, the cells, the points or all worlds together."""
    sweep, variants = scenario.sweep, len(lived(scenario))
    place = place_of(layers, "sweep")
    if sweep.design == "grid" and sweep.exclude and sweeps.size(sweep) > MOST_GRID:
        what = f"the grid has {sweeps.size(sweep):,} points before any is excluded"
        problems.error(place, "sweep", what, f"allowed: at most {MOST_GRID:,}; lower the number of values of its axes")
        return
    points = sweeps.kept(sweep) if sweep.design == "grid" else 1
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


def _check_worlds(problems: Problems, scenario: Question, layers: list[Layer], variants: int) -> None:
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


def parts(scenario: Question) -> Iterator[Part]:
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


def _cells(scenario: Question, variants: int) -> Part:
    """The variants as they are, or the points of a grid."""
    swept = scenario.sweep.design == "grid" and bool(scenario.sweep.axes)
    points = sweeps.kept(scenario.sweep) if swept else 1
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


def _drawing(scenario: Question) -> int:
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
