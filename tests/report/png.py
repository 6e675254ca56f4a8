"""Pixels of a PNG, by the standard alone: no library for pictures is needed by anything else here."""

from __future__ import annotations

import struct
import zlib
from itertools import islice

import numpy as np


def size(png: bytes) -> tuple[int, int]:
    """Width and height."""
    return struct.unpack(">II", png[16:24])


def pixels(png: bytes, rows: int | None = None) -> np.ndarray:
    """The first rows of a picture of 8 bits a channel without interlacing, shape (rows, width, channels)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and png[24] == 8 and png[28] == 0
    (wide, high), channels = size(png), {2: 3, 6: 4}[png[25]]
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        data += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    whole, step = zlib.decompress(data), wide * channels + 1
    found, above = [], bytes(step - 1)
    for start in islice(range(0, high * step, step), rows):
        above = _row(whole[start], whole[start + 1 : start + step], above, channels)
        found.append(np.frombuffer(above, np.uint8).reshape(wide, channels))
    return np.array(found)


def _row(kind: int, given: bytes, above: bytes, channels: int) -> bytes:
    """A row without its filter (PNG, 9.2)."""
    row = bytearray(given)
    for at, one in enumerate(given):
        left, corner = (row[at - channels], above[at - channels]) if at >= channels else (0, 0)
        near = min((left, above[at], corner), key=lambda other: abs(left + above[at] - corner - other))
        row[at] = (one + (0, left, above[at], (left + above[at]) // 2, near)[kind]) & 255
    return bytes(row)
