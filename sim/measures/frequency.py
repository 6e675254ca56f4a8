"""Shares as natural frequencies, "about 19 in 100 worlds", which readers misjudge less than percentages."""

from __future__ import annotations


def in_worlds(share: float) -> str:
    """A share in words: of 100 worlds where that says something, of 1,000 for rare ones.

    Rounding never turns a few worlds into none or nearly all into all.
    """
    if share <= 0:
        return "in none of the worlds"
    if share >= 1:
        return "in every world"
    hundred, thousand = round(share * 100), round(share * 1000)
    if thousand == 0:
        return "in fewer than 1 in 1,000 worlds"
    if thousand == 1000:
        return "in more than 999 in 1,000 worlds"
    if hundred in (0, 100):
        return f"in about {thousand} in 1,000 worlds"
    return f"in about {hundred} in 100 worlds"


def number(share: float) -> str:
    """A share as a bare number of 100, with one decimal below 1 and above 99 unless it is 0 or 100 exactly."""
    hundred = share * 100
    if 0 < hundred < 0.95 or 99.05 < hundred < 100:
        return f"{hundred:.1f}"
    return f"{hundred:.0f}"


def between(low: float, high: float) -> str:
    """A range of shares in hundredths: ``"17 to 21"``, or one number when both ends round to it."""
    first, last = number(low), number(high)
    return first if first == last else f"{first} to {last}"


def points(difference: float) -> str:
    """A signed difference of shares in percentage points: ``"+6.2"``."""
    text = f"{difference * 100:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text
