"""Does the answer hold, what is risked by each variant, and what would change it: over the draws of the assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sim.analyses.compare.alike import alike
from sim.analyses.settings import in_words as words
from sim.analyses.settings.holds import Held
from sim.analyses.settings.moves import End, Mover
from sim.analyses.settings.of_run import WouldChange, holds, regret, wanted, would_change
from sim.analyses.settings.regret import Regret
from sim.analyses.theories import agreement
from sim.analyses.theories import in_words as by_theory
from sim.report import phrases
from sim.report.figures import doubts as figure
from sim.report.parts import Group, Section, Table
from sim.runs.results import Results
from sim.words import frequency, prose


def section(results: Results) -> Section | None:
    """Tables of contrasts, of regret and of the assumptions that move the answer; None without draws."""
    changed, theories = would_change(results), _theories(results)
    if changed is None:
        return _of_theories(results, theories) if theories else None
    found, risked, shown = holds(results), regret(results), figure.doubts(results)
    title = words.holding(found[changed.variant]) if changed.variant else words.where_it_flips(results, changed)
    return Section(
        key="holds",
        nav="Does it hold?",
        title=title.rstrip("."),
        subtitle=prose.joined(
            f"Each square is filled by its share of {prose.bare(phrases.noun(results, results.scenario.headline))}; a "
            "setting is one joint draw of all numbers that no source settles",
            phrases.place(results, results.reference_of(results.variants[0])),
        ),
        layout="holds",
        data={
            "doubts": shown,
            "outcome": results.scenario.headline,
            "table": Table.of(["Marks", "Place", "Of 100 worlds"], figure.rows(shown)),
        },
        groups=(
            _changing(results, changed),
            *((_contrasts(results, found),) if found else ()),
            *((_risked(results, risked),) if risked else ()),
            *theories,
        ),
        source=phrases.source(results),
        how=(_METHOD, _MARKS, *((_METHOD_THEORIES,) if theories else ())),
    )


_METHOD = (
    "Every variant lives through the same settings and the same luck. A difference of less than half a world in 100 "
    "is none. What luck adds to the spread between settings is taken out; intervals resample settings."
)

_MARKS = "The settings' shares are freed of the luck in their few worlds; of more than a hundred, a hundred are drawn."

#: Where the tables stand that only some readers want.
_FOLD = "Does each difference hold, and what is risked"

_METHOD_THEORIES = (
    "Under each theory both sides stand under it, with all else as the file says, and live through the same luck. A "
    "difference is clear when its 95% interval leaves out zero."
)


def _titled(results: Results, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Some variants with their titles; those that end alike in every world are told in one row, by the first."""
    groups = [[name for name in group if name in names] for group in alike(results)]
    for group in sorted(filter(None, groups), key=lambda group: results.variants.index(group[0])):
        first, *others = map(results.title_of, group)
        yield group[0], f"{first} (the same: {prose.listed(others)})" if others else first


def _contrasts(results: Results, found: Mapping[str, Held]) -> Group:
    rows = [
        (
            title,
            "more often" if one.rises else "less often",
            f"{one.same} of {one.draws}",
            frequency.between(*one.sure),
            f"{one.none}",
            f"{one.other}",
            frequency.points(one.middle),
            f"{frequency.points(one.range.low)} to {frequency.points(one.range.high)}",
        )
        for name, title in _titled(results, found)
        for one in [found[name]]
    ]
    head = ["Variant", "Against the baseline", "Holds in", "Of 100 (95% interval)", "No difference", "Turns round"]
    table = Table.of([*head, "Median, points", "5th to 95th percentile"], rows, words=2)
    return Group((), title="Does the difference hold?", facts=table, fold=_FOLD)


