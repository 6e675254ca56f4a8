"""Who did an event: the names by which the press calls each side, and the side that an actor's text stands for."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from sim.crisis import militias

UNITED_STATES, IRAN, CROWD, OTHER = "united_states", "iran", "crowd", "other"
FRONT, KATAIB, ASAIB = (
    one.path for one in (militias.IRAQI_FRONT, militias.KATAIB_HEZBOLLAH, militias.ASAIB_AHL_AL_HAQ)
)
ANSAR_ALLAH, HEZBOLLAH = militias.ANSAR_ALLAH.path, militias.LEBANESE_HEZBOLLAH.path

#: Spellings of Hezbollah; names of American ships, any of one word, those of an initial between, and some of two.
_WITHIN = {
    "HIZB": r"hi?e?[sz]b[aou]*ll?ah",
    "SHIP": r"""(?:uss|usns) (?:\w+(?: \w| hw)+ \w+|
        abraham lincoln|theodore roosevelt|carl vinson|george washington|ronald reagan|leyte gulf|
        bunker hill|philippine sea|paul hamilton|thomas hudner|arleigh burke|the sullivans|new york|
        san antonio|san jacinto|oak hill|fort mchenry|lake champlain|mobile bay|john paul jones|
        new orleans|\w+)""",
}
#: Patterns of the names of each side, as :func:`_plain` writes them: small letters, no dots, spaces for hyphens.
_NAMES = {
    UNITED_STATES: r"""
        united states(?: of america)?, usa?, americans?, america, washington, (?:donald(?: j)? )?trump,
        (?:joe )?biden, (?:mike )?pompeo, (?:mike )?pence, (?:john )?bolton, (?:mark )?esper, mattis,
        (?:patrick )?shanahan, (?:steven )?mnuchin, (?:brian )?hook, (?:kenneth )?mckenzie, (?:mark )?milley, ofac,
        office of foreign assets control, treasury, state department, defen[sc]e department, congress, senate,
        (?:justice|commerce) department, department of (?:state|defen[sc]e|justice|commerce|(?:the )?treasury), dod,
        pentagon, white house, cia, central intelligence agency, nsa, fbi, (?:us)?centcom, central command,
        (?:us)?cybercom, (?:us)?cyber command, (?:us)?socom, jsoc, usaf, afcent, usmc, usn, navcent, arcent, uscg,
        (?:5th|fifth|6th|sixth) fleet, 82nd airborne(?: division)?, b 52h?s?, b 1b?s?, b 2s?, mq 9a?s?, mq 1s?,
        rq 4a?s?, rq 170s?, global hawk, delta force, navy seals, abraham lincoln, SHIP
    """,
    IRAN: r"""
        (?:islamic republic of )?iran, islamic republic, iranians?, tehran, irgc(?: ?(?:n|asf|af|gf|qf|ir|in))?,
        (?:islamic |iranian )?revolutionary guards?(?: corps)?, guards? corps, (?:quds|qods|ghods|al quds) force,
        artesh, sepah(?: e pasdaran)?, pasdaran, basij(?:is?)?(?: militia)?,
        (?:qass?em |ghass?em )?(?:soleimani|suleimani|sulaimani), (?:ali )?khamenei, (?:hass?an )?rouhani,
        (?:(?:mohammad )?javad )?zarif, (?:amir ali )?hajizadeh, (?:esmail )?qaani, (?:hossein )?salami, irin,
        irinavy, iriaf, nedsa, mois, (?:iris|irins) \w+
    """,
    KATAIB: r"""
        kata ?[ei]i?b HIZB, kh, HIZB brigades, brigades of HIZB
    """,
    ASAIB: r"""
        asa ?ib(?: ahl(?: ?(?:al|ul|e) ?haqq?)?)?, aah, league of the righteous
    """,
    ANSAR_ALLAH: r"""
        (?:al )?h[ou]+thi?s?, ansar ?ul? ?allah, ansar ?all?ah, ansarullah
    """,
    HEZBOLLAH: r"""
        (?:lebanese )?HIZB, lebanon HIZB
    """,
    FRONT: r"""
        (?:iraq|iraqi ?)?militias?, (?:iraqi )?militiam[ae]n, pmf, pmu, (?:al )?hashd(?: (?:al |ash )?shaa?bi)?,
        popular mobili[sz]ation(?: (?:forces|units|committee))?, (?:harakat )?(?:hezbollah )?(?:al )?nujaba,
        badr(?: organi[sz]ation)?, islamic resistance, iran(?:ian)? prox(?:ies|y), usbat al thairin, ashab al kahf,
        saraya awliya al dam, kataib sayyid al shuhada, kataib imam ali,
        (?:iraqi |unknown |unidentified )?(?:armed (?:groups?|m[ae]n)|gunm[ae]n|factions?|militants?), unknown,
        unidentified
    """,
    "mediators.switzerland": r"""
        switzerland, swiss
    """,
    "mediators.oman": r"""
        omanis?, oman, muscat, sultan qaboos
    """,
    "mediators.japan": r"""
        japan(?:ese)?, (?:shinzo )?abe, tokyo
    """,
    "mediators.france": r"""
        france, french, (?:emmanuel )?macron, paris
    """,
    "mediators.iraq": r"""
        iraqi, iraq, (?:ad[ie]l )?abdul mahdi, baghdad
    """,
    OTHER: r"""
        israelis?, israel, idf, mossad, netanyahu, saudi arabia, saudis?, riyadh, uae, emiratis?,
        united arab emirates, abu dhabi, bahrain(?:i)?, kuwaiti?, qatari?, doha, yemeni?, egypt(?:ian)?,
        jordan(?:ian)?, syrians?, syria, lebanon, lebanese, turkey, turkiye, turkish, turks, russians?, russia,
        moscow, kremlin, china, chinese, beijing, india, indian, pakistani?, afghan(?:istan)?, afghans, uk,
        united kingdom, great britain, britain, british, london, hms \w+, royal (?:navy|air force|marines), raf,
        gibraltar, germany, german, berlin, italy, italian, spain, spanish, canada, canadian, australian?,
        netherlands, dutch, denmark, danish, norway, norwegian, greece, greek, ukraine, ukrainian, south korean?,
        north korean?, eu, european union, e3, un, united nations, nato, iaea, islamic state, isis, isil, daesh,
        al ?qaeda, taliban, hamas, (?:palestinian )?islamic jihad, palestinians?, pjak, kdpi, pkk, sdf,
        kurd(?:s|ish)?, jaish al adl, mek, mko, other armed groups?, palestine, gulf states, arab league, gcc
    """,
    CROWD: r"""
        crowds?, mobs?, protest[eo]rs?, demonstrators?, people, public, students?, mourners, supporters?, iraqis,
        yemenis
    """,
}
#: What may stand beside a name without making it another's: services, offices, titles, and what they drive.
_SERVICES = r"""
    navy, naval, air ?force, aerospace, army, marines?, seals?, paratroopers, coast ?guard, national guard,
    space force, air defen[sc]es?, hackers, ground, special, operations?, armed, security, border, forces?, troops,
    soldiers, military, units?, brigades?, corps, fleet, command, commanders?, commandos, personnel, staff, drones?,
    uavs?, aircraft, planes?, jets?, warplanes?, bombers?, helicopters?, gunships?, missiles?, rockets?, artillery,
    f ?(?:14|15|16|18|22|35)[a-z]?s?, a ?10s?, p ?8a?s?, ac ?130s?, reapers?, predators?, warships?, ships?, vessels?,
    destroyers?, cruisers?, frigates?, (?:aircraft )?carriers?, submarines?,
    (?:speed|patrol|gun|fast|attack)? ?boats?, strike group, crews?, pilots?, patrols?, government, administration,
    regime, authorities, parliament, leadership, leaders?, officials?, officers?, office, ministry, ministries,
    ministers?, prime, foreign, interior, defen[sc]e, intelligence, cyber, department, treasury, presidency,
    presidents?, vice, chiefs?, secretary(?: of (?:state|defen[sc]e|the treasury))?, supreme leader, ayatollah,
    sultan, king, emir, emperor, generals?, gen, maj, major, brigadier, admirals?, adm, colonel, ambassadors?,
    envoys?, diplomats?, diplomacy, delegations?, embassy, mediators?, mediation, central bank, senior, high, joint,
    combined, (?:led )?coalition, suspected, alleged, presumed, the, of
