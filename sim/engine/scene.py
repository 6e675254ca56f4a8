"""What readers pick worlds of a page by, and the map on which its acts are drawn, as a crisis declares them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

#: A point by its longitude and latitude, in degrees.
Point = tuple[float, float]


@dataclass(frozen=True)
class Trait:
    """A fact of a world, read from what happened in it.

    Attributes:
        title: as a label on a button: ``"Somebody died"``.
        acts: keys of acts, one of which must have happened; any act where empty.
        deadly: whether somebody must have died of it.
        met: whether it counts only where it reached what it was measured against.
        answers: keys of acts, one of which the first of them must have answered; empty where that does not matter.
    """

    title: str
    acts: tuple[str, ...] = ()
    deadly: bool = False
    met: bool = False
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A place where acts happen, or that a map names alone.

    Attributes:
        key: as acts are placed; empty for a name alone.
        title: its name on the map.
        at: where its dot is drawn, and its name begins below it.
    """

    key: str
    title: str
    at: Point


@dataclass(frozen=True)
class Region:
    """A schematic map: land, and seas cut out of it.

    Attributes:
        title: what it shows.
        west, south, east, north: its edges, in degrees.
        seas, islands: outlines of water, and of land within it.
        places: what is named on it.
        where: key of the place of an act, given actor, act and target as the log has them; empty where it has none.
    """

    title: str
    west: float
    south: float
    east: float
    north: float
    seas: tuple[tuple[Point, ...], ...]
    islands: tuple[tuple[Point, ...], ...]
    places: tuple[Place, ...]
    where: Callable[[str, str, str], str]
