"""``redline claims``: what the article claims, and what became of each claim."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any

from sim.cli.console import columns
from sim.crisis.us_iran import US_IRAN
from sim.words.parameters import folded


def main(args: argparse.Namespace) -> None:
    """Prints every claim with the rules and parameters that name it."""
    from sim.crisis.us_iran import US_IRAN

    for claim in US_IRAN.claims_with_uses():
        print(_paragraph(claim), end="\n\n")


def _paragraph(claim: Any) -> str:
    paths = dict.fromkeys(folded(path, US_IRAN.cast) for path in claim.parameters)
    became = {"becomes": claim.becomes, "rules": ", ".join(claim.rules), "parameters": ", ".join(paths)}
    lines = [f"{claim.id}  {claim.standing}", _wrapped(claim.text)]
    return "\n".join(lines + [_wrapped(f"{name}: {words}") for name, words in became.items() if words])


def _wrapped(text: str) -> str:
    return textwrap.fill(
        " ".join(text.split()), columns(), initial_indent="     ", subsequent_indent="     ", break_on_hyphens=False
    )
