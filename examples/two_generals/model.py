"""The crisis as a model: how tension moves, how worlds end, and what is recorded."""

from __future__ import annotations

from typing import Any

import numpy as np

from examples.two_generals.crisis import RIVER
from examples.two_generals.generals import Banks, General, River
from sim.engine.arrays import NEVER, Array

WINDOW = 30


class Crossing(Banks):
    """Many worlds of two generals and one river."""

    crisis = RIVER

    def begin(self) -> None:
        """Quiet banks."""
        self.tension = np.zeros(self.world_count, np.float32)
        self.last_probe = np.full(self.world_count, NEVER, np.int32)
        self.crossed, self.received = np.zeros(self.world_count, bool), np.zeros(self.world_count, bool)
        self.probes_total = np.zeros(self.world_count, np.int32)
        self._window = np.zeros((WINDOW, self.world_count), np.int16)

    def assemble(self, events: tuple[Any, ...]) -> None:
        """Names the actors."""
        self.river = self.one("river", River)
        self.generals = self.all_of("generals", General)

    def count(self) -> None:
        """Rule (C01): a probe raises tension, which fades on quiet days."""
        self.tension *= np.float32(0.97)
        for general in self.generals:
            self.crossed[general.crossing] = True
            self.received[general.receiving] = True
        today = self._window[self.day % WINDOW]
        today[:] = 0
        for probe in self.today.of("probe"):
            self.tension[probe.at] = np.minimum(self.tension[probe.at] + 0.15, 1.0)
            self.last_probe[probe.at] = probe.event
            self.probes_total[probe.at] += 1
            today[probe.at] += 1

    def observe(self) -> tuple[Array, ...]:
        """Tension, and probes of late."""
        return self.tension, self._window.sum(axis=0)

    def counted(self) -> dict[str, Array]:
        """Probes in all."""
        return {"probes": self.probes_total}
