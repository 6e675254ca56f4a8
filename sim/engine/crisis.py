"""What tells one crisis from another: cast, acts, outcomes, series, theories, and the model that plays it.

Scenario files, runs, analyses and reports are handed a crisis and name none. A crisis of one's own is one
object of this kind (``examples/two_generals`` has one).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.engine.acts import Acts, Weighed, plainly
from sim.engine.base_rates import BaseRates
from sim.engine.cast import Cast
from sim.engine.claims import Claim, rules_of, with_uses
from sim.engine.outcomes import Outcomes
from sim.engine.parameters import Parameter
from sim.engine.scene import Region, Trait
from sim.engine.series import Series
from sim.engine.starts import Standing


@dataclass(frozen=True)
class Theory:
    """A set of values for the parameters that theories disagree on, or rules of its own.

    Attributes:
        key: as it stands in scenario files.
        title: as a label.
        note: what it holds, one sentence.
        rival: whether parameters take the rival value that they declare.
        of: whose theory it is and what it says, as a sentence about its rules goes on: "The rules are those of …".
        agents: where the classes stand that take the place of the cast's own, ``"package.module:Class"`` by path; they
            derive from those.
    """

    key: str
    title: str
    note: str
    rival: bool = False
    of: str = ""
    agents: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Counts:
    """Columns, one value per world, that stories and picks go by; empty where a crisis does not count so.

    Attributes:
        acts: number of hostile acts.
        noun: one of them.
        dead: number of the dead.
        gravest: highest rung reached.
        messages: key of the act by which a message passes.
    """

    acts: str = ""
    noun: str = "hostile act"
    dead: str = ""
    gravest: str = ""
    messages: str = ""


@dataclass(frozen=True)
class Deed:
    """An act of the model that a record tells.

    Attributes:
        date: its day.
        actor: path of who committed it.
        act: key of the act.
        rung: where it stands on the ladder.
        deaths: the dead that the model counts.
        own_war: whether it belongs to a war of the actor's own, which the other side does not treat as a question.
        target: path of whom it was aimed at; empty where the act says so.
        warned: whether it was announced beforehand, to spare lives.
        words: what happened in a few words, as the record tells it; empty where it has none.
    """

    date: date
    actor: str
    act: str
    rung: float
    deaths: int
    own_war: bool
    target: str
    warned: bool
    words: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Recorded:
    """What happened, as far as a record tells.

    Attributes:
        name: name of the file; empty for the record that comes with the crisis.
        deeds: what was done, in order.
        observed: spans of days, first and last, that the record observes; what lies between is unknown, not quiet.
        reaches: last day up to which it can be replayed.
    """

    name: str
    deeds: tuple[Deed, ...]
    observed: tuple[tuple[date, date], ...]
    reaches: date


class RecordError(ValueError):
    """A file that is no record; the message has one line per mistake: file, line, column, what is allowed."""


@dataclass(frozen=True, eq=False)
class Crisis:
    """One crisis, as everything above the engine is handed it.

    Attributes:
        at: where it is found, ``"package.module:NAME"``; workers find it there again, and runs name it.
        title: how a sentence calls it.
        model_at, cast_at: where its model's class and its cast are found; they are imported when first asked for,
            because Mesa is slow to import.
        outcomes: what a world can come to.
        acts: what actors can do.
        series: what is recorded each day.
        theories: sets of values for what theories disagree on, the usual one first.
        rungs: name and meaning of each whole rung of its ladder of escalation, from 0.
        start, days: clock of a scenario that says nothing.
        headline, compare: outcomes that a scenario's answer is about when it says nothing.
        short: short names of actors in labels, by the first part of their path: ``{"north": "N"}``.
        called: how sentences call parameters that labels name by their path.
        sides: what is of a side, as an adjective, by the side's path: ``{"north": "Northern"}``.
        counts: which columns of :meth:`sim.engine.model.Model.counted` say what every crisis may count.
        dead: what a count of the dead counts, in words.
        victim: one of the dead, within a sentence.
        weighed: says how an act stood to what decided it.
        central: path of the parameter that it is foremost about: a run that sweeps it shows its response first.
        policy: act and parameter path of a policy that scenarios date, where a record tells the same steps.
        claims: the claims that rules and parameters name, without their uses.
        base_rates: reads the reference classes that its outcomes are held against; empty where it has none.
        record: reads a record of what happened, the crisis's own for None.
        scenarios: folder of the scenario files that come with it; None without any.
        template: scenario file to begin with, whose line ``title: TITLE`` is filled in; None without one.
        starts: states of the days that a scenario may begin from, beside those of ``start`` that are declared: value
            and source by parameter path, by day.
        unset: what a newcomer is told when a scenario leaves a parameter as declared, by its path.
        levers: paths of the parameters that move most worlds, the strongest first: a page offers them to be tried.
        left_out: what its model leaves out, in words.
        traits: facts by which a page lets its readers pick worlds, in its order.
        region: the map beside a film of worlds; None without one.

    Raises:
        ValueError: when it names an outcome or an act that it does not declare, or an act stands outside its ladder.
    """

    at: str
    title: str
    model_at: str
    cast_at: str
    outcomes: Outcomes
    acts: Acts
    series: tuple[Series, ...]
    theories: tuple[Theory, ...]
    rungs: tuple[tuple[str, str], ...]
    start: date
    days: int
    headline: str
    compare: tuple[str, str]
    short: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)
    counts: Counts = Counts()
    dead: str = "killed"
    victim: str = "person"
    weighed: Callable[[Weighed], str] = plainly
    central: str = ""
    policy: tuple[str, str] | None = None
    claims: Callable[[], Sequence[Claim]] = tuple
    base_rates: Callable[[], BaseRates] = BaseRates
    record: Callable[[Path | None], Recorded] | None = None
    scenarios: Path | None = None
    template: Path | None = None
    starts: Callable[[], Mapping[date, Standing]] = dict
    unset: Mapping[str, str] = field(default_factory=dict)
    levers: tuple[str, ...] = ()
    left_out: str = ""
    traits: tuple[Trait, ...] = ()
    region: Callable[[], Region] | None = None

    def __post_init__(self) -> None:
        named = {self.headline, *self.compare} - set(self.outcomes)
        named |= {key for one in self.outcomes.values() for key in one.sealed_by} - set(self.acts)
        named |= {key for one in self.outcomes.values() for key in one.meets} - set(self.acts)
        named |= {key for one in self.traits for key in (*one.acts, *one.answers)} - set(self.acts)
        named |= {ground.act for act in self.acts.values() for ground in act.grounds} - set(self.acts)
        if named or not self.theories:
            raise ValueError(f"{self.at}: nothing is declared as {', '.join(sorted(named)) or 'a theory'}")
        if high := [act.key for act in self.acts.values() if not 0 <= act.rung < len(self.rungs)]:
            raise ValueError(f"{self.at}: {', '.join(high)} stands outside the ladder of {len(self.rungs)} rungs")

    def __reduce__(self) -> tuple[Any, ...]:
        if not self.in_its_place:  # a worker would find the other one, and simulate that
            raise TypeError(f"another crisis stands at {self.at}; one that is changed needs a place of its own")
        return find, (self.at,)

    def __repr__(self) -> str:
        return f"<Crisis {self.at}>"

    @property
    def in_its_place(self) -> bool:
        """Whether it is the crisis that is found where it says."""
        return find(self.at) is self

    @property
    def built_in(self) -> bool:
        """Whether it comes with the package, so that the command line knows it."""
        return self.at.startswith("sim.") and self.in_its_place

    @cached_property
    def model(self) -> type[Any]:
        """The class that plays it, a :class:`sim.engine.model.Model`."""
        found: type[Any] = find(self.model_at)
        return found

    @cached_property
    def cast(self) -> Cast:
        """Its usual cast."""
        found: Cast = find(self.cast_at)
        return found

    @cached_property
    def catalogue(self) -> dict[str, Parameter]:
        """Every parameter of the usual cast, by its full dotted path."""
        return self.cast.parameters()

    @property
    def place(self) -> str:
        """Key by which a scenario says where a member that it adds stands; empty where nobody can be added."""
        return self.cast.growing.place if self.cast.growing else ""

    @cached_property
    def theory_by_key(self) -> dict[str, Theory]:
        """Theories by key."""
        return {one.key: one for one in self.theories}

    @cached_property
    def series_keys(self) -> tuple[str, ...]:
        """Keys of the series, in order."""
        return tuple(one.key for one in self.series)

    def cast_under(self, theory: str) -> Cast:
        """Its usual cast, as a theory has it act."""
        agents = {path: find(at) for path, at in self.theory_by_key[theory].agents.items()}
        return self.cast.changed(agents=agents) if agents else self.cast

    def rulebook(self, cast: Cast | None = None) -> dict[str, tuple[str, ...]]:
        """Claims that each rule of a cast stands on, by the rule's name, ``"UnitedStates.decide_cases"``.

        Those of its theories are among them; where one has the name of a usual one, the usual one's claims are named.
        """
        of_theories = dict.fromkeys(find(at) for theory in self.theories for at in theory.agents.values())
        kinds = dict.fromkeys(role.kind for role in (cast or self.cast).roles)
        return rules_of([*of_theories, *kinds, *self.model.beside_cast, self.model])

    def claims_with_uses(self, catalogue: Mapping[str, Parameter] | None = None) -> tuple[Claim, ...]:
        """All claims, each with the rules and parameters that name it."""
        return with_uses(self.claims(), self.rulebook(), self.catalogue if catalogue is None else catalogue)


def find(at: str) -> Any:
    """What stands at ``"package.module:NAME"``."""
    module, _, name = at.partition(":")
    return getattr(import_module(module), name)
