"""Every parameter with its value, unit, bounds and what it stands on; the changed ones first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sim.engine.parameters import Parameter
from sim.report import phrases
from sim.report.parts import Section
from sim.runs.results import Results
from sim.words import prose
from sim.words.parameters import value_text
from sim.words.prose import day_text


@dataclass(frozen=True)
class Row:
    """One parameter as the page prints it."""

    path: str
    note: str
    values: tuple[tuple[str, str], ...]
    default: str
    unit: str
    bounds: str
    plausible: str
    rival: str
    rival_source: str
    basis: str
    source: str


def section(results: Results) -> Section:
    """The table; those set, swept or drawn by the scenario above, all others folded."""
    changed: list[Row] = []
    same: list[Row] = []
    swept = phrases.swept(results)
    per_variant = {name: results.values(results.reference_of(name).index) for name in results.variants}
    for path, parameter in results.catalogue.items():
        values = _values(results, path, parameter, per_variant, swept)
        row = _row(results, path, parameter, values)
        (changed if values else same).append(row)
    counts = Counter(one.basis for one in results.catalogue.values())
    return Section(
        key="parameters",
        nav="Parameters",
        title=f"{len(changed)} of {len(results.catalogue)} parameters differ from their defaults"
        if changed
        else f"All {len(results.catalogue)} parameters stand at their defaults",
        subtitle="What each number is, and what it stands on: "
        + prose.listed([f"{count} on {_BASES[basis]}" for basis, count in counts.most_common()]),
        layout="parameters",
        data={"changed": changed, "same": same},
        source="Values are those of the resolved scenario; units, bounds and sources stand where each is declared.",
    )


_BASES = {"fact": "facts", "article": "the article", "literature": "the literature", "assumed": "assumption"}


def _values(
    results: Results, path: str, parameter: Parameter, per_variant: dict[str, dict[str, Any]], swept: dict[str, int]
) -> tuple[tuple[str, str], ...]:
    """(variant, value) where a value differs from the default; the baseline's alone when all variants share it."""
    if path in swept:
        return (("swept", _sweep_text(results, swept[path])),)
    found = {name: course_text(values[path], results) for name, values in per_variant.items()}
    if set(found.values()) == {value_text(parameter.default)}:
        return ()
    base = results.variants[0]
    own = {name: value for name, value in found.items() if name == base or value != found[base]}
    return tuple(("" if len(own) == 1 else results.title_of(name), value) for name, value in own.items())


def _sweep_text(results: Results, axis: int) -> str:
    """The values of an axis: all of a few, else both ends and how many."""
    swept = [value_text(value) for value in dict.fromkeys(cell.coordinates[axis][1] for cell in results.design)]
    return ", ".join(swept) if len(swept) <= 5 else f"{swept[0]} to {swept[-1]} in {len(swept)} steps"


def course_text(value: Any, results: Results) -> str:
    """A parameter's course in words: one value, or its steps with their dates."""
    if not isinstance(value, tuple):
        return value_text(value)
    if len(value) == 1:
        return _step_text(value[0].value)
    parts = [_step_text(value[0].value)]
    parts += [f"{_step_text(step.value)} from {day_text(results.date_of(step.day))}" for step in value[1:]]
    return ", ".join(parts)


def _step_text(value: Any) -> str:
    """One step's value; a distribution by its name and arguments."""
    if hasattr(value, "kind") and hasattr(value, "arguments"):
        arguments = ", ".join(f"{name} {number:g}" for name, number in value.arguments)
        return f"drawn: {value.kind.replace('_', ' ')} ({arguments})"
    return value_text(value)


def _row(results: Results, path: str, parameter: Parameter, values: tuple[tuple[str, str], ...]) -> Row:
    if parameter.choices:
        bounds = " | ".join(parameter.choices)
    else:
        bounds = f"{parameter.bounds[0]:g} to {parameter.bounds[1]:g}" if parameter.bounds else ""
    said = results.scenario.sources.get(path)
    source = f"Scenario: {said}" if said else parameter.source
    plausible = f"{parameter.plausible[0]:g} to {parameter.plausible[1]:g}" if parameter.plausible else parameter.exact
    rival = "" if parameter.rival is None else value_text(parameter.rival)
    return Row(
        path=path,
        note=parameter.note,
        values=values,
        default=value_text(parameter.default),
        unit=parameter.unit,
        bounds=bounds,
        plausible=plausible,
        rival=rival,
        rival_source=parameter.rival_source or "",
        basis=parameter.basis,
        source=source,
    )
