"""What either capital has at stake, which the strategic theory alone reads."""

from __future__ import annotations

from typing import Any, Final

from sim.crisis.acts import ACTS
from sim.crisis.environment import CrisisActor, Tehran
from sim.engine.parameters import param

#: Key of the theory that reads these.
STRATEGIC: Final = "strategic"

_RATIONALITY = (
    "Logit precision (McKelvey and Palfrey 1998); no estimate found on stakes like these: at 15 a twentieth of the "
    "stakes doubles the odds"
)
_UNIT = "1 / stakes"


class WashingtonStakes(CrisisActor):
    """What Washington gains and loses, as shares of what is at stake between the two."""

    rationality = param(
        15.0,
        _UNIT,
        (0, 200),
        claims="C08 C23",
        plausible=(5.0, 40.0),
        source=_RATIONALITY,
        note="How surely Washington chooses what is worth most to it; 0 all alike",
        name="stakes.rationality",
        theory=STRATEGIC,
    )
    resolve = param(
        1.0,
        "stakes",
        (0, 10),
        claims="C08 C14",
        plausible=(0.5, 2.0),
        source=(
            "Audience costs (Fearon 1994), which rise with the level of escalation (Tomz 2007); size assumed: who "
            "leaves the gravest act unanswered has lost what is at stake"
        ),
        note="What it costs Washington to leave an act of ten rungs unanswered",
        name="stakes.resolve",
        theory=STRATEGIC,
    )
    war_cost = param(
        0.5,
        "stakes",
        (0, 10),
        claims="C10",
        plausible=(0.25, 1.0),
        source="Costs of war leave room for bargains (Fearon 1995); size assumed, half the stakes for the stronger",
        note="What open war costs Washington; an act of a lower rung costs less, by the square of the rung",
        name="stakes.war",
        theory=STRATEGIC,
    )


class TehranStakes(CrisisActor):
    """What Tehran gains and loses, as shares of what is at stake between the two."""

    rationality = param(
        15.0,
        _UNIT,
        (0, 200),
        claims="C06 C14",
        plausible=(5.0, 40.0),
        source=_RATIONALITY,
        note="How surely Tehran chooses what is worth most to it; 0 all alike",
        name="stakes.rationality",
        theory=STRATEGIC,
    )
    resolve = param(
        1.0,
        "stakes",
        (0, 10),
        claims="C15",
        plausible=(0.5, 2.0),
        source="As for Washington: audience costs (Fearon 1994), found in autocracies, too (Weeks 2008); size assumed",
        note="What it costs Tehran to leave an act of ten rungs unanswered",
        name="stakes.resolve",
        theory=STRATEGIC,
    )
    war_cost = param(
        1.0,
        "stakes",
        (0, 10),
        claims="C14 C15",
        plausible=(0.5, 2.0),
        source="Costs of war leave room for bargains (Fearon 1995); size assumed, all the stakes for the weaker",
        note="What open war costs Tehran; an act of a lower rung costs less, by the square of the rung",
        name="stakes.war",
        theory=STRATEGIC,
    )
    rivalry = param(
        0.1,
        "stakes",
        (0, 5),
        claims="C05",
        plausible=(0.0, 0.3),
        source="The article: intentions as hostile as for forty years, with no level; size assumed",
        note="What a hostile act of ten rungs is worth to Tehran for its own sake, at its usual hostility",
        name="stakes.rivalry",
        theory=STRATEGIC,
    )
    leverage = param(
        0.5,
        "stakes",
        (-1, 5),
        claims="C06 C17",
        plausible=(0.2, 1.0),
        source=(
            "The worse the status quo, the more a challenge is worth (Powell 1999); the power to hurt is power to "
            "bargain (Schelling 1966); size assumed"
        ),
        note="What such an act is worth as a means against pressure, when all exports in prospect are lost",
        name="stakes.leverage",
        theory=STRATEGIC,
    )


def iranian_answers(iran: Tehran) -> tuple[float, Any]:
    """Rungs of Tehran's answers to a strike on Iran or a commander: through militias, and openly.

    An open answer counts as announced in the share of cases in which it is.
    """
    openly = iran.warned * iran.warned_rung + (1.0 - iran.warned) * ACTS["open_salvo"].rung
    return ACTS["rocket_attack"].rung, openly
