"""Every parameter is declared whole and read somewhere, and a declaration that lacks something is refused."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from pathlib import Path

import pytest

import sim
from sim.crisis.cast import CAST
from sim.crisis.model import catalogue
from sim.crisis.us_iran import US_IRAN
from sim.engine.parameters import BASES, DeclarationError, Given, Parameter, declared, of_member, param

CATALOGUE = catalogue()


def test_every_parameter_says_its_unit_bounds_source_note_basis_and_claims():
    for path, one in CATALOGUE.items():
        for words in (one.unit, one.source, one.note):
            assert words.strip() == words and words, path
        assert one.basis in BASES and one.claims, path
        if one.bounds is None:
            assert len(one.choices) >= 2 and one.unit == "choice", path
        else:
            assert one.choices is None and one.bounds[0] < one.bounds[1], path


def test_every_default_and_rival_is_allowed_and_every_default_lies_in_its_plausible_range():
    for path, one in CATALOGUE.items():
        for value in (one.default, one.rival, *(one.plausible or ())):
            assert value is None or one.problem(value) is None, (path, value)
        if one.plausible is not None:
            low, high = one.plausible
            assert low < high and low <= one.default <= high, path


def test_every_assumed_number_has_a_range_an_analyst_would_defend():
    for path, one in CATALOGUE.items():
        assert one.basis != "assumed" or one.choices is not None or one.plausible is not None, path


def test_every_number_has_a_range_or_a_reason_why_it_is_exact():
    for path, one in CATALOGUE.items():
        if one.choices is None and not one.starts:
            assert (one.plausible is not None) != bool(one.exact), path


def test_a_members_reason_is_its_own():
    family = declare(default=0.0, basis="fact", plausible=None, exact="no such thing")
    assert of_member(family, Given(0.0, "another book", "fact")).exact == "no such thing"
    assert of_member(family, Given(2.0, "another book", "fact", (1.0, 3.0))).exact == ""
    assert of_member(family, Given(2.0, "another book", "fact", exact="a switch")).exact == "a switch"
    with pytest.raises(DeclarationError, match="no reason why it is exact"):
        of_member(family, Given(2.0, "another book", "fact"))


def test_sources_are_told_apart_from_assumptions():
    assert {one.basis for one in CATALOGUE.values()} == set(BASES)


def test_every_path_is_the_owners_path_and_the_parameters_name():
    for role in CAST.roles:
        for parameter in role.parameters().values():
            assert CATALOGUE[f"{role.path}.{parameter.name}"] == parameter
    assert len(CATALOGUE) == sum(len(role.parameters()) for role in CAST.roles), "two parameters share a path"


def test_no_path_is_the_beginning_of_another_actors_path():
    """``iran.economy`` is an actor: Iran may not have a parameter of that name."""
    actors = {role.path for role in CAST.roles}
    assert not actors & set(CATALOGUE)


# -- read somewhere ---------------------------------------------------------------------------------------------------


def attributes_read() -> set[str]:
    """Names that the model's source reads as attributes, ``x.name`` or ``getattr(x, "name")``."""
    root = Path(inspect.getfile(sim)).parent
    read: set[str] = set()
    for file in (root / "crisis").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                read.add(node.attr)
    return read


def test_every_parameter_is_read_by_some_rule():
    names = {(role.kind.__name__, name) for role in CAST.roles for name in declared(role.kind)}
    read = attributes_read()
    assert not {f"{kind}.{name}" for kind, name in names if name not in read}


def test_every_parameter_is_asked_for_in_a_lively_run(monkeypatch):
    """Stronger than the source: names that happen to be read elsewhere do not count, only this actor's own value."""
    from sim.crisis.model import CrisisModel
    from sim.engine.actor import Actor
    from sim.engine.recorder import Recorder
    from tests.crisis.worlds import LIVELY

    asked: set[tuple[type, str]] = set()
    watched = {kind: frozenset(declared(kind)) for kind in {role.kind for role in CAST.roles}}
    # Under a theory with classes of its own, only what it alone reads.
    strategic = US_IRAN.cast_under("strategic")
    own = {role.kind: usual.kind for role, usual in zip(strategic.roles, CAST.roles, strict=True) if role != usual}
    reads = {kind: {name for name, one in declared(kind).items() if one.theory} for kind in own}

    def listening(self, name):
        if name in watched.get(type(self), ()):
            asked.add((type(self), name))
        elif name in reads.get(type(self), ()):
            asked.add((own[type(self)], name))
        return object.__getattribute__(self, name)

    talking = {"iran.offer.base": 0.9, "united_states.demand": 0.5, "united_states.force_allowed": 0.0}
    settings = [LIVELY, {**LIVELY, **talking}, {**LIVELY, "united_states.attribution.chance": 0.05}]
    settings += [{**LIVELY, "united_states.announced_line.credibility": 0.5}]
    models = [CrisisModel(40, rng=1, days=150, recorder=Recorder(0, 0), **what) for what in settings]
    models += [CrisisModel(10, rng=1, days=30, theory="strategic", recorder=Recorder(0, 0), **LIVELY)]
    monkeypatch.setattr(Actor, "__getattribute__", listening, raising=False)
    for model in models:
        for actor in model.agents:
            actor.derive()
            actor.begin()
        model.united_states.hold_line()
        model.run_model()
    monkeypatch.undo()
    silent = {
        f"{kind.__name__}.{name}" for kind, names in watched.items() for name in names if (kind, name) not in asked
    }
    assert silent == set()