"""
_ARMED = "fighters, rebels, militants, militias?, militiamen, groups?, movement, factions?, attackers?, shia, shiite, "
#: The same beside the names of some: what is no state is called a group, and by where it is at home.
_FURTHER = {
    FRONT: _ARMED + "iraqi?", KATAIB: _ARMED + "iraqi?", ASAIB: _ARMED + "iraqi?", ANSAR_ALLAH: _ARMED + "yemeni?",
    HEZBOLLAH: _ARMED + "lebanese", OTHER: _ARMED + "islamist",
    CROWD: "iraqi, iranian, lebanese, yemeni, angry, anti government, "
    + ", ".join(_NAMES[militia] for militia in (FRONT, KATAIB, ASAIB, ANSAR_ALLAH, HEZBOLLAH)),
}  # fmt: skip


def _any(patterns: str) -> re.Pattern[str]:
    """Finds whole words by patterns with commas between, the longer first."""
    for name, within in _WITHIN.items():
        patterns = patterns.replace(name, re.sub(r"\n *", "", within))
    found = sorted(re.split(r"\s*,\s+", patterns.strip()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)")


_NAMED = {side: _any(names) for side, names in _NAMES.items()}
_SERVICE = _any(_SERVICES)
_BESIDE = {side: _any(f"{_SERVICES.strip()}, {_FURTHER[side]}") if side in _FURTHER else _SERVICE for side in _NAMES}

_HELPED = (
    "(?:backed|aligned|allied|supported|trained|sponsored|linked|funded|armed(?! forces| groups?| m[ae]n)|friendly|"
    "ally|made|built|supplied)"
)
_PROXIES = re.compile(
    rf"(?<!\w)(?:iran(?:ian)? {_HELPED}|pro iran(?:ian)?) (?:iraqi |shia |shiite )*"
    r"(?:groups?|forces|fighters|proxies)(?!\w)"
)
#: What says whose friend somebody is, whose foe (of the United States or its friends), or where he stands.
_QUALIFIED = re.compile(
    rf"\(.*?\)|(?<!\w)(?:pro \w+|anti (?:us|american|western|israeli?|coalition|saudi)|\w+ (?:{_HELPED}|based))"
    rf"(?!\w| by)|(?<!\w)(?:{_HELPED} by|all(?:y of|ied (?:with|to))) (?:the )?\w+|"
    r"(?<!\w)in (?:the )?(?:persian gulf|gulf|iran|iraq|syria|yemen|lebanon|tehran|baghdad|beirut|bahrain|qatar|kuwait)"
    r"(?!\w)"
)
_JOINTS = re.compile(r"[/,;&+]|(?<!\w)(?:and|with|plus)(?!\w)")
_APOSTROPHES = "'`\u2018\u2019\u02bc"


def _plain(actor: str) -> str:
    """Small letters without accents, dots and apostrophes; spaces for hyphens and underscores."""
    text = unicodedata.normalize("NFKD", actor).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = re.sub(rf"[{_APOSTROPHES}]s(?!\w)|[{_APOSTROPHES}.]", "", text)
    text = re.sub(r"[\s_\-\u2010-\u2015]+", " ", text)
    return re.sub(r"(?<!\w)u s(?: a)?(?!\w)", lambda found: found[0].replace(" ", ""), text)


@cache
def sides(actor: str) -> frozenset[str]:
    """The sides that an actor's text names: paths of the cast, or :data:`OTHER`; empty where any of it is unknown.

    Every part must be a known name, alone or with words such as ``navy`` beside it. What stands in brackets, and who
    backs him, does not count: ``Israel (US ally)`` is Israel's. ``Not Iran`` and ``Iran's rivals`` are nobody known.
    """
    text = _QUALIFIED.sub(" ", _PROXIES.sub("militia", _plain(actor)))
    parts = [part for part in _JOINTS.split(text) if part.strip()]
    found = frozenset(_side(part) for part in parts if _side(part) or _SERVICE.sub("", part).strip())
    return found if all(found) else frozenset()


def _side(part: str) -> str:
    """The one side that a text names; empty where it names none, two, or holds an unknown word."""
    for side, named in _NAMED.items():
        rest, count = named.subn(" ", part)
        if count and not _BESIDE[side].sub(" ", rest).strip():
            return side
    return ""
