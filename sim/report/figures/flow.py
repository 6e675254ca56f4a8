"""The same worlds under two settings as a flow from outcome to outcome, placed on a plane of 100 by 100."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.outcomes import Outcomes
from sim.report.figures.units import pale

#: Room between two outcomes, and least distance between two labels, in hundredths of the height.
GAP, APART = 2.0, 6.5


@dataclass(frozen=True)
class Bar:
    """One outcome on one side: where it stands, its label's height, and its worlds."""

    outcome: str
    title: str
    top: float
    bottom: float
    label: float
    count: int


@dataclass(frozen=True)
class Ribbon:
    """Worlds that go from one outcome to another.

    Attributes:
        source, target: the outcomes.
        count: how many worlds.
        path: outline as SVG has it, from x = 0 to x = 100.
    """

    source: str
    target: str
    count: int
    path: str

    @property
    def stays(self) -> bool:
        """Whether the worlds end as before."""
        return self.source == self.target


@dataclass(frozen=True)
class Flow:
    """A flow: bars of both sides from the top, ribbons, those that stay first, worlds, calmest end, ends with edges."""

    left: tuple[Bar, ...]
    right: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    worlds: int
    pale: str
    edged: tuple[str, ...]


def flow(counts: np.ndarray, outcomes: Outcomes) -> Flow:
    """Places a matrix of counts, the gravest outcome on top.

    Args:
        counts: worlds by outcome before (rows) and after (columns), as
            :func:`sim.analyses.compare.flow.matrix` gives them.
        outcomes: those of the crisis.
    """
    total = int(counts.sum())
    order = [one.key for one in outcomes.gravest_first]
    place = {key: outcomes.code(key) for key in order}
    sums = [counts.sum(axis=axis) for axis in (1, 0)]
    # One scale for both sides, so that a ribbon is as thick at both ends.
    scale = (100.0 - GAP * (max(np.count_nonzero(side) for side in sums) - 1)) / max(total, 1)
    left, right = (_bars(side, outcomes, scale) for side in sums)
    tops = [{bar.outcome: bar.top for bar in side} for side in (left, right)]
    ribbons = []
    for source in order:
        for target in order:
            count = int(counts[place[source], place[target]])
            if count:
                thick = count * scale
                one, other = tops[0][source], tops[1][target]
                ribbons.append(Ribbon(source, target, count, _outline(one, other, thick)))
                tops[0][source], tops[1][target] = one + thick, other + thick
    return Flow(left, right, tuple(sorted(ribbons, key=lambda one: not one.stays)), total, order[-1], pale(outcomes))


def _bars(sums: np.ndarray, outcomes: Outcomes, scale: float) -> tuple[Bar, ...]:
    held = {one.key: int(sums[outcomes.code(one.key)]) for one in outcomes.gravest_first}
    shown = [key for key, count in held.items() if count]
    top, spans = 0.0, []
    for key in shown:
        bottom = top + held[key] * scale
        spans.append((top, bottom))
        top = bottom + GAP
    labels = _apart([(low + high) / 2 for low, high in spans])
    return tuple(
        Bar(key, outcomes[key].title, round(low, 2), round(high, 2), round(label, 1), held[key])
        for key, (low, high), label in zip(shown, spans, labels, strict=True)
    )


def _apart(middles: list[float]) -> list[float]:
    """Heights of labels, moved as little as it takes to keep them apart and on the plane."""
    placed: list[float] = []
    for at, middle in enumerate(middles):
        least = placed[-1] + APART if placed else APART / 2
        placed.append(min(max(middle, least), 100 - APART / 2 - APART * (len(middles) - 1 - at)))
    return placed


def _outline(one: float, other: float, thick: float) -> str:
    a, b, c, d = (f"{value:.1f}".removesuffix(".0") for value in (one, other, other + thick, one + thick))
    return f"M0 {a}C50 {a} 50 {b} 100 {b}V{c}C50 {c} 50 {d} 0 {d}Z"
