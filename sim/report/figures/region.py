"""The schematic map beside the film, as paths of a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from sim.engine.scene import Point, Region

#: Width of the drawing, in its own units.
WIDTH: Final = 300.0


@dataclass(frozen=True)
class Dot:
    """A named place: key, title, and where it stands in the drawing."""

    key: str
    title: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """A map ready for a template: size, outlines as paths, and places."""

    title: str
    width: float
    height: float
    seas: str
    islands: str
    dots: tuple[Dot, ...]


def drawing(region: Region) -> Map:
    """The map in an equirectangular projection that is true to shape half-way between south and north."""
    scale = WIDTH / ((region.east - region.west) * _narrowed(region))

    def placed(point: Point) -> tuple[float, float]:
        lon, lat = point
        return (lon - region.west) * _narrowed(region) * scale, (region.north - lat) * scale

    def path(outlines: Sequence[Sequence[Point]]) -> str:
        corners = [" ".join(f"{x:.0f} {y:.0f}" for x, y in map(placed, one)) for one in outlines]
        return "".join(f"M{one}z" for one in corners)

    dots = tuple(Dot(one.key, one.title, *placed(one.at)) for one in region.places)
    height = (region.north - region.south) * scale
    return Map(region.title, WIDTH, height, path(region.seas), path(region.islands), dots)


def _narrowed(region: Region) -> float:
    return cos(radians((region.south + region.north) / 2))
