"""Who an actor's text stands for: known names alone or with a service or an office beside them, and nothing else."""

from __future__ import annotations

import pytest

from sim.crisis.record.doers import sides

KNOWN = {
    "united_states": """
        US; U.S.; U. S. Navy; \uff35\uff33; UNITED STATES; the United States of America; American forces; US Air Force;
        US Marines; US armed forces; USMC; USAF F-15; B-52 crew; US drones; MQ-9 Reaper; OFAC; Treasury; US Treasury; US
        Department of the Treasury; State Department; Pentagon; White House; CIA; CENTCOM; USCENTCOM; U.S. Cyber
        Command; 5th Fleet; Fifth Fleet; Bahrain-based US Fifth Fleet; President Biden; President Trump; Donald J.
        Trump; Trump administration; Secretary of State Mike Pompeo; USS Mason; USNS Supply; USS Abraham Lincoln; USS
        Harry S. Truman; USS George H. W. Bush; U.S. Navy destroyer USS Mason; American carrier Abraham Lincoln; US
        Navy and US Air Force; US/CENTCOM; US-led coalition; US (Israel denies); US troops in Iraq; US officials""",
    "iran": """
        Iran; Iranian navy; Iran's navy; Iran\u2019s navy; Iran (attributed); Islamic Republic of Iran Navy; IRGC;
        I.R.G.C.; IRGCN; IRGC-N; IRGC Navy; IRGC Quds Force; Quds Force; Qods Force; Revolutionary Guards; Islamic
        Revolutionary Guard Corps; Artesh; Sepah; Pasdaran; Basij; Soleimani; Gen. Qassem Soleimani; IRIS Sahand;
        IRIN; Tehran; Iranian armed forces; Iranian fast boats; Supreme Leader Khamenei; IRGC commander Hajizadeh;
        Iran and IRGC; suspected Iran; Iranian forces in Syria""",
    "proxies.ansar_allah": """
        Houthi; the Houthis; Ansarallah; Ansar Allah; Yemen's Houthis; Iran-backed Houthis; Huthi rebels""",
    "proxies.kataib_hezbollah": "Kata'ib Hizballah; Kata\u2019ib Hizbollah; KH; Iraqi Hezbollah Brigades",
    "proxies.asaib_ahl_al_haq": "Asa'ib Ahl al-Haq; AAH; Asaib",
    "proxies.iraqi_front": """
        IraqMilitia; Iraqi Shia militias; Iran-backed militia; pro-Iranian militia; Iran-aligned groups; PMF; unknown
        gunmen; Iraqi militias backed by Iran; Hashd al-Shaabi; Harakat al-Nujaba; Islamic Resistance in Iraq; Iran's
        proxies""",
    "proxies.lebanese_hezbollah": "Hezbollah; Lebanon's Hezbollah; Hizbullah",
    "mediators.switzerland": "Switzerland; Swiss embassy in Tehran; Swiss Foreign Ministry",
    "mediators.oman": "Oman's foreign minister; Sultan of Oman",
    "mediators.japan": "Shinzo Abe; Japanese Prime Minister Abe",
    "mediators.iraq": "Iraqi government",
    "crowd": "Iraqi protesters; pro-Iran crowd; anti-US protesters; Kataib Hezbollah supporters; angry mob; Iraqis",
    "other": """
        Israel; Israeli Navy; Israeli F-35; Israel (US ally); US ally Israel; Saudi-led coalition; HMS Montrose; Royal
        Navy; Türkiye; Islamic State militants; Hamas; Iran-friendly Qatar; US-backed SDF; E3""",
}  # fmt: skip
UNKNOWN = """
    Iran's rivals; Not Iran; non-Iranian; Iran, not US; No US forces; US-Iran dispute; US Iran; Iranian opposition;
    US-based Iranian opposition; anti-Iran group; anti-Houthi coalition; Non-US coalition; US-backed forces; US
    partners; Aramco US partners; US allies; American tourists; former US officials; USS Nimitz crew of Iran; USS
    Mason of Iran; Iranian-American; Iran Air; Washington Post; Iranian Kurds; enemies of Iran; Iraqi militia victims;
    Not Kataib Hezbollah; Swiss bank; RUS; Yusuf; Guardians; State of X; forces; navy; Iran?; US or Israel; /; -; fake
    IRGC; IRGC's victims; US protesters; Not protesters
"""
JOINED = {
    "Israel/US": {"other", "united_states"},
    "Russian forces with US": {"other", "united_states"},
    "United Kingdom and United States": {"other", "united_states"},
    "Iran and Iraq": {"iran", "mediators.iraq"},
    "Kataib Hezbollah & Houthis": {"proxies.kataib_hezbollah", "proxies.ansar_allah"},
    "Iran (attributed; Houthi claim)": {"iran"},
}


def listed(names: str) -> list[str]:
    return " ".join(names.split()).split("; ")


@pytest.mark.parametrize(("name", "side"), [(name, side) for side, names in KNOWN.items() for name in listed(names)])
def test_a_known_name_stands_for_its_side_whatever_its_case_dots_and_hyphens(name, side):
    assert sides(name) == {side}
    assert sides(name.upper()) == sides(f" the {name.lower()} ") == {side}


@pytest.mark.parametrize("name", listed(UNKNOWN))
def test_a_text_with_a_negation_or_an_unknown_word_stands_for_nobody(name):
    assert sides(name) == frozenset()


@pytest.mark.parametrize("joined", JOINED)
def test_names_that_are_joined_stand_for_all_their_sides(joined):
    assert sides(joined) == JOINED[joined]
