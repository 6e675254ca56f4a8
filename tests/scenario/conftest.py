"""Reads scenarios about the small crisis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.scenario import Scenario, ScenarioError, load
from tests.scenario.small import SMALL

Read = Callable[..., Scenario]


@pytest.fixture(scope="session")
def read() -> Callable[..., Scenario]:
    """Reads a scenario from text or a path, about the small crisis."""

    def read(source: Any, *sets: str) -> Scenario:
        text = source if not isinstance(source, str) or source.startswith("redline:") else source + "\n"
        return load(text, crisis=SMALL, sets=sets)

    return read


@pytest.fixture(scope="session")
def mistakes(read: Read) -> Callable[..., list[str]]:
    """The mistakes of a scenario, a line each; none when it can be used."""

    def mistakes(source: Any, *sets: str) -> list[str]:
        try:
            read(source, *sets)
        except ScenarioError as error:
            return str(error).splitlines()
        return []

    return mistakes
