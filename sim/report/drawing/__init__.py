"""Draws our figures, plain data in plotly's words, as SVG: without a browser, a script or a font's file.

A drawing is as wide as its place and keeps its letters' size there: what lies along x is said in percent of the plot,
what lies along y in pixels. What the drawer does not know it refuses (:class:`~sim.report.drawing.known.Unknown`), so
that no new figure loses a mark in silence.
"""

from sim.report.drawing.drawing import Drawing, draw
from sim.report.drawing.known import Unknown
from sim.report.drawing.paint import Hexes, Paint, Variables

__all__ = ["Drawing", "Hexes", "Paint", "Unknown", "Variables", "draw"]
