"""Reads ``variants:``, the named alternatives to the file itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sim.scenario.casting import CastChange, likes, read_cast
from sim.scenario.events import read_events
from sim.scenario.format import KEYS, LONGEST_TITLE, MOST_VARIANTS, THEORIES
from sim.scenario.nodes import Node
from sim.scenario.parts import Axis, Cast, Value, Variant
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join
from sim.scenario.values import read_default, read_settings

#: Name of the variant that the file itself is.
BASELINE = "baseline"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def read_variants(reader: Reader, node: Node, path: str, paths: Paths, cast: Cast) -> tuple[Variant, ...]:
    """Reads all variants.

    Args:
        reader: notes the mistakes.
        node: the section.
        path: its dotted path.
        paths: parameters and actors, added militias included.
        cast: the scenario's cast, which a variant may change.
    """
    entries = reader.entries(node, path)
    if len(entries) > MOST_VARIANTS:
        reader.wrong(node, path, f"{len(entries)} variants are too many; allowed: at most {MOST_VARIANTS}")
        return ()
    found = []
    for name, child in entries.items():
        here = join(path, name)
        if name == BASELINE:
            what = "the file itself is the variant 'baseline'; give this one another name"
            reader.problems.error(node.keys[name], here, what)
        elif not _NAME.fullmatch(name):
            what = f"{name!r} cannot be a name"
            reader.problems.error(
                node.keys[name], here, what, "allowed: letters, digits, _ and -, such as fair_warning"
            )
        found.append(_variant(reader, child, here, name, paths, cast))
    return tuple(found)


def _variant(reader: Reader, node: Node, path: str, name: str, paths: Paths, cast: Cast) -> Variant:
    entries = reader.fields(node, path, KEYS["variant"])
    if node.is_null:
        reader.wrong(node, path, "the variant says nothing", "write {title: …, set: {path: value}}")

    def entry(key: str, read: Callable[[Node, str], object]) -> object:
        return read(entries[key], join(path, key)) if key in entries else None

    change = entry("cast", lambda child, here: read_cast(reader, child, here, paths))
    changed = change.upon(cast) if isinstance(change, CastChange) else None
    known = paths.plus(likes(changed)) if changed else paths
    title = entry("title", lambda child, here: reader.text(child, here, LONGEST_TITLE))
    theory = entry("theory", lambda child, here: reader.word(child, here, THEORIES))
    branch = entry("from", reader.day)
    events = entry("events", lambda child, here: read_events(reader, child, here, known))
    values: dict[str, Value | None] = {}
    if isinstance(change, CastChange):
        values = militia_settings(reader, change, join(path, "cast"), known)
    if "set" in entries:
        values = read_settings(reader, entries["set"], join(path, "set"), known, values)
    variant = Variant(
        name=name,
        title=str(title or name.replace("_", " ").capitalize()),
        values={key: read_default(value) for key, value in values.items()},
        theory=theory,  # type: ignore[arg-type]
        branch=branch,  # type: ignore[arg-type]
        events=events,  # type: ignore[arg-type]
        cast=changed,
    )
    if "from" in entries:
        _check_branch(reader, node, path, variant, known)
    return variant


def militia_settings(reader: Reader, change: CastChange, path: str, paths: Paths) -> dict[str, Value | None]:
    """Parameters given with added militias, by full path."""
    found: dict[str, Value | None] = {}
    for key, node in change.settings.items():
        here = f"{path}.add.{key}.set"
        own = Paths({p.removeprefix(f"proxies.{key}."): v for p, v in paths.catalogue.items() if _of(p, key)}, ())
        for name, value in read_settings(reader, node, here, own).items():
            found[f"proxies.{key}.{name}"] = value
    return found


def _of(path: str, key: str) -> bool:
    return path.startswith(f"proxies.{key}.")


def _check_branch(reader: Reader, node: Node, path: str, variant: Variant, paths: Paths) -> None:
    """A branch shares its past with the baseline, so nothing in it may reach back."""
    for key in ("theory", "cast"):
        if key in node.keys:
            what = "a variant that branches shares its past with the baseline, so it may set parameters and events only"
            reader.problems.error(node.keys[key], join(path, key), what)
    if variant.branch is None:
        return
    for name, value in variant.values.items():
        if paths.parameter(name).initial:
            what = "it says how things stand at the start, so a branch cannot change it"
            reader.problems.error(node.keys["from"], join(join(path, "set"), name), what)
        early = [step for step in value.steps if step.on is not None and step.on < variant.branch]
        early += [step for step in value.steps if step.announced is not None and step.announced < variant.branch]
        if early:
            what = f"{name} has a step on or announced before the branch of {variant.branch}"
            reader.problems.error(node["set"].place, join(path, "set"), what)


def check_swept(
    reader: Reader, node: Node | None, variants: tuple[Variant, ...], axes: tuple[Axis, ...], paths: Paths
) -> None:
    """A variant may not set what is swept: it would undo the sweep."""
    swept: Mapping[str, str] = {member: axis.path for axis in axes for member in paths.expand(axis.path)}
    for variant in variants:
        for path in variant.values:
            if path in swept and node is not None and variant.name in node.keys:
                here = f"variants.{variant.name}.set.{path}"
                entries = node[variant.name]
                place = entries["set"].keys.get(path, entries["set"].place) if "set" in entries.keys else entries.place
                what = f"{swept[path]} is swept; a variant may not set it, too"
                reader.problems.error(place, here, what, "delete it here, or under axes")
