"""A block's record as bytes and back: what travels from a worker, and what is kept on disk.

The record is a zip of NumPy arrays (nothing in it can run code), compressed with zstd, behind the SHA-256 of its bytes:
a record that was cut short or changed is noticed, never read.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

import numpy as np
import pyarrow as pa

from sim.engine.recorder import Block
from sim.runs.disk.schema import BLOCK_MAGIC as MAGIC

_SIZE, _SUM = 8, 32
#: Length of a record's head, which holds the hash of all that follows.
HEAD = len(MAGIC) + _SUM

#: Maps of arrays in a block; each of their arrays is stored as ``name/key``.
_MAPS = ("columns", "events", "pasts")
_DAILY = ("counts", "beyond", "beyond_worlds", "sums", "present")
_ARRAYS = ("world", *_DAILY, "examples", "example_worlds", "months", "month_worlds")


class Damaged(ValueError):
    """These bytes are not a block's record, or not a whole one."""


def pack(block: Block) -> bytes:
    """A block's record as bytes."""
    arrays = {name: getattr(block, name) for name in _ARRAYS}
    arrays["words"] = np.array(block.words, dtype=np.str_)
    for name in _MAPS:
        arrays |= {f"{name}/{key}": array for key, array in getattr(block, name).items()}
    plain = io.BytesIO()
    np.savez(plain, allow_pickle=False, **arrays)
    packed = pa.Codec("zstd", compression_level=1).compress(plain.getvalue(), asbytes=True)
    body = len(plain.getvalue()).to_bytes(_SIZE, "little") + packed
    return MAGIC + hashlib.sha256(body).digest() + body


def unpack(data: bytes) -> Block:
    """The record behind some bytes.

    Raises:
        Damaged: when they are not what :func:`pack` made.
    """
    body = data[HEAD:]
    if not data.startswith(MAGIC) or hashlib.sha256(body).digest() != data[len(MAGIC) : HEAD]:
        raise Damaged("not a whole record of a block")
    try:
        size = int.from_bytes(body[:_SIZE], "little")
        plain = pa.Codec("zstd").decompress(body[_SIZE:], decompressed_size=size, asbytes=True)
        with np.load(io.BytesIO(plain), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        return _block(arrays)
    except (
        pa.ArrowException,
        zipfile.BadZipFile,
        LookupError,
        ValueError,
        OSError,
        EOFError,
        MemoryError,
        OverflowError,
    ) as error:
        raise Damaged(f"not a whole record of a block ({error})") from error


def _block(arrays: dict[str, np.ndarray]) -> Block:
    maps: dict[str, dict[str, np.ndarray]] = {name: {} for name in _MAPS}
    for name, array in arrays.items():
        family, _, key = name.partition("/")
        if family in maps:
            maps[family][key] = array
    parts: dict[str, Any] = {name: arrays[name] for name in _ARRAYS} | maps
    return Block(**parts, words=tuple(arrays["words"].tolist()))
