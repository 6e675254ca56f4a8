"""What rules become when they are traced is what they do in NumPy, to the bit; what cannot become it is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import sim
from sim.compiled import swapping
from sim.compiled.building import NotTraceable
from sim.compiled.emit import emit
from sim.compiled.layout import Module
from sim.compiled.stand_ins import withheld_as
from sim.compiled.structure import structure
from sim.compiled.table import table
from sim.compiled.tracing import trace
from sim.crisis.actors.tehran.iran import Iran
from sim.crisis.facts import sequences
from sim.crisis.model import CrisisModel
from sim.engine import fingerprint
from sim.engine.parameters import param
from sim.engine.recorder import Recorder
from sim.engine.withheld import Withheld
from sim.scenario.parts import Happening
from tests.compiled import host

SEED, WORLDS = 3, 6
ALL = np.arange(WORLDS)
ENDS = ("alive", "outcome_code", "end_day")


#: A cast of few, which is traced in less time.
FEW = SimpleNamespace(without=("mediators", "ansar_allah", "asaib_ahl_al_haq", "iraqi_front"), added=())


def making(days: int, kind: Any = CrisisModel, **given: Any) -> Callable[[Any], Any]:
    """Makes a model of some worlds, whose events are all kept."""
    return lambda worlds: kind(worlds, rng=SEED, days=days, recorder=Recorder(events_below=10**6), **given)


def same(make: Callable[[Any], Any]) -> None:
    """Lives some worlds in NumPy and compiled, and compares: states of those that go on, series, events and ends."""
    model = make(ALL)
    owners = {"model": model, "events": model.events, **model.actors}
    outputs = [("events", "_next"), *(("model", name) for name in ENDS)]
    outputs += [(path, name) for path, owner in owners.items() for name in getattr(owner, "states", ())]
    module = emit(trace(make), outputs)
    left = host.live(module, lives(model, module))
    for day in range(model.days):
        alive = model.alive.copy()
        if not model.running:
            break
        model.step()
        for place, one in enumerate(model.observe()):
            np.testing.assert_array_equal(left.paths[alive, day, place], np.broadcast_to(one, WORLDS)[alive])
    for path, name in outputs:
        where = slice(None) if name in ENDS else model.alive
        held, found = getattr(owners[path], name), np.moveaxis(left.finals[f"{path} {name}"], 0, -1)
        np.testing.assert_array_equal(found[..., where], held[..., where], f"{path}.{name}")
    assert events(module, left) == log(model)


def lives(model: Any, module: Module) -> host.Lives:
    """What a model's worlds are lived with."""
    rows, epoch, kind, derive, varied = table(model, module.layout)
    chance = model.chance
    return host.Lives(
        chance.worlds,
        rows,
        epoch,
        kind,
        derive,
        [chance.key(name) for name in module.layout.streams],
        list(varied.items()),
        paths=True,
        keep=np.ones(WORLDS),
        capacity=1000,
    )


def events(module: Module, left: host.Left) -> list[tuple[Any, ...]]:
    """The events of a module's worlds, in order."""
    rows = ((one[0], one[2], one[3], *module.layout.words[one[1]], *tuple(one)[4:]) for one in left.events)
    return sorted(tuple(map(_plain, row)) for row in rows)


def log(model: Any) -> list[tuple[Any, ...]]:
    """The events of a model's worlds, likewise."""
    (found,), words = model.events.columns()
    names = [[words[code] for code in found[name]] for name in ("actor", "act", "target", "rule")]
    numbers = [found[name] for name in ("forced", "rung", "cause", "threshold", "margin", "fatalities")]
    rows = zip(found["world"], found["event"], found["day"], *names, *numbers, strict=True)
    return sorted(tuple(map(_plain, row)) for row in rows)


def _plain(one: Any) -> Any:
    return one if isinstance(one, str) else str(np.float32(one))


EVENTS = (
    Happening("proxies.kataib_hezbollah", "rocket_attack", 3, None, 1.0, 5.0, 1),
    Happening("united_states", "strike_on_proxy", 5, None, 1.0, 6.0),
    Happening("united_states", "strike_on_leader", None, (2, 9), 0.7, 7.0),
    Happening("theatres.iraq", "protest", 4, None, 1.0, 3.5),
    Happening("iran", "open_salvo", 7, None, 1.0, 8.0, warned=True),
)


