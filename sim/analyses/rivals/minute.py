"""What a reader with one minute needs of two rival theories."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.analyses.answer.opening import shortest
from sim.analyses.fit.minute import repeated
from sim.analyses.rivals.bayes_factor import Factor
from sim.analyses.rivals.rivals_in_words import UNDECIDED, WORDS, span, weaker
from sim.words.minute import Minute
from sim.words.prose import day_text


def minute(found: Mapping[str, Any]) -> Minute:
    """The block of what :func:`sim.analyses.rivals.files.as_dict` made, as ``rivals.json`` holds it."""
    until = day_text(date.fromisoformat(found["until"]))
    near = next(one for one in found["tried"] if (one["way"], one["place"]) == ("acceptances", "near"))
    return Minute(
        asked=f"Which of two theories of what pressure does foresaw the record up to {until} better?",
        answer=_answer(found, until),
        sure=(
            "The range is luck between draws alone. Tried on worlds near the record whose theory is known, the choice "
            f"is right for {_share(near['first'])} of the officials' and {_share(near['second'])} of the "
            f"administration's. {found['said']['hangs']}."
        ),
        assumed=(
            f"Both theories are the same rules with other numbers for {len(found['differ'])} coefficients, over ranges "
            "as wide for either. It is no fair fight: the rules were written after the fact, from the officials' "
            "account, and their defaults with this record in view."
        ),
        repeat=repeated(found),
    )


def _answer(found: Mapping[str, Any], until: str) -> str:
    usual = _factor(found["usual"])
    favoured, word = weaker(usual, _factor(found["classifier"]))
    figure = span(usual).replace(", 95% interval", ",")
    if not favoured:
        return f"The record to {until} {UNDECIDED} ({figure})."
    verdict = word if word == WORDS[0][1] else f"{word} evidence"
    said = f"The record to {until} favours {favoured} ({figure}): {verdict}"
    granted = found["granted"]
    gone = granted and not weaker(*map(_factor, granted.values()))[0]
    return shortest(*([f"{said}, gone if Iran waits."] if gone else []), f"{said}.")


def _factor(one: Mapping[str, Any]) -> Factor:
    """A factor as it was before JSON, which has no endless numbers."""
    low, high = (math.inf if one[end] is None else float(one[end]) for end in ("low", "high"))
    return Factor(one["share"], one["tolerance"], one["first"], one["second"], float(one["factor"]), low, high)


def _share(one: Mapping[str, Any]) -> str:
    share, low, high = one["right"]
    return "none" if share is None else f"{100 * share:.0f}% ({100 * low:.0f} to {100 * high:.0f})"
