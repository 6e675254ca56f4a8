"""What a page says of a run in many places: its period, where a cell lies in the sweep, and the source line."""

from __future__ import annotations

from sim.engine.parameters import Parameter
from sim.runs.results import Results
from sim.scenario.parts import Cell
from sim.words.events import Names
from sim.words.parameters import axis_title, covers, members, parameter_title, value_text
from sim.words.prose import day_text, listed


def period(results: Results) -> str:
    """The run's first and last day."""
    return f"{day_text(results.date_of(0))} to {day_text(results.date_of(results.scenario.days - 1))}"


def title(results: Results, path: str) -> str:
    """A parameter of the run in a few words."""
    return parameter_title(path, results.crisis.short)


def axis(results: Results, path: str) -> str:
    """A parameter of the run with its unit, for an axis."""
    return axis_title(path, declared(results, path), results.crisis.short)


def declared(results: Results, path: str) -> list[Parameter]:
    """The declaration of a parameter of the run, or those of all members of a family."""
    return members(path, results.catalogue, names(results).cast)


def swept(results: Results) -> dict[str, int]:
    """Full path of every swept parameter, with the place of its axis."""
    cast = names(results).cast
    return {path: at for at, axis in enumerate(results.axes) for path in results.catalogue if covers(axis, path, cast)}


def noun(results: Results, outcome: str) -> str:
    """An outcome of the run within a sentence."""
    return results.crisis.outcomes[outcome].noun


def place(results: Results, cell: Cell) -> str:
    """Where a cell lies in the sweep: ``"at US agencies spread 0.8"``; empty when nothing is swept."""
    at = [f"{title(results, path)} {value_text(value)}" for path, value in cell.coordinates]
    return f"at {listed(at)}" if at else ""


def source(results: Results) -> str:
    """The line under every figure."""
    version = results.manifest.get("versions", {}).get("redline", "")
    name = f"redline {version}" if version[:1].isdigit() else "redline"
    per = "worlds per point" if results.axes else "worlds per variant" if len(results.variants) > 1 else "worlds"
    luck = "; every variant and point meets the same luck" if len(results.design) > 1 else ""
    return f"Source: {name}, scenario {results.scenario.name}, {results.worlds:,} {per}{luck}."


def names(results: Results) -> Names:
    """How those are called who take part in the run, with whom its variants add."""
    added = {key: settings for cell in results.design for key, settings in cell.cast.added}
    given = {one: None for cell in results.design for one in cell.events}
    return Names.of(results.crisis, added.items(), given)
