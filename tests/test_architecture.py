"""Who may import whom: data flows one way, and heavy libraries stay where they are needed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "sim"

#: Parts of the package and the parts they may import. A part is a folder or a module of ``sim``.
BASE = {"parameters", "chance", "series", "outcomes", "rules", "events", "distributions"}
ARITHMETIC = {"measures.intervals", "measures.ranges"}  # know only numbers, so that even tables may use them
WORDING = {"figures.wording"}  # knows how parameters are called, and draws nothing
MAY_IMPORT: dict[str, set[str]] = {
    **dict.fromkeys(BASE, BASE),
    "claims": BASE,
    "calendar": BASE | {"calendar"},
    "recorder": BASE | {"model", "fingerprint"},  # model for annotations
    "fingerprint": BASE | {"model", "agents"},  # model for annotations
    "agents": BASE | {"agents", "model", "calendar"},  # model for annotations
    "model": BASE | {"agents", "calendar", "recorder", "claims"},
    "record": BASE | {"record"},
    "scenario": BASE | {"scenario", "record"},
    "results": BASE | ARITHMETIC,
    "measures": BASE | WORDING | {"measures", "results"},
    "saved": BASE | {"folders"},
    "experiment": BASE
    | ARITHMETIC
    | {"experiment", "scenario", "model", "recorder", "results", "saved", "claims", "folders", "agents"},
    "history": BASE | ARITHMETIC | {"history", "model", "recorder", "api", "results", "record"},
    "causes": BASE | ARITHMETIC | WORDING | {"causes", "results", "measures", "experiment", "agents", "history"},
    "calibration": BASE
    | WORDING
    | {"calibration", "history", "record", "experiment", "scenario", "results", "measures", "model", "recorder", "api"}
    | {"folders"},
    "backtest": BASE
    | {"backtest", "calibration", "history", "record", "experiment", "scenario", "results", "measures", "model"}
    | {"recorder", "api", "folders"},
    "folders": set(),
    "store": BASE | {"folders", "results", "saved", "measures", "experiment"},
    "releases": set(),
    "verification": BASE
    | {"verification", "api", "experiment", "results", "saved", "scenario", "measures", "releases"},
    "sensitivity": BASE | WORDING | {"sensitivity", "experiment", "results", "saved", "scenario", "measures"},
    "figures": BASE | {"figures", "measures", "results"},
    "report": BASE | {"report", "figures", "measures", "results", "history", "causes", "backtest", "folders"},
    "api": BASE | {"api", "causes", "experiment", "results", "scenario", "model", "agents", "claims", "store"},
}

#: Single calls against the stream, for a user's convenience: ``results.report(path)`` and ``results.save(folder)``.
BACKDOORS = {("results", "report"), ("results", "store")}

#: Third-party libraries and the only parts that may import them.
ONLY_IN = {
    "mesa": {"agents", "model"},
    "plotly": {"figures", "report"},
    "rich": {"cli"},
    "yaml": {"scenario", "claims", "report", "history", "backtest"},
    "jinja2": {"report"},
    "distributed": {"experiment"},
    "cloudpickle": {"experiment"},
    "kaleido": {"report"},
    "pyarrow": {"saved", "experiment"},
}

#: Parts that know nothing but NumPy and the standard library.
PLAIN = {"parameters", "chance", "series", "outcomes", "rules", "events", "record"} | ARITHMETIC | WORDING
THIRD_PARTY = {"mesa", "pandas", "plotly", "scipy", "rich", "yaml", "pydantic", "pyarrow", "jinja2", "networkx"}

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_scenarios" not in path.parts)


def part_of(module: str) -> str:
    """``sim.crisis.ladder`` belongs to ``rules``; the arithmetic of the measures stands for itself."""
    inner = module.removeprefix("sim.")
    return inner if inner in PLAIN else inner.partition(".")[0]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Full names of all modules a file imports, wherever in it the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide who knows whom"
            assert node.module
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names if is_module(f"{node.module}.{alias.name}")}
    return found - {"sim"}


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return name.startswith("sim.") and (path.is_dir() or path.with_suffix(".py").exists())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_its_part_may_know(path):
    part = part_of(name_of(path))
    if part in ("sim", "cli", "__main__"):
        return  # the public names and the command line may import anything
    known = {part_of(name) for name in imported(path) if name.startswith("sim.")}
    allowed = MAY_IMPORT[part.partition(".")[0]] | {part} | {there for here, there in BACKDOORS if here == part}
    strangers = {one for one in known - allowed if one.partition(".")[0] not in allowed}
    assert not strangers, f"{name_of(path)} imports {sorted(strangers)}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_imports_the_command_line(path):
    if part_of(name_of(path)) not in ("cli", "__main__"):
        assert not {name for name in imported(path) if name.startswith("sim.cli")}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_library_is_imported_only_where_it_belongs(path):
    part = part_of(name_of(path))
    roots = {name.partition(".")[0] for name in imported(path)}
    for library in roots & set(ONLY_IN):
        assert part in ONLY_IN[library], f"{name_of(path)} imports {library}"
    if part in PLAIN:
        assert not roots & THIRD_PARTY, f"{name_of(path)} imports {sorted(roots & THIRD_PARTY)}"


def test_every_part_of_the_package_has_its_place_in_the_table():
    parts = {part_of(name_of(path)).partition(".")[0] for path in MODULES} - {"sim", "cli", "__main__"}
    assert parts <= set(MAY_IMPORT)


def test_the_walk_sees_imports_inside_functions_and_of_submodules(tmp_path):
    path = tmp_path / "example.py"
    path.write_text("def f():\n    from sim import store\n    import mesa.time\n")
    assert imported(path) == {"sim.runs.store", "mesa.time"}
