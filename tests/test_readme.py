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

from sim.cli import main

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = "\n".join(re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL))
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = [shlex.split(line, comments=True) for line in SHELL.splitlines() if line.strip()]
REDLINE = [command for command in COMMANDS if command[0] == "redline"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with the shipped scenarios, as a reader of the README would stand in."""
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "scenarios", place / "scenarios")
    reference = place / "scenarios" / "maximum_pressure.yaml"
    text = reference.read_text(encoding="utf-8")
    few = "runs: {worlds: 2000, seed: 20200103, assumptions: {draws: 8, worlds: 5}}"  # as many commands simulate it
    reference.write_text(text.replace("runs: {worlds: 2000, seed: 20200103}", few), encoding="utf-8")
    assert few in reference.read_text(encoding="utf-8")
    return place


def run(command: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=600, env={**os.environ, **more}, check=False
    )


@pytest.mark.parametrize("command", REDLINE, ids=lambda command: " ".join(command[:3]))
def test_every_redline_command_does_what_it_is_there_for(command: list[str], folder: Path, monkeypatch, capsys):
    words, redirected = (command[: command.index(">")], True) if ">" in command else (command, False)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", words)
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
    ours = ("VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "PYTHONDONTWRITEBYTECODE")
    bare = {key: value for key, value in os.environ.items() if key not in ours}
    bare["PIP_COMPILE"] = "0"  # half a minute for what is never imported
    done = subprocess.run(
        ["make", "demo", "WORLDS=60"], cwd=clone, capture_output=True, text=True, timeout=600, env=bare, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "in 100 worlds" in done.stdout
    assert (clone / "reports" / "maximum_pressure" / "report.html").exists()


def test_the_example_of_a_changed_agent_is_short_and_runs_as_it_stands(capsys):
    (example,) = [block for block in PYTHON if "agents=" in block]
    assert len([line for line in example.splitlines() if line.strip()]) <= 12
    exec(compile(example, "README.md", "exec"), {})
    told = capsys.readouterr().out
    assert "points (95% interval" in told and "500 worlds" in told


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
