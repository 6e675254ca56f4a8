"""Agents of one's own: what would have no effect is refused, what breaks a world is told by method, day and worlds."""

from __future__ import annotations

import inspect
import traceback

import numpy as np
import pytest
from hypothesis import given

import sim
from sim.crisis.model import CrisisModel
from sim.crisis.us_iran import US_IRAN
from sim.engine.own import Faulty, Watched
from sim.runs.workers.tasks import AgentFailed, WorkFailed
from tests.crisis.worlds import LIVELY, Setting, few, many_settings

DAY = 3
WHEN = r"day 3 \(2018-05-11\)"


def lived(agents: dict, worlds: int = 10, days: int = 8, **what) -> CrisisModel:
    model = CrisisModel(worlds, rng=7, days=days, agents=agents, **what)
    model.run_model()
    return model


def iran(name: str, does) -> type:
    """An Iran of which one method is the user's, from day 3 on."""

    def method(self, *args):
        usual = getattr(super(found, self), name)(*args)
        return does(self, usual) if self.model.day >= DAY else usual

    found = type("MyIran", (sim.Iran,), {name: method})
    return found


def some_nan(self, usual):
    return np.where(np.arange(usual.size) < 4, np.nan, usual)


@pytest.mark.parametrize(
    ("name", "does", "says"),
    [
        ("choose_effort", lambda self, usual: usual * np.nan, "returned NaN in 10 of 10 worlds"),
        ("choose_effort", some_nan, "returned NaN in 4 of 10 worlds"),
        ("choose_effort", lambda self, usual: usual + np.inf, "returned infinity in 10 of 10 worlds"),
        ("choose_effort", lambda self, usual: usual - 5, r"returned -\S+, outside 0 and more in 10 of 10 worlds"),
        ("choose_aim", lambda self, usual: usual + 20, r"returned \S+, outside 0 to 10 in 10 of 10 worlds"),
        ("choose_effort", lambda self, usual: usual[:3], r"returned shape \(3,\) where .* shape \(10,\), is wanted"),
        ("choose_effort", lambda self, usual: None, "returned nothing; is a `return` missing?"),
        ("choose_effort", lambda self, usual: list(usual), "returned a list where an array"),
        ("choose_effort", lambda self, usual: usual.astype(str), "returned numbers of the kind <U32"),
        ("choose_effort", lambda self, usual: usual.astype(object), "returned numbers of the kind object"),
        ("choose_effort", lambda self, usual: usual * 1j, "returned numbers of the kind complex"),
        ("choose_effort", lambda self, usual: float("nan"), "returned NaN in 10 of 10 worlds"),
        ("choose_effort", lambda self, usual: 1 / 0, "ZeroDivisionError: division by zero"),
        ("choose_effort", lambda self, usual: usual.nothing, "AttributeError: 'numpy.ndarray' object has no attribute"),
        ("move_intent", lambda self, usual: self.__dict__.update(hostility=self.hostility * np.nan),
         "left its state hostility at NaN in 10 of 10 worlds"),
        ("move_intent", lambda self, usual: self.__dict__.update(hostility=self.hostility + 7),
         "left its state hostility at 7.6, outside 0 to 1 in 10 of 10 worlds"),
        ("move_intent", lambda self, usual: self.__dict__.update(hostility=0.5),
         "left its state hostility with a float where one number per world"),
        ("move_intent", lambda self, usual: self.__dict__.update(purse=np.ones(3)),
         r"left its state purse with shape \(3,\) where"),
        ("move_intent", lambda self, usual: self.__dict__.update(resisting=self.purse),
         "left its state resisting with the kind float32; it began as bool"),
        ("move_intent", lambda self, usual: self.__dict__.pop("purse"), None),
        ("learn", lambda self, usual: self.hostility.__setitem__(2, np.nan),
         "left its state hostility at NaN in 1 of 10 worlds"),
    ],
)  # fmt: skip
def test_what_no_agent_may_do_is_told_by_method_day_and_worlds(name, does, says):
    says = says or r"left its state purse with a NoneType"
    what = rf"^MyIran(\.{name}| \({name}\)), {WHEN}: {says}"
    with pytest.raises(Faulty, match=what), np.errstate(all="ignore"):
        lived({"iran": iran(name, does)})


def test_a_method_of_cases_is_held_to_the_cases():
    class Odd(sim.Proxy):
        def severity(self, at, ordered):
            return np.ones(self.model.world_count + 1)

    with pytest.raises(Faulty, match=r"^Odd\.severity, day \d+ .*: returned shape \(31,\) where .* per case"):
        lived({"proxies": Odd}, 30, 60, **LIVELY)


