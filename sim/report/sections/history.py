"""The run held against the record: months, facts one by one, and what each variant breaks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.analyses.facts.monthly import Panel, panels
from sim.analyses.facts.runs import record_of_run
from sim.analyses.facts.scored import CannotScore, Change, score_run
from sim.analyses.facts.stylised_facts import WIDE, Score, count
from sim.report import phrases
from sim.report.figures import history as figure
from sim.report.figures import theme
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.runs.results import Results
from sim.words import prose
from sim.words.prose import day_text

_UNOBSERVED = (
    "The record ends on 11 January 2020: a month without a point is unobserved, not quiet. Facts whose use is “report” "
    "were never fitted: they were published later, or tell of the days after American force was first used, which the "
    "rules of this version had in view."
)


def section(results: Results) -> Section | None:
    """Months and facts of the first variant, and the facts of all; None for a run that cannot be scored."""
    if results.crisis.record is None:
        return None
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
        subtitle=prose.joined("Nine in ten worlds against what was observed", phrases.period(results)),
        groups=(
            _months(results, panels(record)),
            _facts(scores[first], results.title_of(first)),
            *((_matrix(results, scores), _by_variant(results, scores, moved)) if others else ()),
        ),
        data={"missed": _missed(scores[first])},
        source="Source: the record; each fact's source stands in the table.",
        notes=(*_told(results, scores[first], moved), *_forced(results)),
        how=(count(scores[first]), _UNOBSERVED),
    )


def _missed(scores: tuple[Score, ...]) -> str:
    """What the run misses of the record, in a sentence."""
    missed = sum(one.within is False for one in scores)
    absent = sum(one.fact.measure is None for one in scores)
    judged = sum(not one.replayed for one in scores)
    return f"{missed} of {judged} facts of the record lie outside what is simulated, {absent} more are not modelled."


def _title(scores: tuple[Score, ...]) -> str:
    within = sum(bool(one.within) for one in scores)
    missed = sum(one.within is False for one in scores)
    absent = sum(one.fact.measure is None for one in scores)
    replayed = sum(one.replayed for one in scores)
    given = f", {replayed} more replayed as recorded" if replayed else ""
    return (
        f"The record lies inside the simulated 90% range for {within} of {len(scores) - replayed} facts; {missed} "
        f"{'is' if missed == 1 else 'are'} missed, {absent} not modelled{given}"
    )


def _months(results: Results, shown: tuple[Panel, ...]) -> Group:
    history = results.scenario.history
    replayed = (results.date_of(0).isoformat(), history.until.isoformat()) if history else None
    steps = _steps(results)
    charts = tuple(
        Chart(
            name=f"history-{one.key}",
            figure=figure.months(one.simulated, one.observed, replayed, steps),
            alt=f"{one.title} by month: {one.inside} of {len(one.observed)} observed points lie inside the range of "
            "nine in ten worlds.",
            title=one.title,
            unit=f"{one.unit}; {one.inside} of {len(one.observed)} points inside",
            height=230,
        )
        for one in shown
    )
    rows = [row for one in shown for row in _by_month(one)]
    keys = [Key("Median of worlds", "median", "plain"), Key("90% of worlds", "band90", "square")]
    keys.append(Key("Observed", "ink", "ring"))
    if steps:
        policy = results.crisis.policy[1] if results.crisis.policy else ""
        keys.append(Key(f"Step of {phrases.title(results, policy)}, with its height", "axis", "dot-line"))
    if replayed:
        keys.append(Key("Acts forced as recorded", "line", "square"))
    return Group(
        charts,
        keys=tuple(keys),
        table=Table.of(["Measure", "Month", "Median", "90% of worlds", "Observed"], rows, words=2),
        columns=2,
    )


def _by_month(one: Panel) -> list[tuple[str, ...]]:
    """A measure's rows of the table behind the figure."""
    seen = {day[:7]: f"{value:.3g}" for day, value in one.observed.itertuples(index=False)}
    return [
        (one.title, day[:7], f"{middle:.3g}", f"{low:.3g} to {high:.3g}", seen.get(day[:7], "-"))
        for day, low, middle, high in one.simulated.itertuples(index=False)
    ]


def _steps(results: Results) -> tuple[tuple[date, str], ...]:
    """Days after the first on which the crisis's policy changes, with its height from then on."""
    policy = results.crisis.policy
    course = results.design[0].courses.get(policy[1], ()) if policy else ()
    return tuple(
        (results.date_of(step.day), f"{step.value:g}")
        for step in course
        if step.day > 0 and isinstance(step.value, int | float)
    )


