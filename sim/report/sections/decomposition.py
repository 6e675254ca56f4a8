"""Which factor an effect comes from, where the scenario crosses factors: Shapley values with intervals."""

from __future__ import annotations

from sim.analyses.decomposition import decomposition_in_words as words
from sim.analyses.decomposition.decompose import Decomposition, Estimate, decompose
from sim.report import phrases
from sim.report.figures import decomposition as figure
from sim.report.parts import Chart, Group, Section, Table
from sim.runs.results import Results
from sim.words import frequency, prose

#: Stands in a table where there is no number.
_NONE = "-"


def section(results: Results) -> Section | None:
    """Bars of what each factor does to the headline and the compared outcomes; every outcome in the table."""
    outcomes = results.crisis.outcomes
    found = {key: one for key in outcomes if (one := decompose(results, key)) is not None}
    if not found:
        return None
    first = found[results.scenario.headline]
    wanted = dict.fromkeys((results.scenario.headline, *results.scenario.compare))
    shown = [found[key] for key in wanted]
    ends = figure.reach(shown)
    factors = len(first.parts)
    return Section(
        key="decomposition",
        nav="What it takes",
        title=words.finding(first, outcomes),
        subtitle=prose.joined(
            f"Points that each of {factors} factors adds, over all their {2**factors} combinations in the same worlds",
            phrases.period(results),
        ),
        groups=(
            Group(
                charts=tuple(_chart(one, results, ends) for one in shown),
                table=_table(list(found.values()), results),
                columns=1 if len(shown) == 1 else 2,
                said=tuple(words.needed(first, part) for part in first.parts),
            ),
        ),
        source=phrases.source(results),
        how=(
            "Bars: what a factor adds, averaged over all orders in which the factors can be switched on (its Shapley "
            "value); they add up to the whole effect. Pale: the interval includes zero. Beside a bar: its share of the "
            "whole effect. Lines: 95% intervals of a bootstrap over worlds, which all combinations share.",
        ),
    )


def _chart(found: Decomposition, results: Results, ends: tuple[float, float]) -> Chart:
    said = "; ".join(f"{one.title} {' ('.join(_points(one.points))})" for one in found.parts)
    noun, height = words.named(found, results.crisis.outcomes), 92 + 44 * len(found.parts)
    return Chart(
        name=f"decomposition-{found.outcomes[0]}",
        figure=figure.draw(found, ends),
        alt=f"Bars of the points of {noun} that come with each factor: {said}.",
        title=results.crisis.outcomes[found.outcomes[0]].title,
        height=height,
        narrow_height=height + 10 * len(found.parts),
    )


def _table(found: list[Decomposition], results: Results) -> Table:
    rows = []
    for one in found:
        title = results.crisis.outcomes[one.outcomes[0]].title
        ends = f"{one.before:.1%} → {one.after:.1%}"
        whole = (*_points(one.total), _NONE, _NONE, _NONE, _NONE, _NONE, _NONE)
        rows.append((title, f"All together, {ends}", *whole))
        for part in one.parts:
            beside = (*_points(part.alone), *_points(part.on_top))
            rows.append((title, part.title, *_points(part.points), *_shares(part.share), *beside))
    head = ["Outcome", "Factor", "Points", "95% interval", "Of the whole", "95% interval"]
    head += ["Alone", "95% interval", "With all else on", "95% interval"]
    note = "Alone: what it adds when nothing else is on. With all else on: what goes when it alone is switched off."
    return Table.of(head, rows, words=2, note=note)


def _points(one: Estimate) -> tuple[str, str]:
    return frequency.points(one.value), _interval(one)


def _shares(one: Estimate | None) -> tuple[str, str]:
    return (_NONE, _NONE) if one is None else (f"{one.value:.0%}", f"{one.low:.0%} to {one.high:.0%}")


def _interval(one: Estimate) -> str:
    return f"{frequency.points(one.low)} to {frequency.points(one.high)}"
