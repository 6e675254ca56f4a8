"""Warns of what is allowed and probably not meant: implausible numbers, lost dates, variants that are the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sim.engine import files
from sim.engine.distributions import Drawn, Sampled
from sim.engine.parameters import Parameter
from sim.scenario.design import default, unswept
from sim.scenario.layers import Layer, lay
from sim.scenario.parts import BASELINE, DEFAULT, Axis, Cell, Course, Single, Step, Value, Variant
from sim.scenario.paths import Paths
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
            said = list(_said(layer, scenario))
            _check_plausible(problems, said, scenario)
            _check_theory(problems, said, {cell.theory for cell in cells.values()})
            _check_axes(problems, layer, scenario)
            _check_parents_dates(problems, said, layers[:i], scenario, i > own)
            _check_variants_dates(problems, layer, said, scenario)


def _all(scenario: Question) -> tuple[Variant, ...]:
    return (Variant(BASELINE, scenario.baseline), *(one for one in scenario.variants if not one.factors))


# -- what a layer says, with its places -------------------------------------------------------------------------------


class Said(NamedTuple):
    """What a layer sets by a key of its own: where, the dotted paths of the section and key, and what it means."""

    place: Place
    section: tuple[str, ...]
    name: str
    key: str
    parameter: Parameter
    value: Value

    @property
    def path(self) -> str:
        """The dotted path of what is said."""
        return ".".join((*self.section, self.name))


def _said(layer: Layer, scenario: Question) -> Iterator[Said]:
    """All that a layer sets, by full path of the parameter; a member's own key beats its family's."""
    for section, node, actor, values, paths in _sections(layer, scenario):
        for name, place in node.keys.items():
            for key in paths.expand(actor + name):
                value = values.get(key)
                if value is not None and (key == actor + name or key not in node.keys):
                    yield Said(place, section, name, key, paths.catalogue[key], value)


#: The keys above a map of settings, the map, what comes before its keys, what they are read as, and what there is.
Section = tuple[tuple[str, ...], Node, str, Mapping[str, Value | None], Paths]


def _sections(layer: Layer, scenario: Question) -> Iterator[Section]:
    """All maps of a layer that set parameters."""
    root, paths = layer.node, scenario.paths()
    found: list[tuple[tuple[str, ...], Mapping[str, Value | None], Paths]] = [
        (("parameters",), layer.parameters, paths),
        (("sample",), layer.sample, paths),
        (("start",), layer.parameters, paths),
        (("cast", "add"), layer.parameters, paths),
    ]
    for variant in layer.variants or ():
        known = scenario.paths(variant.cast) if variant.cast else paths
        found += [(("variants", variant.name, *keys), variant.values, known) for keys in _IN_A_VARIANT]
    found += [(("factors", one.name, "set"), one.values, paths) for one in layer.factors or ()]
    for keys, values, known in found:
        node = _map(root, *keys)
        if node and keys[-1] == "add":
            for member in node.keys:
                if settings := _map(node, member, "set"):
                    yield (*keys, member, "set"), settings, f"{known.member(member)}.", values, known
        elif node:
            yield keys, node, "", values, known


_IN_A_VARIANT = (("set",), ("start",), ("cast", "add"))


def _map(node: Node, *keys: str) -> Node | None:
    """The map below some keys; None where there is none."""
    for key in keys:
        if key not in node.keys:
            return None
        node = node[key]
    return node if node.is_map else None


# -- implausible numbers ----------------------------------------------------------------------------------------------


def _check_plausible(problems: Problems, said: Iterable[Said], scenario: Question) -> None:
    """Warns once a key of a number far beyond the plausible range.

    Three are meant: an end of what is allowed, such as 0; one with its source; one in a file of the crisis.
    """
    told = set()
    for one in said:
        if (one.place, one.path) in told or one.value.source or _is_ours(one.place, scenario):
            continue
        for step in one.value.steps:
            number = _middle(step.value, one.parameter)
            if number is not None and _is_far(number, one.parameter) and number not in _usual(one.parameter):
                what = "is the median, far outside" if isinstance(step.value, Drawn) else "lies far outside"
                whose = "" if one.key.endswith(one.name) else f" of {one.key}"  # of a family's, one member's
                what = f"{number:.3g} {what} {_range(one.parameter, whose)}; give its source if it is meant"
                problems.warn(one.place, one.path, what)
                told.add((one.place, one.path))
                break


def _is_ours(place: Place, scenario: Question) -> bool:
    """Whether it stands in a file that comes with the crisis, however that was named."""
    folder = scenario.crisis.scenarios
    return folder is not None and files.kind(place.file) == files.FILE and files.same(Path(place.file).parent, folder)


def _is_far(number: float, parameter: Parameter) -> bool:
    """Whether a number lies beyond the plausible range by so much that it may be a slip."""
    if parameter.plausible is None:
        return False
    low, high = parameter.plausible
    return max(low - number, number - high) > BEYOND * (high - low)


def _usual(parameter: Parameter) -> tuple[object, ...]:
    return *(parameter.bounds or ()), parameter.default, parameter.rival


def _range(parameter: Parameter, whose: str = "") -> str:
    assert parameter.plausible is not None
    low, high = parameter.plausible
    return f"the plausible range{whose}, {low:g} to {high:g} ({parameter.unit})"


def _middle(value: object, parameter: Parameter) -> float | None:
    """A number, or the median of a distribution; None for words and for rows of a joint sample."""
    if isinstance(value, Drawn) and not isinstance(value, Sampled):
        assert parameter.bounds is not None
        return float(value.quantile([0.5], parameter.bounds)[0])  # type: ignore[arg-type]
    return float(value) if isinstance(value, int | float) else None


# -- axes -------------------------------------------------------------------------------------------------------------


def _check_theory(problems: Problems, said: Iterable[Said], theories: set[str]) -> None:
    """Warns of parameters that only a theory reads under which nothing stands."""
    for one in said:
        if not any(map(one.parameter.read_under, theories)):
            problems.warn(one.place, one.path, f"it changes nothing: theory: {one.parameter.theory} alone reads it")


def _check_axes(problems: Problems, layer: Layer, scenario: Question) -> None:
    """Warns of an axis whose values all come to the same, lie far outside what is plausible, or replace dated steps."""
    keys = ("sweep", "boundary", "axes") if layer.sweep and layer.sweep.boundary else ("sweep", "axes")
    node = _map(layer.node, *keys)
    for axis in layer.sweep.axes if layer.sweep and node else ():
        assert node is not None
        place, path = node.keys.get(axis.path, node.place), ".".join((*keys, axis.path))
        members = scenario.paths().expand(axis.path)
        cast = any(one.cast for one in scenario.variants)
        if not cast and members and all(_left_out(key, scenario.cast.without) for key in members):
            problems.warn(place, path, "all its values come to the same: whom it speaks of is left out of the cast")
        elif not _is_ours(place, scenario):
            _check_far(problems, place, path, axis, [scenario.paths().catalogue[key] for key in members])
        dated = [_changes(scenario.parameters.get(key, DEFAULT), scenario) for key in members]
        later = sum(day > scenario.start for changes in dated for day in changes)
        if later:
            steps = "a dated step of the baseline is" if later == 1 else f"{later} dated steps of the baseline are"
            problems.warn(place, path, f"each of its values holds from the first day to the last, so {steps} lost")


def _check_far(problems: Problems, place: Place, path: str, axis: Axis, members: list[Parameter]) -> None:
    """Warns of an axis that reaches no plausible value of anyone whom it speaks of."""
    if members and all(_all_far(axis, one) for one in members):
        low, high = _reach(axis, members[0])
        numbers = f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"
        what = "95 in 100 of its values" if axis.drawn else "all its values"
        what = f"{what}, {numbers}, lie far outside {_range(members[0])}; no point of the sweep is plausible"
        problems.warn(place, path, what)


def _all_far(axis: Axis, parameter: Parameter) -> bool:
    """Whether all values lie far outside the plausible range; ends of what is allowed alone are meant."""
    if parameter.bounds is None or parameter.plausible is None or isinstance(axis.drawn, Sampled):
        return False
    if axis.values:
        far = all(_is_far(one, parameter) for one in axis.values if not isinstance(one, str))
        given = {*axis.values}
        return far and not given & {parameter.default, parameter.rival} and not given <= {*parameter.bounds}
    low, high = _reach(axis, parameter)
    one_side = high < parameter.plausible[0] or low > parameter.plausible[1]
    return one_side and _is_far(low, parameter) and _is_far(high, parameter)


def _reach(axis: Axis, parameter: Parameter) -> tuple[float, float]:
    """Lowest and highest number of an axis; of a distribution, those of the middle 95 in 100."""
    if axis.drawn is None:
        return axis.span
    assert parameter.bounds is not None
    low, high = axis.drawn.quantile([0.025, 0.975], parameter.bounds)  # type: ignore[arg-type]
    return float(low), float(high)


# -- dates that replace others ----------------------------------------------------------------------------------------


def _check_parents_dates(
    problems: Problems, said: Iterable[Said], below: list[Layer], scenario: Question, by_option: bool
) -> None:
    """Warns of a value that replaces a parent's dated steps; in one line where the command line gives it."""
    fixed: tuple[dict[str, Value | None], dict[str, Value | None]] = {}, {}
    for layer in below:
        fixed = lay(fixed, (layer.parameters, layer.sample), layer.clears)
    for one in said:
        lower = fixed[0].get(one.key)
        if one.section[0] not in ("variants", "factors") and lower is not None and one.value.steps:
            if not by_option:
                _warn_of_lost(problems, one, lower, scenario, "the parent", "repeat them")
            elif _lost(lower, one, scenario):
                before = len(_changes(lower, scenario))
                by = "one value" if one.value.only is not None else f"{len(one.value.steps)} of its own"
                what = f"it replaces {before} dated step{'s' * (before > 1)} of the file by {by}"
                problems.warn(one.place, one.path, what)


