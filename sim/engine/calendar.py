"""Which value every parameter has on which day: defaults, rival theory, fixed, dated and drawn values."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.engine.chance import REAL, Chance
from sim.engine.distributions import Drawn, Sampled
from sim.engine.nearest import nearest
from sim.engine.parameters import Parameter, declared

#: Values that stand for one draw in each world.
DRAWN = (Drawn, Sampled)
_FIRST = -(10**6)


class Calendar:
    """Values by path and day.

    Numbers are held in working precision, so that a world does not depend on whether a value was given for all worlds
    or as an array with one for each.

    Args:
        parameters: the catalogue of the cast, by path.
        values: fixed values by path or family path: numbers, words, or arrays of shape ``(worlds,)``.
        courses: dated or drawn values by path: sequences of steps with ``day``, ``announced`` and ``value``.
        rival: whether the rival's values take the place of defaults where they are declared.
        chance: named streams, for values drawn per world.
        worlds: number of worlds.
        family_path: the path by which a family's members are set together; empty for an actor of its own.

    Attributes:
        drawn: first value of each parameter that is drawn anew in each world, by path, shape ``(worlds,)``.

    Raises:
        ValueError: unknown path, or a value that its parameter does not allow.
    """

    def __init__(
        self,
        parameters: Mapping[str, Parameter],
        values: Mapping[str, Any],
        courses: Mapping[str, Any],
        rival: bool,
        chance: Chance,
        worlds: int,
        family_path: Callable[[str], str],
    ):
        self._parameters, self._chance, self._worlds, self._family_path = parameters, chance, worlds, family_path
        self._steps: dict[str, list[tuple[int, int, Any]]] = {}
        self._declared: dict[str, Any] = {}
        self._today: dict[str, Any] = {}
        self.drawn: dict[str, np.ndarray] = {}
        self._joint: dict[str, np.ndarray] = {}
        for path, parameter in parameters.items():
            default = parameter.rival if rival and parameter.rival is not None else parameter.default
            self._today[path] = self._declared[path] = self._allowed(path, default)
        # A family's path first, so that a member's own value beats it.
        for path, value in sorted(values.items(), key=lambda item: item[0] in parameters):
            for member in self._members(path):
                self._steps[member] = [(0, 0, self._allowed(member, value))]
        for path, course in sorted(courses.items(), key=lambda item: item[0] in parameters):
            for member in self._members(path):
                self._steps[member] = self._resolve(member, course)
        for path, steps in self._steps.items():
            for day, _, value in steps:
                if day <= 0:
                    self._today[path] = value
        self.changes = sorted(
            ((day, path, value) for path, steps in self._steps.items() for day, _, value in steps if day > 0),
            key=lambda change: change[:2],
        )
        self._holders: dict[str, tuple[Any, str]] = {}

    def _members(self, path: str) -> list[str]:
        """Full paths meant by a path: itself, or every member's when it names a family (``"generals.line"``)."""
        if path in self._parameters:
            return [path]
        members = [full for full in self._parameters if self._family_path(full) == path]
        if not members:
            near = nearest(path, self._parameters)
            raise ValueError(f"unknown parameter {path!r}" + (f"; did you mean {near!r}?" if near else ""))
        return members

    def _allowed(self, path: str, value: Any) -> Any:
        """A value checked against its parameter; arrays are cut to working precision."""
        parameter = self._parameters[path]
        if isinstance(value, np.ndarray) and value.ndim:
            if parameter.bounds is None:
                raise ValueError(f"{path}: one word for all worlds, not an array")
            if parameter.whole and not np.all(value == np.round(value)):
                raise ValueError(f"{path}: only whole numbers")
            if value.shape != (self._worlds,) or not np.all(
                (value >= parameter.bounds[0]) & (value <= parameter.bounds[1])
            ):
                raise ValueError(f"{path}: an array needs one value per world, each within {parameter.bounds}")
            return value.astype(REAL)
        value = value.item() if isinstance(value, np.generic) else value
        wrong = parameter.problem(value)
        if wrong:
            raise ValueError(f"{path}: {wrong}")
        return value if isinstance(value, str) else REAL(value)

    def _resolve(self, path: str, course: Any) -> list[tuple[int, int, Any]]:
        steps, parameter = [], self._parameters[path]
        luck = None  # one draw a world for the whole course, so that a dated distribution moves and does not jump
        for step in course:
            value = step.value
            if isinstance(value, DRAWN):
                assert parameter.bounds is not None, f"{path} is a word and cannot be drawn"
                luck = self._luck(path, value) if luck is None else luck
                value = np.asarray(value.quantile(luck, parameter.bounds, parameter.whole))
            steps.append((step.day, step.announced, self._allowed(path, value)))
            if isinstance(step.value, DRAWN):
                self.drawn.setdefault(path, steps[-1][2])
        if parameter.initial and any(day > 0 for day, _, _ in steps):
            raise ValueError(f"{path} says how things stand at the start, so it cannot change later")
        return sorted(steps, key=lambda step: step[0])

    def _luck(self, path: str, drawn: Drawn | Sampled) -> np.ndarray:
        """One uniform draw per world for a parameter, shape (worlds,); the columns of a joint sample share theirs."""
        if not isinstance(drawn, Sampled):
            return self._chance.stream(path, "value").uniform(0).astype(float)
        name = drawn.name
        if name not in self._joint:
            # Named by the sample's use, not by its file, so that worlds draw the same rows of another posterior.
            self._joint[name] = self._chance.stream("posterior", f"row {len(self._joint)}").uniform(0).astype(float)
        return self._joint[name]

    def value(self, path: str) -> Any:
        """Today's value of a parameter."""
        return self._today[path]

    def bind(self, actors: Mapping[str, Any]) -> None:
        """Learns which actor holds which parameter under which attribute."""
        for path, actor in actors.items():
            for attribute, parameter in declared(type(actor)).items():
                self._holders[f"{path}.{parameter.name}"] = (actor, attribute)

    def due(self, day: int) -> list[tuple[str, Any]]:
        """Takes over the values that change today; returns them with their paths."""
        changed: list[tuple[str, Any]] = []
        while self.changes and self.changes[0][0] <= day:
            _, path, value = self.changes.pop(0)
            self._today[path] = value
            changed.append((path, value))
        return changed

    def apply(self, day: int) -> list[Any]:
        """Sets the values that change today; returns the actors whose values changed."""
        changed: list[Any] = []
        for path, value in self.due(day):
            actor, attribute = self._holders[path]
            setattr(actor, attribute, value)
            if actor not in changed:
                changed.append(actor)
        return changed

    def copy(self) -> Calendar:
        """The same calendar on the same day, for who looks ahead."""
        found = copy.copy(self)
        found._today, found.changes = dict(self._today), list(self.changes)
        return found

    def steps(self, path: str) -> list[tuple[int, int, Any]]:
        """A parameter's values in order: day from which each holds, day on which it becomes known, value."""
        return list(self._steps.get(path, ()))

    def words(self) -> list[tuple[int, str, str]]:
        """Words that change later: day, path and word of each change."""
        return [change for change in self.changes if isinstance(change[2], str)]

    def news(self, path: str) -> set[int]:
        """Days on which a value becomes known, or begins to hold."""
        return {day for effect, announced, _ in self._steps.get(path, ()) for day in (effect, announced)}

    def before(self, path: str) -> tuple[Any, Any]:
        """A value as it stood before the first day: in force, and announced to hold in the end."""
        steps, declared = self._steps.get(path, ()), self._declared[path]
        in_force = [value for day, _, value in steps if day < 0]
        known = [value for _, announced, value in steps if announced < 0]
        return in_force[-1] if in_force else declared, known[-1] if known else declared

    def announces(self, path: str, day: int) -> bool:
        """Whether a later change becomes known on a day."""
        return any(announced == day < effect for effect, announced, _ in self._steps.get(path, ()))

    def announced(self, path: str, day: int) -> tuple[Any, float]:
        """The value announced to hold in the end, as far as is known on a day, and how near it is.

        Returns:
            The value, and the share of the time from announcement to effect that has passed (1 once in force).
        """
        known = [step for step in self._steps.get(path, ()) if step[1] <= day]
        if not known:
            return self._today[path], 1.0
        effect, announced, value = known[-1]
        return value, 1.0 if day >= effect else (day - announced + 1) / (effect - announced + 1)
