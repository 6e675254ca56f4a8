"""What the assumed parameters allow before any data, beside how often cases of the same kind ended so.

A prior predictive check (Box 1980; Gelman and others 2013, chapter 6): draws of all assumed parameters over their
plausible ranges, the share of worlds in each, and reference classes that no parameter was set from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.analyses.answer.base_rates import counting, share_and_interval
from sim.engine.base_rates import Rate, ReferenceClass
from sim.engine.crisis import Crisis
from sim.engine.outcomes import Outcome
from sim.runs.blocks import bundles, simulate_bundle
from sim.runs.plan import Plan
from sim.scenario import Scenario
from sim.statistics.ranges import over_assumptions, without_luck
from sim.words.prose import listed

_RULE = "|---|---|---:|---:|---:|---|---:|---:|---|"
#: A median within this factor of a class's share is said to be near it.
NEAR = 1.25


@dataclass(frozen=True)
class Allowed:
    """The share of one outcome, or of several together, over the draws of the assumed parameters.

    Attributes:
        title: as a label.
        outcomes: the outcomes counted together.
        event: what they are held against, a key of the base rates; empty for a part of it.
        mean: over all worlds of all draws.
        drawn: its share in each draw, luck taken out, shape (draws,).
        median, low, high: of these, 5th and 95th percentile.
    """

    title: str
    outcomes: tuple[Outcome, ...]
    event: str
    mean: float
    drawn: np.ndarray
    median: float
    low: float
    high: float


def shares(scenario: Scenario) -> np.ndarray:
    """Worlds per draw and outcome, for the scenario's first variant.

    Returns:
        Counts of shape (draws, outcomes), each row of equally many worlds.

    Raises:
        ValueError: where the scenario draws nothing.
    """
    plan = Plan.of(scenario)
    tasks = [task for task in plan.assumption_tasks() if task.cell.index == plan.references[0].index]
    if not tasks:
        raise ValueError("this scenario draws no assumed parameters; give runs.assumptions.draws of at least 2")
    pieces = [piece for bundle in bundles(tasks) for piece in simulate_bundle(bundle)]
    codes = np.concatenate([piece.block.columns["outcome"] for piece in pieces]).reshape(scenario.assumptions.draws, -1)
    return np.stack([(codes == code).sum(axis=1) for code in range(len(scenario.crisis.outcomes))], axis=1)


def allowed(crisis: Crisis, counts: np.ndarray) -> list[Allowed]:
    """Each outcome that counts as an event, then each event that takes several outcomes.

    Args:
        crisis: declares outcomes and base rates.
        counts: what :func:`shares` returned.
    """
    events = crisis.base_rates().events
    groups = {event: group for event in events if (group := counting(crisis.outcomes, event))}
    alone = {group[0] for group in groups.values() if len(group) == 1}
    parts = [one for one in crisis.outcomes.gravest_first if one.counts_as and one not in alone]
    rows: list[tuple[tuple[Outcome, ...], str, str]] = [((one,), one.title, "") for one in parts]
    rows += [(group, _titled(events[event], group), event) for event, group in groups.items()]
    return [_allowed(crisis, counts, *row) for row in rows]


def _titled(title: str, group: tuple[Outcome, ...]) -> str:
    return f"{title} ({listed([one.bare for one in reversed(group)], 'or')})"


def _allowed(crisis: Crisis, counts: np.ndarray, outcomes: tuple[Outcome, ...], title: str, event: str) -> Allowed:
    worlds = counts.sum(axis=1)
    mine = counts[:, [crisis.outcomes.code(one.key) for one in outcomes]].sum(axis=1)
    low, high = over_assumptions(mine, worlds)
    drawn = without_luck(mine, worlds)
    return Allowed(title, outcomes, event, float(mine.sum() / worlds.sum()), drawn, float(np.median(drawn)), low, high)


# -- words ------------------------------------------------------------------------------------------------------------


def markdown(crisis: Crisis, counts: np.ndarray) -> str:
    """The tables, and in words where the assumptions and the reference classes lie apart."""
    found = allowed(crisis, counts)
    head = ["| Share of worlds, in 100 | Mean | Median | 5th to 95th percentile |", "|---|---:|---:|---:|"]
    rows = [f"| {one.title} | {_n(one.mean)} | {_n(one.median)} | {_n(one.low)} to {_n(one.high)} |" for one in found]
    parts = ["\n".join([*head, *rows])]
    for one in found:
        if one.event:
            parts += _beside(crisis, one)
    return "\n\n".join(parts)


def _beside(crisis: Crisis, one: Allowed) -> Iterator[str]:
    rates = crisis.base_rates()
    classes = [each for each in rates.classes.values() if one.event in each.rates]
    yield f"## {rates.events[one.event]}"
    named = rates.named(one.event)
    yield "\n".join(f"- {_compared(one, each)}" for each in named)
    if why := _why(one, named):
        yield why
    heads = ("Reference class", "Unit", "n", "Count", "Share", "Interval", "Median ÷ share", "Draws in it", "Ranges")
    yield "\n".join([f"| {' | '.join(heads)} |", _RULE, *(_row(one, each) for each in classes)])


def _row(one: Allowed, each: ReferenceClass) -> str:
    rate = each.rates[one.event]
    share, _ = share_and_interval(each.n, rate)
    count = "not given" if rate.count is None else f"{rate.count:,}"
    ratio = f"{one.median / share:.1f}" if share else ""
    size = (each.unit, f"{each.n:,}", count, f"{share:.1%}", _interval(each, rate))
    cells = (each.title, *size, ratio, _inside(one, each), _meet(one, each))
    return f"| {' | '.join(cells)} |"


def _ends(each: ReferenceClass, rate: Rate) -> tuple[float, float]:
    share, interval = share_and_interval(each.n, rate)
    if rate.at_most is not None:
        return 0.0, rate.at_most
    return (share, share) if interval is None else interval


def _interval(each: ReferenceClass, rate: Rate) -> str:
    if rate.at_most is not None:
        return f"at most {rate.at_most:.0%} ({rate.bound})"
    if rate.count is None:
        return "not computed without a count"
    low, high = _ends(each, rate)
    return f"{100 * low:.1f} to {100 * high:.1f}"


def _inside(one: Allowed, each: ReferenceClass) -> str:
    """How many of the draws give a share within the class's interval; empty where it has none."""
    low, high = _ends(each, each.rates[one.event])
    return f"{np.mean((one.drawn >= low) & (one.drawn <= high)):.0%}" if low < high else ""


