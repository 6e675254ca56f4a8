"""Packs data and plotly.js for a page, small and so that neither can break out of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from markupsafe import Markup

#: This package's own files in a page, in order.
SCRIPTS: Final = ("page.js", "worlds.js", "slider.js")
STYLES: Final = ("page.css", "minute.css", "worlds.css", "flow.css", "slider.css")


#: Digits of base 85, in rising order of code: printable, and none that HTML, a script or a string gives a meaning,
#: so nothing packed can end its element or run. page.js lists the same.
DIGITS: Final = "".join(chr(code) for code in range(36, 127) if chr(code) not in "&'<>\\`")


def packed(value: Any) -> Markup:
    """A value as JSON, gzip and base 85, which adds a quarter where base 64 adds a third."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return _pack(text.encode("utf-8", "replace"))


@cache
def plotly_js() -> Markup:
    """The installed plotly's own plotly.js, packed alike: 1.8 MB, inflated when a figure nears the screen."""
    return _pack(resources.files("plotly").joinpath("package_data/plotly.min.js").read_bytes())


def _pack(content: bytes) -> Markup:
    return Markup(base85(gzip.compress(content, 9, mtime=0)))  # of harmless digits alone


def unpacked(digits: str) -> str:
    """The JSON that :func:`packed` packed."""
    standard = base64.b85decode(digits.translate(_STANDARD))
    return gzip.decompress(standard).decode("utf-8")


#: Our digits to those of the standard library, by value.
_STANDARD: Final = {
    ord(own): ord(other)
    for own, other in zip(
        DIGITS,
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
        strict=True,
    )
}


def base85(content: bytes) -> str:
    """Five of :data:`DIGITS` for every four bytes, and for a rest of n bytes n + 1: the standard library's base 85.

    Vectorised, since the standard library's takes a quarter of a second over plotly.js.
    """
    short = -len(content) % 4
    words = np.frombuffer(content + bytes(short), ">u4").astype(np.uint32)
    digits = np.empty((len(words), 5), np.uint8)
    for place in range(4, -1, -1):
        words, digits[:, place] = np.divmod(words, 85)
    text = np.frombuffer(DIGITS.encode("ascii"), np.uint8)[digits].tobytes().decode("ascii")
    return text[: len(text) - short]


@cache
def script() -> str:
    """The page's own script: the files of :data:`SCRIPTS` in one closed scope, so that they see each other's names."""
    return '"use strict";\n(() => {\n' + "\n".join(map(own, SCRIPTS)) + "})();\n"


@cache
def style() -> str:
    """The page's own style sheet."""
    return "\n".join(map(own, STYLES))


def own(name: str) -> str:
    """One of this package's own files of a page."""
    return resources.files("sim.report").joinpath("web", name).read_text(encoding="utf-8")


def script_hash(script: str) -> str:
    """What a content security policy calls an inline script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
