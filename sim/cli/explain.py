"""``redline explain``: why a world of a finished run ended as it did, and what hinged on which act."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sim.cli import arguments
from sim.cli.console import BadInput, columns, put, put_json
from sim.engine.nearest import hint
from sim.words.prose import filled

if TYPE_CHECKING:
    from sim.api import Results

EPILOG = """\
A cause is the event that a rule of the model says it answers; numbers in brackets are
events, for --without. Leaving out an act keeps all luck: who would have chosen it lets
the occasion pass, and everyone meets the days after it by the same rules.
examples: redline explain reports/maximum_pressure --pick fastest-war
          redline explain reports/maximum_pressure --world 12 --turning-point
          redline explain reports/maximum_pressure --roots
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    verb.add_argument("run", metavar="RUN", help="folder of a finished run, such as reports/maximum_pressure")
    which = verb.add_mutually_exclusive_group()
    which.add_argument("--world", type=arguments.whole, metavar="N", help="number of the world; any will do")
    rules = ("median", "fastest-war", "near-miss", "closest-to-history")
    which.add_argument("--pick", choices=rules, help="pick a world by a rule (default: median)")
    which.add_argument("--roots", action="store_true", help="say instead what stands at the root over all worlds")
    what = "variant of the world (default: the baseline)"
    verb.add_argument("--variant", type=arguments.name, metavar="NAME", help=what)
    verb.add_argument("--outcome", metavar="NAME", help="with --roots: outcome (default: the scenario's headline)")
    what = "live through the world again without this act, by its number, and say what changes"
    verb.add_argument("--without", type=arguments.whole, metavar="EVENT", help=what)
    what = "leave out every act in turn and say on which the end hinged"
    verb.add_argument("--turning-point", action="store_true", help=what)
    arguments.engine(verb)
    verb.add_argument("--json", action="store_true", help="print one JSON object")
    arguments.quiet(verb)


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


def _one(results: Results, args: argparse.Namespace) -> None:
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


def _roots(results: Results, args: argparse.Namespace) -> None:
    import sim
    from sim.analyses.explain.roots import in_words

    outcome = args.outcome or results.scenario.headline
    if outcome not in results.crisis.outcomes:
        known = results.crisis.outcomes
        raise ValueError(f"there is no outcome {outcome!r}; allowed: {', '.join(known)}{hint(outcome, known)}")
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
        put_json(told)
    else:
        put("\n\n".join("\n".join(map(_wrapped, block.splitlines())) for block in blocks))


def _wrapped(line: str) -> str:
    return filled(line, columns(), "    ")
