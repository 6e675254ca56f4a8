"""Given what happened: the answer in the worlds, and over the settings, that agree with what the file says is known."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.condition import in_words as words
from sim.analyses.condition.given import Given, changed, conditional, parts_met
from sim.report import phrases
from sim.report.figures import given as figure
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.runs.results import Results
from sim.statistics.ranges import Range
from sim.words import frequency, prose


def section(results: Results) -> Section | None:
    """Dots and ranges without and given what is known, and what of it is rare; None where nothing is."""
    found = conditional(results)
    if not found:
        return None
    return Section(
        key="given",
        nav="Given what happened",
        title=words.finding(results, found[-1]),
        subtitle=prose.joined(
            f"Share of worlds that end in {phrases.noun(results, results.scenario.headline)}", phrases.period(results)
        ),
        groups=(_figure(results, found), _clauses(results, found), *_changes(results, found)),
        source=phrases.source(results),
        notes=(_METHOD,),
    )


_METHOD = (
    "A world counts where it agrees with all that is stated, and the crisis had not ended by then. A setting, one "
    "joint draw of the parameters that no source settles, counts by the share of its worlds that agree. What variants "
    "change is told in the worlds in which the baseline agrees."
)


def _figure(results: Results, found: tuple[Given, ...]) -> Group:
    rows = list(_rows(results, found))
    chart = Chart(
        name="given",
        figure=figure.draw(rows),
        alt="Dots with two intervals each. " + ". ".join(map(figure.said, rows)) + ".",
        height=90 + 52 * len(rows),
        narrow_height=110 + 64 * len(rows),
    )
    keys = [Key("share", "variant-0", "disc"), Key("95% simulation interval", "variant-0")]
    if any(one.range for one in rows):
        keys.append(Key("5th to 95th percentile over the assumptions, a stroke at the median", "band50", "square"))
    return Group((chart,), keys=tuple(keys), table=_table(results), said=words.sentences(results))


def _rows(results: Results, found: tuple[Given, ...]) -> Iterator[figure.Row]:
    base = results.outcomes.iloc[
        results.reference_of(results.variants[0]).index * len(results.crisis.outcomes)
        + results.crisis.outcomes.code(results.scenario.headline)
    ]
    over, luck = found[0].over, Range(float(base["low"]), float(base["high"]))
    before = (over.before, over.before_middle) if over else (None, None)
    yield figure.Row("Whatever happened", float(base["share"]), luck, *before)
    for one in found:
        luck_given = None if one.low is None or one.high is None else Range(one.low, one.high)
        after = (one.over.after, one.over.middle) if one.over else (None, None)
        yield figure.Row(f"Given {words.known(results.scenario, one.condition)}", one.share, luck_given, *after)


def _table(results: Results) -> Table:
    """Every outcome under every variant, without and given what is known."""
    rows = [
        (
            results.title_of(variant),
            outcome.title,
            prose.day_text(words.day_of(results.scenario, one.condition)),
            f"{one.before:.1%}",
            "" if one.share is None else f"{one.share:.1%}",
            "" if one.low is None or one.high is None else frequency.percents(one.low, one.high),
            frequency.between(*one.over.before) if one.over else "",
            frequency.between(*one.over.after) if one.over and one.over.after else "",
        )
        for variant in results.variants
        for outcome in results.crisis.outcomes.gravest_first
        for one in conditional(results, outcome.key, variant)
    ]
    head = ["Variant", "Outcome", "Known until", "All worlds", "Given that", "95% interval"]
    return Table.of([*head, "Over assumptions, in 100", "Given that, in 100"], rows, words=3)


def _clauses(results: Results, found: tuple[Given, ...]) -> Group:
    """In how many worlds each part of what is known came about, a column for each day up to which it is told."""
    met = [
        dict(zip(words.parts(results.scenario, one.condition), parts_met(results, one.condition), strict=True))
        for one in found
    ]
    rows = [
        (text, *(f"{each[text]:,}" if text in each else "" for each in met))
        for text in dict.fromkeys(text for each in met for text in each)
    ]
    rows.append(("All of it", *(f"{one.agree:,}" for one in found)))
    head = [
        "What is known",
        *(f"Until {prose.day_text(words.day_of(results.scenario, one.condition))}" for one in found),
    ]
    subtitle = f"Worlds of {found[0].worlds:,} in which it came about"
    return Group((), title="How many worlds agree?", subtitle=subtitle, facts=Table.of(head, rows))


def _changes(results: Results, found: tuple[Given, ...]) -> Iterator[Group]:
    """What each variant changes in the worlds that agree."""
    rows = []
    for variant in results.variants[1:]:
        for one in found:
            told = changed(results, one.condition, variant, one.outcome)
            if told is not None:
                rows.append(
                    (
                        results.title_of(variant),
                        prose.day_text(words.day_of(results.scenario, one.condition)),
                        frequency.points(told.difference.difference),
                        f"{frequency.points(told.difference.low)} to {frequency.points(told.difference.high)}",
                        f"{frequency.points(told.over.low)} to {frequency.points(told.over.high)}" if told.over else "",
                    )
                )
    if rows:
        head = ["Variant", "Known until", "Points against the baseline", "95% interval", "Over assumptions"]
        yield Group((), title="What does each variant change, given that?", facts=Table.of(head, rows, words=2))
