"""Axes: which numbers they hold, where a value lies, and which ticks they carry."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report.drawing import formats, words
from sim.report.drawing.known import Unknown

#: Room on either side of marks that the figure gives no range for, as a part of the data's.
AIR = 0.05
#: Pixels from one tick's text to the next, at least.
APART = 6.0
#: Pixels that an axis of heights has for a tick, at least.
ROW = 22.0


@dataclass(frozen=True)
class Tick:
    """One tick: its place as a part of the axis from its low end, and its text in plotly's marks."""

    at: float
    text: str


@dataclass(frozen=True)
class Axis:
    """One axis.

    Attributes:
        kind: ``"linear"``, ``"date"`` (days since 1970) or ``"category"`` (places from 0).
        low, high: its ends, as numbers.
        names: the categories in order.
        given: what the figure says of it.
    """

    kind: str
    low: float
    high: float
    names: tuple[str, ...]
    given: Mapping[str, Any]

    def number(self, value: Any) -> float:
        """A value as a number."""
        return _number(value, self.kind, self.names)

    def at(self, value: Any) -> float:
        """Where a value lies, as a part of the axis from its low end."""
        return (self.number(value) - self.low) / (self.high - self.low)

    def said(self, value: Any, form: str) -> str:
        """A value as text, for a reader who points at it."""
        if self.kind == "category":
            return str(value)
        if self.kind == "date":
            return formats.date(self.number(value), form or self.given.get("hoverformat", "%-d %B %Y"))
        return formats.number(float(value), form) if form else formats.plain(float(value))

    def ticks(self, pixels: float, size: float, *, across: bool) -> list[Tick]:
        """The ticks with text.

        Args:
            pixels: how long the axis is at its shortest.
            size: of the letters.
            across: whether texts stand beside each other, and not below.
        """
        if "tickvals" in self.given:
            found = self._own()
            return _thinned(found, pixels, size) if across and "tickangle" not in self.given else found
        if self.kind == "category":
            found = [Tick(self.at(name), words.escaped(name)) for name in self.names]
            most = self.given.get("nticks", len(found))
            found = found[:: -(-len(found) // most)] if found else found
            return _thinned(found, pixels, size) if across else found
        steps = _dates(self.low, self.high) if self.kind == "date" else _numbers(self.low, self.high)
        most = self.given.get("nticks") or (10 if across else max(2, int(pixels / 45)))
        for values, step in steps:
            if len(values) <= most:
                found = [Tick(self.at_number(value), self._text(value, step)) for value in values]
                if _fits(found, pixels, size, across):
                    return found
        return []

    def at_number(self, value: float) -> float:
        """Where a number lies."""
        return (value - self.low) / (self.high - self.low)

    def _own(self) -> list[Tick]:
        values = self.given["tickvals"]
        texts = self.given.get("ticktext")
        if not texts:
            numbers = [self.number(value) for value in values]
            step = min((abs(b - a) for a, b in itertools.pairwise(numbers)), default=1.0)
            texts = [self._text(value, step) for value in numbers]
        found = [Tick(self.at(value), str(text)) for value, text in zip(values, texts, strict=True)]
        return [one for one in found if -1e-9 <= one.at <= 1 + 1e-9]

    def _text(self, value: float, step: float) -> str:
        form = self.given.get("tickformat", "")
        if self.kind == "date":
            # Within a month its name alone would stand at several ticks.
            return formats.date(value, form if step >= 28 or "%-d" in form else f"%-d {form}")
        return formats.number(value, form) if form else formats.tick(value, step)


def axis(given: Mapping[str, Any], values: Sequence[Any], spans: Sequence[float], *, air: bool) -> Axis:
    """The axis of a figure.

    Args:
        given: what the figure says of it.
        values: of all marks that lie on it, in their order.
        spans: numbers that the axis must reach without air, such as bars' feet.
        air: whether marks need room at its ends.
    """
    known = [one for one in values if one is not None]
    kind = given.get("type") or _kind(known)
    names = tuple(dict.fromkeys(str(one) for one in known if isinstance(one, str))) if kind == "category" else ()
    if "range" in given:
        low, high = (_number(end, kind, names) for end in given["range"])
        if low == high:  # nothing lies beside it: it stands in the middle
            low, high = low - _beside(low, kind), high + _beside(high, kind)
        return Axis(kind, low, high, names, given)
    numbers = [_number(one, kind, names) for one in known]
    if kind == "category":
        return Axis(kind, min([-0.5, *spans]), max([len(names) - 0.5, 0.5, *spans]), names, given)
    low, high = min([*numbers, *spans], default=0.0), max([*numbers, *spans], default=1.0)
    room = AIR * (high - low) if air else 0.0
    if high == low:
        room = _beside(low, kind)
    ends = [low - room, high + room]
    if spans and low == min(spans):
        ends[0] = low
    if spans and high == max(spans) and high > low:
        ends[1] = high
    if given.get("rangemode") == "tozero":
        ends = [min(0.0, low if low >= 0 else ends[0]), max(0.0, ends[1])]
    return Axis(kind, ends[0], ends[1], names, given)


def _beside(value: float, kind: str) -> float:
    """Room on either side of a single value: of a date one day."""
    return 1.0 if kind == "date" else abs(value) * AIR or 1.0


def _kind(values: Sequence[Any]) -> str:
    if not any(isinstance(one, str) for one in values):
        return "linear"
    try:
        for one in values:
            formats.days(one)
    except (TypeError, ValueError):
        return "category"
    return "date"


def _number(value: Any, kind: str, names: Sequence[str]) -> float:
    if kind == "date" and isinstance(value, str):
        return formats.days(value)
    if kind == "category" and isinstance(value, str):
        if value not in names:
            raise Unknown(f"{value!r} is none of the axis' categories")
        return float(names.index(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unknown(f"{value!r} on an axis of kind {kind}")
    return float(value)


def _numbers(low: float, high: float) -> Iterator[tuple[list[float], float]]:
    """Round numbers between two ends, in ever larger steps of 1, 2 and 5."""
    low, high = min(low, high), max(low, high)
    power = math.floor(math.log10(high - low)) - 2
    for exponent in range(power, power + 5):
        for leading in (1, 2, 5):
            step = leading * 10.0**exponent
            first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
            yield [at * step for at in range(first, last + 1)], step


def _dates(low: float, high: float) -> Iterator[tuple[list[float], float]]:
    """Days, then first days of months between two ends, in ever larger steps; the step in days."""
    low, high = min(low, high), max(low, high)
    for step in (1, 2, 7, 14):
        if (high - low) / step < 40:
            first = math.ceil(low - 1e-9)
            # Weeks begin on Mondays; day 0, 1 January 1970, was a Thursday.
            first += -(first + 3) % step if step >= 7 else -first % step
            yield [float(day) for day in range(first, math.floor(high) + 1, step)], step
    for months in (1, 2, 3, 6, 12, 24, 60, 120):
        begin, end = formats.moment(low), formats.moment(high)
        every = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
        starts = [formats.days(f"{at // 12:04}-{at % 12 + 1:02}-01") for at in every if at % months == 0]
        yield [day for day in starts if low - 1e-9 <= day <= high + 1e-9], 30.0 * months


def _fits(ticks: Sequence[Tick], pixels: float, size: float, across: bool) -> bool:
    if not across:
        return len(ticks) < 2 or pixels * abs(ticks[1].at - ticks[0].at) >= ROW
    ends = sorted((one.at * pixels, words.width(one.text, size) / 2) for one in ticks)
    return all(b - a >= wide + wider + APART for (a, wide), (b, wider) in itertools.pairwise(ends))


def _thinned(ticks: list[Tick], pixels: float, size: float) -> list[Tick]:
    """Every tick, or every second, third and so on, until their texts stand apart; zero stays if it is one of them."""
    zero = next((at for at, one in enumerate(ticks) if one.text == "0"), 0)
    for step in range(1, len(ticks) + 1):
        some = ticks[zero % step :: step]
        if _fits(some, pixels, size, True):
            return some
    return ticks
