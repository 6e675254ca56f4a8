"""Reads ``factors:``, what is either on or off, and crosses them: each combination of what is on is a variant."""

from __future__ import annotations

from itertools import combinations

from sim.scenario.format import LONGEST_FACTOR
from sim.scenario.names import is_name
from sim.scenario.parts import BASELINE, Factor, Variant
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join
from sim.scenario.values import read_default, read_settings
from sim.scenario.yaml_text import Node

#: Between the names of factors in the name of a variant, and between their titles in its title.
AND, PLUS = "-", " + "


def read_factors(reader: Reader, node: Node, path: str, paths: Paths) -> tuple[Factor, ...]:
    """Reads all factors; two of them may not set the same parameter, or their order would decide what both make.

    Args:
        reader: notes the mistakes.
        node: the section.
        path: its dotted path.
        paths: parameters and actors, added members included.
    """
    entries = reader.entries(node, path)
    limits = paths.format["factors"].limits
    what = f"{len(entries)} factors are too many to cross; allowed: at most {limits[1] if limits else 0}"
    if reader.within(node, path, len(entries), limits, what) is None:
        return ()
    found: list[Factor] = []
    for name, child in entries.items():
        here = join(path, name)
        if name == BASELINE or AND in name or name != name.lower() or not is_name(name, LONGEST_FACTOR):
            allowed = "allowed: small letters and digits of any script and _, such as officials_disagree"
            reader.problems.error(node.keys[name], here, f"{name!r} cannot be a factor's name", allowed)
        found.append(_factor(reader, child, here, name, paths))
        for other in found[:-1]:
            for shared in sorted(found[-1].values.keys() & other.values.keys()):
                what = f"{shared} is set by {other.name}, too; what is crossed may not share a parameter"
                reader.problems.error(node.keys[name], join(here, "set"), what, "set it in one of them")
    return tuple(found)


def _factor(reader: Reader, node: Node, path: str, name: str, paths: Paths) -> Factor:
    fields = paths.format["factors"]
    entries = reader.fields(node, path, fields.keys)
    if "set" not in entries:
        remedy = "write {title: …, set: {path: value}}"
        reader.missing(node, path, fields.needs, fields.keys, "'set' is missing", remedy)
    values = read_settings(reader, entries["set"], join(path, "set"), paths) if "set" in entries else {}
    title = reader.plain(fields, entries, path).get("title") or name.replace("_", " ").capitalize()
    return Factor(name, title, {key: read_default(value) for key, value in values.items()})


def crossed(factors: tuple[Factor, ...]) -> tuple[Variant, ...]:
    """A variant for every combination of factors that are on, those with the fewest first; with none it is the file."""
    some = (which for size in range(1, len(factors) + 1) for which in combinations(factors, size))
    return tuple(
        Variant(
            name=AND.join(one.name for one in on),
            title=PLUS.join(one.title for one in on),
            values={path: value for one in on for path, value in one.values.items()},
            factors=tuple(one.name for one in on),
        )
        for on in some
    )
