"""The record as a scenario replays it: deeds in order, and the days that anyone observed."""

from __future__ import annotations

from pathlib import Path

from sim.crisis.record.deeds import covered, deeds
from sim.crisis.record.joined import RECORD_END, together
from sim.crisis.record.periods import end_of_month
from sim.engine.crisis import Recorded
from sim.engine.files import plain


def recorded(path: Path | None) -> Recorded:
    """The record as the model knows it, an own file's rows in the place of the built-in ones from its first day on.

    Raises:
        RecordError: when the file has mistakes.
    """
    rows = together(path)
    done = deeds(rows)
    if path is None:
        return Recorded("", done, tuple(covered(rows, RECORD_END)), RECORD_END)
    last = max(row.date for row in rows)
    reaches = end_of_month(last)  # a month may end quietly
    *spans, (first, _) = covered(rows, last)
    return Recorded(plain(path.name), done, (*spans, (first, reaches)), reaches)
