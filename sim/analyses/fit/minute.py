"""What a reader with one minute needs of a fit."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.analyses.answer.opening import shortest
from sim.words.minute import Minute
from sim.words.parameters import parameter_title
from sim.words.prose import day_text


def minute(found: Mapping[str, Any], short: Mapping[str, str]) -> Minute:
    """The block of what :func:`sim.analyses.fit.files.as_dict` made.

    Args:
        found: as ``calibration.json`` holds it.
        short: short names of actors, as a crisis has them.
    """
    until, numbers = day_text(date.fromisoformat(found["until"])), len(found["parameters"])
    near, everywhere = (found["coverage"][key] for key in ("near", "everywhere"))
    inside, whole = (one["pooled"]["0.9"] for one in (near, everywhere))
    return Minute(
        asked=f"Which of {numbers} assumed numbers does the record up to {until} say anything of?",
        answer=_answer(found, short, until),
        sure=(
            f"Fitted to {near['truths']:,} worlds near the record whose numbers are known, its 90% intervals hold "
            f"{100 * inside[0]:.0f}% of these ({100 * inside[1]:.0f} to {100 * inside[2]:.0f}), and "
            f"{100 * whole[0]:.0f}% in worlds from the whole range. A number that keeps its range is not thereby right."
        ),
        assumed=(
            "The model's own rules, which were written after the fact, and that each number is equally likely "
            f"anywhere in its plausible range. Of {found['draws']:,} worlds the nearest {found['accepted']:,} stand "
            "for the record: near to it in summary, not equal to it."
        ),
        repeat=repeated(found),
    )


def _answer(found: Mapping[str, Any], short: Mapping[str, str], until: str) -> str:
    informed = [one for one in found["parameters"] if not one["word"].startswith("not")]
    numbers = len(found["parameters"])
    if not informed:
        return f"The record to {until} says nothing of any of {numbers} assumed numbers."
    sharpest = min(informed, key=lambda one: float(one["width"]))
    said = f"The record to {until} bears on {len(informed)} of {numbers} assumed numbers"
    named = f"{said}, most on {parameter_title(sharpest['path'], short)}"
    now = f"{sharpest['posterior'][0]:.3g} to {sharpest['posterior'][-1]:.3g}"
    before = f"{sharpest['prior'][0]:g} to {sharpest['prior'][1]:g}"
    return shortest(f"{named}: {now}, of {before} assumed.", f"{named}: {now}.", f"{said}.")


def repeated(found: Mapping[str, Any]) -> str:
    """The command that made a result; empty for results of a version that did not keep it."""
    made = found.get("made")
    return shlex.join(map(str, made["command"])) if made else ""
