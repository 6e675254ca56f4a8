"""The page of two runs, or two variants: what they set differently, what that changed, and which worlds flipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sim.analyses.answer.answer import in_words
from sim.analyses.compare.compared import Comparison
from sim.analyses.compare.in_words import in_words as value_in_words
from sim.analyses.compare.minute import minute, shown
from sim.analyses.compare.paired import Difference
from sim.analyses.compare.runs import KINDS, RunComparison, compare
from sim.analyses.condition.in_words import digest
from sim.engine.crisis import Crisis
from sim.engine.outcomes import Outcome, Outcomes
from sim.report import phrases
from sim.report.figures import changes as figure
from sim.report.figures.changes import Change
from sim.report.page import build_page
from sim.report.pages.minutes import headed
from sim.report.parts import Chart, Group, Section, Table
from sim.report.sections import flipped
from sim.report.sections.method import LIMITS, RANGE, command, repeating
from sim.runs.results import Results
from sim.statistics.intervals import wilson
from sim.statistics.ranges import Range
from sim.words import frequency, prose
from sim.words.parameters import parameter_title

#: Most settings whose flow is drawn.
MOST = 6
_SIDES = ("only in the first run", "only in the second run")


def build(before: Results, after: Results, path: str | Path, found: RunComparison | None = None) -> Path:
    """Writes the page of two runs as one HTML file and returns its path.

    Args:
        before, after: finished runs that lived through the same luck; may be one and the same.
        path: where to write; an earlier file is replaced when the page is whole.
        found: what comparing two variants of them gave; by default they are compared as they are.

    Raises:
        NotPaired: with every reason why the worlds of these runs are not the same.
    """
    found = compare(before, after) if found is None else found
    changed = shown(before, found).differences
    told = minute(before, after, found, repeated(before, after, found))
    answer = headed(_answer(before, after, found), told)
    return build_page(
        path,
        f"comparison of two {'variants' if found.variants else 'runs'}",
        titled(before, after, found),
        before.scenario.question,
        [answer, _settings(before, after, found), _flows(before, after, found), _method(before, after, found)],
        datetime.now(UTC).isoformat(timespec="seconds"),
        meta={
            "redline-page": "compare",
            "redline-question": before.scenario.question,
            "redline-headline": answer.title,
            "redline-pair": "" if found.variants else f"{before.digest} {after.digest}",
            "redline-shares": ";".join(f"{key} {one.before:.4g} {one.after:.4g}" for key, one in changed.items()),
            "redline-ended": datetime.now(UTC).isoformat(timespec="seconds"),
        },
        outcomes=before.crisis.outcomes,
    )


def titled(before: Results, after: Results, found: RunComparison) -> str:
    """What is compared, as a heading: titles of the scenarios, or of the variants where these are meant."""
    one, other = before.scenario.title, after.scenario.title
    if found.variants:
        first, second = before.title_of(found.variants[0]), after.title_of(found.variants[1])
        one, other = (first, second) if one == other else (f"{one}, {first}", f"{other}, {second}")
    return one if one == other else f"{one} → {other}"


def _answer(before: Results, after: Results, found: RunComparison) -> Section:
    first = shown(before, found)
    outcome = found.headline
    changed = [Change(before.crisis.outcomes[key].title, 1, key, one) for key, one in first.differences.items()]
    chart = Chart(
        name="compared-outcomes",
        figure=figure.draw(changed, half=figure.reach(changed)),
        alt="Dot plot of the change in every outcome, percentage points: "
        + "; ".join(f"{one.name} {frequency.points(one.found.difference)}" for one in changed)
        + ".",
        height=92 + 40 * len(changed),
    )
    said = [one for one in (first.ratio_in_words(), first.worth_in_words(outcome)) if one]
    groups = [
        Group(
            charts=(chart,),
            title=name_of(first, before.crisis.short),
            subtitle="Difference of the second run from the first in the same worlds, percentage points with paired "
            "95% intervals; a hollow dot means that the interval includes zero",
            said=tuple(said),
            table=outcomes(first, before.crisis.outcomes),
        )
    ]
    if len(found.cells) > 1:
        groups.append(Group((), title="Every setting that both runs have", facts=_cells(found, before.crisis)))
    return Section(
        key="answer",
        nav="What changes",
        title=sentence(first, before.crisis.outcomes[outcome]),
        subtitle=prose.joined(f"The same {found.worlds:,} worlds in both runs", phrases.period(before)),
        groups=tuple(groups),
        source=_source(before, after),
    )


def sentence(one: Comparison, outcome: Outcome) -> str:
    """The change of the headline outcome; none is claimed when its interval includes zero."""
    found = one.differences[outcome.key]
    interval = f"95% interval {frequency.points(found.low)} to {frequency.points(found.high)} points"
    n, shares = found.worlds, (found.before, found.after)
    words = dict.fromkeys(in_words(share, n, Range(*wilson(round(share * n), n))) for share in shares)
    if not found.clear:
        return (
            f"No clear effect on {outcome.noun} at {found.worlds:,} worlds: {frequency.number(found.before)} and "
            f"{frequency.number(found.after)} in 100 ({interval})"
        )
    said = " → ".join(filter(None, words))
    return (
        f"{outcome.clause} {frequency.in_worlds(found.before)} in the first run and "
        f"{frequency.in_worlds(found.after)} in the second ({interval}){said and f': {said}'}"
    )


def name_of(one: Comparison, short: Mapping[str, str]) -> str:
    """The two settings that are compared, and their point of the sweep."""
    sides = one.before if one.before == one.after else f"{one.before} → {one.after}"
    at = prose.listed([f"{parameter_title(path, short)} {value_in_words(value)}" for path, value in one.at])
    return f"{sides}, at {at}" if at else sides


def outcomes(one: Comparison, outcomes: Outcomes) -> Table:
    """Every outcome on both sides, with its paired difference."""
    rows = [
        (outcomes[key].title, *_shares(each), f"{each.gained:,}", f"{each.lost:,}")
        for key, each in one.differences.items()
    ]
    head = [
        "Outcome",
        "First run",
        "Second run",
        "Points",
        "95% interval",
        "Worlds that gained it",
        "Worlds that lost it",
    ]
    return Table.of(head, rows)


def _shares(one: Difference) -> tuple[str, ...]:
    """Share before and after, their difference in points, and its interval."""
    interval = f"{frequency.points(one.low)} to {frequency.points(one.high)}"
    return f"{one.before:.1%}", f"{one.after:.1%}", frequency.points(one.difference), interval


def _cells(found: RunComparison, crisis: Crisis) -> Table:
    rows = [
        (name_of(one, crisis.short), *_shares(one.differences[found.headline]), f"{one.flipped:,}")
        for one in found.cells
    ]
    noun = prose.first_upper(prose.bare(crisis.outcomes[found.headline].noun))
    head = ["Setting", f"{noun}, first run", "Second run", "Points", "95% interval", "Worlds that end differently"]
    return Table.of(head, rows)


def _settings(before: Results, after: Results, found: RunComparison) -> Section:
    account = found.account()
    deciding = sum(one.deciding for one in account)
    what = "The variants" if found.variants else "The runs"
    title = f"{what} differ in {prose.many(deciding, 'setting')}" if deciding else f"{what} have the same settings"
    if beside := len(account) - deciding:
        title += f"; {prose.many(beside, 'other difference')} in size or words"
    missing = [
        f"Only in the {which} run, not compared: {'; '.join(cells)}."
        for which, cells in (("first", found.only_before), ("second", found.only_after))
        if cells
    ]
    return Section(
        key="settings",
        nav="What differs",
        title=title,
        subtitle="Everything in which the two differ; all else is the same, the luck of every world included",
        groups=(Group((), facts=differing(before, after, found)),) if account else (),
        source=_source(before, after),
        notes=(
            *missing,
            *(f"Warning: {one}." for one in found.warnings),
            *(f"Not compared: {one}." for one in found.left_out),
        ),
    )


def differing(before: Results, after: Results, found: RunComparison) -> Table:
    """Everything in which the two differ, with what it decides, and unit and source of parameters."""
    catalogue = {**before.catalogue, **after.catalogue}
    rows = []
    for one in found.account():
        declared = catalogue.get(one.path)
        unit, source = (declared.unit, declared.source) if declared else ("", "")
        rows.append((one.name, one.before, one.after, KINDS[one.kind], unit, source))
    head = ["Setting", "First run", "Second run", "It is", "Unit", "Source of the default"]
    return Table.of(head, rows, words=6)


def _flows(before: Results, after: Results, found: RunComparison) -> Section:
    cells = list(zip(found.places, found.cells, strict=True))
    cells.sort(key=lambda each: -each[1].flipped)
    groups = tuple(_flow(before, after, at, one, place) for place, (at, one) in enumerate(cells[:MOST]))
    most = cells[0][1]
    return Section(
        key="flipped",
        nav="What flipped",
        title=f"{most.flipped:,} of {most.worlds:,} worlds end differently"
        if most.flipped
        else "No world ends differently",
        subtitle="The same worlds on both sides, by how they end; coloured where a world ends otherwise",
        groups=groups,
        choices=tuple((one.choice, prose.short(one.title, 40)) for one in groups) if len(groups) > 1 else (),
        choices_title="Setting",
        source=_source(before, after),
    )


def _flow(before: Results, after: Results, at: Sequence[int], one: Comparison, place: int) -> Group:
    names = ("First run", "Second run") if one.before == one.after else (f"First: {one.before}", f"Second: {one.after}")
    chart, table = flipped.drawn(before, at[0], after, at[1], names, f"flow-{place}")
    said = [one.flips_in_words(), one.parting_in_words(_SIDES, phrases.names(before).actor)]
    return Group(
        (),
        title=name_of(one, before.crisis.short),
        flow=chart,
        said=tuple(filter(None, said)),
        table=table,
        choice=f"flow-{place}",
    )


def _method(before: Results, after: Results, found: RunComparison) -> Section:
    return repeating(
        repeated(before, after, found),
        list(_facts(before, after, found)),
        limits=[one for one in LIMITS if one is not RANGE],  # two runs have no common range over assumptions
    )


def repeated(before: Results, after: Results, found: RunComparison) -> str:
    """The commands that make both runs and compare them, one a line."""
    commands = list(dict.fromkeys([command(before), command(after)]))
    runs = "RUN" if after is before else "RUN_A RUN_B"
    which = f" --variant {found.variants[0]} --with {found.variants[1]}" if found.variants else ""
    return "\n".join([*commands, f"redline compare {runs}{which} --open"])


def _facts(before: Results, after: Results, found: RunComparison) -> Iterator[tuple[str, str]]:
    for which, name, results in (("First", found.before, before), ("Second", found.after, after)):
        yield f"{which} run", name
        yield f"{which} digest", digest(results).removeprefix("digest ")
    settings = f" in each of {len(found.cells):,} settings" if len(found.cells) > 1 else ""
    yield "Compared", f"{found.worlds:,} worlds{settings}"


def _source(before: Results, after: Results) -> str:
    names = [f"{one.scenario.name} ({one.worlds:,} worlds, seed {one.seed})" for one in (before, after)]
    return f"Source: redline, runs {names[0]} and {names[1]}; every world meets the same luck in both."
