"""Of the page of two rivals: how far to trust the verdict, and what makes the theories rivals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.report.pages.repeated import whose
from sim.report.parts import Group, Section, Table
from sim.words.parameters import parameter_title
from sim.words.prose import first_upper

Found = Mapping[str, Any]

#: How the theories are called in tables.
OFFICIALS, ADMINISTRATION = "Officials' theory", "Administration's theory"


def trust(found: Found) -> Section:
    """How often the choice is right where the theory is known, energy scores, and what it cannot tell."""
    near = next(one for one in found["tried"] if (one["way"], one["place"]) == ("acceptances", "near"))
    return Section(
        key="trust",
        nav="Trust",
        title="Tried on worlds near the record whose theory is known, the choice is right for "
        f"{_percent(near['first'])} of the officials' and {_percent(near['second'])} of the administration's",
        subtitle="Simulated truths, each judged as the record was, and energy scores of what either theory predicts",
        groups=(
            Group((), facts=_rates(found)),
            Group((), facts=_scores(found)),
        ),
        source=source(found),
        notes=tuple(found["said"]["limits"]),
    )


def _percent(one: Found) -> str:
    return "none" if one["right"][0] is None else f"{100 * one['right'][0]:.0f}%"


def _rates(found: Found) -> Table:
    places = {"near": "near the record", "everywhere": "from both priors"}
    head = ["Truths", "Judged by", f"Right, {OFFICIALS.lower()}", f"Right, {ADMINISTRATION.lower()}", "Strongly misled"]
    rows = [
        (
            first_upper(places[one["place"]]),
            one["way"],
            _share(one["first"], "right"),
            _share(one["second"], "right"),
            _share(one["both"], "misled"),
        )
        for one in found["tried"]
    ]
    return Table.of(head, rows, words=2, note="Strongly misled: strong evidence for the theory that did not make them.")


def _share(one: Found, key: str) -> str:
    share, low, high = one[key]
    if share is None:
        return "none judged"
    return f"{100 * share:.0f}% ({100 * low:.0f} to {100 * high:.0f}; {one['truths']} truths)"


def _scores(found: Found) -> Table:
    head = ["Energy score", OFFICIALS, ADMINISTRATION, "Difference (95% interval)"]
    names = {"prior": "Before the fits", "posterior": "After the fits (flatters both)"}
    rows = [
        (
            names[key],
            f"{one['first']:.2f}",
            f"{one['second']:.2f}",
            f"{one['difference']:+.2f} ({one['low']:+.2f} to {one['high']:+.2f})",
        )
        for key, one in found["scores"].items()
    ]
    note = (
        "How far worlds lie from the record in all patterns together, less half of how far they lie from one another; "
        "smaller is better. A difference above 0 favours the officials' theory. Only worlds in which all arises that "
        "the record has."
    )
    return Table.of(head, rows, words=1, note=note)


def differ(found: Found, short: Mapping[str, str]) -> Section:
    """The coefficients that the theories put differently."""
    head = ["Parameter", "Meaning", "Unit", OFFICIALS, ADMINISTRATION]
    rows = [
        (
            first_upper(parameter_title(one["path"], short)),
            one["note"],
            one["unit"],
            *(f"{low:g}" if low == high else f"{low:g} to {high:g}" for low, high in one["ranges"]),
        )
        for one in found["differ"]
    ]
    return Section(
        key="differ",
        nav="Differences",
        title=f"The theories are the same rules with other numbers for {len(rows)} coefficients",
        subtitle="Ranges of both priors, as wide for either theory and cut off at a bound; one value "
        "where it is not fitted",
        groups=(Group((), facts=Table.of(head, rows, words=3)),),
        source=source(found),
    )


def source(found: Found) -> str:
    """Where the numbers come from."""
    return (
        f"Source: redline {found['version']}, {found['draws']:,} draws under either theory, seed {found['seed']}; "
        f"{whose(found)}."
    )
