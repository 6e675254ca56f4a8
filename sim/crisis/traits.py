"""Facts by which readers of a page pick worlds of this crisis."""

from __future__ import annotations

from typing import Final

from sim.crisis.acts import AMERICAN_FORCE
from sim.engine.scene import Trait

TRAITS: Final = (
    Trait("An American died", deadly=True),
    Trait("Washington used force", AMERICAN_FORCE),
    Trait("Force began with a rocket", AMERICAN_FORCE, answers=("rocket_attack",)),
    Trait("Iran fired openly", ("open_salvo",)),
    Trait("A strike was called off", ("strike_called_off",)),
    Trait("An embassy was besieged", ("protest",)),
    Trait("Terms met in talks", ("message",), met=True),
)
