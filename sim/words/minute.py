"""What a reader with one minute needs of a result: what was asked, the answer, how sure it is, what was assumed."""

from __future__ import annotations

from dataclasses import dataclass

from sim.words.prose import filled


@dataclass(frozen=True)
class Minute:
    """The same words for a page, a gallery and a terminal.

    Attributes:
        asked: the question that was put.
        answer: a sentence of at most 25 words, with its range.
        sure: how sure that is, and what it does not allow for.
        assumed: what it takes for granted.
        repeat: the command that repeats it; empty where it is not known.
    """

    asked: str
    answer: str
    sure: str
    assumed: str
    repeat: str = ""

    def text(self, letters: int) -> str:
        """For a terminal, whose reader has just given the command: the answer first, in lines of so many letters."""
        parts = (self.answer, f"How sure: {self.sure}", f"Assumed: {self.assumed}")
        return "\n\n".join(filled(one, letters) for one in parts)
