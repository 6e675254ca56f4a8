"""Whatever stands in a file, reading it ends in a scenario or in a list of mistakes, never in anything else."""

import json
from functools import reduce
from operator import getitem

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, load, schema
from sim.scenario.format import tree
from sim.scenario.problems import Problems
from sim.scenario.yaml_text import plain
from sim.scenario.yaml_text import read as read_yaml
from tests.scenario.small import SMALL
from tests.scenario.test_scenario import FULL


def every_key(field):
    """All keys of the format, at whatever depth."""
    for one in field.fields:
        yield one.key
        yield from every_key(one)


TREE = tree(SMALL)
WORDS = sorted(set(every_key(TREE)) | {"beta", "mean", "sd", "2019-06-20", "30%", "iran"})
SNIPPETS = st.sampled_from(
    ["null", "[]", "{}", "-1", "1e999", "true", "x", "2019-06-20", "2019-02-30", "'", "{a: b}", "[1, [2]]", "30%",
     "&a x", "*a", "!t x", "? ", "- ", ": ", "\n", "\t", "#", "|", "9" * 50, ".nan", "0", "baseline",
     "proxies.badr.autonomy"]
)  # fmt: skip


def outcome(text):
    """A scenario, or None when it is refused in good order."""
    try:
        scenario = load(text + "\n", crisis=SMALL)
    except ScenarioError as error:
        assert error.problems
        assert all(problem.line >= 1 and problem.col >= 1 for problem in error.problems)
        assert len(str(error).splitlines()) == len(error.problems)
        return None
    scenario.cells()
    scenario.points()
    return scenario


@given(start=st.integers(0, len(FULL)), length=st.integers(0, 40), snippet=SNIPPETS)
@settings(max_examples=150)
def test_any_damage_to_a_file_ends_in_good_order(start, length, snippet):
    outcome(FULL[:start] + snippet + FULL[start + length :])


@given(text=st.text(max_size=200))
@settings(max_examples=100)
def test_any_text_ends_in_good_order(text):
    outcome(text)


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**30), st.floats(), st.sampled_from(WORDS), st.text(max_size=5)
)
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)),
    max_leaves=20,
)
FILES = st.dictionaries(st.sampled_from(TREE.keys), trees, max_size=6)
FULL_TREE = plain(read_yaml(FULL, "a", Problems()))
DRAWN = {"beta": {"mean": 0.3, "sd": 0.1}}
SWEEPS = [
    FULL_TREE["sweep"],
    {
        "axes": {"iran.patience": {"from": 0, "to": 9, "points": 4}, "united_states.rule": ["any", "majority"]},
        "exclude": [{"iran.patience": 3, "united_states.rule": ["any"]}, {"iran.patience": [0, 9]}],
    },
    {
        "design": "sobol",
        "points": 4,
        "worlds": 7,
        "axes": {"iran.patience": {"from": 0, "to": 9}, "proxies.autonomy": DRAWN, "united_states.rule": ["any"]},
    },
    {
        "boundary": {
            "outcome": "war",
            "at": 0.4,
            "axes": {"iran.patience": [1, 2], "theatres.exposure": {"from": 0, "to": 5}},
            "within": 0.5,
            "worlds": 500,
        }
    },
]
CONDITION = {
    "until": ["2018-06-01", "2018-07-01"],
    "no_force": True,
    "acts": {"attack": [0, 9], "rocket_attack": [{"count": 3, "by": "proxies"}, {"count": [1, 2], "by": "iran"}]},
    "deaths": 0,
    "levels": {"exports": {"on": "2018-06-01", "within": [0.2, 2.5]}},
}
MORE = {"sample": {"iran.belief.width": DRAWN}, "runs": {"worlds": {"until": 0.02, "at_most": 900}}}


@given(tree=FILES)
@settings(max_examples=150)
def test_any_tree_ends_in_good_order(tree):
    outcome(json.dumps(tree))


@given(data=st.data(), replacement=trees)
@settings(max_examples=150)
def test_any_value_put_anywhere_ends_in_good_order_and_survives_its_plain_form(data, replacement):
    either = [*({"sweep": sweep} for sweep in SWEEPS), {"sweep": None, "condition": CONDITION}]
    others = {**data.draw(st.sampled_from(either)), **data.draw(st.sampled_from([{}, MORE]))}
    tree = json.loads(json.dumps({**FULL_TREE, **others}))
    node = tree
    for _ in range(data.draw(st.integers(1, 5))):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or not node[key]:
            break
        parent, node = node, node[key]
        last = key
    else:
        node, key = parent, last
    node[key] = replacement
    scenario = outcome(json.dumps(tree))
    if scenario is not None:
        again = outcome(json.dumps(scenario.canonical()))
        assert again is not None
        assert (again.cells(), again.points()) == (scenario.cells(), scenario.points())
        assert (again.sweep, again.sample, again.until) == (scenario.sweep, scenario.sample, scenario.until)
        assert again.conditions == scenario.conditions


#: Files that use every key between them, but for those of a record, which only a run's manifest writes.
EVENT = {"on": "2018-06-01", "act": "strike_on_proxy", "actor": "united_states", "rung": 5, "target": "iraqi_front"}
LATER = {"day": 3, "act": "open_salvo", "actor": "iran", "warned": True}
EVENTS = [*FULL_TREE["events"], EVENT, LATER]
ALL = {**FULL_TREE, "format": 1, "extends": None, "theory": "pressure_works", "events": EVENTS}
ALL["start"] = {"as_of": "2018-05-08"}
ALL["factors"] = {"firm": {"title": "Firm", "set": {"iran.belief.width": 2}}}
ALL["asks"] = "level"
ALL["history"] = {"until": None, "events": None}
ALL["runs"] = {"worlds": {"until": 0.02, "at_most": 900}, "seed": 1, "assumptions": {"draws": 3}, "only": ["plain"]}
ALL["runs"]["theories"] = 100
WHOLE = [*(ALL | {"sweep": sweep} for sweep in SWEEPS), ALL | {"sweep": None, "condition": CONDITION}]
VALIDATOR = jsonschema.Draft7Validator(schema(SMALL))


def maps(value, path=()):
    """Every map within a tree, with its path."""
    if isinstance(value, dict):
        yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield from maps(child, (*path, key))


def test_every_key_that_the_reader_takes_is_in_the_schema():
    used = {key for whole in WHOLE for _, one in maps(whole) for key in one}
    assert set(every_key(TREE)) - used == {"observed", "reaches", "own_war"}
    for whole in WHOLE:
        assert outcome(json.dumps(whole)) is not None
        assert not list(VALIDATOR.iter_errors(whole))


def test_a_key_that_the_reader_does_not_know_is_not_in_the_schema():
    keys = set(every_key(TREE))
    for whole in WHOLE:
        known = [path for path, one in maps(whole) if keys & one.keys() and "parameters" not in path]
        assert len(known) > 10
        for path in known:
            changed = json.loads(json.dumps(whole))
            reduce(getitem, path, changed)["unheard_of"] = 1
            assert outcome(json.dumps(changed)) is None, path
            assert not VALIDATOR.is_valid(changed), path
