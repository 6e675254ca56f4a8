"""Policy scenario simulator: the United States, Iran and its proxies under sanctions pressure.

::

    import sim

    scenario = sim.load("scenarios/maximum_pressure.yaml")
    results = sim.run(scenario, worlds=500)
    print(results.outcomes)

Names are imported when first used, so that ``import sim`` and ``redline --help`` stay fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analyses.compare.comparison import between_runs as difference
    from sim.analyses.compare.runs import compare
    from sim.analyses.explain.roots import roots
    from sim.api import Results, explain, load, read, replay, run, sequences, turning_points, verify, without
    from sim.crisis.actors.mediator import Mediator
    from sim.crisis.actors.proxy import Proxy
    from sim.crisis.actors.tehran.iran import Iran
    from sim.crisis.actors.theatre import Theatre
    from sim.crisis.actors.washington.agency import Agency
    from sim.crisis.actors.washington.president import UnitedStates
    from sim.crisis.model import CrisisModel, catalogue
    from sim.engine.parameters import param
    from sim.engine.portable import exp, log, power
    from sim.scenario import Scenario, ScenarioError

__version__ = "0.5.0"

#: Public name to the module that has it, and its name there.
_HOMES = {
    "load": ("sim.api", "load"),
    "run": ("sim.api", "run"),
    "read": ("sim.api", "read"),
    "replay": ("sim.api", "replay"),
    "explain": ("sim.api", "explain"),
    "without": ("sim.api", "without"),
    "turning_points": ("sim.api", "turning_points"),
    "roots": ("sim.analyses.explain.roots", "roots"),
    "compare": ("sim.analyses.compare.runs", "compare"),
    "difference": ("sim.analyses.compare.comparison", "between_runs"),
    "sequences": ("sim.api", "sequences"),
    "verify": ("sim.api", "verify"),
    "CrisisModel": ("sim.crisis.model", "CrisisModel"),
    "catalogue": ("sim.crisis.model", "catalogue"),
    "param": ("sim.engine.parameters", "param"),
    "exp": ("sim.engine.portable", "exp"),
    "log": ("sim.engine.portable", "log"),
    "power": ("sim.engine.portable", "power"),
    "Results": ("sim.api", "Results"),
    "Scenario": ("sim.scenario", "Scenario"),
    "ScenarioError": ("sim.scenario", "ScenarioError"),
    "Agency": ("sim.crisis.actors.washington.agency", "Agency"),
    "Iran": ("sim.crisis.actors.tehran.iran", "Iran"),
    "Mediator": ("sim.crisis.actors.mediator", "Mediator"),
    "Proxy": ("sim.crisis.actors.proxy", "Proxy"),
    "Theatre": ("sim.crisis.actors.theatre", "Theatre"),
    "UnitedStates": ("sim.crisis.actors.washington.president", "UnitedStates"),
}

__all__ = [
    "Agency",
    "CrisisModel",
    "Iran",
    "Mediator",
    "Proxy",
    "Results",
    "Scenario",
    "ScenarioError",
    "Theatre",
    "UnitedStates",
    "catalogue",
    "compare",
    "difference",
    "exp",
    "explain",
    "load",
    "log",
    "param",
    "power",
    "read",
    "replay",
    "roots",
    "run",
    "sequences",
    "turning_points",
    "verify",
    "without",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    home, there = _HOMES[name]
    found = getattr(import_module(home), there)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
