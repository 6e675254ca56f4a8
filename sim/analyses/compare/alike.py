"""Variants that make no difference to one another: in every world the same end on the same day."""

from __future__ import annotations

from sim.runs.results import Results


def alike(results: Results) -> tuple[tuple[str, ...], ...]:
    """The run's variants, those together whose worlds all end alike at the point of reference; in the file's order."""
    groups: dict[bytes, list[str]] = {}
    for variant in results.variants:
        worlds = results.worlds_of(results.reference_of(variant).index, ["outcome", "day"])
        key = worlds["outcome"].cat.codes.to_numpy("int16").tobytes() + worlds["day"].to_numpy("int32").tobytes()
        groups.setdefault(key, []).append(variant)
    return tuple(map(tuple, groups.values()))
