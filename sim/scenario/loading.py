"""Reads a scenario from a file, from text or by the name of a shipped one, with its parents and ``--set``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.engine import files
from sim.engine.crisis import Crisis
from sim.engine.nearest import nearest
from sim.scenario.composing import compose
from sim.scenario.format import LONGEST_NAME, Field
from sim.scenario.names import slug
from sim.scenario.paths import Paths
from sim.scenario.problems import Place, Problems
from sim.scenario.question import Recipe
from sim.scenario.scenario import Scenario
from sim.scenario.starting import START
from sim.scenario.yaml_text import DEEPEST, LARGEST_FILE, Node, from_python, read, refuse_unseen

#: How the scenarios that come with a crisis are named in ``extends`` and on the command line: ``redline:NAME``.
PREFIX = "redline:"

#: Longest chain of parents.
MOST_PARENTS = 10

TEXT, RESOLVED = "<text>", "<resolved scenario>"

#: File of each scenario that comes with the crisis, by name.
Shipped = dict[str, Path]


def load(path_or_text: str | Path, *, crisis: Crisis, sets: Iterable[str] = ()) -> Scenario:
    """Reads and checks a scenario.

    Args:
        path_or_text: a path; ``redline:NAME`` for a shipped scenario; or YAML text, known by a line end in it or a
            brace at its beginning.
        crisis: what it is about: its cast, acts, outcomes, theories and record.
        sets: changes from the command line, ``path=value`` each; they beat everything in the file.

    Raises:
        ScenarioError: with every mistake found.
    """
    problems, paths, known = Problems(), Paths(crisis), shipped(crisis)
    chain = _chain(path_or_text, known, problems)
    set_nodes = [node for i, text in enumerate(sets) if (node := read_set(text, i + 1, paths.format, problems))]
    if not chain:
        problems.check()
    file = None if _is_text(path_or_text) else _find(path_or_text, Place(str(path_or_text), 1, 1), known, problems)
    recipe = Recipe(
        name=_name(file),
        file=file,
        files=tuple(chain),
        sets=tuple(set_nodes),
        changes=(),
        paths=paths,
    )
    return compose(recipe, problems, Scenario)


def restore(resolved: Mapping[str, Any], *, crisis: Crisis, where: str = RESOLVED) -> Scenario:
    """A scenario from its plain form, which :meth:`Scenario.canonical` makes and a manifest keeps.

    It was resolved by a program, and may be larger than what a person writes: the limits of YAML text do not hold.

    Args:
        resolved: the plain form, as JSON has it.
        crisis: what it is about.
        where: where it stands, for messages.

    Raises:
        ScenarioError: with every mistake found.
    """
    problems, place = Problems(), Place(where, 0, 0)
    if _deeper(resolved, DEEPEST):
        problems.error(place, "", f"maps and lists are nested more than {DEEPEST} deep")
        problems.check()
    node = from_python(resolved, place)
    refuse_unseen(node, problems)
    if "extends" in node.keys:
        problems.error(place, "extends", "a resolved scenario has everything in it and extends nothing")
    problems.check()
    recipe = Recipe(name=_name(None), file=None, files=(node,), sets=(), changes=(), paths=Paths(crisis))
    return compose(recipe, problems, Scenario)


def _deeper(value: Any, most: int) -> bool:
    """Whether maps and lists are nested more than so many deep."""
    level = [value]
    for _ in range(most + 1):
        inner = [one.values() if isinstance(one, Mapping) else one for one in level if isinstance(one, Mapping | list)]
        if not inner:
            return False
        level = [child for children in inner for child in children]
    return True


def shipped(crisis: Crisis) -> dict[str, Path]:
    """File of each scenario that comes with a crisis, by name."""
    return {path.stem: path for path in sorted(crisis.scenarios.glob("*.yaml"))} if crisis.scenarios else {}


def _is_text(path_or_text: str | Path) -> bool:
    """Whether this is YAML (or JSON, which is YAML) rather than a path."""
    return isinstance(path_or_text, str) and ("\n" in path_or_text or path_or_text.lstrip().startswith("{"))


def _name(file: Path | None) -> str:
    """A name that is safe as a folder's."""
    return slug(files.as_text(file.stem), LONGEST_NAME, "scenario") if file else "scenario"


def _find(path: str | Path, place: Place, known: Shipped, problems: Problems) -> Path | None:
    """The file behind a path or ``redline:NAME``."""
    text = str(path)
    if not text.startswith(PREFIX):
        return Path(path)
    name = text.removeprefix(PREFIX)
    if name not in known:
        problems.error(place, "", f"no scenario {name!r} comes with the package", given=name, names=known)
    return known.get(name)


# -- the chain of parents -------------------------------------------------------------------------------------------


def _chain(path_or_text: str | Path, known: Shipped, problems: Problems) -> list[Node]:
    """The texts of the file and its parents, the farthest parent first; empty when the file cannot be read."""
    if _is_text(path_or_text):
        folder, seen = None, list[Path]()
        node = _root(read(str(path_or_text), TEXT, problems), TEXT, problems)
    else:
        file = _find(path_or_text, Place(str(path_or_text), 1, 1), known, problems)
        if file is None:
            return []
        node = _read_file(file, Place(str(file), 0, 0), known, problems)
        folder, seen = file.parent, [_real(file)]
    chain = [node] if node else []
    while node is not None and "extends" in node.keys:
        if node["extends"].is_null:
            break
        parent = _parent(node["extends"], folder, seen, known, problems)
        if parent is None:
            break
        seen.append(_real(parent))
        node = _read_file(parent, node["extends"].place, known, problems)
        folder = parent.parent
        if node:
            chain.insert(0, node)
    return chain


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, or a name that no file can have
        return path.absolute()


