"""Which variants share a picture: small multiples when variants cross two choices or are too many for one picture.

A run of six variants that are three words of one choice times two of another becomes three panels of two lines. Where
variants cross nothing, up to four lines share one panel, and more get a panel each with the baseline behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.report.figures import theme
from sim.runs.results import Results
from sim.words.parameters import choice_title

#: Most lines that one panel can hold and still be read.
CROWD = 4


@dataclass(frozen=True)
class Line:
    """One variant as drawn: its name there and its place in the palette."""

    variant: str
    name: str
    place: int
    faint: bool = False

    @property
    def colour(self) -> str:
        """Light colour of the line."""
        return theme.PLAIN["axis"][0] if self.faint else theme.variant_colour(self.place)

    @property
    def dash(self) -> str:
        """Dash of the line, beside its colour."""
        return "dot" if self.faint else theme.DASHES[self.place % len(theme.DASHES)]


@dataclass(frozen=True)
class Panel:
    """One picture among small multiples: its title, empty when it stands alone, and its lines."""

    title: str
    lines: tuple[Line, ...]


def lines(results: Results) -> tuple[Line, ...]:
    """Every variant as a line, in the scenario's order."""
    return tuple(Line(name, results.title_of(name), place) for place, name in enumerate(results.variants))


def panels(results: Results) -> tuple[Panel, ...]:
    """The small multiples of a run's variants, in the scenario's order."""
    crossed = _crossed(results)
    if crossed:
        return crossed
    every = lines(results)
    if len(every) <= CROWD:
        return (Panel("", every),)
    base = Line(every[0].variant, every[0].name, 0, faint=True)
    first = Panel(every[0].name, (Line(every[0].variant, every[0].name, 0),))
    return (first, *(Panel(line.name, (base, Line(line.variant, line.name, 1))) for line in every[1:]))


def _crossed(results: Results) -> tuple[Panel, ...] | None:
    """Panels by one choice and lines by another, when the variants are just their product."""
    settings = {name: _settings(results, name) for name in results.variants}
    varied = [path for path in next(iter(settings.values())) if len({one[path] for one in settings.values()}) > 1]
    if len(varied) != 2 or not all(_is_choice(results, path) for path in varied):
        return None
    words = {path: list(dict.fromkeys(one[path] for one in settings.values())) for path in varied}
    outer, inner = sorted(varied, key=lambda path: -len(words[path]))
    by_words = {(one[outer], one[inner]): name for name, one in settings.items()}
    if len(by_words) != len(settings) or len(by_words) != len(words[outer]) * len(words[inner]):
        return None
    return tuple(
        Panel(
            choice_title(outer, word, results.catalogue, results.crisis),
            tuple(
                Line(by_words[word, other], choice_title(inner, other, results.catalogue, results.crisis), at)
                for at, other in enumerate(words[inner])
            ),
        )
        for word in words[outer]
    )


def _settings(results: Results, variant: str) -> dict[str, Any]:
    """What a variant's cell of reference sets, by path, swept parameters left out; comparable by equality."""
    cell = results.reference_of(variant)
    swept = set(results.axes)
    values = {path: _comparable(value) for path, value in results.values(cell.index).items() if path not in swept}
    return values | {
        "theory": cell.theory,
        "events": repr(cell.events),
        "cast": repr(cell.cast),
    }


def _comparable(value: Any) -> Any:
    """A course of one step as its value, so that a default and the same value set are equal."""
    if isinstance(value, tuple):
        return value[0].value if len(value) == 1 else repr(value)
    return value


def _is_choice(results: Results, path: str) -> bool:
    declared = results.catalogue.get(path)
    return path == "theory" or (declared is not None and declared.choices is not None)
