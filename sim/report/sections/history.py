"""The run held against the record: months, facts one by one, and what each variant breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.figures import history as figure
from sim.figures import theme
from sim.history.monthly import Panel, panels
from sim.history.runs import record_of_run
from sim.history.scored import CannotScore, Change, score_run
from sim.history.table import Score, count
from sim.report import text
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.results import Results

_UNOBSERVED = (
    "The record ends on 30 September 2019 but for the days that the article names: a month without a point is "
    "unobserved, not quiet. Facts marked `report` use later data and were never fitted."
)


def section(results: Results) -> Section | None:
    """Months and facts of the first variant, and the facts of all; None for a run that cannot be scored."""
    try:
        scored = score_run(results)
    except CannotScore:
        return None
    first, *others = results.variants
    record = record_of_run(results, first)
    assert record is not None
    scores, moved = scored.scores, {name: scored.changes(name) for name in others}
    return Section(
        key="history",
        nav="History",
        title=_title(scores[first]),
        subtitle=text.joined("Simulated range of nine in ten worlds", "what was observed", text.period(results)),
        groups=(
            _months(results, panels(record)),
            _facts(scores[first], results.title_of(first)),
            *((_by_variant(results, scores, moved),) if others else ()),
        ),
        source="Source: the record, `redline history`; each fact's source stands in the table.",
        notes=(count(scores[first]), *_told(results, scores[first], moved), _UNOBSERVED, *_forced(results)),
    )


def _title(scores: tuple[Score, ...]) -> str:
    within = sum(bool(one.within) for one in scores)
    missed = sum(one.within is False for one in scores)
    absent = sum(one.fact.measure is None for one in scores)
    return (
        f"The record lies inside the simulated 90% range for {within} of {len(scores)} facts; {missed} "
        f"{'is' if missed == 1 else 'are'} missed, {absent} not modelled"
    )


def _months(results: Results, shown: tuple[Panel, ...]) -> Group:
    history = results.scenario.history
    replayed = (results.date_of(0).isoformat(), history.until.isoformat()) if history else None
    charts = tuple(
        Chart(
            name=f"history-{one.key}",
            figure=figure.months(one.simulated, one.observed, replayed),
            alt=f"{one.title} by month: {one.inside} of {len(one.observed)} observed points lie inside the range of "
            "nine in ten worlds.",
            title=one.title,
            unit=f"{one.unit}; {one.inside} of {len(one.observed)} points inside",
            height=230,
        )
        for one in shown
    )
    rows = [
        (
            one.title,
            str(row.date)[:7],
            f"{row.q50:.3g}",
            f"{row.q05:.3g} to {row.q95:.3g}",
            _observed(one, str(row.date)),
        )
        for one in shown
        for row in one.simulated.itertuples()
    ]
    keys = [Key("Median of worlds", "median", "plain"), Key("90% of worlds", "band90", "square")]
    keys.append(Key("Observed", "ink", "ring"))
    return Group(
        charts,
        keys=tuple(keys),
        table=Table.of(["Measure", "Month", "Median", "90% of worlds", "Observed"], rows, words=2),
        columns=2,
    )


def _observed(one: Panel, day: str) -> str:
    found = one.observed[one.observed["date"].str[:7] == day[:7]]
    return "-" if found.empty else f"{found['value'].iloc[0]:.3g}"


def _facts(scores: tuple[Score, ...], title: str) -> Group:
    drawn = [_row(one) for one in scores if one.low is not None and one.width is not None]
    drawn.sort(key=lambda row: (row["verdict"] == "missed", "given" in row["verdict"]))
    height = 84 + 34 * len(drawn)
    chart = Chart(
        name="history-facts",
        figure=figure.facts(drawn),
        alt="Facts: "
        + "; ".join(
            f"{row['fact']}: {row['median']:.3g}, observed {row['target']:g}, {row['verdict']}" for row in drawn
        ),
        height=height,
        narrow_height=height + 48 * len(drawn),
        narrow={"yaxis": {"ticktext": theme.broken([row["fact"] for row in drawn], figure.NARROW)}},
    )
    head = ["Fact", "Verdict", "Unit", "Use", "Source", "Observed", "Range", "Simulated", "90% range", "Times as wide"]
    head += ["Arises in", "Worlds within the observed range"]
    return Group(
        (chart,),
        title=f"Fact by fact: {title}",
        subtitle="Simulated median and range of nine in ten worlds, in half widths of what the sources allow",
        keys=(
            Key("within", "median", "line"),
            Key("within, and an input rests on it", "median", "dot-line"),
            Key("missed", "outcome-limited-exchange", "x"),
            Key("what the sources allow", "band90", "square"),
        ),
        table=Table.of(head, [_cells(one) for one in scores], words=5),
    )


def _row(one: Score) -> dict[str, Any]:
    told = {"fact": one.fact.fact, "target": one.fact.target, "range": one.fact.range, "verdict": one.verdict}
    return {**told, "low": one.low, "median": one.median, "high": one.high}


def _cells(one: Score) -> tuple[str, ...]:
    fact = one.fact
    return (
        fact.fact,
        one.verdict + (f": {fact.missing}" if fact.missing else ""),
        fact.unit,
        fact.use,
        fact.source,
        _number(fact.target),
        "-" if fact.range is None else f"{fact.range[0]:g} to {fact.range[1]:g}",
        _number(one.median),
        "-" if one.low is None else f"{one.low:.3g} to {one.high:.3g}",
        _number(one.width, ".1f"),
        _number(one.share, ".0%"),
        _number(one.inside, ".0%"),
    )


def _number(value: float | None, form: str = ".3g") -> str:
    return "-" if value is None else format(value, form)


# -- variants -------------------------------------------------------------------------------------------------------


def _by_variant(
    results: Results, scores: Mapping[str, tuple[Score, ...]], moved: dict[str, tuple[Change, ...]]
) -> Group:
    """What each variant breaks and mends, against the first one in the same worlds."""
    facts = {one.fact.id: one.fact.fact for one in scores[results.variants[0]]}
    rows = []
    for name, found in moved.items():
        within = sum(bool(one.within) for one in scores[name])
        lost = [one for one in _clear(found) if one.difference < 0]
        won = [one for one in _clear(found) if one.difference > 0]
        rows.append((results.title_of(name), f"{within} of {len(facts)}", _listed(lost, facts), _listed(won, facts)))
    head = ["Variant", "Facts within", "Breaks: share of worlds within the observed range", "Mends"]
    return Group(
        (),
        title="What each variant breaks",
        subtitle="Facts whose share of worlds within the observed range changes by at least 3 points, with a paired "
        "95% interval that leaves zero out",
        facts=Table.of(head, rows, words=4),
    )


#: Smaller changes are real and of no interest, share.
LEAST = 0.03


def _clear(found: tuple[Change, ...]) -> list[Change]:
    return sorted(
        (one for one in found if one.clear and abs(one.difference) >= LEAST), key=lambda one: -abs(one.difference)
    )


def _listed(found: list[Change], facts: dict[str, str]) -> str:
    if not found:
        return "none"
    return "; ".join(
        f"{facts[one.fact]} {100 * one.difference:+.0f} points ({100 * one.low:+.0f} to {100 * one.high:+.0f})"
        for one in found
    )


def _told(results: Results, scores: tuple[Score, ...], moved: dict[str, tuple[Change, ...]]) -> tuple[str, ...]:
    force = next((one for one in scores if one.fact.id == "force_before_death"), None)
    told = []
    if force is not None and force.median is not None:
        told.append(
            f"Force before an American death, which did not happen: in {100 * force.median:.0f} of 100 worlds of the "
            f"variant “{results.title_of(results.variants[0])}”."
        )
    if moved:
        luck = 0.05 * sum(len(found) for found in moved.values())
        told.append(f"Of all changes that are held against zero, about {luck:.0f} would seem clear by luck alone.")
    return tuple(told)


def _forced(results: Results) -> tuple[str, ...]:
    history = results.scenario.history
    if history is None:
        return ()
    return (
        f"Up to {history.until} acts were forced as recorded (shaded): facts of those days are met by force, not by "
        "the model, and forcing is not conditioning.",
    )
