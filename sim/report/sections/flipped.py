"""What flipped: a flow from outcome to outcome of the same worlds, and what differs first, in words."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analyses.compare.compared import Comparison
from sim.analyses.compare.comparison import codes
from sim.analyses.compare.divergence import Divergence
from sim.analyses.compare.flow import example as example_of
from sim.analyses.compare.flow import matrix
from sim.engine.outcomes import Outcomes
from sim.report import phrases
from sim.report.figures.changes import Pair
from sim.report.figures.flow import Flow, flow
from sim.report.parts import Drawn, Group, Table
from sim.runs.results import Results
from sim.statistics.intervals import wilson
from sim.words import frequency, prose
from sim.words.events import described
from sim.words.prose import day_text

#: Most flows drawn, those with most flips first.
MOST = 6


def groups(results: Results, compared: Sequence[tuple[Pair, Comparison]], sides: tuple[str, str]) -> tuple[Group, ...]:
    """A flow for each pair of settings, those with most flips first.

    Args:
        results: the run.
        compared: the pairs, each with what comparing its worlds found.
        sides: how to say that only the first, or only the second setting has an event.
    """
    found = sorted(compared, key=lambda each: -each[1].flipped)
    return tuple(_group(results, pair, one, sides) for pair, one in found[:MOST])


def drawn(
    before: Results, first: int, after: Results, second: int, names: tuple[str, str], key: str
) -> tuple[Drawn, Table]:
    """The flow between two cells of one or two runs, and the table behind it.

    Args:
        before, after: the runs.
        first, second: positions of the cells in their designs.
        names: what the two sides are called.
        key: name unique in the page.
    """
    one, other = codes(before, first), codes(after, second)
    both = min(len(one), len(other))
    outcomes = before.crisis.outcomes
    found = flow(matrix(outcomes, one[:both], other[:both]), outcomes)
    return Drawn(key, found, *names, alt=_alt(found, names, outcomes)), _table(found, names, outcomes)


def _group(results: Results, pair: Pair, compared: Comparison, sides: tuple[str, str]) -> Group:
    swept = len(results.variants) == 1
    ends = pair.name.split(" → ") if swept else [results.title_of(results.variants[0]), pair.name]
    names = (prose.short(ends[0], 60), prose.short(ends[-1], 60))
    example, ask = _example(results, pair)
    chart, table = drawn(results, pair.before, results, pair.after, names, f"flow-{pair.place}")
    return Group(
        charts=(),
        title=_title(results, pair, compared),
        subtitle="The same worlds on both sides, by how they end; coloured where a world ends otherwise",
        flow=chart,
        said=(*_said(results, pair, compared, sides), *example),
        table=table,
        modellers=ask,
        choice=f"flow-{pair.place}",
    )


def _title(results: Results, pair: Pair, compared: Comparison) -> str:
    if not compared.flips:
        return f"{prose.short(pair.name, 60)}: no world ends otherwise"
    (old, new), count = next(iter(compared.flips.items()))
    return (
        f"{prose.short(pair.name, 60)}: {compared.flipped:,} of {compared.worlds:,} worlds flip, most of them "
        f"({count:,}) from {phrases.noun(results, old)} to {phrases.noun(results, new)}"
    )


def _said(results: Results, pair: Pair, compared: Comparison, sides: tuple[str, str]) -> list[str]:
    said = [compared.flips_in_words()]
    found = compared.divergence
    if found is not None and found.differing:
        said.append(
            f"Of {found.worlds:,} worlds whose events are kept, {found.differing:,} part, in the median on "
            f"{compared.date_of(found.median)}. First differences: {_ways(results, found, sides)}."
        )
    return said


def _ways(results: Results, found: Divergence, sides: tuple[str, str]) -> str:
    """What most often differs first, with counts and Wilson's intervals."""
    parts, names = [], phrases.names(results)
    for way in found.ways:
        low, high = (float(end) for end in wilson(way.count, found.differing))
        parts.append(
            f"{way.words(names.crisis.acts, sides, names.actor)} ({way.count:,}, {way.count / found.differing:.0%}, "
            f"95% interval {frequency.between(low, high)} in 100)"
        )
    return "; ".join(parts)


def _example(results: Results, pair: Pair) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One world that flips, in a sentence, and what to type to ask further; nothing where none does."""
    found = example_of(results, pair.before, pair.after)
    if found is None or found.event is None:
        return (), ()
    events = results.events_of(pair.after if found.new else pair.before).query("world == @found.world")
    act = described(events, phrases.names(results))
    deed = act.loc[act["event"] == found.event["event"], "deed"].iloc[0]
    how = "comes about here and not there" if found.new else "came about there and does not here"
    variant = "" if len(results.variants) == 1 else f" --variant {pair.variant}"
    first = results.reference_of(pair.variant).index == pair.after  # the one that the command explains
    ask = (f"To ask why: redline explain RUN --world {found.world}{variant}",) if first else ()
    told = (
        f"World {found.world}, for one, parts on {day_text(found.event['date'])}, with what {how}: "
        f"“{deed.rstrip('.')}”. "
        f"It ends in {phrases.noun(results, found.before)} there and in {phrases.noun(results, found.after)} here."
    )
    return (told,), ask


def _alt(found: Flow, names: tuple[str, str], outcomes: Outcomes) -> str:
    moves = [one for one in found.ribbons if not one.stays]
    moved = sorted(moves, key=lambda one: -one.count)
    said = [
        f"{one.count:,} from {outcomes[one.source].title.lower()} to {outcomes[one.target].title.lower()}"
        for one in moved
    ]
    stay = sum(one.count for one in found.ribbons if one.stays)
    return f"Flow of {found.worlds:,} worlds from “{names[0]}” to “{names[1]}”: {stay:,} end as before" + (
        f"; {prose.listed(said)}." if said else "."
    )


def _table(found: Flow, names: tuple[str, str], outcomes: Outcomes) -> Table:
    rows = [
        (
            outcomes[one.source].title,
            outcomes[one.target].title,
            f"{one.count:,}",
            f"{one.count / found.worlds:.1%}",
        )
        for one in sorted(found.ribbons, key=lambda one: -one.count)
    ]
    return Table.of([f"Under {names[0]}", f"Under {names[1]}", "Worlds", "Share of all"], rows, words=2)
