"""What differs between two scenarios, or between two of their variants: every key of what they were resolved to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from sim.analyses.compare.in_words import FROM_THE_START, in_words, sides
from sim.analyses.condition.in_words import stated
from sim.runs.results import Results
from sim.scenario.design import default
from sim.words.parameters import parameter_title

#: What a difference is of: a parameter's value, something else that decides what happens in a world, how many worlds
#: and variants are run, or how it is told.
Kind = Literal["parameter", "setting", "size", "words"]

#: Parts of a resolved scenario, and of a variant, that hold values by parameter; of two with one path the later holds.
_BY_PATH: Final = ("parameters", "set", "sample")
#: Keys under which nothing is but words, and parts of a scenario in which nothing else is.
_TOLD_KEYS: Final = ("title", "source", "question", "baseline", "name")
_TOLD_PARTS: Final = ("report", "outcomes")
#: Parts of which a line on a result that is written over says only that they are others, and how they are called.
_WHOLES: Final = {"events": "list of events", "from": "day of branching"} | {
    name: name for name in ("cast", "sweep", "history", "condition", "factors")
}
#: Changes that :func:`replaced` names, the others together; and the longest value that it writes out.
_NAMED, _LONGEST = 3, 40

_ABSENT: Final = object()


@dataclass(frozen=True)
class ScenarioChange:
    """One thing that two scenarios set differently.

    Attributes:
        variant: the variant it belongs to; empty for what holds in all.
        what: path of a parameter, or dotted key of the file: ``theory``, ``runs.worlds``, ``events``; ``variant`` for
            one that only one of the scenarios has.
        before, after: what the first and the second scenario say, as plain data; None where they say nothing, but for
            a parameter whose declared value differs from what the other says: that value.
        part: which part of it, where it is long: ``from 2018-11-05``, ``2 (iran drone_loss 2019-06-20), rung``.
        kind: what it is; worlds and their luck depend on ``parameter`` and ``setting`` alone.
    """

    variant: str
    what: str
    before: Any
    after: Any
    part: str = ""
    kind: Kind = "parameter"

    def name(self, title: Callable[[str], str] = str) -> str:
        """It in a few words: ``"US force threshold"``, ``"low line: US force threshold from 2019-05-01"``."""
        if self.what == "variant":
            return f"variant {self.variant}"
        what = title(self.what) if self.kind == "parameter" or self.part == "source" else self.what.replace(".", " ")
        return f"{f'{self.variant}: ' if self.variant else ''}{what}{f' {self.part}' if self.part else ''}"

    def sides(self) -> tuple[str, str]:
        """Before and after in words that differ."""
        silent = ("as in the file" if self.variant else "as declared") if self._unset else None
        one, other = (silent if value is None else value for value in (self.before, self.after))
        return sides(one, other)

    @property
    def _unset(self) -> bool:
        """Whether where nothing is said, something is declared."""
        return self.kind == "parameter" and not self.part


# -- all that differs -----------------------------------------------------------------------------------------------


def changes(before: Results, after: Results) -> tuple[ScenarioChange, ...]:
    """Everything that differs between the scenarios of two runs, their variants included."""
    defaults = {path: parameter.default for path, parameter in {**before.catalogue, **after.catalogue}.items()}
    found = between(before.scenario.canonical(), after.scenario.canonical(), defaults)
    one, other = (stated(results.scenario) or None for results in (before, after))
    told = [each for each in found if each.what.partition(".")[0] != "condition"]
    if len(told) < len(found):  # as one thing, in words
        told.append(ScenarioChange("", "given", one, other, kind="setting"))
    return tuple(told)


def of_variants(before: Results, first: str, after: Results, second: str) -> tuple[ScenarioChange, ...]:
    """Everything that differs between a variant of one run and a variant of another, or of the same.

    What a variant does not set is as in its file, so only what holds in one of them and not in the other is named.

    Args:
        before, after: the runs.
        first, second: names of the variants.
    """
    one, other = as_lived(before, first), as_lived(after, second)
    declared = [
        results.values(results.reference_of(name).index) for results, name in ((before, first), (after, second))
    ]
    return tuple(_scenario(one, other, *declared))


def between(
    before: Mapping[str, Any], after: Mapping[str, Any], defaults: Mapping[str, Any] | None = None
) -> tuple[ScenarioChange, ...]:
    """Everything that differs between two resolved scenarios.

    Args:
        before, after: as :meth:`sim.scenario.Scenario.canonical` gives them.
        defaults: what each parameter is where a scenario says nothing.
    """
    return tuple(_scenario(before, after, defaults or {}, defaults or {}))


def as_lived(results: Results, variant: str) -> dict[str, Any]:
    """A variant as if it were a file of its own: what it sets laid over what the scenario sets."""
    written = results.scenario.canonical()
    found = {key: value for key, value in written.items() if key not in ("variants", "factors", "baseline")}
    cell = results.reference_of(variant)
    own = (written.get("variants") or {}).get(variant) or {}
    on = next((one.factors for one in results.scenario.variants if one.name == variant), ())
    sets = [factor["set"] for name, factor in (written.get("factors") or {}).items() if name in on]
    values = _by_path(written)
    rival = results.crisis.theory_by_key[cell.theory].rival
    declared = {path: default(one, rival) for path, one in results.catalogue.items()}
    for path, value in {path: value for one in (*sets, own.get("set") or {}) for path, value in one.items()}.items():
        values[path] = _branched(values.get(path), value, own.get("from"), declared.get(path))
    found |= {key: own[key] for key in ("theory", "events") if key in own}
    added = {name: dict(member) for name, member in cell.cast.added}
    return found | {
        "parameters": {path: value for path, value in values.items() if value is not None},
        "sample": None,
        "cast": {"without": list(cell.cast.without), "add": added},
    }


def _branched(past: Any, value: Any, day: str | None, declared: Any) -> Any:
    """A value that holds from a day on, after what held before it."""
    if day is None:
        return value
    one, other = (_steps(_told(declared if side is None else side)[0]) for side in (past, value))
    later = {max(on, day): step for on, step in other.items()}
    return {on: step for on, step in one.items() if on < day} | later


def _steps(value: Any) -> Mapping[str, Any]:
    return value if _is_dated(value) else {"": value}


# -- two trees of plain data ----------------------------------------------------------------------------------------


def _scenario(
    before: Mapping[str, Any], after: Mapping[str, Any], declared: Mapping[str, Any], declared_after: Mapping[str, Any]
) -> Iterator[ScenarioChange]:
    yield from _values("", before, after, declared, declared_after)
    apart = (*_BY_PATH, "variants")
    one, other = ({key: value for key, value in side.items() if key not in apart} for side in (before, after))
    yield from _rest("", one, other)
    mine, theirs = (side.get("variants") or {} for side in (before, after))
    one_order, other_order = ([name for name in side if name in mine and name in theirs] for side in (mine, theirs))
    if one_order != other_order:
        yield ScenarioChange("", "variants", one_order, other_order, "in the order", "size")
    for name in dict.fromkeys([*mine, *theirs]):
        if name in mine and name in theirs:
            # What a variant does not set is as in the file, which is compared on its own.
            yield from _values(name, mine[name], theirs[name], {}, {})
            yield from _rest(
                name, *({key: value for key, value in side[name].items() if key != "set"} for side in (mine, theirs))
            )
        else:
            before_title, after_title = (
                side[name].get("title") or name if name in side else None for side in (mine, theirs)
            )
            yield ScenarioChange(name, "variant", before_title, after_title, kind="setting")


def _by_path(side: Mapping[str, Any]) -> dict[str, Any]:
    """What is set for each parameter; where it is drawn anew in each world, its distribution."""
    return {path: value for part in _BY_PATH for path, value in (side.get(part) or {}).items()}


def _values(
    variant: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    declared: Mapping[str, Any],
    declared_after: Mapping[str, Any],
) -> Iterator[ScenarioChange]:
    """What is set differently, parameter by parameter; of dated values the steps that differ."""
    one, other = _by_path(before), _by_path(after)
    for path in sorted({**one, **other}):
        (first, source), (second, other_source) = (_told(side.get(path, _ABSENT)) for side in (one, other))
        if source != other_source:
            yield ScenarioChange(variant, path, source, other_source, "source", "words")
        if _is_dated(first) and _is_dated(second):
            yield from _dated(variant, path, first, second)
        elif first is _ABSENT or second is _ABSENT:
            one_says, other_says = _said(first, declared.get(path)), _said(second, declared_after.get(path))
            if one_says == other_says:  # the one says what is declared, the other nothing
                one_says, other_says = _said(first, None), _said(second, None)
            yield ScenarioChange(variant, path, one_says, other_says)
        elif first != second:
            yield ScenarioChange(variant, path, _said(first, None), _said(second, None))


def _said(value: Any, silent: Any) -> Any:
    """What is said of a parameter; with null, a variant goes back to what is declared."""
    return silent if value is _ABSENT else "as declared" if value is None else value


def _told(written: Any) -> tuple[Any, str]:
    """A value without who says so, and who does."""
    if isinstance(written, Mapping) and "value" in written and "source" in written:
        return written["value"], str(written["source"])
    return written, ""


def _is_dated(value: Any) -> bool:
    return isinstance(value, Mapping) and all(key == "" or str(key)[:4].isdigit() for key in value)


def _dated(variant: str, path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ScenarioChange]:
    for day in sorted({**before, **after}):
        from_when = f"from {day or FROM_THE_START}"
        one, other = _step(before.get(day)), _step(after.get(day))
        for key in dict.fromkeys([*one, *other]):
            if one.get(key) != other.get(key):
                part = from_when if key == "value" else f"{from_when}, {key}"
                kind: Kind = "words" if key == "source" else "parameter"
                yield ScenarioChange(variant, path, one.get(key), other.get(key), part, kind)


def _step(written: Any) -> Mapping[str, Any]:
    return written if isinstance(written, Mapping) and "value" in written else {"value": written}


def _rest(variant: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ScenarioChange]:
    """What differs in everything but values of parameters, leaf by leaf."""
    for at, one, other in _leaves(before, after):
        places = [place for place in at if place.startswith(" ")]
        what = ".".join(at[: at.index(places[0])] if places else at)
        part = ", ".join(place.strip() for place in at[at.index(places[0]) :]) if places else ""
        yield ScenarioChange(variant, what, one, other, part, _kind(at))


def _kind(at: tuple[str, ...]) -> Kind:
    if at[-1] in _TOLD_KEYS or at[0] in _TOLD_PARTS:
        return "words"
    size = (at[0] == "runs" and at[-1] != "seed") or at == ("sweep", "worlds")
    return "size" if size else "setting"


def _leaves(before: Any, after: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Where two trees differ: place, and both values, None where one has nothing; list entries begin with a space."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            yield from _leaves(before.get(key), after.get(key), (*at, str(key)))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _entries(before, after, at)
    elif before != after:
        yield at, before, after


def _entries(before: list[Any], after: list[Any], at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Entries that differ, in order: those that came and went, and those that stand in one place and are others."""
    if not all(isinstance(one, Mapping) for one in (*before, *after)):
        if before != after:
            yield at, before, after
        return
    mine, theirs = ([json.dumps(one, sort_keys=True) for one in side] for side in (before, after))
    for tag, low, high, start, stop in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for step in range(max(high - low, stop - start)):
            one = before[low + step] if low + step < high else None
            other = after[start + step] if start + step < stop else None
            number = (low if one is not None else start) + step + 1
            yield from _leaves(one, other, (*at, f" {number} ({_entry(one or other or {})})"))


