"""What may be varied in a fit, and between which numbers: the ranges that declarations call plausible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.engine.distributions import between
from sim.engine.parameters import Catalogue, Parameter
from sim.scenario import Cell

Range = tuple[float, float]


@dataclass(frozen=True)
class Prior:
    """One number to be fitted: a parameter, or several that the declarations do not tell apart.

    Attributes:
        path: full path, or the family's where all its members move as one.
        members: full paths that take the value.
        range: ends of the uniform prior.
        unit: what the number counts.
        whole: whether only whole numbers make sense.
        note: what the parameter means.
        widened: why the range is wider than the declared one; empty where it is not.
    """

    path: str
    members: tuple[str, ...]
    range: Range
    unit: str
    whole: bool
    note: str
    widened: str = ""

    def at(self, u: np.ndarray) -> np.ndarray:
        """Values at positions between 0 and 1 in the range, same shape."""
        return between(u, self.range, self.whole)


def taken(one: Prior, values: np.ndarray) -> np.ndarray:
    """Values on the unbroken scale of a fit as the parameter takes them: whole numbers where it takes no others."""
    low, high = one.range
    return one.at((values - low) / (high - low)) if one.whole else values


def priors(
    catalogue: Catalogue, cell: Cell, families: Mapping[str, tuple[str, ...]], wide: Mapping[str, tuple[Range, str]]
) -> tuple[Prior, ...]:
    """The numbers to be fitted, in the order of the catalogue.

    All parameters with a plausible range that the scenario leaves alone and its theory reads; of a family, members with
    the same range are one number, since nothing that is observed tells them apart. Under the rival theory the
    parameters that make it a rival are as uncertain as under the other one, around the rival's value.

    Args:
        catalogue: every declared parameter.
        cell: the scenario's cell: what it sets is not fitted.
        families: members' full paths by a family's path.
        wide: ranges to use instead of the declared ones, with the reason, by full or family path.
    """
    family_of = {member: path for path, members in families.items() for member in members}
    groups: dict[tuple[str, Range], list[str]] = {}
    for path, one in catalogue.items():
        given = wide.get(path) or wide.get(family_of.get(path, ""))
        span = given[0] if given else plausible(one, cell.crisis.theory_by_key[cell.theory].rival)
        free = path not in cell.courses and one.read_under(cell.theory)
        if free and span is not None and span[0] < span[1]:
            groups.setdefault((family_of.get(path, path), span), []).append(path)
    return tuple(_prior(catalogue, families, wide, key, members) for key, members in groups.items())


def _prior(
    catalogue: Catalogue,
    families: Mapping[str, tuple[str, ...]],
    wide: Mapping[str, tuple[Range, str]],
    key: tuple[str, Range],
    members: list[str],
) -> Prior:
    family, span = key
    whole_family = len(members) > 1 and len(members) == len(families.get(family, ()))
    path = family if whole_family else members[0]
    one = catalogue[members[0]]
    reason = (wide.get(members[0]) or wide.get(family) or (None, ""))[1]
    return Prior(path, tuple(members), span, one.unit, one.whole, one.note, reason)


def plausible(one: Parameter, rival: bool) -> Range | None:
    """The declared range; around the rival's value, as wide and within the bounds, under a theory that takes it."""
    if one.plausible is None or one.bounds is None:
        return None
    if not rival or one.rival is None:
        return one.plausible
    half = (one.plausible[1] - one.plausible[0]) / 2
    low, high = one.bounds
    return max(low, one.rival - half), min(high, one.rival + half)


def positions(fitted: tuple[Prior, ...], draws: int, seed: int) -> np.ndarray:
    """Independent uniform positions in the ranges, shape (draws, priors); more draws begin with the same ones.

    Each number has luck of its own, named by its path: what else is fitted, such as the height of a step that is
    announced later, moves none of the others.
    """
    u = np.empty((draws, len(fitted)))
    for place, one in enumerate(fitted):
        u[:, place] = np.random.default_rng([seed, 0xABC, *one.path.encode()]).random(draws)
    return u


def values(fitted: tuple[Prior, ...], u: np.ndarray) -> dict[str, np.ndarray]:
    """Values by full path, shape (draws,) each, at positions of shape (draws, priors)."""
    return {path: one.at(u[:, place]) for place, one in enumerate(fitted) for path in one.members}
