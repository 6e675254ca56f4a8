"""What an event is in the model's terms, for rows that the project has never seen."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from sim.crisis.acts import ACTS
from sim.crisis.cast import CAST
from sim.crisis.militias import KINDS, MILITIAS, kind_of
from sim.crisis.record.deeds import covered, deeds, monthly_counts, unmodelled
from sim.crisis.record.meaning import READERS, Meaning, meaning
from sim.crisis.record.reading import RecordedEvent

PATHS = {role.path for role in CAST.roles}


def event(actor, action, target="", theatre="Iraq", category="proxy_attack", us=0, day=date(2020, 1, 8)):
    return RecordedEvent(day, actor, action, target, theatre, us, 0, category, "As told.", "press", "high")


SEEN = [
    # actor, action, target, theatre, category, Americans killed -> who, act, rung
    (("IraqMilitia", "Katyusha rockets", "Balad air base", "Iraq"), ("proxies.iraqi_front", "rocket_attack", 4.0)),
    (("IraqMilitia (Asaib Ahl al-Haq)", "rockets", "Green Zone"), ("proxies.asaib_ahl_al_haq", "rocket_attack", 4.0)),
    (("Kata'ib Hizbollah", "rockets", "Camp Taji"), ("proxies.kataib_hezbollah", "rocket_attack", 4.0)),
    (("IraqMilitia", "rockets", "Erbil airport, Kurdistan"), ("proxies.iraqi_front", "rocket_attack", 4.0)),
    (("Unknown", "rocket fire", "US embassy Baghdad"), ("proxies.iraqi_front", "rocket_attack", 4.0)),
    (("Houthi", "cruise missiles", "Aramco, Yanbu", "Saudi Arabia"), ("proxies.ansar_allah", "cross_border_fire", 4.0)),
    (("Houthi", "downs US ScanEagle drone", "US", "Yemen"), ("proxies.ansar_allah", "drone_loss", 4.5)),
    (("Houthi", "seizes South Korean vessel", "shipping", "Red Sea"), ("proxies.ansar_allah", "tanker_seizure", 3.0)),
    (("Hezbollah", "rockets", "US embassy Beirut", "Lebanon"), ("proxies.lebanese_hezbollah", "rocket_attack", 4.0)),
    (
        ("Iran", "16 ballistic missiles from Iran", "US forces at Ain al-Asad and Erbil", "Iraq", "iran_direct"),
        ("iran", "open_salvo", 8.0),
    ),
    (("Iran", "fires missiles at Ain al-Asad", "US", "Iraq", "iran_direct"), ("iran", "open_salvo", 8.0)),
    (("Iran", "captures fuel vessel", "shipping", "Gulf", "iran_direct"), ("iran", "tanker_seizure", 3.0)),
    (("Iran", "boards tanker", "Hong Kong shipping", "Gulf", "iran_direct"), ("iran", "tanker_seizure", 3.0)),
    (("Iran", "boats impede tanker", "UK shipping", "Gulf", "iran_direct"), ("iran", "tanker_seizure", 2.0)),
    (("Iran (attributed)", "limpet mine", "oil tanker", "Gulf", "iran_direct"), ("iran", "shipping_attack", 4.0)),
    (("Iran", "shot down an American drone", "MQ-9", "Gulf", "iran_direct"), ("iran", "drone_loss", 4.5)),
    (
        ("US", "drone strike kills militia commander", "Kataib Hezbollah", "Iraq", "us_strike"),
        ("united_states", "strike_on_leader", 7.0),
    ),
    (
        ("US", "air strikes on five depots", "Iran-backed militia", "Iraq/Syria", "us_strike"),
        ("united_states", "strike_on_proxy", 6.0),
    ),
    (("US", "missile strikes", "IRGC sites, Iran", "Iran", "us_strike"), ("united_states", "strike_on_iran", 8.0)),
    (("US", "lists militia heads", "Asaib", "Iraq", "sanctions_step"), ("united_states", "sanctions_step", 2.0)),
    (
        ("US", "names AAH terrorist organisation", "Asaib Ahl al-Haq", "Iraq", "sanctions_step"),
        ("united_states", "sanctions_step", 2.0),
    ),
    (("US", "2,800 more troops", "Iran", "Gulf", "us_deployment"), ("united_states", "troops", 4.0)),
    (("US", "calls planned strike off", "Iran", "Gulf", "us_restraint"), ("united_states", "strike_called_off", 5.0)),
    (("US", "cyber attack on ship database", "IRGC", "cyber", "us_cyber"), ("united_states", "cyber_action", 3.0)),
    (("Houthi", "fires missiles at", "USS Mason", "Red Sea"), ("proxies.ansar_allah", "shipping_attack", 4.0)),
    (("Houthi", "fires missiles at", "US warship Mason", "Red Sea"), ("proxies.ansar_allah", "shipping_attack", 4.0)),
    (("Iran", "fires a missile", "USS Boxer", "Gulf", "iran_direct"), ("iran", "shipping_attack", 4.0)),
    (("USS Boxer", "missile strike", "IRGC site", "Gulf", "us_strike"), ("united_states", "strike_on_iran", 8.0)),
    (
        ("US-led coalition", "air strike", "Iran-backed fighters", "Iraq", "us_strike"),
        ("united_states", "strike_on_proxy", 6.0),
    ),
    (("IRGC Navy", "seizes tanker", "shipping", "Gulf", "iran_direct"), ("iran", "tanker_seizure", 3.0)),
    (("Iran-backed militia", "rockets", "Balad air base", "Iraq"), ("proxies.iraqi_front", "rocket_attack", 4.0)),
    (("pro-Iran crowd", "storms US embassy", "US embassy", "Iraq", "protest"), ("theatres.iraq", "protest", 3.5)),
    (("Swiss envoy", "carries note", "US", "diplomatic", "diplomacy"), ("mediators.switzerland", "talks_offer", 0.0)),
    (("Iran", "Rouhani visits Tokyo", "Japan", "diplomatic", "diplomacy"), ("mediators.japan", "talks_offer", 0.0)),
]

LEFT_OUT = [
    ("IraqMilitia", "rockets discovered before launch", "Ain al-Asad"),
    ("IraqMilitia", "gunfire", "anti-government protesters"),
    ("IraqMilitia", "rockets", "US troops", "Syria"),
    ("Islamic State militants", "ambush", "coalition soldiers"),
    ("Palestinian Islamic Jihad", "rockets", "Israel", "Gaza"),
    ("Hezbollah", "anti-tank missile", "Israeli army", "Lebanon"),
    ("Houthi", "missile on barracks", "Yemeni forces, Marib", "Yemen (Marib)"),
    ("Houthi", "shoots down Saudi drone", "Saudi drone", "Yemen"),
    ("Houthi", "boat bomb foiled", "shipping", "Red Sea"),
    ("Iran", "shoots down Ukrainian airliner with missiles", "PS752", "Iran", "iran_direct"),
    ("Iran", "tests ballistic missile", "US", "Iran", "iran_direct"),
    ("Iran", "missiles at Kurdish party", "KDPI in Iraq", "Iraq", "iran_direct"),
    ("Iran", "boats harass warships", "US Navy", "Gulf", "iran_direct"),
    ("Iran", "detains researchers", "France", "Iran", "iran_direct"),
    ("US", "fails to kill Quds Force commander", "Shahlai", "Yemen", "us_strike"),
    ("US", "air strike", "Islamic State", "Iraq", "us_strike"),
    ("US", "withdraws two batteries", "Saudi Arabia", "Gulf", "us_deployment"),
    ("US", "declines to retaliate", "Iran", "Iraq", "us_restraint"),
    ("EU", "sanctions Iranian intelligence", "Iran", "global", "sanctions_step"),
    ("Iraqi protesters", "burn Iranian consulate in Najaf", "Iran", "Iraq", "protest"),
    ("Crowd", "march against American presence", "US", "Iraq", "protest"),
    ("Iraq", "parliament votes to expel US troops", "US", "Iraq", "diplomacy"),
    ("US/Iran", "exchange prisoners", "each other", "diplomatic", "diplomacy"),
    ("Qatar", "emir visits Tehran", "Iran", "diplomatic", "diplomacy"),
    ("Iran", "JCPOA step 5", "JCPOA parties", "nuclear", "nuclear_step"),
    ("Iranian crowd", "fuel protests", "government", "Iran", "domestic"),
]


@pytest.mark.parametrize(("row", "wanted"), SEEN, ids=[f"{row[0]} {row[1]}" for row, _ in SEEN])
def test_a_row_of_the_same_style_becomes_the_act_that_it_tells(row, wanted):
    (deed,) = deeds([event(*row)])
    assert (deed.actor, deed.act, deed.rung) == wanted
    assert unmodelled([event(*row)]) == []


@pytest.mark.parametrize("row", LEFT_OUT, ids=[f"{row[0]} {row[1]}" for row in LEFT_OUT])
def test_a_row_that_the_model_has_no_act_for_is_left_out_with_a_reason(row):
    assert deeds([event(*row)]) == ()
    ((_, reason),) = unmodelled([event(*row)])
    assert len(reason.split()) >= 3


@pytest.mark.parametrize(("row", "_"), SEEN, ids=[f"{row[0]} {row[1]}" for row, _ in SEEN])
def test_every_act_is_committed_by_somebody_in_the_cast_who_may(row, _):
    (deed,) = deeds([event(*row)])
    family = deed.actor.rpartition(".")[0] or deed.actor
    assert deed.actor in PATHS and {deed.actor, family} & set(ACTS[deed.act].by)
    assert deed.target in PATHS | {""}


def test_a_militias_attack_that_killed_americans_stands_at_the_reach_of_its_weapons():
    (deed,) = deeds([event("IraqMilitia", "rockets", "Camp Taji", us=2)])
    assert (deed.rung, deed.deaths) == (6.0, 2)


def test_houthi_fire_belongs_to_its_own_war_until_it_kills_an_american():
    own, asked = (deeds([event("Houthi", "missile", "Riyadh", "Saudi Arabia", us=n)])[0] for n in (0, 1))
    assert own.own_war and not asked.own_war and asked.deaths == 1


def test_a_strike_names_the_militia_it_was_aimed_at():
    rows = {"Kataib Hezbollah": "kataib_hezbollah", "Houthi radar": "ansar_allah", "PMF": "iraqi_front"}
    for target, name in rows.items():
        (deed,) = deeds([event("US", "air strike", target, "Iraq", "us_strike")])
        assert deed.target == f"proxies.{name}"


@pytest.mark.parametrize(
    ("action", "warned"),
    [
        ("fires ballistic missiles after a warning", True),
        ("announced missile salvo", True),
        ("fires ballistic missiles without warning", False),
        ("fires ballistic missiles", False),
    ],
)
def test_a_salvo_is_announced_where_the_row_says_so_and_stands_lower_then(action, warned):
    (deed,) = deeds([event("Iran", action, "Ain al-Asad", category="iran_direct")])
    assert (deed.act, deed.warned, deed.rung) == ("open_salvo", warned, 6.0 if warned else 8.0)


def test_acts_come_in_order_of_date_whatever_the_order_of_the_rows():
    days = [date(2020, 1, 8), date(2020, 1, 4), date(2020, 1, 6)]
    found = deeds(event("IraqMilitia", "rockets", "Balad", day=day) for day in days)
    assert [one.date for one in found] == sorted(days)


@pytest.mark.parametrize(
    ("actor", "act", "kind"),
    [
        ("proxies.kataib_hezbollah", "rocket_attack", "iraq"),
        ("proxies.asaib_ahl_al_haq", "rocket_attack", "iraq"),
        ("proxies.iraqi_front", "rocket_attack", "iraq"),
        ("iran", "shipping_attack", "direct"),
        ("iran", "tanker_seizure", "direct"),
        ("iran", "oil_plant_strike", "direct"),
        ("iran", "drone_loss", "direct"),
        ("iran", "open_salvo", "direct"),
        ("proxies.ansar_allah", "drone_loss", "drones"),
        ("proxies.ansar_allah", "cross_border_fire", "yemen"),
        ("proxies.lebanese_hezbollah", "rocket_attack", None),
        ("united_states", "strike_on_proxy", None),
        ("iran", "resistance", None),
        ("theatres.iraq", "protest", None),
        ("iran", "no_such_act", None),
    ],
)
def test_each_hostile_act_has_one_kind(actor, act, kind):
    militia = MILITIAS.get(actor)
    assert kind_of(actor, act, militia.theatre if militia else "gulf") == kind
    assert kind is None or kind in KINDS


def test_acts_are_counted_by_calendar_month_over_a_turn_of_the_year():
    days = [date(2019, 11, 30), date(2019, 12, 1), date(2019, 12, 31), date(2020, 1, 1), date(2020, 2, 1)]
    found = deeds(event("IraqMilitia", f"rocket {i}", "Balad", day=day) for i, day in enumerate(days))
    counts = monthly_counts(found, date(2019, 11, 15), date(2020, 1, 2))
    assert counts["iraq"].tolist() == [1, 2, 1]
    assert all(np.array_equal(counts[kind], [0, 0, 0]) for kind in KINDS[1:])
    with pytest.raises(ValueError, match="2019-10 comes before 2019-11"):
        monthly_counts(found, date(2019, 11, 1), date(2019, 10, 31))


def test_a_gap_of_more_than_sixty_days_breaks_what_is_observed():
    first = date(2019, 1, 1)
    for gap, spans in ((60, 1), (61, 2)):
        rows = [event("US", "signal", day=first), event("US", "signal", day=first + timedelta(days=gap))]
        assert len(covered(rows, date(2020, 1, 1))) == spans


def test_nothing_is_observed_after_the_last_event_nor_beyond_the_day_that_is_asked_for():
    rows = [event("US", "signal", day=date(2019, 1, day)) for day in (5, 20)]
    assert covered(rows, date(2019, 2, 1)) == [(date(2019, 1, 5), date(2019, 1, 20))]
    assert covered(rows, date(2019, 1, 10)) == [(date(2019, 1, 5), date(2019, 1, 10))]
    assert covered(rows, date(2019, 1, 4)) == []


@pytest.mark.parametrize(
    ("row", "who"),
    [
        (("United States", "new sanctions on banks", "Iran", "global", "sanctions_step"), "united_states"),
        (("Kataib Hizballah", "fires rockets", "US base", "Iraq"), "proxies.kataib_hezbollah"),
        (("Iraqi militias backed by Iran", "fire rockets", "US base", "Iraq"), "proxies.iraqi_front"),
        (("Iran-backed Houthis", "missile", "Riyadh", "Saudi Arabia"), "proxies.ansar_allah"),
        (("US (with Israel)", "air strike", "IRGC site", "Syria", "us_strike"), "united_states"),
        (("Iran (via Houthi)", "seizes tanker", "shipping", "Gulf", "iran_direct"), "iran"),
    ],
)
def test_an_actor_may_be_called_as_the_press_calls_him(row, who):
    (deed,) = deeds([event(*row)])
    assert deed.actor == who


#: Categories of which no event is an act of the model, whoever did it.
PASSED_OVER = {"sanctions_relief", "us_defensive", "signal", "nuclear_step", "third_party"}
#: Who may not have done an event, however its category and other words would be read.
FOREIGN = (
    "Israel", "Israel (US ally)", "Israel (suspected)", "Saudi Arabia", "UAE", "UK", "Turkey", "Russia",
    "Islamic State", "US-backed forces", "Iran-friendly Qatar", "anti-Houthi coalition", "Syria, backed by Iran",
    "Syria, allied with the US", "Saudi Arabia (against Houthi)", "Israel, with US-made jets", "non-US forces",
    "Egypt (Hezbollah claim)",
)  # fmt: skip
#: A row of each category whose other words make it an act of the model, and its own doers.
CATEGORY_ROWS = {
    "us_strike": ("air strike on", "IRGC site", "Iraq", {"US"}),
    "us_cyber": ("cyber attack on ship database", "IRGC", "cyber", {"US"}),
    "us_deployment": ("2,800 more troops", "Iran", "Gulf", {"US"}),
    "us_restraint": ("calls planned strike off", "Iran", "Gulf", {"US"}),
    "sanctions_step": ("lists banks", "Iran", "global", {"US"}),
    "iran_direct": ("seizes dhow carrying missiles", "dhow", "Gulf of Oman", {"Iran"}),
    "proxy_attack": ("rockets", "US base", "Iraq", {"Houthi", "IraqMilitia", "Kataib Hezbollah"}),
    "protest": ("storm", "US embassy", "Iraq", {"Houthi", "IraqMilitia", "Kataib Hezbollah"}),
    "diplomacy": ("carries a note to", "Tehran", "diplomatic", {"Switzerland", "Oman"}),
}
OURS = sorted(set().union(*(doers for *_, doers in CATEGORY_ROWS.values())) | {"US Navy", "IRGC"})
SAME = {"US Navy": "US", "IRGC": "Iran"}


@pytest.mark.parametrize("actor", (*FOREIGN, *OURS))
@pytest.mark.parametrize("category", CATEGORY_ROWS)
def test_no_category_makes_one_actor_s_deed_another_s(category, actor):
    action, target, theatre, doers = CATEGORY_ROWS[category]
    row = event(actor, action, target, theatre, category)
    found = deeds([row])
    assert bool(found) == (SAME.get(actor, actor) in doers), found
    if not found:
        ((_, reason),) = unmodelled([row])
        assert len(reason.split()) >= 3


def test_every_category_that_can_be_an_act_is_tried_with_all_actors():
    assert set(CATEGORY_ROWS) == set(READERS) - PASSED_OVER


DRONE_DOWNED = "defence on the spot: no force against Iran or a militia"  # as the built-in row of 18 July 2019


@pytest.mark.parametrize(
    ("action", "target", "theatre", "wanted"),
    [
        ("jams drone", "Iranian drone", "Gulf", DRONE_DOWNED),
        ("downs an Iranian drone", "Iran", "Strait of Hormuz", DRONE_DOWNED),
        ("destroys drone", "Iranian drone", "Strait of Hormuz", DRONE_DOWNED),
        ("shoots down Houthi missiles", "USS Mason", "Red Sea", DRONE_DOWNED),
        ("fires warning shots at IRGC boats", "IRGC", "Gulf", DRONE_DOWNED),
        ("destroys drone base", "IRGC drone base", "Iran", "strike_on_iran"),
        ("drone strike", "IRGC site", "Iran", "strike_on_iran"),
        ("drone hits base", "IRGC base", "Gulf", "strike_on_iran"),
        ("disables missile launch site", "Iran", "Iran", "strike_on_iran"),
        ("air strikes", "Houthi drones", "Yemen", "strike_on_proxy"),
    ],
)
def test_what_is_downed_on_the_spot_is_no_strike_on_anybody_s_soil(action, target, theatre, wanted):
    found = meaning(event("USS Boxer", action, target, theatre, "us_strike"))
    assert (found.act if isinstance(found, Meaning) else found) == wanted


NAMES = '"United States", "Iran" or a militia\'s name'


@pytest.mark.parametrize(
    ("category", "actor", "reason"),
    [
        ("us_strike", "State of X", f'"State of X" is not a name that is known here; write {NAMES}'),
        ("iran_direct", "Iran's rivals", f'"Iran\'s rivals" is not a name that is known here; write {NAMES}'),
        ("proxy_attack", "Not the Houthis", f'"Not the Houthis" is not a name that is known here; write {NAMES}'),
        (
            "diplomacy",
            "Swiss bank",
            '"Swiss bank" is not a name that is known here; write "United States", "Iran" or a go',
        ),
        ("us_strike", "Israel", "done by Israel: the model has American acts of this kind only"),
        ("us_cyber", "Iran", "done by Iran: the model has American acts of this kind only"),
        ("iran_direct", "US Navy", "done by US Navy: this category is for Iran's own forces; name them, or"),
        ("proxy_attack", "Hamas", "done by Hamas: not among the model's armed groups"),
        ("us_strike", "Russian forces with US", '"Russian forces with US" names others, too: give each side a row'),
        (
            "proxy_attack",
            "Houthis and Kataib Hezbollah",
            '"Houthis and Kataib Hezbollah" names several groups: give each',
        ),
    ],
)
def test_a_name_that_is_not_known_is_told_from_another_s(category, actor, reason):
    action, target, theatre, _ = CATEGORY_ROWS[category]
    told = meaning(event(actor, action, target, theatre, category))
    assert isinstance(told, str) and told.startswith(reason)
