"""What stands on a card: question, answer, picture, caveat and what repeats it, as plain data for the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sim.analyses.answer.answer import headline
from sim.analyses.condition.in_words import digest
from sim.analyses.settings.in_words import sentences
from sim.report import phrases
from sim.report.card.cite import line, text, version
from sim.report.card.picture import picture
from sim.report.card.plots import Picture
from sim.report.sections.essentials import essentials
from sim.report.sections.method import replaced
from sim.runs.results import Results

#: The caveat of every card.
CAVEAT: Final = "Frequencies inside a model, not forecasts."
#: Letters of a digest on a card; the page of A4 has all of them.
SHORT: Final = 16


@dataclass(frozen=True)
class Card:
    """The words and the picture of a card; every text is one line.

    Attributes:
        title, question: the scenario's; the question may be empty.
        answer: the headline, letter for letter that of the page.
        base_rate: how often cases of its kind ended so; empty where no class of cases is declared.
        caveat: what the numbers are not, and whose rules they are where actors were replaced.
        stamp: program, scenario, worlds, seed and digest.
        author: whose work a document says it is.
        picture: what is drawn, see :mod:`sim.report.card.picture`.
        more: name and words of what the page of A4 says below the picture, the most important first.
    """

    title: str
    question: str
    answer: str
    base_rate: str
    caveat: str
    stamp: str
    author: str
    picture: Picture
    more: tuple[tuple[str, str], ...]

    @property
    def alt(self) -> str:
        """The card in words, for who cannot see it."""
        return " ".join(filter(None, (self.question or self.title, self.answer, self.picture["alt"], self.caveat)))

    def as_dict(self) -> dict[str, Any]:
        """As the drawing reads it."""
        return {**vars(self), "alt": self.alt}


def card(results: Results) -> Card:
    """The card of a run."""
    found = headline(results)
    lines = {one.about: one.words for one in essentials(results, found.finding)}
    holds = " ".join(sentences(results))
    more = (
        ("How sure", lines["How sure"]),
        ("Does it hold?", holds),
        ("Base rate", found.base_rate),
        ("Assumed", lines["Assumed"]),
        ("Repeat it", lines["Repeat it"]),
        ("Cite", text(results)),
    )
    return Card(
        title=line(results.scenario.title),
        question=line(results.scenario.question),
        answer=line(found.sentence),
        base_rate=line(found.base_rate),
        caveat=line(" ".join((CAVEAT, *replaced(results)))),
        stamp=line(stamp(results)),
        author=line(phrases.source(results).partition(",")[0].removeprefix("Source: ")),
        picture=picture(results),
        more=tuple((name, line(words)) for name, words in more if words),
    )


def stamp(results: Results) -> str:
    """Program, scenario, worlds, seed and the digest's beginning, in a line."""
    per = "worlds each" if len(results.design) > 1 else "worlds"
    return (
        f"{version(results)} · {results.scenario.name} · {results.worlds:,} {per} · seed {results.seed} · "
        f"{digest(results, SHORT)}"
    )
