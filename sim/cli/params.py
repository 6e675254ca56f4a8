"""``redline params``: every parameter, with what it stands on."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from sim.cli import arguments
from sim.cli.console import BadInput, columns, plain
from sim.engine.nearest import hint
from sim.engine.parameters import BASES, Parameter
from sim.words.prose import filled, many

if TYPE_CHECKING:
    from sim.engine.cast import Cast

COLUMNS = (
    "path", "default", "unit", "bounds", "plausible", "basis", "claims", "rival", "rival source", "source", "note",
    "exact because",
)  # fmt: skip


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    which = "part of a path, a claim (C13), a basis (assumed), or start for the states that may be given"
    verb.add_argument("what", nargs="?", default="", metavar="WHAT", help=which)
    moved = "move each to both ends of its range, in the same worlds, and say which change no world's outcome or day"
    verb.add_argument("--inert", nargs="+", default=[], metavar="RUN_OR_FILE", help=moved)
    verb.add_argument("--worlds", type=arguments.at_least_one, metavar="N", help="with --inert: worlds (default: 240)")
    verb.add_argument("--jobs", type=arguments.at_least_one, metavar="N", help="with --inert: threads")
    arguments.engine(verb)
    verb.add_argument("--json", action="store_true", help="with --inert: print the result as one JSON object")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Prints the parameters that fit ``WHAT``, blocks on a terminal and a table of tabs elsewhere; then counts."""
    if args.inert:
        from sim.cli import params_inert

        params_inert.main(args, partial(_fits, args.what))
        return
    if args.worlds or args.jobs or args.engine or args.json:
        raise BadInput("--worlds, --jobs, --engine and --json go with --inert")
    from sim.crisis.us_iran import US_IRAN

    everything = US_IRAN.catalogue
    found = {path: one for path, one in everything.items() if _fits(args.what, path, one)}
    if not found:
        raise BadInput(f"no parameter fits {args.what!r}{hint(args.what, everything, 0.4)}")
    if sys.stdout.isatty():
        rival = next((theory.key for theory in US_IRAN.theories if theory.rival), "")
        print("\n\n".join(_block(path, one, rival) for path, one in found.items()), end="\n\n")
        print(_wrapped(_counts(found, US_IRAN.cast), "", ""))
    else:
        rows = [_row(path, one) for path, one in found.items()]
        print("\n".join("\t".join(row) for row in [COLUMNS, *rows]))
        print(f"# {_counts(found, US_IRAN.cast)}")


def _fits(what: str, path: str, one: Parameter) -> bool:
    if what == "start":
        return bool(one.starts)
    return what in path or what == one.basis or what.upper() in one.claims


def _row(path: str, one: Parameter) -> tuple[str, ...]:
    """One line of the list for programs, empty where nothing is declared."""
    bounds = " | ".join(one.choices) if one.choices else _range(one.bounds)
    rival = "" if one.rival is None else f"{one.rival:g}"
    words = (path, _default(one), one.unit, bounds, _range(one.plausible), one.basis, " ".join(one.claims))
    return tuple(
        " ".join(word.split()) for word in (*words, rival, one.rival_source or "", one.source, one.note, one.exact)
    )


def _default(one: Parameter) -> str:
    return f"{one.default:g}" if isinstance(one.default, int | float) else str(one.default)


def _range(ends: tuple[float, float] | None) -> str:
    return "" if ends is None else f"{ends[0]:g} to {ends[1]:g}"


def _counts(found: dict[str, Parameter], cast: Cast) -> str:
    """How many parameters there are of each basis; members of a family share declarations, so these are fewer."""
    from sim.words.parameters import folded

    counted = Counter(one.basis for one in found.values())
    kinds = {(folded(path, cast), one.default, one.source, one.basis) for path, one in found.items()}
    declarations = Counter(kind[-1] for kind in kinds)
    parts = []
    for basis in BASES:
        number, fewer = counted[basis], declarations[basis]
        behind = f" (from {many(fewer, 'declaration')})" if fewer < number else ""
        parts.append(f"{number} {basis}{behind}")
    return f"{many(len(found), 'parameter')} by what their default stands on: {', '.join(parts)}"


def _block(path: str, one: Parameter, rival: str) -> str:
    """One parameter for a reader: its path, then what it is, also under the rival theory, and what it stands on."""
    bounds = f"one of {', '.join(one.choices)}" if one.choices else f"bounds {_range(one.bounds)}"
    facts = [f"{_default(one)} {'' if one.choices else one.unit}".strip(), bounds]
    facts += [f"plausible {_range(one.plausible)}"] if one.plausible else []
    lines = [f"{'; '.join(facts)}; {one.basis}; {' '.join(one.claims)}", one.note, f"source: {one.source}"]
    lines += [f"exact: {one.exact}"] if one.exact else []
    if one.rival is not None:
        lines.append(f"under {rival}: {one.rival:g}; {one.rival_source}")
    name = path if plain() else f"\x1b[1m{path}\x1b[0m"
    return "\n".join([name, *map(_wrapped, lines)])


def _wrapped(text: str, first: str = "    ", more: str = "      ") -> str:
    return filled(" ".join(text.split()), columns(), more, first)
