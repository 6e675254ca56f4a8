"""What a scenario is made of, as plain frozen data: values over time, events, cast, variants, axes and cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sim.engine.crisis import Crisis
from sim.engine.distributions import Drawn

Single = float | str | Drawn

#: Name of the variant that the file itself is.
BASELINE = "baseline"

# -- as written in the file: days are dates -------------------------------------------------------------------------


@dataclass(frozen=True)
class Dated:
    """A value from a date on.

    Attributes:
        on: first day of the value; None means from the start.
        announced: day on which everyone learns of it; None means the day itself.
        value: a number, a word, or a distribution with one draw per world.
    """

    on: date | None
    announced: date | None
    value: Single


@dataclass(frozen=True)
class Value:
    """What a scenario says about one parameter: its steps in order of date, at least one.

    Attributes:
        steps: one step "from the start" for a fixed value, several for a dated one; none means the declared default.
        source: who says so, when the file tells.
    """

    steps: tuple[Dated, ...]
    source: str = ""

    @classmethod
    def fixed(cls, value: Single, source: str = "") -> Value:
        """A value that holds from the start."""
        return cls((Dated(None, None, value),), source)

    @property
    def only(self) -> Single | None:
        """The value when it never changes, else None."""
        return self.steps[0].value if len(self.steps) == 1 and self.steps[0].on is None else None


#: ``null`` in a variant: back to the declared default.
DEFAULT = Value(())

Values = Mapping[str, Value]


@dataclass(frozen=True)
class Event:
    """Something that happens whatever the agents choose.

    Attributes:
        actor: path of the actor that commits it.
        act: key of an act of the crisis.
        on: the day it happens; None when it falls between two days, or until the first day is known.
        between: first and last day on which it may fall, each day equally likely.
        chance: chance that it happens at all, 0 to 1.
        rung: severity on the ladder.
        deaths: the dead that the model counts.
        target: path of whom it is aimed at; empty where that goes without saying.
        title: what the file calls it.
        source: who says so.
        own_war: whether it belongs to a war of the actor's own, which the other side does not treat as a question.
        warned: whether it was announced beforehand, to spare lives.
        day: its day counted from the first, until that is known.
    """

    actor: str
    act: str
    on: date | None
    between: tuple[date, date] | None
    chance: float
    rung: float
    deaths: int = 0
    target: str = ""
    title: str = ""
    source: str = ""
    own_war: bool = False
    warned: bool = False
    day: int | None = None

    def dated(self, start: date) -> Event:
        """The same on its date, where its day was counted from the first."""
        return self if self.day is None else replace(self, on=start + timedelta(days=self.day), day=None)


@dataclass(frozen=True)
class Record:
    """What happened, in the model's terms.

    Attributes:
        name: name of the file it was read from; empty for the record that comes with the crisis.
        acts: what was done, each on its day, in order.
        observed: spans of days, first and last, that the record observes; what lies between them is unknown, not quiet.
        reaches: last day up to which it can be replayed.
    """

    name: str
    acts: tuple[Event, ...]
    observed: tuple[tuple[date, date], ...]
    reaches: date


@dataclass(frozen=True)
class History:
    """A stretch of the record that happens whatever the agents would choose, before they choose for themselves.

    Attributes:
        until: last day of it.
        record: the acts and observed days up to then.
    """

    until: date
    record: Record


@dataclass(frozen=True)
class Cast:
    """Who is left out, and who is added.

    Attributes:
        without: paths of the actors left out, as in the cast.
        added: key and description (``like``, ``title`` and its place) of each added member of the family that grows;
            its parameters stand with all others, under their full paths.
    """

    without: tuple[str, ...] = ()
    added: tuple[tuple[str, Mapping[str, str]], ...] = ()


@dataclass(frozen=True)
class Variant:
    """A named alternative, lived through in the same worlds.

    Attributes:
        name: key in the file.
        title: how a reader calls it.
        values: what it sets, by full path.
        theory: its theory, or None for the scenario's.
        branch: day from which its values hold; before it, everything is as in the baseline.
        events: its events in place of the scenario's, or None for the scenario's.
        cast: its cast, or None for the scenario's.
        factors: names of the factors that are on, where it is a combination of them.
    """

    name: str
    title: str
    values: Values = field(default_factory=dict)
    theory: str | None = None
    branch: date | None = None
    events: tuple[Event, ...] | None = None
    cast: Cast | None = None
    factors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Factor:
    """Something that is either on or off; factors are crossed, so that each combination of them is a variant.

    Attributes:
        name: key in the file.
        title: how a reader calls it.
        values: what it sets where it is on, by full path.
    """

    name: str
    title: str
    values: Values


@dataclass(frozen=True)
class Axis:
    """A parameter that is swept.

    Attributes:
        path: as written in the file; may name a whole family (``proxies.autonomy``).
        values: the values it takes, in order; empty where it takes any number between its ends or of a distribution.
        ends: lowest and highest number of an axis that takes any number between them.
        drawn: distribution of its values; only in a Latin hypercube or a Sobol' sequence.
    """

    path: str
    values: tuple[float | str, ...] = ()
    ends: tuple[float, float] | None = None
    drawn: Drawn | None = None

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest number that it takes; of an axis of numbers without a distribution."""
        numbers = self.ends or tuple(value for value in self.values if not isinstance(value, str))
        return min(numbers), max(numbers)


