"""Two doubts drawn alike: luck as worlds that end so or not, the assumptions as settings, each as full as its share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.runs.results import Results
from sim.words import frequency, prose

#: Marks in a row, and most marks and variants drawn.
ACROSS, MOST, VARIANTS = 20, 100, 8


@dataclass(frozen=True)
class Doubt:
    """One square of marks.

    Attributes:
        title: what its marks are.
        marks: how full each is, 0 to 1, the fullest first.
        said: the range in words.
        alt: the marks in words.
    """

    title: str
    marks: tuple[float, ...]
    said: str
    alt: str

    @property
    def rows(self) -> int:
        """Rows of marks."""
        return -(-len(self.marks) // ACROSS)

    @property
    def full(self) -> str:
        """The filled part of every mark, as a path over a grid of unit squares."""
        parts = [
            f"M{at % ACROSS}.06 {at // ACROSS + 0.94 - 0.88 * share:.3f}h.88v{0.88 * share:.3f}h-.88z"
            for at, share in enumerate(self.marks)
            if share >= 0.005
        ]
        return "".join(parts)

    @property
    def edges(self) -> str:
        """The outline of every mark."""
        return "".join(f"M{at % ACROSS}.06 {at // ACROSS}.06h.88v.88h-.88z" for at in range(len(self.marks)))


def doubts(results: Results) -> tuple[Doubt, ...]:
    """A square of settings for each variant that has them; of a lone variant, after one of worlds."""
    outcome = results.scenario.headline
    noun = results.crisis.outcomes[outcome].noun
    found = []
    for variant in results.variants[:VARIANTS]:
        drawn = results.assumed_shares(variant, outcome)
        if drawn is not None:
            found.append(_settings(drawn, results.title_of(variant) if len(results.variants) > 1 else "", noun))
    if len(results.variants) > 1 or not found:
        return tuple(found)
    return _luck(results, outcome, noun), *found


def _luck(results: Results, outcome: str, noun: str) -> Doubt:
    at = results.reference_of(results.variants[0]).index * len(results.crisis.outcomes)
    row = results.outcomes.iloc[at + results.crisis.outcomes.code(outcome)]
    full = round(100 * float(row["share"]))
    said = f"{frequency.between(float(row['low']), float(row['high']))} in 100, by luck alone"
    alt = f"A hundred worlds at the file's own values: {full} filled, for {noun}; {said}."
    return Doubt("Luck: worlds at the file's own values", (1.0,) * full + (0.0,) * (100 - full), said, alt)


def _settings(drawn: np.ndarray, title: str, noun: str) -> Doubt:
    shares = _thinned(np.sort(drawn)[::-1])
    low, high = np.quantile(drawn, [0.05, 0.95])
    said = f"{frequency.between(float(low), float(high))} in 100, from one of {len(drawn)} settings to another"
    alt = f"{len(shares)} settings, each filled by its share of {prose.bare(noun)}: {said}."
    return Doubt(title or "Assumptions: settings", tuple(map(float, shares)), said, alt)


def _thinned(shares: np.ndarray) -> np.ndarray:
    """At most a hundred of many settings, at evenly spaced places in their order."""
    if len(shares) <= MOST:
        return shares
    return shares[((np.arange(MOST) + 0.5) * len(shares) / MOST).astype(int)]


def rows(shown: Sequence[Doubt]) -> list[tuple[str, ...]]:
    """Every mark's share, by its place among those of its kind."""
    return [
        (one.title, f"{place}", f"{100 * share:.1f}") for one in shown for place, share in enumerate(one.marks, start=1)
    ]
