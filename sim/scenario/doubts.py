"""Warns of what is allowed and probably not meant: implausible numbers, lost dates, variants that are the same."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterator, Mapping
from datetime import date

from sim.engine.distributions import Drawn, Sampled
from sim.engine.parameters import Parameter
from sim.scenario.design import default, unswept
from sim.scenario.layers import Layer
from sim.scenario.parts import BASELINE, Cell, Course, Step, Value, Variant
from sim.scenario.problems import Place, Problems
from sim.scenario.question import Question
from sim.scenario.yaml_text import Node

#: How far beyond its plausible range a number is taken for a slip, as a share of that range: a policy one step lower
#: than anyone defends is a question, a number of another order is none.
BEYOND = 0.5


def check_doubts(problems: Problems, scenario: Question, layers: list[Layer], own: int) -> None:
    """Warns of all of them.

    Args:
        problems: where warnings are noted.
        scenario: what the layers make together.
        layers: all layers, those of parents first.
        own: how many layers are parents', whose doubts are told when they are read themselves.
    """
    cells = {variant.name: unswept(scenario, variant) for variant in _all(scenario)}
    _check_same(problems, scenario, layers, cells)
    for i, layer in enumerate(layers[own:], own):
        if isinstance(layer.node.value, dict):
            for place, path, key, value in _said(layer, scenario):
                _check_plausible(problems, place, path, key, value, scenario)
            _check_absent(problems, layer, scenario)
            if not layer.node.place.file.startswith("--"):  # who sets one on the command line means it
                _check_parents_dates(problems, layer, layers[:i], scenario)
            _check_variants_dates(problems, layer, scenario, cells[BASELINE])


def _all(scenario: Question) -> tuple[Variant, ...]:
    return (Variant(BASELINE, scenario.baseline), *(one for one in scenario.variants if not one.factors))


# -- what a layer says, with its places -------------------------------------------------------------------------------

Said = tuple[Place, str, str, Value]


def _said(layer: Layer, scenario: Question) -> Iterator[Said]:
    """Place, dotted path, full path of the parameter and value of all that a layer sets by a key of its own."""
    paths = scenario.paths()
    sections: list[tuple[str, Node, Mapping[str, Value | None]]] = []
    for key in ("parameters", "sample", "start"):
        if key in layer.node.keys and layer.node[key].is_map:
            sections.append((key, layer.node[key], layer.sample if key == "sample" else layer.parameters))
    sections += [(f"variants.{one.name}.set", node, one.values) for one, node in _sets(layer)]
    for name, node, values in sections:
        for key, place in node.keys.items():
            for path in paths.expand(key):
                value = values.get(path)
                if value is not None:
                    yield place, f"{name}.{key}", path, value


def _sets(layer: Layer) -> Iterator[tuple[Variant, Node]]:
    """The variants of a layer that set something, with the map that says what."""
    for variant in layer.variants or ():
        if "variants" in layer.node.keys and variant.name in layer.node["variants"].keys:
            node = layer.node["variants"][variant.name]
            if "set" in node.keys and node["set"].is_map:
                yield variant, node["set"]


# -- implausible numbers ----------------------------------------------------------------------------------------------


def _check_plausible(problems: Problems, place: Place, path: str, key: str, value: Value, scenario: Question) -> None:
    """Warns of a number far beyond the plausible range.

    Three are meant: an end of what is allowed, such as 0; one with its source; one in a file of the crisis.
    """
    parameter = scenario.paths().catalogue[key]
    if parameter.plausible is None or parameter.bounds is None or value.source or _is_ours(place, scenario):
        return
    low, high = parameter.plausible
    for step in value.steps:
        number = _middle(step.value, parameter)
        usual = (*parameter.bounds, parameter.default, parameter.rival)
        beyond = 0.0 if number is None else max(low - number, number - high)
        if beyond > BEYOND * (high - low) and number not in usual:
            what = "is the median, far outside" if isinstance(step.value, Drawn) else "lies far outside"
            plausible = f"the plausible range, {low:g} to {high:g} ({parameter.unit})"
            problems.warn(place, path, f"{number:.3g} {what} {plausible}; give its source if it is meant")
            return


def _is_ours(place: Place, scenario: Question) -> bool:
    """Whether it stands in a file that comes with the crisis, however that was named."""
    folder = scenario.crisis.scenarios
    return folder is not None and os.path.realpath(os.path.dirname(place.file)) == os.path.realpath(folder)  # noqa: PTH120


def _middle(value: object, parameter: Parameter) -> float | None:
    """A number, or the median of a distribution; None for words and for rows of a joint sample."""
    if isinstance(value, Drawn) and not isinstance(value, Sampled):
        assert parameter.bounds is not None
        return float(value.quantile([0.5], parameter.bounds)[0])  # type: ignore[arg-type]
    return float(value) if isinstance(value, int | float) else None


# -- dates that replace others ----------------------------------------------------------------------------------------


def _check_parents_dates(problems: Problems, layer: Layer, below: list[Layer], scenario: Question) -> None:
    """Warns of dates that replace a parent's."""
    known: dict[str, Value] = {}
    for one in below:
        known |= {path: value for path, value in one.parameters.items() if value is not None}
    for place, path, key, value in _said(layer, scenario):
        if path.startswith("parameters.") and key in known and value.steps:
            _warn_of_lost(problems, place, path, key, (known[key], value), scenario, "the parent")


