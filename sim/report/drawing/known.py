"""What the drawer knows of plotly's figures; everything else is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sim.report.figures.traces import Figure


class Unknown(ValueError):
    """A figure asks for what the drawer does not know; the message says where and what."""


#: Any value; and, in place of it: the values that are known, a mapping of known keys, or one such mapping per entry.
ANY: Final = None

_FONT = {"size": ANY, "color": ANY}
_HOVER = {"hovertext": ANY, "hoverinfo": ("skip", "text"), "hovertemplate": ANY, "customdata": ANY, "name": ANY}
_ERROR = {
    "type": ("data",),
    "symmetric": (False,),
    "array": ANY,
    "arrayminus": ANY,
    "color": ANY,
    "thickness": ANY,
    "width": ANY,
}
_EDGE = {"color": ANY, "width": ANY}

SCATTER: Final = {
    "type": ("scatter",),
    "x": ANY,
    "x0": ANY,
    "dx": ANY,
    "y": ANY,
    "mode": ("lines", "markers", "lines+markers", "text", "markers+text"),
    "line": {**_EDGE, "dash": ANY, "shape": ("linear", "hv")},
    "marker": {"color": ANY, "size": ANY, "symbol": ANY, "opacity": ANY, "line": _EDGE},
    "fill": ("toself", "tonexty"),
    "fillcolor": ANY,
    "error_x": _ERROR,
    "error_y": _ERROR,
    "opacity": ANY,
    "text": ANY,
    "textposition": ("top center", "middle center"),
    "textfont": _FONT,
    "connectgaps": (False,),
    "cliponaxis": (True, False),  # marks are drawn whole either way
    **_HOVER,
}
BAR: Final = {
    "type": ("bar",),
    "x": ANY,
    "y": ANY,
    "base": ANY,
    "width": ANY,
    "orientation": ("h", "v"),
    "marker": {"color": ANY, "line": _EDGE},
    "text": ANY,
    "textposition": ("inside",),
    "insidetextanchor": ("middle",),
    "textangle": (0,),
    "constraintext": ("none",),
    "textfont": _FONT,
    "error_x": _ERROR,
    **_HOVER,
}
HEATMAP: Final = {
    "type": ("heatmap",),
    "x": ANY,
    "y": ANY,
    "z": ANY,
    "zmin": ANY,
    "zmax": ANY,
    "showscale": (True, False),
    "xgap": ANY,
    "ygap": ANY,
    "colorscale": ANY,
    "hoverongaps": (False,),
    "colorbar": {
        "thickness": ANY,
        "outlinewidth": (0,),
        "tickformat": ANY,
        "len": ANY,
        "ticks": ("",),
        "xpad": ANY,
    },
    **_HOVER,
}
TRACES: Final = {"scatter": SCATTER, "bar": BAR, "heatmap": HEATMAP}

_AXIS = {
    "type": ("linear", "date", "category"),
    "range": ANY,
    "rangemode": ("normal", "tozero"),
    "title": {"text": ANY},
    "tickmode": ("array",),
    "tickvals": ANY,
    "ticktext": ANY,
    "nticks": ANY,
    "tickformat": ANY,
    "tickfont": _FONT,
    "ticks": ("", "outside"),
    "showticklabels": (True, False),
    "showgrid": (True, False),
    "gridcolor": ANY,
    "showline": (True, False),
}
LAYOUT: Final = {
    "xaxis": {**_AXIS, "side": ("top", "bottom"), "tickangle": (0, -90), "hoverformat": ANY},
    "yaxis": _AXIS,
    "annotations": [
        {
            "x": ANY,
            "y": ANY,
            "xref": ("x", "paper"),
            "yref": ("y", "paper"),
            "xanchor": ("left", "center", "right"),
            "yanchor": ("top", "middle", "bottom"),
            "xshift": ANY,
            "yshift": ANY,
            "text": ANY,
            "font": _FONT,
            "align": ("left", "center", "right"),
            "showarrow": (False,),
            "bgcolor": ANY,
            "borderpad": ANY,
            "name": ANY,
        }
    ],
    "shapes": [
        {
            "type": ("line", "rect"),
            "x0": ANY,
            "x1": ANY,
            "y0": ANY,
            "y1": ANY,
            "xref": ("x", "paper"),
            "yref": ("y", "paper"),
            "line": {**_EDGE, "dash": ANY},
            "fillcolor": ANY,
            "layer": ("below", "above"),
        }
    ],
    "margin": dict.fromkeys("lrtb", ANY),
    "bargap": ANY,
    "barmode": ("stack", "overlay"),
    "hovermode": ("closest", "x"),
}


def check(figure: Figure) -> None:
    """Refuses a figure that holds what the drawer does not know.

    Raises:
        Unknown: with the place and the name.
    """
    _check({"data": ANY, "layout": LAYOUT}, figure, "figure")
    for at, trace in enumerate(figure["data"]):
        kind = trace.get("type")
        if kind not in TRACES:
            raise Unknown(f"data[{at}]: no drawing of {kind!r}; known are {', '.join(TRACES)}")
        _check(TRACES[kind], trace, f"data[{at}]")
        if not trace.keys() & {"hoverinfo", "hovertemplate"}:
            raise Unknown(f"data[{at}]: says neither what it tells under the pointer nor that it tells nothing")
    if sum(trace["type"] == "bar" for trace in figure["data"]) > 1 and "barmode" not in figure["layout"]:
        raise Unknown("layout: several traces of bars and no barmode; known are stack, overlay")


def _check(known: Any, value: Any, where: str) -> None:
    if known is ANY:
        return
    if isinstance(known, Mapping):
        if not isinstance(value, Mapping):
            raise Unknown(f"{where}: no mapping but {value!r}")
        for key, inner in value.items():
            if key not in known:
                raise Unknown(f"{where}.{key} is not known; known are {', '.join(known)}")
            _check(known[key], inner, f"{where}.{key}")
    elif isinstance(known, list):
        for at, inner in enumerate(value):
            _check(known[0], inner, f"{where}[{at}]")
    elif value not in known:
        raise Unknown(f"{where} is {value!r}; known are {', '.join(map(repr, known))}")
