"""How each claim is tested: the parts that ``claim_checks.yaml`` declares, their marks and their units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from sim.engine.packaged import read_yaml

UNITS = ("share", "count", "rungs", "index", "percent", "points", "correlation")
#: What is said after a value, where its unit is a word.
NAMED = {"rungs": " rungs", "points": " points"}


@dataclass(frozen=True)
class Part:
    """One measure of a claim, as ``claim_checks.yaml`` declares it.

    Attributes:
        measure: function of :mod:`sim.crisis.facts.claim_measures`, or name of a comparison across variants.
        unit: one of :data:`UNITS`.
        says: sentence with ``{value}``, and ``{first}``, ``{second}`` and ``{place}`` where they are needed.
        low, high: mark between whose ends the interval must lie; both infinite for what is told and not judged.
        observed: what happened, in words.
        across: whether it compares variants.
        arises: when it arises, for runs in which it hardly does.
    """

    measure: str
    unit: str
    says: str
    low: float = -np.inf
    high: float = np.inf
    observed: str = ""
    across: bool = False
    arises: str = "this arises"

    @property
    def judged(self) -> bool:
        """Whether there is a mark."""
        return bool(np.isfinite(self.low) or np.isfinite(self.high))


@dataclass(frozen=True)
class Off:
    """How what a claim says is switched off.

    Attributes:
        says: what is so then, a sentence without its full stop.
        set: parameters' values then, by path.
        without: actors or families left out then.
        quantity: what is counted beside how worlds end, a column of :meth:`sim.engine.model.Model.counted`.
    """

    says: str
    quantity: str
    set: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """How one claim is tested: its parts, or why it needs none (``given``) or cannot be (``without``).

    ``switched_off`` switches it off, for claims that are tested so, too.
    """

    claim: str
    parts: tuple[Part, ...] = ()
    given: str = ""
    without: str = ""
    switched_off: Off | None = None


@cache
def checks() -> tuple[Check, ...]:
    """How every claim is tested, in order."""
    return tuple(
        Check(
            claim,
            tuple(_part(**part) for part in entry.pop("parts", ())),
            switched_off=_off(entry.pop("switched_off", None)),
            **entry,
        )
        for claim, entry in read_yaml("sim.crisis.facts", "claim_checks.yaml").items()
    )


def _off(found: dict[str, Any] | None) -> Off | None:
    if found is None:
        return None
    return Off(found["says"], found["quantity"], found.get("set", {}), tuple(found.get("without", ())))


def _part(
    *, above: float = -np.inf, below: float = np.inf, between: tuple[float, float] | None = None, **more: Any
) -> Part:
    low, high = between or (above, below)
    return Part(low=float(low), high=float(high), **more)


def mark(part: Part) -> str:
    """The mark in words: ``"above 50%"``; empty for what is told and not judged."""
    low, high = (_end(end, part.unit) for end in (part.low, part.high))
    if np.isfinite(part.low) and np.isfinite(part.high):
        return f"between {low} and {high}"
    if np.isfinite(part.low):
        return f"above {low}"
    return f"below {high}" if np.isfinite(part.high) else ""


def _end(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value:.0%}"
    return f"{100.0 * value:g} points" if unit == "points" else f"{value:g}"


def number(value: float, unit: str) -> str:
    """A value as it is read in its unit: ``"74%"``, ``"+3.1"`` for points, ``"0.42"`` for rungs; empty for none."""
    if not np.isfinite(value):
        return ""
    if unit == "share":
        percent = 100.0 * value
        fine = 0.0 < percent < 9.95 or 99.05 < percent < 100.0
        return f"{percent:.1f}%" if fine else f"{percent:.0f}%"
    if unit == "percent":
        return f"{value:+.0f}%"
    if unit == "points":
        return f"{100.0 * value:+.1f}"
    return f"{value:.1f}" if unit == "count" else f"{value:.2f}"
