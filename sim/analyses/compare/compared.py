"""Two settings in the same worlds, with all that the pairs of worlds tell: differences, flips, and when they part."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sim.analyses.compare.comparison import codes, differences
from sim.analyses.compare.divergence import Divergence, divergence
from sim.analyses.compare.paired import Difference, RatioChange, flips, ratio_change
from sim.engine.crisis import Crisis
from sim.engine.outcomes import Outcomes
from sim.runs.results import EVENTS_KEPT, EVENTS_KEPT_SWEPT, Results
from sim.words.columns import in_columns
from sim.words.frequency import points
from sim.words.prose import day_text, many

#: Flips that are named one by one, the others together.
_NAMED = 4
_HEAD = ("", "before", "after", "points", "95% interval", "gained", "lost")


@dataclass(frozen=True)
class Comparison:
    """One setting against another in the same worlds.

    Attributes:
        crisis: the crisis that was simulated.
        before, after: titles of the two settings.
        variant: name of the second one's variant.
        at: path and value of each swept parameter, where both stand at one point of a sweep.
        worlds: number of worlds compared.
        start: first day of the run.
        differences: paired difference of every outcome's share, by outcome.
        flips: worlds that end differently, by from which outcome to which, most frequent first.
        ratio: change of one outcome's weight against another; None with too few worlds of either.
        divergence: when the worlds part, and by what; None when no events are kept.
    """

    crisis: Crisis
    before: str
    after: str
    variant: str
    at: tuple[tuple[str, Any], ...]
    worlds: int
    start: date
    differences: Mapping[str, Difference]
    flips: Mapping[tuple[str, str], int]
    ratio: RatioChange | None
    divergence: Divergence | None

    @property
    def _outcomes(self) -> Outcomes:
        return self.crisis.outcomes

    @property
    def flipped(self) -> int:
        """Worlds that end differently."""
        return sum(self.flips.values())

    def date_of(self, day: float) -> str:
        """A day of the run as a date in words."""
        return day_text(self.start + timedelta(days=int(day)))

    def __str__(self) -> str:
        return "\n".join([self.table(), *self.sentences()])

    def table(self) -> str:
        """Before, after and difference of every outcome, in columns."""
        return in_columns([_HEAD, *(_row(self._outcomes[key].title, one) for key, one in self.differences.items())])

    def sentences(self) -> list[str]:
        """Flips, ratio and first differences, one sentence each."""
        said = [self.flips_in_words(), self.ratio_in_words(), self.parting_in_words()]
        return [one for one in said if one]

    def flips_in_words(self) -> str:
        """``"143 of 2,000 worlds end differently: 120 went from a standoff to war, …"``."""
        if not self.flips:
            return f"All {self.worlds:,} worlds end as before." if self.worlds > 1 else "The one world ends as before."
        ways = list(self.flips.items())
        said = [
            f"{count:,} went from {self._outcomes[old].noun} to {self._outcomes[new].noun}"
            for (old, new), count in ways[:_NAMED]
        ]
        rest = sum(count for _, count in ways[_NAMED:])
        said += [f"{rest:,} changed in other ways"] if rest else []
        verb = "ends" if self.flipped == 1 else "end"
        return f"{self.flipped:,} of {self.worlds:,} worlds {verb} differently: {', '.join(said)}."

    def worth_in_words(self, outcome: str) -> str:
        """What the same luck on both sides is worth, for one outcome; empty where it cannot be told."""
        times = worth(self.differences[outcome])
        if not times:
            return ""
        return (
            f"With other luck in each of the two, it would take {times} times as many worlds to know the change in "
            f"{self._outcomes[outcome].bare} as well."
        )

    def ratio_in_words(self) -> str:
        """``"Of war and capitulation, war's share goes from 80.0% to 85.2%: +5.2 points (95% interval …)."``."""
        one = self.ratio
        if one is None:
            return ""
        outcome, other = (self._outcomes[key].bare for key in (one.outcome, one.other))
        return (
            f"Of the worlds that end in {outcome} or {other}, {outcome}'s share goes from {one.before:.1%} to "
            f"{one.after:.1%}: {points(one.difference)} points (95% interval {points(one.low)} to {points(one.high)})."
        )

    def parting_in_words(
        self,
        sides: Sequence[str] = ("only in the first", "only in the second"),
        actor_title: Callable[[str], str] | None = None,
    ) -> str:
        """When the worlds part, and by what.

        Args:
            sides: how to say that only the first, or only the second setting has an event.
            actor_title: how to call an actor, given its path.
        """
        found = self.divergence
        if found is None:
            return ""
        if not found.differing:
            return f"The events are the same to the last in all {found.worlds:,} worlds whose events are kept."
        first, last = self.date_of(found.low), self.date_of(found.high)
        spread = "" if first == last else f" (5% to 95%: {first} to {last})"
        words = found.ways[0].words(self.crisis.acts, sides, actor_title)
        return (
            f"{_parted(found)}: {self.date_of(found.median)}{spread}. "
            f"What most often differs first: {words} ({many(found.count, 'world')})."
        )

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data for JSON; what is not known is None."""
        outcomes = {key: asdict(one) | {"saved": _known(one.saved)} for key, one in self.differences.items()}
        parted = None if self.divergence is None else {k: _known(v) for k, v in asdict(self.divergence).items()}
        return {
            "before": self.before,
            "after": self.after,
            "variant": self.variant,
            "at": dict(self.at),
            "worlds": self.worlds,
            "outcomes": outcomes,
            "flips": [{"from": old, "to": new, "worlds": count} for (old, new), count in self.flips.items()],
            "ratio": None if self.ratio is None else asdict(self.ratio),
            "divergence": parted,
        }


