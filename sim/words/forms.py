"""Sentences with places for their numbers, taken from the very functions that write them.

A page that lives worlds anew must tell events that nobody has seen yet, in the words in which all else is told. So
the functions that write sentences are called with stand-ins for numbers: what they write around them is kept, with
what is computed and compared, and the page fills in the numbers. No wording is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

from sim.words.events import Names, act_title, deed, kind_of, stood

#: Marks a number's place in a sentence while its function writes it.
_OPEN, _CLOSE = "\ue000", "\ue001"

#: How a number may be written: digits after the point, and whether in percent.
_FORMAT: Final = re.compile(r"\.\df|\.\d%")

#: Paths through a function that are tried before it is given up.
_MOST_PATHS: Final = 64

#: What an expression may be: a number, the name of one that will be known, or an operation and its arguments.
Expression = float | str | list[Any]
#: Pieces of text and numbers ``[expression, format]``; or ``{"if": [operation, left, right], "then": …, "else": …}``.
Form = list[Any] | dict[str, Any]


class Untold(TypeError):
    """A function does something with a number that no page could do after it."""


class _Number:
    """Stands for a number that will be known once a world has been lived."""

    def __init__(self, expression: Expression, asked: _Asked):
        self._expression, self._asked = expression, asked

    def _with(self, operation: str, *others: Any) -> _Number:
        return _Number([operation, self._expression, *map(_expression, others)], self._asked)

    def __add__(self, other: Any) -> _Number:
        return self._with("add", other)

    def __sub__(self, other: Any) -> _Number:
        return self._with("sub", other)

    def __mul__(self, other: Any) -> _Number:
        return self._with("mul", other)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> _Number:
        return _Number(["sub", _expression(other), self._expression], self._asked)

    def __neg__(self) -> _Number:
        return self._with("neg")

    def __abs__(self) -> _Number:
        return self._with("abs")

    def __lt__(self, other: Any) -> bool:
        return self._asked.whether("lt", self._expression, other)

    def __le__(self, other: Any) -> bool:
        return self._asked.whether("le", self._expression, other)

    def __gt__(self, other: Any) -> bool:
        return self._asked.whether("gt", self._expression, other)

    def __ge__(self, other: Any) -> bool:
        return self._asked.whether("ge", self._expression, other)

    def __bool__(self) -> bool:
        raise Untold("a number that is not known yet is taken for true or false")

    __eq__ = __ne__ = __hash__ = None  # type: ignore[assignment]  # is refused rather than answered by identity

    def __format__(self, how: str) -> str:
        if not _FORMAT.fullmatch(how):
            raise Untold(f"a number that is not known yet is written as {how!r}")
        self._asked.places.append([self._expression, how])
        return f"{_OPEN}{len(self._asked.places) - 1}{_CLOSE}"

    def __str__(self) -> str:
        raise Untold("a number that is not known yet is written without a format")


def _expression(value: Any) -> Expression:
    return value._expression if isinstance(value, _Number) else float(value)


class _Asked:
    """One way through a function: what was compared on the way, and the numbers it wrote.

    Args:
        answers: to the first comparisons; all others come out true.
    """

    def __init__(self, answers: list[bool]):
        self.answers, self.comparisons, self.places = list(answers), list[list[Any]](), list[list[Any]]()

    def whether(self, operation: str, left: Expression, right: Any) -> bool:
        """The answer to a comparison, which is noted."""
        self.comparisons.append([operation, left, _expression(right)])
        if len(self.comparisons) > len(self.answers):
            self.answers.append(True)
        return self.answers[len(self.comparisons) - 1]


def form(write: Callable[..., str], *names: str) -> Form:
    """What a function writes, whatever the numbers are.

    Args:
        write: called with a stand-in for each number; writes a sentence.
        names: what the numbers are called in the form.

    Raises:
        Untold: when it does more with them than add, subtract, multiply, compare and format them.
    """
    left = _MOST_PATHS

    def explored(answers: list[bool]) -> Form:
        nonlocal left
        left -= 1
        if left < 0:
            raise Untold(f"a sentence has more than {_MOST_PATHS} forms")
        asked = _Asked(answers)
        text = write(**{name: _Number(name, asked) for name in names})
        found: Form = _pieces(text, asked.places)
        for at in range(len(asked.comparisons) - 1, len(answers) - 1, -1):
            other = explored([*asked.answers[:at], False])
            found = {"if": asked.comparisons[at], "then": found, "else": other}
        return found

    return explored([])


def _pieces(text: str, places: list[list[Any]]) -> list[Any]:
    parts = re.split(f"{_OPEN}(\\d+){_CLOSE}", text)
    return [places[int(part)] if at % 2 else part for at, part in enumerate(parts) if part]


def of_event(words: tuple[str, str, str, str, bool], names: Names) -> dict[str, Any]:
    """How one kind of event is told, as plain data.

    Args:
        words: actor, act, target, rule and whether the scenario makes it happen.
        names: how those are called who take part.

    Returns:
        ``act`` and ``kind``, ``words`` as a sentence calls the act, ``rule``, ``forced``, ``deed`` and ``stood`` as
        forms of rung, fatalities, threshold and margin (``stood`` is None where the crisis says more than a form can),
        and ``on``: other forms of the deed by day, where the scenario gives what it makes happen a name.
    """
    actor, act, target, rule, forced = words
    kind, title = kind_of(act, names.crisis.acts), act_title(act, names.crisis.acts)

    def done(called: str) -> Form:
        def write(**numbers: Any) -> str:
            row = SimpleNamespace(actor=actor, act=act, target=target, words=title, kind=kind, **numbers)
            return deed(row, names, called)

        return form(write, "rung", "fatalities")

    row = SimpleNamespace(actor=actor, act=act, kind=kind, rule=rule)
    titles = (
        {day: one for (who, what, day), one in names.titles.items() if (who, what) == (actor, act)} if forced else {}
    )
    return {
        "act": act,
        "kind": kind,
        "words": title,
        "rule": rule,
        "forced": forced,
        "deed": done(titles.get(None, "")),
        "on": {str(day): done(one) for day, one in titles.items() if day is not None},
        "stood": _form_or_none(lambda threshold, margin: stood(row, names, threshold, margin)),
    }


def _form_or_none(write: Callable[..., str]) -> Form | None:
    try:
        return form(write, "threshold", "margin")
    except TypeError:  # the crisis's own function rounds, say, or looks numbers up
        return None
