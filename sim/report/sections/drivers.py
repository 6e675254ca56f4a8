"""Which parameters drive the outcome and where it concentrates; without ``redline drivers``, chance and ignorance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analyses.answer import ignorance
from sim.analyses.answer.ignorance import percent
from sim.report import phrases
from sim.report.figures import drivers as figure
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.runs.results import Results
from sim.words import frequency, prose
from sim.words.parameters import value_text

Found = Mapping[str, Any]

#: Stands in a table where there is no number.
NONE = "-"


def section(results: Results) -> Section | None:
    """Bars of Sobol' indices with where the outcome concentrates on top; without them, what the run's twins tell."""
    found = results.drivers
    return _own(results) if found is None else _asked(results, found)


def _own(results: Results) -> Section | None:
    """Parameters against luck in a run that sampled values or laid out points, while nobody asked for its drivers."""
    variant, outcome = results.variants[0], results.scenario.headline
    part = ignorance.of_run(results, variant, outcome)
    if part is None:
        return None
    under = f"Share of the variance of a single world, “{results.title_of(variant)}”"
    return Section(
        key="drivers",
        nav="Drivers",
        title=part.finding(phrases.noun(results, outcome)),
        subtitle=prose.joined(under, phrases.period(results)),
        groups=(Group((), subtitle=part.sentence(phrases.noun(results, outcome))),),
        source=phrases.source(results),
        notes=("The command redline drivers, with this run's folder, says which of the parameters matter.",),
    )


def _asked(results: Results, found: Found) -> Section:
    noun, said, short = phrases.noun(results, found["outcome"]), found["said"], results.crisis.short
    where = "Where it concentrates" if found["box"]["limits"] else "No combination stands out"
    known = [f"In the run itself: {found['run']['said']}"] if found["run"] else []
    return Section(
        key="drivers",
        nav="Drivers",
        title=said["finding"],
        subtitle=prose.joined(f"What drives {noun} under “{found['title']}”", phrases.period(results)),
        groups=(
            Group((), title=where, subtitle=said["box"]),
            *((_indices(found, noun, short),) if said["chance"] else ()),  # without it, too few worlds tell anything
            *((_screening(found, noun, short),) if found["screening"] else ()),
        ),
        source=f"{phrases.source(results)[:-1]}; {found['worlds']:,} further worlds for this section.",
        notes=(*known, said["scope"], _METHOD),
    )


_ARROWS = "Arrows: of 100 worlds with the parameter in its lowest and in its highest fifth, how many end so."

_METHOD = (
    "Alone: share of the variance that goes when the parameter is known (first-order Sobol' index). With others and "
    "luck: what stays when all but it is known (total index). Lines: 95% intervals. Of what they explain together: "
    "alone, over what all parameters in the table explain together; the rest is luck."
)


def _indices(found: Found, noun: str, short: figure.Short) -> Group:
    shown = figure.rows(found)
    said = "; ".join(
        f"{figure.name(one['path'], short)} {percent(one['first'][0])} alone, {percent(one['total'][0])} in all"
        for one in shown
    )
    height = 74 + 42 * len(shown)
    chart = Chart(
        name="drivers-indices",
        figure=figure.draw(found, short),
        alt=f"Bars of the share of the variance of {noun} that each parameter explains: {said}.",
        height=height,
        narrow_height=height + 8 * len(shown),
        narrow={"yaxis": {"ticktext": figure.names(shown, figure.NARROW, short)}, "xaxis": {"nticks": 4}},
    )
    return Group(
        (chart,),
        title=f"Share of the variance of whether a world ends in {noun}",
        subtitle=f"{found['said']['chance']} {_ARROWS}",
        keys=(
            Key("alone", "median", "square"),
            Key("with others and luck (pale)", "band50", "square"),
            Key("luck", "soft", "square"),
        ),
        table=_index_table(found, shown, short),
    )


def _index_table(found: Found, shown: figure.Rows, short: figure.Short) -> Table:
    factors = {one["path"]: one for one in found["factors"]}
    head = ["Parameter", "Varied", "Alone", "95% interval", "With others and luck", "95% interval"]
    head += [
        "Of what they explain together",
        "95% interval",
        "Lowest fifth, of 100 worlds",
        "Highest fifth, of 100 worlds",
    ]
    rows = [
        (
            figure.name(one["path"], short),
            _varied(factors.get(one["path"])),
            *_estimate(one["first"]),
            *_estimate(one["total"]),
            *_estimate(one["known"]),
            *_ends(one),
        )
        for one in shown
    ]
    note = f"{found['draws']:,} base points. Of a list of values, the shares are those at the first and the last one."
    return Table.of(head, rows, words=2, note=note)


def _varied(factor: Found | None) -> str:
    """The values a parameter was given."""
    if factor is None:
        return "the world's number"
    if factor["drawn"]:
        return str(factor["drawn"])
    if factor["values"]:
        return prose.listed([value_text(value) for value in factor["values"]], "or")
    low, high = factor["ends"]
    return f"{value_text(low)} to {value_text(high)} {factor['unit']}".strip()


def _estimate(one: list[float] | None) -> tuple[str, str]:
    return (NONE, NONE) if one is None else (percent(one[0]), f"{percent(one[1])} to {percent(one[2])}")


def _ends(one: Found) -> tuple[str, str]:
    if not one["ends"]:
        return NONE, NONE
    first, last = (
        f"{frequency.number(end['share'][0])} ({frequency.between(*end['share'][1:])})"
        for end in (one["ends"][0], one["ends"][-1])
    )
    return first, last


def _screening(found: Found, noun: str, short: figure.Short) -> Group:
    screened = found["screening"]
    shown = screened[: figure.SHOWN]
    still = sum(one["flips"] == 0 for one in screened)
    bare = prose.bare(noun)
    said = "; ".join(f"{figure.name(one['path'], short)} {one['share'][0] * 100:.0f}" for one in shown)
    height = 92 + 30 * len(shown)
    chart = Chart(
        name="drivers-flips",
        figure=figure.draw_flips(shown, bare, short),
        alt=f"Dots: of 100 worlds, how many flip into or out of {noun} when one parameter is moved: {said}.",
        height=height,
        narrow_height=height + 14 * len(shown),
        narrow={"yaxis": {"ticktext": figure.names(shown, figure.NARROW, short)}},
    )
    return Group(
        (chart,),
        title=f"{still} of {len(screened)} parameters flip no world when moved alone; these flip most",
        subtitle=(
            f"Worlds that turn into {noun} or out of it, of 100, when this parameter alone takes another value in its "
            "range; the first are those whose flips are many and lean one way"
        ),
        keys=(
            Key(f"more {bare} the higher", "ink", "dot"),
            Key(f"less {bare} the higher", "median", "diamond-open"),
            Key("not clear", "soft", "ring"),
        ),
        table=_screening_table(screened, bare, short),
    )


def _screening_table(screened: figure.Rows, bare: str, short: figure.Short) -> Table:
    rows = [
        (
            figure.name(one["path"], short),
            f"{one['lean']} {bare}" if one["lean"] else NONE,
            f"{one['flips']:,}",
            f"{one['worlds']:,}",
            f"{one['share'][0] * 100:.1f}",
            f"{one['share'][1] * 100:.1f} to {one['share'][2] * 100:.1f}",
            *_estimate(one["total"]),
        )
        for one in screened
    ]
    head = ["Parameter", "The higher", "Flips", "Worlds", "Of 100", "95% interval", "Total index", "95% interval"]
    return Table.of(head, rows, words=2)