def _check_variants_dates(problems: Problems, layer: Layer, said: Iterable[Said], scenario: Question) -> None:
    """Warns of a variant's or factor's value that replaces dated steps of the baseline; a branch keeps its past."""
    branches = {one.name: one.branch for one in layer.variants or ()}
    live = {one.name: one.values for one in scenario.variants}  # a factor alone is one of them
    for one in said:
        lower = scenario.parameters.get(one.key)
        if one.section[0] not in ("variants", "factors") or lower is None or not one.value.steps:
            continue
        if one.key not in live.get(one.section[1], {}):  # --set beats it, which is told there
            continue
        if one.section[0] == "factors":
            _warn_of_lost(problems, one, lower, scenario, "the baseline", "repeat them")
        elif branches.get(one.section[1]) is None:
            remedy = "repeat them, or write from: DATE to keep what came before"
            _warn_of_lost(problems, one, lower, scenario, "the baseline", remedy)
        elif first := one.value.steps[0].on:
            later = Value(tuple(step for step in lower.steps if step.on and step.on >= first))
            _warn_of_lost(problems, one, later, scenario, "the baseline from then on", "repeat them")


def _warn_of_lost(problems: Problems, one: Said, lower: Value, scenario: Question, whose: str, remedy: str) -> None:
    """Warns of steps that are lost, or else of a time before the first step in which what held is lost."""
    lost, changes = _lost(lower, one, scenario), _changes(one.value, scenario)
    if lost:
        days = ", ".join(map(str, lost[:3])) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
        what = f"it replaces all steps of {whose}, so those of {days} are lost; {remedy}"
        problems.warn(one.place, one.path, what)
    elif lower.only is not None and changes and min(changes) > scenario.start:
        before = _declared(one.parameter, scenario)
        if lower.only != before:
            shown = before if isinstance(before, str) else f"{before:g}"
            what = f"before {min(changes)} it has its declared value, {shown}, not that of {whose}"
            problems.warn(one.place, one.path, f"{what}; give a step for {scenario.start}, too")


