"""Tables and arrays as the files that other programs read: CSV, Parquet, Excel and NetCDF, each with its provenance."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.files import named, plain
from sim.runs.disk import folders
from sim.runs.disk.writing import write

#: Rows of an Excel sheet, its heading included.
MOST_ROWS = 2**20
#: The sheet that says where the numbers come from, and the key of Parquet's metadata that does.
PROVENANCE, KEY = "provenance", b"redline"
#: What a spreadsheet takes for a formula when a text begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Where one would begin within a line, quotes and all; some countries' spreadsheets part lines at semicolons.
_AFTER_COMMA = re.compile(r"([,;][\s\"]*)(?=[=+@-])")
#: NetCDF-3 has no other whole numbers, and no text but characters.
_KINDS = {"i": "i4", "u": "i4", "b": "i1", "f": "f8"}


class NoExcel(RuntimeError):
    """The library that writes Excel files is missing, or a table does not fit a sheet; the message says what to do."""


@dataclass(frozen=True)
class Variable:
    """An array with named dimensions.

    Attributes:
        dims: a name for each axis; arrays that share one have the same length there.
        values: numbers, or texts.
        attributes: what it is: ``long_name``, ``units``.
    """

    dims: tuple[str, ...]
    values: np.ndarray[Any, Any]
    attributes: Mapping[str, Any]


def as_csv(frame: pd.DataFrame, provenance: Mapping[str, str]) -> bytes:
    """A table as UTF-8 CSV: lines that begin with ``#`` first, then heading and rows; dates as 2019-06-20.

    Numbers have as many digits as it takes to read the same number back; one that is not known is an empty cell. A
    text in which a reader would see a comment or a spreadsheet a formula is led by an apostrophe.
    """
    text = io.StringIO()
    text.writelines(f"# {key}: {_no_formula(' '.join(value.split()))}\n" for key, value in provenance.items())
    texts = {name: frame[name].map(_safe) for name in frame if frame[name].dtype.kind not in "biufM"}
    _iso(frame.assign(**texts)).to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode()


def _no_formula(remark: str) -> str:
    """A remark of which a spreadsheet, which knows no remarks and parts them at commas, calculates no part."""
    return _AFTER_COMMA.sub(r"\1'", remark)


def _safe(cell: Any) -> Any:
    """A text without what would begin a remark in the middle of a line, and that no spreadsheet calculates."""
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("#", "no. ")
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _iso(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with days as text."""
    days = [name for name in frame if pd.api.types.is_datetime64_any_dtype(frame[name].dtype)]
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in days})


def as_parquet(frame: pd.DataFrame, provenance: Mapping[str, str]) -> bytes:
    """A table as Parquet, days as dates; provenance as JSON under the key ``redline`` of the file's metadata."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for at, one in enumerate(table.schema):
        if pa.types.is_timestamp(one.type):
            table = table.set_column(at, one.name, table.column(at).cast(pa.timestamp("ms")).cast(pa.date32()))
    known = {key: value for key, value in (table.schema.metadata or {}).items() if key != b"pandas"}
    told = json.dumps(dict(provenance), ensure_ascii=False).encode()
    text = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(known | {KEY: told}), text, compression="zstd")
    return bytes(text.getvalue())


#: Told of work in steps: what is done, how much, of how much.
Tell = Callable[[str, int, int], None]
#: Rows of an Excel file after which that is told.
TOLD = 5000


def check_excel(rows: Mapping[str, int] | None = None) -> None:
    """Refuses what no Excel file can be written for.

    Args:
        rows: of each table, by name.

    Raises:
        NoExcel: when the library is missing or a table is too long.
    """
    if find_spec("openpyxl") is None:
        raise NoExcel("xlsx needs openpyxl: pip install 'redline[excel]'; csv, parquet and netcdf need nothing more")
    for name, many in (rows or {}).items():
        if many >= MOST_ROWS:
            what = f"the table {name} has {many:,} rows, and a sheet of Excel at most {MOST_ROWS - 1:,}"
            raise NoExcel(f"{what}; take csv or parquet, or leave it out by naming others with --table")


def as_excel(tables: Mapping[str, pd.DataFrame], provenance: Mapping[str, str], tell: Tell | None = None) -> bytes:
    """Tables as sheets of one Excel file, the first of which is their provenance.

    Args:
        tables: by the name of their sheet.
        provenance: of the first sheet.
        tell: is told how many of all rows are written; Excel takes far longer than other forms.

    Raises:
        NoExcel: when the library is missing or a table is too long for a sheet.
    """
    check_excel({name: len(frame) for name, frame in tables.items()})
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)

    def cell(sheet: Any, value: Any) -> Any:
        if isinstance(value, str):
            made = WriteOnlyCell(sheet, plain(value, keep="\n"))
            made.data_type = "s"  # also where it begins like a formula
            return made
        return None if pd.isna(value) else value

    first = book.create_sheet(PROVENANCE)
    for row in provenance.items():
        first.append([cell(first, one) for one in row])
    done, total = 0, sum(map(len, tables.values()))
    for name, frame in tables.items():
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        sheet.append([cell(sheet, str(column)) for column in frame])
        columns = [_plain(frame[column]) for column in frame]
        for values in zip(*columns, strict=True):
            sheet.append([cell(sheet, value) for value in values])
            done += 1
            if tell is not None and done % TOLD == 0:
                tell("rows written", done, total)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _plain(column: pd.Series) -> list[Any]:
    """A column as Python's own numbers, texts and dates."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return [None if pd.isna(one) else one.date() for one in column]
    if column.dtype == np.float32:  # 0.1 as it is read back, not 0.10000000149011612
        return [float(str(one)) for one in column.to_numpy()]
    return list(column.astype(object))


