"""The article's claims: what this run shows of each, with an interval, and where each is in the model."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from sim.analyses.compare import comparison, paired
from sim.analyses.decomposition.decompose import cells_of_factors, decompose
from sim.analyses.facts import claim_effects, claim_parts, claims_checked
from sim.analyses.facts.claims_checked import GIVEN, NOT, REPRODUCED, UNTESTED, Checked, Estimate, Found
from sim.analyses.facts.runs import record_of_run
from sim.crisis.facts.claim_run import Run
from sim.report import phrases
from sim.report.parts import Group, Section, Table
from sim.runs.results import Results
from sim.scenario.parts import Cell
from sim.words import prose
from sim.words.parameters import folded

#: So many rules or parameters of a claim are named; ``redline claims`` lists them all.
NAMED = 3
UNCHECKED = "not checked"
TITLES = {
    REPRODUCED: "Reproduced",
    NOT: "Not reproduced",
    UNTESTED: "Not testable here",
    GIVEN: "Given by construction",
    UNCHECKED: "Not checked",
}


def section(results: Results) -> Section | None:
    """The claims by verdict, each with what the run shows and what it rests on; none where nothing can be checked."""
    if not results.claims or results.crisis.record is None:
        return None
    checked = {one.claim: one for one in checks(results)}
    mine = tuple(checked.get(claim.id, Checked(claim.id, UNCHECKED)) for claim in results.claims)
    return Section(
        key="claims",
        nav="Claims",
        title=claims_checked.count(mine),
        subtitle=_subtitle(results),
        groups=tuple(_groups(results, mine)),
        source=f"{phrases.source(results)} Claims: a news article of 7 January 2020, in this project's own words.",
        notes=("A claim that is reproduced agrees with the model under its assumptions; that does not make it true.",),
        how=(
            "Reproduced: the whole 95% interval clears the mark. Not reproduced: all of it lies beyond. Not testable "
            "here: the situation arises in fewer than 30 worlds, the interval holds the mark, or the run lacks what "
            "the claim is about. Given: it holds because of how the model is built, and counts for nothing.",
            "Claims that say what they do when switched off were tried so once, in the reference scenario and the same "
            "worlds, not in this run (docs/claims.md).",
            "Intervals speak of luck between worlds only.",
        ),
    )


def checks(results: Results) -> tuple[Checked, ...]:
    """Every claim held against the baseline's first worlds, and against variants where a claim needs them."""
    first = results.variants[0]
    across = (_taken_apart(results) or _ambiguity(results)) | _theory(results)
    return claims_checked.check(record_of_run(results, first), free_from=_free_from(results, first), across=across)


def _free_from(results: Results, variant: str) -> int:
    """First day after the stretch of the record that is replayed, 0 where none is."""
    return max((last + 1 for _, last in results.reference_of(variant).scripted), default=0)


# -- across variants --------------------------------------------------------------------------------------------------


def _ambiguity(results: Results) -> dict[str, Estimate]:
    """The outcomes compared and their ratio, from the smallest to the largest ambiguity, all else the same (C13)."""
    ends = _least_and_most(results)
    if ends is None:
        return {}
    (least, before), (most, after) = ends
    codes = comparison.codes(results, before), comparison.codes(results, after)
    place = f"{most:g} rungs apart rather than {least:g}"
    found: dict[str, Estimate] = {}
    compared = results.crisis.compare
    for outcome in compared:
        code = results.crisis.outcomes.code(outcome)
        one = paired.difference(codes[0] == code, codes[1] == code)
        found[f"{outcome}_and_ambiguity"] = Estimate(
            one.difference, one.low, one.high, one.worlds, one.after, one.before, place
        )
    ratio = paired.ratio_change(results.crisis.outcomes, *codes, *compared)
    if ratio is not None:
        found["ratio_and_ambiguity"] = Estimate(
            ratio.difference, ratio.low, ratio.high, len(codes[0]), ratio.after, ratio.before, place
        )
    return found


def _taken_apart(results: Results) -> dict[str, Estimate]:
    """The same where factors are crossed, one of them ambiguity: what it adds, whatever else is on (C13)."""
    factors, compared = results.scenario.factors, results.crisis.compare
    at = next((at for at, one in enumerate(factors) if results.crisis.central in one.values), None)
    cells = cells_of_factors(results)
    if at is None or cells is None:
        return {}
    found: dict[str, Estimate] = {}
    spread = (_constant(results.values(cells[on])[results.crisis.central]) for on in (1 << at, 0))
    place = "{:g} rungs apart rather than {:g}, whatever else is on".format(*spread)
    for outcome in compared:
        one = decompose(results, outcome)
        assert one is not None  # the cells are there
        part = one.parts[at]
        found[f"{outcome}_and_ambiguity"] = Estimate(*_ends(part.points), one.worlds, part.with_it, part.without, place)
        found[f"{outcome}_and_inconsistency"] = Estimate(*_ends(one.total), one.worlds, one.after, one.before)
    codes = comparison.codes(results, cells[-1 - (1 << at)]), comparison.codes(results, cells[-1])
    ratio = paired.ratio_change(results.crisis.outcomes, *codes, *compared)
    if ratio is not None:
        found["ratio_and_ambiguity"] = Estimate(
            ratio.difference, ratio.low, ratio.high, len(codes[0]), ratio.after, ratio.before, place
        )
    return found


