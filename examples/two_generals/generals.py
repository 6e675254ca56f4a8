"""The actors: two generals of one kind, and the river between them."""

from __future__ import annotations

import numpy as np

from sim.engine.actor import Actor
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.cast import Cast, Family, Role
from sim.engine.model import Model
from sim.engine.parameters import Given, param


class Banks(Model):
    """What the generals see: the tension between the banks, and the river."""

    tension: Array
    last_probe: Array
    river: River


class River(Actor):
    """Water that is hard to cross (C02)."""

    depth = param(
        1.0,
        "fathoms",
        (0, 10),
        claims="C02",
        basis="assumed",
        plausible=(0.5, 2.0),
        source="A toy; nobody has sounded it",
        note="Depth of the ford in spring",
    )


class General(Actor):
    """A general on his bank.

    Rule (C01, C02, C03): he probes, crosses when tension has passed his line, and may receive an envoy in quiet.
    """

    model: Banks

    tempo = param(
        0.05,
        "probes per day",
        (0, 1),
        claims="C01",
        basis="assumed",
        plausible=(0.03, 0.1),
        source="A toy; no record is kept",
        note="How often he probes the other bank",
    )
    line = param(
        0.6,
        "index, 0 calm to 1 unbearable",
        (0, 1),
        claims="C02",
        basis="assumed",
        plausible=(0.4, 0.8),
        source="A toy; he has told nobody",
        note="Tension from which he crosses a ford one fathom deep",
    )
    openness = param(
        0.01,
        "per day",
        (0, 1),
        claims="C03",
        basis="assumed",
        plausible=(0.0, 0.03),
        source="A toy; nobody has asked him",
        note="Chance per day that he receives an envoy while tension is below a tenth",
    )

    def begin(self) -> None:
        """Nothing chosen yet."""
        self.probing: Where = NOBODY
        self.crossing: Where = NOBODY
        self.receiving: Where = NOBODY

    def bears(self) -> Array:
        """Tension that he bears, shape ``(worlds,)``.

        Rule (C02): a deeper river lets him bear more.
        """
        return np.asarray(self.line * (0.5 + 0.5 * self.model.river.depth))

    def decide(self) -> None:
        """Whether to cross, to probe or to receive an envoy today (C01, C02, C03)."""
        tension = self.model.tension
        self.crossing = self.choices_where(tension > self.bears(), "crossing")
        self.probing = self.choices_where(self.happens("probe", self.tempo), "probe")
        self.receiving = self.choices_where((tension < 0.1) & self.happens("envoy", self.openness))

    def act(self) -> None:
        """Carries it out."""
        for act, at, rule in (("probe", self.probing, "decide"), ("crossing", self.crossing, "bears")):
            if at.size:
                rung = np.full(at.size, self.model.crisis.acts[act].rung, np.float32)
                self.model.commit(self, at, act, rung, rule=rule, cause=self.model.last_probe[at])
        if self.receiving.size:
            self.note(self.receiving, "envoy", 0.0, "decide")


CAST = Cast(
    (Family("generals", "general"),),
    (
        Role("river", River, "The river"),
        Role("generals.north", General, "The northern general", "generals"),
        Role(
            "generals.south",
            General,
            "The southern general",
            "generals",
            given={"line": Given(0.7, "A toy; he is known to be the calmer of the two", "assumed", (0.5, 0.9))},
        ),
    ),
)
