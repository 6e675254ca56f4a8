"""One guard for every file that is read: whatever a name leads to, one sentence at once."""

from __future__ import annotations

import os
import pickle
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import files
from sim.engine.files import Unreadable

WINDOWS = os.name == "nt"


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def _loop(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def _large(folder: Path) -> Path:
    path = folder / "large"
    with path.open("wb") as file:
        file.truncate(2**40)  # sparse: a terabyte that takes no room
    return path


def _bytes(folder: Path) -> Path:
    (folder / "bytes").write_bytes(b"a\nb\xff\n")
    return folder / "bytes"


UNREADABLE = {
    "a pipe": (_fifo, "this is a pipe or a device, not a file"),
    "an endless device": (lambda folder: Path("/dev/zero"), "this is a pipe or a device, not a file"),
    "a folder": (lambda folder: folder, "this is a folder, not a file"),
    "nothing": (lambda folder: folder / "gone", "there is no such file"),
    "a file for a folder": (lambda folder: _bytes(folder) / "x", "it cannot be read (Not a directory)"),
    "a loop of links": (_loop, "it cannot be read (Too many levels of symbolic links)"),
    "a long name": (lambda folder: folder / ("x" * 4000), "it cannot be read (File name too long)"),
    "a name with NUL": (lambda folder: Path("a\0b"), "no file can have this name"),
    "a name of half a character": (lambda folder: Path("a\ud83d"), "no file can have this name"),
    "a large file": (_large, "the file is larger than 1 MiB, which none of its kind is"),
    "other bytes": (_bytes, ":2: the file is not UTF-8 text"),
}


@pytest.mark.skipif(WINDOWS, reason="these are names and devices of POSIX")
@pytest.mark.parametrize("what", UNREADABLE)
def test_whatever_a_name_leads_to_is_one_sentence(tmp_path, what):
    make, said = UNREADABLE[what]
    path = make(tmp_path)
    tracemalloc.start()
    with pytest.raises(Unreadable) as caught:
        files.read_text(path, files.MIB)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    message = str(caught.value)
    assert said in message and message.isprintable() and len(message) < 400
    assert most < 4 * files.MIB
    assert str(pickle.loads(pickle.dumps(caught.value))) == message


@pytest.mark.skipif(WINDOWS, reason="these are names and devices of POSIX")
def test_kinds_of_names(tmp_path):
    assert files.kind(_bytes(tmp_path)) == files.FILE and files.kind(tmp_path) == files.FOLDER
    assert files.kind(_fifo(tmp_path)) == files.OTHER
    for path in (tmp_path / "gone", tmp_path / ("x" * 4000), _loop(tmp_path), "a\0b", "\ud83d"):
        assert files.kind(path) == files.NOTHING


def test_a_name_that_is_not_utf8_and_an_emoji_can_be_read(tmp_path):
    for name in (b"\xff.csv", "🚀.csv".encode()):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        path.write_text("read")
        assert files.read_text(path, 10) == "read"
        assert files.named(path).isprintable()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "nested too deeply"),
        ("1" * 5000, "a whole number of thousands of digits"),
        ('{"a": {"seed": 1, "b": 2, "seed": 1}}', "the key 'seed' stands twice in one map"),
        ('{"a": 1,\n "b" 2}', ":2:6: it is not JSON (Expecting ':' delimiter)"),
    ],
)
def test_json_that_is_none(tmp_path, text, said):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(Unreadable, match=re.escape(said)):
        files.read_json(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1," + "x" * 131_073, "t.csv:2: a cell has more than 131,072 characters"),
        ('a,b\n1,"2', "t.csv:2: it is not comma-separated values (unexpected end of data)"),
        ('a,b\n\n"1\n2","\x1b[31mred"\n', "t.csv:3: value 2 of this row holds the control character U+001B"),
    ],
)
def test_cells_that_are_none(text, said):
    with pytest.raises(Unreadable, match=re.escape(said)):
        list(files.read_cells(text, "t.csv"))


def test_rows_stand_on_their_lines():
    text = '# a remark\na,b\r\n\n"1\n2",3\n# another\n4,5'
    assert list(files.read_cells(text, "t.csv", "#")) == [(2, ["a", "b"]), (4, ["1\n2", "3"]), (7, ["4", "5"])]


def test_a_link_out_of_the_folder_is_seen(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret").write_text("")
    (inside / "link").symlink_to(tmp_path / "secret")
    assert files.within(inside / "x" / "y", inside)
    assert not files.within(inside / "link", inside) and not files.within(inside / ".." / "secret", inside)


@given(st.text(st.characters(codec=None), max_size=40))
def test_text_from_outside_steers_no_terminal(text):
    for shown in (files.plain(text), files.quoted(text), files.named(text)):
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", shown)
        shown.encode("utf-8")
    assert files.plain(files.plain(text)) == files.plain(text)
    assert len(files.quoted(text * 20)) <= files.LONGEST_QUOTE * len("\\U0001f680") + 3


def test_words_of_all_languages_stay_as_they_are():
    for text in ("Rocket 🚀", "می‌خواهم", "שלום", "naïve", "日本", "👩‍🚀"):
        assert files.plain(text) == text
    assert files.plain("a\x1b[2J\nb", keep="\n") == "a\\x1b[2J\nb"
