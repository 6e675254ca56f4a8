"""Choice by pay-offs, better ones more often: logit quantal response (McKelvey and Palfrey 1998, Signorino 1999).

Pay-offs are shares of what is at stake between the two capitals (Fearon 1995 sets it to 1). Each side loses by every
rung that the crisis climbs, and by every act that it leaves unanswered. Who chooses looks one step ahead: it expects
the other's reply, itself a logit choice on the other's pay-offs, but nobody's reply to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.engine.portable import exp

#: Top of the ladder, where open war stands.
_TOP = 10.0


def toll(rung: Any) -> Any:
    """Share of a war's cost that an act of a rung brings on either side: its square, so the first rungs are cheap."""
    part = rung / _TOP
    return part * part  # a plain number stays one, which np.square would make a wider one


def owed(looks: Any, rung: Any) -> Any:
    """How far a reply of a rung falls short of what it answers, 0-1; a reply that goes beyond earns nothing more."""
    return np.maximum(looks - rung, 0.0) / _TOP


def worth_of_reply(looks: Any, rung: Any, resolve: Any, war: Any) -> Any:
    """Pay-off of a reply, but for what the other does next.

    Args:
        looks: how grave the act looks that is answered, in rungs.
        rung: of the reply.
        resolve: what leaving an act of ten rungs unanswered costs (audience costs, Fearon 1994).
        war: what open war costs.
    """
    return -resolve * owed(looks, rung) - war * toll(rung)


def shares(worth: Sequence[Any], rationality: Any, open_to: Sequence[Any] | None = None) -> Any:
    """Chance of each option, shape (options, cases): its odds grow with the exponential of what it is worth.

    Args:
        worth: pay-off of each option.
        rationality: how surely the better is chosen; 0 all alike, without end the best for certain.
        open_to: whether each option is to be had; one at least.
    """
    each = np.stack(np.broadcast_arrays(*worth)) if open_to is None else np.stack(worth)
    if open_to is None:
        pull = exp(rationality * (each - each.max(axis=0)))
        return pull / sum(pull)
    can = np.stack(open_to)
    each = np.where(can, each, each.min(axis=0))  # else one that is not to be had might leave the others no weight
    pull = exp(rationality * (each - each.max(axis=0))) * can
    return pull / sum(pull)


def pick(chances: Any, luck: Any) -> Any:
    """Place of the option that a uniform draw falls on, shape (cases,)."""
    upto = np.cumsum(chances, axis=0)
    return (luck * upto[-1] >= upto[:-1]).sum(axis=0)


def expected_toll(looks: Any, rungs: Sequence[float], resolve: Any, war: Any, rationality: Any) -> Any:
    """Share of a war's cost that the other's reply is expected to bring: a logit choice of rungs, on its pay-offs."""
    chances = shares([worth_of_reply(looks, rung, resolve, war) for rung in rungs], rationality)
    return sum(chance * toll(rung) for chance, rung in zip(chances, rungs, strict=True))
