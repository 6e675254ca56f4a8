"""A run on disk: ``report.html``, ``summary.json``, ``manifest.json`` and the tables as Parquet files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim import folders
from sim.experiment.manifest import FORMAT
from sim.experiment.run import claims_in, full_catalogue
from sim.measures.summary import summary
from sim.outcomes import OUTCOMES
from sim.results import Results
from sim.series import KEYS

TABLES = ("worlds", "daily", "events", "examples", "assumptions")
FILES = frozenset({"report.html", "summary.json", "manifest.json", *(f"{name}.parquet" for name in TABLES)})


class NotARun(RuntimeError):
    """A folder does not hold a run that can be read; the message says what is wrong with it."""


def save(results: Results, folder: Path) -> Path:
    """Writes a run to a folder, in place of an earlier one there, and returns the folder.

    Raises:
        CannotWrite: on a full disk, missing permission or a folder that is not ours; an earlier run stays whole.
    """
    with folders.replacing(folder, FILES) as fresh:
        _write_tables(results, fresh)
        _write_json(fresh / "summary.json", summary(results))
        _write_json(fresh / "manifest.json", results.manifest)
        results.report(fresh / "report.html")
    return folder


def read(folder: str | Path, restored: Callable[[Mapping[str, Any]], Any]) -> Results:
    """Reads a run back; :func:`sim.read` knows how to restore a scenario.

    Args:
        folder: where :func:`save` wrote it.
        restored: makes a scenario of the resolved one in the manifest.

    Raises:
        NotARun: when it is no run, a damaged one, or one of another format.
    """
    folder = Path(folder)
    folders.recover(folder)
    manifest = _manifest(folder)
    scenario = restored(manifest["scenario"]["resolved"])
    catalogue = full_catalogue(scenario.cells())
    return Results(
        scenario=scenario,
        tables=Saved(folder, scenario),
        manifest=manifest,
        catalogue=catalogue,
        claims=claims_in(catalogue),
    )


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise NotARun(f"{folder} holds no run of redline: manifest.json cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise NotARun(f"{folder}: manifest.json is damaged ({error})") from error
    if not isinstance(manifest, dict) or manifest.get("redline") != FORMAT:
        raise NotARun(f"{folder} was not written by this version of redline; run the scenario again")
    return manifest


class Saved:
    """The tables of a run from its files; see :class:`sim.results.Tables`."""

    def __init__(self, folder: Path, scenario: Any):
        self._folder = folder
        self._words = {
            "variant": list(dict.fromkeys(cell.variant for cell in scenario.cells())),
            "outcome": list(OUTCOMES),
            "measure": list(KEYS),
        }

    def worlds(self) -> pd.DataFrame:
        """One row per cell and world."""
        return self._read("worlds")

    def daily(self) -> pd.DataFrame:
        """One row per cell, measure and day."""
        return self._read("daily")

    def events(self) -> Iterator[pd.DataFrame]:
        """The kept events."""
        yield self._read("events")

    def examples(self) -> pd.DataFrame:
        """Daily series of the first worlds."""
        return self._read("examples")

    def assumptions(self) -> pd.DataFrame:
        """One row per variant and draw."""
        return self._read("assumptions")

    def _read(self, name: str) -> pd.DataFrame:
        path = self._folder / f"{name}.parquet"
        try:
            frame = pd.read_parquet(path)
        except (OSError, pa.ArrowException) as error:
            raise NotARun(f"{path} cannot be read ({error}); run the scenario again to mend it") from error
        # Parquet keeps only the words that occur, in their order of appearance.
        words = {key: pd.CategoricalDtype(some) for key, some in self._words.items() if key in frame}
        return frame.astype(words)


def _write_tables(results: Results, folder: Path) -> None:
    for name in ("worlds", "daily", "examples", "assumptions"):
        frame = results.table if name == "worlds" else getattr(results, name)
        pq.write_table(_arrow(frame), folder / f"{name}.parquet", compression="zstd")
    _write_parts(results.event_parts(), folder / "events.parquet")


def _write_parts(parts: Iterator[pd.DataFrame], path: Path) -> None:
    """Writes frames one after the other, so that only one of them is in memory."""
    first = next(parts, None)
    table = _arrow(pd.DataFrame() if first is None else first)
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        writer.write_table(table)
        for part in parts:
            writer.write_table(_arrow(part).cast(table.schema))


def _arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