def as_netcdf(variables: Mapping[str, Variable], attributes: Mapping[str, str]) -> bytes:
    """Arrays as a NetCDF-3 file (64-bit offsets), which xarray and every NetCDF library read.

    Texts are arrays of characters in UTF-8, as CF has them; whole numbers have 32 bits.

    Raises:
        ValueError: when arrays disagree about the length of a dimension.
    """
    from scipy.io import netcdf_file

    made = io.BytesIO()
    file = netcdf_file(made, "w", version=2)
    for key, value in {"Conventions": "CF-1.11", **attributes}.items():
        setattr(file, key, value.encode())
    sizes: dict[str, int] = {}
    for name, one in variables.items():
        values, dims = _stored(one, name)
        for dim, size in zip(dims, values.shape, strict=True):
            if sizes.setdefault(dim, size) != size:
                raise ValueError(f"{name}: the dimension {dim} has {sizes[dim]} places, and here {size}")
            if dim not in file.dimensions:
                file.createDimension(dim, size)
        variable = file.createVariable(name, "c" if values.dtype.kind == "S" else values.dtype, dims)
        variable[:] = values
        for key, value in one.attributes.items():
            setattr(variable, key, value.encode() if isinstance(value, str) else value)
        if values.dtype.kind == "S":
            variable._Encoding = b"utf-8"
    file.flush()
    content = made.getvalue()
    file.close()
    return content


def _stored(one: Variable, name: str) -> tuple[np.ndarray[Any, Any], tuple[str, ...]]:
    values = np.asarray(one.values)
    if values.dtype.kind == "U":
        encoded = np.char.encode(values, "utf-8")
        width = max(encoded.dtype.itemsize, 1)
        return encoded.astype(f"S{width}").view("S1").reshape(*values.shape, width), (*one.dims, f"{name}_characters")
    kind = values.dtype if values.dtype == np.float32 else np.dtype(_KINDS[values.dtype.kind])
    return values.astype(kind), one.dims


# -- where they go -------------------------------------------------------------------------------------------------


def put_file(path: Path, content: bytes, *, replace: bool = False) -> Path:
    """Writes a file whole or not at all.

    Raises:
        FileExistsError: when something is there and it is not said to be replaced; the message names it.
        CannotWrite: on a full disk or without permission.
    """
    with folders.explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return write(path, content, new=not replace)
        except FileExistsError:
            if replace:
                raise
    raise FileExistsError(f"{named(path)} is already there and is left as it is; replace (--replace) writes over it")


def put_folder(folder: Path, contents: Mapping[str, bytes], *, replace: bool = False) -> Path:
    """Writes files into a folder: all of them, or none that would take the place of another.

    Args:
        folder: where they go.
        contents: by their path within it.
        replace: whether files of the same names may be written over; others in the folder stay.

    Raises:
        FileExistsError: when a file of that name is there, or the folder is a file; the message names it.
        CannotWrite: on a full disk or without permission.
    """
    with folders.explained(folder):
        fresh = folders.scratch(folder)
        try:
            for name, content in contents.items():
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                write(fresh / name, content)
            taken = [folder, *(folder / name for name in contents)] if not folder.is_dir() else []
            taken = taken or [folder / name for name in contents if not replace]
            if found := next((one for one in taken if os.path.lexists(one)), None):
                raise _Taken(found)
            for name in contents:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (fresh / name).replace(folder / name)
            return folder
        except _Taken as error:
            what = f"{named(error.path)} is already there and is left as it is"
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    raise FileExistsError(
        f"{what}; replace (--replace) writes over it" if folder.is_dir() else f"{what}; name a folder"
    )


class _Taken(Exception):
    def __init__(self, path: Path):
        self.path = path
