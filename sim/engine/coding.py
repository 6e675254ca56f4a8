"""How a data set that others coded becomes a record: rules in YAML beside the record, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sim.engine.packaged import read_yaml

#: Patterns by column; all must be found for a rule to hold.
Patterns = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class Rule:
    """What rows of one kind become.

    Attributes:
        why: why so.
        when: what must be found in which columns.
        doer: sides one of which must have done it; empty for any.
        target: sides one of which it must have been done to; empty for any.
        aimed: whether it must be aimed at what the scheme calls ``ours``.
        category: of the record, or by side of the doer where it depends on that.
        action: what was done, in the record's words.
        drop: why such rows are left out; empty where they are taken.
    """

    why: str
    when: Patterns = field(default_factory=dict)
    doer: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    aimed: bool = False
    category: str | Mapping[str, str] = ""
    action: str = ""
    drop: str = ""

    def __post_init__(self) -> None:
        if bool(self.drop) == bool(self.category and self.action):
            raise ValueError(f"a rule either drops or says category and action: {self.why!r}")
        if not self.why:
            raise ValueError(f"a rule without its reason: {self.drop or self.action!r}")


@dataclass(frozen=True)
class Name:
    """A name that the data set has for somebody whom the record calls otherwise.

    Attributes:
        pattern: what the name is like, all of it.
        why: why it is he.
        called: the record's name.
        attribution: how sure it is who did it; empty for the scheme's own.
        drop: why rows in which he acts are left out; empty where they are taken.
    """

    pattern: re.Pattern[str]
    why: str
    called: str = ""
    attribution: str = ""
    drop: str = ""

    def __post_init__(self) -> None:
        if bool(self.drop) == bool(self.called) or not self.why:
            raise ValueError(f"a name is either called something or dropped, with a reason: {self.pattern.pattern!r}")


@dataclass(frozen=True, eq=False)  # each is read once, and is itself alone
class Scheme:
    """A data set: its columns, and what its rows become.

    Attributes:
        title: its name.
        codebook: where its columns and codes are described.
        terms: on what terms its rows may be passed on.
        columns: name of the column that plays each part: ``date``, ``doer``, ``target``, ``country``, ``place``,
            ``text``, ``id``, ``dead``; a part that is missing is nowhere coded.
        dates: forms of a day, as :meth:`datetime.datetime.strptime` takes them.
        confidence, attribution: of all rows.
        unknown: what the data set cannot say, in sentences.
        rules: in order; the first that holds counts.
        header: names of the columns of a file without a heading; empty where it has one.
        tabs: whether values are separated by tabs.
        names: names of its own.
        ours: what makes a target one that rules ask for; and the record's words for it, by pattern.
        countries: codes of countries, and their names.
        sides: columns of the dead of both sides, by which doer and target are told; empty where they are given.
    """

    title: str
    codebook: str
    terms: str
    columns: Mapping[str, str]
    dates: tuple[str, ...]
    confidence: str
    attribution: str
    unknown: tuple[str, ...]
    rules: tuple[Rule, ...]
    header: tuple[str, ...] = ()
    tabs: bool = False
    names: tuple[Name, ...] = ()
    ours: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    sides: tuple[str, ...] = ()


@cache
def read_scheme(package: str, name: str) -> Scheme:
    """The scheme in ``NAME.yaml`` of a package."""
    found: dict[str, Any] = read_yaml(package, f"{name}.yaml")
    rules = tuple(_rule(one) for one in found.pop("rules"))
    names = tuple(Name(_pattern(one.pop("name")), **one) for one in found.pop("names", ()))
    ours = {words: _pattern(pattern) for words, pattern in found.pop("ours", {}).items()}
    for key in ("dates", "unknown", "header", "sides"):
        found[key] = tuple(found.get(key, ()))
    return Scheme(rules=rules, names=names, ours=ours, **found)


def _rule(one: dict[str, Any]) -> Rule:
    when = {column: _pattern(pattern) for column, pattern in one.pop("when", {}).items()}
    return Rule(when=when, doer=tuple(one.pop("doer", ())), target=tuple(one.pop("target", ())), **one)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
