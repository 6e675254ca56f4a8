"""``redline live``: the page is made anew when the file is saved, mistakes are told, and nobody else is answered."""

from __future__ import annotations

import json
import sys
import threading
import urllib.error
import urllib.request
from argparse import Namespace

import pytest

import sim
from sim.cli import live, main
from sim.cli.live import Live
from sim.cli.served import Served
from tests.conftest import TINY


@pytest.fixture
def server():
    with Served("<p>frame") as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


@pytest.fixture
def watched(server, tiny, monkeypatch):
    """A file under watch; its page is its title and what was asked of it."""
    monkeypatch.setattr(Live, "_page", lambda self, scenario: f"{scenario.title}: {scenario.worlds}")
    args = Namespace(file=str(tiny), worlds=None, seed=None, sets=[], agent=[], quiet=True)
    return Live(args, server)


def get(server: Served, path: str, host: str = "") -> str:
    request = urllib.request.Request(server.address + path, headers={"Host": host} if host else {})
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()


def news(server: Served) -> dict:
    return json.loads(get(server, "news?known="))


def test_the_page_is_made_once_and_again_when_the_file_is_saved(server, watched, tiny):
    assert watched.look()
    assert not watched.look()
    assert get(server, "page") == "Does a lower line matter within a month?: 500"
    tiny.write_text(TINY.replace("a lower line matter", "another line matter"))
    assert watched.look()
    assert get(server, "page").startswith("Does another line matter")
    assert news(server) == {"version": 2, "busy": False, "problem": ""}


def test_mistakes_are_told_as_check_tells_them_and_the_last_page_stays(server, watched, tiny, capsys):
    watched.look()
    tiny.write_text(TINY.replace("force_threshold: 4", "force_treshold: 4"))
    watched.look()
    told = news(server)
    assert told["version"] == 1 and "did you mean united_states.force_threshold" in told["problem"]
    assert f"{tiny}:" in told["problem"]
    assert told["problem"] in capsys.readouterr().err
    assert get(server, "page").startswith("Does a lower line")
    tiny.unlink()
    watched.look()
    assert "no such file" in news(server)["problem"].lower()
    tiny.write_text(TINY)
    watched.look()
    assert news(server) == {"version": 2, "busy": False, "problem": ""}


def test_a_file_that_is_extended_is_watched_as_well(server, watched, tiny):
    parent = tiny.with_name("parent.yaml")
    parent.write_text(TINY)
    tiny.write_text("format: 1\ntitle: Child\nextends: parent.yaml\n")
    watched.look()
    assert not watched.look()
    parent.write_text(TINY.replace("days: 25", "days: 26"))
    assert watched.look()


def test_of_many_cells_each_gets_fewer_worlds_unless_the_command_says(server, watched, tiny):
    many = "sweep:\n  axes:\n    iran.boldness: {from: 0, to: 1, points: 20}\n"
    tiny.write_text(TINY + many)
    watched.look()
    assert get(server, "page").endswith(": 125")
    watched.args.worlds = 7
    tiny.write_text(TINY + many + "# again\n")
    watched.look()
    assert get(server, "page").endswith(": 7")


def test_news_come_as_soon_as_there_are_any(server):
    server.tell(page="one")
    known = json.dumps(news(server))
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(get(server, f"news?known={urllib.request.quote(known)}")))
    waiting.start()
    server.tell(page="two")
    waiting.join(10)
    assert json.loads(answers[0])["version"] == 2


@pytest.mark.parametrize(("path", "host", "code"), [("page", "example.org", 403), ("nothing", "", 404)])
def test_whoever_calls_this_machine_by_another_name_is_refused(server, path, host, code):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(server, path, host)
    refused.value.close()
    assert refused.value.code == code
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("path", ["", "page", "news?known="])
def test_no_page_of_another_address_may_show_or_take_what_is_served(server, path):
    with urllib.request.urlopen(server.address + path) as answer:
        found = {name.lower(): value for name, value in answer.headers.items()}
    assert found["x-frame-options"] == "SAMEORIGIN" and found["cross-origin-resource-policy"] == "same-origin"
    assert found["x-content-type-options"] == "nosniff" and found["cache-control"] == "no-store"
    assert found["server"].strip() == "redline"


def test_a_port_that_is_taken_is_bad_usage(server, tiny, capsys):
    assert main(["live", str(tiny), "--port", str(server.server_port)]) == 2
    assert "address already in use" in capsys.readouterr().err


def test_the_command_says_where_and_ends_when_interrupted(tiny, monkeypatch, capsys):
    looks = []

    def look(self):
        looks.append(self)
        if len(looks) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Live, "look", look)
    monkeypatch.setattr(live, "LOOK", 0)
    assert main(["live", str(tiny)]) == 130
    out = capsys.readouterr()
    assert out.out.startswith("Live: http://127.0.0.1:")


CLASS = "import sim\n\n\nclass Restrained(sim.Iran):\n    note = {!r}\n"


def test_a_class_of_ones_own_is_run_anew_when_its_file_is_saved(server, tiny, monkeypatch):
    file = tiny.with_name("my_agents.py")
    monkeypatch.delitem(sys.modules, "my_agents", raising=False)
    seen = []
    monkeypatch.setattr(sim.api, "run", lambda scenario, agents: seen.append(agents["iran"].note))
    monkeypatch.setattr("sim.report.page.render", lambda results: "page")
    args = Namespace(file=str(tiny), worlds=9, seed=None, sets=[], agent=[f"iran={file}:Restrained"], quiet=True)
    watched = Live(args, server)
    for text in (CLASS.format("one"), CLASS.format("two"), "class Restrained(nothing): pass\n", "import sim\n"):
        file.write_text(text)
        assert watched.look()
        assert not watched.look()
    assert seen == ["one", "two"]
    assert "there is no class Restrained in" in news(server)["problem"]
    assert news(server)["version"] == 2
    monkeypatch.delitem(sys.modules, "my_agents")


@pytest.mark.parametrize("text", ["iran", "iran=a.py", "=a.py:B", "iran=a.txt:B", "iran=a.py:", "iran=a-b.py:C"])
def test_what_names_no_class_is_bad_usage(tiny, text, capsys):
    assert main(["live", str(tiny), "--agent", text]) == 2
    assert "write --agent ACTOR=FILE.py:CLASS" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["no_file.yaml", "."])
def test_what_is_no_file_is_served_by_nobody(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["live", name]) == 2
    assert "Live:" not in capsys.readouterr().out
