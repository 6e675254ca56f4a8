"""Responsible use: what the page is for, who should not use it, how it is misread, what it leaves out and misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.report.parts import Section
from sim.runs.results import Results


def section(results: Results) -> Section:
    """A few lines; :func:`with_misses` adds what the run misses of the record."""
    lines = [
        (
            "Made for",
            "Exploring what follows from a theory of the crisis. No share here is the probability of a real event; set "
            "each beside how often past crises ended so, as under the answer.",
        ),
        (
            "Not for",
            "Deciding about force, targets or named people, trading on events, or proving one side right.",
        ),
        (
            "Misread",
            "When a share is quoted without its range, one world is told as evidence, or a variant's effect is taken "
            "for advice.",
        ),
        *([("Left out", results.crisis.left_out)] if results.crisis.left_out else []),
    ]
    return Section(
        key="use",
        nav="Responsible use",
        title="To think with, not to forecast by",
        layout="lines",
        data={"lines": lines},
    )


def with_misses(sections: Sequence[Section]) -> list[Section]:
    """The sections, what the section on history found missed of the record told in the one on responsible use."""
    missed = next((one.data["missed"] for one in sections if one.key == "history"), "")
    return [_with(one, missed) if one.key == "use" and missed else one for one in sections]


def _with(section: Section, missed: str) -> Section:
    return replace(section, data={"lines": [*section.data["lines"], ("Misses", missed)]})
