"""Modules kept for the next process: never needed, safe to delete, bounded in size.

A file's name is the hash of all that its content follows from; it begins with the hash of its name and the rest, so
that a damaged or a misplaced one counts as none. Where nothing can be written, nothing is kept.

A hash that anybody can compute says nothing of who wrote a file, and machine code is run unseen: like Python's own
``__pycache__``, the folder is trusted because nobody but its owner may write there. Where others may, it is not used.
"""

from __future__ import annotations

import hashlib
import os
import stat
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
    here = folder()
    try:
        if not _mine(here.stat()):
            return None
        with (here / key).open("rb") as file:
            about = os.fstat(file.fileno())
            if not (stat.S_ISREG(about.st_mode) and _mine(about) and about.st_size <= BYTES):
                return None
            found = file.read()
    except OSError:
        return None
    if _mark(key, found[_MARK:]) != found[:_MARK]:
        return None
    with suppress(OSError):  # a folder that was made beforehand, and is for reading only
        os.utime(here / key)
    return found[_MARK:]


def store(key: str, content: bytes) -> None:
    """Keeps something under a key, whole or not at all, and clears away what was not used for longest."""
    with suppress(OSError):
        here = folder()
        here.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _mine(here.stat()):
            return
        handle, part = tempfile.mkstemp(dir=here, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_mark(key, content) + content)
            Path(part).replace(here / key)
        except OSError:
            Path(part).unlink(missing_ok=True)
            raise
        _tidy(here)


def _mark(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + content).digest()


def _mine(about: os.stat_result) -> bool:
    """Whether something is this user's and no other may write it, as far as the system tells."""
    if not hasattr(os, "geteuid"):  # Windows, where a user's folders are his own
        return True
    return about.st_uid == os.geteuid() and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _tidy(here: Path) -> None:
    found = sorted(((one.stat(), one) for one in here.iterdir()), key=lambda pair: pair[0].st_mtime, reverse=True)
    size = 0
    for place, (about, path) in enumerate(found):
        size += about.st_size
        if place >= FILES or size > BYTES:
            path.unlink(missing_ok=True)
