"""The README keeps its word: every command runs, its Python runs, its files exist."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.cli import main
from tests.analyses.fit.fits import few_accepted

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = "\n".join(re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL))
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = [shlex.split(line, comments=True) for line in SHELL.splitlines() if line.strip()]
REDLINE = [command for command in COMMANDS if command[0] == "redline"]


#: At most so many worlds and draws, by option; the commands do not need more to do what they are there for.
MOST = {"--worlds": 40, "--draws": 700}
MOST_BY_VERB = {
    "params": {"--worlds": 2},
    "history": {"--worlds": 3},
    "backtest": {"--worlds": 20},
    "drivers": {"--draws": 64},
}


def fewer(words: list[str]) -> list[str]:
    """A command that asks for fewer worlds and draws."""
    most = MOST | MOST_BY_VERB.get(words[1], {})
    return [
        str(min(int(word), most[before])) if before in most else word
        for before, word in zip(["", *words], words, strict=False)
    ]


def few_draws(scenario: Path, draws: int = 0) -> None:
    """Has a shipped scenario's range over assumptions rest on few worlds or none, as many commands simulate it."""
    text, few = scenario.read_text(encoding="utf-8"), f"assumptions: {{draws: {draws}, worlds: 5}}"
    runs = "runs: {worlds: 2000, seed: 20200103}"
    text = text.replace(runs, f"{runs[:-1]}, {few}}}") if runs in text else f"{text}\nruns: {{{few}}}\n"
    scenario.write_text(text, encoding="utf-8")
    assert sim.load(scenario).assumptions.draws == draws


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with the shipped scenarios, as a reader of the README would stand in."""
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "scenarios", place / "scenarios")
    for name in ("maximum_pressure", "after_the_drone"):
        few_draws(place / "scenarios" / f"{name}.yaml")
    with (place / "scenarios" / "after_the_drone.yaml").open("a", encoding="utf-8") as drone:
        drone.write("clock: {days: 450}\n")
    # For commands that live through the days again and again: the reference scenario from its last weeks of 2019 on.
    whole = (place / "scenarios" / "maximum_pressure.yaml").read_text(encoding="utf-8")
    clock = "start: 2018-05-08, days: 730"
    assert clock in whole
    (place / "short" / "scenarios").mkdir(parents=True)
    short = place / "short" / "scenarios" / "maximum_pressure.yaml"
    short.write_text(whole.replace(clock, "start: 2019-12-20, days: 150"), encoding="utf-8")
    return place


def run(command: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=600, env={**os.environ, **more}, check=False
    )


@pytest.mark.parametrize("command", REDLINE, ids=lambda command: " ".join(command[:3]))
def test_every_redline_command_does_what_it_is_there_for(command: list[str], folder: Path, monkeypatch, capsys):
    words, redirected = (command[: command.index(">")], True) if ">" in command else (command, False)
    words = fewer(words)
    monkeypatch.chdir(folder / "short" if {"--inert", "sequences"} & set(words) else folder)
    monkeypatch.setattr(sys, "argv", words)
    with few_accepted():
        code = main(words[1:])
    out, err = capsys.readouterr()
    assert code == 0, err
    assert out if words[1] != "new" else (folder / "my_question.yaml").exists()
    if redirected:
        assert out.startswith("{")


def test_the_make_targets_exist_and_start_what_they_say():
    targets = [command[1] for command in COMMANDS if command[0] == "make"]
    assert targets == ["demo", "test"]
    assert "redline run scenarios/maximum_pressure.yaml" in run(["make", "-n", "demo"], ROOT).stdout
    assert "pytest" in run(["make", "-n", "test"], ROOT).stdout


@pytest.mark.skipif(not os.environ.get("CI"), reason="sets up a virtual environment anew; run in CI")
def test_make_demo_works_in_a_fresh_clone_with_nothing_but_python_and_make(tmp_path: Path):
    clone = tmp_path / "redline"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    few_draws(clone / "scenarios" / "maximum_pressure.yaml", draws=4)
    ours = ("VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "PYTHONDONTWRITEBYTECODE")
    bare = {key: value for key, value in os.environ.items() if key not in ours}
    bare["PIP_COMPILE"] = "0"  # half a minute for what is never imported
    done = subprocess.run(
        ["make", "demo", "WORLDS=60"], cwd=clone, capture_output=True, text=True, timeout=600, env=bare, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "in 100 worlds" in done.stdout
    assert (clone / "reports" / "maximum_pressure" / "report.html").exists()


def test_the_example_of_a_changed_agent_is_short_and_runs_with_fewer_worlds(folder, capsys):
    (example,) = [block for block in PYTHON if "agents=" in block]
    assert len([line for line in example.splitlines() if line.strip()]) <= 12
    scenario = str(folder / "scenarios" / "maximum_pressure.yaml")
    few = example.replace("worlds=500", "worlds=40").replace('"redline:maximum_pressure"', repr(scenario))
    assert few.count("worlds=40") == 2 and few.count(scenario) == 1
    exec(compile(few, "README.md", "exec"), {})
    told = capsys.readouterr().out
    assert "points (95% interval" in told and "40 worlds" in told


def test_the_example_of_one_world_runs_as_it_stands(capsys):
    (example,) = [block for block in PYTHON if "worlds=1" in block]
    exec(compile("import sim\n" + example, "README.md", "exec"), {})
    assert "pressure" in capsys.readouterr().out


def test_every_file_the_readme_links_to_is_there():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", TEXT) if "://" not in link]
    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_table_of_scenarios_lists_exactly_the_files_that_ship():
    listed = set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE))
    assert listed == {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}
