"""The answer: a sentence, how sure it is, and every variant's share on the scale of ICD 203's words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.analyses.answer.answer import Headline, finding, headline, in_words, told_elsewhere
from sim.analyses.condition import in_words as given_words
from sim.analyses.condition.given import conditional, telling
from sim.report import phrases
from sim.report.figures import cells
from sim.report.parts import Section, Table
from sim.report.sections.essentials import on_page
from sim.runs.results import Results
from sim.statistics.ranges import Range
from sim.words import frequency, likelihood
from sim.words.parameters import value_text

#: Most rows of the scale.
ROWS = 12


@dataclass(frozen=True)
class Dot:
    """One share on the scale with its simulation interval, in percent of the scale's width."""

    at: float
    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Row:
    """One variant on the scale."""

    name: str
    place: int
    dots: tuple[Dot, ...]
    assumed: tuple[float, float] | None
    middle: float | None
    said: str
    word: str


def section(results: Results) -> Section:
    """The first thing on the page."""
    found = headline(results)
    outcome = results.scenario.headline
    effects = tuple(effect.sentence for effect in found.effects if effect.sentence in found.details)
    rows = [_row(results, variant, place) for place, variant in enumerate(results.variants[:ROWS])]
    if known := telling(results):
        said = f"given {given_words.known(results.scenario, known)}"
        given = [_given(results, variant, place, said) for place, variant in enumerate(results.variants[: ROWS // 2])]
        rows = [*given, *(replace(one, name=_of_all(results, one.name)) for one in rows[: ROWS // 2])]
    return Section(
        key="answer",
        nav="The answer",
        title=found.sentence,
        subtitle=" ".join(filter(None, (found.unconditional, found.base_rate))),
        layout="answer",
        data={
            "essentials": on_page(results, found.finding),
            "rows": rows,
            "bands": _bands(),
            "sentences": _sentences(results, found),
            "effects": effects,
            "measure": f"Share of worlds that end in {phrases.noun(results, outcome)}, {phrases.period(results)}",
            "swept": _swept(results),
            "has_assumed": any(row.assumed for row in rows),
            "assumed_place": _assumed_place(results),
            "others": "" if results.axes else "other ",
            "table": table(results),
        },
        source=phrases.source(results),
    )


def _sentences(results: Results, found: Headline) -> tuple[str, ...]:
    """What the answer's details say that neither its first line, nor the lines below it, nor another section says."""
    said = {*(effect.sentence for effect in found.effects), *told_elsewhere(results, found)}
    return tuple(one for one in found.details if one not in said)


def table(results: Results) -> Table:
    """The numbers behind the scale."""
    rows = []
    if known := telling(results):
        said = f"given {given_words.known(results.scenario, known)}"
        for variant in results.variants:
            told = conditional(results, results.scenario.headline, variant)[-1]
            assert told.share is not None and told.low is not None and told.high is not None
            shares = f"{told.share:.1%}", frequency.percents(told.low, told.high)
            title = f"{results.title_of(variant)}, {said}"
            rows.append((title, "", f"{told.count:,}", f"{told.agree:,}", *shares))
    for variant in results.variants:
        for cell in _shown(results, variant):
            one = _share(results, cell.index)
            rows.append(
                (
                    results.title_of(variant),
                    phrases.place(results, cell)[3:],
                    f"{one[0]:,}",
                    f"{one[1]:,}",
                    f"{one[2]:.1%}",
                    frequency.percents(one[3], one[4]),
                )
            )
    return Table.of(["Variant", "At", "Worlds", "Of", "Share", "95% interval"], rows, words=2)


def _row(results: Results, variant: str, place: int) -> Row:
    dots = []
    for cell in _shown(results, variant):
        _, _, share, low, high = _share(results, cell.index)
        label = value_text(cell.coordinates[0][1]) if len(cell.coordinates) == 1 else ""
        dots.append(Dot(share * 100, low * 100, high * 100, label))
    one = finding(results, results.scenario.headline, variant)
    assumed = (one.assumed.low * 100, one.assumed.high * 100) if one.assumed else None
    middle = None if one.middle is None else one.middle * 100
    said = " → ".join(frequency.number(dot.at / 100) for dot in dots)
    doubts = [one.assumed or Range(dot.low / 100, dot.high / 100) for dot in dots]
    words = dict.fromkeys(in_words(dot.at / 100, one.worlds, doubt) for dot, doubt in zip(dots, doubts, strict=True))
    return Row(results.title_of(variant), place, tuple(dots), assumed, middle, said, " → ".join(filter(None, words)))


def _of_all(results: Results, title: str) -> str:
    return "All worlds" if len(results.variants) == 1 else f"{title}, all worlds"


def _given(results: Results, variant: str, place: int, known: str) -> Row:
    """A variant in the worlds that agree with what is known."""
    one = conditional(results, results.scenario.headline, variant)[-1]
    assert one.share is not None and one.low is not None and one.high is not None
    after, middle = (one.over.after, one.over.middle) if one.over else (None, None)
    dot = Dot(one.share * 100, one.low * 100, one.high * 100, "")
    return Row(
        known[:1].upper() + known[1:] if len(results.variants) == 1 else f"{results.title_of(variant)}, {known}",
        place,
        (dot,),
        (after.low * 100, after.high * 100) if after else None,
        None if middle is None else middle * 100,
        frequency.number(one.share),
        in_words(one.share, one.agree, after or Range(one.low, one.high)),
    )


def _shown(results: Results, variant: str) -> list:
    """The cells of a variant that the scale shows: its only one, or both ends of what is swept."""
    cells = results.cells_of(variant)
    if len(cells) == 1:
        return [cells[0]]
    if len(results.axes) == 1:
        return [cells[0], cells[-1]]
    return [choose(cells, key=lambda cell: _share(results, cell.index)[2]) for choose in (min, max)]


def _share(results: Results, cell: int) -> tuple[int, int, float, float, float]:
    one = cells.shares(results, cell).iloc[results.crisis.outcomes.code(results.scenario.headline)]
    return int(one["count"]), int(one["worlds"]), float(one["share"]), float(one["low"]), float(one["high"])


def _swept(results: Results) -> str:
    """What the two dots of a row are, when something is swept."""
    if not results.axes:
        return ""
    if len(results.axes) == 1:
        first, last = (
            results.design[at].coordinates[0][1] for at in (0, len(results.cells_of(results.variants[0])) - 1)
        )
        return f"hollow at {phrases.title(results, results.axes[0])} {value_text(first)}, full at {value_text(last)}"
    return "hollow where it is least common in the sweep, full where it is commonest"


def _assumed_place(results: Results) -> str:
    return phrases.place(results, results.reference_of(results.variants[0]))


def _bands() -> list[dict[str, object]]:
    """The words of the scale: each with its left end and width in percent.

    The outermost bands are far narrower than their words, which so stand in a line of their own, with the middle's.
    """
    left, bands = 0.0, []
    for at, (upper, word) in enumerate(likelihood.BANDS):
        stands = {0: "first", len(likelihood.BANDS) - 1: "last"}.get(at, "centre" if left < 0.5 < upper else "")
        bands.append({"word": word, "left": left * 100, "width": (upper - left) * 100, "stands": stands})
        left = upper
    return bands
