"""plotly's traces and figures without its checks and copies, which take most of the time of building a page.

The tests build each kind of figure with the checks on; see :data:`CHECKED`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

#: Whether values are checked all the same.
CHECKED = False


class Figure(go.Figure):
    """A plotly figure that stays as it was written until something of it is asked for; most only go into a page."""

    def __init__(self, traces: Sequence[Any], template: Callable[[], Any], layout: dict[str, Any]):
        self.__dict__["_written"] = (traces, template, layout)

    def __getattr__(self, name: str) -> Any:
        # Called for what is missing: all of plotly's own, until the figure is made.
        written = self.__dict__.pop("_written", None)
        if written is None:
            raise AttributeError(name)
        traces, template, layout = written
        super().__init__(list(traces), layout={"template": template(), **layout}, _validate=False)
        return getattr(self, name)


def Scatter(**given: Any) -> Any:
    """A trace of lines or markers."""
    return go.Scatter(_validate=True, **given) if CHECKED else {"type": "scatter", **given}


def Bar(**given: Any) -> Any:
    """A trace of bars."""
    return go.Bar(_validate=True, **given) if CHECKED else {"type": "bar", **given}


def Heatmap(**given: Any) -> Any:
    """A trace of coloured cells."""
    return go.Heatmap(_validate=True, **given) if CHECKED else {"type": "heatmap", **given}


def figure(traces: Sequence[Any], template: Callable[[], Any], layout: dict[str, Any]) -> go.Figure:
    """A figure of traces with its look and its layout."""
    if CHECKED:
        return go.Figure(list(traces), layout={"template": template(), **layout})
    return Figure(traces, template, layout)


def plain(figure: go.Figure) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A figure's traces and its layout but for the template, as data that JSON can hold; share it, don't change it."""
    traces, _, layout = figure.__dict__.get("_written", ((None,), None, {}))
    if all(isinstance(one, dict) for one in traces):
        return [_plain(one) for one in traces], _plain(layout)
    drawn = figure.to_plotly_json()
    return list(drawn["data"]), {key: value for key, value in drawn["layout"].items() if key != "template"}


def _plain(value: Any) -> Any:
    """The same without what is None, which plotly leaves out."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        return [_plain(inner) for inner in value]
    return value
