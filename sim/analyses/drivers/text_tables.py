"""The numbers of an answer as text tables, for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analyses.drivers.drivers_in_words import estimate, ranked, title
from sim.words.columns import in_columns
from sim.words.prose import first_upper

#: Rows of the screening that are printed; the others stand in ``drivers.json`` and in the report.
SHOWN = 12


def of_indices(found: Mapping[str, Any]) -> str:
    """Every parameter's indices, the largest first, luck last."""
    chance = found["indices"][-1]
    head = (
        "Share of the variance",
        "alone",
        "with others and luck",
        "of what they explain together",
        "lowest",
        "highest",
    )
    rows = [
        (
            first_upper(title(one["path"], found)),
            estimate(one["first"]),
            estimate(one["total"]),
            estimate(one["known"]) if one["known"] else "-",
            _end(one, 0),
            _end(one, -1),
        )
        for one in [*ranked(found), chance]
    ]
    note = "lowest, highest: of 100 worlds, in the parameter's lowest and highest fifth (a list: first and last value)"
    return f"{in_columns([head, *rows])}\n{note}"


def of_screening(found: Mapping[str, Any], most: int = SHOWN) -> str:
    """How many of 100 worlds each parameter flips, the first rows only."""
    rows = [
        (
            first_upper(title(one["path"], found)),
            estimate(one["share"]),
            f"{one['lean']} {found['outcome'].replace('_', ' ')}" if one["lean"] else "-",
            f"{one['worlds']}",
        )
        for one in found["screening"][:most]
    ]
    rest = found["screening"][most:]
    still = sum(one["flips"] == 0 for one in rest)
    more = f"\nand {len(rest)} more, {still} of which flipped no world" if rest else ""
    return in_columns([("Moved alone, it flips", "of the worlds", "the higher", "worlds tried"), *rows]) + more


def _end(one: Mapping[str, Any], at: int) -> str:
    return f"{one['ends'][at]['share'][0] * 100:.0f}" if one["ends"] else "-"