#: Order in which facts are drawn, and how the key calls each standing.
STANDINGS = {
    "within": Key("within", "median", "line"),
    "wide": Key(f"within, but the range is wide: over {WIDE:g} times the sources'", "axis", "ring"),
    "given": Key("within, and an input rests on it", "median", "dot-line"),
    "missed": Key("missed", "ink", "x"),
}


def _facts(scores: tuple[Score, ...], title: str) -> Group:
    drawn = [_row(one) for one in scores if one.low is not None and one.width is not None]
    found = [figure.standing(row["verdict"]) for row in drawn]
    order = sorted(range(len(drawn)), key=lambda at: list(STANDINGS).index(found[at]))
    drawn = [drawn[at] for at in order]
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
        narrow={
            "xaxis": {"title": {"text": "half widths"}},
            "yaxis": {"ticktext": theme.broken([row["fact"] for row in drawn], figure.NARROW)},
        },
    )
    head = ["Fact", "Verdict", "Unit", "Use", "Source", "Observed", "Range", "Simulated", "90% range", "Times as wide"]
    head += ["Arises in", "Worlds within the observed range"]
    return Group(
        (chart,),
        title=f"Fact by fact: {title}",
        subtitle="Median and range of nine in ten worlds, in half widths of what the sources allow; a triangle: it "
        "goes on beyond the figure",
        keys=(
            *(key for name, key in STANDINGS.items() if name in found),
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


#: Most variants that find room beside each other.
MOST = 8


def _matrix(results: Results, scores: Mapping[str, tuple[Score, ...]]) -> Group:
    """Facts times variants: how each fact stands under each."""
    names = results.variants[:MOST]
    sides = [tuple(scores[name][at] for name in names) for at in range(len(scores[names[0]]))]
    drawn: list[dict[str, Any]] = [
        {
            "fact": each[0].fact.fact,
            "verdicts": [one.verdict for one in each],
            "shares": [_number(one.inside, ".0%") for one in each],
        }
        for each in sides
        if all(figure.standing(one.verdict) for one in each)
    ]
    titles = [prose.short(results.title_of(name), 40) for name in names]
    changed = sum(len({figure.standing(word) for word in row["verdicts"]}) > 1 for row in drawn)
    chart = Chart(
        name="history-variants",
        figure=figure.matrix(drawn, titles),
        alt=f"{len(drawn)} facts under {len(names)} variants; {changed} of them stand differently under some variant. "
        "The table behind the figure holds every verdict.",
        height=110 + 30 * len(drawn),
        narrow_height=230 + 80 * len(drawn),
        narrow={
            "xaxis": {"ticktext": theme.broken(titles, figure.HEAD_NARROW), "tickangle": -90, "tickfont": {"size": 11}},
            "yaxis": {"ticktext": theme.broken([row["fact"] for row in drawn], figure.NARROW)},
        },
    )
    rows = [[each[0].fact.fact, *map(_verdict, each)] for each in sides]
    return Group(
        (chart,),
        title="Fact by fact under each variant",
        subtitle=f"The first {MOST} of {len(results.variants)} variants" if len(names) < len(results.variants) else "",
        keys=(Key("within", "median", "dot"), STANDINGS["wide"], STANDINGS["missed"]),
        table=Table.of(["Fact", *titles], rows, words=1 + len(names)),
    )


def _verdict(one: Score) -> str:
    return one.verdict if one.inside is None else f"{one.verdict}, {one.inside:.0%} of worlds"


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
    told = [
        f"{one.fact.contrary}, which did not happen: in {100 * one.median:.0f} of 100 worlds of the variant "
        f"“{results.title_of(results.variants[0])}”."
        for one in scores
        if one.fact.contrary and one.median is not None
    ]
    if moved:
        luck = 0.05 * sum(len(found) for found in moved.values())
        told.append(f"Of all changes that are held against zero, about {luck:.0f} would seem clear by luck alone.")
    return tuple(told)


def _forced(results: Results) -> tuple[str, ...]:
    history = results.scenario.history
    if history is None:
        return ()
    own = history.record.name
    return (
        f"Up to {day_text(history.until)} acts were forced as recorded (shaded): facts that rest on those days alone "
        "are not scored, and forcing is not conditioning.",
        *([f"The acts are those of {own}; points marked as observed are the built-in record's."] if own else []),
    )
