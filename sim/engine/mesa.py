"""Mesa's two base classes as we use them, with types: it ships none, and what derives from them would be unchecked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
from mesa.datacollection import DataCollector as DataCollector

if TYPE_CHECKING:
    import numpy as np

    class Agents:
        """The agents of a model, in the order in which they were made."""

        def do(self, method: str) -> None:
            """Calls a method of each."""

        def __iter__(self) -> Any: ...

    class Agent:
        """An agent of a model; see Mesa."""

        def __init__(self, model: Any) -> None: ...

    class Model:
        """A model; see Mesa."""

        rng: np.random.Generator
        running: bool
        agents: Agents

        def __init__(self, *, rng: int | None = None) -> None: ...

        def run_model(self) -> None:
            """Steps until it stops running."""

        def step(self) -> None:
            """One step."""

else:
    Agent, Model = mesa.Agent, mesa.Model


def forget_numbers(model: Model) -> None:
    """Takes a model out of the table in which Mesa numbers agents and that would keep every model for good."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)
