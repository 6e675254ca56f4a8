"""What a reader with one minute needs of a back-test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.analyses.backtest.skill import BETTER, WORSE
from sim.analyses.facts.happened import TOTAL
from sim.analyses.fit.minute import repeated
from sim.words.minute import Minute
from sim.words.prose import day_text, many


def minute(found: Mapping[str, Any]) -> Minute:
    """The block of what :func:`sim.analyses.backtest.files.as_dict` made, as ``backtest.json`` holds it."""
    first, last = (day_text(date.fromisoformat(found["origins"][at])) for at in (0, -1))
    origins = len(found["origins"])
    return Minute(
        asked=(
            f"Would the model, knowing only what lay before, have forecast the {many(found['ahead'], 'month')} after "
            f"each of {many(origins, 'date')} from {first} to {last} better than simple rules of thumb?"
        ),
        answer=_answer(found),
        sure=(
            f"The ranges are 95% intervals over {many(origins, 'date')}, which are few. Calibration of hostile acts, "
            f"one month ahead: {found['pit'][TOTAL]['verdict']}. The rules were written after the fact, so that no "
            "forecast within the record is blind."
        ),
        assumed=(
            "At each date the past is replayed as it was and numbers are fitted to it; "
            f"{many(len(found['widened']), 'number')} whose declared ranges rest on later data got wide ones, and "
            f"policy announced later is unknown. {found['draws']:,} draws, {found['worlds']:,} worlds per forecast."
        ),
        repeat=repeated(found),
    )


def pooled(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Skill on all hostile acts against each simple rule, over all months ahead."""
    rows = (one for one in found["skill"] if (one["target"], one["score"]) == (TOTAL, "crps"))
    return [one for one in rows if one["months_ahead"] is None and one["value"] is not None]


def _answer(found: Mapping[str, Any]) -> str:
    rows = pooled(found)
    if not rows:
        return "No forecast of hostile acts could be compared with a simple rule's."
    counts = {word: sum(one["verdict"] == word for one in rows) for word in (BETTER, WORSE)}
    clear = [f"clearly {word} than {count}" for word, count in counts.items() if count]
    of = f"{many(len(rows), 'simple rule')}"
    told = f"{' and '.join(clear)} of {of}" if clear else f"no clear difference from any of {of}"
    values = [one["value"] for one in rows]
    ends = [one[end] for one in rows for end in ("low", "high") if one[end] is not None]
    luck = f"; luck allows {min(ends):+.2f} to {max(ends):+.2f}" if ends else ""
    figure = f"{min(values):+.2f} to {max(values):+.2f}" if len(values) > 1 else f"{values[0]:+.2f}"
    return f"Hostile acts forecast: {told} (skill {figure}{luck})."
