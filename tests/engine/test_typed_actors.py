"""The type checker sees actors: a misspelt attribute, of one's own, of another actor or in some worlds, is an error."""

from __future__ import annotations

from mypy import api

from tests.conftest import ROOT

ACTOR = """
from sim.crisis.actors.tehran.iran import Iran

class Mine(Iran):
    def perceive(self) -> None:
        super().perceive()
        self.effort = self.hostilty                             # own state
        self.effort = self.model.united_states.levle            # another's
        self.effort = self.among(self.acting).beleif            # in some worlds
        self.effort = self.hostility * self.model.united_states.level
"""


def test_misspelt_attributes_of_an_actor_are_errors(tmp_path, monkeypatch):
    path = tmp_path / "mine.py"
    path.write_text(ACTOR)
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("MYPYPATH", str(ROOT))
    said, errors, _ = api.run([str(path), "--follow-imports", "silent"])
    assert not errors
    found = [line for line in said.splitlines() if ": error: " in line]
    assert [line.split('"')[3] for line in found] == ["hostilty", "levle", "beleif"], said
