"""Checks that need the whole scenario: names of chosen variants, and things that can never happen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sim.scenario.courses import default
from sim.scenario.design import unswept
from sim.scenario.format import MOST_DRAWN_AXES, SETTINGS
from sim.scenario.nodes import Node
from sim.scenario.parts import Cell, Event, Step, Sweep, Variant
from sim.scenario.problems import Place, Problem, Problems
from sim.scenario.variants import BASELINE

if TYPE_CHECKING:
    from sim.scenario.layers import Layer
    from sim.scenario.scenario import Scenario


def check_whole(problems: Problems, scenario: Scenario, layers: list[Layer], files: int, sets: set[int]) -> None:
    """Notes what only shows when all layers are together; what rests on other parts, provided that these are right.

    Args:
        problems: where mistakes are noted.
        scenario: what the layers make together.
        layers: all layers, those of files first.
        files: how many layers are files.
        sets: identities of the nodes that ``--set`` gave.
    """
    _check_chosen(problems, scenario, layers)
    _check_gone(problems, scenario, layers[-1].node.place)
    _check_swept(problems, scenario, layers)
    if problems.errors:
        return
    _check_worlds(problems, scenario, layers, layers[:files])
    last = scenario.start + timedelta(days=scenario.days - 1)
    for i, layer in enumerate(layers):
        if isinstance(layer.node.value, dict):
            _check_empty(problems, layer, layers[:i])
            _check_events(problems, layer, scenario, last)
            _check_variants(problems, layer, scenario, last)
            if id(layer.node) in sets:
                _check_set(problems, layer, layers, scenario)


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


def _check_swept(problems: Problems, scenario: Scenario, layers: list[Layer]) -> None:
    """What is swept is neither drawn nor, in whatever layer, set by a variant."""
    sweep, paths = scenario.sweep, scenario.paths()
    above = ("sweep", "boundary", "axes") if sweep.boundary else ("sweep", "axes")
    by_itself = _last(layers, "variants") is _last(layers, "sweep")  # then the layer has told of its variants
    for axis in sweep.axes:
        place, path = place_of(layers, *above, axis.path), ".".join((*above, axis.path))
        members = set(paths.expand(axis.path))
        drawn = sorted(members & scenario.sample.keys())
        if drawn:
            what = f"{drawn[0]} is drawn anew in each world, under sample; a parameter is swept or drawn"
            problems.error(place, path, what, f"to sweep it, write sample: {{{drawn[0]}: null}}, or delete it there")
        for variant in () if by_itself else scenario.variants:
            if members & variant.values.keys():
                what = f"the variant {variant.name} sets it, and would undo the sweep"
                problems.error(place, path, what, "delete it there, or here")


def _last(layers: list[Layer], key: str) -> Layer | None:
    """The layer whose own ``sweep`` or ``variants`` hold."""
    return next((layer for layer in reversed(layers) if layer.own.get(key) is not None), None)


def _check_worlds(problems: Problems, scenario: Scenario, layers: list[Layer], files: list[Layer]) -> None:
    """Warns of more worlds per point than the files let a cell have; a quick look from outside is no mistake."""
    holder, sweep = _last(layers, "sweep"), scenario.sweep
    said = holder.own["sweep"].worlds if holder else 0
    most = next((file.settings[WORLDS] for file in reversed(files) if WORLDS in file.settings), SETTINGS[WORLDS])
    if sweep.points and said > max(most, sweep.worlds):
        what = f"{said:,} worlds per point are more than runs.worlds; each point gets {sweep.worlds:,}"
        problems.warn(place_of(layers, "sweep", "worlds"), "sweep.worlds", what)


def _check_chosen(problems: Problems, scenario: Scenario, layers: list[Layer]) -> None:
    names = (BASELINE, *(variant.name for variant in scenario.variants))
    for name in scenario.chosen:
        if name not in names:
            place = next(layer.node.place for layer in reversed(layers) if "runs.only" in layer.settings)
            problems.error(place, "runs.only", f"there is no variant {name!r}", given=name, names=names)


def _check_empty(problems: Problems, layer: Layer, below: list[Layer]) -> None:
    """Warns of a section with nothing in it: ``null`` deletes, and a section that is commented out reads as null."""
    for section in ("parameters", "sample", "events", "cast"):
        empty = section in layer.node.keys and layer.node[section].is_null
        if empty and any(section in other.node.keys for other in below):
            what = "an empty section drops all that was inherited; leave the key out to keep it"
            problems.warn(layer.node.keys[section], section, what)


def _check_gone(problems: Problems, scenario: Scenario, place: Place) -> None:
    """A militia that one layer adds and a later one takes back may have left something behind."""
    paths = scenario.paths()
    for i, event in enumerate(scenario.events):
        if event.actor not in paths.actors:
            problems.error(place, f"events[{i}]", f"{event.actor} is no longer in the cast; give events without it")
    for axis in scenario.sweep.axes:
        if not paths.expand(axis.path):
            problems.error(place, f"sweep.axes.{axis.path}", "this militia is no longer in the cast")


def _check_events(problems: Problems, layer: Layer, scenario: Scenario, last: date) -> None:
    """Warns of events that never happen, when these are the scenario's."""
    if layer.events is None or layer.events is not scenario.events:
        return
    places = _places(layer.node["events"]) if "events" in layer.node.keys else []
    for i, (event, place) in enumerate(zip(layer.events, places, strict=False)):
        _warn_of_event(problems, event, place, f"events[{i}]", scenario, last)


