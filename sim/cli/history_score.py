"""``redline history score RUN``: a finished run held against the facts, one by one."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.cli.console import BadInput, columns, put, put_json, say
from sim.cli.history_sequences import score, show
from sim.words.prose import filled


def main(args: argparse.Namespace, words: list[str]) -> None:
    """Prints the table of every variant, and what each breaks that the baseline shows."""
    import sim
    from sim.analyses.facts.scored import CannotScore, score_run
    from sim.analyses.facts.stylised_facts import count

    if len(words) != 1:
        raise BadInput("redline history score takes one folder of a finished run, such as reports/maximum_pressure")
    results = sim.read(Path(words[0]))
    try:
        scored = score_run(results)
    except CannotScore as error:
        raise BadInput(f"{words[0]}: {error}") from error
    told = _sequences(results, args) if args.sequences else None
    if args.json:
        facts: dict[str, Any] = {name: [_plain(one) for one in found] for name, found in scored.scores.items()}
        put_json(facts | ({"sequences": told} if told else {}))
        return
    for at, (name, found) in enumerate(scored.scores.items()):
        moved = scored.changes(name) if at else ()
        if sys.stdout.isatty():
            _readable(results.title_of(name), found, count(found))
        else:
            _tabbed(name, found, header=at == 0)
        if sys.stdout.isatty():
            _moved(moved, {one.fact.id: one.fact.fact for one in found})
    if told:
        put()
        show(told)
    else:
        say("--sequences also scores what follows the record's turning points (a minute or so)", quiet=args.quiet)


def _sequences(results: Any, args: argparse.Namespace) -> dict[str, Any]:
    """The sequences of the run's own scenario, under its seed.

    Raises:
        BadInput: when the run replaced actors, whose code is not kept.
    """
    if results.manifest.get("agents"):
        raise BadInput("--sequences lives through the scenario again, and this run replaced actors")
    return score(results.scenario, args, results.seed)


_HEAD = (
    "variant",
    "fact",
    "unit",
    "observed",
    "range",
    "median",
    "90% range",
    "width",
    "arises",
    "worlds within",
    "verdict",
)


def _cells(one: Any) -> tuple[str, ...]:
    fact = one.fact
    return (
        fact.fact,
        fact.unit,
        "" if fact.target is None else f"{fact.target:g}",
        "" if fact.range is None else f"{fact.range[0]:g} to {fact.range[1]:g}",
        "" if one.median is None else f"{one.median:.3g}",
        "" if one.low is None else f"{one.low:.3g} to {one.high:.3g}",
        "" if one.width is None else f"{one.width:.1f}",
        "" if one.share is None else f"{100 * one.share:.0f}%",
        "" if one.inside is None else f"{100 * one.inside:.0f}%",
        one.verdict,
    )


def _tabbed(name: str, found: Any, header: bool) -> None:
    if header:
        put("\t".join(_HEAD))
    for one in found:
        put("\t".join((name, *_cells(one))))


def _readable(title: str, found: Any, summary: str) -> None:
    wide = min(columns(), 120)
    put(f"\n{title}\n")
    for one in found:
        _, unit, observed, span, median, simulated, _, _, inside, verdict = _cells(one)
        put(filled(one.fact.fact, wide))
        if one.fact.measure is None:
            put(f"    {verdict}: {one.fact.missing}")
            continue
        if one.share is None:
            put(f"    {verdict}")
            continue
        told = f"observed {observed} ({span}), simulated {median}" + (f" ({simulated})" if simulated else "")
        put(f"    {verdict}: {told} {unit}; {inside} of worlds within the observed range")
    put("\n" + filled(summary, wide))


def _moved(moved: Any, facts: dict[str, str]) -> None:
    clear = [one for one in moved if one.clear]
    for one in sorted(clear, key=lambda each: each.difference):
        share = f"{100 * one.difference:+.0f} points ({100 * one.low:+.0f} to {100 * one.high:+.0f})"
        put(f"    {'breaks' if one.difference < 0 else 'mends'}: {facts[one.fact]}: {share}")


def _plain(one: Any) -> dict[str, Any]:
    told = asdict(one)
    return {**told.pop("fact"), **told, "width": one.width, "verdict": one.verdict}
