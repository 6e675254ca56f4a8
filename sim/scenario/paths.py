"""Dotted paths: which parameters there are, which a family path stands for, and whom an actor's name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from sim.engine.cast import Family
from sim.engine.crisis import Crisis
from sim.engine.parameters import Parameter
from sim.scenario.format import Field, tree


class Paths:
    """The parameters and actors that a scenario may name, of a crisis and of the members that are added to it.

    Args:
        crisis: what the scenario is about.
        added: added members of the family that grows: key to the member it is like.
        format: the format of files about the crisis, made from it when it is not given.
    """

    def __init__(self, crisis: Crisis, added: Mapping[str, str] | None = None, format: Field | None = None):
        self.crisis = crisis
        self.format: Field = format or tree(crisis)
        self.catalogue: dict[str, Parameter] = dict(crisis.catalogue)
        self.actors: tuple[str, ...] = tuple(role.path for role in crisis.cast.roles)
        self.families: tuple[str, ...] = _families(self.actors)
        self._added = dict(added or {})
        self._grown: dict[tuple[tuple[str, str], ...], Paths] = {}
        for key, like in self._added.items():
            self._add(self.member(key), self.member(like))

    @property
    def growing(self) -> Family | None:
        """The family that a scenario may add members to; None where there is none."""
        return self.crisis.cast.growing

    @property
    def noun(self) -> str:
        """What a member of that family is called."""
        return self.growing.noun if self.growing else "actor"

    def member(self, key: str) -> str:
        """Path of a member of the family that grows."""
        return f"{self.growing.path}.{key}" if self.growing else key

    def origin(self, path: str) -> str:
        """The same parameter of the member that an added one is like; the path itself for any other."""
        for key, like in self._added.items():
            if path.startswith(start := f"{self.member(key)}."):
                return f"{self.member(like)}.{path.removeprefix(start)}"
        return path

    def plus(self, added: Mapping[str, str]) -> Paths:
        """The same with further members; made once for each, since every question about a scenario asks for it."""
        if not added:
            return self
        whole = {**self._added, **added}
        key = tuple(whole.items())
        if key not in self._grown:
            self._grown[key] = Paths(self.crisis, whole, self.format)
        return self._grown[key]

    @property
    def declared(self) -> Paths:
        """The same without added members."""
        return Paths(self.crisis, format=self.format)

    def below(self, actor: str) -> Paths:
        """The parameters of one actor alone, by their names without it."""
        found, start = Paths(self.crisis, format=self.format), f"{actor}."
        found.catalogue = {p.removeprefix(start): v for p, v in self.catalogue.items() if p.startswith(start)}
        found.actors, found.families = (), ()
        return found

    def _add(self, path: str, like: str) -> None:
        if path in self.actors:
            return
        self.actors = (*self.actors, path)
        copies = {path + p.removeprefix(like): v for p, v in self.catalogue.items() if p.startswith(like + ".")}
        self.catalogue = {**self.catalogue, **copies}

    @cached_property
    def family_paths(self) -> dict[str, tuple[str, ...]]:
        """``proxies.autonomy`` and the paths of all proxies' autonomy, and so on."""
        found: dict[str, list[str]] = {}
        for family in self.families:
            for actor in self.members(family):
                for path in self.catalogue:
                    if path.startswith(actor + "."):
                        found.setdefault(family + path.removeprefix(actor), []).append(path)
        return {path: tuple(members) for path, members in found.items() if path not in self.catalogue}

    def expand(self, path: str) -> tuple[str, ...]:
        """The full paths that a path stands for: itself, every member of a family, or none when it is unknown."""
        return (path,) if path in self.catalogue else self.family_paths.get(path, ())

    def parameter(self, path: str) -> Parameter:
        """The declaration behind a path; for a family, its first member's."""
        return self.catalogue[self.expand(path)[0]]

    @property
    def names(self) -> tuple[str, ...]:
        """Every path that a file may write."""
        return (*self.catalogue, *self.family_paths)

    # -- actors -----------------------------------------------------------------------------------------------------

    def members(self, family: str) -> tuple[str, ...]:
        """Paths of the actors of one family, or of one actor that stands alone."""
        if family in self.actors:
            return (family,)
        return tuple(actor for actor in self.actors if actor.rpartition(".")[0] == family)

    @property
    def removable(self) -> tuple[str, ...]:
        """Families whose members may be left out."""
        return tuple(family.path for family in self.crisis.cast.families.values() if family.removable)

    @property
    def places(self) -> tuple[str, ...]:
        """Where an added member may stand, by short name."""
        return tuple(map(short, self.members(self.growing.places))) if self.growing else ()

    def actor(self, name: str, among: Iterable[str]) -> tuple[str, ...]:
        """Actors that a name means, among those allowed: none when unknown, several when it is ambiguous."""
        allowed = tuple(among)
        return (name,) if name in allowed else tuple(path for path in allowed if short(path) == name)


def short(path: str) -> str:
    """An actor's name without its family."""
    return path.rpartition(".")[2]


def _families(actors: tuple[str, ...]) -> tuple[str, ...]:
    """What actors' paths have in common before the last dot, unless that is an actor itself (``iran.economy``)."""
    heads = dict.fromkeys(actor.rpartition(".")[0] for actor in actors)
    return tuple(head for head in heads if head and head not in actors)
