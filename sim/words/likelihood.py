"""Probability in words, after the US intelligence community's standard (ICD 203, 2015, section D.6.e)."""

from __future__ import annotations

#: Upper end of each band and its words; a share on a border takes the word nearer to even.
BANDS: tuple[tuple[float, str], ...] = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)

_SURE_ENOUGH = 1e-12


def word(probability: float) -> str:
    """The standard's term for a probability between 0 and 1.

    Below 1 and above 99 percent, where the standard has no term, the outermost terms are used.
    """
    if not -_SURE_ENOUGH <= probability <= 1 + _SURE_ENOUGH:
        raise ValueError(f"a probability of {probability} is not between 0 and 1")
    for upper, term in BANDS:
        on_border = abs(probability - upper) < _SURE_ENOUGH and upper < 0.5
        if probability <= upper + _SURE_ENOUGH and not on_border:
            return term
    return BANDS[-1][1]


def words(low: float, high: float) -> str:
    """The term for a range of probabilities: one term, or the terms of both ends."""
    first, last = word(low), word(high)
    return first if first == last else f"{first} to {last}"


def near(low: float, high: float) -> bool:
    """Whether a range of probabilities spans at most two of the standard's bands, so that a word may be said of it."""
    terms = [term for _, term in BANDS]
    return terms.index(word(high)) - terms.index(word(low)) < 2
