"""The escalation ladder: one scale of rungs, 0 to 10, for both sides (C08, C23; Kahn 1965).

Thresholds, aims and severities are all given in rungs, so that 6.5 has a meaning: worse than a strike on a
militia, short of killing a commander.
"""

from __future__ import annotations

#: Name and one-sentence meaning of each whole rung.
RUNGS: tuple[tuple[str, str], ...] = (
    ("calm", "Nothing hostile is done."),
    ("words", "Statements, warnings and protests."),
    ("sanctions", "Economic and legal measures; harassment without damage."),
    ("covert action", "Cyber action, a tanker seized, a rocket that lands wide."),
    ("attack on things", "A drone shot down, a ship mined, rockets into a base, troops moved up."),
    ("major damage", "An oil plant or a base badly hit, nobody of the other side killed on purpose."),
    ("strike on a proxy", "Force against an armed group that fights for the other side; a deadly attack."),
    ("strike on a leader", "A commander killed, or an open salvo that was announced beforehand."),
    ("strike on the homeland", "Force against the other side's own territory or forces, openly."),
    ("sustained strikes", "Open force on both sides, for days, and then an end of it: an open exchange."),
    ("open war", "Open force by both sides, again and again, with no end in sight."),
)
