"""The words by which an event of the record says what it is; they look at whole words, whatever their case."""

from __future__ import annotations

import re


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


AMERICAN = _any(
    r"us", r"u\.s\.(?:a\.)?", r"usa", r"united states", r"americans?", r"washington", r"centcom", r"usaf", r"pentagon",
    r"white house", r"trump", r"pompeo", r"(?:uss|usns) \w+",
)  # fmt: skip
AMERICAN_SITE = _any(r"us|u\.s\.|americans?|coalition|ain al-asad|al-?asad|erbil|irbil|taji|balad|k-?1")
AMERICAN_DRONE = _any(
    r"(?:us|u\.s\.|american) (?:\S+ )?(?:drones?|uavs?|unmanned aircraft)|mq-?\d\w?|rq-?\d+\w?|reaper|global hawk|"
    r"scan ?eagle"
)
DOWNED = _any(
    r"(?:shoots?|shot|brings?|brought|takes?|took) (?:\S+ ){0,4}?down|downs?|downed|downing|shoot-?down|destroys?|"
    r"destroyed|hits|loss"
)
#: What is brought down or driven off on the spot, and what it is; not what is done by drones, nor to their bases.
INTERCEPTED = _any(
    r"jam(?:s|med|ming)?|intercept\w*|downs?|downed|downing|shoot-?down|disabl\w+|neutrali[sz]\w+|repel\w*|"
    r"(?:shoots?|shot|brings?|brought|takes?|took|knocks?|knocked) (?:\S+ ){0,4}?down|warning shots?|"
    r"(?:drives?|drove|wards?|warded|fends?|fended) (?:\S+ ){0,4}?off|turn(?:s|ed)? (?:\S+ ){0,4}?(?:away|back)"
)
IN_FLIGHT = _any(
    r"(?:drones?|uavs?|unmanned (?:aircraft|aerial vehicles?)|quadcopters?|missiles?|rockets?|\w*boats?)"
    r"(?! (?:strikes?|attacks?|raids?|bases?|sites?|depots?|stores?|storage|launch\w*|facilit\w+|factor\w+|plants?|"
    r"units?|crews?|control|centers?|centres?|bunkers?|batter\w+|stocks?|stockpiles?|commanders?|program\w*))"
)
OVER_WATER = _any(r"gulf", r"straits?", r"hormuz", r"sea", r"bab[- ]al[- ]mand[ae]b")
FOILED = _any(
    r"found|foil(?:s|ed)?|thwart(?:s|ed)?|defused?|discover(?:s|ed)?|plot|planned|prevented|failed|fails|misses|"
    r"missed|unsuccessful(?:ly)?|abort(?:s|ed)?"
)

SHIP = _any(r"tankers?", r"ships?", r"shipping", r"vessels?", r"cargo", r"freighters?", r"boats?", r"tugs?", r"dhows?")
WARSHIP = _any(r"warships?|navy|naval|destroyers?|frigates?|carriers?|patrol boats?|uss \w+")
SEIZED = _any(r"seiz\w+", r"captur\w+", r"impound\w*", r"confiscat\w+")
HELD = _any(r"detain\w*", r"detention", r"boards?", r"boarded", r"boarding", r"holds?", r"held", r"divert(?:s|ed)?")
HARASSED = _any(
    r"harass\w*|tries|tried|attempt\w*|imped\w+|block\w*|shadow\w*|chas\w+|approach\w*|intercept\w*|turned away|"
    r"threaten\w*"
)
ATTACKED = _any(
    r"min(?:e|es|ed|ing)|limpet|torpedo\w*|attack\w*|missiles?|rockets?|explosions?|blasts?|sabotag\w+|bomb\w*|"
    r"drones?|hits?|damag\w+|strikes?|fires?"
)
OIL_PLANT = _any(
    r"abqaiq|khurais|aramco|refiner\w+|oil ?fields?|oil (?:\w+ )?(?:plants?|facilit\w+)|pipelines?|"
    r"oil (?:terminal|depot)s?|ras tanura|shaybah"
)
MISSILES = _any(r"missiles?", r"salvos?", r"ballistic")
REHEARSED = _any(r"tests?", r"tested", r"drills?", r"exercises?", r"satellite", r"unveils?", r"parades?")
ANNOUNCED = _any(r"announced", r"forewarned", r"(?:after|with|upon) (?:\S+ )?(?:warnings?|notice)")
AIRLINER = _any(
    r"airliner|passenger (?:jet|plane|aircraft|flight)|civil\w* (?:aircraft|plane|jet)|boeing|ps ?752|ukrain\w+"
)
OTHER_ENEMY = _any(
    r"islamic state|isis|isil|daesh|kurd\w*|pjak|kdpi|israel\w*|jaish al-adl|al-?qaeda|taliban|"
    r"syrian (?:army|government|forces|regime)"
)

