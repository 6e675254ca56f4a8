"""The drawings of a page's charts: one for wide places and one for narrow ones, and what their marks tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from markupsafe import Markup

from sim.report.drawing.drawing import Drawing, draw, narrowed
from sim.report.drawing.paint import Paint
from sim.report.drawing.plot import short
from sim.report.parts import Chart, Section

#: From how many pixels on a place is wide; page.css knows it, too. Wide drawings are laid out for no more.
WIDE: Final = 520
#: What narrow drawings are laid out for: a phone's width without its margins, and the narrowest of three columns.
NARROW: Final = 320
THIRD: Final = 250
#: Parts of a plot's width and height in which marks' places are told.
PARTS: Final = 10_000


def drawn(sections: Iterable[Section], paint: Paint) -> Iterator[Section]:
    """The sections with their charts drawn.

    Raises:
        Unknown: a chart that holds what the drawer does not know, by its name.
    """
    for section in sections:
        groups = (
            replace(group, charts=tuple(with_drawing(chart, group.columns, paint) for chart in group.charts))
            for group in section.groups
        )
        yield replace(section, groups=tuple(groups))


def with_drawing(chart: Chart, columns: int, paint: Paint) -> Chart:
    """A chart with its drawings in it; ``columns`` is how many stand beside each other where there is room."""
    if chart.says:
        return chart
    try:
        found = list(_drawings(chart, columns, paint))
    except ValueError as error:
        error.add_note(f"in the chart {chart.name}")
        raise
    names = ("wide", "narrow") if len(found) == 2 else ("",)
    svg = Markup("").join(map(_svg, names, found))
    return replace(chart, drawn=svg, readings=_told(found[-1]))


def _drawings(chart: Chart, columns: int, paint: Paint) -> Iterator[Drawing]:
    """For a wide place and for a narrow one; a third of a page's width is never wide. The last one tells."""
    narrow = narrowed(chart.figure, chart.narrow)
    high = chart.narrow_height or chart.height
    if columns < 3:
        yield draw(chart.figure, paint, width=WIDE, height=chart.height)
    yield draw(narrow, paint, width=NARROW if columns < 3 else THIRD, height=high, tells=True)


def _svg(name: str, one: Drawing) -> Markup:
    """A drawing for a page: the plot itself, as wide as its place, with margins in which names and numbers stand."""
    top, right, bottom, left = map(short, one.margins)
    said = Markup(' class="{}"').format(name) if name else ""
    style = (
        f"margin:{top}px {right}px {bottom}px {left}px;width:calc(100% - {short(one.margins[1] + one.margins[3])}px)"
    )
    return Markup('<svg{} style="{}" height="{}" overflow="visible" aria-hidden="true">{}</svg>').format(
        said, style, short(one.plot.high), Markup(one.inner)
    )


def _told(one: Drawing) -> dict[str, Any]:
    """What marks tell, as figures.js reads it; nothing where they tell nothing."""
    if not one.readings:
        return {}
    marks = [
        [*(round(PARTS * part) for part in (told.left, told.top, told.right, told.bottom)), told.text]
        for told in one.readings
    ]
    return {"by": one.by, "marks": [[*mark[:2], mark[4]] if mark[:2] == mark[2:4] else mark for mark in marks]}
