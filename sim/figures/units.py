"""A hundred worlds per variant, as counts that add up to exactly a hundred; the page draws them as small marks."""

from __future__ import annotations

from collections.abc import Mapping


def hundred(counts: Mapping[str, int]) -> dict[str, int]:
    """Shares of a hundred, rounded so that they add up (largest remainders), and never to 0 for the commonest.

    Args:
        counts: worlds per outcome.
    """
    total = sum(counts.values())
    exact = {key: 100 * count / total for key, count in counts.items()}
    whole = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: whole[key] - exact[key])
    for key in by_remainder[: 100 - sum(whole.values())]:
        whole[key] += 1
    return whole
