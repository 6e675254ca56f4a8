"""The article's claims, and where each is in the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sim.report import text
from sim.report.parts import Section
from sim.results import Results


@dataclass(frozen=True)
class Row:
    """One claim as the page prints it."""

    id: str
    text: str
    standing: str
    becomes: str
    rules: tuple[str, ...]
    parameters: tuple[str, ...]


def section(results: Results) -> Section | None:
    """The table of claims."""
    if not results.claims:
        return None
    rows = [_row(results, claim) for claim in results.claims]
    counts = Counter(row.standing for row in rows)
    return Section(
        key="claims",
        nav="Claims",
        title=f"{len(rows)} claims of the article, and where each is in the model",
        subtitle=text.first_upper(text.listed([f"{count} {standing}" for standing, count in counts.most_common()]))
        + "; contested and expected claims are tested by the model, never built in",
        layout="claims",
        data=rows,
        source="Source: a news article of 7 January 2020, in this project's own words.",
    )


def _row(results: Results, claim: Any) -> Row:
    paths = [path for path, parameter in results.catalogue.items() if claim.id in parameter.claims]
    return Row(
        claim.id,
        claim.text,
        claim.standing,
        str(claim.becomes or ""),
        tuple(claim.rules or ()),
        tuple(_families(paths)),
    )


def _families(paths: list[str]) -> list[str]:
    """Paths with the members of a family folded into one: ``proxies.*.autonomy``."""
    folded = []
    for path in paths:
        first, *rest = path.split(".")
        many = first in ("proxies", "mediators", "theatres") and len(rest) > 1
        folded.append(f"{first}.*.{'.'.join(rest[1:])}" if many else path)
    return list(dict.fromkeys(folded))
