"""Which worlds stand for a run under all of its variants at once, each variant's shares kept as well as may be."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

#: How much more it counts that the headline outcome's number is right: it stands beside the marks.
HEADLINE: Final = 4.0

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


def shared(codes: Ints, wanted: Ints, drawn: Ints, headline: int) -> Ints:
    """Exchanges drawn worlds for others, the best exchange first, until none brings the counts nearer to those wanted.

    What is made small is the sum of squared differences over variants and outcomes, the headline's weighted
    :data:`HEADLINE` times.

    Args:
        codes: code of each candidate's outcome under each variant, shape ``(variants, candidates)``.
        wanted: number of worlds by variant and code, shape ``(variants, outcomes)``.
        drawn: places of the candidates to begin with, each once.
        headline: code of the headline outcome.

    Returns:
        Places of the candidates that were drawn in the end, as many as in the beginning, rising.
    """
    weight = np.ones(wanted.shape)
    weight[:, headline] = HEADLINE
    root = np.sqrt(weight).ravel()
    one_hot = (codes[:, :, None] == np.arange(wanted.shape[1])).transpose(1, 0, 2).reshape(codes.shape[1], -1) * root
    inside = np.zeros(codes.shape[1], bool)
    inside[drawn] = True
    while not inside.all():
        gap = one_hot[inside].sum(axis=0) - wanted.ravel() * root
        out, into = np.flatnonzero(inside), np.flatnonzero(~inside)
        change = _changes(one_hot[out], one_hot[into], gap)
        best = np.unravel_index(change.argmin(), change.shape)
        if change[best] > -1e-9:
            break
        inside[out[best[0]]], inside[into[best[1]]] = False, True
    return np.flatnonzero(inside)


def _changes(out: Floats, into: Floats, gap: Floats) -> Floats:
    """By how much each exchange changes the sum of squares, shape ``(out, into)``."""
    squares = (out**2).sum(axis=1)[:, None] + (into**2).sum(axis=1) - 2 * out @ into.T
    found: Floats = squares + 2 * ((into @ gap) - (out @ gap)[:, None])
    return found
