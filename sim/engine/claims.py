"""What a model stands on: claims with an id, and which rules and parameters name them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sim.engine.packaged import read_yaml
from sim.engine.parameters import Parameter

STANDINGS = ("stated", "contested", "expected")
#: Modules whose classes state no rule.
_FOREIGN = ("builtins", "mesa", "typing", "abc")
_NAMED = re.compile(r"\((C\d\d(?:, C\d\d)*)[;)]")


@dataclass(frozen=True)
class Claim:
    """One claim that a model stands on.

    Attributes:
        id: ``C01``, ``C02``, …
        text: the claim in our own words.
        standing: one of :data:`STANDINGS`.
        becomes: what it becomes in the model.
        rules: rules that name it, as ``Class.method``.
        parameters: paths of the parameters that name it.
    """

    id: str
    text: str
    standing: str
    becomes: str
    rules: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


@cache
def read_claims(package: str) -> tuple[Claim, ...]:
    """The claims in ``claims.yaml`` of a package, in order, without their rules and parameters."""
    return tuple(Claim(id=key, **entry) for key, entry in read_yaml(package, "claims.yaml").items())


def rules_of(classes: Iterable[type]) -> dict[str, tuple[str, ...]]:
    """Claims named by each rule: any class or method whose docstring says ``(C05, C06)``.

    Args:
        classes: actors' classes; what they inherit counts as theirs.
    """
    found: dict[str, tuple[str, ...]] = {}
    for kind in classes:
        named = {base.__name__: base for base in kind.__mro__ if base.__module__.partition(".")[0] not in _FOREIGN}
        named |= {f"{kind.__name__}.{name}": member for name, member in inspect.getmembers_static(kind)}
        for name, member in named.items():
            if name.endswith("__doc__"):
                continue
            groups = _NAMED.findall(_docstring(member))
            if groups:
                found[name] = tuple(sorted({claim for group in groups for claim in group.split(", ")}))
    return found


def _docstring(member: Any) -> str:
    member = member.fget if isinstance(member, property) else member
    return (getattr(member, "__doc__", None) or "") if callable(member) else ""


def with_uses(
    claims: Iterable[Claim], rules: Mapping[str, tuple[str, ...]], parameters: Mapping[str, Parameter]
) -> tuple[Claim, ...]:
    """Claims, each with the rules and parameters that name it."""
    return tuple(
        replace(
            claim,
            rules=tuple(name for name, named in rules.items() if claim.id in named),
            parameters=tuple(path for path, parameter in parameters.items() if claim.id in parameter.claims),
        )
        for claim in claims
    )
