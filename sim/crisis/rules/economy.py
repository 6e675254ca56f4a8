"""Pressure, exports, currency, prices, output and pain (C03, C16).

All functions take and return numbers or arrays of shape ``(worlds,)``; shares are of exports before the pressure.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.portable import exp


def felt_pressure(pressure: Any, announced: Any, nearness: Any, anticipation: Any) -> Any:
    """Pressure that buyers of oil act on: what is in force, and more of what is announced the nearer it comes.

    Args:
        pressure, announced: index in force, and index announced to hold in the end.
        nearness: share of the time from announcement to effect that has passed.
        anticipation: weight of an announced measure on the eve of its effect.
    """
    return pressure + anticipation * nearness * (announced - pressure)


def export_target(pressure: Any, floor: Any) -> Any:
    """Share of exports that survives a pressure in the long run: all of it at 0, only the floor at 1."""
    return floor + (1.0 - floor) * (1.0 - pressure)


def currency_target(share: Any, weight: Any) -> Any:
    """Logarithm of the rial price of a dollar (0 = May 2018) that a share of exports can pay for."""
    return weight * (1.0 - share)


def inflation(prices: Any, year_ago: Any, usual: Any) -> Any:
    """Inflation on a year before, percent.

    Args:
        prices, year_ago: log ratio by which the rial has raised prices, today and a year ago.
        usual: inflation without it, percent.
    """
    return 100.0 * (exp(usual / 100.0 + prices - year_ago) - 1.0)


def output_target(share: Any, currency: Any, oil_weight: Any, import_weight: Any) -> Any:
    """Output (May 2018 = 1) that lost oil and dear imports allow, a twentieth at least.

    Args:
        share: of exports that is left.
        currency: log rial price of a dollar, 0 in May 2018.
        oil_weight, import_weight: output lost when all exports are lost, and per unit of the log price.
    """
    return np.maximum(1.0 - oil_weight * (1.0 - share) - import_weight * currency, 0.05)


def pain(shortfall: Any, excess_inflation: Any, loss_aversion: Any, inflation_weight: Any) -> Any:
    """Economic pain (0-1): losses against what people are used to, weighed by loss aversion.

    Args:
        shortfall: output below its reference, as a share of May 2018's output; gains count as nothing.
        excess_inflation: inflation above its usual rate, as a share (0.4 = 40 points); below counts as nothing.
        loss_aversion: weight of losses, per unit of full pain.
        inflation_weight: pain of a point of excess inflation against a point of lost output.
    """
    loss = np.maximum(shortfall, 0.0) + inflation_weight * np.maximum(excess_inflation, 0.0)
    return np.minimum(loss_aversion * loss, 1.0)
