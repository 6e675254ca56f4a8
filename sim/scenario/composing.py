"""Lays the layers of a scenario over one another: parents, the file, ``--set``, changes made in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from sim.scenario import condition
from sim.scenario.casting import CastChange, ever_added, likes
from sim.scenario.checks import check_size, check_whole, place_of
from sim.scenario.crossing import crossed
from sim.scenario.format import Field
from sim.scenario.history import settled, since
from sim.scenario.layers import Layer, Said, inherited, lay, read_cast_change, read_layer
from sim.scenario.parts import Cast, Event, Factor, Sweep, Value, Variant
from sim.scenario.paths import Paths
from sim.scenario.problems import Place, Problems, nearest
from sim.scenario.question import Question, Recipe, most_worlds
from sim.scenario.reader import Reader, is_plain
from sim.scenario.yaml_text import from_python, refuse_unseen

Q = TypeVar("Q", bound=Question)


def compose(recipe: Recipe, problems: Problems, kind: type[Q]) -> Q:
    """Reads all layers and lays them over one another.

    Args:
        recipe: what the scenario is made from.
        problems: where mistakes are noted.
        kind: class of what is made.

    Raises:
        ScenarioError: with every mistake in any layer.
    """
    reader = Reader(problems, recipe.paths)
    nodes = (*recipe.files, *recipe.sets, *recipe.changes)
    changes = [read_cast_change(reader, node, recipe.paths) for node in nodes]
    cast = _cast(changes)
    known = recipe.paths.plus(ever_added(changes))
    layers = [read_layer(reader, node, known, cast, change) for node, change in zip(nodes, changes, strict=True)]
    parents, settings = len(recipe.files) - 1, recipe.paths.format.settings
    layers = [inherited(layer, settings) if i < parents else layer for i, layer in enumerate(layers)]
    of_sets = layers[len(recipe.files) : len(recipe.files) + len(recipe.sets)]
    pinned = {path: value for layer in of_sets for path, value in layer.parameters.items()}
    scenario = _laid_over(recipe, layers, cast, pinned, problems, kind)
    check_whole(problems, scenario, layers, len(recipe.files), set(map(id, recipe.sets)))
    problems.check()
    check_size(problems, scenario, layers)
    problems.check()
    return replace(scenario, warnings=problems.warnings)


def _cast(changes: Iterable[CastChange]) -> Cast:
    cast = Cast()
    for change in changes:
        cast = change.upon(cast)
    return cast


def _laid_over(recipe: Recipe, layers: list[Layer], cast: Cast, pinned: Said, problems: Problems, kind: type[Q]) -> Q:
    said: tuple[Said, Said] = {}, {}
    events: tuple[Event, ...] = ()
    variants: tuple[Variant, ...] = ()
    factors: tuple[Factor, ...] = ()
    sweep = Sweep()
    for layer in layers:
        said = lay(said, (layer.parameters, layer.sample), layer.clears)
        events = events if layer.events is None else layer.events
        variants = variants if layer.variants is None else layer.variants
        factors = factors if layer.factors is None else layer.factors
        sweep = sweep if layer.sweep is None else layer.sweep
    values = _values(recipe, layers)
    as_of = next((layer.as_of for layer in reversed(layers) if layer.as_of), None)
    start, evening = values["clock.start"], as_of if as_of in recipe.paths.crisis.starts() else None
    events, variants = _dated(events, start), tuple(_on_their_days(one, start) for one in variants)
    paths, crisis = recipe.paths.plus(likes(cast)), recipe.paths.crisis
    parameters, sample = (_known(one, paths) for one in said)
    worlds, headline = most_worlds(values["runs.worlds"]), values["outcomes.headline"]
    settled_sweep = settle(sweep, pinned, paths, worlds, headline)
    place = place_of(layers, condition.CONDITION, "until")
    return kind(
        values=values,
        parameters=parameters,
        sample=sample,
        events=events,
        history=since(settled(problems, values, place_of(layers, "history", "until"), crisis), evening),
        cast=cast,
        variants=tuple(_without(variant, pinned) for variant in (*variants, *crossed(factors))),
        factors=factors,
        sweep=settled_sweep,
        conditions=condition.settled(problems, values, place, crisis, settled_sweep),
        crisis=crisis,
        recipe=recipe,
        as_of=as_of,
    )


def _dated(events: tuple[Event, ...], start: date) -> tuple[Event, ...]:
    """Events on their dates; the same list where none is counted from the first day."""
    return tuple(one.dated(start) for one in events) if any(one.day is not None for one in events) else events


def _on_their_days(variant: Variant, start: date) -> Variant:
    """A variant whose events are on their dates."""
    return variant if variant.events is None else replace(variant, events=_dated(variant.events, start))


def _values(recipe: Recipe, layers: list[Layer]) -> dict[str, Any]:
    """Every plain key with what the last layer says of it, or its default."""
    tree = recipe.paths.format
    found = {path: one.default for path, one in tree.leaves() if one.inherits or is_plain(one)}
    for layer in layers:
        found |= layer.values
    found = {path: value if path in tree.settings or value else tree[path].default for path, value in found.items()}
    found["name"] = found["name"] or recipe.name
    found["title"] = found["title"] or found["name"].replace("_", " ").capitalize()
    return found


def _known(said: Said, paths: Paths) -> dict[str, Value]:
    """What is said of the parameters that there are; ``null`` says nothing."""
    return {path: value for path, value in said.items() if value is not None and path in paths.catalogue}


def _without(variant: Variant, pinned: Said) -> Variant:
    """A variant without what the command line has fixed: ``--set`` beats it."""
    return replace(variant, values={path: value for path, value in variant.values.items() if path not in pinned})


# -- what remains of a sweep when all layers are together -----------------------------------------------------------

Fixed = Mapping[str, float | str | None]


def settle(sweep: Sweep, pinned: Mapping[str, Value | None], paths: Paths, worlds: int, headline: str) -> Sweep:
    """The sweep that is run.

    Args:
        sweep: as its file says.
        pinned: what the command line fixes, by full path.
        paths: the parameters there are.
        worlds: worlds per cell; a point of a spread design never has more.
        headline: outcome that a boundary is about when it names none.
    """
    fixed: dict[str, float | str | None] = {}
    for axis in sweep.axes:
        taken = [path for path in paths.expand(axis.path) if path in pinned]
        if taken:
            fixed[axis.path] = _number(pinned[taken[0]])
    left = tuple(axis for axis in sweep.axes if axis.path not in fixed)
    if not left or (sweep.boundary and left[-1].ends is None):  # nothing is searched any more
        return Sweep()
    if sweep.boundary is not None:
        outcome = sweep.boundary.outcome or headline
        return replace(sweep, axes=left, boundary=replace(sweep.boundary, outcome=outcome))
    per_point = min(sweep.worlds or paths.format["sweep.worlds"].default, worlds) if sweep.points else 0
    exclude = tuple(entry for one in sweep.exclude if (entry := _unfixed(one, fixed)))
    return replace(sweep, axes=left, worlds=per_point, exclude=exclude)


def _number(value: Value | None) -> float | str | None:
    """A fixed number or word; None for anything else."""
    only = None if value is None else value.only
    return only if isinstance(only, float | str) else None


def _unfixed(entry: Mapping[str, tuple[float | str, ...]], fixed: Fixed) -> dict[str, tuple[float | str, ...]]:
    """What an entry of ``exclude`` says of the remaining axes; empty when it no longer applies."""
    if any(path in fixed and fixed[path] not in values for path, values in entry.items()):
        return {}
    return {path: values for path, values in entry.items() if path not in fixed}


# -- changes made in Python -----------------------------------------------------------------------------------------


def changed(scenario: Q, changes: Mapping[str, Any], where: str) -> Q:
    """A scenario with changes laid over it; see :meth:`Scenario.replace`.

    Args:
        scenario: the scenario, which stays as it is.
        changes: what to lay over it.
        where: the call or option that asks for it, as messages name it.
    """
    recipe = scenario.recipe
    homes = _homes(recipe.paths.format)
    written: dict[str, Any] = {}
    for key, home in homes.items():
        if key in changes:
            home = "" if isinstance(changes[key], Mapping) and key in recipe.paths.format.keys else home
            (written.setdefault(home, {}) if home else written)[key] = changes[key]
    for key, value in changes.items():
        if key in _OPENED and isinstance(value, Mapping):
            if twice := [name for name in value if name in written.get(key, {})]:
                raise TypeError(f"{where} got {twice[0]!r} twice: by itself and in {key}")
            written[key] = {**value, **written.get(key, {})}
        elif key not in homes:
            raise TypeError(_unknown(key, where, homes))
    node, problems = from_python(written, Place(where, 1, 1)), Problems()
    refuse_unseen(node, problems)
    problems.check()
    return compose(replace(recipe, changes=(*recipe.changes, node)), problems, type(scenario))


#: Sections of a file whose entries :meth:`Scenario.replace` takes by their own names, too; keys that it does not take.
_OPENED, _NOT_TAKEN = ("clock", "runs"), ("format", "extends")


def _homes(tree: Field) -> dict[str, str]:
    """What may be changed by its own name, and the section of a file that it stands in, if any."""
    found = dict.fromkeys((key for key in tree.keys if key not in (*_OPENED, *_NOT_TAKEN)), "")
    return found | {key: section for section in _OPENED for key in tree[section].keys}


def _unknown(key: str, where: str, homes: Mapping[str, str]) -> str:
    names = [name for name in homes if name != "only"]  # which has a method of its own
    if key in _OPENED:
        instead = ", ".join(f"{name}=" for name in names if homes[name] == key)
        return f"{where} got {key!r}, which is no dict; write one, or {instead} instead"
    near = nearest(key, names)
    return f"{where} got {key!r}; allowed: {', '.join(names)}{f'; did you mean {near}?' if near else ''}"
