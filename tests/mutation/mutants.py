"""Makes rules wrong one at a time and asks their tests.

``python -m tests.mutation.mutants --sample 300`` draws mutants by Cosmic Ray's operators and by three of ours, runs the
tests that tests.toml names for each, and writes those that no test noticed to survivors.tsv. A reason that somebody has
written there is kept. Nothing on disk is changed: a mutant is handed to the import system of a child process.

What is left alone is data and words: declarations of parameters, annotations, docstrings and messages of errors.
"""

from __future__ import annotations

import argparse
import ast
import csv
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import signal
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SURVIVORS = HERE / "survivors.tsv"
FIELDS = ("file", "line", "function", "was", "becomes", "reason")

#: Replacements that yield numbers, so that a mutant is wrong rather than broken.
BINARY = ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "Pow_Mul", "Mod_Mul", "BitAnd_BitOr", "BitOr_BitAnd",
          "BitXor_BitOr", "FloorDiv_Mul")  # fmt: skip
COMPARISONS = ("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt", "Eq_NotEq", "NotEq_Eq",
               "Is_IsNot", "IsNot_Is")  # fmt: skip
CORE = (
    *(f"ReplaceBinaryOperator_{one}" for one in BINARY),
    *(f"ReplaceComparisonOperator_{one}" for one in COMPARISONS),
    *(f"ReplaceUnaryOperator_{one}" for one in ("USub_UAdd", "Delete_Not", "Delete_Invert")),
    "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd", "NumberReplacer",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak",
)  # fmt: skip


