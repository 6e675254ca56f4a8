"""Dotted paths: which parameters there are, which a family path stands for, and whom an actor's name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.engine.parameters import Catalogue, Parameter


class Paths:
    """The parameters and actors that a scenario may name.

    Args:
        catalogue: every parameter by full path.
        actors: full path of every actor.
        added: added militias: key to the militia it is like.
    """

    def __init__(self, catalogue: Catalogue, actors: Iterable[str], added: Mapping[str, str] | None = None):
        self.catalogue: dict[str, Parameter] = dict(catalogue)
        self.actors: tuple[str, ...] = tuple(actors)
        self.families: tuple[str, ...] = _families(self.actors)
        self._declared = self.catalogue, self.actors
        self._added = dict(added or {})
        for key, like in self._added.items():
            self._add(f"proxies.{key}", f"proxies.{like}")
        self.family_paths: dict[str, tuple[str, ...]] = self._family_paths()

    def plus(self, added: Mapping[str, str]) -> Paths:
        """The same with further militias."""
        return Paths(*self._declared, added={**self._added, **added}) if added else self

    @property
    def declared(self) -> Paths:
        """The same without added militias."""
        return Paths(*self._declared)

    def _add(self, path: str, like: str) -> None:
        if path in self.actors:
            return
        self.actors = (*self.actors, path)
        copies = {path + p.removeprefix(like): v for p, v in self.catalogue.items() if p.startswith(like + ".")}
        self.catalogue = {**self.catalogue, **copies}

    def _family_paths(self) -> dict[str, tuple[str, ...]]:
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

    def actor(self, name: str, among: Iterable[str]) -> tuple[str, ...]:
        """Actors that a name means, among those allowed: none when unknown, several when it is ambiguous."""
        allowed = tuple(among)
        return (name,) if name in allowed else tuple(path for path in allowed if path.rpartition(".")[2] == name)


def _families(actors: tuple[str, ...]) -> tuple[str, ...]:
    """What actors' paths have in common before the last dot, unless that is an actor itself (``iran.economy``)."""
    heads = dict.fromkeys(actor.rpartition(".")[0] for actor in actors)
    return tuple(head for head in heads if head and head not in actors)