MILITIA = _any(
    r"\S*militias?|militiamen|pmf|pmu|popular mobili\w+|kh|k[a']*ta'?e?ib\W+hi?e?[sz]b[aou]*ll?ah|asa'?ib\b.*|aah|"
    r"nujaba|hashd|badr|usbat al-thairin|hezbollah brigades|armed groups?|gunmen|factions?|"
    r"iran(?:ian)?-(?:backed|aligned|allied|supported) (?:groups?|forces|fighters)|"
    r"militants?|(?:unknown|unidentified).*"
)
KATAIB = _any(r"k[a']*ta'?e?ib\W+hi?e?[sz]b[aou]*ll?ah", r"kh", r"hezbollah brigades")
ASAIB = _any(r"asa'?ib\b.*", r"aah")
HOUTHI = _any(r"houthis?", r"huthis?", r"ansar ?-?allah", r"ansarullah")
HEZBOLLAH = _any(r"(?:lebanese )?hi?e?[sz]b[aou]*ll?ah")
GUARDS = _any(r"irgc\S*", r"quds force", r"revolutionary guards?", r"iran", r"iranian", r"tehran", r"islamic republic")
PERSON = _any(r"soleimani", r"muhandis", r"commanders?", r"generals?", r"leaders?", r"chiefs?", r"shahlai")
KILLED = _any(r"kill(?:s|ed|ing)?", r"assassinat\w+", r"dead", r"death")
GUARD_CORPS = _any(r"irgc(?!-)", r"revolutionary guards?")
TERROR = _any(r"terrorist organi[sz]ations?", r"foreign terrorist", r"fto", r"terrorist")
PART = _any(r"networks?", r"commanders?", r"officers?", r"officials?", r"generals?", r"banks?", r"firms?", r"compan\w+")

WITHDRAWN = _any(
    r"withdr\w+|evacuat\w+|draws? down|drawdown|reduc\w+|pulls? out|departure|reposition\w*|suspends?|closes?"
)
CALLED_OFF = _any(r"cancel\w*|call(?:s|ed)? (?:\S+ )*?off|halts?|halted|abort\w*|recall\w*|stops?|stopped|stands? down")
POST = _any(r"embass\w+", r"consulate\w*", r"diplomatic (?:mission|compound|post)s?")
CROWD = _any(r"protest\w*|demonstrat\w+|crowds?|storm\w*|sieges?|besieg\w*|burn\w*|march\w*")
IRANIAN_POST = _any(r"iran(?:ian)? (?:\S+ )?(?:embass\w+|consulate\w*)")
NO_MEDIATION = _any(
    r"reject\w*|refus\w*|declin\w*|rul\w+ out|vot\w+|expel\w*|triggers?|dispute|condemn\w*|summon\w*|warns?|"
    r"warned|blames?|recalls?"
)

#: Go-betweens of the model, by the names of their countries and of those who speak for them.
MEDIATORS = {
    "mediators.switzerland": _any(r"switzerland", r"swiss"),
    "mediators.oman": _any(r"omani?", r"muscat"),
    "mediators.japan": _any(r"japan(?:ese)?", r"abe", r"tokyo"),
    "mediators.france": _any(r"france", r"french", r"macron"),
    "mediators.iraq": _any(r"iraqi?", r"abdul[- ]mahdi", r"baghdad"),
}
