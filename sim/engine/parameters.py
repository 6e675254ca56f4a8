"""Declares a parameter once: its value, unit, bounds, and what it stands on.

A parameter is written where it is used, as a class attribute of the actor that holds it::

    class General(Actor):
        line = param(0.6, "index", (0, 1), claims="C02", basis="assumed", plausible=(0.4, 0.8),
                     source="…", note="Tension from which he crosses the river")

Everything else (the scenario schema, the documentation, the report's table, the error messages) is made
from these declarations. A declaration that lacks a unit, bounds, a claim or a source does not import, nor does
a number with neither a plausible range nor a reason why it is exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

#: What a default stands on. Only ``assumed`` values are varied by the report's range over assumptions.
BASES = ("fact", "article", "literature", "assumed")

Number = float | int
Setting = float | str


class DeclarationError(TypeError):
    """A parameter is declared without something it must have."""


@dataclass(frozen=True)
class Parameter:
    """One declared parameter.

    Attributes:
        name: dotted name below its owner, ``"belief.width"``; the full path adds the owner.
        default: value used when a scenario says nothing.
        unit: what the number counts (``"rung"``, ``"per day"``, ``"days"``, ``"share"``); ``"choice"`` for words.
        bounds: lowest and highest value allowed, both included; ``None`` for a choice.
        claims: ids of the claims it serves (see :mod:`sim.engine.claims`).
        source: who says so, in words.
        basis: one of :data:`BASES`.
        note: what it means, one sentence.
        plausible: range an analyst would defend; varied in the range over assumptions where the default is assumed.
        exact: why no other value could be defended, of a number without such a range: a unit, a switch, a policy.
        choices: allowed words, for a choice.
        choice_titles: what a reader calls some of them.
        rival: value under a rival theory, where that disagrees.
        rival_source: where the rival value comes from.
        theory: key of the only theory whose rules read it; empty where all may.
        whole: whether only whole numbers make sense.
        initial: whether it says how things stand at the start only, so that a later date for it means nothing.
        starts: the state that it gives its first value: an attribute of its owner that holds today's value, in the
            parameter's own unit. What a scenario may say under ``start:`` are the parameters with one.
        beside: what such a state is where a scenario gives others under ``start:`` and says nothing of this one.
    """

    name: str
    default: Setting
    unit: str
    bounds: tuple[float, float] | None
    claims: tuple[str, ...]
    source: str
    basis: str
    note: str
    plausible: tuple[float, float] | None = None
    choices: tuple[str, ...] | None = None
    rival: float | None = None
    rival_source: str | None = None
    theory: str = ""
    whole: bool = False
    initial: bool = False
    starts: str = ""
    beside: float | None = None
    exact: str = ""
    choice_titles: Mapping[str, str] = field(default_factory=dict, hash=False)

    def read_under(self, theory: str) -> bool:
        """Whether some rule may read it under a theory."""
        return self.theory in ("", theory)

    def problem(self, value: Any) -> str | None:
        """Says what is wrong with a value for this parameter, or None when nothing is."""
        if self.choices is not None:
            return None if value in self.choices else f"{value!r} is not one of {', '.join(self.choices)}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{value!r} is not a number"
        if not math.isfinite(value):
            return f"{value!r} is not a finite number"
        assert self.bounds is not None
        low, high = self.bounds
        if not low <= value <= high:
            return f"{value:g} {self.unit} is outside {low:g} to {high:g}"
        if self.whole and value != int(value):
            return f"{value:g} is not a whole number"
        return None


class _Declared:
    """Class attribute that carries a :class:`Parameter`; instances hold the value itself."""

    def __init__(self, parameter: Parameter):
        self.parameter = parameter
        self.attribute = ""

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.attribute = attribute
        if not self.parameter.name:
            self.parameter = replace(self.parameter, name=attribute)

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self.parameter.default
        raise AttributeError(f"{owner.__name__}.{self.attribute} has no value yet: Actor.__init__ was not called")


def param(
    default: Setting,
    unit: str,
    bounds: tuple[float, float] | None = None,
    *,
    claims: str,
    source: str,
    note: str,
    basis: str = "assumed",
    plausible: tuple[float, float] | None = None,
    choices: Iterable[str] | None = None,
    rival: float | None = None,
    rival_source: str | None = None,
    theory: str = "",
    whole: bool = False,
    initial: bool = False,
    starts: str = "",
    beside: float | None = None,
    exact: str = "",
    name: str = "",
) -> Any:
    """Declares a parameter as a class attribute of an actor; see :class:`Parameter` for the fields.

    Choices are words, or a mapping from words to what a reader calls them.

    Raises:
        DeclarationError: when unit, bounds, claims, source or note are missing, the basis is unknown, the default,
            the rival value or the plausible range lies outside the bounds, or a number has no plausible range and no
            reason why it is exact. That a state starts as it does in the unit's first days needs none.
    """
    words = {"unit": unit, "claims": claims, "source": source, "note": note}
    missing = [key for key, text in words.items() if not str(text).strip()]
    if missing:
        raise DeclarationError(f"parameter {name or note!r} has no {', '.join(missing)}")
    if basis not in BASES:
        raise DeclarationError(f"parameter {name or note!r}: basis {basis!r} is not one of {', '.join(BASES)}")
    if choices is None and bounds is None:
        raise DeclarationError(f"parameter {name or note!r} has no bounds")
    parameter = Parameter(
        name=name,
        default=default,
        unit=unit,
        bounds=bounds,
        claims=tuple(claims.replace(",", " ").split()),
        source=source,
        basis=basis,
        note=note,
        plausible=plausible,
        choices=tuple(choices) if choices is not None else None,
        rival=rival,
        rival_source=rival_source,
        theory=theory,
        whole=whole,
        initial=initial or bool(starts),
        starts=starts,
        beside=beside,
        exact=exact,
        choice_titles=dict(choices) if isinstance(choices, Mapping) else {},
    )
    values = [default] + ([] if rival is None else [rival]) + list(plausible or ())
    for value in values:
        wrong = parameter.problem(value)
        if wrong:
            raise DeclarationError(f"parameter {name or note!r}: {wrong}")
    if basis == "assumed" and choices is None and plausible is None:
        raise DeclarationError(f"parameter {name or note!r} is assumed and has no plausible range")
    _check_exact(parameter, name or note)
    if (rival is None) != (rival_source is None):
        raise DeclarationError(f"parameter {name or note!r}: a rival value and its source go together")
    return _Declared(parameter)


def _check_exact(one: Parameter, name: str) -> None:
    """No number stands without a range that a critic could hold against it, or the reason why there is none."""
    if one.choices is None and one.plausible is None and not one.exact.strip() and not one.starts:
        raise DeclarationError(f"parameter {name!r} has no plausible range, and no reason why it is exact")
    if one.exact and one.plausible is not None:
        raise DeclarationError(f"parameter {name!r} has a plausible range and is said to be exact")


@dataclass(frozen=True)
class Given:
    """A value for one member of a family that differs from the family's default, with its own source."""

    value: Setting
    source: str
    basis: str = "assumed"
    plausible: tuple[float, float] | None = None
    exact: str = ""


