"""The same worlds on every machine and with every NumPy: no rule asks a library for what it may round as it likes."""

from __future__ import annotations

import ast
import hashlib
import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.crisis.model import CrisisModel
from sim.engine import fingerprint
from tests.conftest import ROOT
from tests.crisis.worlds import LIVELY

#: What IEEE 754 does not settle to the last bit, and what NumPy adds up in an order of its own.
NOT_SETTLED = {
    *(
        "exp",
        "exp2",
        "expm1",
        "log",
        "log2",
        "log10",
        "log1p",
        "logaddexp",
        "logaddexp2",
        "power",
        "float_power",
        "pow",
    ),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh", "arcsinh", "arccosh"),
    *("arctanh", "cbrt", "hypot", "sinc", "i0", "dot", "vdot", "inner", "matmul", "einsum", "convolve", "trapezoid"),
    *("mean", "std", "var", "average", "interp", "polyval", "linspace", "logspace"),
    *("geomspace", "nanmean", "nansum", "cov", "corrcoef", "erf", "erfc", "gamma", "lgamma", "fsum"),
}
#: Those of them that may stand in a rule when they come from here.
OURS = "sim.engine.portable"

#: Rules, and the parts of the engine that make the numbers of a world.
RULES = sorted(
    path
    for folder in ("sim/crisis", "examples/two_generals", "sim/engine")
    for path in (ROOT / folder).rglob("*.py")
    if not path.is_relative_to(ROOT / "sim/crisis/facts")  # measures of finished worlds
    and path.name not in ("portable.py", "recorder.py", "beyond.py", "own.py")  # what they compute, no world lives by
)


def faults(text: str) -> Iterator[str]:
    """What in a module's text may round otherwise elsewhere: ``line: what``."""
    tree = ast.parse(text)
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == OURS
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in NOT_SETTLED:
            if isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy", "math", "scipy"):
                yield f"{node.lineno}: {node.value.id}.{node.attr}"
            elif node.attr in ("mean", "std", "var", "dot"):
                yield f"{node.lineno}: .{node.attr}()"
        elif isinstance(node, ast.Name) and node.id in NOT_SETTLED - ours and isinstance(node.ctx, ast.Load):
            if node.id in ("exp", "exp2", "log", "log1p", "power", "pow"):
                yield f"{node.lineno}: {node.id}"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow | ast.MatMult):
            yield from () if _of_constants(node) else (f"{node.lineno}: {ast.unparse(node)}",)


def _of_constants(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether it is a number such as ``2.0**-24``."""
    inside = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.target]
    return all(isinstance(one.operand if isinstance(one, ast.UnaryOp) else one, ast.Constant) for one in inside)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_rule_asks_for_what_may_be_rounded_otherwise_elsewhere(path: Path):
    assert list(faults(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        *("np.exp(x)", "math.log(x)", "x**2", "x ** 0.5", "x @ y", "x.mean(axis=0)", "np.trapezoid(x, y)", "x **= 2"),
        *("from numpy import exp\nexp(x)", "pow(x, 2)", "np.linspace(0, 1, 5)", "np.power(x, y)"),
    ],
)
def test_what_may_be_rounded_otherwise_is_seen(line):
    assert len(list(faults(line))) == 1


@pytest.mark.parametrize(
    "line", ["2.0**-24", "from sim.engine.portable import exp\nexp(x)", "np.sqrt(x) * np.square(y)"]
)
def test_what_is_the_same_everywhere_passes(line):
    assert list(faults(line)) == []


#: Every state of 24 restless worlds after 40 days, as a hash. It changes when a rule or a default does (put the new one
#: here), and with nothing else: it is the same on all machines, with all NumPys and in all engines.
LIVED = "46f97c57e28378fc"


RESTLESS = {**LIVELY, "united_states.war_aversion": 6.0}


def lived() -> str:
    """The hash here and now."""
    model = CrisisModel(24, rng=7, days=60, **RESTLESS)
    for _ in range(40):
        model.step()
    assert model.events.written.min() > 5
    return hashlib.sha256(fingerprint.of(model).astype("<u8").tobytes()).hexdigest()[:16]


def test_the_worlds_are_those_of_every_other_machine():
    assert lived() == LIVED


def test_they_are_so_without_the_vector_units_of_this_processor():
    """NumPy leaves them alone where it is told to, and takes its plainest loops instead."""
    found = (np.show_config(mode="dicts") or {}).get("SIMD Extensions", {}).get("found", [])
    if not found:
        pytest.skip("NumPy uses no vector unit here that it could leave alone")
    code = f"""
import hashlib
import numpy as np
from sim.crisis.model import CrisisModel
from sim.engine import fingerprint
RESTLESS = {RESTLESS!r}
{inspect.getsource(lived)}
print(*np.show_config(mode="dicts")["SIMD Extensions"].get("found", []), lived())
"""
    plain = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(found), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=plain, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [LIVED]
