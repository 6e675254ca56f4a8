"""What the engine is told of this crisis: outcomes, acts, series, cast and claims, each said once."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from sim.engine.acts import Act, Acts
from sim.engine.claims import read_claims
from sim.engine.crisis import Counts, Crisis, Theory
from sim.engine.outcomes import Outcome, Outcomes
from sim.engine.scene import Trait
from sim.engine.series import Series

BATTLE: Final = Outcome(
    "battle",
    title="Battle",
    clause="One army crosses the river",
    finding="The armies meet in battle",
    noun="battle",
    plural="battles",
    criterion="One of the generals crosses the river with his army.",
    met=lambda model: model.crossed,
    colour=("#500a14", "#fef6ed"),
    on_colour=("#fffffe", "#10161d"),
    gravity=3,
    stops=True,
    grave=True,
    fewer="fewer battles",
    more="more battles",
    sealed_by=("crossing",),
)
TRUCE: Final = Outcome(
    "truce",
    title="Truce",
    clause="The generals agree on a truce",
    finding="The generals agree on a truce",
    noun="a truce",
    plural="truces",
    criterion="An envoy crosses the river and is received.",
    met=lambda model: model.received,
    colour=("#86d1a4", "#2f6650"),
    on_colour=("#15202c", "#f4f7fa"),
    gravity=2,
    stops=True,
    settles=True,
    sealed_by=("envoy",),
)
VIGIL: Final = Outcome(
    "vigil",
    title="Vigil",
    clause="The armies keep facing each other",
    finding="The armies keep facing each other",
    noun="a vigil",
    plural="vigils",
    criterion="The horizon is reached, and nobody has crossed.",
    met=lambda model: ~model.crossed,
    colour=("#eaeef2", "#2c3645"),
    on_colour=("#15202c", "#f4f7fa"),
    gravity=1,
    begins_story="Nobody crossed",
)

ACTS: Final = Acts(
    Act("probe", "probe of the other bank", 3.0, "attack", by=("generals",), deed="probed the other bank"),
    Act("crossing", "crossing of the river", 4.0, "force", by=("generals",), deed="crossed the river"),
    Act("envoy", "envoy received", 0.0, "end", by=("generals",)),
)

SERIES: Final = (
    Series("tension", "Tension between the banks", "index, 0 calm to 1 unbearable", 0.0, 1.0),
    Series("probes", "Probes of the other bank", "probes in the last 30 days", 0, 60, flow=True, whole=True),
)

RUNGS: Final = (
    ("calm", "Smoke of cooking fires."),
    ("words", "Shouts across the water."),
    ("patrols", "Scouts at the fords."),
    ("probes", "A raid on the other bank, gone by dawn."),
    ("crossing", "An army in the water."),
)

RIVER: Final = Crisis(
    at="examples.two_generals.crisis:RIVER",
    title="two generals and one river",
    model_at="examples.two_generals.model:Crossing",
    cast_at="examples.two_generals.generals:CAST",
    outcomes=Outcomes(BATTLE, TRUCE, VIGIL),
    acts=ACTS,
    series=SERIES,
    theories=(Theory("affronts", "Affronts", "Generals are moved by affronts alone", of="two proud generals"),),
    rungs=RUNGS,
    start=date(2001, 4, 1),
    days=180,
    headline="battle",
    compare=("battle", "truce"),
    traits=(Trait("A bank was probed", ("probe",)), Trait("An army crossed", ("crossing",))),
    counts=Counts(acts="probes", noun="probe"),
    claims=partial(read_claims, "examples.two_generals"),
)
