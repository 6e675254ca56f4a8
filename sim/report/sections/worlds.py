"""A hundred worlds per variant as small marks; each stands for a real world and tells its story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analyses.condition.given import agreeing, changed, conditional, telling
from sim.analyses.condition.in_words import known
from sim.engine.outcomes import Outcome
from sim.report import embed, findings, phrases
from sim.report.figures import cells, hundred_more, stories, theme, units
from sim.report.parts import Key, Section, Table
from sim.runs.results import Results
from sim.words import frequency, prose

#: Most variants drawn.
MOST = 8

_RULE = (
    "Every mark is a world that was simulated. The marks of an outcome are worlds at evenly spaced places among all "
    "worlds with it, the earliest ending first (then by hostile acts), chosen among worlds whose events are kept "
    "where these are enough; the stories of the others are shorter."
)
_SHARED = (
    "The same hundred worlds, each with the same luck, stand under every variant. From the hundred that stand for "
    "the first variant, worlds are exchanged for others until no exchange brings the numbers of all variants nearer "
    "to the run's."
)


_NO_EVENTS = (
    "Here no events are at hand, so that all stories are short, and there is no timeline, chain, filter or film of a "
    "world."
)


@dataclass(frozen=True)
class Hundred:
    """One variant's marks.

    Attributes:
        title: of the variant.
        marks: outcome per mark: the headline outcome, then the gravest first.
        worlds: the world that each mark stands for.
        stories: each one's story, in the same order.
        number: the headline outcome's number in a hundred.
        alt: the marks in words.
        off: where the marks' numbers are not the run's, in words; empty where they all are.
    """

    title: str
    marks: tuple[str, ...]
    worlds: tuple[int, ...]
    stories: tuple[str, ...]
    number: str
    alt: str
    off: str = ""

    @property
    def runs(self) -> list[tuple[str, list[int]]]:
        """Outcomes in order, each with the places of its marks, 0 to 99."""
        places: dict[str, list[int]] = {}
        for at, mark in enumerate(self.marks):
            places.setdefault(mark, []).append(at)
        return list(places.items())


def section(results: Results) -> Section:
    """Marks for every variant at its cell of reference."""
    condition, titles = telling(results), {name: results.title_of(name) for name in results.variants}
    agree = None if condition is None else np.flatnonzero(agreeing(results, condition))
    if condition is not None:
        titles = {name: f"{title}, given {known(results.scenario, condition)}" for name, title in titles.items()}
    outcome = results.scenario.headline
    names = results.variants[:MOST]
    shown = _hundreds(results, titles, names, outcome, agree)
    outcomes = results.crisis.outcomes
    seen = [one for one in outcomes.gravest_first if any(one.key in hundred.marks for hundred in shown)]
    more = hundred_more.told(results, {name: one.worlds for name, one in zip(names, shown, strict=True)})
    few = min(len(results.worlds_of(results.reference_of(name).index, ["world"])) for name in names) < 100
    return Section(
        key="worlds",
        nav="A hundred worlds",
        title=_title(results, outcome),
        subtitle=prose.joined(
            f"Each mark is one world in a hundred{' that agree' if condition else ''}, by how it ended",
            phrases.place(results, results.reference_of(results.variants[0])),
            phrases.period(results),
        ),
        layout="worlds",
        data={
            "shown": shown,
            "across": 20 if len(shown) == 1 else 10,
            "outcome": outcome,
            "noun": outcomes[outcome].noun,
            "keys": [
                Key(one.title, theme.outcome_css(one.key), "square" if one.key == outcome else "dot") for one in seen
            ],
            "pale": units.pale(outcomes),
            "criteria": [(one.title, one.criterion) for one in outcomes.gravest_first],
            "table": _table(shown, seen),
            "stories": embed.packed({**_stories(results, names, shown), **(more.packed if more else {})}),
            "more": more,
            "told": _one_of_each(results, shown),
        },
        source=phrases.source(results) + " Scaled to a hundred; the exact shares are under Outcomes.",
        notes=(*_off(shown), *(more.notes if more else (_NO_EVENTS,))),
        how=(_rule(results, names, few),),
    )


def _rule(results: Results, names: tuple[str, ...], few: bool) -> str:
    """How marks were chosen, and what of the run is not in them."""
    said = [_RULE, *([_SHARED] if len(names) > 1 else [])]
    if few:
        said.append("With fewer than a hundred worlds, some stand more than once.")
    if rest := results.variants[len(names) :]:
        said.append(f"Not drawn: {prose.listed([f'“{results.title_of(name)}”' for name in rest])}.")
    return " ".join(said)


def _hundreds(
    results: Results, titles: Mapping[str, str], names: tuple[str, ...], outcome: str, agree: np.ndarray | None
) -> list[Hundred]:
    """Every variant's marks, all for the same worlds: of those that agree with what is known, where that is told.

    A hundred of each variant's own would show every share to the last mark, but worlds that differ before the variants
    do: a reader takes luck for what the choice did. So the worlds are common, and what their numbers are off is said.
    """
    outcomes = results.crisis.outcomes
    order = [outcome, *(one.key for one in outcomes.gravest_first if one.key != outcome)]
    ends = [results.worlds_of(results.reference_of(name).index) for name in names]
    if agree is not None:
        ends = [one[one["world"].isin(agree)] for one in ends]
    counts = [{key: int((one["outcome"] == key).sum()) for key in outcomes} for one in ends]
    wanted = [units.hundred(one, outcome) for one in counts]
    kept = [results.events_of(results.reference_of(name).index)["world"].unique() for name in names]
    kept = [np.intersect1d(mine, one["world"]) for mine, one in zip(kept, ends, strict=True)]
    drawn = units.common(ends, wanted, kept, order, results.crisis.counts.acts)
    found = []
    for name, own, mine, whole in zip(names, ends, counts, wanted, strict=True):
        placed = units.placed(own, drawn, order, results.crisis.counts.acts)
        found.append(_hundred(results, name, titles[name], placed, whole, mine[outcome] / sum(mine.values())))
    return found


def _hundred(
    results: Results, variant: str, title: str, placed: list[tuple[str, int]], whole: Mapping[str, int], share: float
) -> Hundred:
    """One variant's marks, in words too, and where their numbers are not the run's."""
    outcomes, cell = results.crisis.outcomes, results.reference_of(variant).index
    marks, worlds = tuple(key for key, _ in placed), tuple(world for _, world in placed)
    count = Counter(marks)
    said = prose.listed([f"{count[key]} {outcomes[key].title.lower()}" for key in dict.fromkeys(marks)])
    off = [
        f"{count[key]} {outcomes[key].title.lower()} where the run has {whole[key]} in 100"
        for key in dict.fromkeys([*marks, *whole])
        if count[key] != whole[key]
    ]
    told = stories.stories(results, cell, worlds, results.events_of(cell))
    return Hundred(
        title,
        marks,
        worlds,
        tuple(told[one] for one in worlds),
        frequency.number(share),
        f"Of a hundred worlds: {said}.",
        f"{prose.first_upper(prose.listed(off))}." if off else "",
    )


def _off(shown: list[Hundred]) -> tuple[str, ...]:
    """Where the marks of some variant are not as many as the run's shares would have them."""
    said = [f"Under “{one.title}”: {one.off}" if len(shown) > 1 else one.off for one in shown if one.off]
    return (f"One hundred cannot keep every share exactly. {' '.join(said)}",) if said else ()


