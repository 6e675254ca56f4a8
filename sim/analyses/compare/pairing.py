"""Which cells and worlds of two runs lived through the same luck, so that they can be compared one by one.

World 17 has the same luck in two runs when seed, first day and length agree. Cells are matched by variant and by point
of the sweep, the two baselines always with each other, whatever they are called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.runs.results import Results
from sim.scenario import Cell

_DESIGNS = {
    "grid": "a grid",
    "latin_hypercube": "a Latin hypercube",
    "sobol": "a Sobol' sequence",
    "boundary": "the search for a boundary",
}


class NotPaired(ValueError):
    """Two results did not live through the same luck, so their worlds cannot be compared one by one."""


@dataclass(frozen=True)
class Pairing:
    """What two runs have in common.

    Attributes:
        cells: positions of matching cells in the two designs, in the first one's order.
        worlds: number of worlds, from world 0 on, that both have.
        only_before, only_after: cells that the other run lacks, by variant and point.
        warnings: why a difference may come from something else than the scenarios.
    """

    cells: tuple[tuple[int, int], ...]
    worlds: int
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def pair(before: Results, after: Results, variants: tuple[str, str] | None = None) -> Pairing:
    """Matches the cells of two runs.

    Args:
        before, after: the runs; may be one and the same.
        variants: the first one's and the second one's variant that are held against each other, point by point;
            without them all that both have.

    Raises:
        NotPaired: with every reason why the worlds of these runs are not the same.
    """
    one, other = _cells(before, after, variants)
    cells = tuple((cell, other[key]) for key, cell in one.items() if key in other)
    worlds = min(before.worlds, after.worlds)
    reasons = [*_unlike(before, after), *_apart(before, after, cells, worlds)]
    if reasons:
        raise NotPaired(f"these runs cannot be compared world by world: {'; '.join(reasons)}")
    return Pairing(
        cells,
        worlds,
        tuple(name_of(before.design[cell]) for key, cell in one.items() if key not in other),
        tuple(name_of(after.design[cell]) for key, cell in other.items() if key not in one),
        tuple(_doubts(before.manifest, after.manifest)),
    )


def _cells(before: Results, after: Results, variants: tuple[str, str] | None) -> tuple[dict[Any, int], dict[Any, int]]:
    """Positions of the cells that are to be matched, by what must be the same in both."""
    if variants is None:
        return {_key(before, cell): cell.index for cell in before.design}, {
            _key(after, cell): cell.index for cell in after.design
        }
    one, other = (
        {frozenset(cell.coordinates): cell.index for cell in results.cells_of(name)}
        for results, name in zip((before, after), variants, strict=True)
    )
    return one, other


def name_of(cell: Cell) -> str:
    """A cell by its variant's name and its point: ``"baseline, iran.boldness = 0.5"``."""
    return ", ".join([str(cell.variant), *(f"{path} = {value}" for path, value in cell.coordinates)])


def _key(results: Results, cell: Cell) -> tuple[str | None, frozenset[tuple[str, Any]]]:
    """Variant and point of a cell; the first variant is the baseline, whatever its name."""
    return None if cell.variant == results.variants[0] else cell.variant, frozenset(cell.coordinates)


def _unlike(before: Results, after: Results) -> Iterator[str]:
    """Reasons why one world's number is not the same luck in both."""
    one, other = before.design[0], after.design[0]
    facts: dict[str, tuple[Any, Any]] = {
        "another crisis": (before.crisis.title, after.crisis.title),
        "another seed": (before.seed, after.seed),
        "another first day": (one.start, other.start),
        "another length in days": (one.days, other.days),
    }
    kinds = _design(before), _design(after)
    if set(kinds) - {"no sweep", _DESIGNS["grid"]}:  # two grids, or a grid and none, have cells in common or have not
        facts["another kind of design"] = kinds
    for words, (first, second) in facts.items():
        if first != second:
            yield f"{words} ({first} and {second})"


def _design(results: Results) -> str:
    sweep = results.scenario.sweep
    return _DESIGNS[sweep.design] if sweep.axes else "no sweep"


def variants(before: Results, after: Results) -> list[tuple[str, str]]:
    """Names of the variants that two runs have in common, the two baselines first, whatever they are called."""
    shared = [(name, name) for name in before.variants[1:] if name in after.variants[1:]]
    return [(before.variants[0], after.variants[0]), *shared]


def _apart(before: Results, after: Results, cells: tuple[tuple[int, int], ...], worlds: int) -> Iterator[str]:
    """Reasons why there is nothing to compare."""
    if not cells:
        one, other = (_points(results) for results in (before, after))
        yield f"no cell in common ({one} and {other})"
    if worlds < 1:
        yield f"no worlds in common ({before.worlds} and {after.worlds} worlds)"


def _points(results: Results) -> str:
    """What a run's cells are, in a few words."""
    if not results.axes:
        return "nothing is swept"
    values = [list(dict.fromkeys(dict(cell.coordinates)[path] for cell in results.design)) for path in results.axes]
    said = (f"{path} at {_few(some)}" for path, some in zip(results.axes, values, strict=True))
    return " and ".join(said)


def _few(values: list[Any]) -> str:
    shown = ", ".join(str(value) for value in values[:4])
    return f"{shown} …" if len(values) > 4 else shown


def _doubts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """What besides the scenario may make a difference: another code, library or processor."""
    may = "a difference may come from {} and not from the scenario"
    if before.get("code") != after.get("code"):
        versions = [str(one.get("versions", {}).get("redline", "unknown")) for one in (before, after)]
        which = f" ({versions[0]} and {versions[1]})" if versions[0] != versions[1] else ""
        yield f"the two runs were made by different code of redline{which}; {may.format('the code')}"
    one, other = (dict(found.get("versions") or {}) for found in (before, after))
    moved = [name for name in one | other if name != "redline" and one.get(name) != other.get(name)]
    if moved:
        said = ", ".join(f"{name} {one.get(name, 'none')} and {other.get(name, 'none')}" for name in moved)
        yield f"versions differ: {said}; {may.format('them')}"
    unknown = [
        str(agent["class"])
        for agent in before.get("agents") or ()
        if agent in (after.get("agents") or ()) and not agent.get("sha256")
    ]
    if unknown:
        yield f"nobody knows whether {' and '.join(unknown)} was the same code in both; {may.format('it')}"
    features = [(found.get("platform") or {}).get("cpu_features") for found in (before, after)]
    if features[0] != features[1]:
        yield "processors differ in their vector units, so what classes of one's own ask of NumPy may " + (
            "be rounded otherwise"
        )