def test_a_mask_must_be_a_mask():
    class Unsure(sim.Iran):
        def willing_to_answer(self, at, rung):
            return rung / 10

    with pytest.raises(Faulty, match=r"^Unsure\.willing_to_answer, day .*where yes or no is wanted \(bool\)"):
        lived({"iran": Unsure}, 40, 300, **LIVELY)


def test_one_number_stands_for_all_worlds():
    class Steady(sim.Iran):
        def choose_effort(self):
            return 0.5

    class Array(sim.Iran):
        def choose_effort(self):
            return self.each_world(0.5)

    one, other = lived({"iran": Steady}, days=20, **LIVELY), lived({"iran": Array}, days=20, **LIVELY)
    assert (one.iran.effort == np.float32(0.5)).all() and one.iran.effort.shape == (10,)
    np.testing.assert_array_equal(one.iran.hostility, other.iran.hostility)


def test_worlds_that_have_ended_are_nobodys_affair():
    class Late(sim.Iran):
        def choose_effort(self):
            return np.where(self.model.alive, super().choose_effort(), np.nan)

    falls = {**LIVELY, "iran.collapse.rate": 0.5, "iran.economy.pain.full": 0.05}
    model = lived({"iran": Late}, 20, 90, **falls)
    assert (model.end_day < 80).any()


def passing_on(kind: type) -> type:
    """A class that overrides every method of another, only to call it."""

    def on(name):
        return lambda self, *args, **more: getattr(super(made, self), name)(*args, **more)

    names = {
        name: on(name)
        for base in kind.__mro__
        if base.__module__.startswith("sim.crisis")
        for name, value in vars(base).items()
        if inspect.isfunction(value) and not name.startswith("__")
    }
    made = type(f"My{kind.__name__}", (kind,), names)
    return made


def test_of_classes_that_only_pass_on_every_world_is_the_same():
    usual = CrisisModel(12, rng=7, days=300)
    usual.run_model()
    changed = lived({role.path: passing_on(role.kind) for role in US_IRAN.cast.roles}, worlds=12, days=300)
    np.testing.assert_array_equal(changed.outcome_code, usual.outcome_code)
    np.testing.assert_array_equal(changed.end_day, usual.end_day)


def test_a_class_of_something_else_is_refused():
    with pytest.raises(TypeError, match="agents: 'iran' needs a class derived from Iran, not the class object"):
        CrisisModel(2, rng=1, agents={"iran": object})


def test_a_state_of_ones_own_is_looked_at_but_may_begin_unknown():
    class Moody(sim.Iran):
        def begin(self):
            super().begin()
            self.mood, self.unknown = self.each_world(), self.each_world(np.nan)

        def learn(self):
            super().learn()
            if self.model.day == DAY:
                self.mood[:2] = np.nan

    with pytest.raises(Faulty, match=rf"^Moody\.learn, {WHEN}: left its state mood at NaN in 2 of 10 worlds"):
        lived({"iran": Moody})


def test_an_error_while_an_agent_is_made_names_its_method():
    class Broken(sim.Iran):
        def begin(self):
            super().begin()
            self.mood = self.moood

    with pytest.raises(Faulty, match=r"^Broken\.begin, day 0 \(2018-05-08\): AttributeError: .*moood"):
        lived({"iran": Broken})


def test_numbers_that_belong_to_no_world_are_refused():
    class Dicing(sim.Iran):
        def choose_effort(self):
            return super().choose_effort() * np.random.random(10)  # noqa: NPY002

    with pytest.raises(Faulty, match=r"^Dicing, day 0 .*: drew from np\.random, .*self\.draw"):
        lived({"iran": Dicing})


def test_the_casts_own_classes_are_not_watched():
    assert CrisisModel(2, rng=1)._watched == []
    (one,) = CrisisModel(2, rng=1, agents={"iran": iran("choose_effort", None)})._watched
    assert isinstance(one, Watched)


@few(2)
@given(many_settings())
def test_nothing_that_our_own_rules_do_is_called_a_fault(setting: Setting):
    """Every class of the cast as a user's that changes nothing, with values from all over the bounds."""
    roles = US_IRAN.cast_under(setting.theory).roles
    kinds = {role.path: type("Same", (role.kind,), {"act": role.kind.act}) for role in roles}
    what = setting.over(24)
    with np.errstate(all="ignore"):
        usual, watched = (lived(agents, 24, 30, **what) for agents in ({}, kinds))
    np.testing.assert_array_equal(usual.outcome_code, watched.outcome_code)


