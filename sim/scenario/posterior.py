"""Reads a joint sample of parameters: ``parameters: {posterior: FILE}``, the file that ``redline calibrate`` writes.

The file is a table of comma-separated values: a column per parameter, named by its full path, a row per draw; lines
that begin with # are remarks. Every world draws one row for all columns, so that what the data tie together stays tied.
"""

from __future__ import annotations

import csv
import hashlib
import math
from pathlib import Path

from sim.engine.distributions import Sampled
from sim.engine.parameters import Parameter
from sim.scenario.nodes import Node
from sim.scenario.parts import Value
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join

#: The key among the parameters, and the form under which a resolved scenario holds one column.
POSTERIOR = "posterior"

MOST_ROWS, LARGEST = 2000, 4 * 2**20  # draws; bytes


def read_posterior(reader: Reader, node: Node, path: str, paths: Paths) -> dict[str, Value | None]:
    """Every column of the file as a value drawn for each world; nothing after a mistake."""
    if not isinstance(node.value, str):
        reader.wrong(node, path, f"{node.words()} is not a file", "write posterior: FILE.csv")
        return {}
    beside = Path(node.place.file).parent / node.value
    file = beside if beside.is_file() else Path(node.value)
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        reader.wrong(node, path, f"there is no file {node.value!r}", "`redline calibrate` writes one")
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reader.wrong(node, path, f"{file} cannot be read: {error}")
        return {}
    if len(data) > LARGEST:
        reader.wrong(node, path, f"{file} is larger than {LARGEST // 2**20} MiB, which no posterior file is")
        return {}
    name = f"{file.name} {hashlib.sha256(data).hexdigest()[:12]}"
    before = len(reader.problems.errors)
    columns = _columns(reader, node, path, text, paths)
    if len(reader.problems.errors) > before:
        return {}
    return {key: Value.fixed(Sampled(name=name, values=values), file.name) for key, values in columns.items()}


def _columns(reader: Reader, node: Node, path: str, text: str, paths: Paths) -> dict[str, tuple[float, ...]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = list(csv.reader(lines))
    if len(rows) < 3 or len(rows) - 1 > MOST_ROWS:
        what = f"the file has {max(len(rows) - 1, 0):,} rows below its heading"
        reader.wrong(node, path, what, f"allowed: 2 to {MOST_ROWS:,}")
        return {}
    heads = [head.strip() for head in rows[0]]
    for head in heads:
        parameter = paths.catalogue.get(head)
        if parameter is None or parameter.bounds is None:
            what = f"the column {head!r} is no parameter" if parameter is None else f"{head} takes words, not numbers"
            reader.problems.error(node.place, path, what, given=head, names=paths.catalogue)
        elif heads.count(head) > 1:
            reader.wrong(node, path, f"the column {head} stands there twice")
    found: dict[str, tuple[float, ...]] = {}
    for place, head in enumerate(heads):
        if head in paths.catalogue:
            found[head] = _numbers(reader, node, path, head, [row[place : place + 1] for row in rows[1:]], paths)
    return found


def _numbers(
    reader: Reader, node: Node, path: str, head: str, cells: list[list[str]], paths: Paths
) -> tuple[float, ...]:
    """A column's numbers; the first that is none, or that the parameter does not allow, is told."""
    low, high = paths.catalogue[head].bounds or (-math.inf, math.inf)
    numbers = []
    for row, cell in enumerate(cells, 1):
        try:
            number = float(cell[0])
        except (IndexError, ValueError):
            reader.wrong(node, path, f"{head}, row {row}: {cell[0] if cell else 'nothing'!r} is not a number")
            return ()
        if not low <= number <= high:
            reader.wrong(node, path, f"{head}, row {row}: {number:g} is out of range", f"allowed: {low:g} to {high:g}")
            return ()
        numbers.append(number)
    return tuple(numbers)


def read_column(reader: Reader, node: Node, path: str, parameter: Parameter) -> Sampled | None:
    """One column as a resolved scenario holds it: ``{name: …, values: "0.1 0.2 …"}``."""
    entries = reader.fields(node, path, ("name", "values"))
    name = reader.text(entries["name"], join(path, "name"), 300) if "name" in entries else None
    text = entries["values"].value if "values" in entries else None
    if name is None or not isinstance(text, str):
        reader.wrong(node, path, "a column has a name and values", 'write {name: …, values: "0.1 0.2"}')
        return None
    try:
        drawn = Sampled(name=name, values=tuple(map(float, text.split())))
    except ValueError as error:
        reader.wrong(node, path, str(error))
        return None
    wrong = drawn.misfit(parameter.bounds or (-math.inf, math.inf))
    if wrong:
        reader.wrong(node, path, wrong)
        return None
    return drawn
