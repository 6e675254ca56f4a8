"""Reads a scenario from a file, from text or by the name of a shipped one, with its parents and ``--set``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from sim.engine.parameters import Catalogue
from sim.scenario.composing import Recipe, compose
from sim.scenario.nodes import Node
from sim.scenario.overrides import read_set
from sim.scenario.paths import Paths
from sim.scenario.problems import Place, Problems
from sim.scenario.scenario import Scenario
from sim.scenario.shipped import PREFIX, shipped
from sim.scenario.yaml_text import LARGEST_FILE, read

#: Longest chain of parents.
MOST_PARENTS = 10

TEXT = "<text>"


def load(
    path_or_text: str | Path, *, catalogue: Catalogue, cast_names: Iterable[str], sets: Iterable[str] = ()
) -> Scenario:
    """Reads and checks a scenario.

    Args:
        path_or_text: a path; ``redline:NAME`` for a shipped scenario; or YAML text, known by a line end in it or a
            brace at its beginning.
        catalogue: every parameter by full path.
        cast_names: full path of every actor: ``iran``, ``proxies.ansar_allah``, …
        sets: changes from the command line, ``path=value`` each; they beat everything in the file.

    Raises:
        ScenarioError: with every mistake found.
    """
    problems = Problems()
    chain = _chain(path_or_text, problems)
    set_nodes = [node for i, text in enumerate(sets) if (node := read_set(text, i + 1, problems))]
    if not chain:
        problems.check()
    file = None if _is_text(path_or_text) else _find(path_or_text, Place(str(path_or_text), 1, 1), problems)
    recipe = Recipe(
        name=_name(file),
        file=file,
        files=tuple(chain),
        sets=tuple(set_nodes),
        changes=(),
        paths=Paths(catalogue, cast_names),
    )
    return compose(recipe, problems)


def _is_text(path_or_text: str | Path) -> bool:
    """Whether this is YAML (or JSON, which is YAML) rather than a path."""
    return isinstance(path_or_text, str) and ("\n" in path_or_text or path_or_text.lstrip().startswith("{"))


def _name(file: Path | None) -> str:
    """A name that is safe as a folder's."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", file.stem)[:80].strip("_-") or "scenario" if file else "scenario"


def _find(path: str | Path, place: Place, problems: Problems) -> Path | None:
    """The file behind a path or ``redline:NAME``."""
    text = str(path)
    if not text.startswith(PREFIX):
        return Path(path)
    name, known = text.removeprefix(PREFIX), shipped()
    if name not in known:
        problems.error(place, "", f"no scenario {name!r} comes with the package", given=name, names=known)
    return known.get(name)


# -- the chain of parents -------------------------------------------------------------------------------------------


def _chain(path_or_text: str | Path, problems: Problems) -> list[Node]:
    """The texts of the file and its parents, the farthest parent first; empty when the file cannot be read."""
    if _is_text(path_or_text):
        folder, seen = None, list[Path]()
        node = _root(read(str(path_or_text), TEXT, problems), TEXT, problems)
    else:
        file = _find(path_or_text, Place(str(path_or_text), 1, 1), problems)
        if file is None:
            return []
        node = _read_file(file, Place(str(file), 0, 0), problems)
        folder, seen = file.parent, [_real(file)]
    chain = [node] if node else []
    while node is not None and "extends" in node.keys:
        if node["extends"].is_null:
            break
        parent = _parent(node["extends"], folder, seen, problems)
        if parent is None:
            break
        seen.append(_real(parent))
        node = _read_file(parent, node["extends"].place, problems)
        folder = parent.parent
        if node:
            chain.insert(0, node)
    return chain


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a loop of links
        return path.absolute()


def _parent(node: Node, folder: Path | None, seen: list[Path], problems: Problems) -> Path | None:
    """The file that ``extends`` names, when it may be used."""
    if not isinstance(node.value, str):
        problems.error(node.place, "extends", f"{node.words()} is not a file", "write a file name, or redline:NAME")
        return None
    if node.value.startswith(PREFIX):
        path = _find(node.value, node.place, problems)
    elif folder is None:
        what = "text that is not in a file can extend shipped scenarios only"
        problems.error(node.place, "extends", what, f"write {PREFIX}NAME", node.value, _names())
        return None
    else:
        path = folder / node.value
        if not _real(path).is_relative_to(_real(folder)):
            what = f"{node.value} lies outside the folder of this file"
            problems.error(node.place, "extends", what, "allowed: files in this folder and below, or redline:NAME")
            return None
        if not path.exists():
            beside = [one.name for one in sorted(folder.glob("*.yaml"))]
            what = f"there is no file {node.value!r}"
            problems.error(node.place, "extends", what, "", node.value, [*beside, *_names()], listed=False)
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


def _names() -> list[str]:
    return [PREFIX + name for name in shipped()]


# -- files ----------------------------------------------------------------------------------------------------------


def _read_file(path: Path, place: Place, problems: Problems) -> Node | None:
    """The tree of a file; ``place`` is where a missing file is complained of."""
    if not path.is_file():
        what = "there is no such file"
        if path.is_dir():
            what = "this is a folder, not a file"
        elif path.exists():
            what = "this is not a file"
        remedy = _remedy(path)
        # Where a parent is complained of, the place is in the child, which does not name the file by itself.
        what = what if place.file == str(path) else f"{path}: {what}"
        problems.error(place, "", what, remedy)
        return None
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        problems.error(place, "", f"{path} cannot be read: {error.strerror}")
        return None
    start = Place(str(path), 1, 1)
    if len(data) > LARGEST_FILE:
        problems.error(start, "", f"the file is larger than {LARGEST_FILE // 1024} KiB; a scenario is a page of text")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.error(Place(str(path), line, 1), "", "the file is not UTF-8 text")
        return None
    return _root(read(text, str(path), problems), str(path), problems)


def _remedy(path: Path) -> str:
    """What to write instead of a path where no file is: a scenario in that folder, beside it, or a shipped one."""
    folder = path if path.is_dir() else path.parent
    beside = {one.stem.lower(): str(one) for one in sorted(folder.glob("*.y*ml"))} if folder.is_dir() else {}
    if path.is_dir() and beside:
        return f"name a file in it, such as {next(iter(beside.values()))}"
    known = {**{name: PREFIX + name for name in shipped()}, **beside}
    close = get_close_matches(path.stem.lower(), known, 1, 0.6)
    return f"did you mean {known[close[0]]}?" if close else "`redline new NAME` writes one"


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
