"""The scenario format, said once: a tree of fields, which reader, schema and canonical form interpret.

A key stands here with its kind, default, limits and note, and nowhere else. How a *kind* is read stands in
:mod:`sim.scenario.reader` and, for those with a reader of their own, beside that (events, sweeps, casting, …); how it
is told to an editor in :mod:`sim.scenario.schema`; how it is written down in :mod:`sim.scenario.canonical`. A further
whole number, share, text or word is one entry here and one line where it is used: ``scenario.values["runs.KEY"]``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sim.engine.crisis import Crisis

#: Version of the format that this code reads.
FORMAT = 1

#: Sections of the report, in their order on the page.
SECTIONS = (
    "answer",
    "worlds",
    "response",
    "decomposition",
    "map",
    "boundary",
    "changes",
    "given",
    "holds",
    "one_world",
    "use",
    "try_it",
    "outcomes",
    "when",
    "paths",
    "rungs",
    "drivers",
    "history",
    "parameters",
    "claims",
    "method",
    "glossary",
)

#: Designs of a sweep.
DESIGNS = {
    "grid": "every combination of the axes' values",
    "latin_hypercube": "points spread over all axes at once, each axis cut into as many slices as there are points",
    "sobol": "points of a scrambled Sobol' sequence, more even still; their number is a power of two",
}

#: Designs that spread a given number of points over all axes.
SPREAD = ("latin_hypercube", "sobol")

MOST_CELLS = 10_000
MOST_GRID = 1_000_000  # points of a grid before any is excluded
MOST_POINTS = 100_000  # points of a Latin hypercube or Sobol' sequence x variants
MOST_WORLDS = 10_000_000  # of one run, all together; about three hours of one core
MOST_DRAWS = 1000  # of the assumptions, and worlds in each
MOST_FACTORS = 5  # that are crossed, in 32 combinations
MOST_TWINS = 2000  # worlds of a variant that are lived through again with the same drawn values and other luck
MOST_AXES = {"grid": 4, "latin_hypercube": 60, "sobol": 60, "boundary": 2}
MOST_DRAWN_AXES = 2  # axes of a grid that a figure shows

LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 200, 2000, 80  # characters

LONGEST_VARIANT, LONGEST_FACTOR = 60, 30

#: What may be the name of an added member, which is a part of its parameters' paths.
MEMBER_NAME = r"[a-z][a-z0-9_]{0,39}"

#: What a question may be about besides a variant: how often the headline comes, and how it answers to what is swept.
LEVEL, SWEEP = "level", "sweep"

WITHIN = 0.01  # of the range that a boundary is searched in, where the file does not say


#: Lowest and highest value, both allowed.
Limits = tuple[Any, Any] | None


@dataclass(frozen=True)
class Field:
    """One key of the format.

    Attributes:
        key: as it stands in files.
        kind: what stands under it, by which the interpreters read, describe and write it.
        note: what an editor shows beside it.
        default: what holds when nobody says.
        limits: lowest and highest number or day; of text the fewest and most characters, of lists and maps the entries.
        inherits: whether it is a setting: ``extends`` hands it down, ``--set`` and ``replace()`` change it, and
            ``null`` brings back the default. Parameters, sample, events and cast are laid over one another by
            rules of their own (:mod:`sim.scenario.layers`).
        always: whether the canonical form has it even at its default. A new key does without, so that the digests
            of scenarios that do not use it stay.
        may_be_null: whether ``null`` says nothing, as if the key were left out.
        words: the words that are allowed, where there is a list of them.
        gone: words that an earlier version allowed, each with what to write in its place.
        unit: what a number counts.
        fields: the keys below it, where they are known.
        needs: which of these must be there.
        also: other words by which people call it; they are refused, and it is suggested in their place.
    """

    key: str
    kind: str
    note: str = ""
    default: Any = None
    limits: Limits = None
    inherits: bool = False
    always: bool = False
    may_be_null: bool = False
    words: tuple[str, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    fields: tuple[Field, ...] = ()
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def __getitem__(self, path: str) -> Field:
        """The field at a dotted path below this one."""
        key, _, rest = path.partition(".")
        found = next((field for field in self.fields if field.key == key), None)
        if found is None:
            raise KeyError(path)
        return found[rest] if rest else found

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys below it."""
        return tuple(field.key for field in self.fields)

    @property
    def is_section(self) -> bool:
        """Whether it only holds further fields."""
        return self.kind == "section"

    def leaves(self, path: str = "") -> Iterator[tuple[str, Field]]:
        """Every field below it that is no section, by its dotted path."""
        for field in self.fields:
            here = f"{path}.{field.key}" if path else field.key
            if field.is_section:
                yield from field.leaves(here)
            else:
                yield here, field

    @property
    def settings(self) -> dict[str, Any]:
        """Paths of the settings below it, with their defaults."""
        return {path: field.default for path, field in self.leaves() if field.inherits}


