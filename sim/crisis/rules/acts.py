"""The acts that actors can commit: name, reader's title, usual rung, and what kind of thing they are.

The rung is where the act usually stands on the ladder (:mod:`sim.crisis.rules.ladder`); each single act may miss it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """One kind of act.

    Attributes:
        key: name in tables and scenario files.
        title: how a sentence calls it.
        rung: usual rung on the ladder.
        kind: ``attack`` (by Iran or a proxy), ``force`` (by the United States), ``answer`` (below force), ``talks``,
            ``policy`` (a step that was decided beforehand), ``unrest``, ``warning`` or ``end``.
        by: actors or families that may commit it, as in scenario files.
        can_kill: whether Americans may die of it.
    """

    key: str
    title: str
    rung: float
    kind: str
    by: tuple[str, ...]
    can_kill: bool = True


_HOSTILE = ("proxies", "iran")

ACTS: dict[str, Act] = {
    act.key: act
    for act in (
        Act("rocket_attack", "rocket attack", 4.0, "attack", _HOSTILE),
        Act("cross_border_fire", "missile or drone fire across a border", 4.0, "attack", _HOSTILE),
        Act("tanker_seizure", "seizure of a tanker", 3.0, "attack", _HOSTILE),
        Act("shipping_attack", "attack on shipping", 4.0, "attack", _HOSTILE),
        Act("drone_loss", "American drone shot down", 4.5, "attack", _HOSTILE, can_kill=False),
        Act("oil_plant_strike", "strike on an oil plant", 5.0, "attack", _HOSTILE),
        Act("open_salvo", "open missile salvo at American forces", 8.0, "attack", ("iran",)),
        Act("statement", "statement", 1.0, "answer", ("united_states",)),
        Act("sanctions_step", "new sanctions", 2.0, "answer", ("united_states",)),
        Act("cyber_action", "cyber action", 3.0, "answer", ("united_states",)),
        Act("troops", "troops sent to the region", 4.0, "answer", ("united_states",)),
        Act("strike_called_off", "strike ordered, then called off", 5.0, "answer", ("united_states",)),
        Act("strike_on_proxy", "strike on a militia", 6.0, "force", ("united_states",)),
        Act("strike_on_leader", "strike on a commander", 7.0, "force", ("united_states",)),
        Act("strike_on_iran", "strike on Iran", 8.0, "force", ("united_states",)),
        Act("announcement", "further sanctions announced", 1.0, "policy", ("united_states",)),
        Act("policy_step", "step of sanctions policy", 2.0, "policy", ("united_states",)),
        Act(
            "terror_listing",
            "listing of Iran's main military organisation as terrorist",
            2.0,
            "policy",
            ("united_states",),
        ),
        Act("threat_warning", "warning of an imminent attack", 1.0, "warning", ("united_states",)),
        Act("resistance", "decision to resist rather than wait", 1.0, "policy", ("iran",)),
        Act("patience", "return to waiting", 0.0, "policy", ("iran",)),
        Act("protest", "protest or siege at an American embassy", 3.5, "unrest", ("theatres",)),
        Act("talks_offer", "channel for messages opened", 0.0, "talks", ("mediators",)),
        Act("message", "message delivered", 0.0, "talks", ("mediators",)),
        Act("channel_closed", "channel for messages closed", 0.0, "talks", ("mediators",)),
        Act("agreement", "agreement reached", 0.0, "end", ()),
        Act("submission", "Iran gives in without talks", 0.0, "end", ()),
        Act("collapse", "the government in Tehran falls", 0.0, "end", ()),
        Act("war", "open war", 10.0, "end", ()),
    )
}

#: American uses of force.
FORCE: tuple[str, ...] = tuple(key for key, act in ACTS.items() if act.kind == "force")

#: Acts a scenario file may force to happen (``events:``).
FORCEABLE: tuple[str, ...] = (
    *(key for key, act in ACTS.items() if act.kind in ("attack", "force", "unrest")),
    "terror_listing",
    "sanctions_step",
    "talks_offer",
)
