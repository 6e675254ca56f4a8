"""Shares as natural frequencies, "about 19 in 100 worlds", which readers misjudge less than percentages."""

from __future__ import annotations

import math

from sim.words.numbers import NOTHING, told_range
from sim.words.prose import many

#: How often a share lies in a range over the assumptions, from its 5th to its 95th percentile.
SETTINGS = "in nine settings of ten"


def unit(*shares: float) -> int:
    """Of how many worlds to tell these shares: 100, or 1,000 where one of them is rarer, or more common, than that.

    Shares told in one sentence take one unit, so that "5 in 1,000" never stands beside "3 in 100".
    """
    return 1000 if any(0 < share < 1 and round(share * 100) in (0, 100) for share in shares) else 100


def in_worlds(share: float, of: int | None = None) -> str:
    """A share in words: of 100 worlds where that says something, of 1,000 for rare ones.

    Rounding never turns a few worlds into none or nearly all into all.

    Args:
        share: the share.
        of: 100 or 1,000, for a sentence with other shares; by default what :func:`unit` says of this one.
    """
    if share <= 0:
        return "in none of the worlds"
    if share >= 1:
        return "in every world"
    of = of or unit(share)
    many = round(share * of)
    if many == 0:
        return f"in fewer than 1 in {of:,} worlds"
    if many == of:
        return f"in more than {of - 1:,} in {of:,} worlds"
    return f"in about {many} in {of:,} worlds"


def in_hundred(share: float) -> str:
    """A share of 100 worlds in words, beside a range of hundredths: ``"in about 0.5 in 100 worlds"``."""
    return in_worlds(share) if share in (0, 1) else f"in about {number(share)} in 100 worlds"


def width(share: float) -> str:
    """How far a share may be off, in points of a hundred: whole ones, with a decimal below one."""
    return f"{100 * share:.0f}" if 100 * share >= 0.95 else f"{100 * share:.1f}"


def number(share: float, of: int = 100) -> str:
    """A share as a bare number of 100 or 1,000, with a decimal near none and near all unless it is that exactly."""
    many = share * of
    if not math.isfinite(many):
        return NOTHING
    if 0 < many < 0.95 or of - 0.95 < many < of:
        return f"{many:.1f}"
    return f"{many:.0f}"


def between(low: float, high: float) -> str:
    """A range of shares in hundredths: ``"17 to 21"``, or one number when both ends round to it."""
    return _between(low, high, 100)


def interval(low: float, high: float, of: int) -> str:
    """A range of shares with its unit, 100 or 1,000: ``"17 to 21 in 100"``."""
    return f"{_between(low, high, of)} in {of:,}"


def percents(low: float, high: float) -> str:
    """A range of shares in percent: ``"17.2% to 21.0%"``."""
    return told_range(low, high, ".1%")


def spread(low: float, high: float) -> str:
    """What a share does between two ends: ``"runs from 17 to 21 in 100"``, ``"is about 1 in 100 throughout"``."""
    found = between(low, high)
    return f"runs from {found} in 100" if " to " in found else f"is about {found} in 100 throughout"


def worlds(count: int) -> str:
    """So many worlds: ``"1 world"``, ``"1,200 worlds"``."""
    return many(count, "world")


def _between(low: float, high: float, of: int) -> str:
    first, last = number(low, of), number(high, of)
    return first if first == last else f"{first} to {last}"


def points(difference: float) -> str:
    """A signed difference of shares in percentage points: ``"+6.2"``."""
    if not math.isfinite(difference):
        return NOTHING
    text = f"{difference * 100:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text