REPLAYED = {
    "events": EVENTS,
    "scripted": [(0, 5)],
    "withheld": [Withheld(1, 5, "united_states", "strike_on_proxy", True), Withheld(2, 7, "iran", "open_salvo")],
    "united_states.ear.days": 4.0,
    "united_states.announced_line.credibility": np.linspace(0, 1, WORLDS),
}
RIVAL = {
    "theory": "pressure_works",
    "united_states.force_threshold": 3.0,
    "united_states.rule": "any",
    "united_states.agencies.variation_held": np.linspace(0, 2, WORLDS),
    "cast": SimpleNamespace(without=("mediators.oman", "proxies.ansar_allah"), added=()),
}


@pytest.mark.parametrize("given", [{}, RIVAL, REPLAYED], ids=["default", "rival", "replayed"])
def test_a_program_lives_as_the_rules_do(given):
    same(making(10, **given))


def test_dated_values_and_their_announcements_are_columns():
    steps = [SimpleNamespace(day=-3, announced=-9, value=0.2), SimpleNamespace(day=4, announced=1, value=0.8)]
    lag = [SimpleNamespace(day=0, announced=0, value=20.0), SimpleNamespace(day=3, announced=3, value=9.0)]
    same(making(8, courses={"united_states.pressure": steps, "iran.purse.lag": lag}, cast=FEW))


def test_another_crisis_is_traced_as_well():
    from examples.two_generals.model import Crossing

    same(making(60, Crossing))


class Restrained(Iran):
    """As in the README: an override of one rule."""

    def choose_effort(self):
        return super().choose_effort() * np.where(self.model.united_states.first_force_day >= 0, 0.5, 1.0)


class Weary(Iran):
    """With a parameter and a state of its own, and with what follows from the parameter."""

    weariness = param(
        0.1, "index", (0, 1), claims="C06", source="test", note="Gain", basis="assumed", plausible=(0.0, 0.2)
    )

    def derive(self):
        super().derive()
        self.kept = sim.exp(-self.weariness)

    def begin(self):
        super().begin()
        self.tired = self.each_world()

    def learn(self):
        super().learn()
        self.tired *= self.kept
        for strike in self.model.today.force():
            self.tired[strike.at] = 1.0

    def choose_effort(self):
        return super().choose_effort() * (1.0 - self.weariness * self.tired)


class Constant(Iran):
    """A rule that returns one number."""

    def choose_effort(self):
        return 0.5


class Derived(Iran):
    """What derive() sets changes from day to day."""

    def derive(self):
        super().derive()
        self.zeal = 1.0 + self.hostility_half_life * 0.0

    def choose_effort(self):
        self.zeal = self.zeal * 0.5
        return super().choose_effort()


class Deriving(Iran):
    """derive() reads what changes from day to day."""

    def begin(self):
        self.zeal = self.each_world()
        super().begin()

    def derive(self):
        super().derive()
        self.fervour = getattr(self, "zeal", 0.0) * 2.0

    def choose_effort(self):
        self.zeal += 0.5
        return super().choose_effort()


@pytest.mark.parametrize("kind", [Derived, Deriving])
def test_what_derive_and_days_share_is_refused(kind):
    with pytest.raises(NotTraceable, match="zeal") as caught:
        trace(making(3, agents={"iran": kind}, cast=FEW))
    first = kind.derive.__code__.co_firstlineno
    assert abs(caught.value.line - first) < 6, caught.value


@pytest.mark.parametrize("kind", [Restrained, Weary, Constant])
def test_a_class_of_ones_own_is_traced(kind):
    same(making(6, agents={"iran": kind}, cast=FEW))


# -- what is refused ------------------------------------------------------------------------------------------------


def mean(self):
    return self.effort * (1.0 - self.model.economy.pain.mean())


def loop(self):
    found = self.effort.copy()
    for world in range(self.model.world_count):
        if self.model.economy.pain[world] > 0.5:
            found[world] *= 0.5
    return found


def branch(self):
    return self.effort * (0.5 if self.model.economy.pain > 0.3 else 1.0)


def by_day(self):
    return self.effort * 0.5 if self.model.day > 365 else self.effort


def interpolated(self):
    return np.interp(self.model.economy.pain, [0, 1], [1, 0.5]).astype(np.float32)