@dataclass(frozen=True)
class Boundary:
    """The line along which an outcome has a given share, to be found by spending worlds near it.

    Attributes:
        outcome: key of an outcome of the crisis.
        at: its share on the line, above 0 and below 1.
        within: half width of the line's 95% band that is good enough, in the unit of the searched axis.
        worlds: most worlds that may be spent on each row (each value of the first axis, each variant).
    """

    outcome: str
    at: float
    within: float
    worlds: int


@dataclass(frozen=True)
class Sweep:
    """What is swept, and how its points are laid.

    Attributes:
        design: ``grid``, ``latin_hypercube``, ``sobol`` or ``boundary``.
        axes: the swept parameters. Of a boundary with two axes the first has listed values, the rows of the line, and
            the last has ends: it is searched.
        points: number of points of a Latin hypercube or a Sobol' sequence; 0 in other designs.
        worlds: worlds simulated at each of these points, under each variant; 0 in other designs.
        exclude: points of a grid that are left out: each a map from some of the axes to the values that exclude.
        boundary: what is looked for; None in other designs.
    """

    design: str = "grid"
    axes: tuple[Axis, ...] = ()
    points: int = 0
    worlds: int = 0
    exclude: tuple[Mapping[str, tuple[float | str, ...]], ...] = ()
    boundary: Boundary | None = None

    @property
    def line(self) -> Boundary:
        """What a boundary's design looks for."""
        assert self.boundary is not None, f"a {self.design} looks for no line"
        return self.boundary


@dataclass(frozen=True)
class Assumptions:
    """How the range over assumed parameters is explored.

    Attributes:
        draws: joint draws of all assumed parameters; 0 switches it off.
        worlds: worlds simulated per draw.
    """

    draws: int = 40
    worlds: int = 50


@dataclass(frozen=True)
class Enough:
    """As many worlds per cell as a narrow interval takes.

    Attributes:
        until: half width of the widest 95% interval of the headline, 0 to 1.
        at_most: most worlds per cell.
    """

    until: float
    at_most: int


# -- as run: days are counted from the start ------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A value from a day on.

    Attributes:
        day: first day of the value, counted from the start; 0 is the first day, less is before it.
        announced: day on which everyone learns of it.
        value: a number, a word, or a distribution with one draw per world.
    """

    day: int
    announced: int
    value: Single


#: A parameter's whole history, in order of day. The first step holds from the start. Of two steps on one day the later
#: counts: it withdraws the other on the day it is announced.
Course = tuple[Step, ...]


@dataclass(frozen=True)
class Happening:
    """An :class:`Event` with its days counted from the start; see there for the fields."""

    actor: str
    act: str
    day: int | None
    between: tuple[int, int] | None
    chance: float
    rung: float
    deaths: int = 0
    target: str = ""
    title: str = ""
    own_war: bool = False
    warned: bool = False


@dataclass(frozen=True)
class Cell:
    """One row of the design: everything the model needs, plain and picklable.

    Attributes:
        index: position in the design, from 0.
        variant: name of its variant.
        title: title of its variant.
        coordinates: path and value of each swept axis.
        courses: history of every parameter that the scenario sets, by full path; all others keep their default.
        events: what happens whatever the agents choose.
        cast: who is left out or added.
        theory: key of its theory.
        start: first day.
        days: number of days.
        branch_day: day before which it equals the baseline, or None.
        point: number of its point in a Latin hypercube, a Sobol' sequence or a boundary, from 0; None for the cells of
            a grid and for a variant's own settings.
        scripted: spans of days, first and last, that the record is replayed in.
        crisis: what it is a row of: its ``model`` and ``cast`` are what workers simulate.
    """

    index: int
    variant: str
    title: str
    coordinates: tuple[tuple[str, float | str], ...]
    courses: Mapping[str, Course]
    events: tuple[Happening, ...]
    cast: Cast
    theory: str
    start: date
    days: int
    branch_day: int | None
    point: int | None = None
    scripted: tuple[tuple[int, int], ...] = ()
    crisis: Crisis = field(kw_only=True, repr=False)
