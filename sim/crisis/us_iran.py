"""The crisis between the United States and Iran, 2018 to 2020, as everything above :mod:`sim.crisis` is handed it."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from sim.crisis.actors.stakes import STRATEGIC
from sim.crisis.acts import ACTS
from sim.crisis.ladder import RUNGS
from sim.crisis.outcomes import OUTCOMES
from sim.crisis.series import SERIES
from sim.crisis.traits import TRAITS
from sim.crisis.weighed import weighed
from sim.engine.base_rates import read_base_rates
from sim.engine.claims import read_claims
from sim.engine.crisis import Counts, Crisis, Recorded, Theory
from sim.engine.scene import Region
from sim.engine.starts import read_starts

_PACKAGE = Path(__file__).resolve().parents[1]

#: The officials' view of the article, the administration's (C17), and one of rationalist crisis bargaining.
THEORIES: Final = (
    Theory(
        "counter_pressure",
        "Theory: pressure is resisted",
        "Pressure is answered with pressure: the officials' view",
        of="the theory that pressure is resisted, the officials'",
    ),
    Theory(
        "pressure_works",
        "Theory: pressure works",
        "Pain and austerity lower Iran's activity: the administration's view",
        of="the theory that pressure works, the administration's",
        rival=True,
    ),
    Theory(
        STRATEGIC,
        "Theory: both sides reckon",
        "Both capitals weigh what each act is worth and expect the other to do so: rationalist crisis bargaining",
        of="the theory that both sides reckon, choosing by pay-offs and expecting the other to do so",
        agents={
            "united_states": "sim.crisis.actors.washington.strategic:UnitedStates",
            "iran": "sim.crisis.actors.tehran.strategic:Iran",
        },
    ),
)


def _scenarios() -> Path:
    """Where the shipped scenarios lie: beside the package in a checkout, inside it once installed."""
    checkout = _PACKAGE.parent / "scenarios"
    in_checkout = checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file()
    return checkout if in_checkout else _PACKAGE / "_scenarios"


def _record(path: Path | None) -> Recorded:
    from sim.crisis.record.replayed import recorded  # only scenarios that replay the record read it

    return recorded(path)


def _region() -> Region:
    from sim.crisis.region import REGION  # only pages with a film draw it

    return REGION


US_IRAN: Final = Crisis(
    at="sim.crisis.us_iran:US_IRAN",
    title="the crisis between the United States and Iran",
    model_at="sim.crisis.model:CrisisModel",
    cast_at="sim.crisis.cast:CAST",
    outcomes=OUTCOMES,
    acts=ACTS,
    series=SERIES,
    theories=THEORIES,
    rungs=RUNGS,
    start=date(2018, 5, 8),
    days=730,
    headline="war",
    compare=("war", "capitulation"),
    short={"united_states": "US", "iran": "Iran"},
    called={
        "united_states.force_threshold": "Washington's threshold for force",
        "united_states.agencies.spread": "US agencies' disagreement",
        "united_states.demand": "Washington's demand",
        "iran.strike_back": "Tehran's threshold for striking back",
        "proxies.autonomy": "the militias' autonomy",
    },
    sides={"united_states": "American", "iran": "Iranian"},
    counts=Counts(acts="hostile_acts", dead="us_deaths", gravest="top_rung", messages="message"),
    dead="Americans killed",
    victim="American",
    weighed=weighed,
    central="united_states.agencies.spread",
    policy=("sanctions_step", "united_states.pressure"),
    claims=partial(read_claims, "sim.crisis"),
    base_rates=partial(read_base_rates, "sim.crisis.facts"),
    record=_record,
    scenarios=_scenarios(),
    template=Path(__file__).with_name("template.yaml"),
    starts=partial(read_starts, "sim.crisis"),
    left_out="The nuclear programme; domestic politics beyond a slow drift and a rare collapse; Israel, Europe and the "
    "Gulf states as actors; direct talks; deception; how a war is fought.",
    # Of 100 worlds of the reference, these change the shares most from end to end of their plausible ranges: three of
    # each side, the strongest first.
    levers=(
        "iran.boldness",
        "united_states.force_threshold",
        "iran.economy.pain.full",
        "united_states.war_aversion",
        "iran.effort.pressure",
        "united_states.agencies.spread",
    ),
    traits=TRAITS,
    region=_region,
    unset={
        "united_states.pressure": "no pressure is set: sanctions stay at 0 but for answers to single acts; "
        "did you mean extends: redline:maximum_pressure?",
    },
)
