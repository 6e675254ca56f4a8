"""Reads back what a page carries."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from typing import Any

from sim.report import embed

#: The standard library's digits of base 85.
STANDARD = "".join(chr(base64.b85encode(value.to_bytes(4, "big"))[-1]) for value in range(85))


def unpacked(digits: str) -> bytes:
    """What :func:`sim.report.embed.packed` was given, before gzip: by the standard library, not by our own code."""
    return gzip.decompress(base64.b85decode(digits.translate(str.maketrans(embed.DIGITS, STANDARD))))


def packed(page: str, name: str) -> Any:
    """What a page has packed under a name."""
    found = re.search(rf'id="{name}">([^<]*)</script>', page)
    assert found
    return json.loads(unpacked(found.group(1)))


def drawings_of(page: str) -> dict[str, str]:
    """The drawings in a page by the name of their chart: SVG, one or two of each."""
    return dict(re.findall(r'<div class="chart" data-chart="([^"]+)"[^>]*>(.*?)</div>', page))


def words_of(page: str) -> str:
    """What a page says in one line, without its tags: terms that are explained stand in tags of their own."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())
