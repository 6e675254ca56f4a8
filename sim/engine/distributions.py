"""Distributions a scenario may give instead of a number: one value is drawn for each world.

Every distribution is turned from uniform draws into values by its inverse cumulative function, so that one named draw
per world is enough, and so that the same luck gives neighbouring values when a scenario moves a distribution a little.
A value never leaves the bounds of its parameter: the distribution is cut there and the rest stretched to fill, which is
what drawing again until it fits would give.

A whole number stands for all that rounds to it. So where only whole numbers make sense a range reaches half a step
beyond its ends: else the two ends would come half as often as what lies between.

Values are the same on every machine, but for those of a beta: SciPy computes them to some 14 digits, so that another
SciPy may turn the last digit of the float32 that is used of one in some ten million.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.engine import gaussian
from sim.engine.portable import exp, log, log1p

Array = np.ndarray[Any, np.dtype[Any]]
Bounds = tuple[float, float]

#: The arguments of each distribution; where two sets are listed, either will do.
FORMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "uniform": (("low", "high"),),
    "normal": (("mean", "sd"),),
    "truncated_normal": (("mean", "sd", "low", "high"),),
    "beta": (("mean", "sd"), ("a", "b")),
    "triangular": (("low", "mode", "high"),),
    "lognormal": (("mean", "sd"), ("median", "sigma")),
    "choice": ((),),  # its arguments are the values themselves, each with its weight
}

#: Arguments that may be left out. A beta lies between 0 and 1 unless it is told otherwise.
OPTIONAL: dict[str, dict[str, float]] = {"beta": {"low": 0.0, "high": 1.0}}

#: Below this share of its mass within the bounds, a distribution is taken for a mistake.
LEAST_MASS = 1e-6

#: Largest shape of a beta whose inverse is still computed well, so the spread is at least a millionth of the widest.
MOST_SHAPE = 1e12

#: Least and largest standard deviation of a lognormal in means, and of its logarithm.
SPREADS = (1e-9, 1e9)
SIGMAS = (1e-9, 50.0)

_INSIDE = 2.0**-54  # keeps a draw of exactly 0 off the end, where some inverses are infinite
_BELOW_ONE = 1.0 - 2.0**-53  # and one of exactly 1

#: Draws at which a distribution is tried before it is accepted.
_TRIED = np.array([0.0, 1e-6, 0.05, 0.25, 0.5, 0.75, 0.95, 1 - 1e-6, 1.0])


class DistributionError(ValueError):
    """A distribution's arguments make no sense; the message says which and why."""


def between(u: Array, ends: Bounds, whole: bool = False) -> Array:
    """Numbers between two ends at positions between 0 and 1, same shape; whole ones each as likely as any other."""
    low, high = ends
    if not whole:
        return low + (high - low) * np.asarray(u)
    low, high = math.ceil(low), math.floor(high)
    return np.minimum(low + np.floor(np.asarray(u) * (high - low + 1.0)), high)


