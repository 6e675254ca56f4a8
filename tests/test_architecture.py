"""The storeys of the house: imports only point down, nothing goes in a circle, and heavy libraries stay in their place.

Imports count wherever they stand: at the top of a file, inside a function, under ``TYPE_CHECKING``.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "sim"

#: Each storey and those it may import, as docs/architecture.md has them, too.
MAY_IMPORT = {
    "engine": set(),
    "crisis": {"engine"},
    "compiled": {"engine"},  # it is handed the model
    "statistics": set(),
    "words": {"engine"},
    "scenario": {"engine"},  # it is handed the crisis
    "runs": {"scenario", "statistics", "compiled", "engine"},
    "analyses": {"runs", "scenario", "words", "statistics", "crisis", "compiled", "engine"},
    "report": {"analyses", "runs", "scenario", "words", "statistics", "crisis", "compiled", "engine"},
    "api": {"report", "analyses", "runs", "scenario", "words", "statistics", "crisis", "compiled", "engine"},
    "cli": {"api", "report", "analyses", "runs", "scenario", "words", "statistics", "crisis", "compiled", "engine"},
}

#: Our crisis, and analyses of its record.
OURS = (
    "sim.crisis",
    "sim.analyses.facts",
    "sim.analyses.fit",
    "sim.analyses.rivals",
    "sim.analyses.backtest",
    "sim.analyses.sequences",
)

#: Parts above :mod:`sim.crisis` that may know these; every other part is handed a crisis and names none.
KNOWS_OUR_CRISIS = (
    "sim.api",  # the crisis that is meant when none is named
    "sim.cli",
    *OURS[1:],
    "sim.analyses.answer.__main__",  # shipped scenarios, which are about it
    "sim.analyses.condition.__main__",  # likewise
    "sim.analyses.prior.__main__",  # the reference scenario, as a document has it
    "sim.analyses.theories.__main__",  # likewise
    "sim.analyses.theories.stacked",  # theories held against the record
    "sim.analyses.starts",  # the days that it may begin from
    "sim.analyses.explain.picking",  # the world closest to history
    "sim.report.page",
    "sim.report.sections.history",
    "sim.report.sections.claims",
    "sim.report.sections.paths",
    "sim.report.pages.backtests",
    "sim.report.pages.fits",
    "sim.report.pages.rivals",
    "sim.report.pages.listed",  # what a gallery says and draws of these
    "sim.report.pages.pictures",
)

#: Third-party libraries and the only parts that may import them.
ONLY_IN = {
    "mesa": {"engine"},
    "plotly": {"report"},
    "rich": {"cli"},
    "yaml": {"scenario", "engine", "report", "analyses"},
    "jinja2": {"report"},
    "distributed": {"runs"},
    "cloudpickle": {"runs"},
    "kaleido": {"report"},
    "pyarrow": {"runs"},
    "wasmtime": {"compiled"},
    "platformdirs": {"compiled"},
}

#: The table of storeys in docs/architecture.md, top to bottom: what each may import, in words.
TABLE = re.compile(r"^\| `sim/(\w+)(?:/|\.py)` \|.*\| (.*) \|$", re.MULTILINE)
DOCUMENTED = dict(TABLE.findall((ROOT / "docs/architecture.md").read_text(encoding="utf-8")))
LIBRARIES = {"NumPy": "numpy", "SciPy": "scipy", "Mesa": "mesa", "PyYAML": "yaml"}

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_scenarios" not in path.parts)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def storey(module: str) -> str:
    """``sim.crisis.rules.decay`` stands in ``crisis``."""
    return module.removeprefix("sim.").partition(".")[0]


def within(module: str, parts: tuple[str, ...]) -> bool:
    """Whether a module is one of some parts, or stands below one."""
    return any(module == part or module.startswith(f"{part}.") for part in parts)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return name.startswith("sim.") and (path.is_dir() or path.with_suffix(".py").exists())


def imported(path: Path) -> set[str]:
    """Full names of all modules a file imports, wherever in it the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide who knows whom"
            assert node.module
            inside = {f"{node.module}.{alias.name}" for alias in node.names if alias.name != "__version__"}
            modules = {name for name in inside if is_module(name)}
            found |= modules if modules == inside else modules | {node.module}
    return found


