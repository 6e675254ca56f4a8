"""What the record says for either theory, in sentences that claim no more than the intervals do."""

from __future__ import annotations

import numpy as np

from sim.analyses.rivals.bayes_factor import CAVEAT, Evidence, Factor
from sim.analyses.rivals.fits import GRANTED, TITLES
from sim.analyses.rivals.known_theory import Rates
from sim.analyses.rivals.rivals import Rivals

FIRST, SECOND = TITLES.values()
#: Kass and Raftery (1995): a Bayes factor below the number is called so.
WORDS = ((3.0, "not worth more than a bare mention"), (20.0, "positive"), (150.0, "strong"), (np.inf, "very strong"))
#: Order of the words, weakest first.
NONE = "none"
ORDER = (NONE, *(word for _, word in WORDS))
#: Where either theory stands at once: neither.
UNDECIDED = "does not tell the theories apart"


def weight(factor: float) -> str:
    """Kass and Raftery's word for a Bayes factor of at least 1."""
    return next(word for below, word in WORDS if factor < below or below == np.inf)


def strength(one: Factor) -> tuple[str, str]:
    """Which theory a factor favours, and by how much, as the end of its interval nearest to 1 says."""
    if one.low <= 1 <= one.high:
        return "", NONE
    return (FIRST, weight(one.low)) if one.low > 1 else (SECOND, weight(1 / max(one.high, 1e-300)))


def verdict(one: Factor) -> str:
    """A factor in words."""
    favoured, word = strength(one)
    if not favoured:
        return UNDECIDED
    return _says(favoured, word).removeprefix("is ")


def span(one: Factor) -> str:
    """A factor with its interval, as far as it is known, for the theory that it favours."""
    low, high, factor = one.low, one.high, one.factor
    if factor < 1:
        low, high, factor = _over(high), _over(low), _over(factor)
    if not np.isfinite(high):
        return f"Bayes factor at least {_number(low)}"
    return f"Bayes factor {_number(factor)}, 95% interval {_number(low)} to {_number(high)}"


def _over(value: float) -> float:
    return 1 / value if value > 0 else float("inf")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def finding(found: Rivals) -> str:
    """What the record says for either theory: the weaker of both ways' words, and nothing where they disagree."""
    until = found.fits[0].until
    favoured, word = weaker(found.usual, found.odds)
    if not favoured:
        return f"The record up to {until} {UNDECIDED}{_once_granted(found)}"
    other = SECOND if favoured == FIRST else FIRST
    says = f"favours {favoured} over {other}, {word}"
    if word != WORDS[0][1]:
        says = f"is {word} evidence for {favoured} against {other}"
    return f"The record up to {until} {says} ({span(found.usual)}){_once_granted(found)}"


def weaker(one: Factor, other: Factor) -> tuple[str, str]:
    """What two factors support together: the weaker word where they favour the same theory, else nothing."""
    ways = [strength(one), strength(other)]
    if ways[0][0] != ways[1][0] or not ways[0][0]:
        return "", NONE
    return ways[0][0], min((word for _, word in ways), key=ORDER.index)


def _once_granted(found: Rivals) -> str:
    if found.granted is None:
        return ""
    return f"; let Iran wait at first under both, and it {_says(*weaker(*found.granted))} ({span(found.granted[0])})"


def _says(favoured: str, word: str) -> str:
    if not favoured:
        return UNDECIDED
    return f"favours {favoured}, {word}" if word == WORDS[0][1] else f"is {word} evidence for {favoured}"


def evidence(one: Evidence) -> str:
    """What one pattern says by itself."""
    if not np.isfinite(one.log_ratio):
        return "too few worlds come near" if np.isnan(one.log_ratio) else "only one theory's worlds come near"
    if one.low == -np.inf:
        return "too few worlds of one theory come near to say how much"
    if one.low <= 0 <= one.high:
        return UNDECIDED
    favoured, end = (FIRST, one.low) if one.low > 0 else (SECOND, -one.high)
    return f"{weight(float(np.exp(end)))}, for {favoured}"


def hangs(found: Rivals) -> str:
    """How many patterns the verdict hangs on."""
    if not found.without:
        return "There is no verdict to overturn by leaving out patterns"
    left, of = len(found.without[-1].columns), len(found.patterns)
    if strength(found.without[-1].factor)[0] == strength(found.usual)[0]:
        return f"The verdict stands without any of the {left} of {of} patterns that speak most for it"
    return f"The verdict hangs on {left} of {of} patterns: without them the others no longer favour the same theory"