def is_declaration(value: Any) -> bool:
    """Whether a class attribute declares a parameter."""
    return isinstance(value, _Declared)


def declared(owner: type) -> dict[str, Parameter]:
    """Parameters of a class by attribute name, in the order of the classes it is made of; a class's own come first.

    The nearest declaration of a name counts, in the place of the farthest.
    """
    found: dict[str, Parameter] = {}
    for base in owner.__mro__:
        for attribute, value in vars(base).items():
            if isinstance(value, _Declared):
                nearest = found.pop(attribute, value.parameter)
                found[attribute] = nearest
    return found


def of_member(parameter: Parameter, given: Given | None) -> Parameter:
    """The parameter as one member of a family declares it: the family's, with the member's own value and source."""
    if given is None:
        return parameter
    wrong = parameter.problem(given.value)
    if wrong:
        raise DeclarationError(f"{parameter.name}: {wrong}")
    plausible = given.plausible
    if given.basis == "assumed" and plausible is None and parameter.plausible is not None:
        # The family's width, moved to the member's value: a member is as uncertain as its kind.
        half = (parameter.plausible[1] - parameter.plausible[0]) / 2
        low, high = parameter.bounds or (-math.inf, math.inf)
        plausible = (max(low, float(given.value) - half), min(high, float(given.value) + half))
    found = replace(
        parameter,
        default=given.value,
        source=given.source,
        basis=given.basis,
        plausible=plausible,
        exact=given.exact or (parameter.exact if given.value == parameter.default and plausible is None else ""),
    )
    _check_exact(found, parameter.name)
    return found


Catalogue = Mapping[str, Parameter]
