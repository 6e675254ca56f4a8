"""Draws the assumptions of the reference scenario: ``python -m sim.analyses.prior > docs/prior_predictive.md``."""

from __future__ import annotations

import argparse

from sim.analyses.prior.prior_predictive import markdown, shares
from sim.crisis.us_iran import US_IRAN
from sim.runs.plan import Plan
from sim.scenario import load

INTRODUCTION = """# What the assumptions allow, beside how such crises ended

Made by `make prior`: {draws} draws of the {varied} assumed parameters of `{name}` over their plausible ranges,
{worlds} worlds each, seed {seed}; do not edit by hand. Nothing is tuned to this table: no default, range or rule
rests on a reference class.

The units differ. A reference class counts single disputes or crises; a world is {days} days of one confrontation under
the sanctions as they were decided, with room for several episodes, so a simulated share above the rate of one episode
is no error in itself. A world counts once, as what it ended in: one that saw an exchange of force and then ended in a
settlement or a collapse counts as that. International Crisis Behavior counts violence in a crisis, whoever fought;
Militarized Interstate Disputes count the parties' own highest acts. Sources: `sim/crisis/facts/base_rates.yaml`.

"""


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m sim.analyses.prior", description=__doc__)
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--worlds", type=int, default=40, help="worlds per draw")
    arguments = parser.parse_args()
    scenario = load("redline:maximum_pressure", crisis=US_IRAN)
    scenario = scenario.changed({"assumptions": {"draws": arguments.draws, "worlds": arguments.worlds}}, "--draws")
    print(
        INTRODUCTION.format(
            draws=f"{arguments.draws:,}",
            varied=len(Plan.of(scenario).drawn),
            name=scenario.name,
            worlds=arguments.worlds,
            seed=scenario.seed,
            days=scenario.days,
        )
        + markdown(US_IRAN, shares(scenario))
    )


if __name__ == "__main__":
    main()
