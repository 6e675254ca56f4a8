"""Packs data and plotly.js for a page, small and so that neither can break out of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any, Final

#: This package's own files in a page, in order.
SCRIPTS: Final = ("page.js",)
STYLES: Final = ("page.css", "minute.css", "worlds.css")


def packed(value: Any) -> str:
    """A value as JSON, gzip and base64: letters and digits only, so nothing in it can end a script element or run."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return _pack(text.encode("utf-8", "replace"))


@cache
def plotly_js() -> str:
    """The installed plotly's own plotly.js, packed alike: 2 MB of the page, inflated when a figure nears the screen."""
    return _pack(resources.files("plotly").joinpath("package_data/plotly.min.js").read_bytes())


def _pack(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode("ascii")


@cache
def script() -> str:
    """The page's own script: the files of :data:`SCRIPTS` in one closed scope, so that they see each other's names."""
    return '"use strict";\n(() => {\n' + "\n".join(map(_own, SCRIPTS)) + "})();\n"


@cache
def style() -> str:
    """The page's own style sheet."""
    return "\n".join(map(_own, STYLES))


def _own(name: str) -> str:
    return resources.files("sim.report").joinpath("web", name).read_text(encoding="utf-8")


def script_hash(script: str) -> str:
    """What a content security policy calls an inline script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
