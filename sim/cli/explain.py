"""``redline explain``: why a world of a finished run ended as it did, and what hinged on which act."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Iterable
from typing import Any

from sim.cli.console import BadInput, columns


def main(args: argparse.Namespace) -> None:
    """Prints the chain of causes; with --without or --turning-point also what changes; or the roots of all worlds."""
    from sim.api import read

    results = read(args.run)
    _check(args)
    try:
        if args.roots:
            _roots(results, args)
        else:
            _one(results, args)
    except ValueError as error:
        raise BadInput(f"{args.run}: {error}") from error


def _check(args: argparse.Namespace) -> None:
    """Finds options that would be passed over without a word."""
    if args.roots and (args.without is not None or args.turning_point):
        raise BadInput("--roots counts over all worlds; --without and --turning-point ask about one: leave out either")
    if args.outcome and not args.roots:
        raise BadInput("--outcome goes with --roots; a single world has the outcome it has")
    if args.without is not None and args.world is None and args.pick is None:
        raise BadInput("--without takes an event of one world: say which with --world N or --pick RULE")


def _one(results: Any, args: argparse.Namespace) -> None:
    import sim
    from sim.analyses.explain.explanation import turning_in_words, without_in_words

    found = sim.explain(results, args.world, pick=(args.pick or "median").replace("-", "_"), variant=args.variant)
    told: dict[str, Any] = found.as_dict()
    blocks = [str(found)]
    if args.without is not None:
        changed = sim.without(results, found.world, args.without, variant=args.variant)
        said = without_in_words(results.crisis, changed, results.date_of)
        told["without"] = {
            "event": args.without,
            "outcome": changed.after.outcome,
            "day": changed.after.day,
            "changed": changed.changed,
            "sentences": said,
        }
        blocks.append("\n".join(said))
    if args.turning_point:
        points = sim.turning_points(results, found.world, variant=args.variant)
        said = turning_in_words(results.crisis, points, found.events)
        told["turning_points"] = {
            "tried": len(points.tried),
            "turning": [{"event": one.event, "outcome": one.outcome, "day": one.day} for one in points.turning],
            "sentences": said,
        }
        blocks.append("\n".join(said))
    _print(told, blocks, args)


def _roots(results: Any, args: argparse.Namespace) -> None:
    import sim
    from sim.analyses.explain.roots import in_words

    outcome = args.outcome or results.scenario.headline
    sealed = [key for key, one in results.crisis.outcomes.items() if one.sealed_by]
    if outcome not in sealed:
        raise ValueError(f"{outcome!r} has no act that seals it; allowed: {', '.join(sealed)}")
    variant = args.variant or results.variants[0]
    if variant not in results.variants:
        raise ValueError(f"there is no variant {variant!r}; allowed: {', '.join(results.variants)}")
    found = sim.roots(results, variant, outcome)
    if found is None:
        raise ValueError(f"no world of {variant!r} whose events are kept ends in {outcome}")
    _print(found.as_dict(), ["\n".join(in_words(results.crisis, found))], args)


def _print(told: dict[str, Any], blocks: Iterable[str], args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(map(_wrapped, block.splitlines())) for block in blocks))


def _wrapped(line: str) -> str:
    return textwrap.fill(line, columns(), subsequent_indent="    ", break_on_hyphens=False, break_long_words=False)
