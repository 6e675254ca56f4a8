"""What became of each world: the table that stands beside the differences of shares."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analyses.answer import branches
from sim.analyses.compare.compared import Comparison, worth
from sim.engine.outcomes import Outcomes
from sim.report import phrases
from sim.report.figures.changes import Pair
from sim.report.parts import Group, Table
from sim.runs.results import Results
from sim.words.events import Names

#: Flips that are named one by one, the others together.
_NAMED = 4


def group(results: Results, compared: Sequence[tuple[Pair, Comparison]], outcome: str, sides: tuple[str, str]) -> Group:
    """For each pair of settings: which worlds flip, when they part, what shared luck is worth, and their common past.

    Args:
        results: the run.
        compared: the pairs, each with what comparing its worlds found.
        outcome: the one whose change the worth of shared luck is told for.
        sides: how to say that only the first, or only the second setting has an event.
    """
    names = phrases.names(results)
    pairs, found = zip(*compared, strict=True)
    swept = len(results.variants) == 1  # the two ends of an axis instead of variants and the baseline
    pasts, common = _pasts(results)
    columns = {
        "From → to" if swept else "Variant": [one.name for one in pairs],
        "Worlds that end differently": [_flips(one, results.crisis.outcomes) for one in found],
        "When the worlds part": [_parting(one, sides, names) for one in found],
        "Worth of shared luck": [_worth(one, outcome) for one in found],
        "Shared past": [pasts.get(one.variant, "") for one in pairs],
    }
    shown = {title: cells for title, cells in columns.items() if any(cells)}
    note = (
        "Worth of shared luck: how many times as many worlds with luck of their own it would take to know the change "
        f"in {phrases.noun(results, outcome)} as well."
    )
    table = Table.of(list(shown), list(zip(*shown.values(), strict=True)), note=note)
    return Group(charts=(), title="World by world", subtitle=common, facts=table)


def _pasts(results: Results) -> tuple[dict[str, str], str]:
    """The check of each branch by variant; or, where all say the same, that once for all of them."""
    start, found = results.date_of(0), {one["variant"]: one for one in results.branches}
    said = {variant: branches.statement(one, start) for variant, one in found.items()}
    everyone = len(said) == len(results.variants) - 1 > 1 and all(map(branches.holds, found.values()))
    if everyone and len(set(said.values())) == 1:
        return {}, f"Every variant {next(iter(said.values()))[:1].lower()}{next(iter(said.values()))[1:]}"
    return said, ""


def _flips(compared: Comparison, outcomes: Outcomes) -> str:
    ways = list(compared.flips.items())
    said = [
        f"{count:,}\u00a0{outcomes[old].title.lower()} →\u00a0{outcomes[new].title.lower()}"
        for (old, new), count in ways[:_NAMED]
    ]
    rest = sum(count for _, count in ways[_NAMED:])
    said += [f"{rest:,} in other ways"] if rest else []
    of = f"of {compared.worlds:,} worlds"
    return f"{compared.flipped:,} {of}: {', '.join(said)}" if said else f"None {of}"


def _parting(compared: Comparison, sides: Sequence[str], names: Names) -> str:
    found = compared.divergence
    if found is None:
        return ""
    if not found.differing:
        return f"Never: all {found.worlds:,} worlds have the same events"
    first, last = compared.date_of(found.low), compared.date_of(found.high)
    spread = "" if first == last else f" (5% to 95%: {first} to {last})"
    if found.differing == 1:
        median = "in the one world that parts"
    else:
        median = f"in the median of the {found.differing:,} worlds that part" if found.never else "in the median world"
    never = f"; the other {found.never:,} of {found.worlds:,} never do" if found.never else ""
    most = f"{found.ways[0].words(names.crisis.acts, sides, names.actor)} ({found.count:,})"
    return f"{compared.date_of(found.median)} {median}{spread}{never}. Most often by {most}"


def _worth(compared: Comparison, outcome: str) -> str:
    times = worth(compared.differences[outcome])
    return f"{times} times" if times else "cannot be told"