def _check_variants_dates(problems: Problems, layer: Layer, scenario: Question, base: Cell) -> None:
    """Warns of a variant's value that replaces dated steps of the baseline, unless it branches and keeps them."""
    for variant, node in _sets(layer):
        if variant.branch is not None:
            continue
        for name, place in node.keys.items():
            for key in scenario.paths().expand(name):
                lower, value = scenario.parameters.get(key), variant.values.get(key)
                if lower is not None and value is not None and value.steps and key in base.courses:
                    path = f"variants.{variant.name}.set.{name}"
                    _warn_of_lost(problems, place, path, key, (lower, value), scenario, "the baseline")


def _warn_of_lost(
    problems: Problems, place: Place, path: str, key: str, values: tuple[Value, Value], scenario: Question, whose: str
) -> None:
    """Warns of steps of ``values[0]`` that ``values[1]`` neither repeats nor takes the place of."""
    lower, upper = (_dates(value, scenario) for value in values)
    parameter = scenario.paths().catalogue[key]
    only = values[1].only
    if not values[0].steps or (only is not None and only in (parameter.bounds or ())):  # such as 0: switched off
        return
    lost = [day for day in lower if not upper[0] <= day <= upper[-1]] if upper else lower
    if lost:
        days = ", ".join(map(str, lost[:3])) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
        remedy = f"repeat them{', or write from: DATE to keep what came before' if whose == 'the baseline' else ''}"
        problems.warn(place, path, f"it replaces all steps of {whose}, so those of {days} are lost; {remedy}")
    elif not lower and upper and upper[0] > scenario.start:
        before = default(parameter, scenario.crisis.theory_by_key[scenario.theory].rival)
        if values[0].only != before:
            shown = before if isinstance(before, str) else f"{before:g}"
            what = f"before {upper[0]} it has its declared value, {shown}, not that of {whose}"
            problems.warn(place, path, f"{what}; give a step for {scenario.start}, too")


def _dates(value: Value, scenario: Question) -> list[date]:
    """Days of the steps that change a value, as far as the clock reaches them."""
    steps = [step for step in value.steps if step.on is not None]
    changed = [step for at, step in enumerate(steps) if at == 0 or step.value != steps[at - 1].value]
    return [step.on for step in changed if step.on and (step.on - scenario.start).days < scenario.days]


# -- what has no effect -----------------------------------------------------------------------------------------------


def _check_absent(problems: Problems, layer: Layer, scenario: Question) -> None:
    """Warns of an axis whose values all come to the same, since whom it speaks of is left out."""
    if layer.sweep is None or "sweep" not in layer.node.keys or any(one.cast for one in scenario.variants):
        return
    for axis in layer.sweep.axes:
        members = scenario.paths().expand(axis.path)
        if members and all(_left_out(path, scenario.cast.without) for path in members):
            what = "all its values come to the same: whom it speaks of is left out of the cast"
            problems.warn(_axis_place(layer.node["sweep"], axis.path), f"sweep.axes.{axis.path}", what)


def _left_out(path: str, without: tuple[str, ...]) -> bool:
    return any(path.startswith(f"{actor}.") for actor in without)


def _axis_place(sweep: Node, path: str) -> Place:
    for key in ("boundary", "axes"):
        sweep = sweep[key] if key in sweep.keys else sweep
    return sweep.keys.get(path, sweep.place)


def _check_same(problems: Problems, scenario: Question, layers: list[Layer], cells: Mapping[str, Cell]) -> None:
    """Warns of a variant that lives through exactly what another one does, or the baseline."""
    seen: dict[Hashable, str] = {}
    for name, cell in cells.items():
        other = seen.setdefault(_effect(scenario, cell), name)
        holder = next((one for one in reversed(layers) if "variants" in one.node.keys), None)
        if other == name or holder is None or name not in holder.node["variants"].keys:
            continue
        variant = next(one for one in scenario.variants if one.name == name)
        place, path = holder.node["variants"].keys[name], f"variants.{name}"
        if other != BASELINE:
            problems.warn(place, path, f"it is the same as the variant {other}: nothing that happens differs")
        elif variant.branch is not None and (variant.branch - scenario.start).days >= scenario.days:
            last = scenario.start.fromordinal(scenario.start.toordinal() + scenario.days - 1)
            what = f"it branches on {variant.branch}, after the last day {last}; it is the same as the baseline"
            problems.warn(place, path, what)
        elif not (variant.values or variant.theory or variant.events is not None or variant.cast):
            problems.warn(place, path, "it changes nothing, so it is the same as the baseline")
        else:
            problems.warn(place, path, "all that it sets holds anyway, so it is the same as the baseline")


def changes_nothing(scenario: Question, variant: Variant) -> bool:
    """Whether a variant lives through exactly what the baseline does: what it sets holds already."""
    base, other = unswept(scenario, Variant(BASELINE, scenario.baseline)), unswept(scenario, variant)
    return _effect(scenario, base) == _effect(scenario, other)


def _effect(scenario: Question, cell: Cell) -> Hashable:
    """All that a variant lives through; two with the same are the same in every world."""
    rival, catalogue = scenario.crisis.theory_by_key[cell.theory].rival, scenario.paths(cell.cast).catalogue
    held = {path: _held(course, scenario.days) for path, course in cell.courses.items()}
    usual = {path: (Step(0, 0, default(catalogue[path], rival)),) for path in held}
    changed = frozenset((path, course) for path, course in held.items() if course != usual[path])
    events = tuple(one for one in cell.events if one.chance and (one.day is None or one.day < scenario.days))
    added = tuple((key, tuple(sorted(member.items()))) for key, member in cell.cast.added)
    return cell.theory, frozenset(cell.cast.without), added, events, changed


def _held(course: Course, days: int) -> Course:
    """A history without steps that change nothing, or that nobody lives to see or to hear of."""
    steps = tuple(step for step in course if min(step.day, step.announced) < days)
    return steps[:1] if all(step.value == steps[0].value for step in steps) else steps