def exponential(self):
    return np.exp(-self.model.economy.pain)


def powered(self):
    return self.effort**1.5


def at_random(self):
    return self.effort * np.random.rand()  # noqa: NPY002


def counting(self):
    self.calls = getattr(self, "calls", 0) + 1
    return self.effort / self.calls


def aliasing(self):
    self.lull = self.credit
    return self.effort


def most(self):
    return self.effort / self.model.economy.pain.max()


REFUSED = {
    mean: "a sum or mean over worlds makes them depend on one another; go by each world's own number",
    loop: "one number per world is indexed by the number 0; index by positions or by a condition",
    branch: "Python branches on a number that differs between worlds; write np.where(condition, one, other)",
    by_day: "Python branches on the day; write np.where(condition, one, other)",
    interpolated: "np.interp cannot be compiled; write it with np.where, np.clip and arithmetic",
    exponential: "np.exp is not the same on every machine; write sim.exp",
    powered: "x ** y is not the same on every machine; write sim.power(x, y), or np.sqrt(x) for a root",
    at_random: 'np.random belongs to no world; draw with self.draw("PURPOSE"), self.normal or self.happens',
    counting: "Refused.calls is looked for before it is set; set it in begin(), with one number per world: "
    "self.calls = self.each_world()",
    aliasing: "iran.lull and iran.credit are one array, so that a change of one changes the other; write .copy()",
    most: "a number of all worlds together is used, so worlds would depend on one another; go by each world's own",
}


@pytest.mark.parametrize("rule", REFUSED, ids=lambda rule: rule.__name__)
def test_what_cannot_be_compiled_is_refused_with_its_line_and_what_to_write(rule):
    refused = type("Refused", (Iran,), {"choose_effort": rule, "__module__": __name__})
    with pytest.raises(NotTraceable) as caught:
        trace(making(3, agents={"iran": refused}, cast=FEW))
    assert (caught.value.reason, caught.value.file) == (REFUSED[rule], __file__)
    code = rule.__code__
    assert code.co_firstlineno <= caught.value.line <= code.co_firstlineno + 6
    making(1)(ALL).step()  # NumPy is back in its place


# -- structure ------------------------------------------------------------------------------------------------------


def test_structure_follows_rules_and_words_and_no_number():
    plain = structure(making(5)(ALL))
    same_ones = [making(5, **{"united_states.force_threshold": np.linspace(3, 5, WORLDS), "iran.capability": 0.5})(ALL)]
    same_ones.append(making(5)(np.arange(2)))
    others = [making(6), making(5, **{"united_states.rule": "any"}), making(5, agents={"iran": Restrained})]
    others += [making(5, events=EVENTS), making(5, scripted=[(0, 1)])]
    others.append(making(5, withheld=[Withheld(0, 2, "iran", "open_salvo")]))
    assert {structure(one) for one in same_ones} == {plain}
    assert len({structure(one(ALL)) for one in others} | {plain}) == len(others) + 1


def test_a_function_of_a_class_changes_its_structure():
    found = set()
    for factor in (0.5, 0.7):
        kind = type("Own", (Iran,), {"choose_effort": lambda self, by=factor: Iran.choose_effort(self) * by})
        found.add(structure(making(2, agents={"iran": kind})(ALL)))
    assert len(found) == 2


def test_a_table_leaves_its_model_as_it_was():
    make = making(5, cast=FEW, **{"iran.capability": np.linspace(0.2, 1, WORLDS)})
    program, model, other = trace(make), make(ALL), make(ALL)
    rows = table(model, program)
    column = program.columns.index(("iran.capability", "value"))
    np.testing.assert_array_equal(rows.varied[0, column], np.linspace(0.2, 1, WORLDS, dtype=np.float32))
    model.run_model()
    other.run_model()
    np.testing.assert_array_equal(fingerprint.of(model), fingerprint.of(other))
    assert withheld_as("open_salvo", True) == "withheld open_salvo, forced on"


def test_other_threads_meet_numpy_itself_while_rules_are_traced():
    """A thread may be at what is no rule and stands beside rules, as the questions about a sequence do."""
    met = []

    def elsewhere():
        met.append(sequences.np.minimum)

    with swapping.swapped(None):
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        assert sequences.np.minimum is not np.minimum
    assert met == [np.minimum] and sequences.np is np
