"""How often crises and disputes of the headline's own kind ended so: the line beneath the answer."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.base_rates import Rate, ReferenceClass
from sim.engine.outcomes import Outcome, Outcomes
from sim.runs.results import Results
from sim.statistics.intervals import Interval, wilson
from sim.words import frequency
from sim.words.prose import listed

_YEAR = 365
_YEARS = ("one year", "two years", "three years", "four years", "five years")


def base_rate(results: Results) -> str:
    """The base rate of the headline outcome's own class, in a line; empty where the crisis names no class for it."""
    outcomes, outcome = results.crisis.outcomes, results.crisis.outcomes[results.scenario.headline]
    if not outcome.counts_as:
        return ""
    event = outcome.counts_as[0]
    classes = results.crisis.base_rates().named(event)
    if not classes:
        return ""
    together = _together(results, outcomes, counting(outcomes, event))
    said = "; ".join(_said(one, one.rates[event]) for one in classes)
    cell = results.design[0]
    free = cell.days - max((last + 1 for _, last in cell.scripted), default=0)
    return f"For comparison{together}: {said}. Those are single episodes; this is {_span(free)} of one crisis."


def counting(outcomes: Outcomes, event: str) -> tuple[Outcome, ...]:
    """The outcomes in which an event of the reference classes has happened, the gravest first."""
    return tuple(one for one in outcomes.gravest_first if event in one.counts_as)


def share_and_interval(n: int, rate: Rate) -> tuple[float, Interval | None]:
    """A class's share, and Wilson's 95% interval where there is a count and the source gives no bound of its own."""
    if rate.count is None:
        assert rate.share is not None
        return rate.share, None
    return rate.count / n, wilson(rate.count, n) if rate.at_most is None else None


def _together(results: Results, outcomes: Outcomes, counted: Sequence[Outcome]) -> str:
    """Says that several outcomes are what the class counts, and their share where there is but one point."""
    if len(counted) == 1:
        return ""
    named = listed([one.bare for one in reversed(counted)], "or")
    if results.axes:
        return f" with {named} together"
    rows = results.outcomes[results.outcomes["variant"] == results.variants[0]]
    share = rows.loc[rows["outcome"].isin([one.key for one in counted]), "share"].sum()
    return f" with {named} ({frequency.in_worlds(float(share))} together)"


def _said(one: ReferenceClass, rate: Rate) -> str:
    share, interval = share_and_interval(one.n, rate)
    if rate.count:
        among = "" if interval is None else f", {100 * interval.low:.0f} to {100 * interval.high:.0f}"
        return f"of {one.n:,} {one.cases}, {rate.count:,} ({share:.0%}{among}) {rate.says}"
    if rate.count is None:
        return f"of {one.n:,} {one.cases}, {share:.0%} {rate.says}"
    most = rate.at_most if interval is None else interval.high
    return f"of {one.n:,} {one.cases}, none {rate.says} (at most {most:.0%})"


def _span(days: int) -> str:
    """``"two years"`` for 730 days, ``"180 days"``."""
    years, rest = divmod(days, _YEAR)
    return _YEARS[years - 1] if 1 <= years <= len(_YEARS) and rest <= 2 else f"{days:,} days"
