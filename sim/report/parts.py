"""What a section of the page is made of: plain data that the template lays out and escapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.report.figures.traces import Figure
from sim.words import numbers, prose


@dataclass(frozen=True)
class Column:
    """One column of a table: its heading, and whether it holds numbers."""

    title: str
    number: bool = False


@dataclass(frozen=True)
class Table:
    """The data behind a figure, as text; every cell is escaped by the template."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    note: str = ""

    @classmethod
    def of(cls, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, words: int = 1, note: str = "") -> Table:
        """A table whose first ``words`` columns are text and the others numbers, a dash where there is none."""
        heads = tuple(Column(title, number=at >= words) for at, title in enumerate(columns))
        cells = [[str(one) if at < words else numbers.cell(str(one)) for at, one in enumerate(row)] for row in rows]
        return cls(heads, cells, note)


@dataclass(frozen=True)
class Chart:
    """One plotly figure: a name unique in the page, its text alternative, and its heights in pixels.

    Where a figure would be empty, ``says`` stands in its place. A page fills in ``drawn``, its drawings, and
    ``readings``, what their marks tell: :mod:`sim.report.drawing.charts`.
    """

    name: str
    figure: Figure
    alt: str
    title: str = ""
    unit: str = ""
    height: int = 340
    narrow_height: int | None = None
    narrow: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    drawn: str = ""  # Markup, so that a template writes it as it is
    readings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Key:
    """One entry of a figure's key: text, the style sheet's colour variable, and how it is drawn there."""

    text: str
    colour: str
    shape: str = "line"
    when: str = "always"  # "narrow": only where lines are not named at their ends


@dataclass(frozen=True)
class Drawn:
    """A flow with the names of its two sides and its text alternative; ``name`` is unique in the page."""

    name: str
    flow: Any
    before: str
    after: str
    alt: str


@dataclass(frozen=True)
class Turn:
    """One step of a story beside the charts: its day, what happened, and for modellers by which rule and claims."""

    date: str
    words: str
    by: str = ""


@dataclass(frozen=True)
class Group:
    """Charts that belong together: one key, one table behind them, one source line."""

    charts: tuple[Chart, ...]
    title: str = ""
    subtitle: str = ""
    keys: tuple[Key, ...] = ()
    table: Table | None = None
    columns: int = 1
    choice: str = ""
    turns: tuple[Turn, ...] = ()  # the story beside the charts
    turns_title: str = ""
    turns_notes: tuple[str, ...] = ()
    flow: Drawn | None = None
    said: tuple[str, ...] = ()  # sentences below the figures, as a list
    facts: Table | None = None  # a table of words in plain sight, one card per row on a phone
    fold: str = ""  # what the fold is called that it stands in, with neighbours of the same fold; empty: in plain sight
    modellers: tuple[str, ...] = ()  # what only who works on the model asks: names in its code, commands

    @property
    def called(self) -> str:
        """What its table and folds are called by a reader; empty where only the section has a name."""
        return prose.short(self.title or self.fold or (self.charts[0].title if len(self.charts) == 1 else ""), 48)

    @property
    def name(self) -> str:
        """What the table behind its figures is called in the page; empty without figures."""
        return self.flow.name if self.flow else self.charts[0].name if self.charts else ""


@dataclass(frozen=True)
class Section:
    """One section of the page.

    Attributes:
        key: anchor, and the name a scenario file lists it by.
        nav: its name in the navigation and above its heading.
        title: the finding.
        subtitle: measure, place and period.
        groups: figures.
        choices: (key, text) of the alternatives a reader may switch between; groups name theirs.
        source: where the numbers come from.
        layout: which part of the template draws it.
        data: what that part needs beside the above.
        notes: sentences below the figures.
        how: how the numbers were reckoned, behind a fold together with the source.
        scripted: whether it is nothing without a script, which shows it.
    """

    key: str
    nav: str
    title: str
    subtitle: str = ""
    groups: tuple[Group, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    choices_title: str = ""
    source: str = ""
    layout: str = "figures"
    data: Any = None
    notes: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    scripted: bool = False


#: Plotly's dash -> shape in a key.
_KEY_SHAPES = {"solid": "plain", "dot": "dot-line", "dashdot": "dash-dot"}


def key_shape(dash: str) -> str:
    """Shape of a key's swatch for a line's dash."""
    return _KEY_SHAPES.get(dash, "dash")