@dataclass(frozen=True)
class Drawn:
    """A value drawn anew in each world.

    Attributes:
        kind: one of :data:`FORMS`.
        arguments: name and number of each argument, in the order of :data:`FORMS`; for a ``choice``, each value (as
            text) and its weight.
    """

    kind: str
    arguments: tuple[tuple[str, float], ...]

    def __post_init__(self) -> None:
        """Refuses arguments that make no sense."""
        object.__setattr__(self, "arguments", _ordered(self.kind, dict(self.arguments)))
        if len(dict(self.arguments)) < len(self.arguments):
            raise DistributionError(f"{self.kind}: the same number stands there twice")
        _check(self.kind, dict(self.arguments))

    @classmethod
    def of(cls, kind: str, **arguments: float) -> Drawn:
        """Makes a distribution from keywords: ``Drawn.of("beta", mean=0.5, sd=0.1)``."""
        return cls(kind, tuple(arguments.items()))

    @classmethod
    def among(cls, *values: float) -> Drawn:
        """Makes a choice among values that are equally likely."""
        return cls("choice", tuple((f"{value:g}", 1.0) for value in values))

    def quantile(self, u: Array, bounds: Bounds, whole: bool = False) -> Array:
        """Turns uniform draws into values.

        Args:
            u: draws between 0 and 1, any shape.
            bounds: lowest and highest value allowed.
            whole: whether only whole numbers make sense.

        Returns:
            Values within the bounds, same shape as ``u``, rising with it.
        """
        if whole:
            return self._whole_quantile(np.asarray(u, float), bounds)
        u = np.clip(np.asarray(u, float), _INSIDE, _BELOW_ONE)
        if self.kind == "choice":
            return _choose(u, self._values(), bounds)
        cumulative, inverse = self._functions()
        low, high = cumulative(bounds[0]), cumulative(bounds[1])
        return np.clip(inverse(low + u * (high - low)), *bounds)

    def _whole_quantile(self, u: Array, bounds: Bounds) -> Array:
        given = dict(self.arguments)
        low, high = max(given.get("low", -math.inf), bounds[0]), min(given.get("high", math.inf), bounds[1])
        if self.kind == "choice":
            return np.rint(self.quantile(u, bounds))
        if self.kind == "uniform":
            return between(u, (low, high), whole=True)
        low, high = math.ceil(low), math.floor(high)
        wider = {**OPTIONAL.get(self.kind, {}), **given}
        for name, step in (("low", -0.5), ("high", 0.5)):
            if name in wider and wider[name] == round(wider[name]):
                wider[name] += step
        values = Drawn(self.kind, tuple(wider.items())).quantile(u, (low - 0.5, high + 0.5))
        return np.clip(np.floor(values + 0.5), low, high)

    def misfit(self, bounds: Bounds, whole: bool = False) -> str | None:
        """Says why it does not suit a parameter with these bounds, or None when it does."""
        outside = [value for value in self._ends() if not bounds[0] <= value <= bounds[1]]
        if outside:
            return f"{outside[0]:g} lies outside {bounds[0]:g} to {bounds[1]:g}"
        if self.kind == "choice":
            broken = [value for value in self._ends() if whole and value != round(value)]
            return f"{broken[0]:g} is not a whole number" if broken else None
        given = dict(self.arguments)
        low, high = given.get("low", bounds[0]), given.get("high", bounds[1])
        if whole and math.ceil(low) > math.floor(high):
            return f"no whole number lies between {low:g} and {high:g}"
        try:
            with np.errstate(all="ignore"):
                cumulative, _ = self._functions()
                if not cumulative(bounds[1]) - cumulative(bounds[0]) >= LEAST_MASS:
                    return f"it almost never falls between {bounds[0]:g} and {bounds[1]:g}"
                tried = self.quantile(_TRIED, bounds, whole)
        except DistributionError as error:  # half a step wider it may be too narrow
            return str(error)
        if not np.isfinite(tried).all() or (np.diff(tried) < 0).any():
            return f"{self} cannot be computed; take numbers that are less large or less small"
        return None

    def __str__(self) -> str:
        """The distribution as a reader calls it: ``beta (mean 0.5, sd 0.1)``."""
        words = ", ".join(f"{name} {value:g}" for name, value in self.arguments)
        return f"{self.kind.replace('_', ' ')} ({words})"

    def _values(self) -> dict[float, float]:
        return {float(value): weight for value, weight in self.arguments}

    def _ends(self) -> tuple[float, ...]:
        """Values that it was told to reach, which must therefore be allowed."""
        if self.kind == "choice":
            return tuple(self._values())
        given = dict(self.arguments)
        return tuple(given[name] for name in ("low", "high") if name in given)

    def _functions(self) -> tuple[Callable[[float], float], Callable[[Array], Array]]:
        """Cumulative function of a number and its inverse on arrays."""
        return _FUNCTIONS[self.kind](dict(self.arguments))


@dataclass(frozen=True)
class Sampled(Drawn):
    """One parameter's values in a joint sample of several, such as a posterior: a world draws one row for all of them.

    Attributes:
        name: of the sample; columns of one name share each world's luck, and so its row.
        values: the parameter's value in each row.
    """

    kind: str = "posterior"
    arguments: tuple[tuple[str, float], ...] = ()
    name: str = ""
    values: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuses an empty sample and numbers that are none."""
        if not self.values:
            raise DistributionError("posterior: there is no row to draw")
        if not all(map(math.isfinite, self.values)):
            raise DistributionError("posterior: some value is not a finite number")

    def quantile(self, u: Array, bounds: Bounds, whole: bool = False) -> Array:
        """The rows that uniform draws pick, each equally likely; not rising with ``u``, since rows have no order."""
        rows = np.minimum((np.asarray(u, float) * len(self.values)).astype(int), len(self.values) - 1)
        values = np.clip(np.array(self.values)[rows], *bounds)
        return np.rint(values) if whole else values

    def misfit(self, bounds: Bounds, whole: bool = False) -> str | None:
        """Says which value lies outside the bounds, or None."""
        outside = [value for value in self.values if not bounds[0] <= value <= bounds[1]]
        return f"{outside[0]:g} lies outside {bounds[0]:g} to {bounds[1]:g}" if outside else None

    def __str__(self) -> str:
        """The sample as a reader calls it."""
        low, middle, high = np.quantile(self.values, [0.05, 0.5, 0.95])
        return f"posterior (median {middle:.3g}, 90% {low:.3g} to {high:.3g}, {len(self.values)} draws)"


def drawn_paths(courses: Mapping[str, Any]) -> tuple[str, ...]:
    """Paths of the parameters that are drawn anew in each world, of histories by path."""
    return tuple(path for path, course in courses.items() if any(isinstance(step.value, Drawn) for step in course))


def _ordered(kind: str, given: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """The arguments in the order of their form, as floats, so that equal distributions compare equal."""
    if kind not in FORMS:
        raise DistributionError(f"{kind!r} is not a distribution; allowed: {', '.join(FORMS)}")
    if kind == "choice":
        return tuple(sorted(((_number(value), float(weight)) for value, weight in given.items()), key=_by_value))
    optional = OPTIONAL.get(kind, {})
    wanted = set(given) - set(optional)
    for form in FORMS[kind]:
        if wanted == set(form):
            return tuple((name, float(given[name])) for name in (*form, *optional) if name in given)
    forms = " or ".join(", ".join(form) for form in FORMS[kind])
    raise DistributionError(f"{kind} takes {forms}, not {', '.join(given) or 'nothing'}")


def _number(text: str) -> str:
    """A choice's value written one way, so that 5 and 5.0 are the same."""
    try:
        return f"{float(text):.12g}"
    except ValueError:
        raise DistributionError(f"choice: {text!r} is not a number; use variants for words") from None


