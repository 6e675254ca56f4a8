"""Figures as plain data, in plotly's words: a page writes them as they are, and plotly draws them there.

``tests/report/figures/test_schema.py`` has plotly check every figure of every section.
"""

from __future__ import annotations

from typing import Any

#: One trace, and a figure: ``{"data": [trace, …], "layout": {…}}``. Share them, don't change them.
Trace = dict[str, Any]
Figure = dict[str, Any]


def scatter(**given: Any) -> Trace:
    """A trace of lines or markers."""
    return _trace("scatter", given)


def bar(**given: Any) -> Trace:
    """A trace of bars."""
    return _trace("bar", given)


def heatmap(**given: Any) -> Trace:
    """A trace of coloured cells."""
    return _trace("heatmap", given)


def _trace(kind: str, given: dict[str, Any]) -> Trace:
    return {"type": kind, **{name: value for name, value in given.items() if value is not None}}