def _row(title: str, one: Difference) -> tuple[str, ...]:
    return (
        title,
        f"{one.before:.1%}",
        f"{one.after:.1%}",
        points(one.difference),
        f"{points(one.low)} to {points(one.high)}",
        f"{one.gained:,}",
        f"{one.lost:,}",
    )


def _parted(found: Divergence) -> str:
    """How many worlds part, and that the date to come is of these alone."""
    worlds = many(found.worlds, "world")
    never = f"; the other {found.never:,} never do" if found.never else ""
    if found.differing == 1:
        return f"1 of {worlds} with kept events differs at some time{never}. Its first difference"
    some = f"{found.differing:,} of {worlds}" if found.never else f"All {worlds}"
    return f"{some} with kept events differ at some time{never}. First difference in the median of those that differ"


def worth(one: Difference) -> str:
    """How many times as many worlds the pairing is worth: ``"4.2"``; empty where it cannot be told."""
    return "" if math.isnan(one.saved) else f"{one.saved:.1f}" if one.saved < 100 else f"{one.saved:,.0f}"


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def between(before: Results, first: int, after: Results, second: int, worlds: int | None = None) -> Comparison:
    """Compares a cell of one run with a cell of another, or of the same.

    The two must have lived through the same luck; :func:`sim.analyses.compare.pairing.pair` says whether they did.

    Args:
        before, after: the runs.
        first, second: positions of the cells in their designs.
        worlds: compares the first so many worlds; by default as many as both have.
    """
    sides = ((before, first), (after, second))
    both = min(before.worlds, after.worlds) if worlds is None else worlds
    one, other = (codes(results, cell)[:both] for results, cell in sides)
    cells = [results.design[cell] for results, cell in sides]
    compared, outcomes = tuple(before.scenario.compare), before.crisis.outcomes
    return Comparison(
        crisis=before.crisis,
        before=before.title_of(cells[0].variant),
        after=after.title_of(cells[1].variant),
        variant=cells[1].variant,
        at=tuple(cells[1].coordinates) if dict(cells[0].coordinates) == dict(cells[1].coordinates) else (),
        worlds=len(one),
        start=cells[0].start,
        differences=differences(outcomes, one, other),
        flips=flips(outcomes, one, other),
        ratio=ratio_change(outcomes, one, other, *compared) if len(compared) == 2 else None,
        divergence=_parting(sides, len(one)),
    )


def _parting(sides: Sequence[tuple[Results, int]], worlds: int) -> Divergence | None:
    """When two cells part, in the worlds from 0 on whose events both have kept."""
    kept = min(EVENTS_KEPT if _is_shown(*side) else EVENTS_KEPT_SWEPT for side in sides)
    one, other = (results.events_of(cell) for results, cell in sides)
    if one.empty or other.empty:
        return None
    # A run may have kept fewer; a last world in which nothing happens on one side still shows on the other.
    seen = 1 + max(int(log["world"].max()) for log in (one, other))
    return divergence(one, other, min(worlds, kept, seen))


def _is_shown(results: Results, cell: int) -> bool:
    return bool(results.reference_of(results.design[cell].variant).index == cell)
