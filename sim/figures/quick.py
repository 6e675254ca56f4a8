"""plotly's traces and figures without its checks of every value, which take most of the time of building a page.

The tests build each kind of figure with the checks on; see :data:`CHECKED`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

#: Whether values are checked all the same.
CHECKED = False

Figure = go.Figure
layout = go.layout


def Scatter(**given: Any) -> go.Scatter:
    """A trace of lines or markers."""
    return go.Scatter(_validate=CHECKED, **given)


def Bar(**given: Any) -> go.Bar:
    """A trace of bars."""
    return go.Bar(_validate=CHECKED, **given)


def figure(traces: Sequence[Any], **given: Any) -> go.Figure:
    """A figure of traces with its layout."""
    return go.Figure(list(traces), layout=given, _validate=CHECKED)
