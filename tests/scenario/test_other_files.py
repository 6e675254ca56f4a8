"""Every file that a scenario names is guarded alike: its parent, a joint sample, a record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import sim
from sim.scenario import ScenarioError

#: How each kind of file is named.
NAMED = {
    "parent": "extends: {}\n",
    "posterior": "parameters: {{posterior: {}}}\n",
    "record": "history: {{until: 2019-06-01, events: {}}}\n",
}


def _pipe(folder: Path) -> str:
    os.mkfifo(folder / "pipe")
    return "pipe"


def _device(folder: Path) -> str:
    (folder / "link").symlink_to("/dev/zero")
    return "link"


def _loop(folder: Path) -> str:
    (folder / "loop").symlink_to("loop")
    return "loop"


def _large(folder: Path) -> str:
    with (folder / "large").open("wb") as file:
        file.truncate(2**40)  # sparse
    return "large"


def _below_a_file(folder: Path) -> str:
    (folder / "file").write_text("")
    return "file/below"


FILES = {
    "a pipe": (_pipe, "this is a pipe or a device, not a file"),
    "a device": (_device, "lies outside the folder of this file"),
    "an absolute path": (lambda folder: "/dev/zero", "lies outside the folder of this file"),
    "a path upwards": (lambda folder: "../../../../etc/passwd", "lies outside the folder of this file"),
    "a loop of links": (_loop, ""),
    "a large file": (_large, "the file is larger than "),
    "a folder": (lambda folder: (folder / "inside").mkdir() or "inside", "this is a folder, not a file"),
    "a long name": (lambda folder: "x" * 4000, ""),
    "an emoji": (lambda folder: "🚀.csv", "🚀.csv"),
    "a file for a folder": (_below_a_file, ""),
}


@pytest.mark.skipif(os.name == "nt", reason="these are names and devices of POSIX")
@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("key", NAMED)
def test_whatever_it_is_it_is_one_sentence_with_its_place(tmp_path, monkeypatch, key, what):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    make, said = FILES[what]
    path = folder / "ours.yaml"
    base = "" if key == "parent" else "extends: redline:maximum_pressure\n"
    path.write_text(f"format: 1\n{base}{NAMED[key].format(make(folder))}", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        sim.load(path)
    (problem,) = [one for one in caught.value.problems if one.severity == "error"]
    assert said in str(problem) and problem.message.isprintable() and len(problem.message) < 600
    assert problem.line == (2 if key == "parent" else 3) or "large" in problem.file
