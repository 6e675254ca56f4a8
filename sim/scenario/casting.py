"""Reads ``cast:``, who is left out and who is added, and ``variants:``, the named alternatives to the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.scenario.events import read_events
from sim.scenario.format import LONGEST_VARIANT, MEMBER_NAME
from sim.scenario.names import ALLOWED, is_name
from sim.scenario.names import problem as name_problem
from sim.scenario.parts import BASELINE, Axis, Cast, Factor, Value, Variant
from sim.scenario.paths import Paths, short
from sim.scenario.posterior import POSTERIOR
from sim.scenario.reader import Reader, join
from sim.scenario.starting import START, once, read_start
from sim.scenario.values import read_default, read_settings
from sim.scenario.yaml_text import Node


@dataclass(frozen=True)
class CastChange:
    """What one layer says about the cast.

    Attributes:
        without: who is left out, or None when nothing is said.
        added: description of each added member; None where the file says ``null``.
        settings: the node under ``set`` of each added member, read later with all other parameters.
        clears: whether the whole section is ``null``.
    """

    without: tuple[str, ...] | None = None
    added: Mapping[str, Mapping[str, str] | None] = field(default_factory=dict)
    settings: Mapping[str, Node] = field(default_factory=dict)
    clears: bool = False

    def upon(self, cast: Cast) -> Cast:
        """The cast after this change."""
        base = Cast() if self.clears else cast
        added: dict[str, Mapping[str, str] | None] = {**dict(base.added), **self.added}
        kept = tuple((key, member) for key, member in added.items() if member is not None)
        return Cast(base.without if self.without is None else self.without, kept)


def likes(cast: Cast) -> dict[str, str]:
    """Key of each added member and of the one it is like."""
    return {key: member["like"] for key, member in cast.added}


def ever_added(changes: Iterable[CastChange]) -> dict[str, str]:
    """Key and likeness of every member that any layer adds, so that each layer may speak of those it knows."""
    return {key: member["like"] for change in changes for key, member in change.added.items() if member is not None}


def read_cast(reader: Reader, node: Node, path: str, paths: Paths) -> CastChange:
    """Reads the section; ``paths`` knows the cast as declared, without added members."""
    entries = reader.fields(node, path, paths.format["cast"].keys)
    without = None
    if "without" in entries:
        without = _without(reader, entries["without"], join(path, "without"), paths)
    added: dict[str, Mapping[str, str] | None] = {}
    settings: dict[str, Node] = {}
    if "add" in entries and paths.growing is None and entries["add"].value:
        what = f"nobody can be added to {paths.crisis.title}"
        reader.problems.error(node.keys["add"], join(path, "add"), what, "delete it")
    elif "add" in entries:
        here, limits = join(path, "add"), paths.format["cast.add"].limits
        given = reader.entries(entries["add"], here)
        what = f"{len(given):,} are added, and each acts on every day of every world"
        remedy = f"allowed: at most {limits[1] if limits else 0}"
        fits = reader.within(entries["add"], here, len(given), limits, what, remedy) is not None
        for key, child in given.items() if fits else ():
            member = None if child.is_null else _member(reader, entries["add"], key, join(here, key), paths)
            if member or child.is_null:
                added[key] = member
            if member and "set" in child.keys:
                settings[key] = child["set"]
    return CastChange(without, added, settings, node.is_null)


def _without(reader: Reader, node: Node, path: str, paths: Paths) -> tuple[str, ...]:
    """Paths of the actors left out; a family's name means all its members."""
    families = paths.removable
    removable = tuple(actor for family in families for actor in paths.members(family))
    found: list[str] = []
    for i, item in enumerate(reader.items(node, path)):
        name = item.value if isinstance(item.value, str) else ""
        actors = paths.members(name) if name in families else paths.actor(name, removable)
        if not actors:
            stays = paths.actor(name, paths.actors)
            what = f"{name} cannot be left out" if stays else f"there is no actor {item.words()}"
            names = (*families, *removable, *map(short, removable))
            allowed = f"allowed: {', '.join((*families, *removable))}"
            reader.wrong(item, f"{path}[{i}]", what, allowed, names=() if stays else names)
        found += actors
    return tuple(dict.fromkeys(found))


def _member(reader: Reader, parent: Node, key: str, path: str, paths: Paths) -> Mapping[str, str] | None:
    """One added member of the family that grows."""
    node, fields, place = parent[key], paths.format["cast.add"], paths.crisis.place
    before = len(reader.problems.errors)
    entries = reader.fields(node, path, fields.keys)
    taken = sorted(map(short, paths.declared.members(paths.growing.path if paths.growing else "")))
    if not re.fullmatch(MEMBER_NAME, key):
        what = f"{key!r} cannot be a name"
        reader.problems.error(parent.keys[key], path, what, "allowed: small letters, digits and _, such as badr_corps")
    elif key in taken:
        what = f"{key} is in the cast already; set its parameters under parameters"
        reader.problems.error(parent.keys[key], path, what)
    elif meant := _reserved(paths).get(_bare(key)):
        what = f"{key!r} is the name of {meant}, which events and settings of that name would mean"
        reader.problems.error(parent.keys[key], path, what, f"give the {paths.noun} another name")
    if "like" not in entries and node.is_map:
        remedy = f"name the {paths.noun} it resembles: {', '.join(taken)}"
        reader.missing(node, path, fields.needs, fields.keys, "'like' is missing", remedy)
    like = reader.word(entries["like"], join(path, "like"), taken) if "like" in entries else None
    where = reader.word(entries[place], join(path, place), paths.places) if place in entries else None
    title = reader.plain(fields, entries, path).get("title")
    if len(reader.problems.errors) > before or like is None:
        return None
    member = {"like": like, "title": title or key.replace("_", " ").title()}
    return {**member, place: where} if where else member