def _theories(results: Results) -> tuple[Group, ...]:
    """Every contrast under every theory, where the file asks for it."""
    found, names = agreement.wanted(results), agreement.titles(results.crisis)
    if not found:
        return ()
    head = ["Variant", "Outcome", *(f"{prose.first_upper(name)} (of 100)" for name in names.values()), "Same sign?"]
    rows = [
        (
            results.title_of(one.variant),
            results.crisis.outcomes[one.outcome].title,
            *(by_theory.cell(each) for each in one.under),
            by_theory.flag(one),
        )
        for one in found
    ]
    first, outcome = found[0], results.crisis.outcomes[found[0].outcome].title
    said = (
        f"{outcome}: {by_theory.verdict(first, names)}. {prose.many(first.worlds, 'world')} of each side under each "
        "theory, with the same luck; differences in points with their 95% intervals."
    )
    return (Group((), title="Whatever the theory?", subtitle=said, facts=Table.of(head, rows, words=2)),)


def _of_theories(results: Results, groups: tuple[Group, ...]) -> Section:
    """The section of a run without draws."""
    names = agreement.titles(results.crisis)
    return Section(
        key="holds",
        nav="Does it hold?",
        title=by_theory.verdict(agreement.wanted(results)[0], names),
        subtitle=prose.bare(phrases.noun(results, results.scenario.headline)),
        groups=groups,
        source=phrases.source(results),
        how=(_METHOD_THEORIES,),
    )


def _risked(results: Results, found: Mapping[str, Regret]) -> Group:
    rows = [
        (
            title,
            f"{100 * one.expected:.1f}",
            f"{100 * one.sure.low:.1f} to {100 * one.sure.high:.1f}",
            f"{100 * one.worst:.1f}",
            f"{one.best_on_average:.0%}",
            f"{one.best_at_worst:.0%}",
        )
        for name, title in _titled(results, results.variants)
        for one in [found[name]]
    ]
    head = ["Variant", "Regret on average", "95% interval", "At worst", "Best on average", "Best at worst"]
    outcome = results.crisis.outcomes[results.scenario.headline]
    better = "more" if wanted(results, outcome.key) else "less"
    return Group(
        (),
        title="What is risked by choosing it?",
        subtitle=f"{words.regretted(results, found)} Regret: worlds of 100 by which a variant does worse than the best "
        f"one in the same setting, {better} {outcome.bare} being better; best in so many of the resamples. It counts "
        "this outcome alone, and takes each variant for something that could be chosen.",
        facts=Table.of(head, rows),
        fold=_FOLD,
    )


def _changing(results: Results, found: WouldChange) -> Group:
    """The assumptions that go with the answer most, in their notes' words; which are beyond chance where any is."""
    movers = found.moves.movers
    clear = any(one.clear for one in movers)
    head = ["Assumption", "In its lowest third", "In its highest third", *(["Beyond chance"] if clear else [])]
    rows = [_row(results, one, bool(found.variant))[: len(head)] for one in movers]
    unit = f"points under “{results.title_of(found.variant)}”" if found.variant else "worlds of 100"
    return Group(
        (),
        title="What would change this answer?",
        subtitle=f"{words.changing(results, found)}{'' if clear else '; these go with it most'}. In each third of its "
        f"plausible range: {unit}, the mean over settings with its 95% interval",
        facts=Table.of(head, rows, words=len(head)),
        modellers=tuple(map(_flips, movers)),
    )


def _flips(one: Mover) -> str:
    """A parameter's path, and how often the answer flips at either end of it."""
    low, high = one.lowest, one.highest
    return f"{one.path}: the answer flips in {low.flips} and {high.flips} of {low.of} settings at its two ends"


def _row(results: Results, one: Mover, contrast: bool) -> tuple[str, ...]:
    note = results.catalogue[one.path].note.partition(":")[0]
    ends = (_end(end, contrast) for end in (one.lowest, one.highest))
    return (prose.first_upper(note), *(f"{mean} ({sure})" for mean, sure in ends), "yes" if one.clear else "no")


def _end(one: End, contrast: bool) -> tuple[str, str]:
    if contrast:
        return frequency.points(one.mean), f"{frequency.points(one.low)} to {frequency.points(one.high)}"
    return frequency.number(one.mean), frequency.between(max(one.low, 0.0), min(one.high, 1.0))
