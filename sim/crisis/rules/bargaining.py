"""What Tehran can give, what Washington asks, and when they meet (C11; Schelling 1966, Fearon 1995, Sechser 2010)."""

from __future__ import annotations

from typing import Any

import numpy as np


def offer(
    base: Any, pain: Any, pain_gain: Any, relief: Any, relief_believed: Any, hostility: Any, mood: Any, fear: Any = 0.0
) -> Any:
    """Share of Washington's demands that Tehran would meet today, 0-1.

    Args:
        base: share it would meet without pain or relief.
        pain, pain_gain: economic pain, and how far pain moves the offer.
        relief, relief_believed: share of the pressure Washington offers to lift, and how far Tehran believes it.
        hostility: what hostile intent above its usual level takes away.
        mood: today's domestic politics in Tehran.
        fear: what the danger of force adds.
    """
    return np.clip(base + pain_gain * pain + relief * relief_believed - hostility + mood + fear, 0.0, 1.0)