def test_a_class_that_would_undo_the_rules_of_a_theory_is_refused(tiny):
    scenario = sim.load(tiny).replace(theory="strategic")
    mine = type("MyIran", (sim.Iran,), {})
    with pytest.raises(TypeError, match=r"^MyIran would .* Iran has under the theory 'strategic'; derive it from"):
        sim.run(scenario, agents={"iran": mine})
    under = next(role for role in US_IRAN.cast_under("strategic").roles if role.path == "iran")
    same = sim.run(scenario, agents={"iran": type("MyIran", (under.kind,), {})})
    assert same.digest == sim.run(scenario).digest


# -- attributes that would have no effect -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("boldness", 0.8, r"MyIran\.boldness = 0\.8 would be ignored: boldness is a parameter\. Set it in the scenario "
                          r"\(iran\.boldness\), with --set iran\.boldness=VALUE .* boldness = sim\.param"),
        ("patience_effort", 0.8, r"iran\.patience\.effort"),
        ("boldness", lambda self: 0.8, r"MyIran\.boldness would be ignored: boldness is a parameter"),
        ("hostility", 0.3, r"MyIran\.hostility = 0\.3 would be ignored: .*begin\(\), .*self\.hostility = "),
        ("title", "Persia", r"MyIran\.title = 'Persia' would be ignored"),
    ],
)  # fmt: skip
def test_a_class_attribute_that_would_be_ignored_is_refused_with_what_to_write(tiny, name, value, says):
    kind = type("MyIran", (sim.Iran,), {name: value})
    with pytest.raises(TypeError, match=says):
        sim.run(tiny, agents={"iran": kind})
    with pytest.raises(TypeError, match=says):
        CrisisModel(2, agents={"iran": kind})


def test_what_a_refusal_says_to_write_has_an_effect():
    class Bolder(sim.Iran):
        boldness = sim.param(
            0.8, "index", (0, 1), claims="C14", source="Mine", note="Bolder", plausible=(0.6, 0.9), name="boldness"
        )

        def begin(self):
            super().begin()
            self.hostility = self.each_world(0.3)

    model = CrisisModel(3, rng=1, agents={"iran": Bolder})
    assert model.iran.boldness == 0.8 and (model.iran.hostility == np.float32(0.3)).all()


@pytest.mark.parametrize(
    ("slip", "meant"), [("choose_efort", "choose_effort"), ("lern", "learn"), ("bolness", "boldness")]
)
def test_a_slip_of_the_pen_is_warned_of(tiny, slip, meant):
    kind = type("MyIran", (sim.Iran,), {slip: lambda self: 0.5})
    with pytest.warns(UserWarning, match=f"MyIran.{slip} replaces nothing of sim.Iran; did you mean {meant}"):
        sim.run(tiny, worlds=2, agents={"iran": kind})


# -- how errors are told ----------------------------------------------------------------------------------------------


class Failing(sim.Iran):
    """Divides by nought on the fourth day."""

    def choose_effort(self):
        return super().choose_effort() / self.divisor()

    def divisor(self):
        return 1 if self.model.day < DAY else 1 // 0


class Unknown(sim.Iran):
    """Does not know on the fourth day."""

    def choose_effort(self):
        return super().choose_effort() * (1.0 if self.model.day < DAY else np.nan)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_keeps_the_users_lines_and_loses_ours(tiny, jobs):
    with pytest.raises(AgentFailed) as failed:
        sim.run(tiny, jobs=jobs, agents={"iran": Failing})
    assert str(failed.value).startswith("Failing.divisor, day 3 (2019-05-11): ZeroDivisionError: integer division")
    assert isinstance(failed.value, WorkFailed)
    told = "".join(traceback.format_exception(failed.value))
    assert "return super().choose_effort() / self.divisor()" in told
    assert "return 1 if self.model.day < DAY else 1 // 0" in told
    ours = [line for line in told.splitlines() if "/sim/" in line]
    assert len(ours) == 1 and "sim/api.py" in ours[0], told  # the call that was made
    assert "mesa" not in told


def test_what_an_agent_returned_is_told_where_it_stands(tiny):
    says = r"^Unknown\.choose_effort, day 3 .*: returned NaN in \d+ of \d+ worlds"
    with pytest.raises(AgentFailed, match=says) as failed:
        sim.run(tiny, agents={"iran": Unknown})
    told = "".join(traceback.format_exception(failed.value))
    assert f'File "{__file__}", line ' in told and "in choose_effort" in told
    assert len([line for line in told.splitlines() if "/sim/" in line]) == 1, told


def test_an_error_of_ours_keeps_the_lines_that_find_it(monkeypatch):
    class Mine(sim.Iran):
        def perceive(self):
            super().perceive()

    monkeypatch.setattr("sim.crisis.rules.economy.export_target", None)
    with pytest.raises(Faulty) as failed:
        lived({"iran": Mine})
    assert "in perceive" in failed.value.where and "sim/crisis/actors/tehran/intent.py" in failed.value.where
