"""Learning where the red line is, and aiming under it (C14; Schelling 1966, Altman 2017).

A belief about the line is a normal distribution, given by mean and width (standard deviation), in rungs. The line that
prevails on a day is the line plus day-to-day variation, so an answer or its absence says only so much. How much it
varies is learned from surprises. The update is
the exact mean and variance of the posterior (probit likelihood with moment matching), so an act far below the line
teaches almost nothing and an unanswered act near it raises the belief.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.portable import LN_2, exp

_SQRT_TAU = np.float32(np.sqrt(2.0 * np.pi))


#: Rungs below which a line is known for certain.
_CERTAIN = np.float32(1e-6)

#: Below this, the distribution function is too small for its formula, and the ratio has a series of its own.
_TAIL = -3.0


def _surprise(z: Any) -> Any:
    """Standard normal density over cumulative probability at ``z`` (the inverse Mills ratio), without overflow."""
    near = np.clip(z, _TAIL, 8.0)
    x = np.maximum(-np.asarray(z), -_TAIL)
    # Laplace's continued fraction, exact to a ten-thousandth from three standard deviations on.
    far = x + 1.0 / (x + 2.0 / (x + 3.0 / (x + 4.0 / (x + 5.0 / (x + 6.0 / x)))))
    return np.where(np.asarray(z) < _TAIL, far, exp(-0.5 * np.square(near)) / _SQRT_TAU / normal_cdf(near))


def normal_cdf(z: Any) -> Any:
    """Standard normal distribution function (Abramowitz and Stegun 1964, 7.1.26; error below 1.5e-7)."""
    x = np.abs(z) * 0.7071067811865476
    t = 1.0 / (1.0 + 0.3275911 * x)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    half = 0.5 * tail * exp(-x * x)
    return np.where(np.asarray(z) >= 0.0, 1.0 - half, half)


def learned_line(mean: Any, width: Any, rung: Any, answered: Any, variation: Any) -> tuple[Any, Any]:
    """Mean and width of the belief after an act met force, or did not.

    Args:
        mean, width: belief before, in rungs.
        rung: severity of the act as the other side judges it.
        answered: whether force was used.
        variation: how much the line is believed to vary from day to day (standard deviation, rungs).
    """
    spread = np.sqrt(np.square(width) + np.square(variation))
    side = np.where(answered, -1.0, 1.0).astype(np.float32)
    z = side * (mean - rung) / spread
    surprise = _surprise(z)
    shrink = np.clip(surprise * (surprise + z), 0.0, 1.0) * np.square(width / spread)
    return mean + side * np.square(width) / spread * surprise, width * np.sqrt(1.0 - np.minimum(shrink, 0.999))


#: One act at most doubles the variation that the challenger believes in.
_LARGEST_STEP = np.float32(LN_2)


def learned_variation(mean: Any, width: Any, rung: Any, answered: Any, variation: Any, learning: Any) -> Any:
    """How much the line is believed to vary from day to day, after an act met force, or did not.

    A step up the gradient of the outcome's log-likelihood in the logarithm of the variation (a score-driven variance,
    Creal, Koopman and Lucas 2013). A surprise, an act far above the believed line that is let pass or one far below it
    that meets force, raises it; what was expected lowers it a little; and where the belief is right, steps cancel out
    on average.

    Args:
        mean, width, rung, answered, variation: as in :func:`learned_line`, before the act.
        learning: length of the step; 0 leaves the variation as it is.
    """
    spread = np.sqrt(np.square(width) + np.square(variation))
    z = np.where(answered, -1.0, 1.0).astype(np.float32) * (mean - rung) / spread
    score = -z * _surprise(z) * np.square(variation / spread)
    return variation * exp(np.minimum(learning * score, _LARGEST_STEP))


def told_line(own: tuple[Any, Any, Any], told: tuple[Any, Any, Any], credibility: Any) -> tuple[Any, Any, Any]:
    """Mean, width and variation of the belief once a line has been announced (Schelling 1966, Fearon 1997).

    The mean moves towards the announced rung in proportion to credibility. Doubt, and the variation that is believed
    in, shrink likewise towards what the announcement leaves; it never adds to either.

    Args:
        own: mean, width and variation that the challenger's own experience has taught.
        told: announced rung, and the width and variation that are left where it is fully believed.
        credibility: 0 (nobody believes it) to 1.
    """
    moved = own[0] + credibility * (told[0] - own[0])
    narrowed = (mine - credibility * np.maximum(mine - left, 0.0) for mine, left in zip(own[1:], told[1:], strict=True))
    return moved, *narrowed


def belies(announced: Any, width: Any, rung: Any, answered: Any) -> Any:
    """Whether an act shows an announced line to be wrong: left unanswered well above it, or met with force well below.

    Args:
        announced: the announced rung.
        width: doubt that the announcement leaves, within which nothing is shown.
        rung: severity of the act as the other side judges it.
        answered: whether force was used.
    """
    return np.where(answered, rung < announced - width, rung > announced + width)


def perceived_danger(mean: Any, width: Any, variation: Any, rung: Any) -> Any:
    """Chance, as the challenger sees it, that the line of the day lies below an act, so that it meets force.

    Args:
        mean, width: believed red line, rungs.
        variation: how much the line is believed to vary from day to day, rungs.
        rung: severity of the act.
    """
    return normal_cdf((rung - mean) / np.maximum(np.sqrt(np.square(width) + np.square(variation)), _CERTAIN))


def aim(mean: Any, width: Any, margin: Any, boldness: Any, urge: Any, caution: Any) -> Any:
    """Rung aimed at: under the believed line by a margin that shrinks with boldness and urge.

    Args:
        mean, width: believed red line.
        margin: distance kept when nothing presses, in rungs.
        boldness: how far pressure and pain eat into the margin, 0-1.
        urge: pressure plus pain, 0-2.
        caution: rungs kept per rung of doubt about the line; negative means doubt invites probing.
    """
    kept_back = margin * np.clip(1.0 - boldness * urge, 0.1, 1.0)
    return mean - kept_back - caution * width
