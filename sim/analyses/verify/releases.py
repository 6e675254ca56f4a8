"""The released versions, and in which of them results changed: what ``redline verify`` says of an older run.

Holds what CHANGELOG.md says under **Results**; a test keeps the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
RELEASES: Final = (Release("0.1.0", "none published before"),)


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
