"""What a run leaves on disk, said once: its files, their tables with each column's type, and the manifest's keys.

Writer and reader both ask here, so that a new table, column or key is one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.crisis import Crisis
from sim.engine.events import NUMBERS, WORDS
from sim.runs.disk.shapes import MAYBE_TEXT, NUMBER, TEXT, having, listed, mapped, whole

#: Raised when the files of a run, and what ``redline drivers`` adds to it, change their meaning.
FORMAT, DRIVERS_FORMAT = 1, 2

MANIFEST, SUMMARY, REPORT, DRIVERS = "manifest.json", "summary.json", "report.html", "drivers.json"
#: The answer as a picture, beside the page; only where it can be drawn.
CARD = "card.png"
#: Files beside the tables and the manifest itself, whose hashes it has, too.
PAGES = (SUMMARY, REPORT, DRIVERS, CARD)

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
SETTINGS = Table("settings", {**_WHO, "draw": "int32", "world": "int32", "outcome": WORD}, optional=True)
BOUNDARY = Table(
    "boundary",
    {"variant": WORD, "low": "float64", "high": "float64", "status": WORD, "worlds": "int64"},
    optional=True,
)
TABLES = (WORLDS, DAILY, EVENTS, EXAMPLES, ASSUMPTIONS, MONTHS, POINTS, TWINS, SETTINGS, BOUNDARY)

#: Files that every run has, and all that may be ours in its folder.
FILES = frozenset({REPORT, SUMMARY, MANIFEST, *(one.file for one in TABLES if not one.optional)})
OURS = FILES | {DRIVERS, CARD} | {one.file for one in TABLES}


_SCENARIO = having("resolved", resolved=mapped(), name=TEXT, title=TEXT, sha256=TEXT, file=MAYBE_TEXT)
_BRANCH = having(
    *("variant", "day", "date", "worlds", "same"),
    variant=TEXT,
    date=TEXT,
    **dict.fromkeys(("day", "worlds", "same"), whole(0)),
)
_REPLACED = having("path", "class", "sha256", path=TEXT, sha256=MAYBE_TEXT, **{"class": TEXT})

#: What the manifest's values may be; those that are needed are those without which no run can be read.
MANIFEST_SHAPE = having(
    *("redline", "worlds", "seed", "digest", "scenario"),
    redline=whole(),
    worlds=whole(1),
    seed=whole(0),
    digest=TEXT,
    scenario=_SCENARIO,
    crisis=TEXT,
    agents=listed(_REPLACED),
    cells_digest=TEXT,
    code=TEXT,
    versions=mapped(TEXT),
    platform=mapped(TEXT, cpu_features=listed(TEXT)),
    command=listed(TEXT),
    jobs=whole(1),
    scheduler=MAYBE_TEXT,
    tables=mapped(TEXT),
    pages=mapped(TEXT),
    started=TEXT,
    ended=TEXT,
    seconds=NUMBER,
    branches=listed(_BRANCH),
    references=listed(whole(0)),
    engine=having("compiled", "numpy", compiled=whole(0), numpy=mapped(whole(0))),
    blocks=having("kept", "all", "damaged", kept=whole(0), all=whole(0), damaged=whole(0)),
    log=having("number", "settings", number=whole(1), settings=whole(1)),
    until=having("wanted", "reached", "rounds", wanted=NUMBER, reached=NUMBER, rounds=whole(1)),
)


def lacking(table: Table, kinds: Mapping[str, str], crisis: Crisis, more: Iterable[str] = ()) -> Iterator[str]:
    """What a table's file lacks, ``"outcome: missing"``, and which columns are of another type.

    Args:
        table: the table.
        kinds: of each column in the file, :data:`WORD` or the kind of a NumPy type; empty where all is missing.
        crisis: the run's crisis.
        more: further columns that a scenario brings along, numbers or words.
    """
    for name, declared in table.types(crisis).items():
        wanted = WORD if declared == WORD else np.dtype(declared).kind
        if name not in kinds:
            yield f"{name}: missing"
        elif kinds[name] not in ("", wanted):
            yield f"{name}: not of type {declared}"
    for name in more:
        if name not in kinds:
            yield f"{name}: missing"
