"""``redline claims``: what the article claims, and what became of each claim."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.cli import arguments
from sim.cli.console import columns
from sim.words.prose import filled

if TYPE_CHECKING:
    from sim.engine.claims import Claim


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Prints every claim with the rules and parameters that name it."""
    from sim.crisis.us_iran import US_IRAN
    from sim.words.parameters import folded

    for claim in US_IRAN.claims_with_uses():
        paths = dict.fromkeys(folded(path, US_IRAN.cast) for path in claim.parameters)
        print(_paragraph(claim, paths), end="\n\n")


def _paragraph(claim: Claim, paths: Iterable[str]) -> str:
    became = {"becomes": claim.becomes, "rules": ", ".join(claim.rules), "parameters": ", ".join(paths)}
    lines = [f"{claim.id}  {claim.standing}", _wrapped(claim.text)]
    return "\n".join(lines + [_wrapped(f"{name}: {words}") for name, words in became.items() if words])


def _wrapped(text: str) -> str:
    return filled(" ".join(text.split()), columns(), "     ", "     ")