def _parent(node: Node, folder: Path | None, seen: list[Path], known: Shipped, problems: Problems) -> Path | None:
    """The file that ``extends`` names, when it may be used."""
    if not isinstance(node.value, str):
        problems.error(node.place, "extends", f"{node.words()} is not a file", "write a file name, or redline:NAME")
        return None
    if node.value.startswith(PREFIX):
        path = _find(node.value, node.place, known, problems)
    elif folder is None:
        what = "text that is not in a file can extend shipped scenarios only"
        problems.error(node.place, "extends", what, f"write {PREFIX}NAME", node.value, _names(known))
        return None
    else:
        path = folder / files.as_path(node.value)
        if not files.within(path, folder):
            what = f"{files.named(node.value)} lies outside the folder of this file"
            problems.error(node.place, "extends", what, "allowed: files in this folder and below, or redline:NAME")
            return None
        if files.kind(path) == files.NOTHING:
            beside = [name for one in files.names_in(folder, "*.yaml") if (name := files.as_text(one)) != node.value]
            what = f"there is no file {files.quoted(node.value)}"
            problems.error(node.place, "extends", what, "", node.value, [*beside, *_names(known)], listed=False)
            return None
    if path is None:
        return None
    if _real(path) in seen:
        names = " -> ".join(one.name for one in (*seen, _real(path)))
        problems.error(node.place, "extends", f"it goes round in a circle: {names}")
        return None
    if len(seen) > MOST_PARENTS:
        problems.error(node.place, "extends", f"more than {MOST_PARENTS} files extend one another")
        return None
    return path


def _names(known: Shipped) -> list[str]:
    return [PREFIX + name for name in known]


# -- files ----------------------------------------------------------------------------------------------------------


def _read_file(path: Path, place: Place, known: Shipped, problems: Problems) -> Node | None:
    """The tree of a file; ``place`` is where a missing file is complained of."""
    try:
        text = files.read_text(path, LARGEST_FILE)
    except files.Unreadable as error:
        if files.kind(path) == files.FILE:
            problems.error(Place(str(path), error.line or 1, 1), "", error.what)
            return None
        # Where a parent is complained of, the place is in the child, which does not name the file by itself.
        what = error.what if place.file == str(path) else f"{files.named(path)}: {error.what}"
        problems.error(place, "", what, _remedy(path, known))
        return None
    return _root(read(text, str(path), problems), str(path), problems)


def _remedy(path: Path, known: Shipped) -> str:
    """What to write instead of a path where no file is: a scenario in that folder, beside it, or a shipped one."""
    inside = files.kind(path) == files.FOLDER
    folder = path if inside else path.parent
    beside = {Path(name).stem.lower(): str(folder / name) for name in _beside(path, folder)}
    if inside and beside:
        return f"name a file in it, such as {next(iter(beside.values()))}"
    near = {**{name: PREFIX + name for name in known}, **beside}
    close = nearest(path.stem.lower(), near)
    return f"did you mean {near[close]}?" if close else "`redline new NAME` writes one"


def _beside(path: Path, folder: Path) -> list[str]:
    return [name for name in files.names_in(folder, "*.y*ml") if folder / name != path]


def _root(node: Node | None, file: str, problems: Problems) -> Node | None:
    """The outermost map of a file."""
    if node is None or node.is_null:
        if not problems.errors:
            problems.error(Place(file, 1, 1), "", "the file is empty; `redline new NAME` writes one to begin with")
        return None
    if not node.is_map:
        problems.error(node.place, "", f"{node.words()} stands where a scenario is wanted", "write key: value")
        return None
    return node


# -- the command line -----------------------------------------------------------------------------------------------

#: What stands for the file in messages, before the override itself.
FILE = "--set"


def read_set(text: str, number: int, tree: Field, problems: Problems) -> Node | None:
    """One override as a layer of its own, as if it stood in a file.

    Args:
        text: ``path=value``; the value is YAML, so ``iran.boldness={beta: {mean: 0.5, sd: 0.1}}`` works.
        number: which override it is, counted from 1; it stands as the line in messages.
        tree: the format, whose settings may be changed.
        problems: where mistakes are noted.
    """
    path, equals, value = text.partition("=")
    path = path.strip()
    file = f"{FILE} {text}"
    place = Place(file, number, 1)
    if not equals or not path:
        problems.error(place, "", f"{text!r} sets nothing", "write --set PATH=VALUE")
        return None
    settings = tree.settings
    meant = [setting for setting in settings if setting.endswith(f".{path}")]
    sections = tuple(f"{setting.partition('.')[0]}." for setting in settings if "." in setting)
    if path not in settings and (meant or path == "history" or path.startswith(sections)):
        above = next((one for one in settings if path.startswith(f"{one}.")), "")
        if above:
            what = f"{path!r} is a part of {above}, which is set as a whole"
            problems.error(place, path, what, f"write all of it: --set '{above}=VALUE'")
            return None
        problems.error(place, path, f"there is no setting {path!r}", given=meant[0] if meant else path, names=settings)
        return None
    node = read(value, file, problems, first=Place(file, number, len(text) - len(value) + 1))
    if node is None:
        if not value.strip():
            problems.error(place, path, "the value is missing", "write --set PATH=VALUE, or PATH=null for the default")
        return None
    if path.startswith(f"{START}."):
        return _as_layer([START, path.removeprefix(f"{START}.")], node, place)
    return _as_layer(path.split(".") if path in settings else ["parameters", path], node, place)


def _as_layer(keys: list[str], node: Node, place: Place) -> Node:
    """A map as a file would have it: ``runs.worlds`` within ``runs``, and a parameter within ``parameters``."""
    for key in reversed(keys):
        entries: Any = {key: node}
        node = Node(entries, place, {key: place}, node.size + 1)
    return node
