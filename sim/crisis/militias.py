"""The militias: where each attacks, where it can be struck, and by which acts; their numbers stand in the cast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.crisis.acts import ACTS


@dataclass(frozen=True)
class Militia:
    """What is not a number of one armed group.

    Attributes:
        key: last part of its path.
        title: how a sentence calls it.
        theatre: where its attacks land.
        host: where it can be struck.
        kinds: acts it commits: of its own accord first, then what it does when Tehran asks.
    """

    key: str
    title: str
    theatre: str
    host: str = ""
    kinds: tuple[str, ...] = ("rocket_attack",)

    @property
    def path(self) -> str:
        """Its dotted name in scenario files."""
        return f"proxies.{self.key}"

    @property
    def traits(self) -> dict[str, object]:
        """As an actor holds them; see :class:`sim.crisis.actors.proxy.Proxy`."""
        return {"exposure_theatre": self.theatre, "host_theatre": self.host or self.theatre, "kinds": self.kinds}


KATAIB_HEZBOLLAH: Final = Militia("kataib_hezbollah", "Kataib Hezbollah", "iraq")
ASAIB_AHL_AL_HAQ: Final = Militia("asaib_ahl_al_haq", "Asaib Ahl al-Haq", "iraq")
IRAQI_FRONT: Final = Militia("iraqi_front", "An Iraqi front group", "iraq")
ANSAR_ALLAH: Final = Militia(
    "ansar_allah", "Ansar Allah", "saudi_arabia", "yemen", kinds=("cross_border_fire", "drone_loss")
)
LEBANESE_HEZBOLLAH: Final = Militia("lebanese_hezbollah", "Lebanese Hezbollah", "lebanon")

MILITIAS: Final = {
    one.path: one for one in (KATAIB_HEZBOLLAH, ASAIB_AHL_AL_HAQ, IRAQI_FRONT, ANSAR_ALLAH, LEBANESE_HEZBOLLAH)
}

#: Hostile acts by kind: attacks on sites in Iraq; acts of Iran's own forces; American drones lost to proxies; fire
#: across Yemen's border, which belongs to that war.
KINDS: Final = ("iraq", "direct", "drones", "yemen")


def kind_of(actor: str, act: str, theatre: str) -> str | None:
    """Kind of a hostile act, one of :data:`KINDS`; None for any other act.

    A militia counts by where it attacks, so one that a scenario adds in Iraq is among those of Iraq.

    Args:
        actor: path of who committed it, as in the cast.
        act: key of the act.
        theatre: where.
    """
    if act not in ACTS or ACTS[act].kind != "attack":
        return None
    if actor == "iran":
        return "direct"
    if act == "drone_loss":
        return "drones"
    if theatre == ANSAR_ALLAH.theatre:
        return "yemen"
    return "iraq" if theatre == "iraq" and act == "rocket_attack" else None
