"""Reads back what a page carries."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import Any

from sim.report import embed

#: The standard library's digits of base 85.
STANDARD = "".join(chr(base64.b85encode(value.to_bytes(4, "big"))[-1]) for value in range(85))


def unpacked(digits: str) -> bytes:
    """What :func:`sim.report.embed.packed` was given, before gzip: by the standard library, not by our own code."""
    return gzip.decompress(base64.b85decode(digits.translate(str.maketrans(embed.DIGITS, STANDARD))))


def figures_of(html: str) -> dict[str, Any]:
    """The data of a page's figures: template, colour partners and charts."""
    packed = re.search(r'id="figures">([^<]*)</script>', html)
    assert packed
    return json.loads(unpacked(packed.group(1)))


def charts_of(html: str) -> dict[str, Any]:
    """Data and layout of a page's charts by name."""
    return figures_of(html)["charts"]
