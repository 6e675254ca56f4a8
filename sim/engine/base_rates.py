"""How often cases like a crisis ended so: reference classes, to be printed beside a share and never fitted to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from sim.engine.packaged import read_yaml


@dataclass(frozen=True)
class Rate:
    """How often one event came in the cases of a reference class.

    Attributes:
        says: what they did, after their number: ``"became full-scale war"``.
        count: how many did; None where only the share is published.
        share: that share, 0 to 1, where there is no count.
        at_most: upper end, 0 to 1, where the source gives a bound in place of a two-sided interval.
        bound: what kind of bound that is.
    """

    says: str
    count: int | None = None
    share: float | None = None
    at_most: float | None = None
    bound: str = ""

    def __post_init__(self) -> None:
        if (self.count is None) == (self.share is None) or (self.at_most is None) != (not self.bound):
            raise ValueError(f"{self.says!r} needs a count or a share, and a bound's end and kind together")


@dataclass(frozen=True)
class ReferenceClass:
    """Cases of one kind, counted in one data set.

    Attributes:
        title: data set and cases, as a label.
        cases: the cases within a sentence, after their number: ``"crises since 1946"``.
        unit: what one case is.
        n: how many there are.
        source: who counted, and by which criterion.
        rates: how often each event came, by the event's key.
    """

    title: str
    cases: str
    unit: str
    n: int
    source: str
    rates: Mapping[str, Rate]


@dataclass(frozen=True)
class BaseRates:
    """The reference classes of a crisis; empty where it has none.

    Attributes:
        events: what is counted, by key, each as a label.
        classes: reference classes by key.
        compared: keys of the classes that an answer names, in order.
    """

    events: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, ReferenceClass] = field(default_factory=dict)
    compared: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = set(self.compared) - set(self.classes)
        unknown |= {event for one in self.classes.values() for event in one.rates} - set(self.events)
        if unknown:
            raise ValueError(f"base rates: nothing is declared as {', '.join(sorted(unknown))}")

    def named(self, event: str) -> tuple[ReferenceClass, ...]:
        """The classes that an answer about an event names."""
        return tuple(one for key in self.compared if event in (one := self.classes[key]).rates)


@cache
def read_base_rates(package: str) -> BaseRates:
    """The reference classes in ``base_rates.yaml`` of a package."""
    found = read_yaml(package, "base_rates.yaml")
    sources = found["sources"]
    classes = {
        key: ReferenceClass(
            source=sources[one.pop("source")],
            rates={name: Rate(**rate) for name, rate in one.pop("rates").items()},
            **one,
        )
        for key, one in found["classes"].items()
    }
    return BaseRates(found["events"], classes, tuple(found["compared"]))