def _reserved(paths: Paths) -> dict[str, str]:
    """Names that an added member cannot have, without case and underscores, and what each is."""
    found = dict.fromkeys(map(_bare, (BASELINE, POSTERIOR, *paths.format.keys)), "a section or word of the format")
    found |= {_bare(family.noun): "a kind of actor" for family in paths.crisis.cast.families.values()}
    found |= {_bare(part): f"the family {family}" for family in paths.families for part in (family, short(family))}
    return found | {_bare(short(actor)): f"the actor {actor}" for actor in paths.declared.actors}


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(".", "")


# -- variants -------------------------------------------------------------------------------------------------------


def read_variants(reader: Reader, node: Node, path: str, paths: Paths, cast: Cast) -> tuple[Variant, ...]:
    """Reads all variants.

    Args:
        reader: notes the mistakes.
        node: the section.
        path: its dotted path.
        paths: parameters and actors, added members included.
        cast: the scenario's cast, which a variant may change.
    """
    entries = reader.entries(node, path)
    limits = paths.format["variants"].limits
    what = f"{len(entries)} variants are too many; allowed: at most {limits[1] if limits else 0}"
    if reader.within(node, path, len(entries), limits, what) is None:
        return ()
    found = []
    for name, child in entries.items():
        here = join(path, name)
        if name == BASELINE:
            what = "the file itself is the variant 'baseline'; give this one another name"
            reader.problems.error(node.keys[name], here, what)
        elif not is_name(name, LONGEST_VARIANT):
            reader.problems.error(node.keys[name], here, name_problem(name, LONGEST_VARIANT), ALLOWED)
        found.append(_variant(reader, child, here, name, paths, cast))
    return tuple(found)


def _variant(reader: Reader, node: Node, path: str, name: str, paths: Paths, cast: Cast) -> Variant:
    fields = paths.format["variants"]
    entries = reader.fields(node, path, fields.keys)
    if node.is_null:
        reader.wrong(node, path, "the variant says nothing", "write {title: …, set: {path: value}}")
    change = read_cast(reader, entries["cast"], join(path, "cast"), paths) if "cast" in entries else None
    changed = None if change is None else change.upon(cast)
    known = paths.plus(likes(changed)) if changed else paths
    said = reader.plain(fields, entries, path)
    events = read_events(reader, entries["events"], join(path, "events"), known) if "events" in entries else None
    values: dict[str, Value | None] = {}
    if change is not None:
        values = member_settings(reader, change, join(path, "cast"), known)
    if "set" in entries:
        values = read_settings(reader, entries["set"], join(path, "set"), known, values)
    if START in entries:
        start = read_start(reader, entries[START], known, join(path, START))
        once(reader, entries[START], join(path, START), start, values, "set", known)
        values = {**start.of_day, **values, **start.given}
    variant = Variant(
        name=name,
        title=said.get("title") or name.replace("_", " ").capitalize(),
        values={key: read_default(value) for key, value in values.items()},
        theory=said.get("theory"),
        branch=said.get("from"),
        events=events,
        cast=changed,
    )
    if "from" in entries:
        _check_branch(reader, node, path, variant, known)
    return variant


def member_settings(reader: Reader, change: CastChange, path: str, paths: Paths) -> dict[str, Value | None]:
    """Parameters given with added members, by full path."""
    found: dict[str, Value | None] = {}
    for key, node in change.settings.items():
        actor = paths.member(key)
        for name, value in read_settings(reader, node, f"{path}.add.{key}.set", paths.below(actor)).items():
            found[f"{actor}.{name}"] = value
    return found


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
    reader: Reader,
    node: Node | None,
    section: str,
    found: Sequence[Variant | Factor],
    axes: tuple[Axis, ...],
    paths: Paths,
) -> None:
    """A variant may not set what is swept, nor a factor: it would undo the sweep."""
    swept: Mapping[str, str] = {member: axis.path for axis in axes for member in paths.expand(axis.path)}
    for variant in found:
        for path in variant.values:
            if path in swept and node is not None and variant.name in node.keys:
                here = f"{section}.{variant.name}.set.{path}"
                entries = node[variant.name]
                place = entries["set"].keys.get(path, entries["set"].place) if "set" in entries.keys else entries.place
                what = f"{swept[path]} is swept; a {section[:-1]} may not set it, too"
                reader.problems.error(place, here, what, "delete it here, or under axes")
