"""The acts of this crisis, each said once: its name, its usual rung on the ladder, whose it is, and what it allows.

The rung is where the act usually stands on the ladder (:mod:`sim.crisis.ladder`); each single act may miss it. A new
act is one entry here and the rule that commits it.
"""

from __future__ import annotations

from typing import Any, Final

from sim.engine.acts import Act, Acts, Ground

#: Rung of the slightest hostile act there is to choose: harassment without damage.
LEAST: Final = 2.0
#: Rung of the slightest use of force, a strike on a militia: what an act that lies right at a line asks for.
FORCE_FROM: Final = 6.0
#: Open force by both sides belongs together when it falls within so many days (C15, C24).
EXCHANGE_WINDOW: Final = 30
#: The two sides, by the paths of their governments.
AMERICAN, IRANIAN = "united_states", "iran"


def _attack(
    key: str, title: str, rung: float, deed: str, by: tuple[str, ...] = ("proxies", "iran"), **more: Any
) -> Act:
    """A hostile act of Iran's side."""
    return Act(key, title, rung, "attack", IRANIAN, by, deed, forceable=True, withholdable=True, **more)


def _answer(key: str, title: str, rung: float, **more: Any) -> Act:
    """An American answer below force."""
    return Act(key, title, rung, "answer", AMERICAN, ("united_states",), **more)


def _force(key: str, title: str, rung: float, deed: str, **more: Any) -> Act:
    """American force."""
    return Act(key, title, rung, "force", AMERICAN, ("united_states",), deed, forceable=True, withholdable=True, **more)


#: War rests on a strike on Iran and on an open attack; one that was announced and killed nobody does not count.
_WAR: Final = (
    Ground(
        "strike_on_iran",
        alone="The United States struck Iran {times}, and Iran did not answer openly within the run: no strike reached "
        "Tehran's own threshold, or its answer had not come.",
    ),
    Ground("open_salvo", grave=True),
)

ACTS: Final = Acts(
    _attack("rocket_attack", "rocket attack", 4.0, "fired rockets"),
    _attack(
        "cross_border_fire",
        "missile or drone fire across a border",
        4.0,
        "fired across a border",
        own_war="Yemen's own war",
    ),
    _attack("tanker_seizure", "seizure of a tanker", 3.0, "seized a tanker"),
    _attack("shipping_attack", "attack on shipping", 4.0, "attacked shipping"),
    _attack("drone_loss", "American drone shot down", 4.5, "shot down an American drone", can_kill=False),
    _attack("oil_plant_strike", "strike on an oil plant", 5.0, "struck an oil plant", theatre="saudi_arabia"),
    _attack(
        "open_salvo",
        "open missile salvo at American forces",
        8.0,
        "openly fired missiles at American forces",
        theatre="iraq",
        by=("iran",),
        reason="Iran fired openly at American forces",
    ),
    _answer("statement", "statement", 1.0),
    _answer("sanctions_step", "new sanctions", 2.0, forceable=True, withholdable=True),
    _answer("evacuation", "staff withdrawn from an embassy", 2.0),
    _answer("cyber_action", "cyber action", 3.0),
    _answer("troops", "troops sent to the region", 4.0),
    _answer("strike_called_off", "strike ordered, then called off", 5.0, noted="A strike was ordered and called off"),
    _force("strike_on_proxy", "strike on a militia", 6.0, "struck a militia"),
    _force("strike_on_leader", "strike on a commander", 7.0, "struck a commander"),
    _force("strike_on_iran", "strike on Iran", 8.0, "struck Iran", reason="the United States struck Iran"),
    Act("announcement", "further sanctions announced", 1.0, "policy", AMERICAN, ("united_states",)),
    Act("policy_step", "step of sanctions policy", 2.0, "policy", AMERICAN, ("united_states",)),
    Act(
        "terror_listing",
        "listing of Iran's main military organisation as terrorist",
        2.0,
        "policy",
        AMERICAN,
        ("united_states",),
        forceable=True,
        withholdable=True,
    ),
    Act(
        "threat_warning",
        "warning of an imminent attack",
        1.0,
        "warning",
        AMERICAN,
        ("united_states",),
        withholdable=True,
    ),
    Act("resistance", "decision to resist rather than wait", 1.0, "policy", IRANIAN, ("iran",)),
    Act("patience", "return to waiting", 0.0, "policy", IRANIAN, ("iran",)),
    Act(
        "protest",
        "protest or siege at an American embassy",
        3.5,
        "unrest",
        theatre="iraq",  # where a scenario forces one; of its own accord it comes in its own theatre
        by=("theatres.iraq", "theatres.lebanon"),
        forceable=True,
        withholdable=True,
    ),
    Act(
        "talks_offer", "channel for messages opened", 0.0, "talks", by=("mediators",), forceable=True, withholdable=True
    ),
    Act("message", "message delivered", 0.0, "talks", by=("mediators",)),
    Act("prisoner_swap", "exchange of prisoners", 0.0, "talks", by=("mediators",), deed="exchanged prisoners"),
    Act("channel_closed", "channel for messages closed", 0.0, "talks", by=("mediators",)),
    Act(
        "agreement",
        "agreement reached",
        0.0,
        "end",
        reason="the two sides' terms met",
        grounds=(Ground("message", met=True),),
    ),
    Act("submission", "Iran gives in without talks", 0.0, "end", reason="Tehran gave in without talks"),
    Act("collapse", "the government in Tehran falls", 0.0, "end", reason="the government in Tehran fell"),
    Act("war", "war", 10.0, "end", grounds=_WAR),
)

#: Sides whose acts Washington and Tehran answer to; unrest and go-betweens belong to none.
PARTIES: Final = (AMERICAN, IRANIAN, "")
#: American uses of force; another side's are not among them.
AMERICAN_FORCE: Final = ACTS.of_kind("force", side=AMERICAN)
#: Of these, the open ones: against Iran's soil or its commanders, not against a militia.
OPEN_FORCE: Final = tuple(key for key in AMERICAN_FORCE if key != "strike_on_proxy")
