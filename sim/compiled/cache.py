"""Modules kept for the next process: never needed, safe to delete, bounded in size.

A file's name is the hash of all that its content follows from; it begins with the hash of the rest, so that a damaged
one counts as none. Where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import platformdirs

#: Most files that are kept, the last used ones, and how many bytes they may have together.
FILES, BYTES = 64, 2**26

_MARK = hashlib.sha256().digest_size


def folder() -> Path:
    """Where modules are kept: in the folder for caches of this user and system."""
    return platformdirs.user_cache_path("redline", appauthor=False) / "compiled"


def load(key: str) -> bytes | None:
    """What was stored under a key; None where there is nothing, or nothing whole."""
    path = folder() / key
    try:
        found = path.read_bytes()
        if hashlib.sha256(found[_MARK:]).digest() != found[:_MARK]:
            return None
        os.utime(path)
    except OSError:
        return None
    return found[_MARK:]


def store(key: str, content: bytes) -> None:
    """Keeps something under a key, whole or not at all, and clears away what was not used for longest."""
    with suppress(OSError):
        here = folder()
        here.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=here, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            Path(part).replace(here / key)
        except OSError:
            Path(part).unlink(missing_ok=True)
            raise
        _tidy(here)


def _tidy(here: Path) -> None:
    found = sorted(((one.stat(), one) for one in here.iterdir()), key=lambda pair: pair[0].st_mtime, reverse=True)
    size = 0
    for place, (about, path) in enumerate(found):
        size += about.st_size
        if place >= FILES or size > BYTES:
            path.unlink(missing_ok=True)
