"""Has plotly check what the report draws as plain data."""

from __future__ import annotations

import plotly.graph_objects as go

from sim.report.figures import theme
from sim.report.figures.traces import Figure


def plotly(figure: Figure) -> go.Figure:
    """The figure as plotly has it.

    Raises:
        ValueError: for a value that plotly does not know.
    """
    return go.Figure(figure["data"], {"template": theme.look(), **figure["layout"]})
