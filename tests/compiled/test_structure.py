"""A module is used again only where nothing has changed that a rule of a user's own may read."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from sim.compiled.structure import _rules

HELPER = """
import numpy as np
DEEP = {number}
TABLE = {{"a": {number}}}
def inner(): return {number}
def outer(): return inner()
class Held:
    number = {number}
class Made:
    def __init__(self): self.number = {number}
MADE = Made()
"""
OWN = """
import numpy as np
import sim
import helper
from helper import MADE, TABLE, Held, outer
{head}
class Own(sim.Iran):
    def willing_to_answer(self, at, rung):
        return rung > {rule}
"""


def module(patch: pytest.MonkeyPatch, name: str, text: str) -> ModuleType:
    made = ModuleType(name)
    patch.setitem(sys.modules, name, made)
    exec(text, vars(made))
    return made


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        ("N = {number}", "N"),
        ("T = {{'a': {number}}}", "T['a']"),
        ("T = [1, ({number}, 2)]", "T[1][0]"),
        ("T = np.array([{number}])", "T[0]"),
        ("def made(t):\n    return lambda: t[0]\nf = made([{number}])", "f()"),
        ("def f(): return [N for _ in '1'][0]\nN = {number}", "f()"),
        ("def f(*, by={number}): return by", "f()"),
        ("from functools import partial\nf = partial(float, {number})", "f()"),
        ("", "{number}"),
        ("", "helper.TABLE['a']"),
        ("", "helper.DEEP"),
        ("", "helper.outer()"),
        ("", "outer()"),
        ("", "Held.number"),
        ("", "MADE.number"),
        ("", "TABLE['a']"),
    ],
)
def test_whatever_a_rule_reads_tells_it_from_others(monkeypatch, head, rule):
    def told(number: float) -> str:
        module(monkeypatch, "helper", HELPER.format(number=number))
        text = OWN.format(head=head.format(number=number), rule=rule.format(number=number))
        return repr(_rules(module(monkeypatch, "own", text).Own))

    assert told(1.0) == told(1.0) != told(2.0)


def test_what_no_rule_reads_changes_nothing(monkeypatch):
    module(monkeypatch, "helper", HELPER.format(number=1.0))
    made = (module(monkeypatch, "own", OWN.format(head=head, rule="2")).Own for head in ("N = 1", "N = 2"))
    assert len({repr(_rules(one)) for one in made}) == 1


def test_what_knows_itself_has_an_end(monkeypatch):
    text = "import sim\nL = [1]\nL.append(L)\ndef f(): return f, {f}, L\nclass Own(sim.Iran):\n    g = lambda self: f()"
    one, other = (repr(_rules(module(monkeypatch, "own", text).Own)) for _ in "12")
    assert one == other
