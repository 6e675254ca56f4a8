"""What remains of a sweep when all layers are together: what ``--set`` fixes is swept no longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sim.scenario.format import WORLDS_PER_POINT
from sim.scenario.parts import Sweep, Value
from sim.scenario.paths import Paths

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
    per_point = min(sweep.worlds or WORLDS_PER_POINT, worlds) if sweep.points else 0
    exclude = tuple(entry for one in sweep.exclude if (entry := _without(one, fixed)))
    return replace(sweep, axes=left, worlds=per_point, exclude=exclude)


def _number(value: Value | None) -> float | str | None:
    """A fixed number or word; None for anything else."""
    only = None if value is None else value.only
    return only if isinstance(only, float | str) else None


def _without(entry: Mapping[str, tuple[float | str, ...]], fixed: Fixed) -> dict[str, tuple[float | str, ...]]:
    """What an entry of ``exclude`` says of the remaining axes; empty when it no longer applies."""
    if any(path in fixed and fixed[path] not in values for path, values in entry.items()):
        return {}
    return {path: values for path, values in entry.items() if path not in fixed}
