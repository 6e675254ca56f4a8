"""``redline params``: every parameter, with what it stands on."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections import Counter
from typing import Any

from sim.cli.console import BadInput
from sim.parameters import BASES

COLUMNS = ("path", "default", "unit", "bounds", "basis", "claims", "source", "note")


def main(args: argparse.Namespace) -> None:
    """Prints the parameters that fit ``WHAT``, and how many there are of each basis."""
    from sim.model import catalogue

    everything = catalogue()
    found = {path: one for path, one in everything.items() if _fits(args.what, path, one)}
    if not found:
        close = difflib.get_close_matches(args.what, everything, 1, 0.4)
        raise BadInput(f"no parameter fits {args.what!r}{f'; did you mean {close[0]}?' if close else ''}")
    rows = [_row(path, one) for path, one in found.items()]
    if sys.stdout.isatty():
        _table(rows)
    else:
        print("\n".join("\t".join(row) for row in [COLUMNS, *rows]))
    print(f"# {_counts(found)}")


def _fits(what: str, path: str, one: Any) -> bool:
    return what in path or what == one.basis or what.upper() in one.claims


def _row(path: str, one: Any) -> tuple[str, ...]:
    bounds = " | ".join(one.choices) if one.choices else f"{one.bounds[0]:g} to {one.bounds[1]:g}"
    default = f"{one.default:g}" if isinstance(one.default, int | float) else str(one.default)
    words = (path, default, one.unit, bounds, one.basis, " ".join(one.claims), one.source, one.note)
    return tuple(" ".join(word.split()) for word in words)


def _counts(found: dict[str, Any]) -> str:
    counted = Counter(one.basis for one in found.values())
    parts = ", ".join(f"{counted[basis]} {basis}" for basis in BASES)
    return f"{len(found)} parameters by what their default stands on: {parts}"


def _table(rows: list[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=False, box=None, pad_edge=False)
    for name in COLUMNS:
        table.add_column(name, overflow="fold", no_wrap=name in ("default", "basis"))
    for row in rows:
        table.add_row(*(Text(word) for word in row))
    Console().print(table)