def _entry(one: Mapping[str, Any]) -> str:
    """An event, or another entry of a list, so that it is found again."""
    day = one.get("on") or one.get("between")
    told = (one.get("actor"), one.get("act"), " to ".join(day) if isinstance(day, list) else day)
    return " ".join(str(word) for word in told if word)


# -- a result that is written over ----------------------------------------------------------------------------------


def replaced(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    short: Mapping[str, str],
    defaults: Mapping[str, Any] | None = None,
) -> str:
    """What a run sets otherwise than the result it writes over, short enough for one line.

    Sizes (worlds, draws) and texts are left out.

    Args:
        before, after: the resolved scenarios, as ``manifest["scenario"]["resolved"]`` holds them.
        short: the crisis's short names of actors.
        defaults: what each parameter is where a scenario says nothing; without it, "as declared".

    Returns:
        ``"other settings: Iran margin 2 -> 1.5; seed 1 -> 5"``; empty when both set the same.
    """
    found = between(before, after, defaults)
    said = list(dict.fromkeys(_brief(one, short) for one in found if one.kind in ("parameter", "setting")))
    more = [f"and {len(said) - _NAMED:,} more"] if len(said) > _NAMED else []
    return f"other settings: {'; '.join(said[:_NAMED] + more)}" if said else ""


#: Keys of the file that a reader calls otherwise.
_CALLED: Final[dict[tuple[str, ...], str]] = {
    ("runs", "seed"): "seed",
    ("clock", "start"): "first day",
    ("clock", "days"): "days",
}


def _brief(one: ScenarioChange, short: Mapping[str, str]) -> str:
    if one.what == "variant":
        return f"variant {in_words(one.variant)} {'gone' if one.after is None else 'new'}"
    whose = f"{in_words(one.variant)}: " if one.variant else ""
    whole = _WHOLES.get(one.what.partition(".")[0])
    if whole and one.kind == "setting":
        return f"{whose}another {whole}"
    key = _CALLED.get(tuple(one.what.split(".")), one.what)
    what = parameter_title(one.what, short) if one.kind == "parameter" else key
    name, values = f"{what}{f' {one.part}' if one.part else ''}", one.sides()
    return f"{whose}{name} {' -> '.join(values)}" if max(map(len, values)) <= _LONGEST else f"{whose}another {name}"
