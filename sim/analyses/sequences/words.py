"""Sequences in words: for a terminal, and as the tables of docs/sequences.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.crisis.facts.sequences import ANSWERING_UNREST, SEQUENCES, Sequence
from sim.words.prose import day_text

#: The two ways of telling whether an aim is met; an aim decides about nothing.
MET = {True: "met", False: "missed"}


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """What a reader wants of :meth:`sim.analyses.sequences.scored.Sequences.as_dict`, line by line."""
    for sequence in found["sequences"]:
        yield f"After {_day(sequence)}: {sequence['title']}"
        for one in sequence["questions"]:
            yield f"  {one['question']} (within {one['within']} days) What came: {one['came']}."
            yield f"    {said(one)}; {scores(one)}{aim(one)}"
        yield ""
    yield unrest(found)


def said(one: Mapping[str, Any]) -> str:
    """What the worlds say of one question."""
    silent = f", {one['silent']:,} silent" if one["silent"] else ""
    if one["chance"] is None:
        return f"{one['median']:g} ({one['low']:g} to {one['high']:g}) in {one['worlds']:,} worlds{silent}"
    others = ", ".join(f"{name} {_percent(share)}" for name, share in one["answers"].items() if name != one["came"])
    return f"{interval(one['chance'])} of {one['worlds']:,} worlds{silent} say so; {others}"


def scores(one: Mapping[str, Any]) -> str:
    """Its scores beside those without the replay, and of someone who finds all answers equally likely."""
    parts = []
    for name, score in one["scores"].items():
        rivals = []
        if name in one["without"]:
            rivals.append(f"{one['without'][name]['value']:.2f} without the replay")
        if name in one["uniform"]:
            rivals.append(f"{one['uniform'][name]:.2f} if all were equally likely")
        parts.append(f"{_NAMES[name]} {figure(score)}" + (f" against {', '.join(rivals)}" if rivals else ""))
    return "; ".join(parts)


_NAMES = {"brier": "Brier", "log": "log", "crps": "CRPS"}


def aim(one: Mapping[str, Any]) -> str:
    """The aim, and whether it is met; empty without one."""
    return "" if one["aim"] is None else f"; aim: at least {_percent(one['aim'])}, {MET[one['aim_met']]}"


def unrest(found: Mapping[str, Any]) -> str:
    """Strikes that answer unrest, of which there should be none."""
    told = found["unrest"]
    met = MET[told["answering"] == 0]
    return (
        f"{ANSWERING_UNREST}, in {found['worlds']:,} worlds without a replay: {told['answering']} "
        f"of {told['strikes']:,} ({interval(told['share'])}); aim: none, {met}"
    )


def interval(share: Mapping[str, float]) -> str:
    """``57% (54 to 60)``."""
    return f"{_percent(share['value'])} ({_points(share['low'])} to {_points(share['high'])})"


def figure(score: Mapping[str, float]) -> str:
    """``0.43 (0.40 to 0.46)``."""
    return f"{score['value']:.2f} ({score['low']:.2f} to {score['high']:.2f})"


def _percent(share: float) -> str:
    return f"{_points(share)}%"


def _points(share: float) -> str:
    percent = 100 * share
    return f"{percent:.1f}" if 0 < percent < 10 else f"{percent:.0f}"


def _day(sequence: Mapping[str, Any]) -> str:
    known: dict[str, Sequence] = {one.key: one for one in SEQUENCES}
    return day_text(known[sequence["key"]].day)


# -- tables ------------------------------------------------------------------------------------------------------------

_HEAD = "| Question (days) | What came | {before}Now | Score now, and without the replay | Aim |"


def markdown(found: Mapping[str, Any], before: Mapping[str, Any] | None = None, title: str = "Before") -> str:
    """A table for each sequence, and the share of strikes that answer unrest.

    Args:
        found: what was found.
        before: what an earlier version made of it, to stand beside; None for no such column.
        title: what its column is called.
    """
    earlier = {} if before is None else _by_key(before)
    parts = []
    for sequence in found["sequences"]:
        head = _HEAD.format(before=f"{title} | " if before else "")
        rows = [head, "|---" * (head.count("|") - 1) + "|"]
        for one in sequence["questions"]:
            old = earlier.get((sequence["key"], one["key"]))
            cells = [f"{one['question']} ({one['within']})", one["came"]]
            cells += [_cell(old) if old else "-"] if before else []
            rows.append(f"| {' | '.join([*cells, _cell(one), _scored(one), _aimed(one)])} |")
        parts.append(f"**After {_day(sequence)}.** {sequence['title']}.\n\n" + "\n".join(rows))
    parts.append(unrest(found) + "." + (f" {title}: {unrest(before)}." if before else ""))
    return "\n\n".join(parts)


def _by_key(found: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    return {(one["key"], each["key"]): each for one in found["sequences"] for each in one["questions"]}


def _cell(one: Mapping[str, Any]) -> str:
    if one["chance"] is None:
        return f"{one['median']:g} ({one['low']:g} to {one['high']:g}); CRPS {one['scores']['crps']['value']:.2f}"
    return interval(one["chance"])


def _scored(one: Mapping[str, Any]) -> str:
    name = "brier" if "brier" in one["scores"] else "crps"
    without = f", {one['without'][name]['value']:.2f} without" if name in one["without"] else ""
    log = f"; log {figure(one['scores']['log'])}" if "log" in one["scores"] else ""
    silent = f"; {one['silent']:,} worlds silent" if one["silent"] else ""
    return f"{_NAMES[name]} {figure(one['scores'][name])}{without}{log}{silent}"


def _aimed(one: Mapping[str, Any]) -> str:
    return "" if one["aim"] is None else f"{_percent(one['aim'])}: {MET[one['aim_met']]}"
