"""Lays the layers of a scenario over one another: parents, the file, ``--set``, changes made in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.casting import CastChange, ever_added, likes
from sim.scenario.checks import check_size, check_whole
from sim.scenario.layers import Layer, inherited, read_cast_change, read_layer
from sim.scenario.nodes import Node, from_python
from sim.scenario.parts import Assumptions, Cast, Event, Value, Variant
from sim.scenario.paths import Paths
from sim.scenario.problems import Place, Problems
from sim.scenario.reader import Reader
from sim.scenario.scenario import Scenario
from sim.scenario.vocabulary import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Place("replace()", 1, 1)


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
    pinned = {path for layer in _of(layers, recipe.sets) for path in layer.parameters}
    scenario = _scenario(recipe, layers, cast, pinned)
    check_whole(problems, scenario, layers, set(map(id, recipe.sets)))
    problems.check()
    check_size(problems, scenario, layers[-1].node.place)
    problems.check()
    return scenario.with_warnings(problems.warnings)


def _of(layers: Iterable[Layer], nodes: tuple[Node, ...]) -> list[Layer]:
    return [layer for layer in layers if any(layer.node is node for node in nodes)]


def _cast(changes: Iterable[CastChange]) -> Cast:
    cast = Cast()
    for change in changes:
        cast = change.upon(cast)
    return cast


def _scenario(recipe: Recipe, layers: list[Layer], cast: Cast, pinned: set[str]) -> Scenario:
    settings, own = dict(SETTINGS), dict[str, Any]()
    parameters: dict[str, Value | None] = {}
    events: tuple[Event, ...] = ()
    for layer in layers:
        settings |= layer.settings
        own |= {key: value for key, value in layer.own.items() if value is not None}
        parameters = {**({} if layer.clears else parameters), **layer.parameters}
        events = events if layer.events is None else layer.events
    paths = recipe.paths.plus(likes(cast))
    name = own.get("name") or recipe.name
    return Scenario(
        name=name,
        title=own.get("title") or name.replace("_", " ").capitalize(),
        question=own.get("question", ""),
        baseline=own.get("baseline") or "Baseline",
        source_file=recipe.file,
        start=settings["clock.start"],
        days=settings["clock.days"],
        worlds=settings["runs.worlds"],
        seed=settings["runs.seed"],
        assumptions=Assumptions(settings["runs.assumptions.draws"], settings["runs.assumptions.worlds"]),
        theory=settings["theory"],
        parameters={path: value for path, value in parameters.items() if value is not None and path in paths.catalogue},
        events=events,
        cast=cast,
        variants=tuple(_without(variant, pinned) for variant in own.get("variants", ())),
        sweep=tuple(axis for axis in own.get("sweep", ()) if not pinned & set(paths.expand(axis.path))),
        headline=own.get("headline") or "war",
        compare=own.get("compare") or ("war", "capitulation"),
        sections=own.get("sections", ()),
        chosen=settings["runs.only"],
        recipe=recipe,
    )


def _without(variant: Variant, pinned: set[str]) -> Variant:
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
    "name", "title", "question", "baseline", "theory", "parameters", "events", "cast", "variants", "sweep",
    "outcomes", "report",
)  # fmt: skip


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A scenario with changes laid over it; see :meth:`Scenario.replace`."""
    unknown = [key for key in changes if key not in (*_MOVED, *_AS_IN_FILE)]
    if unknown:
        names = ", ".join((*_AS_IN_FILE, *_MOVED))
        raise TypeError(f"replace() got {unknown[0]!r}; allowed: {names}")
    written: dict[str, Any] = {key: value for key, value in changes.items() if key in _AS_IN_FILE}
    for key, (section, entry) in _MOVED.items():
        if key in changes:
            written.setdefault(section, {})[entry] = changes[key]
    recipe = scenario.recipe
    node = from_python(written, HERE)
    recipe = replace(recipe, changes=(*recipe.changes, node))
    return compose(recipe, Problems())
