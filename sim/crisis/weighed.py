"""How an act of this crisis stood to what decided it: what threshold and margin of the log mean for each rule."""

from __future__ import annotations

from sim.engine.acts import Weighed, plainly

#: Rules by which an attack goes by Iran's belief, whoever commits it: proxies that act on Tehran's orders carry it.
_BY_TEHRAN = ("Iran.choose_act", "Proxy.decide")


def weighed(one: Weighed) -> str:
    """How it stood, as a sentence without its full stop."""
    line, margin = one.threshold, one.margin
    if one.act == "open_salvo" and one.rule != "Iran.choose_act":
        return f"The strike's rung {line + margin:.1f} against Tehran's own threshold {line:.1f}"
    if one.kind == "attack":  # the line believed in, and how far the act stays below it
        believer = "Iran" if one.rule in _BY_TEHRAN else one.actor
        if abs(margin) < 0.05:
            return f"Right at the line {believer} believed in ({line:.1f})"
        return f"{abs(margin):.1f} {'below' if margin > 0 else 'above'} the line {believer} believed in ({line:.1f})"
    if one.act == "message":
        return f"Washington asked {line:.0%} of its terms, Tehran offered {line + margin:.0%}"
    if one.act == "agreement":
        return f"Terms met: {line + margin:.0%}; from {line:.0%} on it counts as capitulation"
    if one.act in ("resistance", "patience"):
        foreseen = line - margin if one.act == "resistance" else line + margin
        return f"Exports foreseen at {foreseen:.0%} of their base, the turn at {line:.0%}"
    if one.kind in ("force", "answer"):
        return f"The case weighed {line + margin:.1f}, the line was {line:.1f}"
    return plainly(one)