def tree(crisis: Crisis) -> Field:
    """The format of files about a crisis."""
    return Field(
        "",
        "section",
        fields=(
            Field("format", "format", "Version of this file format"),
            Field("name", "name", "Short name, by default the file's", always=True),
            _own_text("title", "The question as a heading", always=True),
            _own_text("question", "One or two sentences, printed under the title of the report", "", LONGEST_TEXT),
            _own_text("asks", _ASKS, "", LONGEST_VARIANT),
            _own_text("baseline", "Title of the file's own variant", "Baseline", always=True),
            Field("extends", "extends", _EXTENDS),
            _section("clock", f"When; by default {crisis.days} days from {crisis.start}", _clock(crisis)),
            _section("runs", "How much is simulated", RUNS),
            _setting("theory", "word", _notes(crisis), crisis.theories[0].key, words=tuple(crisis.theory_by_key)),
            Field("parameters", "parameters", always=True),
            _start(),
            Field(
                "sample", "sample", "Parameters drawn anew in each world: what is not known, apart from what is chosen"
            ),
            _events(crisis),
            _section("history", _HISTORY, _history(crisis)),
            _section("condition", _CONDITION, _condition(crisis)),
            _cast(crisis),
            _variants(crisis),
            Field("factors", "factors", _FACTORS, (), (0, MOST_FACTORS), fields=_FACTOR, needs=("set",)),
            _section("sweep", "Parameters that take a range of values", _sweep(crisis), kind="sweep"),
            _section("outcomes", "What is reported", _outcomes(crisis)),
            _section("report", "Page", REPORT),
        ),
    )


_START = "How things stand on the first day: a day of which states are kept, or a map of as_of and states"
_AS_OF = "Day of which all states are taken over"
_ASKS = (
    "What the question is about, which the first line answers: level, sweep, or the name of a variant; by default the "
    "sweep, else the first variant, else the level"
)
_EXTENDS = "A file in this folder or below, or redline:NAME for a scenario that ships with the package"
_CONDITION = "What is known to have happened up to a day, by which worlds and draws are weighted"
_HISTORY = "Stretch of the record that is replayed before the actors choose for themselves"


_FACTORS = "What is either on or off: each combination is a variant, and the report shares the effect out among them"


# -- what fields have in common -------------------------------------------------------------------------------------


def _section(key: str, note: str, fields: tuple[Field, ...], kind: str = "section") -> Field:
    return Field(key, kind, note, fields=fields)


def _setting(key: str, kind: str, note: str, default: Any, limits: Limits = None, **more: Any) -> Field:
    """A key that children inherit, and that the canonical form always has."""
    return Field(key, kind, note, default, limits, inherits=True, always=True, **more)


def _own_text(
    key: str, note: str, default: str | None = None, longest: int = LONGEST_TITLE, always: bool = False
) -> Field:
    """Text that belongs to a file alone."""
    return Field(key, "text", note, default, (1, longest), always=always, may_be_null=True)


def _title() -> Field:
    return Field("title", "text", "What a reader calls it", "", (1, LONGEST_TITLE))


def _start() -> Field:
    return Field("start", "start", _START, fields=(Field("as_of", "day", _AS_OF, also=("date", "day", "on")),))


def _notes(crisis: Crisis) -> str:
    """What each theory holds."""
    return "; ".join(f"{one.key}: {one.note}" for one in crisis.theories)


# -- sections -------------------------------------------------------------------------------------------------------


def _clock(crisis: Crisis) -> tuple[Field, ...]:
    return (
        _setting("start", "day", "", crisis.start, (date(1979, 1, 1), date(2099, 12, 31))),
        _setting("days", "whole", "Number of days", crisis.days, (1, 3650)),
    )


_UNTIL = (
    Field("until", "half_width", "Half width of the widest 95% interval of the headline", limits=(0.001, 0.2)),
    Field("at_most", "whole", "Most worlds per cell", 100_000, (100, 1_000_000)),
)
_ASSUMPTIONS = (
    _setting("draws", "whole", "Joint draws of all assumed parameters; 0 switches it off", 40, (0, MOST_DRAWS)),
    _setting("worlds", "whole", "Worlds simulated per draw", 50, (1, MOST_DRAWS)),
)
_THEORIES = "Worlds in which each side of every contrast is lived under every theory; 0 switches it off"
_ONLY = "Variants that are run beside the baseline; by default all"

