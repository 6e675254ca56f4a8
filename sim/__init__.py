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
    from sim.agents.mediator import Mediator
    from sim.agents.proxy import Proxy
    from sim.agents.tehran.iran import Iran
    from sim.agents.theatre import Theatre
    from sim.agents.washington.agency import Agency
    from sim.agents.washington.president import UnitedStates
    from sim.api import explain, load, read, replay, run, turning_points, without
    from sim.causes.roots import roots
    from sim.measures.comparison import between_runs as difference
    from sim.measures.runs import compare
    from sim.model import CrisisModel, catalogue
    from sim.parameters import param
    from sim.results import Results
    from sim.scenario import Scenario, ScenarioError
    from sim.verification import verify

__version__ = "0.1.0"

#: Public name to the module that has it, and its name there.
_HOMES = {
    "load": ("sim.api", "load"),
    "run": ("sim.api", "run"),
    "read": ("sim.api", "read"),
    "replay": ("sim.api", "replay"),
    "explain": ("sim.api", "explain"),
    "without": ("sim.api", "without"),
    "turning_points": ("sim.api", "turning_points"),
    "roots": ("sim.causes.roots", "roots"),
    "compare": ("sim.measures.runs", "compare"),
    "difference": ("sim.measures.comparison", "between_runs"),
    "verify": ("sim.verification", "verify"),
    "CrisisModel": ("sim.model", "CrisisModel"),
    "catalogue": ("sim.model", "catalogue"),
    "param": ("sim.parameters", "param"),
    "Results": ("sim.results", "Results"),
    "Scenario": ("sim.scenario", "Scenario"),
    "ScenarioError": ("sim.scenario", "ScenarioError"),
    "Agency": ("sim.agents.washington.agency", "Agency"),
    "Iran": ("sim.agents.tehran.iran", "Iran"),
    "Mediator": ("sim.agents.mediator", "Mediator"),
    "Proxy": ("sim.agents.proxy", "Proxy"),
    "Theatre": ("sim.agents.theatre", "Theatre"),
    "UnitedStates": ("sim.agents.washington.president", "UnitedStates"),
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
    "explain",
    "load",
    "param",
    "read",
    "replay",
    "roots",
    "run",
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
