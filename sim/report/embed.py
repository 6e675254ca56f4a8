"""Puts data and plotly.js into a page so that neither can break out of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any

from markupsafe import Markup

#: Characters that could end a script element, start a comment or break a line of JavaScript, and their JSON escapes.
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def data(value: Any) -> Markup:
    """A value as JSON that is inert inside a script element of type application/json."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Markup(text.translate(_ESCAPES))  # noqa: S704 -- made safe on this very line


@cache
def plotly_js() -> str:
    """The installed plotly's own plotly.js, gzip and base64: 2 MB of the page, inflated when a figure nears the screen."""
    script = resources.files("plotly").joinpath("package_data/plotly.min.js").read_bytes()
    return base64.b64encode(gzip.compress(script, 9, mtime=0)).decode("ascii")


@cache
def own(name: str) -> str:
    """Text of one of this package's own files (style sheet, script)."""
    return resources.files("sim.report").joinpath(name).read_text(encoding="utf-8")


def script_hash(script: str) -> str:
    """What a content security policy calls an inline script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
