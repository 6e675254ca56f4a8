"""The one way a file is written: beside its place, and moved there when it is whole."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

#: What :func:`owned` makes.
OWNED = re.compile(r"(\d+)-[0-9a-f]{8}")


def owned() -> str:
    """A part of a name that nobody else chooses, and that tells which process did."""
    return f"{os.getpid()}-{uuid4().hex[:8]}"


def write(path: str | Path, content: str | bytes, *, new: bool = False) -> Path:
    """Writes a file whole or not at all: whatever happens meanwhile, an earlier one stays as it was.

    A link is replaced, never followed: in a folder from elsewhere it may lead to any file of the user's.

    Args:
        path: where it goes.
        content: bytes, or text, which is stored as UTF-8; half a surrogate pair, as a name that is no text may bring
            along, becomes ``?``.
        new: whether nothing may be there.

    Raises:
        FileExistsError: when ``new`` and something is there.
        OSError: when it cannot be written.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    path = Path(path)
    if new and os.path.lexists(path):
        raise FileExistsError(path)
    if path.absolute().parts[1:2] == ("dev",):  # /dev/stdout, or /dev/fd/63 of a shell: there is nothing to replace
        with path.open("wb") as file:
            file.write(data)
        return path
    fresh = path.with_name(f".redline.{owned()}.part")
    try:
        with fresh.open("xb") as file:
            file.write(data)
        _move(fresh, path, new)
    finally:
        fresh.unlink(missing_ok=True)
    return path


def _move(fresh: Path, place: Path, new: bool) -> None:
    if new:
        try:
            os.link(fresh, place)  # fails where a file has come about meanwhile, which renaming does not
        except FileExistsError:
            raise
        except OSError:  # no links on this disk
            if os.path.lexists(place):
                raise FileExistsError(place) from None
        else:
            return
    fresh.replace(place)


def write_json(path: str | Path, content: Any, indent: int = 2, *, allow_nan: bool = True, new: bool = False) -> Path:
    r"""Writes plain data as JSON; half a surrogate pair is stored as JSON's ``\udcff`` and comes back as it was.

    Raises:
        ValueError: for a number that is none, unless that is allowed.
        FileExistsError: when ``new`` and something is there.
        OSError: when it cannot be written.
    """
    text = json.dumps(content, indent=indent, ensure_ascii=False, allow_nan=allow_nan) + "\n"
    return write(path, text.encode("utf-8", "backslashreplace"), new=new)
