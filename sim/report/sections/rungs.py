"""Which rungs lead where: what followed the months in which so grave an act was done."""

from __future__ import annotations

from sim.analyses.answer.rungs import CLASSES, Transitions, transitions
from sim.crisis.ladder import RUNGS
from sim.crisis.outcomes import NOUNS, STOPS, TITLES
from sim.report.figures import rungs as figure
from sim.report.parts import Chart, Group, Section, Table
from sim.runs.results import Results
from sim.words import frequency, text

#: Fewer months than this in a row get no finding.
ENOUGH = 50


def section(results: Results) -> Section | None:
    """The transition table of the baseline's kept worlds; None where no events are kept."""
    variant = results.variants[0]
    found = transitions(results, variant)
    if found is None or not found.counts.any():
        return None
    shown = [row for row in range(len(CLASSES)) if found.counts[row].sum()]
    chart = Chart(
        name="rungs",
        figure=figure.draw(found, shown),
        alt="Table of months by the gravest act in them and by what followed; in words: " + _alt(found, shown),
        height=96 + 44 * len(shown),
        narrow_height=120 + 44 * len(shown),
        narrow={"xaxis": {"tickangle": -90, "ticktext": list(figure.columns())}},
    )
    return Section(
        key="rungs",
        nav="Which rungs lead where",
        title=_title(found),
        subtitle=text.joined(
            "Percent of each row's months that each column followed, by the rung of the gravest act in the month",
            f"under “{text.short(results.title_of(variant))}”",
            text.place(results.design[0]),
            text.period(results),
        ),
        groups=(Group((chart,), table=_table(found, shown)),),
        source=text.source(results),
        notes=(
            f"Rungs are those of the escalation ladder, 0 to 10: {_ladder()}. “4 to 5” holds 4 but not 5. "
            "Months are of 30 days. Counted are hostile acts and American force, without fire across Yemen's border "
            "that killed no American. An end counts from the month before it; what the horizon cuts off is left out. "
            "Months of one world are alike, so the intervals count worlds, not months.",
        ),
    )


def _title(found: Transitions) -> str:
    """What the gravest kind of month leads to, against a calm one, where the intervals lie apart."""
    war = len(CLASSES) + STOPS.index("war")
    rows = [row for row in range(1, len(CLASSES)) if found.counts[row].sum() >= ENOUGH]
    if not rows or found.counts[0].sum() < ENOUGH:
        return "Too few months with acts to say what they lead to"
    worst = max(rows, key=lambda row: found.shares[row, war])
    if found.low[worst, war] <= found.high[0, war]:
        return f"No clear difference in {NOUNS['war']} after graver months than after calm ones"
    after, calm = (_in_100(float(found.shares[row, war])) for row in (worst, 0))
    verb = "is" if after == "1" else "are"
    span = frequency.between(found.low[worst, war], found.high[worst, war])
    return (
        f"Of 100 months with an act of rung {CLASSES[worst]}, {after} {verb} followed by war within the next (95% "
        f"interval {span}); of 100 calm months, {calm}"
    )


def _in_100(share: float) -> str:
    """A frequency in 100; a rare one, which is not never, is not said as 0.0."""
    return "fewer than 1" if 0 < share < 0.005 else frequency.number(share)


def _ladder() -> str:
    return text.listed([f"{at} {RUNGS[at][0]}" for at in (2, 4, 6, 8, 10)])


def _alt(found: Transitions, shown: list[int]) -> str:
    names = figure.columns()
    said = []
    for row in shown:
        shares = found.shares[row]
        said.append(f"after {CLASSES[row]} most often {names[int(shares.argmax())].lower()} ({shares.max():.0%})")
    return "; ".join(said) + "."


def _table(found: Transitions, shown: list[int]) -> Table:
    names = (*CLASSES, *(TITLES[key] for key in STOPS))
    rows = [
        (
            CLASSES[row],
            name,
            f"{found.counts[row, at]:,}",
            f"{found.counts[row].sum():,}",
            f"{found.shares[row, at]:.1%}",
            text.interval(found.low[row, at], found.high[row, at]),
        )
        for row in shown
        for at, name in enumerate(names)
        if found.counts[row, at]
    ]
    return Table.of(["Month", "Followed by", "Months", "Of", "Share", "95% interval"], rows, words=2)
