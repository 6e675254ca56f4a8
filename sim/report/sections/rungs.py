"""Which rungs lead where: what followed the months in which so grave an act was done."""

from __future__ import annotations

from sim.analyses.answer.rungs import CLASSES, Transitions, transitions
from sim.engine.outcomes import Outcomes
from sim.report import phrases
from sim.report.figures import rungs as figure
from sim.report.parts import Chart, Group, Section, Table
from sim.runs.results import Results
from sim.words import frequency, prose

#: Fewer months than this in a row get no finding.
ENOUGH = 50


def section(results: Results) -> Section | None:
    """The transition table of the baseline's kept worlds; None where no events are kept."""
    variant = results.variants[0]
    found = transitions(results, variant)
    outcomes = results.crisis.outcomes
    if found is None or not found.counts.any() or not outcomes.stops:
        return None
    shown = [row for row in range(len(CLASSES)) if found.counts[row].sum()]
    chart = Chart(
        name="rungs",
        figure=figure.draw(found, shown, outcomes),
        alt="Table of months by the gravest act in them and by what followed; in words: "
        + _alt(found, shown, outcomes),
        height=96 + 44 * len(shown),
        narrow_height=120 + 44 * len(shown),
        narrow={"xaxis": {"tickangle": -90, "ticktext": list(figure.columns(outcomes))}},
    )
    return Section(
        key="rungs",
        nav="Which rungs lead where",
        title=_title(found, outcomes),
        subtitle=prose.joined(
            "Percent of each row's months that each column followed, by the rung of the gravest act in the month",
            f"under “{prose.short(results.title_of(variant))}”",
            phrases.place(results, results.reference_of(variant)),
            phrases.period(results),
        ),
        groups=(Group((chart,), table=_table(found, shown, outcomes)),),
        source=phrases.source(results),
        how=(
            "“4 to 5” holds 4 but not 5. "
            f"Months are of 30 days. Counted are hostile acts and uses of force{_but(results)}. "
            "An end counts from the month before it; what the horizon cuts off is left out. "
            "Months of one world are alike, so the intervals count worlds, not months.",
        ),
    )


def _title(found: Transitions, outcomes: Outcomes) -> str:
    """What the gravest kind of month leads to, against a calm one, where the intervals lie apart."""
    worst_end = next(one for one in outcomes.gravest_first if one.stops)
    end = len(CLASSES) + outcomes.stops.index(worst_end.key)
    rows = [row for row in range(1, len(CLASSES)) if found.counts[row].sum() >= ENOUGH]
    if not rows or found.counts[0].sum() < ENOUGH:
        return "Too few months with acts to say what they lead to"
    worst = max(rows, key=lambda row: found.shares[row, end])
    if found.low[worst, end] <= found.high[0, end]:
        return f"No clear difference in {worst_end.noun} after graver months than after calm ones"
    after, calm = (_in_100(float(found.shares[row, end])) for row in (worst, 0))
    verb = "is" if after == "1" else "are"
    span = frequency.between(found.low[worst, end], found.high[worst, end])
    return (
        f"Of 100 months with an act of rung {CLASSES[worst]}, {after} {verb} followed by {worst_end.noun} within "
        f"the next (95% interval {span}); of 100 calm months, {calm}"
    )


def _in_100(share: float) -> str:
    """A frequency in 100; a rare one, which is not never, is not said as 0.0."""
    return "fewer than 1" if 0 < share < 0.005 else frequency.number(share)


def _but(results: Results) -> str:
    """Which acts are not counted: those of wars of the actors' own."""
    own = list(dict.fromkeys(act.own_war for act in results.crisis.acts.values() if act.own_war))
    return f", without acts of {prose.listed(own)} that killed no {results.crisis.victim}" if own else ""


def _alt(found: Transitions, shown: list[int], outcomes: Outcomes) -> str:
    names = figure.columns(outcomes)
    said = []
    for row in shown:
        shares = found.shares[row]
        said.append(f"after {CLASSES[row]} most often {names[int(shares.argmax())].lower()} ({shares.max():.0%})")
    return "; ".join(said) + "."


def _table(found: Transitions, shown: list[int], outcomes: Outcomes) -> Table:
    names = figure.columns(outcomes)
    rows = [
        (
            CLASSES[row],
            name,
            f"{found.counts[row, at]:,}",
            f"{found.counts[row].sum():,}",
            f"{found.shares[row, at]:.1%}",
            frequency.percents(found.low[row, at], found.high[row, at]),
        )
        for row in shown
        for at, name in enumerate(names)
        if found.counts[row, at]
    ]
    return Table.of(["Month", "Followed by", "Months", "Of", "Share", "95% interval"], rows, words=2)