def _ends(one: Any) -> tuple[float, float, float]:
    return one.value, one.low, one.high


def _least_and_most(results: Results) -> tuple[tuple[float, int], tuple[float, int]] | None:
    """The smallest and the largest spread, with their cells, among cells that differ from the first in it alone."""
    if (path := results.crisis.central) not in results.catalogue:
        return None
    first = _setting(results, results.reference_of(results.variants[0]))
    found: dict[float, int] = {}
    for cell in results.design:
        spread = dict(cell.coordinates).get(path, _constant(results.values(cell.index)[path]))
        if isinstance(spread, int | float) and cell.point is None and _setting(results, cell) == first:
            found.setdefault(float(spread), cell.index)
    if len(found) < 2:
        return None
    return min(found.items()), max(found.items())


def _constant(value: Any) -> Any:
    """The one value of a parameter that stays the same; the course itself where it does not."""
    return value[0].value if isinstance(value, tuple) and len(value) == 1 else value


def _setting(results: Results, cell: Cell) -> tuple[Any, ...]:
    """All that a cell sets, but for ambiguity."""
    values = {path: value for path, value in results.values(cell.index).items() if path != results.crisis.central}
    return values, cell.theory, cell.events, cell.scripted, cell.cast, cell.branch_day


def _theory(results: Results) -> dict[str, Estimate]:
    """Whether acts rise under the administration's own rules, in the first variant that has them (C17)."""
    for variant in results.variants:
        if results.crisis.theory_by_key[results.reference_of(variant).theory].rival:
            record = record_of_run(results, variant)
            if record is None:
                return {}
            found = claims_checked.estimate("acts_rise", Run.of(record, _free_from(results, variant)))
            return {} if np.isnan(found.value) else {"acts_rise": found}
    return {}


# -- words ------------------------------------------------------------------------------------------------------------


def _subtitle(results: Results) -> str:
    counts = Counter(claim.standing for claim in results.claims)
    standing = prose.listed([f"{count} {word}" for word, count in counts.most_common()])
    of = f"“{results.title_of(results.variants[0])}”" if len(results.variants) > 1 else ""
    return f"{prose.joined(of, phrases.period(results))}; in the article {standing}"


def _groups(results: Results, checked: tuple[Checked, ...]) -> list[Group]:
    claims = {claim.id: claim for claim in results.claims}
    groups = []
    for verdict, title in TITLES.items():
        mine = [one for one in checked if one.verdict == verdict]
        if mine:
            rows = [_row(claims[one.claim], one, title) for one in mine]
            table = Table.of(("Claim", "What this run shows"), rows, words=2)
            rules = tuple(_rules(results, claims[one.claim], one) for one in mine)
            groups.append(Group((), facts=table, fold=f"{title}: {len(rows)}", modellers=rules))
    return groups


def _row(claim: Any, checked: Checked, title: str) -> tuple[str, str]:
    standing = "" if claim.standing == "stated" else f" ({claim.standing})"
    return f"{claim.id} {claim.text}{standing}", _shown(checked, title)


def _rules(results: Results, claim: Any, checked: Checked) -> str:
    """Where a claim is in the model, what was measured against which mark, and what it does when switched off."""
    named = [path for path, parameter in results.catalogue.items() if claim.id in parameter.claims]
    cast = phrases.names(results).cast
    paths = list(dict.fromkeys(folded(path, cast) for path in named))
    model = [claim.becomes or "", _some("Rules", claim.rules or ()), _some("Parameters", paths)]
    _, effects = claim_effects.kept()
    effect = effects[claim.id].words if claim.id in effects else ""
    return " ".join(filter(None, [f"{claim.id}:", *model, *map(_marked, checked.found), effect]))


def _shown(checked: Checked, title: str) -> str:
    """The verdict, its reason, and part by part what was measured: one cell that can be quoted alone."""
    judged = [one for one in checked.found if one.part.judged]
    met = sum(one.verdict == REPRODUCED for one in judged)
    some = f" ({met} of {len(judged)} parts reproduced)" if met < len(judged) and len(judged) > 1 else ""
    why = f"{prose.first_upper(checked.why.rstrip('.'))}." if checked.why else ""
    return " ".join(filter(None, [f"{title}{some}.", why, *(one.words for one in checked.found)]))


def _marked(one: Found) -> str:
    """The mark that a measured part is held against, and what was observed."""
    mark = claim_parts.mark(one.part)
    beside = [f"mark: {mark}" if mark else "", f"observed: {one.part.observed}" if one.part.observed else ""]
    said = "; ".join(filter(None, beside))
    return f"{prose.first_upper(said)}." if said else ""


def _some(noun: str, names: Any) -> str:
    if not names:
        return ""
    shown = [prose.breakable(name) for name in names[:NAMED]]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{noun}: {', '.join(shown)}{more}."
