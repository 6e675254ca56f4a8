"""Reads joint samples of parameters, such as posteriors: ``parameters: {posterior: FILE}``.

The file is one that ``redline calibrate`` writes: comma-separated values, a column per parameter, named by its full
path, a row per draw; lines that begin with # are remarks. Every world draws one row for all columns, so that what the
data tie together stays tied.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import Counter
from pathlib import Path

from sim.engine import files
from sim.engine.distributions import Sampled
from sim.engine.parameters import Parameter
from sim.scenario.format import COLUMN
from sim.scenario.parts import Value
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader
from sim.scenario.yaml_text import Node

#: The key among the parameters, and the form under which a resolved scenario holds one column.
POSTERIOR = "posterior"

MOST_ROWS, LARGEST = 2000, 4 * files.MIB  # draws; bytes
#: Wrong columns that are told one by one.
MOST_TOLD = 10


def read_posterior(reader: Reader, node: Node, path: str, paths: Paths) -> dict[str, Value | None]:
    """Every column of the file as a value drawn for each world; nothing after a mistake."""
    file = named_file(reader, node, path, "write posterior: FILE.csv")
    if file is None:
        return {}
    try:
        data = files.read_bytes(file, LARGEST)
        rows = list(itertools.islice(files.read_cells(files.text_of(data, file), file, "#"), MOST_ROWS + 2))
    except files.Unreadable as error:
        what = str(error)
        if files.kind(file) == files.NOTHING:
            what = f"there is no file {files.quoted(str(node.value))}; `redline calibrate` writes one"
        reader.wrong(node, path, what)
        return {}
    before = len(reader.problems.errors)
    columns = _columns(reader, node, path, file, rows, paths)
    if len(reader.problems.errors) > before:
        return {}
    source = files.plain(file.name)
    name = f"{source} {hashlib.sha256(data).hexdigest()[:12]}"
    return {key: Value.fixed(Sampled(name=name, values=values), source) for key, values in columns.items()}


def named_file(reader: Reader, node: Node, path: str, allowed: str) -> Path | None:
    """The file that a value names: beside the scenario's file, or seen from the working folder.

    A file of a scenario may come from anybody, so it names files in either folder and below; the command line and
    Python may name any.

    Returns:
        The path, whether or not there is such a file; None after a mistake, which is noted.
    """
    if not isinstance(node.value, str):
        reader.wrong(node, path, f"{node.words()} is not a file", allowed)
        return None
    source = node.place.file
    name = files.as_path(node.value)
    beside, here = Path(source).parent / name, Path(name)
    if source.startswith("--") or source.endswith("()"):
        return here
    file = here if files.kind(beside) == files.NOTHING and files.kind(here) != files.NOTHING else beside
    if files.within(file, Path(source).parent) or files.within(file, Path()):
        return file
    what = f"{files.named(node.value)} lies outside the folder of this file"
    remedy = "allowed: files in this folder or the working folder, and below; the command line may name any"
    reader.wrong(node, path, what, remedy)
    return None


def _columns(
    reader: Reader, node: Node, path: str, file: Path, rows: list[tuple[int, list[str]]], paths: Paths
) -> dict[str, tuple[float, ...]]:
    name, found = files.named(file.name), len(rows) - 1
    if not 2 <= found <= MOST_ROWS:
        what = f"{name} has {'more rows' if found > 2 else 'no rows' if found < 1 else 'one row'} below its heading"
        reader.wrong(node, path, what, f"allowed: 2 to {MOST_ROWS:,}")
        return {}
    (line, heads), *body = rows
    heads = [head.strip() for head in heads]
    _check_heads(reader, node, path, f"{name}:{line}", heads, paths)
    for line, cells in body:
        if len(cells) != len(heads):
            what = f"{name}:{line}: {len(cells)} values for {len(heads)} columns"
            reader.wrong(node, path, what, "write decimals with a point, 0.5, and commas between values only")
            return {}
    known = {head: at for at, head in enumerate(heads) if head in paths.catalogue}
    return {head: _numbers(reader, node, path, name, head, at, body, paths) for head, at in known.items()}


def _check_heads(reader: Reader, node: Node, path: str, where: str, heads: list[str], paths: Paths) -> None:
    """Notes columns that are no numeric parameter, or stand there twice; of many such, the first ones."""
    known = [head for head in heads if head in paths.catalogue]
    if not known:  # another file altogether, whose words are nobody's business
        what = f"{where}: none of the columns is a parameter"
        reader.wrong(node, path, what, "`redline calibrate` writes a column per parameter, with commas between them")
        return
    wrong = [head for head in heads if head not in paths.catalogue]
    for head in wrong[:MOST_TOLD]:
        what = f"{where}: the column {files.quoted(head)} is no parameter"
        reader.problems.error(node.place, path, what, given=head[: files.LONGEST_QUOTE], names=paths.catalogue)
    if len(wrong) > MOST_TOLD:
        reader.wrong(node, path, f"{where}: {len(wrong) - MOST_TOLD:,} more columns are no parameters")
    for head, times in Counter(known).items():
        if paths.catalogue[head].bounds is None:
            reader.wrong(node, path, f"{where}: {head} takes words, not numbers")
        elif times > 1:
            reader.wrong(node, path, f"{where}: the column {head} stands there {times} times")


def _numbers(
    reader: Reader,
    node: Node,
    path: str,
    name: str,
    head: str,
    at: int,
    body: list[tuple[int, list[str]]],
    paths: Paths,
) -> tuple[float, ...]:
    """A column's numbers; the first that is none, or that the parameter does not allow, is told."""
    low, high = paths.catalogue[head].bounds or (-math.inf, math.inf)
    numbers = []
    for line, cells in body:
        try:
            number = files.number(cells[at])
        except ValueError:
            reader.wrong(node, path, f"{name}:{line}: {head}: {files.quoted(cells[at].strip())} is not a number")
            return ()
        if not low <= number <= high:
            what = f"{name}:{line}: {head}: {number:g} is out of range"
            reader.wrong(node, path, what, f"allowed: {low:g} to {high:g}")
            return ()
        numbers.append(number)
    return tuple(numbers)


def read_column(reader: Reader, node: Node, path: str, parameter: Parameter) -> Sampled | None:
    """One column as a resolved scenario holds it: ``{name: …, values: "0.1 0.2 …"}``."""
    entries = reader.fields(node, path, COLUMN.keys)
    name = reader.plain(COLUMN, entries, path).get("name")
    text = entries["values"].value if "values" in entries else None
    if name is None or not isinstance(text, str):
        reader.wrong(node, path, "a column has a name and values", 'write {name: …, values: "0.1 0.2"}')
        return None
    try:
        drawn = Sampled(name=name, values=tuple(map(files.number, text.split())))
    except ValueError as error:
        reader.wrong(node, path, str(error))
        return None
    wrong = drawn.misfit(parameter.bounds or (-math.inf, math.inf))
    if wrong:
        reader.wrong(node, path, wrong)
        return None
    return drawn