# -- what a declaration must have -------------------------------------------------------------------------------------

WHOLE = {
    "default": 1.0, "unit": "rung", "bounds": (0, 10), "claims": "C14", "source": "a book", "note": "what it means",
    "basis": "assumed", "plausible": (0.5, 1.5),
}  # fmt: skip


def declare(**changes) -> Parameter:
    found = {**WHOLE, **changes}
    return param(found.pop("default"), found.pop("unit"), found.pop("bounds"), **found).parameter


def test_a_whole_declaration_is_accepted_as_it_is_written():
    one = declare(claims="C14, C15 C16")
    assert one.claims == ("C14", "C15", "C16")
    assert (one.default, one.unit, one.bounds, one.plausible) == (1.0, "rung", (0, 10), (0.5, 1.5))


@pytest.mark.parametrize(
    "missing, says",
    [
        ({"unit": ""}, "no unit"),
        ({"unit": "  "}, "no unit"),
        ({"claims": ""}, "no claims"),
        ({"source": ""}, "no source"),
        ({"note": ""}, "no note"),
        ({"source": "", "unit": ""}, "no unit, source"),
        ({"bounds": None}, "no bounds"),
        ({"plausible": None}, "no plausible range"),
        ({"plausible": None, "basis": "fact"}, "no plausible range, and no reason why it is exact"),
        ({"plausible": None, "basis": "article", "exact": " "}, "no plausible range, and no reason why it is exact"),
        ({"exact": "the unit"}, "has a plausible range and is said to be exact"),
        ({"basis": "guess"}, "'guess' is not one of fact, article, literature, assumed"),
        ({"default": 11.0}, "11 rung is outside 0 to 10"),
        ({"plausible": (0.5, 12.0)}, "12 rung is outside 0 to 10"),
        ({"rival": -1.0, "rival_source": "them"}, "-1 rung is outside 0 to 10"),
        ({"rival": 2.0}, "rival value and its source go together"),
        ({"rival_source": "them"}, "rival value and its source go together"),
        ({"default": True}, "True is not a number"),
        ({"default": float("nan")}, "not a finite number"),
        ({"default": "six"}, "'six' is not a number"),
        ({"default": 1.5, "whole": True}, "1.5 is not a whole number"),
        ({"choices": ("a", "b"), "bounds": None}, "1.0 is not one of a, b"),
    ],
)
def test_a_declaration_that_lacks_something_or_contradicts_itself_is_refused(missing, says):
    with pytest.raises(DeclarationError, match=says):
        declare(**missing)


@pytest.mark.parametrize("missing", ["claims", "source", "note"])
def test_what_must_be_given_cannot_be_left_out(missing):
    kept = {key: value for key, value in WHOLE.items() if key != missing}
    with pytest.raises(TypeError, match=missing):
        param(kept.pop("default"), kept.pop("unit"), kept.pop("bounds"), **kept)


def test_an_exact_fact_needs_no_plausible_range_and_a_choice_no_bounds():
    assert declare(basis="fact", plausible=None, exact="the unit").plausible is None
    assert declare(basis="fact", plausible=None, starts="height").exact == ""
    assert declare(default="a", unit="choice", bounds=None, plausible=None, choices=["a", "b"]).choices == ("a", "b")


@pytest.mark.parametrize(
    "value, allowed", [(0, True), (10, True), (3, True), (-0.001, False), (10.001, False), (None, False)]
)
def test_bounds_belong_to_what_is_allowed(value, allowed):
    assert (declare().problem(value) is None) == allowed


def test_a_declared_attribute_takes_its_name_and_cannot_be_read_before_it_has_a_value():
    class Owner:
        height = param(1.0, "rung", (0, 10), claims="C14", source="s", note="n", plausible=(0, 2))
        width = param(2.0, "rung", (0, 10), claims="C14", source="s", note="n", plausible=(0, 2), name="belief.width")

    class Heir(Owner):
        depth = param(3.0, "rung", (0, 10), claims="C14", source="s", note="n", plausible=(0, 3))

    assert {key: one.name for key, one in declared(Heir).items()} == {
        "height": "height", "width": "belief.width", "depth": "depth",
    }  # fmt: skip
    assert Owner.height == 1.0
    with pytest.raises(AttributeError, match=r"Owner\.height has no value yet"):
        _ = Owner().height


def test_a_member_of_a_family_keeps_all_but_its_own_value_and_source():
    family = declare(basis="literature", plausible=(0.5, 1.5))
    member = of_member(family, Given(4.0, "another book"))
    changed = {"default": 4.0, "source": "another book", "basis": "assumed", "plausible": (3.5, 4.5)}
    assert member == dataclasses.replace(family, **changed)
    assert of_member(family, None) == family
    assert of_member(family, Given(0.2, "s")).plausible == (0.0, 0.7), "a range ends at the bounds"


def test_a_member_with_a_value_out_of_bounds_is_refused():
    with pytest.raises(DeclarationError, match="11 rung is outside 0 to 10"):
        of_member(declare(), Given(11.0, "s"))