IMPORTS = {name_of(path): {name for name in imported(path) if is_module(name)} for path in MODULES}


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import one another, directly or not (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(imports.get(module, ())):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            group = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(imports):
        if module not in index:
            visit(module)
    return found


@pytest.mark.parametrize("module", [name for name in IMPORTS if storey(name) in MAY_IMPORT])
def test_imports_only_point_down(module):
    here = storey(module)
    upward = {name for name in IMPORTS[module] if storey(name) not in MAY_IMPORT[here] | {here}}
    assert not upward, f"{module} imports {sorted(upward)}"


def test_the_whole_package_is_imported_only_by_those_who_call_it_as_users_do():
    callers = {name_of(path) for path in MODULES if "sim" in imported(path)}
    assert {storey(name) for name in callers} <= {"api", "cli"}, callers


def test_the_document_has_the_same_storeys_and_the_same_rights():
    assert [*DOCUMENTED] == [*reversed(MAY_IMPORT)]
    for place, (here, cell) in enumerate(DOCUMENTED.items()):
        below = {*[*DOCUMENTED][place + 1 :]}
        named = below if cell == "all below" else below & set(cell.split(", "))
        assert named == MAY_IMPORT[here], here


@pytest.mark.parametrize("here", ["engine", "statistics"])
def test_the_lowest_storeys_import_the_libraries_that_the_document_names(here):
    roots = {name.partition(".")[0] for path in (PACKAGE / here).rglob("*.py") for name in imported(path)}
    named = {LIBRARIES.get(name, name) for name in DOCUMENTED[here].split(", ")}
    assert roots - sys.stdlib_module_names - {"sim"} == named


def test_every_part_of_the_package_stands_in_a_storey():
    assert {storey(name) for name in IMPORTS} - {"sim", "__main__"} == set(MAY_IMPORT)


def test_no_modules_import_one_another_in_a_circle():
    assert circles({name: names for name, names in IMPORTS.items() if name != "sim"}) == []


def test_a_circle_is_found_and_named():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_what_is_handed_a_crisis_names_none():
    above = {name for name in IMPORTS if storey(name) not in ("sim", "__main__", "engine", "crisis", "statistics")}
    assert len(above) > 100
    know = {name: found for name in above if (found := sorted(one for one in IMPORTS[name] if within(one, OURS)))}
    assert not {name: found for name, found in know.items() if not within(name, KNOWS_OUR_CRISIS)}
    assert not {part for part in KNOWS_OUR_CRISIS if not any(within(name, (part,)) for name in know)}


def test_the_engine_knows_no_country():
    words = ("united_states", "iran", "washington", "tehran", "american", "militia", "prox", "sanction", "nuclear")
    texts = {path: path.read_text(encoding="utf-8").lower() for path in sorted((PACKAGE / "engine").rglob("*.py"))}
    assert len(texts) > 10
    named = {path.name: [word for word in words if word in text] for path, text in texts.items()}
    assert not {name: found for name, found in named.items() if found}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_library_is_imported_only_where_it_belongs(path):
    roots = {name.partition(".")[0] for name in imported(path)}
    for library in roots & set(ONLY_IN):
        assert storey(name_of(path)) in ONLY_IN[library], f"{name_of(path)} imports {library}"


def test_the_walk_sees_imports_inside_functions_and_of_submodules(tmp_path):
    path = tmp_path / "example.py"
    path.write_text("def f():\n    from sim.runs import plan\n    import mesa.time\n")
    assert imported(path) == {"sim.runs.plan", "mesa.time"}
