"""Names of files that the locale cannot say, that lead to no file, or that mean something else."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

import sim
from sim.cli import main, run
from sim.engine import files
from sim.runs.disk import manifest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="these are names, locales and devices of POSIX")

TINY = "{format: 1, title: T, clock: {days: 2}, runs: {worlds: 2, assumptions: {draws: 0}}}"
#: 危 as Python has it where the locale is ASCII.
ESCAPED = "\udce5\udc8d\udcb1"


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_an_ascii_locale_has_names_of_any_script():
    """What a run does with names, in a locale that has none of their letters."""
    code = """
import os, sys
from sim.engine.files import as_path, as_text, same
from sim.scenario.loading import _name
from pathlib import Path
assert sys.getfilesystemencoding() == "ascii"
name = sys.argv[1]
text = "\\u5371.yaml"
assert as_text(name) == as_text(text) == text and as_path(text) == as_path(name) == name
assert same(as_path(text), name) and not same(text, name)
assert _name(Path(name)) == "\\u5371"
os.mkdir(as_path("\\u5371"))
"""
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": str(Path(sim.__file__).parents[1])}
    env.pop("PYTHONCOERCECLOCALE", None)
    subprocess.run([sys.executable, "-c", code, "危.yaml"], env=env, check=True, timeout=60)
    assert Path("危").is_dir()


@pytest.mark.parametrize("name", ["a", "危 é 🔥", "a\udcff", ESCAPED, "\ud800", ""])
def test_a_name_as_text_leads_to_the_same_file(name):
    assert files.as_path(files.as_text(name)) in (name, "危")


def test_bytes_of_a_name_are_read_as_utf8(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["redline", "run", f"{ESCAPED}.yaml", "--worlds", "2"])
    Path("危.yaml").write_text(TINY, encoding="utf-8")
    scenario = sim.load(Path(f"{ESCAPED}.yaml"))
    facts = manifest.describe(scenario, digest="", started=datetime.now(UTC), seconds=0.0, jobs=1)
    assert facts["scenario"]["name"] == "危" and facts["scenario"]["file"] == "危.yaml"
    assert facts["command"] == ["redline", "run", "危.yaml", "--worlds", "2"]


@pytest.mark.parametrize("was", ["\ud800.yaml", "a\0b", "x" * 5000, "🔥.yaml"])
def test_any_name_of_an_earlier_results_file_can_be_told_from_this_runs(was):
    results = SimpleNamespace(scenario=SimpleNamespace(source_file=Path("危.yaml")))
    assert run._of_another_file({"scenario": {"file": was}}, results) == was
    for same in ("危.yaml", f"{ESCAPED}.yaml"):
        assert run._of_another_file({"scenario": {"file": same}}, results) == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("/dev/full", "/dev/full is no file but leads to a pipe or a device"),
        ("/dev/nothing_here.yaml", "leads to a pipe or a device"),
        ("pipe", "pipe is no file but leads to a pipe or a device"),
        ("link", "link is no file but leads to a pipe or a device"),
        (".", ". is a folder; name a file in it"),
        ("..", ".. is a folder"),
        ("/", "/ is a folder"),
        ("sub/", "sub/ is a folder; name a file in it, such as sub/my_question.yaml"),
    ],
)
def test_a_new_scenario_is_never_written_to_what_is_no_file(name, said, capsys):
    os.mkfifo("pipe")
    Path("link").symlink_to("/dev/null")
    assert main(["new", name]) == 2
    assert said in capsys.readouterr().err
    assert {one.name for one in Path().iterdir()} == {"pipe", "link"}


@pytest.mark.parametrize(
    "words",
    [
        ["check", "pipe.yaml"],
        ["check", "loop.yaml"],
        ["check", "child.yaml"],
        ["check", "fine.yaml", "--events", "loop.csv"],
        ["check", "fine.yaml", "--events", "pipe.csv"],
    ],
)
def test_no_name_is_suggested_in_place_of_itself(words, capsys):
    os.mkfifo("pipe.yaml")
    os.mkfifo("pipe.csv")
    for loop in ("loop.yaml", "loop.csv"):
        Path(loop).symlink_to(loop)
    Path("child.yaml").write_text("{format: 1, title: T, extends: loop.yaml}")
    Path("fine.yaml").write_text(TINY)
    assert main(words) == 2
    err = capsys.readouterr().err
    name = "loop.yaml" if "child.yaml" in words else words[-1]
    assert name in err and f"did you mean {name}" not in err
