"""``redline claims``: what the article claims, and what became of each claim."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any


def main(args: argparse.Namespace) -> None:
    """Prints every claim with the rules and parameters that name it."""
    from sim.claims import claims
    from sim.model import catalogue

    parameters = catalogue()
    for claim in claims():
        print(_paragraph(claim, [path for path, one in parameters.items() if claim.id in one.claims]), end="\n\n")


def _paragraph(claim: Any, paths: list[str]) -> str:
    lines = [f"{claim.id}  {claim.standing}", _wrapped(claim.text)]
    became = {"becomes": claim.becomes, "rules": ", ".join(claim.rules), "parameters": ", ".join(paths)}
    return "\n".join(lines + [_wrapped(f"{name}: {words}") for name, words in became.items() if words])


def _wrapped(text: str) -> str:
    return textwrap.fill(
        " ".join(text.split()), 100, initial_indent="     ", subsequent_indent="     ", break_on_hyphens=False
    )
