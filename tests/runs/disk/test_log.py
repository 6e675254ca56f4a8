"""The log of runs: every run has its line, whoever writes at the same time, and numbers are counted by scenario."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.engine.files import Unreadable
from sim.runs.disk import log


def entry(scenario="tiny", file="tiny.yaml", settings="a", **more):
    return {"scenario": scenario, "file": file, "settings": settings, **more}


def test_runs_are_numbered_within_their_scenario_and_its_settings_counted(tmp_path):
    path = tmp_path / log.LOG
    told = [log.add(path, entry(settings=one)) for one in ("a", "b", "a")]
    assert told == [log.Standing(1, 1), log.Standing(2, 2), log.Standing(3, 2)]
    assert log.add(path, entry("other", "other.yaml")) == log.Standing(1, 1)


def test_a_file_under_another_name_and_a_name_in_another_file_are_the_same_scenario(tmp_path):
    path = tmp_path / log.LOG
    log.add(path, entry())
    assert log.add(path, entry("renamed", "tiny.yaml")).number == 2
    assert log.add(path, entry("tiny", "copy.yaml")).number == 2  # of its own name and of its own file; not the other
    assert log.add(path, entry("else", None)).number == 1
    assert log.add(path, entry("more", None)).number == 1  # no file is no file in common


def test_runs_that_end_at_once_lose_no_line_and_share_no_number(tmp_path):
    path = tmp_path / log.LOG
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda i: log.add(path, entry(settings=str(i), headline="x" * 5000)), range(40)))
    assert sorted(one.number for one in told) == list(range(1, 41))
    assert sorted(int(one["settings"]) for one in log.read(path)) == list(range(40))
    assert all(one.settings == one.number for one in told)


def test_a_line_that_was_cut_short_is_passed_over_and_swallows_no_other(tmp_path):
    path = tmp_path / log.LOG
    log.add(path, entry())
    with path.open("a") as file:
        file.write('{"run": "cut sho')
    assert log.add(path, entry()).number == 2
    assert [len(one["run"]) for one in log.read(path)] == [32, 32]
    assert len(path.read_text().splitlines()) == 3


def test_lines_are_plain_json_and_only_ever_added(tmp_path):
    path = tmp_path / log.LOG
    log.add(path, entry(headline="Krieg möglich\nzweite Zeile"))
    before = path.read_bytes()
    log.add(path, entry())
    assert path.read_bytes().startswith(before) and before.count(b"\n") == 1
    assert json.loads(before)["headline"] == "Krieg möglich\nzweite Zeile"


def test_a_link_is_not_followed_and_a_folder_or_a_pipe_is_no_log(tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine\n")
    (tmp_path / log.LOG).symlink_to(mine)
    with pytest.raises(OSError):
        log.add(tmp_path / log.LOG, entry())
    assert mine.read_text() == "mine\n"
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        log.add(tmp_path / "folder", entry())
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable, match="no file"):
        log.add(tmp_path / "pipe", entry())


def test_there_is_nothing_in_a_log_that_is_not_there(tmp_path):
    assert log.read(tmp_path / log.LOG) == []