def _warn_of_event(problems: Problems, event: Event, place: Place, path: str, scenario: Scenario, last: date) -> None:
    first_day, last_day = (event.on, event.on) if event.on else event.between or (None, None)
    if first_day is None or last_day is None:
        return
    if last_day < scenario.start or first_day > last:
        problems.warn(place, path, f"it never happens: the clock runs from {scenario.start} to {last}")
    elif event.actor in scenario.cast.without:
        problems.warn(place, path, f"it never happens: {event.actor} is left out of the cast")


def _places(node: Node) -> list[Place]:
    return [item.place for item in node.value] if isinstance(node.value, tuple) else []


def _check_variants(problems: Problems, layer: Layer, scenario: Scenario, last: date) -> None:
    for variant in layer.own.get("variants", ()):
        if "variants" not in layer.node.keys or variant.name not in layer.node["variants"].keys:
            continue
        place, path = layer.node["variants"].keys[variant.name], f"variants.{variant.name}"
        if variant.branch is not None and variant.branch < scenario.start:
            what = f"it branches on {variant.branch}, before the clock starts on {scenario.start}"
            problems.error(place, path, what)
        elif variant.branch is not None and variant.branch > last:
            what = f"it branches on {variant.branch}, after the last day {last}; it is the same as the baseline"
            problems.warn(place, path, what)
        if variant.events is not None and variant.branch is not None:
            _check_branch_events(problems, variant.events, variant.branch, scenario, place, path)
        if not (variant.values or variant.theory or variant.events is not None or variant.cast):
            problems.warn(place, path, "it changes nothing, so it is the same as the baseline")
        elif (variant.branch is None or variant.branch <= last) and _changes_nothing(scenario, variant):
            problems.warn(place, path, "all that it sets holds anyway, so it is the same as the baseline")


def _changes_nothing(scenario: Scenario, variant: Variant) -> bool:
    """Whether a variant lives through exactly what the baseline does: what it sets holds already."""
    left = next((one for one in scenario.variants if one.name == variant.name), None)  # what --set leaves of it
    if left is None:  # a later layer has other variants
        return False
    base, other = unswept(scenario, Variant(BASELINE, scenario.baseline)), unswept(scenario, left)
    if (base.theory, base.cast, base.events) != (other.theory, other.cast, other.events):
        return False
    paths = base.courses.keys() | other.courses.keys()
    return all(_held(scenario, base, path) == _held(scenario, other, path) for path in paths)


def _held(scenario: Scenario, cell: Cell, path: str) -> tuple[Step, ...]:
    """The history of a parameter in a cell, without steps that change nothing."""
    if path not in cell.courses:
        return (Step(0, 0, default(scenario.paths(cell.cast).catalogue[path], cell.theory)),)
    steps = cell.courses[path]
    return steps[:1] if all(step.value == steps[0].value for step in steps) else steps


def _check_branch_events(
    problems: Problems, events: Iterable[Event], branch: date, scenario: Scenario, place: Place, path: str
) -> None:
    """A branch has the baseline's events before it branches, so a list of its own must repeat them."""

    def past(happenings: Iterable[Event]) -> list[Event]:
        return [event for event in happenings if (event.on or (event.between or (branch,))[0]) < branch]

    if past(events) != past(scenario.events):
        what = f"its events before {branch} differ from the baseline's; a branch shares its past"
        problems.error(place, f"{path}.events", what)


def _check_set(problems: Problems, layer: Layer, layers: list[Layer], scenario: Scenario) -> None:
    """Warns when ``--set`` undoes a sweep or what a variant sets."""
    for path in layer.parameters:
        for other in layers:
            for axis in other.own.get("sweep", Sweep()).axes:
                if path in scenario.paths().expand(axis.path):
                    problems.warn(layer.node.place, path, "it is no longer swept: --set fixes it")
            if path in other.sample and path not in scenario.sampled:
                problems.warn(layer.node.place, path, "it is no longer drawn: --set fixes it")
            for variant in other.own.get("variants", ()):
                if path in variant.values:
                    what = f"--set beats what the variant {variant.name} sets"
                    problems.warn(layer.node.place, path, what)


PRESSURE, WORLDS = "united_states.pressure", "runs.worlds"


def remarks(scenario: Scenario) -> tuple[Problem, ...]:
    """What a newcomer may not expect of a scenario that is right: told by the command line, not kept with it."""
    file = str(scenario.source_file or "<text>")
    found = []
    said = {*scenario.parameters, *scenario.sample, *(path for variant in scenario.variants for path in variant.values)}
    if PRESSURE not in said | {axis.path for axis in scenario.sweep.axes}:
        what = (
            "no pressure is set: sanctions stay at 0 but for answers to single acts; "
            "did you mean extends: redline:maximum_pressure?"
        )
        found.append(Problem(file, 0, 0, "", what, "warning"))
    if scenario.start != SETTINGS["clock.start"]:
        what = f"states begin at their values of May 2018 whatever the start, which is {scenario.start}"
        found.append(Problem(file, 0, 0, "clock.start", what, "warning"))
    axes = len(scenario.sweep.axes)
    if scenario.sweep.design == "grid" and axes > MOST_DRAWN_AXES:
        what = f"{axes} axes are crossed; the page draws no figure of more than {MOST_DRAWN_AXES}, the tables hold all"
        found.append(Problem(file, 0, 0, "sweep.axes", what, "warning"))
    return tuple(found)