def _meet(one: Allowed, each: ReferenceClass) -> str:
    low, high = _ends(each, each.rates[one.event])
    if one.high < low:
        return "simulated lies below"
    return "simulated lies above" if one.low > high else "overlap"


def _compared(one: Allowed, each: ReferenceClass) -> str:
    """One class in a sentence: how many times its rate the assumptions' median is, and whether the ranges meet."""
    rate = each.rates[one.event]
    share, _ = share_and_interval(each.n, rate)
    simulated = f"The assumptions allow {_n(one.low)} to {_n(one.high)} in 100 worlds, median {_n(one.median)}"
    low, high = _ends(each, rate)
    if share:
        beside = (
            f": {one.median / share:.1f} times the {share:.0%} of {each.cases} ({100 * low:.0f} to {100 * high:.0f})"
        )
    else:
        beside = f", while of {each.n:,} {each.cases} none {rate.says} (at most {high:.0%})"
    meet = {
        "overlap": "The two ranges overlap.",
        "simulated lies above": "The whole simulated range lies above that of the class.",
        "simulated lies below": "The whole simulated range lies below that of the class.",
    }[_meet(one, each)]
    return f"{simulated}{beside}. {meet}"


def _why(one: Allowed, named: tuple[ReferenceClass, ...]) -> str:
    """What could make the assumptions' median differ from the classes; empty where it is near all of them."""
    shares = [share_and_interval(each.n, each.rates[one.event])[0] for each in named]
    above, below = (
        any(one.median > NEAR * share for share in shares),
        any(one.median * NEAR < share for share in shares),
    )
    reasons = []
    if above:
        reasons.append(
            "A median above a class has two reasons beside the rules: a world has time for several episodes, and "
            "these worlds are chosen for their pressure, while disputes and crises of all kinds are in the class."
        )
    if below:
        reasons.append(
            "A median below a class has one beside the rules: a crisis counts as violent whoever fought in it, so "
            "that those which were part of a war under way are in the class."
        )
    return " ".join(reasons)


def _n(share: float) -> str:
    return f"{100 * share:.0f}" if share >= 0.0095 or share == 0 else f"{100 * share:.1f}"