def _by_value(pair: tuple[str, float]) -> float:
    return float(pair[0])


def _check(kind: str, given: Mapping[str, float]) -> None:
    """Refuses numbers that describe no distribution."""
    for name, value in given.items():
        if not math.isfinite(value):
            raise DistributionError(f"{kind}: {name} is not a finite number")
    for name in ("sd", "sigma", "a", "b", "median"):
        if name in given and given[name] <= 0:
            raise DistributionError(f"{kind}: {name} must be above 0, not {given[name]:g}")
    low, high = given.get("low", -math.inf), given.get("high", math.inf)
    if kind == "beta":
        low, high = given.get("low", 0.0), given.get("high", 1.0)
    if kind != "choice" and low >= high:
        raise DistributionError(f"{kind}: low {low:g} is not below high {high:g}")
    _SPECIAL_CHECKS.get(kind, lambda given: None)(given)


def _check_triangular(given: Mapping[str, float]) -> None:
    if not given["low"] <= given["mode"] <= given["high"]:
        raise DistributionError(f"triangular: mode {given['mode']:g} is not between low and high")


def _check_truncated_normal(given: Mapping[str, float]) -> None:
    cumulative, _ = _normal(given)
    if not cumulative(given["high"]) - cumulative(given["low"]) >= LEAST_MASS:
        raise DistributionError("truncated_normal: it almost never falls between low and high")


def _check_lognormal(given: Mapping[str, float]) -> None:
    if "mean" in given and given["mean"] <= 0:
        raise DistributionError(f"lognormal: mean must be above 0, not {given['mean']:g}")
    if "mean" in given and not SPREADS[0] <= given["sd"] / given["mean"] <= SPREADS[1]:
        least, most = (share * given["mean"] for share in SPREADS)
        raise DistributionError(f"lognormal: with mean {given['mean']:g} the sd must be from {least:.3g} to {most:.3g}")
    if "sigma" in given and not SIGMAS[0] <= given["sigma"] <= SIGMAS[1]:
        raise DistributionError(f"lognormal: sigma must be from {SIGMAS[0]:g} to {SIGMAS[1]:g}")


def _check_beta(given: Mapping[str, float]) -> None:
    for name in ("a", "b"):
        if given.get(name, 0.0) > MOST_SHAPE:
            raise DistributionError(f"beta: {name} must be at most {MOST_SHAPE:g}, not {given[name]:g}")
    if "mean" not in given:
        return
    low, high = given.get("low", 0.0), given.get("high", 1.0)
    if not low < given["mean"] < high:
        raise DistributionError(f"beta: mean {given['mean']:g} is not between {low:g} and {high:g}")
    widest = math.sqrt((given["mean"] - low) * (high - given["mean"]))
    if given["sd"] >= widest:
        raise DistributionError(f"beta: with mean {given['mean']:g} the sd must be below {widest:.3g}")
    narrowest = widest / math.sqrt(MOST_SHAPE)
    if given["sd"] < narrowest or not all(0 < shape < math.inf for shape in _shapes(given)):
        span = f"from {narrowest:.3g} to below {widest:.3g}"
        raise DistributionError(f"beta: with mean {given['mean']:g} the sd must be {span}")


