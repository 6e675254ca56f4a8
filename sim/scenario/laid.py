"""What a point of a design sets, over what its variant sets: made when it is asked for, not kept for every point.

A design may have a hundred thousand points of sixty axes. The histories of its swept parameters differ from point to
point by one number each, which the point's coordinates hold already.
"""

from __future__ import annotations

from collections.abc import Iterator, KeysView, Mapping

from sim.scenario.parts import Course, Step
from sim.scenario.spreading import Point


class Laid(Mapping[str, Course]):
    """Histories of a cell at a point; equal to a dict with the same ones."""

    __slots__ = ("_courses", "_places", "_point")

    def __init__(self, courses: dict[str, Course], places: Mapping[str, int], point: Point) -> None:
        """Lays a point over what its variant sets.

        Args:
            courses: histories by full path, with an entry for every swept parameter; shared by all points.
            places: full path of every swept parameter to its axis, counted from 0; shared by all points.
            point: path and value of each axis.
        """
        self._courses, self._places, self._point = courses, places, point

    def __getitem__(self, path: str) -> Course:
        """The history of one parameter."""
        place = self._places.get(path)
        return self._courses[path] if place is None else (Step(0, 0, self._point[place][1]),)

    def __iter__(self) -> Iterator[str]:
        """Full paths, those that the variant sets first."""
        return iter(self._courses)

    def __len__(self) -> int:
        """Number of parameters that are set."""
        return len(self._courses)

    def __contains__(self, path: object) -> bool:
        """Whether a parameter is set."""
        return path in self._courses

    def keys(self) -> KeysView[str]:
        """Full paths."""
        return self._courses.keys()

    def __repr__(self) -> str:
        """As the dict with the same histories."""
        return repr(dict(self))
