"""Acts that a crisis knows: what each is called, how grave it usually is, whose it is, and what it allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

#: ``attack``: hostile, short of open force. ``force``: open use of force. ``answer``: below force. ``policy``: a step
#: decided beforehand. ``unrest``, ``warning``, ``talks``: as they say. ``end``: with which a world ends.
KINDS = ("attack", "force", "answer", "policy", "unrest", "warning", "talks", "end")


@dataclass(frozen=True)
class Weighed:
    """An act that was held against something before it was done, as the log keeps it.

    Attributes:
        act: its key.
        kind: its kind.
        rule: rule that decided it.
        actor: who did it, as a sentence calls it.
        threshold: what it was held against.
        margin: by how much it cleared that.
    """

    act: str
    kind: str
    rule: str
    actor: str
    threshold: float
    margin: float


def plainly(one: Weighed) -> str:
    """How an act stood to its threshold, whatever that is."""
    return f"{abs(one.margin):.1f} {'above' if one.margin >= 0 else 'below'} the threshold of {one.threshold:.1f}"


@dataclass(frozen=True)
class Ground:
    """An act that must have come for another one to come: the last of its kind that counts.

    Attributes:
        act: its key.
        grave: whether it counts only where somebody was killed or it reached its usual rung.
        met: whether it counts only where it reached what it was measured against.
        alone: what to note of a world in which it came and none of the others did; ``{times}`` is how often.
    """

    act: str
    grave: bool = False
    met: bool = False
    alone: str = ""


@dataclass(frozen=True)
class Act:
    """One kind of act.

    Attributes:
        key: name in tables and scenario files.
        title: how a sentence calls it, as a noun: ``"rocket attack"``.
        rung: usual rung on the ladder of escalation; each single act may miss it.
        kind: one of :data:`KINDS`.
        side: whose it is, a side of the crisis; empty for what belongs to none.
        by: actors or families that may commit it, as in scenario files.
        deed: how a story says that somebody did it: ``"crossed the river"``; empty where stories leave it out.
        theatre: where it happens, whoever commits it; empty where that is up to its actor.
        can_kill: whether somebody may die of it.
        forceable: whether a scenario file may make it happen.
        withholdable: whether a counterfactual can leave it out: somebody chooses it on a day, and others meet it.
        reason: as the reason why a world ended, a clause: ``"the other army crossed"``; its title where empty.
        own_war: what a sentence calls the war that it is part of as long as nobody dies: ``"the border war"``; empty
            for acts of the crisis itself.
        noted: what an explanation notes where it happened: ``"A crossing was called off"``.
        grounds: what it rests on, where that is more than the act that it answers.
    """

    key: str
    title: str
    rung: float
    kind: str
    side: str = ""
    by: tuple[str, ...] = ()
    deed: str = ""
    theatre: str = ""
    can_kill: bool = True
    forceable: bool = False
    withholdable: bool = False
    reason: str = ""
    own_war: str = ""
    noted: str = ""
    grounds: tuple[Ground, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"act {self.key}: kind {self.kind!r} is not one of {', '.join(KINDS)}")


class Acts(Mapping[str, Act]):
    """All acts of a crisis by key, in the order of their declaration.

    Raises:
        ValueError: for two of one key.
    """

    def __init__(self, *acts: Act):
        self._by_key = {act.key: act for act in acts}
        if len(self._by_key) < len(acts):
            raise ValueError("two acts have one key")

    def __getitem__(self, key: str) -> Act:
        return self._by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)

    def of_kind(self, *kinds: str, side: str | None = None) -> tuple[str, ...]:
        """Keys of the acts of some kinds, of one side where it is named."""
        return tuple(key for key, act in self._by_key.items() if act.kind in kinds and side in (None, act.side))

    @property
    def forceable(self) -> tuple[str, ...]:
        """Keys of the acts that a scenario file may make happen."""
        return tuple(key for key, act in self._by_key.items() if act.forceable)

    @property
    def withholdable(self) -> tuple[str, ...]:
        """Keys of the acts that a counterfactual can leave out."""
        return tuple(key for key, act in self._by_key.items() if act.withholdable)
