"""Who takes part in a crisis: actors by path, and the families whose members share a class and its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim.engine.parameters import DeclarationError, Given, Parameter, declared, of_member


@dataclass(frozen=True)
class Family:
    """Actors of one class, each a set of parameters and traits.

    Attributes:
        path: what their paths begin with: ``"generals"`` for ``generals.north``.
        noun: one member, as a sentence calls it: ``"general"``.
        lane: lane in which figures draw the acts of all members; empty where each has its own.
        removable: whether a scenario may leave members out.
        like: member that an added one takes after when nobody says which; empty where a scenario can add none.
        place: key by which a scenario says where an added member stands; empty where members have no place.
        places: family of the places where it may stand.
        place_traits: traits that its place sets.
    """

    path: str
    noun: str
    lane: str = ""
    removable: bool = False
    like: str = ""
    place: str = ""
    places: str = ""
    place_traits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Role:
    """One member of the cast.

    Attributes:
        path: dotted name in scenario files.
        kind: class of the actor; a run may put a subclass in its place.
        title: how a sentence calls it.
        family: path of its family; empty for an actor of its own.
        lane: lane in which figures draw its acts, where that is neither its title nor its family's.
        acts_as: who acts when it acts, within a sentence: ``"the north"``; its title where empty.
        given: the member's own parameter values, by attribute.
        traits: what is not a number, by attribute (where it stands, what it may do).
    """

    path: str
    kind: type[Any]
    title: str
    family: str = ""
    lane: str = ""
    acts_as: str = ""
    given: Mapping[str, Given] = field(default_factory=dict)
    traits: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Last part of the path, by which a member may be named without its family."""
        return self.path.rpartition(".")[2]

    def named(self, name: str) -> bool:
        """Whether a name means this role: its path, its family, or a member's last part."""
        return name == self.path or (bool(self.family) and name in (self.family, self.key))

    def parameters(self) -> dict[str, Parameter]:
        """This member's parameters by attribute.

        Raises:
            DeclarationError: when a value is given for what is no parameter of the class.
        """
        found = declared(self.kind)
        unknown = set(self.given) - set(found)
        if unknown:
            raise DeclarationError(
                f"{self.path}: {', '.join(sorted(unknown))} is not a parameter of {self.kind.__name__}"
            )
        return {attribute: of_member(parameter, self.given.get(attribute)) for attribute, parameter in found.items()}


class Cast:
    """The cast of a crisis.

    Args:
        families: its families.
        roles: its members, in the order in which they act.

    Raises:
        ValueError: for two roles of one path, or a role of no declared family.
    """

    def __init__(self, families: Iterable[Family], roles: Iterable[Role]):
        self.families = {family.path: family for family in families}
        self.roles = tuple(roles)
        if len({role.path for role in self.roles}) < len(self.roles):
            raise ValueError("two actors have one path")
        for role in self.roles:
            if role.family and (role.family not in self.families or role.path != f"{role.family}.{role.key}"):
                raise ValueError(f"{role.path}: there is no family {role.family!r}")

    def role(self, path: str) -> Role | None:
        """The role of a path, or None."""
        return next((role for role in self.roles if role.path == path), None)

    def members(self, family: str) -> tuple[Role, ...]:
        """The roles of a family."""
        return tuple(role for role in self.roles if role.family == family)

    def with_trait(self, attribute: str, value: Any) -> tuple[str, ...]:
        """Paths of the roles with a trait: ``with_trait("bank", "left")``."""
        return tuple(role.path for role in self.roles if role.traits.get(attribute) == value)

    @property
    def growing(self) -> Family | None:
        """The family that a scenario may add members to; None where there is none."""
        return next((family for family in self.families.values() if family.like), None)

    def changed(
        self,
        without: Iterable[str] = (),
        added: Iterable[tuple[str, Mapping[str, Any]]] = (),
        agents: Mapping[str, type[Any]] | None = None,
    ) -> Cast:
        """The cast of one run.

        Args:
            without: paths, families or bare names to leave out.
            added: key and settings of further members of the growing family: ``like``, ``title`` and its place.
            agents: classes to use instead, by path, family or bare name.

        Raises:
            ValueError: when a name is not in the cast.
        """
        roles = [*self.roles, *(self._added(key, settings) for key, settings in added)]
        # Classes first: a variant may leave out whom another class was given for.
        for name, kind in (agents or {}).items():
            if not any(role.named(name) for role in roles):
                raise ValueError(f"agents: nobody is called {name!r}")
            roles = [replace(role, kind=kind) if role.named(name) else role for role in roles]
        for name in without:
            kept = [role for role in roles if not role.named(name)]
            if len(kept) == len(roles):
                raise ValueError(f"cast: nobody is called {name!r}")
            roles = kept
        return Cast(self.families.values(), roles)

    def _added(self, key: str, settings: Mapping[str, Any]) -> Role:
        family = self.growing
        like = settings.get("like", family.like if family else "")
        model = self.role(f"{family.path}.{like}") if family else None
        if family is None or model is None:
            raise ValueError(f"cast: {like!r} is nobody to model {key!r} on")
        place = settings.get(family.place)
        traits = {**model.traits, **(dict.fromkeys(family.place_traits, place) if place else {})}
        title = settings.get("title", key.replace("_", " ").title())
        return replace(model, path=f"{family.path}.{key}", title=title, traits=traits)

    def parameters(self) -> dict[str, Parameter]:
        """Every parameter by its full dotted path."""
        return {f"{role.path}.{p.name}": p for role in self.roles for p in role.parameters().values()}

    def family_path(self, path: str) -> str:
        """A member's parameter without the member: ``generals.north.line`` gives ``generals.line``."""
        for role in self.roles:
            if role.family and path.startswith(role.path + "."):
                return role.family + path.removeprefix(role.path)
        return ""