RUNS = (
    _setting("worlds", "worlds", "Worlds simulated per cell", 2000, (1, 1_000_000), fields=_UNTIL, needs=("until",)),
    _setting("seed", "whole", "Seed of all luck", 20200103, (0, 2**63 - 1)),
    _section("assumptions", "How the range over assumed parameters is explored", _ASSUMPTIONS),
    replace(_setting("theories", "whole", _THEORIES, 0, (0, 100_000)), always=False),
    Field("only", "names", _ONLY, (), (1, LONGEST_TITLE), inherits=True),
)

REPORT = (Field("sections", "words", "By default all that the file feeds", (), always=True, words=SECTIONS),)


def _outcomes(crisis: Crisis) -> tuple[Field, ...]:
    words, gone = crisis.outcomes.keys_in_order, tuple(crisis.outcomes.gone.items())
    headline, pair = "Outcome that the answer is about", "Two outcomes; reported is first/(first + second)"
    return (
        Field("headline", "word", headline, crisis.headline, always=True, words=words, gone=gone),
        Field("compare", "pair", pair, crisis.compare, always=True, words=words, gone=gone),
    )


def _events(crisis: Crisis) -> Field:
    note = "Things that happen whatever the agents choose; a list replaces the one inherited"
    return Field("events", "events", note, (), (0, 500), always=True, fields=_event(crisis), needs=("act", "actor"))


_SEVERITY, _DEAD = ("severity", "level"), ("fatalities", "killed", "casualties", "dead")


def _event(crisis: Crisis) -> tuple[Field, ...]:
    noun = crisis.cast.growing.noun if crisis.cast.growing else "actor"
    highest = len(crisis.rungs) - 1.0
    return (
        Field("on", "day", also=("date", "when")),
        Field("day", "whole", "Its day counted from the first, which is 0, instead of a date", limits=(0, 3649)),
        Field("between", "between"),
        Field("act", "word", "What is done", always=True, words=crisis.acts.forceable),
        Field("actor", "actor", "Who does it", always=True, also=("by", "who")),
        Field(
            "rung", "number", "Severity on the ladder", limits=(0.0, highest), always=True, unit="rung", also=_SEVERITY
        ),
        Field("chance", "chance", "", 1.0, (0.0, 1.0), always=True, also=("probability",)),
        Field("deaths", "whole", f"The dead: {crisis.dead}", 0, (0, 1000), also=_DEAD),
        Field("target", "target", f"{noun.capitalize()} that a strike is aimed at", "", also=("against",)),
        Field("warned", "flag", "Whether it was announced beforehand, to spare lives", False, also=("announced",)),
        replace(_title(), also=("what", "label", "name", "note", "description", "place", "site", "theatre")),
        SOURCE,
    )


def _history(crisis: Crisis) -> tuple[Field, ...]:
    record = (
        Field("name", "text", limits=(1, 200)),
        Field("acts", "acts", limits=(0, 3000), fields=_recorded(crisis), needs=("act", "actor")),
        Field("observed", "spans"),
        Field("reaches", "day"),
    )
    note, needs = "CSV file of a record that reaches further", ("acts", "observed", "reaches")
    return (
        Field("until", "day", inherits=True),
        Field("events", "record", note, inherits=True, fields=record, needs=needs),
    )


def _condition(crisis: Crisis) -> tuple[Field, ...]:
    acts = [one for one in crisis.acts.values() if one.kind != "end"]
    counted = tuple(dict.fromkeys([*(one.kind for one in acts), *(one.key for one in acts)]))
    count = Field("count", "count", "A whole number, or the fewest and the most", limits=(0, 1_000_000))
    who = Field("by", "actor", "Whose acts, an actor's or a family's; by default anybody's")
    level = (Field("on", "day", "On the evening of this day"), Field("within", "ends", "Between these two numbers"))
    numbers = "How many acts of a kind, or of a single name, there had been by then"
    levels = "Between which numbers a daily series lay on a day"
    return (
        Field(
            "until",
            "until_days",
            "Known up to and including this day, or each of several",
            limits=(1, 6),
            inherits=True,
        ),
        Field("no_force", "flag", "Nobody had used force by then", False, inherits=True),
        Field("acts", "counts", numbers, (), inherits=True, words=counted, fields=(count, who), needs=("count",)),
        Field(
            "deaths", "count", f"How many there had been by then: {crisis.dead}", limits=(0, 1_000_000), inherits=True
        ),
        Field(
            "levels", "levels", levels, (), None, True, words=crisis.series_keys, fields=level, needs=("on", "within")
        ),
    )