def _one_of_each(results: Results, shown: list[Hundred]) -> list[tuple[str, str, int, str]]:
    """The first mark of each outcome under each variant: what a page tells where no script can tell the others."""
    outcomes = results.crisis.outcomes
    return [
        (one.title, outcomes[key].title, one.worlds[places[0]], one.stories[places[0]])
        for one in shown
        for key, places in one.runs
    ]


def _stories(results: Results, names: tuple[str, ...], shown: list[Hundred]) -> dict[str, Any]:
    """What worlds.js reads: per variant the worlds drawn and their stories; and how each of them ended elsewhere.

    ``ends`` gives per variant an outcome's code and a day for every world drawn anywhere, by rising number.
    """
    numbers = sorted({world for one in shown for world in one.worlds})
    outcomes, last = results.crisis.outcomes, results.scenario.days - 1
    wanted = np.array(numbers)
    ends = []
    for name in names:
        rows = results.worlds_of(results.reference_of(name).index, ["world", "outcome", "day"])
        worlds, named = rows["world"].to_numpy(), rows["outcome"].cat  # in the order of their numbers
        at = np.searchsorted(worlds, wanted).clip(max=len(worlds) - 1)
        known = worlds[at] == wanted
        code = np.array([outcomes.code(key) for key in named.categories])[named.codes.to_numpy()[at]]
        day = rows["day"].to_numpy()[at].clip(max=last)
        ends.append({"outcome": np.where(known, code, -1).tolist(), "day": np.where(known, day, 0).tolist()})
    return {
        "start": results.date_of(0).isoformat(),
        "titles": [one.title for one in outcomes.values()],
        "keys": list(outcomes),
        "headline": outcomes.code(results.scenario.headline),
        "pale": [outcomes.code(key) for key in units.pale(outcomes)],
        "stops": [one.stops for one in outcomes.values()],
        "ends": ends,
        "shown": [
            {
                "title": one.title,
                "worlds": one.worlds,
                "stories": one.stories,
                "marks": [outcomes.code(mark) for mark in one.marks],
            }
            for one in shown
        ],
    }


def _title(results: Results, outcome: str) -> str:
    if condition := telling(results):
        each = [conditional(results, outcome, name)[-1].share or 0.0 for name in results.variants]
        said = frequency.in_worlds(each[0]).replace("in about", "in")
        opened = f"{results.crisis.outcomes[outcome].finding} {said} given {known(results.scenario, condition)}"
        asked = results.scenario.asks
        if asked not in results.variants[1:]:
            return opened
        change = changed(results, condition, asked, outcome)
        if change is None or not change.difference.clear:
            return opened
        after = frequency.number(each[results.variants.index(asked)], frequency.unit(*each))
        return f"{opened}, and in {after} under “{prose.short(results.title_of(asked), 48)}”"
    base = results.reference_of(results.variants[0])
    row = cells.shares(results, base.index).iloc[results.crisis.outcomes.code(outcome)]
    said = frequency.in_worlds(float(row["share"])).replace("in about", "in")
    opening = f"{results.crisis.outcomes[outcome].finding} {said}"
    if len(results.variants) == 1:
        return f"{opening}; by luck alone {frequency.between(float(row['low']), float(row['high']))}"
    clear = [one for one in findings.changes_of(results, outcome) if one.found.clear]
    if not clear:
        return f"No clear effect on {phrases.noun(results, outcome)} at {results.worlds:,} worlds"
    largest = findings.leading(clear, results)
    return f"{opening}, and in {frequency.number(largest.found.after)} under “{prose.short(largest.name, 48)}”"


def _table(shown: list[Hundred], seen: list[Outcome]) -> Table:
    rows = [(one.title, *(one.marks.count(end.key) for end in seen)) for one in shown]
    return Table.of(["Variant", *(end.title for end in seen)], rows)
