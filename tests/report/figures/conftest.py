"""plotly checks every figure drawn here."""

from __future__ import annotations

import pytest

from sim.report.figures import quick


@pytest.fixture(autouse=True)
def checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks that pages leave out."""
    monkeypatch.setattr(quick, "CHECKED", True)
