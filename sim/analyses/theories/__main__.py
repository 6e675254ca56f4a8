"""Prints how every theory fares: ``python -m sim.analyses.theories > docs/theories.md``."""

from __future__ import annotations

import argparse
import sys

from sim.analyses.facts.scored import score_run
from sim.analyses.theories import agreement, in_words
from sim.analyses.theories.stacked import WORLDS, foresight, stacked
from sim.crisis.us_iran import US_IRAN
from sim.runs.results import Results
from sim.runs.run import run
from sim.runs.workers.workers import usable_cores
from sim.scenario import load

INTRODUCTION = """# Three theories, side by side

Made by `make theories`, with {worlds:,} worlds a side, a replay or a theory, at default parameters;
do not edit by hand. The theories are told in [model.md](model.md#rival-theories). `redline theories FILE` asks the
first question of another scenario, `--record` the second; `runs: {{theories: 400}}` in a file has its page answer the
first.

"""


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m sim.analyses.theories", description=__doc__)
    parser.add_argument("--worlds", type=int, default=WORLDS)
    worlds, names = parser.parse_args().worlds, agreement.titles(US_IRAN)
    print(INTRODUCTION.format(worlds=worlds), end="")
    print("\n\n".join([_contrasts(worlds, names), _record(worlds, names), _facts(worlds, names)]))


def _contrasts(worlds: int, names: dict[str, str]) -> str:
    scenario = load("redline:rival_theories", crisis=US_IRAN)
    found = agreement.contrasts(scenario, worlds=worlds, jobs=usable_cores(), tell=_tell)
    rows = [
        (US_IRAN.outcomes[one.outcome].title, *(in_words.cell(each) for each in one.under), in_words.flag(one))
        for one in found
    ]
    said = "Worlds in 100 with sanctions and without, and the difference in points with its 95% interval:"
    return f"**What do no sanctions change?** {said}\n\n" + _table(["", *names.values(), "Same sign?"], rows)


def _record(worlds: int, names: dict[str, str]) -> str:
    found = stacked(load("redline:maximum_pressure", crisis=US_IRAN), worlds=worlds, jobs=usable_cores(), tell=_tell)
    rows = [
        (
            names[one.theory],
            *(f"{value:.2f}" for value in (one.log, one.brier, one.crps)),
            f"{one.pseudo_bma:.0%}",
            f"{one.stacking:.0%} ({one.low:.0%} to {one.high:.0%})",
        )
        for one in found.theories
    ]
    head = [
        "",
        "Log score",
        "Brier",
        f"CRPS ({found.numbers} numbers)",
        "Weight, pseudo-BMA+",
        "Weight, stacking (95%)",
    ]
    said = " ".join(foresight(found, names))
    return f"**Which foresaw what followed the turning points?** {said}\n\n" + _table(head, rows)


def _facts(worlds: int, names: dict[str, str]) -> str:
    text = "\n".join(
        [
            "extends: redline:maximum_pressure",
            f"runs: {{worlds: {worlds}, assumptions: {{draws: 0}}}}",
            "variants:",
            *(f"  {key}: {{theory: {key}}}" for key in [*names][1:]),
        ]
    )
    scored = score_run(run(load(text, crisis=US_IRAN), made=Results, jobs=usable_cores())).scores
    each = dict(zip(names, scored.values(), strict=True))
    first, *_ = each.values()
    rows = []
    for place, one in enumerate(first):
        verdicts = [found[place].verdict for found in each.values()]
        if len(set(verdicts)) > 1:
            rows.append((one.fact.fact, *verdicts))
    counts = [f"“{names[key]}” {sum(one.within is True for one in found)}" for key, found in each.items()]
    held = sum(one.within is not None for one in first)
    said = (
        f"Of {held} facts that are held against nine in ten worlds, those inside: {', '.join(counts)}. Pay-offs of the "
        "strategic theory were stated before it was scored, and not moved since. Facts on which the theories differ:"
    )
    return f"**Which shows the stylised facts?** {said}\n\n" + _table(["", *names.values()], rows)


def _table(head: list[str], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _tell(what: str, done: int, total: int) -> None:
    print(f"{what}: {done:,} of {total:,} worlds", file=sys.stderr)


if __name__ == "__main__":
    main()