def _recorded(crisis: Crisis) -> tuple[Field, ...]:
    """What is said of an act of a record: as of an event, and there are answers below force, too."""
    words = (*crisis.acts.forceable, *crisis.acts.of_kind("answer"))
    own_war = Field("own_war", "flag", "Whether it belongs to a war of the actor's own", False)
    of_events = (one for one in _event(crisis) if one.key != "day")
    return (*(replace(one, words=words) if one.key == "act" else one for one in of_events), own_war)


def _cast(crisis: Crisis) -> Field:
    noun = crisis.cast.growing.noun.capitalize() if crisis.cast.growing else ""
    place = (Field(crisis.place, "place", "Where its attacks land"),) if crisis.place else ()
    member = (
        Field("like", "like", f"{noun} whose declared parameters it takes over"),
        _title(),
        *place,
        Field("set", "member_settings", "Its own parameters, such as autonomy: 0.6"),
    )
    fields = (
        Field("without", "without", "Actors left out"),
        Field("add", "add", "", None, (0, 40), fields=member, needs=("like",)),
    )
    return Field("cast", "cast", "Who takes part", always=True, fields=fields)


def _variants(crisis: Crisis) -> Field:
    fields = (
        _title(),
        Field("set", "parameters"),
        _start(),
        Field("theory", "word", _notes(crisis), words=tuple(crisis.theory_by_key)),
        Field("from", "day", "Before this day, all is as in the baseline"),
        _events(crisis),
        _cast(crisis),
    )
    note = "Named alternatives to the file itself, all in the same worlds"
    return Field("variants", "variants", note, (), (0, 50), always=True, fields=fields)


#: What a factor says; it is off in the file itself.
_FACTOR = (_title(), Field("set", "parameters"))


def _sweep(crisis: Crisis) -> tuple[Field, ...]:
    design = f"How the points are laid. {'; '.join(f'{key}: {note}' for key, note in DESIGNS.items())}"
    exclude = "Points of a grid that are left out: those that match all entries of one of these maps"
    boundary = "The line along which an outcome has a given share"
    return (
        Field("design", "word", design, "grid", words=tuple(DESIGNS)),
        Field("axes", "axes", limits=(1, max(MOST_AXES.values()))),
        Field("points", "whole", "Points of a Latin hypercube or a Sobol' sequence", limits=(2, 100_000)),
        Field("worlds", "whole", "Worlds at each of these points", 100, (1, 1_000_000)),
        Field("exclude", "exclude", exclude, limits=(0, 1000)),
        Field("boundary", "boundary", boundary, fields=_boundary(crisis), needs=("axes",)),
    )


def _boundary(crisis: Crisis) -> tuple[Field, ...]:
    outcome, gone = "Outcome whose share is followed; by default the headline", tuple(crisis.outcomes.gone.items())
    axes = "The searched parameter, with ends only, and one with values, the rows"
    return (
        Field("outcome", "word", outcome, words=crisis.outcomes.keys_in_order, gone=gone),
        Field("at", "share", "Its share on the line", 0.5, (0.0, 1.0)),
        Field("axes", "searched", axes, limits=(1, MOST_AXES["boundary"])),
        Field("within", "width", "Half width of the line's 95% band that is good enough"),
        Field("worlds", "whole", "Most worlds per row and variant", 20_000, (100, 1_000_000)),
    )


# -- values and axes ------------------------------------------------------------------------------------------------

#: Who says so: one text, or several in a list.
SOURCE = Field("source", "source", "Who says so", "", (1, 500))

#: A value and who says so, a step of a dated value, and a column of a joint sample in a resolved scenario.
TOLD = Field("told", "told", fields=(Field("value", "value"), SOURCE), needs=("value",))
STEP = Field("step", "step", fields=(Field("value", "value"), Field("announced", "day"), SOURCE), needs=("value",))
COLUMN = Field("column", "column", fields=(Field("name", "text", limits=(1, 300)), Field("values", "numbers")))

#: An axis that is given by its ends, and how many points there are between them.
_POINTS = Field("points", "whole", limits=(2, 1000))
AXIS = Field("axis", "axis", fields=(Field("from", "number"), Field("to", "number"), _POINTS), needs=("from", "to"))