class Swap(Operator):
    """Puts one token in the place of another, by a table."""

    words: ClassVar[dict[str, str]]

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        if getattr(node, "value", None) in self.words:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.value = self.words[node.value]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class Augmented(Swap):
    """``+=`` becomes ``-=``, and so on."""

    words: ClassVar = {"+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "|=": "&=", "&=": "|=", "^=": "|="}


class Extreme(Swap):
    """The least for the most, and one rounding for the other."""

    words: ClassVar = {"minimum": "maximum", "maximum": "minimum", "min": "max", "max": "min", "any": "all",
                       "all": "any", "floor": "ceil", "ceil": "floor"}  # fmt: skip


class Word(Operator):
    """Another target, place, act or key: a word becomes one that nobody knows."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        if node.type == "string" and node.value[0] in "\"'" and node.value[1:-1].isidentifier():
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.value = f'"{node.value[1:-1]}x"'
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


@dataclass(frozen=True)
class Mutant:
    """One module made wrong in one place."""

    file: Path
    operator: Any
    occurrence: int
    line: int
    function: str

    @cached_property
    def source(self) -> str:
        """The whole module, made wrong."""
        return str(mutate_code(self.file.read_text(encoding="utf-8"), self.operator(), self.occurrence))

    @cached_property
    def row(self) -> tuple[str, ...]:
        """As survivors are listed."""
        pairs = zip(self.file.read_text(encoding="utf-8").splitlines(), self.source.splitlines(), strict=True)
        was, becomes = next(((a, b) for a, b in pairs if a != b), ("", ""))
        return str(self.file), str(self.line), self.function, was.strip(), becomes.strip()

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from others while lines move."""
        return (str(self.file), *self.row[2:])


# -- which there are ---------------------------------------------------------------------------------------------------


def mutants(file: Path) -> Iterator[Mutant]:
    """All mutants of a module, its data and words left alone."""
    text = file.read_text(encoding="utf-8")
    nodes, spared, functions = list(ast_nodes(get_ast(text))), _spared(ast.parse(text)), _functions(ast.parse(text))
    for operator in (*(get_operator(f"core/{name}") for name in CORE), Augmented, Extreme, Word):
        one = operator()
        places = [place for node in nodes for place in one.mutation_positions(node)]
        for occurrence, ((row, column), _) in enumerate(places):
            if any(start <= (row, column) < end for start, end in spared):
                continue
            inside = [name for name, first, last in functions if first <= row <= last]
            yield Mutant(file, operator, occurrence, row, inside[-1] if inside else "")


def _spared(tree: ast.Module) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Spans that are data or words: declarations of parameters, annotations, docstrings, errors, names of luck."""
    spans = []
    for node in ast.walk(tree):
        found: list[ast.AST | None] = []
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            found = [node] if getattr(node.value.func, "id", "") in ("param", "TypeVar") else []
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("draw", "normal", "happens"):
            found = list(node.args[:1])  # a name of luck: another brings other luck, and no other rule
        elif isinstance(node, ast.arg | ast.AnnAssign):
            found = [node.annotation]
        elif isinstance(node, ast.FunctionDef):
            first = node.body[0]
            spans.append(((node.lineno, node.col_offset), (first.lineno, first.col_offset)))  # its signature
        elif isinstance(node, ast.Raise) or isinstance(getattr(node, "value", None), ast.Constant):
            found = [node] if isinstance(node, ast.Raise | ast.Expr) else []
        elif isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            found = [node]
        spans += [((one.lineno, one.col_offset), (one.end_lineno, one.end_col_offset)) for one in found if one]
    return spans  # type: ignore[return-value]


def _functions(tree: ast.Module) -> list[tuple[str, int, int]]:
    """Functions and classes with their first and last line, the innermost last."""
    kinds = ast.FunctionDef | ast.ClassDef
    return [(one.name, one.lineno, one.end_lineno or 0) for one in ast.walk(tree) if isinstance(one, kinds)]


def asked() -> dict[Path, list[str]]:
    """The modules that are made wrong, and the tests that are asked about each; those of the same name first."""
    found: dict[Path, list[str]] = {}
    for entry in tomllib.loads((HERE / "tests.toml").read_text(encoding="utf-8"))["asked"]:
        for file in sorted(Path().glob(entry["modules"])):
            if file.name != "__init__.py":
                named = [f"{folder}/test_{file.stem}.py" for folder in entry["tests"]]
                found.setdefault(file, [*filter(os.path.exists, named), *entry["tests"]])
    return found


# -- asking the tests --------------------------------------------------------------------------------------------------


class _Loader(importlib.machinery.SourceFileLoader):
    source = ""

    def get_code(self, fullname: str) -> Any:
        return compile(self.source, self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module of the project in a wrong version."""

    def __init__(self, file: Path, source: str):
        self.name, self.path, self.source = ".".join(file.with_suffix("").parts), str(ROOT / file), source

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != self.name:
            return None
        loader = _Loader(name, self.path)
        loader.source = self.source
        return importlib.util.spec_from_file_location(name, self.path, loader=loader)


def _ask(tests: Sequence[str], mutant: Mutant | None, seconds: int) -> int:
    """Runs tests in a child process that has taken in no module of the project yet; returns its number."""
    child = os.fork()
    if child:
        return child
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1), os.dup2(null, 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    signal.alarm(20 * seconds)
    if mutant:
        sys.meta_path.insert(0, _Finder(mutant.file, mutant.source))
    import pytest

    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-o", "addopts=--strict-markers", *tests])
    os._exit(int(code))


def _baseline(tests: Sequence[str]) -> float:
    """Processor seconds that the tests take when nothing is wrong."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    status = os.waitpid(_ask(tests, None, 3600), 0)[1]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        raise SystemExit(f"these tests fail without any mutant: {' '.join(tests)}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def survivors(sample: Sequence[Mutant], tests: dict[Path, list[str]], jobs: int) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether all its tests passed, as they finish."""
    seconds = {tuple(one): int(20 + 5 * _baseline(one)) for one in {tuple(tests[mutant.file]) for mutant in sample}}
    running: dict[int, Mutant] = {}
    waiting = list(reversed(sample))
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            own = tests[mutant.file]
            running[_ask(own, mutant, seconds[tuple(own)])] = mutant
        child, status = os.wait()
        yield running.pop(child), status == 0


def _write(tested: Sequence[Mutant], alive: Sequence[Mutant]) -> None:
    """Lists survivors; rows of mutants that were not drawn this time stay, and so do reasons."""
    keys = tuple(name for name in FIELDS if name not in ("line", "reason"))
    rows: list[dict[str, str]] = []
    if SURVIVORS.exists():
        with SURVIVORS.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
    listed = {tuple(row[name] for name in keys): row for row in rows}
    for mutant in tested:
        was = listed.pop(mutant.key, {})
        if mutant in alive:
            listed[mutant.key] = dict(zip(FIELDS, (*mutant.row, was.get("reason", "")), strict=True))
    with SURVIVORS.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, FIELDS, delimiter="\t", lineterminator="\n")
        table.writeheader()
        table.writerows(sorted(listed.values(), key=lambda row: (row["file"], int(row["line"]))))


def main() -> None:
    """Reads the command line, asks, and writes what survived."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=300, help="mutants drawn at random; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="*", help="pattern of modules")
    options = parser.parse_args()
    tests = {file: own for file, own in asked().items() if fnmatch(str(file), options.only)}
    every = [mutant for file in tests for mutant in mutants(file)]
    luck = random.Random(options.seed)
    sample = luck.sample(every, options.sample) if 0 < options.sample < len(every) else every
    for name in ("numpy", "scipy.stats", "pandas", "mesa", "networkx", "yaml", "hypothesis", "pytest"):
        importlib.import_module(name)
    start, alive = time.monotonic(), []
    for count, (mutant, survived) in enumerate(survivors(sample, tests, options.jobs), 1):
        if survived:
            alive.append(mutant)
            file, line, function, was, becomes = mutant.row
            print(f"{file}:{line} {function}\n  - {was}\n  + {becomes}", flush=True)
        if count % 50 == 0:
            print(f"{count} of {len(sample)}, {len(alive)} survived", file=sys.stderr, flush=True)
    _write(sample, alive)
    killed, minutes = len(sample) - len(alive), (time.monotonic() - start) / 60
    print(f"{len(sample)} of {len(every)} mutants, {killed} killed ({killed / len(sample):.0%}), {minutes:.1f} minutes")


if __name__ == "__main__":
    main()