def leaving(found: Rivals) -> str:
    """The same as a sentence, with the patterns' names."""
    if not found.without:
        return hangs(found) + "."
    titles, last = [one.title for one in found.fits[0].compared], found.without[-1]
    named = "; ".join(titles[at] for at in last.columns[:4]) + (" and others" if len(last.columns) > 4 else "")
    return f"{hangs(found)} ({span(last.factor)}). They are, the strongest first: {named}."


def patience(found: Rivals) -> tuple[str, ...]:
    """What becomes of the verdict once the rival, too, lets Iran wait."""
    if found.granted is None:
        return ()
    one, other = found.granted
    return (
        "How Iran behaves while it waits was set from the quiet first year of this record, and the rival was given the "
        "opposite. With the officials' values of these coefficients alone "
        f"({', '.join(GRANTED)}), and the administration's of all others, the record {_says(*weaker(one, other))} "
        f"({span(one)}; by classifier {span(other).removeprefix('Bayes factor ')}).",
    )


def right(found: Rivals, way: str, place: str) -> str:
    """How often the choice is right where the truth is known."""
    parts = []
    for which, name in ((True, FIRST), (False, SECOND)):
        one = found.tried[way, place].rates(which)
        parts.append(f"{rate(one)} of those made by {name}")
    misled = found.tried[way, place].rates().misled
    where = "near the record" if place == "near" else "from both priors"
    how = "acceptances" if way == "acceptances" else "the classifier"
    return (
        f"Of simulated truths {where}, {how} favour{'s' if way != 'acceptances' else ''} the right theory for "
        f"{' and '.join(parts)}; strong evidence for the wrong one comes up for {100 * float(misled.share):.1f}% "
        f"(at most {100 * float(misled.high):.1f}%)."
    )


def rate(one: Rates) -> str:
    """A rate with its interval."""
    if not one.truths:
        return "none (no truth could be judged)"
    share, low, high = (100 * float(value) for value in one.right)
    return f"{share:.0f}% ({low:.0f} to {high:.0f}%, {one.truths} truths)"


def limits(found: Rivals) -> tuple[str, ...]:
    """What a reader should know before quoting the verdict."""
    first, second = found.fits
    usual = found.usual
    return (
        f"{first.draws:,} draws of {len(first.priors)} numbers under either theory; draw k lives in world k under "
        "both, with the same luck and at the same place in every range, so that nothing but the theory differs. "
        f"{100 * first.possible:.0f}% and {100 * second.possible:.0f}% of the worlds could be ours on {first.until}; "
        f"of the {100 * usual.share:g}% of both that lie nearest to the record, {usual.first:,} are of {FIRST} and "
        f"{usual.second:,} of {SECOND}.",
        leaving(found),
        *patience(found),
        *(right(found, "acceptances", place) for place in ("near", "everywhere")),
        CAVEAT,
        "The comparison is not a fair fight. The rules were written after the fact and from the officials' account, "
        "and the defaults of their theory were set with this record in view, while the administration's values were "
        "assumed once and never tuned. A Bayes factor presumes priors that have not seen the data: read it as how well "
        "these two sets of numbers describe the record, not as the chance that either side was right.",
        f"The rival is {len(found.differing)} coefficients of the same rules, with ranges as wide as the officials' "
        f"around the rival's values{_stands(found)}. It is not all that the administration might say: other rules, a "
        "slower effect of pressure, or a quiet first year for reasons of its own are not tried. A coefficient that the "
        "scenario sets (--set) is the same under both theories, which shows what the verdict rests on.",
        "Patterns that rest on the same events count the same thing more than once; their evidence must not be added "
        "up. What is predicted after a fit was fitted to the very numbers it is held against, and flatters both "
        "theories.",
        "Intervals speak of luck between draws, not of the rules.",
    )


def _stands(found: Rivals) -> str:
    """The coefficients that are no range but one value under either theory."""
    fixed = [one.path for one in found.differing if one.ranges[0][0] == one.ranges[0][1]]
    return f" ({', '.join(fixed)}: one value under either, not fitted)" if fixed else ""
