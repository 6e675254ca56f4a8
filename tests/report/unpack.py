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


def packed(html: str, name: str) -> Any:
    """What a page has packed under a name."""
    found = re.search(rf'id="{name}">([^<]*)</script>', html)
    assert found
    return json.loads(unpacked(found.group(1)))


def drawings_of(html: str) -> dict[str, str]:
    """The drawings in a page by the name of their chart: SVG, one or two of each."""
    return dict(re.findall(r'<div class="chart" data-chart="([^"]+)"[^>]*>(.*?)</div>', html))
