"""Lays the layers of a scenario over one another: parents, the file, ``--set``, changes made in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.casting import CastChange, ever_added, likes
from sim.scenario.checks import check_whole, place_of
from sim.scenario.format import SETTINGS
from sim.scenario.history import settled
from sim.scenario.layers import Layer, inherited, read_cast_change, read_layer
from sim.scenario.nodes import Node, from_python
from sim.scenario.parts import Assumptions, Cast, Event, Sweep, Value, Variant
from sim.scenario.paths import Paths
from sim.scenario.problems import Place, Problems, nearest
from sim.scenario.reader import Reader
from sim.scenario.runs import HALF_WIDTH
from sim.scenario.samples import Said, lay
from sim.scenario.scenario import Scenario
from sim.scenario.settling import settle
from sim.scenario.sizes import check_size

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = "replace()"


@dataclass(frozen=True)
class Recipe:
    """Everything a scenario is made from.

    Attributes:
        name: short name.
        file: the file, or None for text.
        files: texts in order of precedence, the farthest parent first and the file itself last.
        sets: one map per ``--set``.
        changes: one map per :meth:`Scenario.replace`.
        paths: parameters and actors as declared.
    """

    name: str
    file: Path | None
    files: tuple[Node, ...]
    sets: tuple[Node, ...]
    changes: tuple[Node, ...]
    paths: Paths


def compose(recipe: Recipe, problems: Problems) -> Scenario:
    """Reads all layers and lays them over one another.

    Raises:
        ScenarioError: with every mistake in any layer.
    """
    reader = Reader(problems)
    nodes = (*recipe.files, *recipe.sets, *recipe.changes)
    changes = [read_cast_change(reader, node, recipe.paths) for node in nodes]
    cast = _cast(changes)
    known = recipe.paths.plus(ever_added(changes))
    layers = [read_layer(reader, node, known, cast, change) for node, change in zip(nodes, changes, strict=True)]
    parents = len(recipe.files) - 1
    layers = [inherited(layer) if i < parents else layer for i, layer in enumerate(layers)]
    pinned = {path: value for layer in _of(layers, recipe.sets) for path, value in layer.parameters.items()}
    scenario = _scenario(recipe, layers, cast, pinned, problems)
    check_whole(problems, scenario, layers, len(recipe.files), set(map(id, recipe.sets)))
    problems.check()
    check_size(problems, scenario, layers)
    problems.check()
    return scenario.with_warnings(problems.warnings)


def _of(layers: Iterable[Layer], nodes: tuple[Node, ...]) -> list[Layer]:
    return [layer for layer in layers if any(layer.node is node for node in nodes)]


def _cast(changes: Iterable[CastChange]) -> Cast:
    cast = Cast()
    for change in changes:
        cast = change.upon(cast)
    return cast


def _scenario(recipe: Recipe, layers: list[Layer], cast: Cast, pinned: Said, problems: Problems) -> Scenario:
    settings, own = dict(SETTINGS), dict[str, Any]()
    said: tuple[Said, Said] = {}, {}
    events: tuple[Event, ...] = ()
    for layer in layers:
        settings |= layer.settings
        own |= {key: value for key, value in layer.own.items() if value is not None}
        said = lay(said, (layer.parameters, layer.sample), layer.clears)
        events = events if layer.events is None else layer.events
    paths = recipe.paths.plus(likes(cast))
    parameters, sample = (_known(one, paths) for one in said)
    name, headline = own.get("name") or recipe.name, own.get("headline") or "war"
    return Scenario(
        name=name,
        title=own.get("title") or name.replace("_", " ").capitalize(),
        question=own.get("question", ""),
        baseline=own.get("baseline") or "Baseline",
        source_file=recipe.file,
        start=settings["clock.start"],
        days=settings["clock.days"],
        worlds=settings["runs.worlds"],
        until=settings.get(HALF_WIDTH),
        seed=settings["runs.seed"],
        assumptions=Assumptions(settings["runs.assumptions.draws"], settings["runs.assumptions.worlds"]),
        theory=settings["theory"],
        parameters=parameters,
        sample=sample,
        events=events,
        history=settled(problems, settings, place_of(layers, "history", "until"), settings["clock.start"]),
        cast=cast,
        variants=tuple(_without(variant, pinned) for variant in own.get("variants", ())),
        sweep=settle(own.get("sweep", Sweep()), pinned, paths, settings["runs.worlds"], headline),
        headline=headline,
        compare=own.get("compare") or ("war", "capitulation"),
        sections=own.get("sections", ()),
        chosen=settings["runs.only"],
        recipe=recipe,
    )


def _known(said: Said, paths: Paths) -> dict[str, Value]:
    """What is said of the parameters that there are; ``null`` says nothing."""
    return {path: value for path, value in said.items() if value is not None and path in paths.catalogue}


def _without(variant: Variant, pinned: Said) -> Variant:
    """A variant without what the command line has fixed: ``--set`` beats it."""
    return replace(variant, values={path: value for path, value in variant.values.items() if path not in pinned})


# -- changes made in Python -----------------------------------------------------------------------------------------

_MOVED = {
    "start": ("clock", "start"),
    "days": ("clock", "days"),
    "worlds": ("runs", "worlds"),
    "seed": ("runs", "seed"),
    "assumptions": ("runs", "assumptions"),
    "only": ("runs", "only"),
}
_AS_IN_FILE = (
    "name", "title", "question", "baseline", "theory", "parameters", "sample", "events", "history", "cast", "variants",
    "sweep", "outcomes", "report",
)  # fmt: skip


#: Sections of a file whose entries :meth:`Scenario.replace` takes by their own names.
_INSTEAD = {
    section: ", ".join(f"{key}=" for key, (home, _) in _MOVED.items() if home == section and key != "only")
    for section in ("clock", "runs")
}


def changed(scenario: Scenario, changes: Mapping[str, Any], where: str = HERE) -> Scenario:
    """A scenario with changes laid over it; see :meth:`Scenario.replace`.

    Args:
        scenario: the scenario, which stays as it is.
        changes: what to lay over it.
        where: the call or option that asks for it, as messages name it.
    """
    for key in changes:
        if key not in (*_MOVED, *_AS_IN_FILE):
            raise TypeError(_unknown(key, where))
    written: dict[str, Any] = {key: value for key, value in changes.items() if key in _AS_IN_FILE}
    for key, (section, entry) in _MOVED.items():
        if key in changes:
            written.setdefault(section, {})[entry] = changes[key]
    recipe = scenario.recipe
    node = from_python(written, Place(where, 1, 1))
    recipe = replace(recipe, changes=(*recipe.changes, node))
    return compose(recipe, Problems())


def _unknown(key: str, where: str) -> str:
    if key in _INSTEAD:
        return f"{where} got {key!r}; write {_INSTEAD[key]} instead"
    names = [name for name in (*_AS_IN_FILE, *_MOVED) if name != "only"]
    near = nearest(key, names)
    return f"{where} got {key!r}; allowed: {', '.join(names)}{f'; did you mean {near}?' if near else ''}"
