"""What a run leaves on disk, said once: its files, their tables with each column's type, and the manifest's keys.

Writer and reader both ask here, so that a new table, column or key is one entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.crisis import Crisis
from sim.engine.events import NUMBERS, WORDS

#: Raised when the files of a run, and what ``redline drivers`` adds to it, change their meaning.
FORMAT, DRIVERS_FORMAT = 1, 2

MANIFEST, SUMMARY, REPORT, DRIVERS = "manifest.json", "summary.json", "report.html", "drivers.json"
#: Files beside the tables and the manifest itself that stay as they were written.
PAGES = (SUMMARY, REPORT)

#: First bytes of a finished block; changed when the meaning of the others changes.
BLOCK_MAGIC = b"redline block 3\n"

#: Quantiles of every daily series, column name to share of worlds at or below.
QUANTILES: Mapping[str, float] = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}

#: Type of a column of words; other types are NumPy's names.
WORD = "word"


@dataclass(frozen=True)
class Table:
    """One table, a Parquet file.

    Attributes:
        name: the file's, without its ending.
        columns: type of each column that it always has, by name. Others may come with a scenario: axes, drawn values.
        each: of what the crisis has, there is a column for every one: ``series`` or ``outcomes``; empty for none.
        type: type of these columns.
        optional: whether only some scenarios feed it.
    """

    name: str
    columns: Mapping[str, str]
    each: str = ""
    type: str = ""
    optional: bool = False

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.name}.parquet"

    def types(self, crisis: Crisis) -> dict[str, str]:
        """Type of every column that it must have, by name."""
        keys = {"series": crisis.series_keys, "outcomes": crisis.outcomes.keys_in_order}.get(self.each, ())
        return {**self.columns, **dict.fromkeys(keys, self.type)}

    def frame(self, columns: Mapping[str, Any]) -> pd.DataFrame:
        """Rows of the table, with its types; the columns stay in the order in which they are given.

        Raises:
            KeyError: when a declared column is not given.
        """
        if lost := self.columns.keys() - columns.keys():
            raise KeyError(f"{self.file}: {', '.join(sorted(lost))}")
        types = {name: kind for name, kind in self.columns.items() if kind != WORD}
        return pd.DataFrame({name: _array(one, types.get(name)) for name, one in columns.items()}, copy=False)

    def empty(self, crisis: Crisis) -> pd.DataFrame:
        """The table without any row."""
        return pd.DataFrame(columns=list(self.types(crisis)))


def _array(values: Any, kind: str | None) -> Any:
    return values if kind is None else np.asarray(values).astype(kind, copy=False)


_WHO = {"cell": "int32", "variant": WORD}
_DAY = {"day": "int16", "date": "datetime64[ms]"}

WORLDS = Table("worlds", {**_WHO, "world": "int32", "outcome": WORD, "day": "int16"})
DAILY = Table(
    "daily",
    {"variant": WORD, "measure": WORD, **_DAY, **dict.fromkeys(("mean", *QUANTILES), "float32"), "present": "int32"},
)
_LOGGED = {**{name: np.dtype(kind).name for name, kind in NUMBERS.items()}, **dict.fromkeys(WORDS, WORD)}
EVENTS = Table("events", {**_WHO, **_DAY, **_LOGGED})
EXAMPLES = Table("examples", {"variant": WORD, "cell": "int32", "world": "int32", **_DAY}, "series", "float32")
MONTHS = Table(
    "months",
    {"variant": WORD, "cell": "int32", "world": "int32", "month": "int16"},
    each="series",
    type="float32",
    optional=True,
)
ASSUMPTIONS = Table("assumptions", {"variant": WORD, "draw": "int64", "worlds": "int64"}, "outcomes", "float64")
POINTS = Table("points", {"variant": WORD, "point": "int64", "worlds": "int64"}, "outcomes", "int64", optional=True)
TWINS = Table("twins", {"variant": WORD, "world": "int32", "outcome": WORD}, optional=True)
BOUNDARY = Table(
    "boundary",
    {"variant": WORD, "low": "float64", "high": "float64", "status": WORD, "worlds": "int64"},
    optional=True,
)
TABLES = (WORLDS, DAILY, EVENTS, EXAMPLES, ASSUMPTIONS, MONTHS, POINTS, TWINS, BOUNDARY)

#: Files that every run has, and all that may be ours in its folder.
FILES = frozenset({REPORT, SUMMARY, MANIFEST, *(one.file for one in TABLES if not one.optional)})
OURS = FILES | {DRIVERS} | {one.file for one in TABLES}


_TEXT, _WHOLE, _LIST, _MAP = (str,), (int,), (list,), (dict,)
_MAYBE_TEXT, _NUMBER = (str, type(None)), (int, float)
_SAID: Mapping[tuple[type, ...], str] = {
    _TEXT: "text",
    _WHOLE: "a whole number",
    _LIST: "a list",
    _MAP: "an object",
    _MAYBE_TEXT: "text or null",
    _NUMBER: "a number",
}

#: What the manifest's values may be, by key, a dot for a key within another: first those without which no run can be
#: read, then the others.
NEEDED: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("redline", "worlds", "seed"), _WHOLE),
    **dict.fromkeys(("scenario", "scenario.resolved"), _MAP),
    "digest": _TEXT,
}
MORE: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("crisis", "cells_digest", "code", "started", "ended"), _TEXT),
    **dict.fromkeys(("scenario.name", "scenario.title", "scenario.sha256"), _TEXT),
    **dict.fromkeys(("versions", "platform", "tables", "pages", "blocks", "until"), _MAP),
    **dict.fromkeys(("agents", "command", "branches"), _LIST),
    **dict.fromkeys(("scenario.file", "scheduler"), _MAYBE_TEXT),
    "jobs": _WHOLE,
    "seconds": _NUMBER,
}


def faults(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What a manifest lacks, ``"seed: missing"``, and what in it is of another type."""
    for path, types in {**NEEDED, **MORE}.items():
        *above, name = path.split(".")
        within = manifest.get(above[0]) if above else manifest
        if not isinstance(within, Mapping):
            continue  # told already
        if name not in within:
            if path in NEEDED:
                yield f"{path}: missing"
        elif not isinstance(within[name], types) or isinstance(within[name], bool):
            yield f"{path}: {within[name]!r} is not {_SAID[types]}"


def lacking(table: Table, kinds: Mapping[str, str], crisis: Crisis) -> Iterator[str]:
    """What a table's file lacks, ``"outcome: missing"``, and which columns are of another type.

    Args:
        table: the table.
        kinds: of each column in the file, :data:`WORD` or the kind of a NumPy type; empty where all is missing.
        crisis: the run's crisis.
    """
    for name, declared in table.types(crisis).items():
        wanted = WORD if declared == WORD else np.dtype(declared).kind
        if name not in kinds:
            yield f"{name}: missing"
        elif kinds[name] not in ("", wanted):
            yield f"{name}: not of type {declared}"
