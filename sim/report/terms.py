"""Terms of the page: what each means, where it is first used, and the ladder of escalation they climb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from markupsafe import Markup, escape

from sim.engine.crisis import Crisis
from sim.report.parts import Key, Section
from sim.words import prose


@dataclass(frozen=True)
class Term:
    """One term: its key in addresses, title, meaning, and the words of a text that stand for it."""

    key: str
    title: str
    meaning: str
    said: tuple[str, ...]


#: Terms of statistics, whatever the crisis.
_USUAL: Final = (
    Term(
        "setting",
        "Setting",
        "one joint draw of all numbers that no source settles, each from its plausible range.",
        ("settings", "setting"),
    ),
    Term(
        "interval",
        "Simulation interval",
        "where the share lies, 95 times of 100, as far as luck between worlds goes (Wilson). Right or wrong rules are "
        "not in it.",
        ("simulation interval", "95% intervals", "95% interval", "Wilson"),
    ),
    Term(
        "paired",
        "Paired difference",
        "the same worlds, with the same luck, under both variants; only worlds that end differently count.",
        ("paired", "in the same worlds"),
    ),
    Term(
        "regret",
        "Regret",
        "by how many worlds of 100 a choice does worse than the best one in the same setting.",
        ("regret",),
    ),
    Term(
        "icd203",
        "ICD 203",
        "the US intelligence community's fixed words for likelihood, from almost no chance to almost certain.",
        ("ICD 203",),
    ),
    Term(
        "sobol",
        "Sobol' index",
        "share of the variance of an outcome that comes with a number: alone, or with all it works with.",
        ("Sobol' index", "Sobol' indices"),
    ),
    Term(
        "plausible",
        "Plausible range",
        "what an analyst would defend for a number that no source settles.",
        ("plausible ranges", "plausible range", "plausible"),
    ),
)
_RUNG: Final = "rung"
_LINE: Final = Term(
    "line",
    "Line",
    "a rung from which somebody acts: a red line where it was announced, a threshold where it was not.",
    ("red line", "threshold", "line"),
)


def terms(crisis: Crisis) -> tuple[Term, ...]:
    """The terms of a crisis's pages: its ladder, its outcomes by their criteria, and those of statistics."""
    names = [f"{at} {name}" for at, (name, _) in enumerate(crisis.rungs)]
    rung = Term(_RUNG, "Rung", f"step on one ladder of acts: {', '.join(names)}.", ("rungs", _RUNG))
    ends = [Term(f"end-{one.key}", one.title, one.criterion, (one.title,)) for one in crisis.outcomes.gravest_first]
    return (rung, _LINE, *ends, *_USUAL)


@dataclass(frozen=True)
class Rung:
    """One rung as it is drawn: its number, name, and ``"force"``, ``"top"`` or nothing."""

    at: int
    name: str
    kind: str


@dataclass(frozen=True)
class Ladder:
    """The ladder of escalation, the highest rung first, in the section where rungs are first spoken of.

    Attributes:
        key: the section's.
        rungs: what is drawn.
        force: a sentence on its colours; empty where no act is force.
        said: the text alternative.
    """

    key: str
    rungs: tuple[Rung, ...]
    force: str
    said: str


def ladder(crisis: Crisis, sections: Sequence[Section]) -> Ladder | None:
    """The ladder at its first use; None where no section speaks of rungs."""
    first = next((one.key for one in sections if any(re.search(r"\brungs?\b", text) for text in _texts(one))), None)
    if first is None:
        return None
    force = [act.rung for act in crisis.acts.values() if act.kind == "force"]
    lowest, last = min(force, default=len(crisis.rungs)), len(crisis.rungs) - 1
    kinds = ["top" if at == last else "force" if at >= int(lowest) else "" for at in range(last + 1)]
    rungs = [Rung(at, name, kind) for (at, (name, _)), kind in zip(enumerate(crisis.rungs), kinds, strict=True)]
    said = f"{last + 1} rungs, from {rungs[0].name} (0) to {rungs[-1].name} ({last})."
    means = f"Shaded: force, from rung {int(lowest)}. Solid: {rungs[-1].name}." if force else ""
    return Ladder(first, tuple(reversed(rungs)), means, f"Ladder of escalation: {said} {means}".strip())


def marked(sections: Sequence[Section], known: Sequence[Term]) -> list[Section]:
    """The sections with each term explained where it is first read in each of them; headings are left alone."""
    return [_Marker(known).section(one) for one in sections]


class _Marker:
    """Marks each term once within a section."""

    def __init__(self, known: Sequence[Term]):
        self._of = {said.lower(): term for term in known for said in term.said}
        longest = sorted(self._of, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w\u2019'-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)
        self._seen: set[str] = set()

    def text(self, text: str) -> str:
        """A text with its terms as buttons; everything else is escaped."""
        parts, at = [], 0
        for found in self._pattern.finditer(text):
            term = self._of[found[0].lower()]
            if term.key in self._seen:
                continue
            self._seen.add(term.key)
            button = Markup(
                '<button type="button" class="term" popovertarget="term-{}" popovertargetaction="show">{}</button>'
            )
            parts += [escape(text[at : found.start()]), button.format(term.key, found[0])]
            at = found.end()
        return Markup("").join([*parts, escape(text[at:])]) if parts else text

    def section(self, section: Section) -> Section:
        """A section whose subtitles, keys, notes and sentences explain their terms."""
        if section.key == "glossary":
            return section
        subtitle = self.text(section.subtitle)
        data = self._data(section.data) if isinstance(section.data, Mapping) else section.data
        groups = tuple(
            replace(
                group,
                subtitle=self.text(group.subtitle),
                keys=self._keys(group.keys),
                said=tuple(map(self.text, group.said)),
                turns=tuple(replace(turn, words=self.text(turn.words)) for turn in group.turns),
                turns_notes=tuple(map(self.text, group.turns_notes)),
            )
            for group in section.groups
        )
        notes, how = (tuple(map(self.text, some)) for some in (section.notes, section.how))
        return replace(section, subtitle=subtitle, data=data, groups=groups, notes=notes, how=how)

    def _keys(self, keys: Sequence[Key]) -> tuple[Key, ...]:
        return tuple(replace(key, text=self.text(key.text)) for key in keys)

    def _data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What a layout is handed; of it, keys and what is said in sentences."""
        told = dict(data)
        if "keys" in told:
            told["keys"] = self._keys(told["keys"])
        if "sentences" in told:
            told["sentences"] = tuple(map(self.text, told["sentences"]))
        return told


def _texts(section: Section) -> Iterator[str]:
    """What a reader sees of a section before anything is unfolded."""
    yield from (section.title, section.subtitle, *section.notes)
    if isinstance(section.data, Mapping):
        yield from section.data.get("sentences", ())
    for group in (one for one in section.groups if not one.fold):
        yield from (group.title, group.subtitle, *group.said, *group.turns_notes)
        yield from (turn.words for turn in group.turns)
        if group.facts:
            yield from (prose.joined(*row) for row in group.facts.rows)
