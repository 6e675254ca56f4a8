"""What is another here than where a run was made: processor, libraries, code, and results that releases changed.

The crisis itself gives the same worlds everywhere. What another machine or library can still move is what rules of
one's own compute with NumPy's functions, and draws of a beta and points of a design, which are SciPy's.

The releases hold what CHANGELOG.md says under **Results**; a test keeps the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.runs.disk import manifest

#: What the changelog says of a version that gives every world the outcome that the version before gave it.
UNCHANGED: Final = "unchanged"


@dataclass(frozen=True)
class Release:
    """One version.

    Attributes:
        version: its number.
        results: how results differ from the version before, in the changelog's words; or ``unchanged``.
    """

    version: str
    results: str

    @property
    def changed(self) -> bool:
        """Whether the same scenario and seed may end otherwise than in the version before."""
        return self.results != UNCHANGED


#: Oldest first; the last one is this version.
RELEASES: Final = (
    Release("0.1.0", "none published before"),
    Release(
        "0.2.0",
        "every scenario ends otherwise: the rules after the first use of force are new, and war is another outcome",
    ),
    Release("0.3.0", "files that draw a whole number end otherwise: the ends of its range are as likely as the rest"),
    Release(
        "0.4.0",
        "every scenario ends otherwise, world by world: normal draws and exponentials are made of basic operations",
    ),
    Release("0.5.0", UNCHANGED),
)


def changes_between(one: str, other: str, releases: tuple[Release, ...] = RELEASES) -> tuple[Release, ...] | None:
    """Versions in which results changed after the older of two versions, up to the newer.

    Returns:
        The releases, oldest first; None when a version is not known here.
    """
    numbers = [release.version for release in releases]
    if one not in numbers or other not in numbers:
        return None
    first, last = sorted((numbers.index(one), numbers.index(other)))
    return tuple(release for release in releases[first + 1 : last + 1] if release.changed)


#: Versions that can move the last digit of a number that is not computed by redline, by their key in the manifest.
_ARITHMETIC = {"python": "Python", "numpy": "NumPy", "scipy": "SciPy", "mesa": "Mesa"}


@dataclass(frozen=True)
class Unlike:
    """One thing that is another here.

    Attributes:
        what: its name.
        then: as the manifest has it.
        now: as it is here.
    """

    what: str
    then: str
    now: str

    def __str__(self) -> str:
        return f"{self.what}: {self.then} then, {self.now} now"


def machine(facts: Mapping[str, Any], scheduler: str | None) -> tuple[Unlike, ...]:
    """What can round otherwise where another's functions are used: processor, system, Python, NumPy, or a cluster."""
    return tuple(_machine(facts, manifest.versions(), manifest.machine(), scheduler))


def _machine(
    facts: Mapping[str, Any], versions: Mapping[str, str], here: Mapping[str, Any], scheduler: str | None
) -> Iterator[Unlike]:
    then = facts.get("versions", {})
    for key, name in _ARITHMETIC.items():
        if then.get(key) != versions.get(key):
            yield Unlike(name, str(then.get(key, "not recorded")), str(versions.get(key)))
    there = facts.get("platform", {})
    for key, name, short in (
        ("python", "kind of Python", str),
        ("machine", "processor", str),
        ("system", "system", _c),
    ):
        if key in there and short(there[key]) != short(here[key]):
            yield Unlike(name, short(there[key]), short(here[key]))
    old, new = set(there.get("cpu_features", ())), set(here["cpu_features"])
    if old != new:
        yield Unlike("instruction sets", _besides(old - new, new), _besides(new - old, old))
    if facts.get("scheduler") or scheduler:
        # Their processors may be of any kind; which worker lived which world is not recorded.
        yield Unlike("simulated on", facts.get("scheduler") or "one machine", scheduler or "one machine")


def _c(system: str) -> str:
    """System and C library, which a new kernel leaves alone: ``"Linux, glibc2.36"``."""
    library = re.search(r"-with-(\S+)$", system)
    return ", ".join([system.partition("-")[0], *([library[1]] if library else [])])


def _besides(more: set[str], others: set[str]) -> str:
    return f"also {', '.join(sorted(more))}" if more else "none that the other lacks" if others else "not recorded"


def code(facts: Mapping[str, Any]) -> tuple[Unlike, ...]:
    """Version and hash of redline's own code, where they are others."""
    then, now = str(facts.get("versions", {}).get("redline")), manifest.versions()["redline"]
    found = [Unlike("redline", then, now)] if then != now else []
    old, new = str(facts.get("code"))[:12], manifest.code_hash()[:12]
    return tuple(found + ([Unlike("redline's code", old, new)] if old != new else []))


def releases(facts: Mapping[str, Any]) -> tuple[Release, ...] | None:
    """Versions between the run's and this one in which results changed; None when one of them is not known here."""
    return changes_between(str(facts.get("versions", {}).get("redline")), manifest.versions()["redline"])
