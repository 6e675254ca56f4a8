"""What a crisis declares once: outcomes, acts, families and members, and what is refused."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from examples.two_generals.crisis import BATTLE, RIVER, TRUCE, VIGIL
from examples.two_generals.generals import CAST, General
from sim.engine.acts import Act, Acts
from sim.engine.cast import Cast, Family, Role
from sim.engine.outcomes import Outcomes

FORCE = Act("volley", "volley across the river", 7.0, "force", "south", ("generals",))


def test_outcomes_are_found_by_key_and_by_code_and_stacked_by_gravity():
    outcomes = Outcomes(BATTLE, TRUCE, VIGIL)
    assert [outcomes.code(one.key) for one in (BATTLE, TRUCE, VIGIL)] == [0, 1, 2]
    assert outcomes.at(1) is TRUCE and outcomes["vigil"] is VIGIL and len(outcomes) == 3
    assert outcomes.stops == ("battle", "truce") and outcomes.settlements == ("truce",)
    graver_truce = replace(TRUCE, gravity=9)
    assert Outcomes(BATTLE, graver_truce, VIGIL).gravest_first == (graver_truce, BATTLE, VIGIL)


@pytest.mark.parametrize(
    "outcomes",
    [(BATTLE, replace(TRUCE, key="battle")), (BATTLE, replace(TRUCE, gravity=BATTLE.gravity)), (VIGIL, BATTLE)],
    ids=["one key twice", "one gravity twice", "one that stops no world first"],
)
def test_outcomes_that_cannot_be_told_apart_or_never_count_are_refused(outcomes):
    with pytest.raises(ValueError):
        Outcomes(*outcomes)


def test_acts_of_a_kind_are_found_for_one_side_or_for_all():
    acts = Acts(*RIVER.acts.values(), FORCE)
    assert acts.of_kind("force") == ("crossing", "volley")
    assert acts.of_kind("force", side="south") == ("volley",)
    assert acts.of_kind("attack", "end") == ("probe", "envoy")
    with pytest.raises(ValueError, match="kind 'rage'"):
        replace(FORCE, kind="rage")
    with pytest.raises(ValueError, match="one key"):
        Acts(FORCE, FORCE)


def test_a_member_is_named_by_its_path_its_family_or_its_last_part():
    north = CAST.role("generals.north")
    assert [north.named(name) for name in ("generals.north", "generals", "north", "river", "")] == [True] * 3 + [
        False
    ] * 2
    assert not CAST.role("river").named("")


def test_the_cast_of_a_run_leaves_out_and_replaces_whom_it_is_told():
    class Bold(General):
        pass

    cast = CAST.changed(without=["north"], agents={"generals": Bold})
    assert [(role.path, role.kind) for role in cast.roles[1:]] == [("generals.south", Bold)]
    for wrong in ({"without": ["nobody"]}, {"agents": {"nobody": Bold}}, {"added": [("west", {})]}):
        with pytest.raises(ValueError, match="nobody"):
            CAST.changed(**wrong)


def test_a_family_that_grows_takes_members_after_one_of_its_own():
    family = Family("generals", "general", like="north", place="bank", places="banks", place_traits=("bank",))
    cast = Cast([family], [replace(role, traits={"bank": "left"}) for role in CAST.roles])
    grown = cast.changed(added=[("west", {"bank": "right"}), ("far_east", {"like": "south", "title": "Old Bones"})])
    west, east = grown.roles[-2:]
    assert (west.path, west.title, west.traits) == ("generals.west", "West", {"bank": "right"})
    assert (east.path, east.title, east.traits) == ("generals.far_east", "Old Bones", {"bank": "left"})
    assert east.given == cast.role("generals.south").given and west.given == {}
    assert grown.with_trait("bank", "left") == ("river", "generals.north", "generals.south", "generals.far_east")


def test_a_parameter_of_a_family_is_set_together():
    assert CAST.family_path("generals.south.line") == "generals.line"
    assert CAST.family_path("river.depth") == ""


@pytest.mark.parametrize(
    "role", [Role("generals.north", General, "Twin", "generals"), Role("x.y", General, "Odd", "x")]
)
def test_two_of_one_path_and_members_of_no_family_are_refused(role):
    with pytest.raises(ValueError):
        Cast(CAST.families.values(), [*CAST.roles, role])


def test_a_crisis_travels_by_its_name_and_is_one_and_the_same():
    assert pickle.loads(pickle.dumps(RIVER)) is RIVER
    assert {claim.id: claim.rules for claim in RIVER.claims_with_uses()}["C03"] == ("General", "General.decide")
