"""Locks a forecast: question, rule of resolution, probability with its range, and the run that it comes from.

A lock holds the SHA-256 of all it says, so that a change shows. Whoever may write the file may also write another one
with another hash: what binds is the hash where others have seen it, so it is printed to be passed on.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from sim.analyses.answer.answer import finding
from sim.analyses.answer.base_rates import counting
from sim.engine import files
from sim.engine.files import named, plain
from sim.engine.nearest import hint
from sim.engine.outcomes import Outcome
from sim.runs.disk import folders
from sim.runs.disk.writing import write_json
from sim.runs.results import Results
from sim.words.prose import day_text

#: Raised when the meaning of a lock changes.
FORMAT = 1
#: What a forecast that nobody has to think about says.
EVEN = 0.5


class CannotLock(ValueError):
    """A forecast that cannot be locked; the message says why and what can be."""


class Changed(ValueError):
    """A file that is no lock, or is not as it was locked."""


def forecast(
    results: Results,
    *,
    closes: date,
    today: date,
    outcome: str | None = None,
    variant: str | None = None,
    question: str = "",
    rule: str = "",
    base_rate: float | None = None,
) -> dict[str, Any]:
    """What a run says of a question, as a lock holds it, its hash included.

    Args:
        results: the run; one without a grid, since a forecast is of one setting.
        closes: last day on which what is asked may come.
        today: the day of locking.
        outcome: key of the outcome that is asked about; the scenario's headline by default.
        variant: name of a variant; the baseline by default.
        question: as a person would ask it; by default the outcome's own words.
        rule: how it will be told whether it came; by default the model's criterion for the outcome.
        base_rate: how often such things come, above 0 and below 1; by default that of the crisis's reference classes.

    Raises:
        CannotLock: for an outcome, variant, day or rate that cannot be, or a run with a grid.
    """
    key, where = outcome or results.scenario.headline, variant or results.variants[0]
    _check(results, key, where, closes, today, base_rate)
    asked = results.crisis.outcomes[key]
    found = finding(results, key, where)
    told = {
        "redline": FORMAT,
        "kind": "forecast",
        "question": plain(question) or f"{asked.title} by {closes}? {results.scenario.question}".strip(),
        "resolution": plain(rule) or f"Yes if by {closes} it is so: {asked.criterion}",
        "outcome": key,
        "variant": where,
        "locked": today.isoformat(),
        "closes": closes.isoformat(),
        "probability": _smoothed(found.count, found.worlds),
        "interval": [round(found.low, 6), round(found.high, 6)],
        "assumptions": _assumed(results, key, where),
        "base_rates": _base_rates(results, asked, base_rate),
        "run": _run(results),
    }
    return {**told, "sha256": digest(told)}


def of_the_past(results: Results, today: date) -> str:
    """A warning where a run ended before today and is asked nothing else than what it is about; empty where it did not.

    Such a run says how often the outcome came in days that are over, of which the question does not ask.
    """
    first, last = results.date_of(0), results.date_of(results.scenario.days - 1)
    if last >= today:
        return ""
    return (
        f"this run is of {day_text(first)} to {day_text(last)}, which is over; say with --question and --rule what of "
        "it is to hold by the closing day"
    )


def _check(results: Results, key: str, where: str, closes: date, today: date, rate: float | None) -> None:
    for what, given, allowed in (("outcome", key, list(results.crisis.outcomes)), ("variant", where, results.variants)):
        if given not in allowed:
            raise CannotLock(f"there is no {what} {given!r}; allowed: {', '.join(allowed)}{hint(given, allowed)}")
    if results.axes:
        raise CannotLock("this run sweeps a grid, and a forecast is of one setting; run the scenario without its sweep")
    if closes < today:
        what = f"the question would have closed on {closes}, before today, {today}"
        raise CannotLock(f"{what}; a forecast is locked before its outcome can be known")
    if rate is not None and not 0 < rate < 1:
        raise CannotLock(f"a base rate of {rate:g} is certainty; allowed: above 0 and below 1")


def _smoothed(count: float, worlds: int) -> float:
    """Half a world either way: no finite number of worlds makes anything certain, and the log score knows no pardon."""
    return round((count + 0.5) / (worlds + 1), 6)


def _assumed(results: Results, key: str, variant: str) -> dict[str, Any] | None:
    """The same question while the assumed parameters vary: the mean over draws is the forecast of who knows no more."""
    found = results.assumption_range(variant, key)
    if found is None:
        return None
    mine = results.assumptions[results.assumptions["variant"] == variant]
    worlds = int(mine["worlds"].sum())
    count = float((mine[key] * mine["worlds"]).sum())
    ends = {"low": round(float(found.low), 6), "high": round(float(found.high), 6)}
    return {"probability": _smoothed(count, worlds), **ends, "draws": len(mine)}


def _base_rates(results: Results, asked: Outcome, given: float | None) -> list[dict[str, Any]]:
    """What the forecast will be scored against; none where the reference classes count this outcome with others."""
    if given is not None:
        return [{"share": given, "says": "given with the lock"}]
    event = asked.counts_as[0] if asked.counts_as else ""
    if not event or len(counting(results.crisis.outcomes, event)) > 1:
        return []
    found = []
    for one in results.crisis.base_rates().named(event):
        rate = one.rates[event]
        share = rate.share if rate.count is None else _smoothed(rate.count, one.n)
        found.append({"share": share, "says": f"{one.n:,} {one.cases}", "source": one.source})
    return found


def _run(results: Results) -> dict[str, Any]:
    facts = results.manifest
    return {
        "scenario": results.scenario.name,
        "title": results.scenario.title,
        "scenario_sha256": facts["scenario"]["sha256"],
        "digest": results.digest,
        "seed": results.seed,
        "worlds": results.worlds,
        "version": facts.get("versions", {}).get("redline", ""),
        "code": facts.get("code", ""),
        "ended": facts.get("ended", ""),
        "number_in_log": (facts.get("log") or {}).get("number"),
    }


def digest(told: Mapping[str, Any]) -> str:
    """SHA-256 of all that a lock says but for the hash itself, whatever its spaces and the order of its keys."""
    rest = {key: value for key, value in told.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


# -- on disk -------------------------------------------------------------------------------------------------------


def write(path: Path, told: Mapping[str, Any]) -> Path:
    """Writes a lock, or a resolution, that nothing may take the place of; the file is for reading only.

    Raises:
        FileExistsError: when something is there.
        CannotWrite: on a full disk or without permission.
    """
    with folders.explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            written = write_json(path, told, new=True)
        except FileExistsError:
            written = None
    if written is None:
        raise FileExistsError(f"{named(path)} is already there, and what is locked stays; choose another name with -o")
    with suppress(OSError):  # a disk without such rights: the hash tells of a change
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    return written


def read(path: Path) -> dict[str, Any]:
    """A lock as it was written.

    Raises:
        Changed: when it is no lock, or does not say what it said when it was locked.
        Unreadable: when the file cannot be read.
    """
    told = files.read_json(path)
    if not isinstance(told, dict) or told.get("kind") != "forecast" or not isinstance(told.get("sha256"), str):
        raise Changed(f"{named(path)} is no locked forecast; redline forecast lock RUN writes one")
    if digest(told) != told["sha256"]:
        what = f"{named(path)} was changed after it was locked: its hash is {digest(told)[:12]} and it says"
        raise Changed(f"{what} {plain(told['sha256'][:12])}; only what was locked is scored")
    if told.get("redline") != FORMAT:
        raise Changed(f"{named(path)} was locked by another version of redline, whose locks this one cannot read")
    if wrong := _unfit(told):
        raise Changed(f"{named(path)}: {wrong}, so redline did not lock it; redline forecast lock RUN writes a lock")
    return told


def _unfit(told: Mapping[str, Any]) -> str:
    """What in a lock no lock of ours has: anybody can compute a hash; empty where there is nothing."""
    chances: list[tuple[str, Any]] = [("probability", told.get("probability"))]
    if (assumed := told.get("assumptions")) is not None:
        chances.append(("assumptions", assumed.get("probability") if isinstance(assumed, dict) else assumed))
    rates = told.get("base_rates")
    if not isinstance(rates, list) or not all(
        isinstance(one, dict) and isinstance(one.get("says"), str) for one in rates
    ):
        return "its base_rates are no list of a share and what it says each"
    chances += [("base_rates", one.get("share")) for one in rates]
    for name, chance in chances:
        if not isinstance(chance, int | float) or not 0 < chance < 1:
            return f"its {name} holds no number above 0 and below 1"
    for name in ("locked", "closes"):
        try:
            date.fromisoformat(told[name])
        except (KeyError, TypeError, ValueError):
            return f"its {name} is no day such as 2027-06-30"
    return "" if isinstance(told.get("question"), str) else "its question is no text"