def _check_choice(given: Mapping[str, float]) -> None:
    if not given:
        raise DistributionError("choice: there is nothing to choose among")
    for value, weight in given.items():
        if not math.isfinite(float(value)):
            raise DistributionError(f"choice: {value!r} is not a finite number")
        if weight <= 0:
            raise DistributionError(f"choice: the weight of {value} must be above 0, not {weight:g}")


_SPECIAL_CHECKS: dict[str, Callable[[Mapping[str, float]], None]] = {
    "triangular": _check_triangular,
    "truncated_normal": _check_truncated_normal,
    "lognormal": _check_lognormal,
    "beta": _check_beta,
    "choice": _check_choice,
}


# -- cumulative functions and their inverses ----------------------------------------------------------------------

Functions = tuple[Callable[[float], float], Callable[[Array], Array]]


def _uniform(given: Mapping[str, float]) -> Functions:
    low, width = given["low"], given["high"] - given["low"]
    return lambda x: min(max((x - low) / width, 0.0), 1.0), lambda p: low + p * width


def _normal(given: Mapping[str, float]) -> Functions:
    mean, sd = given["mean"], given["sd"]
    return lambda x: float(gaussian.cumulative((x - mean) / sd)), lambda p: mean + sd * gaussian.quantile(p)


def _truncated_normal(given: Mapping[str, float]) -> Functions:
    cumulative, inverse = _normal(given)
    low, high = given["low"], given["high"]
    below, within = cumulative(low), cumulative(high) - cumulative(low)
    return (
        lambda x: min(max((cumulative(x) - below) / within, 0.0), 1.0),
        lambda p: np.clip(inverse(below + p * within), low, high),
    )


def _lognormal(given: Mapping[str, float]) -> Functions:
    if "median" in given:
        median, sigma = given["median"], given["sigma"]
    else:
        spread = given["sd"] / given["mean"]
        ratio = spread * spread
        median, sigma = given["mean"] / math.sqrt(1.0 + ratio), math.sqrt(log1p(ratio))
    cumulative, inverse = _normal({"mean": float(log(median)), "sd": sigma})
    return lambda x: cumulative(float(log(x))) if x > 0 else 0.0, lambda p: exp(inverse(p))


def _beta(given: Mapping[str, float]) -> Functions:
    from scipy.special import betainc, betaincinv  # loaded here: no other distribution needs SciPy

    low, high = given.get("low", 0.0), given.get("high", 1.0)
    width = high - low
    a, b = _shapes(given)
    return (
        lambda x: float(betainc(a, b, min(max((x - low) / width, 0.0), 1.0))),
        lambda p: low + width * betaincinv(a, b, p),
    )


def _shapes(given: Mapping[str, float]) -> tuple[float, float]:
    """A beta's two shapes, a and b."""
    if "a" in given:
        return given["a"], given["b"]
    low = given.get("low", 0.0)
    width = given.get("high", 1.0) - low
    mean, sd = (given["mean"] - low) / width, given["sd"] / width
    variance = sd * sd
    if variance == 0.0:
        return math.inf, math.inf
    strength = mean * (1.0 - mean) / variance - 1.0
    return mean * strength, (1.0 - mean) * strength


def _triangular(given: Mapping[str, float]) -> Functions:
    low, mode, high = given["low"], given["mode"], given["high"]
    width, rise, fall = high - low, mode - low, high - mode

    def cumulative(x: float) -> float:
        if x <= low:
            return 0.0
        if x >= high:
            return 1.0
        return (x - low) * (x - low) / (width * rise) if x < mode else 1.0 - (high - x) * (high - x) / (width * fall)

    def inverse(p: Array) -> Array:
        rising = low + np.sqrt(p * width * rise)
        falling = high - np.sqrt((1.0 - p) * width * fall)
        return np.where(p < rise / width, rising, falling)

    return cumulative, inverse


_FUNCTIONS: dict[str, Callable[[Mapping[str, float]], Functions]] = {
    "uniform": _uniform,
    "normal": _normal,
    "truncated_normal": _truncated_normal,
    "lognormal": _lognormal,
    "beta": _beta,
    "triangular": _triangular,
}


def _choose(u: Array, weights: Mapping[float, float], bounds: Bounds) -> Array:
    """Values picked by weight, in rising order of value, among those within the bounds."""
    allowed = {value: weight for value, weight in sorted(weights.items()) if bounds[0] <= value <= bounds[1]}
    given = np.array(list(allowed.values()))
    shares = np.cumsum(np.ldexp(given, -int(np.frexp(given.max())[1])))  # by a power of two, so no digit is lost
    return np.array(list(allowed))[np.searchsorted(shares / shares[-1], u, side="left")]
