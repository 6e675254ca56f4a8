"""What each variant changes against the baseline, in the same worlds."""

from __future__ import annotations

from dataclasses import replace

from sim.analyses.compare.compared import between
from sim.engine.outcomes import Outcome
from sim.report import findings, phrases
from sim.report.figures import changes as figure
from sim.report.figures.changes import Change
from sim.report.parts import Chart, Group, Section, Table
from sim.report.sections import flipped, world_by_world
from sim.runs.results import Results
from sim.words import frequency, prose

#: What is told of the worlds behind the differences.
_FOLD = "Which worlds flip, and when they part"


def section(results: Results) -> Section | None:
    """Dot plots of the paired differences for the headline and the compared outcomes; all outcomes in the table."""
    swept = len(results.variants) == 1
    if swept and len(results.axes) != 1:
        return None
    changes, outcomes = figure.rows(results), results.crisis.outcomes
    wanted = tuple(dict.fromkeys((results.scenario.headline, *results.scenario.compare)))[:3]
    half = figure.reach([one for one in changes if one.outcome in wanted])
    first = [one for one in changes if one.outcome == wanted[0]]
    base = results.title_of(results.variants[0])
    sides = ("only at the first point", "only at the last") if swept else ("only in the baseline", "only here")
    compared = [(one, between(results, one.before, results, one.after)) for one in figure.pairs(results)]
    flows = flipped.groups(results, compared, sides)
    against = (
        f"the axis' first point ({phrases.title(results, results.axes[0])})" if swept else f"“{prose.short(base)}”"
    )
    return Section(
        key="changes",
        nav="What changes",
        title=findings.of_changes(first, outcomes[wanted[0]], results),
        subtitle=prose.joined(
            f"Difference from {against} in the same worlds, percentage points with paired 95% intervals",
            "" if swept else phrases.place(results, results.reference_of(results.variants[0])),
            phrases.period(results),
        ),
        groups=(
            Group(
                charts=tuple(
                    _chart([one for one in changes if one.outcome == key], outcomes[key], half) for key in wanted
                ),
                table=_table(changes, results),
                columns=len(wanted) if len(first) < 3 else min(2, len(wanted)),
            ),
            *(replace(one, fold=_FOLD) for one in flows),
            replace(world_by_world.group(results, compared, wanted[0], sides), fold=_FOLD),
        ),
        choices=tuple((one.choice, one.flow.after) for one in flows if one.flow) if len(flows) > 1 else (),
        choices_title="What flipped under",
        source=phrases.source(results),
        notes=("A hollow dot means that the interval includes zero: no clear effect.",),
    )


def _chart(changes: list[Change], outcome: Outcome, half: float) -> Chart:
    said = "; ".join(f"{one.name} {frequency.points(one.found.difference)} ({_interval(one)})" for one in changes)
    height = 92 + 44 * len(changes)
    return Chart(
        name=f"changes-{outcome.key}",
        figure=figure.draw(changes, half=half),
        alt=f"Dot plot of the change in {outcome.noun}, percentage points: {said}.",
        title=outcome.title,
        height=height,
    )


def _interval(change: Change) -> str:
    return f"{frequency.points(change.found.low)} to {frequency.points(change.found.high)}"


def _assumed(change: Change, results: Results) -> str:
    """The same difference over the draws, which were made in every variant's only cell."""
    if results.axes:
        return "not computed"
    found = results.assumed_difference(results.variants[0], results.variants[change.place], change.outcome)
    return "not computed" if found is None else f"{frequency.points(found.low)} to {frequency.points(found.high)}"


def _table(changes: list[Change], results: Results) -> Table:
    rows = [
        (
            one.name,
            results.crisis.outcomes[one.outcome].title,
            f"{one.found.before:.1%}",
            f"{one.found.after:.1%}",
            frequency.points(one.found.difference),
            _interval(one),
            _assumed(one, results),
            f"{one.found.gained:,}",
            f"{one.found.lost:,}",
        )
        for one in changes
    ]
    head = [
        "Variant",
        "Outcome",
        "Before",
        "After",
        "Points",
        "95% interval",
        "Over the assumptions",
        "Worlds that gained it",
        "Worlds that lost it",
    ]
    return Table.of(head, rows, words=2)
