"""The first section of a page that is no run's: the minute block, then its figures."""

from __future__ import annotations

from dataclasses import replace

from sim.report.parts import Section
from sim.report.sections.essentials import Line
from sim.words.minute import Minute


def headed(section: Section, minute: Minute) -> Section:
    """A page's first section with the minute block above its figures, and the answer for its heading.

    What its heading said until now stands as its first note, unless it is the answer itself.
    """
    said = f"{section.title.rstrip('.')}."
    notes = section.notes if said == minute.answer else (said, *section.notes)
    return replace(section, title=minute.answer, layout="minute", data=lines(minute), notes=notes)


def lines(minute: Minute) -> tuple[Line, ...]:
    """The block as the lines of a page."""
    told = (("Asked", minute.asked), ("How sure", minute.sure), ("Assumed", minute.assumed))
    repeat = (Line("Repeat it", minute.repeat, "method", code=True),) if minute.repeat else ()
    return (*(Line(about, words, "") for about, words in told), *repeat)
