"""What a fit found, in sentences."""

from __future__ import annotations

import numpy as np

from sim.analyses.fit.calibrate import Findings
from sim.analyses.fit.coverage import Coverage
from sim.words.parameters import parameter_title
from sim.words.prose import day_text, many

#: Most names in a sentence.
MOST = 6
#: From this correlation on one number can hardly be told from the other.
TIED = 0.8


def finding(found: Findings) -> str:
    """What the record says of the parameters, in one sentence."""
    numbers, informed = len(found.fitted.priors), int(found.contrast.identified.sum())
    until = day_text(found.fitted.until)
    if not informed:
        return f"The record up to {until} says nothing of any of {numbers} assumed numbers"
    order = [at for at in np.argsort(found.contrast.width) if found.contrast.identified[at]]
    sharpest = [parameter_title(found.fitted.priors[at].path, found.fitted.scenario.crisis.short) for at in order]
    named = ", ".join(sharpest[:MOST]) + (" and others" if len(sharpest) > MOST else "")
    return (
        f"The record up to {until} says something of {informed} of {numbers} assumed numbers, "
        f"{'namely' if informed <= MOST else 'most of'} {named}, and cannot tell the others"
    )


def limits(found: Findings) -> tuple[str, ...]:
    """What a reader should know before using the posterior."""
    one, accepted = found.fitted, found.fitted.found.accepted
    silent = len(one.priors) - int(found.contrast.identified.sum())
    sentences = [
        f"{accepted.of:,} draws lived through a world each; {100 * one.possible:.0f}% of the worlds were still running "
        f"on {one.until} and like ours in whether American force had been used; {len(accepted.indices):,} of these lie "
        f"nearest to the record (as good as {accepted.effective:,.0f} equally weighted draws).",
        f"{silent} of {len(one.priors)} numbers look after the fit as they did before: these data cannot identify them "
        "one by one. They are not in the posterior file, so that the range over assumptions "
        "goes on varying them.",
    ]
    if found.ties:
        first = found.ties[0]
        pair = [parameter_title(one.priors[at].path, one.scenario.crisis.short) for at in (first.first, first.second)]
        apart = " and can hardly tell them apart" if abs(first.correlation) >= TIED else ""
        sentences.append(
            f"The data tie {many(len(found.ties), 'pair')} of numbers together{apart}, most "
            f"of all {pair[0]} and {pair[1]} (correlation {first.correlation:.2f})."
        )
    informed = found.contrast.identified
    sentences += [covers(found.near, "near the record", informed)]
    sentences += [covers(found.everywhere, "from the whole prior", informed)]
    sentences.append(
        "The fit compares summaries, not the whole record, and accepts worlds that are near rather than equal: it is "
        "an approximation, and it is conditional on the rules, which were written after the fact."
    )
    return tuple(sentences)


def covers(one: Coverage, where: str, informed: np.ndarray) -> str:
    """How often the intervals hold the truth, in a sentence; numbers that keep their prior are covered by themselves.

    Args:
        one: the trials.
        where: where their truths lie.
        informed: numbers of which the data say something, shape (p,).
    """
    everything = f"{100 * float(one.pooled(0.90).share):.1f}% over all numbers"
    if informed.any():
        share = one.pooled(0.90, informed)
        span = f"95% interval {100 * float(share.low):.1f} to {100 * float(share.high):.1f}"
        held = f"{100 * float(share.share):.1f}% of the values of the informed numbers ({span}) and {everything}"
    else:
        held = everything
    text = f"Of simulated truths {where}, 90% intervals hold {held}; {len(one.truths)} truths"
    off, numbers = int(np.asarray(one.miscalibrated()).sum()), one.ranks.shape[1]
    ranks = f"the ranks of {off} of {numbers} numbers are" if off else f"no ranks of any of {numbers} numbers are"
    return f"{text}; {ranks} further from uniform than luck explains."