def _lost(lower: Value, one: Said, scenario: Question) -> list[date]:
    """Days of the steps of a value that another one drops.

    A step stands if the other one has a step for that day, has its value on that day anyway, or has the same step on
    another day. A value from an end of what is allowed, such as 0, switches off, and drops nothing by mistake.
    """
    upper, start = one.value, scenario.start
    before, after = _changes(lower, scenario), _changes(upper, scenario)
    only = upper.only
    if not before or (only is not None and (only in (one.parameter.bounds or ()) or max(before) <= start)):
        return []
    moved = [value for day, value in after.items() if day not in before]
    taken = {step.on for step in upper.steps}
    if after and min(after) <= start:
        taken |= {day for day in before if day <= start}
    return [
        day
        for day, value in before.items()
        if day not in taken and value not in moved and value != _on(upper, day, one.parameter, scenario)
    ]


def _on(value: Value, day: date, parameter: Parameter, scenario: Question) -> Single:
    """What holds on a day."""
    held = [step.value for step in value.steps if step.on is None or step.on <= day]
    return held[-1] if held else _declared(parameter, scenario)


def _declared(parameter: Parameter, scenario: Question) -> Single:
    return default(parameter, scenario.crisis.theory_by_key[scenario.theory].rival)


def _changes(value: Value, scenario: Question) -> dict[date, Single]:
    """Dated steps that change a value and whose day or announcement the clock sees; up to its start the last alone."""
    start, dated = scenario.start, [(one.on, one.announced or one.on, one.value) for one in value.steps if one.on]
    early = [(day, said) for day, _, said in dated if day <= start]
    later = [(day, said) for day, heard, said in dated if day > start and (heard - start).days < scenario.days]
    steps = early[-1:] + later
    return dict(step for at, step in enumerate(steps) if at == 0 or step[1] != steps[at - 1][1])


# -- what has no effect -----------------------------------------------------------------------------------------------


def _left_out(path: str, without: tuple[str, ...]) -> bool:
    return any(path.startswith(f"{actor}.") for actor in without)


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
