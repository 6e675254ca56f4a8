"""Events in words: who did what to whom, how grave it was, why, and by how much it was decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from sim.crisis.acts import ACTS
from sim.crisis.outcomes import TITLES
from sim.engine.events import WORDS
from sim.words.parameters import day_text

#: Who "does" what nobody did: a war is recognised, not decided.
RECOGNISED: Final = "Recognised"

_OTHER = "policy"


def told(events: pd.DataFrame) -> pd.DataFrame:
    """Events of one world, in order, with lane, kind, act in words and a sentence each.

    Args:
        events: rows of :attr:`sim.runs.results.Results.events` of one world of one cell.

    Returns:
        The same with columns lane, kind, words, story (which begins with the date) and against (how the act stood to
        what decided it; empty where the log has no threshold).
    """
    # Words as plain objects: pandas' own kinds of text take long to go through row by row, which all do who read this.
    mine = events.sort_values(["day", "event"], ignore_index=True).astype(dict.fromkeys(WORDS, object))
    acts = [str(act) for act in mine["act"]]
    mine = mine.assign(
        lane=_words(
            RECOGNISED if _nobody(actor) and kind_of(act) == "end" else lane(str(actor))
            for actor, act in zip(mine["actor"], acts, strict=True)
        ),
        kind=_words(map(kind_of, acts)),
        words=_words(map(act_title, acts)),
    )
    rows = list(mine.itertuples())
    causes = {row.event: f"{row.words} on {day_text(row.date)}" for row in rows}
    return mine.assign(
        story=_words(_story(row, causes) for row in rows),
        against=_words(_against(row) if pd.notna(row.threshold) and pd.notna(row.margin) else "" for row in rows),
        deed=_words(_deed(row) for row in rows),
    )


def _words(words: Iterable[str]) -> pd.Series:
    return pd.Series(list(words), dtype=object)


def lane(actor: str) -> str:
    """Lane an actor's acts are drawn in: each side and each militia its own, go-betweens and theatres together."""
    first, _, rest = actor.partition(".")
    if first in ("united_states", "president", "state", "white_house", "pentagon"):
        return "United States"
    if first == "mediators" or actor in ("switzerland", "oman", "france", "japan"):
        return "Mediators"
    if first in ("theatres", ""):
        return "Unrest"
    return actor_title(rest if first == "proxies" else actor)


def actor_title(actor: str) -> str:
    """An actor's name as a reader knows it."""
    name = actor.rsplit(".", 1)[-1].replace("_", " ")
    return " ".join(word if word in ("al", "ahl") and at else word.capitalize() for at, word in enumerate(name.split()))


def act_title(act: str) -> str:
    """An act as a sentence calls it."""
    return ACTS[act].title if act in ACTS else act.replace("_", " ")


def kind_of(act: str) -> str:
    """Kind of an act, as :attr:`sim.crisis.acts.Act.kind` has it."""
    return ACTS[act].kind if act in ACTS else _OTHER


def _story(row: tuple, causes: dict[int, str]) -> str:
    """One event as a sentence or two: when, who, what, against whom, how grave, why."""
    text = f"{day_text(row.date)}. {_deed(row)}"  # type: ignore[attr-defined]
    if row.cause in causes:  # type: ignore[attr-defined]
        text += f" In answer to {causes[row.cause]}."  # type: ignore[attr-defined]
    if pd.notna(row.threshold) and pd.notna(row.margin):  # type: ignore[attr-defined]
        text += " " + _against(row) + "."
    return text + (" Given by the scenario." if row.forced else "")  # type: ignore[attr-defined]


def _deed(row: tuple) -> str:
    """Who, what, against whom, how grave, and the dead."""
    who = _who(row)
    against = str(row.target)  # type: ignore[attr-defined]
    target = f" → {actor_title(against)}" if against not in ("", "nan", "none", "None") else ""
    # The rung alone: the ladder's names are of typical acts, and would call a rocket a covert action.
    grave = f", rung {row.rung:.1f}" if row.rung > 0 else ""  # type: ignore[attr-defined]
    nobody = who == RECOGNISED and str(row.act) in TITLES  # type: ignore[attr-defined]
    words = TITLES[str(row.act)].lower() if nobody else row.words  # type: ignore[attr-defined]
    dead = f" Americans killed: {int(row.fatalities)}." if row.fatalities > 0 else ""  # type: ignore[attr-defined]
    return f"{who}: {words}{target}{grave}.{dead}"


def _who(row: tuple) -> str:
    """Who acted; an end that no actor sealed is recognised."""
    actor = row.actor  # type: ignore[attr-defined]
    if not _nobody(actor):
        return actor_title(str(actor))
    return RECOGNISED if row.kind == "end" else "Events"  # type: ignore[attr-defined]


def _nobody(actor: object) -> bool:
    return str(actor) in ("", "nan", "None")


def _against(row: tuple) -> str:
    """How an act stood to what decided it; what threshold and margin of the log mean depends on the rule."""
    act, kind = str(row.act), str(row.kind)  # type: ignore[attr-defined]
    line, margin = float(row.threshold), float(row.margin)  # type: ignore[attr-defined]
    if act == "open_salvo" and str(row.rule) != "Iran.choose_act":  # type: ignore[attr-defined]
        return f"The strike's rung {line + margin:.1f} against Tehran's own threshold {line:.1f}"
    if kind == "attack":  # the line believed in, and how far the act stays below it
        if abs(margin) < 0.05:
            return f"Right at the line {_believer(row)} believed in ({line:.1f})"
        side = "below" if margin > 0 else "above"
        return f"{abs(margin):.1f} {side} the line {_believer(row)} believed in ({line:.1f})"
    if act == "message":
        return f"Washington asked {line:.0%} of its terms, Tehran offered {line + margin:.0%}"
    if act == "agreement":
        return f"Terms met: {line + margin:.0%}; from {line:.0%} on it counts as capitulation"
    if act in ("resistance", "patience"):
        foreseen = line - margin if act == "resistance" else line + margin
        return f"Exports foreseen at {foreseen:.0%} of their base, the turn at {line:.0%}"
    if kind in ("force", "answer"):
        return f"The case weighed {line + margin:.1f}, the line was {line:.1f}"
    return f"{abs(margin):.1f} {'above' if margin >= 0 else 'below'} the threshold of {line:.1f}"


def _believer(row: tuple) -> str:
    """Whose belief an attack went by: proxies that act on Tehran's orders carry Iran's."""
    return "Iran" if str(row.rule) in ("Iran.choose_act", "Proxy.decide") else _who(row)  # type: ignore[attr-defined]
