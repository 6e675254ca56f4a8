"""The scenarios that come with the package, named ``redline:NAME`` in ``extends`` and on the command line."""

from __future__ import annotations

from pathlib import Path

PREFIX = "redline:"

_PACKAGE = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """Where they lie: beside the package in a checkout, inside it once installed."""
    checkout = _PACKAGE.parent / "scenarios"
    in_checkout = checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file()
    return checkout if in_checkout else _PACKAGE / "_scenarios"


def shipped() -> dict[str, Path]:
    """File of each shipped scenario, by name."""
    return {path.stem: path for path in sorted(folder().glob("*.yaml"))}
