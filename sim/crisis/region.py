"""A schematic map of the region, drawn by hand from rough coordinates; it shows coasts and names, and no borders."""

from __future__ import annotations

from typing import Final

from sim.crisis.militias import MILITIAS
from sim.engine.scene import Place, Region

_MEDITERRANEAN: Final = (
    (33.0, 36.1), (34.0, 36.3), (34.6, 36.8), (36.0, 36.9), (36.1, 36.5), (35.8, 35.9), (35.9, 34.9), (35.5, 33.9),
    (35.1, 33.1), (34.9, 32.6), (34.5, 31.6), (33.7, 31.1), (33.0, 31.0),
)  # fmt: skip
#: The Red Sea, the Gulf of Aden, the Arabian Sea, the Gulf of Oman, the Strait of Hormuz and the Gulf, in one outline.
_OCEAN: Final = (
    (33.0, 28.7), (33.8, 27.4), (34.4, 26.1), (35.4, 24.2), (35.6, 23.0), (36.9, 22.0), (37.2, 20.8), (37.3, 19.2),
    (38.6, 18.0), (39.5, 15.7), (40.9, 14.7), (42.3, 13.2), (43.1, 12.5), (43.2, 12.0), (63.0, 12.0), (63.0, 25.2),
    (61.6, 25.1), (59.5, 25.4), (57.7, 25.7), (57.1, 26.1), (57.0, 26.9), (56.3, 27.1), (55.6, 26.8), (54.2, 26.6),
    (52.7, 27.4), (51.5, 27.9), (50.9, 28.9), (50.2, 30.0), (49.0, 30.3), (48.5, 29.9), (48.0, 29.5), (48.4, 28.6),
    (49.0, 27.5), (50.1, 26.6), (50.2, 25.6), (50.8, 24.8), (50.8, 25.5), (51.2, 26.1), (51.6, 25.4), (51.6, 24.4),
    (52.5, 24.1), (54.2, 24.2), (55.2, 25.2), (56.0, 26.0), (56.4, 26.3), (56.3, 25.8), (56.4, 24.9), (57.2, 23.9),
    (58.8, 23.5), (59.8, 22.5), (58.7, 20.6), (57.7, 20.3), (57.8, 18.9), (56.4, 17.9), (55.0, 17.0), (53.1, 16.6),
    (52.2, 15.6), (50.0, 14.9), (48.5, 14.0), (46.5, 13.4), (45.0, 12.8), (43.5, 12.7), (43.2, 13.3), (42.8, 14.8),
    (42.7, 16.2), (41.7, 17.9), (40.8, 19.8), (39.2, 21.3), (38.5, 23.4), (37.2, 24.8), (36.5, 26.0), (35.2, 28.0),
    (34.9, 29.5), (34.4, 28.0), (34.2, 27.7), (33.5, 28.4), (33.0, 29.1),
)  # fmt: skip
_CASPIAN: Final = (
    (49.5, 40.0), (49.4, 39.4), (48.9, 38.4), (49.3, 37.5), (50.5, 37.1), (52.0, 36.7), (53.8, 36.9), (53.9, 38.3),
    (53.4, 39.4), (53.1, 40.0),
)  # fmt: skip
_CYPRUS: Final = ((33.0, 34.6), (33.7, 34.9), (34.1, 35.1), (34.5, 35.6), (33.5, 35.4), (33.0, 35.3))

_PLACES: Final = (
    Place("iran", "Iran", (53.6, 32.9)),
    Place("iraq", "Iraq", (43.9, 33.2)),
    Place("gulf", "Strait of Hormuz", (56.1, 26.6)),
    Place("saudi_arabia", "Saudi Arabia", (45.2, 24.4)),
    Place("yemen", "Yemen", (46.6, 15.9)),
    Place("lebanon", "Lebanon", (35.9, 33.8)),
    Place("", "Syria", (38.6, 35.6)),
    Place("", "Oman", (56.6, 20.9)),
)
_KEYS: Final = {one.key for one in _PLACES} - {""}


def where(actor: str, act: str, target: str) -> str:
    """Where an act of the model takes place: unrest at its own theatre, force where a militia is struck.

    Args:
        actor, act, target: as the log of events has them.

    Returns:
        Key of a place; empty for what has none, such as sanctions, or a militia that a scenario adds.
    """
    if actor.startswith("theatres."):
        target = actor.partition(".")[2]
    elif target in MILITIAS:
        militia = MILITIAS[target]
        target = militia.host or militia.theatre
    return target if target in _KEYS else ""


REGION: Final = Region(
    "Iran, Iraq, the Gulf and the Arabian Peninsula",
    west=33.0,
    south=12.0,
    east=63.0,
    north=40.0,
    seas=(_MEDITERRANEAN, _OCEAN, _CASPIAN),
    islands=(_CYPRUS,),
    places=_PLACES,
    where=where,
)
