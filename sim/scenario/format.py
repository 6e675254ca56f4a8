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
    "changes",
    "outcomes",
    "map",
    "boundary",
    "when",
    "paths",
    "one_world",
    "rungs",
    "drivers",
    "history",
    "parameters",
    "claims",
    "method",
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
MOST_TWINS = 2000  # worlds of a variant that are lived through again with the same drawn values and other luck
MOST_AXES = {"grid": 4, "latin_hypercube": 60, "sobol": 60, "boundary": 2}
MOST_DRAWN_AXES = 2  # axes of a grid that a figure shows

LONGEST_TITLE, LONGEST_TEXT = 200, 2000  # characters
WITHIN = 0.01  # of the range that a boundary is searched in, where the file does not say


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
        unit: what a number counts.
        fields: the keys below it, where they are known.
        needs: which of these must be there.
    """

    key: str
    kind: str
    note: str = ""
    default: Any = None
    limits: tuple[Any, Any] | None = None
    inherits: bool = False
    always: bool = False
    may_be_null: bool = False
    words: tuple[str, ...] = ()
    unit: str = ""
    fields: tuple[Field, ...] = ()
    needs: tuple[str, ...] = ()

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
    theory = Field("theory", "word", _listed({one.key: one.note for one in crisis.theories}), words=_keys(crisis))
    return Field(
        "",
        "section",
        fields=(
            Field("format", "format", "Version of this file format"),
            Field("name", "name", "Short name, by default the file's", always=True),
            Field(
                "title", "text", "The question as a heading", limits=(1, LONGEST_TITLE), always=True, may_be_null=True
            ),
            Field(
                "question",
                "text",
                "One or two sentences, printed under the title of the report",
                default="",
                limits=(1, LONGEST_TEXT),
                may_be_null=True,
            ),
            Field(
                "baseline",
                "text",
                "Title of the file's own variant",
                default="Baseline",
                limits=(1, LONGEST_TITLE),
                always=True,
                may_be_null=True,
            ),
            Field(
                "extends",
                "extends",
                "A file in this folder or below, or redline:NAME for a scenario that ships with the package",
            ),
            _clock(crisis),
            Field("runs", "section", "How much is simulated", fields=RUNS),
            Field(
                "theory", "word", theory.note, crisis.theories[0].key, inherits=True, always=True, words=theory.words
            ),
            Field("parameters", "parameters", always=True),
            Field(
                "sample", "sample", "Parameters drawn anew in each world: what is not known, apart from what is chosen"
            ),
            _events(crisis),
            _history(crisis),
            _cast(crisis),
            Field(
                "variants",
                "variants",
                "Named alternatives to the file itself, all in the same worlds",
                default=(),
                limits=(0, 50),
                always=True,
                fields=_variant(crisis, theory),
            ),
            _sweep(crisis),
            _outcomes(crisis),
            Field("report", "section", "Page", fields=REPORT),
        ),
    )


def _keys(crisis: Crisis) -> tuple[str, ...]:
    return tuple(crisis.theory_by_key)


def _listed(notes: dict[str, str]) -> str:
    return "; ".join(f"{key}: {note}" for key, note in notes.items())


def _clock(crisis: Crisis) -> Field:
    first, last = date(1979, 1, 1), date(2099, 12, 31)
    return Field(
        "clock",
        "section",
        f"When; by default {crisis.days} days from {crisis.start}",
        fields=(
            Field("start", "day", default=crisis.start, limits=(first, last), inherits=True, always=True),
            Field("days", "whole", "Number of days", crisis.days, (1, 3650), inherits=True, always=True),
        ),
    )


RUNS = (
    Field(
        "worlds",
        "worlds",
        "Worlds simulated per cell",
        2000,
        (1, 1_000_000),
        inherits=True,
        always=True,
        fields=(
            Field("until", "half_width", "Half width of the widest 95% interval of the headline", limits=(0.001, 0.2)),
            Field("at_most", "whole", "Most worlds per cell", 100_000, (100, 1_000_000)),
        ),
        needs=("until",),
    ),
    Field("seed", "whole", "Seed of all luck", 20200103, (0, 2**63 - 1), inherits=True, always=True),
    Field(
        "assumptions",
        "section",
        "How the range over assumed parameters is explored",
        fields=(
            Field(
                "draws",
                "whole",
                "Joint draws of all assumed parameters; 0 switches it off",
                40,
                (0, 1000),
                inherits=True,
                always=True,
            ),
            Field("worlds", "whole", "Worlds simulated per draw", 50, (1, 1000), inherits=True, always=True),
        ),
    ),
    Field(
        "only",
        "names",
        "Variants that are run beside the baseline; by default all",
        (),
        limits=(1, LONGEST_TITLE),
        inherits=True,
    ),
)


def _history(crisis: Crisis) -> Field:
    record = (
        Field("name", "text", limits=(1, 200)),
        Field("acts", "acts", limits=(0, 3000), fields=_acts(crisis), needs=("act", "actor")),
        Field("observed", "spans"),
        Field("reaches", "day"),
    )
    return Field(
        "history",
        "section",
        "Stretch of the record that is replayed before the actors choose for themselves",
        fields=(
            Field("until", "day", inherits=True),
            Field(
                "events",
                "record",
                "CSV file of a record that reaches further",
                inherits=True,
                fields=record,
                needs=("acts", "observed", "reaches"),
            ),
        ),
    )


def _acts(crisis: Crisis) -> tuple[Field, ...]:
    """What is said of an act of a record: as of an event, and there are answers below force, too."""
    words = (*crisis.acts.forceable, *crisis.acts.of_kind("answer"))
    own_war = Field("own_war", "flag", "Whether it belongs to a war of the actor's own", False)
    return (*(replace(one, words=words) if one.key == "act" else one for one in _events(crisis).fields), own_war)


REPORT = (Field("sections", "words", "By default all that the file feeds", (), always=True, words=SECTIONS),)


def _outcomes(crisis: Crisis) -> Field:
    words = crisis.outcomes.keys_in_order
    return Field(
        "outcomes",
        "section",
        "What is reported",
        fields=(
            Field("headline", "word", "Outcome that the answer is about", crisis.headline, always=True, words=words),
            Field(
                "compare",
                "pair",
                "Two outcomes; reported is first/(first + second)",
                crisis.compare,
                always=True,
                words=words,
            ),
        ),
    )


def _events(crisis: Crisis) -> Field:
    noun = crisis.cast.growing.noun if crisis.cast.growing else "actor"
    return Field(
        "events",
        "events",
        "Things that happen whatever the agents choose; a list replaces the one inherited",
        default=(),
        limits=(0, 500),
        always=True,
        fields=(
            Field("on", "day"),
            Field("between", "between"),
            Field("act", "word", "What is done", always=True, words=crisis.acts.forceable),
            Field("actor", "actor", "Who does it", always=True),
            Field(
                "rung",
                "number",
                "Severity on the ladder",
                limits=(0.0, len(crisis.rungs) - 1.0),
                always=True,
                unit="rung",
            ),
            Field("chance", "chance", default=1.0, limits=(0.0, 1.0), always=True),
            Field("deaths", "whole", "The dead", 0, (0, 1000)),
            Field("target", "target", f"{noun.capitalize()} that a strike is aimed at", ""),
            Field("title", "text", "What a reader calls it", "", (1, LONGEST_TITLE)),
            SOURCE,
        ),
        needs=("act", "actor"),
    )


def _cast(crisis: Crisis) -> Field:
    family = crisis.cast.growing
    noun = family.noun.capitalize() if family else ""
    place = (Field(crisis.place, "place", "Where its attacks land"),) if crisis.place else ()
    return Field(
        "cast",
        "cast",
        "Who takes part",
        always=True,
        fields=(
            Field("without", "without", "Actors left out"),
            Field(
                "add",
                "add",
                fields=(
                    Field("like", "like", f"{noun} whose declared parameters it takes over"),
                    Field("title", "text", "What a reader calls it", limits=(1, LONGEST_TITLE)),
                    *place,
                    Field("set", "member_settings", "Its own parameters, such as autonomy: 0.6"),
                ),
                needs=("like",),
            ),
        ),
    )


def _variant(crisis: Crisis, theory: Field) -> tuple[Field, ...]:
    return (
        Field("title", "text", "What a reader calls it", limits=(1, LONGEST_TITLE)),
        Field("set", "parameters"),
        theory,
        Field("from", "day", "Before this day, all is as in the baseline"),
        _events(crisis),
        _cast(crisis),
    )


#: Who says so: one text, or several in a list.
SOURCE = Field("source", "source", "Who says so", "", (1, 500))

#: A value and who says so, a step of a dated value, and a column of a joint sample in a resolved scenario.
TOLD = Field("told", "told", fields=(Field("value", "value"), SOURCE), needs=("value",))
STEP = Field("step", "step", fields=(Field("value", "value"), Field("announced", "day"), SOURCE), needs=("value",))
COLUMN = Field("column", "column", fields=(Field("name", "text", limits=(1, 300)), Field("values", "numbers")))

#: An axis that is given by its ends, and how many points there are between them.
AXIS = Field(
    "axis",
    "axis",
    fields=(Field("from", "number"), Field("to", "number"), Field("points", "whole", limits=(2, 1000))),
    needs=("from", "to"),
)


def _sweep(crisis: Crisis) -> Field:
    return Field(
        "sweep",
        "sweep",
        "Parameters that take a range of values",
        fields=(
            Field("design", "word", f"How the points are laid. {_listed(DESIGNS)}", "grid", words=tuple(DESIGNS)),
            Field("axes", "axes", limits=(1, max(MOST_AXES.values()))),
            Field("points", "whole", "Points of a Latin hypercube or a Sobol' sequence", limits=(2, 100_000)),
            Field("worlds", "whole", "Worlds at each of these points", 100, (1, 1_000_000)),
            Field(
                "exclude",
                "exclude",
                "Points of a grid that are left out: those that match all entries of one of these maps",
                limits=(0, 1000),
            ),
            _boundary(crisis),
        ),
    )


def _boundary(crisis: Crisis) -> Field:
    words = crisis.outcomes.keys_in_order
    return Field(
        "boundary",
        "boundary",
        "The line along which an outcome has a given share",
        fields=(
            Field("outcome", "word", "Outcome whose share is followed; by default the headline", words=words),
            Field("at", "share", "Its share on the line", 0.5, (0.0, 1.0)),
            Field(
                "axes",
                "searched",
                "The searched parameter, with ends only, and one with values, the rows",
                limits=(1, MOST_AXES["boundary"]),
            ),
            Field("within", "width", "Half width of the line's 95% band that is good enough"),
            Field("worlds", "whole", "Most worlds per row and variant", 20_000, (100, 1_000_000)),
        ),
        needs=("axes",),
    )
