"""Writes a run's tables and arrays in the format asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import pandas as pd

from sim.analyses.exports import tidy
from sim.analyses.exports.arrays import variables
from sim.engine.nearest import hint
from sim.runs.disk import tabular
from sim.runs.results import Results

#: Formats by name, each with the ending of its file.
FORMATS: Mapping[str, str] = {"csv": ".csv", "parquet": ".parquet", "xlsx": ".xlsx", "netcdf": ".nc"}
#: Which of them have a file for each table.
_EACH: Mapping[str, Callable[[pd.DataFrame, Mapping[str, str]], bytes]] = {
    "csv": tabular.as_csv,
    "parquet": tabular.as_parquet,
}
#: What a single file of such a format holds unless a table is named.
_MAIN = "shares"


class NoFormat(ValueError):
    """A format that there is not, or that does not suit what was asked for; the message says which there are."""


def format_of(path: Path | None, named: str | None) -> str:
    """The format that is named, or that a file's ending stands for; CSV where nothing says so.

    Raises:
        NoFormat: when there is none of that name or ending, or the two disagree.
    """
    if named is not None and named not in FORMATS:
        raise NoFormat(f"there is no format {named!r}; allowed: {', '.join(FORMATS)}{hint(named, FORMATS)}")
    endings = {ending: name for name, ending in FORMATS.items()}
    ending = "" if path is None or path.is_dir() else path.suffix.lower()
    if named is None and ending and ending not in endings:
        raise NoFormat(f"nothing is known of files that end in {ending}; allowed: {', '.join(endings)}, or a folder")
    found = named or endings.get(ending, "csv")
    if ending in endings and endings[ending] != found:
        raise NoFormat(
            f"a file that ends in {ending} is not {found}; leave out the format, or end it in {FORMATS[found]}"
        )
    return found


def export(
    results: Results,
    path: Path,
    *,
    format: str | None = None,
    names: Collection[str] = (),
    replace: bool = False,
    tell: tabular.Tell | None = None,
) -> Path:
    """Writes a run's numbers to a file, or to a folder with a file for each table, and returns its path.

    Args:
        results: the run.
        path: a file, by its ending, or a folder.
        format: one of :data:`FORMATS`; by default what the ending stands for, CSV for a folder.
        names: tables that are wanted, of :data:`sim.analyses.exports.tidy.HOLDS`; for a single CSV or Parquet file
            one, ``shares`` by default, else all that have a row. NetCDF holds arrays instead and takes none.
        replace: whether what is there may be written over.
        tell: is told how far an Excel file is.

    Raises:
        NoFormat, NoTable, NoExcel: when it cannot be; the message says what can.
        FileExistsError: when something is there and ``replace`` is not given.
        CannotWrite: on a full disk or without permission.
    """
    kind = format_of(path, format)
    told = tidy.provenance(results)
    if kind == "netcdf":
        if names:
            raise NoFormat("netcdf holds all arrays of a run and takes no table; leave out the table, or take parquet")
        return tabular.put_file(path, tabular.as_netcdf(variables(results), told), replace=replace)
    if kind == "xlsx":
        tabular.check_excel()
        return tabular.put_file(path, tabular.as_excel(tidy.tables(results, names), told, tell), replace=replace)
    make, ending = _EACH[kind], FORMATS[kind]
    if path.suffix.lower() == ending and not path.is_dir():
        if len(names) > 1:
            raise NoFormat(f"one {kind} file holds one table, and {len(names)} were named; name a folder to write to")
        name = next(iter(names), _MAIN)
        told = {"table": f"{name}: {tidy.HOLDS.get(name, '')}", **told}
        return tabular.put_file(path, make(tidy.tables(results, [name])[name], told), replace=replace)
    made = {
        f"{name}{ending}": make(frame, {"table": f"{name}: {tidy.HOLDS[name]}", **told})
        for name, frame in tidy.tables(results, names).items()
    }
    return tabular.put_folder(path, made, replace=replace)
