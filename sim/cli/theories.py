"""``redline theories FILE``: whether every contrast of a file keeps its sign under every theory."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.cli import arguments
from sim.cli.console import BadInput, columns, put, put_json, say, steps
from sim.words.prose import filled, first_upper

if TYPE_CHECKING:
    from sim.analyses.theories.agreement import Contrast
    from sim.scenario import Scenario

EPILOG = """\
Lives the baseline and each variant under every theory, with the same luck, and says
whether the difference between them keeps its sign. --record also scores each theory on
what followed the turning points of the record, and weighs them by that.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    verb.add_argument("file", metavar="FILE", help="scenario file with variants, such as redline:rival_theories")
    verb.add_argument("--worlds", type=arguments.at_least_one, metavar="N", help="worlds of each side (default: 400)")
    verb.add_argument("--jobs", type=arguments.at_least_one, metavar="N", help="threads")
    verb.add_argument("--record", action="store_true", help="also score the theories on the record (a few minutes)")
    verb.add_argument("--json", action="store_true", help="print the result as one JSON object")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Prints every contrast under every theory, and how the theories foresaw the record where that is asked."""
    from sim.analyses.theories import agreement, stacked
    from sim.api import load
    from sim.runs.workers.workers import usable_cores

    scenario, jobs = load(args.file), args.jobs or usable_cores()
    for warning in scenario.warnings:
        say(str(warning), quiet=args.quiet)
    if len(scenario.crisis.theories) < 2:
        raise BadInput("this crisis has one theory alone")
    try:
        with steps(f"{scenario.name} theories", quiet=args.quiet) as tell:
            worlds = args.worlds or agreement.WORLDS
            found = agreement.contrasts(scenario, worlds=worlds, jobs=jobs, tell=tell)
            seen = stacked.stacked(scenario, worlds=worlds, jobs=jobs, tell=tell) if args.record else None
    except ValueError as error:
        raise BadInput(f"{args.file}: {error}") from error
    if not found and seen is None:
        raise BadInput(f"{args.file}: no variant differs from the baseline in more than its theory")
    if args.json:
        put_json({"contrasts": list(map(agreement.as_dict, found)), "record": None if seen is None else asdict(seen)})
        return
    titles = agreement.titles(scenario.crisis)
    for one in found:
        _show(scenario, one, titles)
    for sentence in stacked.foresight(seen, titles) if seen else ():
        put(filled(sentence, min(columns(), 100)))


def _show(scenario: Scenario, one: Contrast, titles: Mapping[str, str]) -> None:
    from sim.analyses.theories import in_words

    names = {variant.name: variant.title for variant in scenario.variants}
    outcome = scenario.crisis.outcomes[one.outcome].noun
    put(filled(f"{names[one.variant]}: {outcome}, in 100 worlds, from the baseline", min(columns(), 100)))
    for each in one.under:
        put(f"  {first_upper(titles[each.theory]):<28} {in_words.cell(each)}, {in_words.SIGNS[each.sign]}")
    put(filled(f"{in_words.verdict(one, titles)}.", min(columns(), 100)) + "\n")
