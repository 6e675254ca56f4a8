"""Packs data and plotly.js for a page, small and so that neither can break out of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any, Final

from markupsafe import Markup

from sim.compiled import cache as kept_files

#: This package's own files in a page, in order.
SCRIPTS: Final = (
    *("page.js", "figures.js"),
    *("worlds.js", "marks.js", "explorer.js", "film.js"),
    "save.js",
    *("digest.js", "lived_story.js", "try_it.js", "links.js"),
)
STYLES: Final = ("page.css", "essentials.css", "worlds.css", "flow.css", "try_it.css", "figures.css", "explorer.css")
#: The script that a page with plotly.js has beside these.
ZOOM: Final = "zoom.js"

#: The standard library's digits of base 85, and ours: printable, and none that HTML, a script or a string gives a
#: meaning, so nothing packed can end its element or run. page.js lists ours.
_STANDARD: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
DIGITS: Final = "".join(chr(code) for code in range(36, 127) if chr(code) not in "&'<>\\`")


def packed(value: Any) -> Markup:
    """A value as JSON, gzip and base 85: with base 64 the largest pages would miss their limit of 2.5 MB."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return packed_bytes(text.encode("utf-8", "replace"))


@cache
def plotly_js() -> Markup:
    """The installed plotly's own plotly.js, packed alike: 1.8 MB, inflated when a figure is to be zoomed.

    Packing takes longer than most of a page, so the packed one is kept for the next process.
    """
    script = resources.files("plotly").joinpath("package_data/plotly.min.js").read_bytes()
    key = "plotly-" + hashlib.sha256(DIGITS.encode() + script).hexdigest()
    kept = kept_files.load(key)
    if kept is None:
        kept = packed_bytes(script).encode("ascii")
        kept_files.store(key, kept)
    return Markup(kept.decode("ascii"))  # of harmless digits alone


def packed_bytes(content: bytes) -> Markup:
    """Bytes, packed alike."""
    digits = base64.b85encode(gzip.compress(content, 9, mtime=0)).decode("ascii")
    return Markup(digits.translate(str.maketrans(_STANDARD, DIGITS)))  # of harmless digits alone


@cache
def script(*, zoom: bool = False) -> str:
    """The page's own script: the files of :data:`SCRIPTS` in one closed scope, so that they see each other's names."""
    files = (*SCRIPTS, ZOOM) if zoom else SCRIPTS
    return '"use strict";\n(() => {\n' + "\n".join(map(own, files)) + "})();\n"


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
