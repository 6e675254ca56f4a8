"""The daily series that every run of this crisis records."""

from __future__ import annotations

from typing import Final

from sim.engine.series import Series

SERIES: Final = (
    Series("pressure", "Sanctions pressure", "index, 0 none to 1 maximum", 0.0, 1.0, main=True),
    Series("exports", "Oil exports", "million barrels a day", 0.0, 3.2, main=True, plural=True),
    Series("output", "Iran's economic output", "index, May 2018 = 1", 0.5, 1.3, main=True),
    Series("currency", "Rials per dollar", "index, May 2018 = 1", 0.5, 6.5),
    Series("inflation", "Consumer price inflation", "percent on a year before", -20.0, 140.0),
    Series("pain", "Economic pain felt in Tehran", "index, 0 to 1", 0.0, 1.0),
    Series("hostility", "Iran's hostile intent", "index, 0 to 1", 0.0, 1.0),
    Series("belief", "Red line Iran believes in", "rung", 0.0, 10.0),
    Series("belief_width", "How unsure Iran is of it", "rung, standard deviation", 0.0, 4.0),
    Series("escalation", "Escalation", "highest rung of late, fading", 0.0, 10.0, main=True),
    Series(
        "hostile_acts",
        "Hostile acts by Iran and its proxies",
        "acts in the last 30 days, without Yemen's war",
        0,
        60,
        True,
        True,
        main=True,
        plural=True,
    ),
    Series("yemen_fire", "Fire out of Yemen", "attack days in the last 30 days", 0, 31, True, True),
    Series("talks", "Progress of talks", "index, 0 to 1", 0.0, 1.0, main=True),
    Series("funding", "Tehran's money for its proxies", "share of May 2018", 0.0, 1.6),
)

KEYS: Final = tuple(one.key for one in SERIES)
