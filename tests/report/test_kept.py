"""What every page needs is kept for the next process, and made anew where what is kept is damaged."""

import pytest

from sim.compiled import cache
from sim.report import embed, page


@pytest.fixture
def empty_cache(monkeypatch, tmp_path):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    return tmp_path


def test_packed_scripts_are_kept(empty_cache, monkeypatch):
    monkeypatch.setattr(embed, "packed_bytes", lambda content: embed.Markup(f"{len(content)} bytes"))
    first = embed.plotly_js.__wrapped__()
    monkeypatch.setattr(embed, "packed_bytes", lambda content: pytest.fail("packed once more"))
    assert embed.plotly_js.__wrapped__() == first
    (kept,) = empty_cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    monkeypatch.setattr(embed, "packed_bytes", lambda content: embed.Markup("anew"))
    assert embed.plotly_js.__wrapped__() == "anew"


def test_templates_are_kept(empty_cache, monkeypatch):
    name = "page.html.j2"
    page.environment.__wrapped__().get_template(name)
    kept = [path.name for path in empty_cache.iterdir()]
    assert kept and all(one.startswith("template-") for one in kept)
    monkeypatch.setattr(page.jinja2.Environment, "_generate", lambda *_, **__: pytest.fail("compiled once more"))
    page.environment.__wrapped__().get_template(name)
