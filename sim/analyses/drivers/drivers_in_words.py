"""What drives an outcome, in sentences; they claim only what an interval supports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analyses.answer import ignorance
from sim.analyses.answer.ignorance import percent
from sim.analyses.drivers.indices import CHANCE
from sim.words import frequency
from sim.words.parameters import parameter_title, value_text
from sim.words.prose import first_upper, listed, many

Plain = Mapping[str, Any]

#: Most parameters that a heading names, and most of those that count as luck.
NAMED, HELD = 3, 4


def said(found: Plain, noun: str) -> dict[str, Any]:
    """The sentences of an answer: ``finding`` (a heading), ``box``, ``chance``, ``drivers`` (a list) and ``scope``.

    Args:
        found: the answer, as plain data.
        noun: how a sentence calls the outcome: ``"a deal"``.
    """
    return {
        "finding": finding(found, noun),
        "box": box(found, noun),
        "chance": chance(found, noun),
        "drivers": [driver(one, found, noun) for one in ranked(found)],
        "scope": scope(found),
    }


def ranked(found: Plain) -> list[Any]:
    """The parameters' indices, the largest first-order index first; luck left out."""
    return sorted((one for one in found["indices"] if one["path"] != CHANCE), key=lambda one: -one["first"][0])


def finding(found: Plain, noun: str) -> str:
    """Which parameters matter most, when intervals tell them from nothing and from the others."""
    if found["share"][0] in (0.0, 1.0):
        how = "in every world" if found["share"][0] else "in no world"
        return f"Nothing drives {noun} here: it comes {how}, whatever the values tried"
    if too_few(found):
        worlds = 2 * found["draws"]
        return f"Too few of {worlds:,} worlds tell {noun} from its absence to say what drives it; more draws may"
    if few(found) and len(found["factors"]) == 1:
        return _only(found, noun)
    clear = [one for one in ranked(found) if one["first"][1] > 0]
    if not clear:
        return _among(found, f"{'none' if few(found) else 'no parameter'} clearly drives {noun} at {_draws(found)}")
    return _among(found, _leading([one for one in clear if one["first"][2] >= clear[0]["first"][1]], found, noun))


def _leading(leaders: Sequence[Plain], found: Plain, noun: str) -> str:
    """The parameters that nothing tells from the first, and what that one explains where it stands alone."""
    varied, names = len(found["factors"]), [title(one["path"], found) for one in leaders]
    if len(leaders) == 1:
        return f"{names[0]} matters {'more' if varied == 2 else 'most'} for {noun}: {_alone(leaders[0], found)}"
    if len(leaders) <= NAMED:
        most = "matter" if len(leaders) == varied else "matter most"
        return f"{listed(names)} {most} for {noun}; which of them more is not clear"
    who = f"{len(leaders)}" if few(found) else f"{len(leaders)} parameters"
    return f"{who} matter for {noun} about equally, {names[0]} among them"


def few(found: Plain) -> bool:
    """Whether only some parameters were varied: chosen by hand, or so few that none had to be screened out."""
    return bool(found["chosen"]) or not found["screening"]


def together(found: Plain) -> str:
    """What a parameter's share is of: ``"what the 2 explain together"``."""
    indexed = len(found["indices"]) - 1
    if indexed == len(found["factors"]):
        return f"what the {indexed} explain together"
    return f"what the {indexed} parameters that flip most worlds explain together"


def _among(found: Plain, text: str) -> str:
    """A finding that claims nothing of parameters that were held."""
    return f"Of the {len(found['factors'])} parameters varied, {text}" if few(found) else first_upper(text)


def _alone(one: Plain, found: Plain) -> str:
    """What a parameter explains alone, with its interval."""
    if one["known"]:
        return f"alone, it explains {estimate(one['known'])} of {together(found)}"
    return f"alone, it explains {estimate(one['first'])} of the variance"


def _only(found: Plain, noun: str) -> str:
    """The finding on the one parameter that was varied."""
    one = ranked(found)[0]
    name = f"{first_upper(title(one['path'], found))}, the only parameter varied,"
    if one["first"][1] <= 0:
        return f"{name} does not clearly drive {noun} at {_draws(found)}"
    return f"{name} explains {estimate(one['first'])} of the variance of whether a world ends in {noun}"


def _draws(found: Plain) -> str:
    return f"{found['draws']:,} draws"


def too_few(found: Plain) -> bool:
    """Whether the outcome came, or failed to come, in so few worlds that no index or interval means anything."""
    worlds = 2 * found["draws"]  # both base matrices
    came = round(found["share"][0] * worlds)
    return ignorance.too_few(came, worlds)


def driver(one: Plain, found: Plain, noun: str) -> str:
    """One parameter: what it explains, and how often the outcome comes at both ends of it."""
    alone = f"{first_upper(title(one['path'], found))} explains {estimate(one['first'])} of the variance alone"
    if one["first"][1] <= 0:
        alone = f"{first_upper(title(one['path'], found))} explains no clear part of the variance alone"
    elif one["known"]:
        alone += f", {estimate(one['known'])} of {together(found)}"
    return f"{alone}; {estimate(one['total'])} together with others and with luck. {ends(one, noun)}"


def ends(one: Plain, noun: str) -> str:
    """The outcome's share in the lowest and the highest fifth of a parameter, or at each of its values."""
    parts = [f"in {in_hundred(end['share'])} {_at(end['at'])}" for end in one["ends"]]
    return f"{first_upper(noun)} comes {listed(parts)}."


def box(found: Plain, noun: str) -> str:
    """Where the outcome concentrates, or that it does not."""
    one = found["box"]
    if one["limits"] is None:
        return (
            f"No combination of values stands out: no box of them holds clearly more {noun.removeprefix('a ')} than "
            f"the rest, in {one['worlds']:,} worlds that had no part in the search."
        )
    factors = {factor["path"]: factor for factor in found["factors"]}
    order = [driver["path"] for driver in ranked(found)]
    limits = sorted(one["limits"].items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    where = listed([limit(path, some, factors[path], found) for path, some in limits])
    density = f"{frequency.number(one['density'][0])} of 100 worlds"
    sure = f"95% interval {frequency.between(one['density'][1], one['density'][2])}"
    return (
        f"Of 100 worlds that end in {noun}, {frequency.number(one['coverage'][0])} lie in the "
        f"{percent(one['mass'][0])} of worlds where {where}. There, {noun} comes in {density} ({sure}), against "
        f"{frequency.number(one['overall'][0])} overall; counted in {one['worlds']:,} worlds that had no part in the "
        "search."
    )


def limit(path: str, some: Plain, factor: Plain, found: Plain) -> str:
    """One restriction: ``"US agencies spread is above 1.4"``."""
    name = title(path, found)
    if "words" in some:
        return f"{name} is {listed([value_text(word) for word in some['words']], 'or')}"
    low, high = some["low"], some["high"]
    if low is not None and high is not None:
        return f"{name} is {value_text(low)}" if low == high else f"{name} is {value_text(low)} to {value_text(high)}"
    above, below = ("at least", "at most") if factor["discrete"] else ("above", "below")
    return f"{name} is {above} {value_text(low)}" if low is not None else f"{name} is {below} {value_text(high)}"


def chance(found: Plain, noun: str) -> str:
    """How much of a single world the varied parameters explain, and that the rest is luck."""
    if too_few(found):
        return ""
    indexed = len(found["indices"]) - 1
    about = f"of the variance of whether a world ends in {noun}"
    verb = "explains" if indexed == 1 else "together explain"
    parts = [f"{many(indexed, 'parameter')} {verb} {estimate(found['knowable'])} {about}"]
    everything = found["all"]
    if everything:
        parts.append(f"all {len(found['factors'])} that vary explain {estimate(everything['part'])}")
    return f"{first_upper('; '.join(parts))}. The rest is luck, which stays when they are fixed."


def scope(found: Plain) -> str:
    """What was varied, over which values, and what was held."""
    kinds = [(why, sum(one["why"] == why for one in found["factors"])) for why in _WHY]
    varied = listed([f"{many(number, 'parameter')} {_WHY[why][number > 1]}" for why, number in kinds if number])
    text = f"Varied: {varied}. All others stand at the values of “{found['title']}”."
    if found["held"]:
        names = [first_upper(title(found["held"][0], found)), *(title(path, found) for path in found["held"][1:HELD])]
        more = len(found["held"]) - len(names)
        names += [f"{more} more"] if more else []
        verbs = ("is", "counts") if len(found["held"]) == 1 else ("are", "count")
        text += f" {listed(names)} {verbs[0]} drawn anew in each world and {verbs[1]} as luck here."
    return text


#: Why a parameter is varied -> over what, for one and for several.
_WHY = {
    "swept": ("over its swept range", "over their swept ranges"),
    "sampled": ("as the run draws it", "as the run draws them"),
    "plausible": ("over its plausible range", "over their plausible ranges"),
}


def _at(value: Any) -> str:
    return f"in its {value}" if str(value).endswith("fifth") else f"at {value_text(value)}"


def in_hundred(share: Sequence[float]) -> str:
    """A share with its interval as numbers of 100 worlds: ``"41 (39 to 43) of 100 worlds"``."""
    return f"{frequency.number(share[0])} ({frequency.between(share[1], share[2])}) of 100 worlds"


def estimate(one: Sequence[float]) -> str:
    """An index with its interval in percent, cut to what it can be: ``"5.3% (3.1% to 7.6%)"``."""
    return f"{percent(one[0])} ({percent(one[1])} to {percent(one[2])})"


def title(path: str, found: Plain) -> str:
    """How a reader calls a factor."""
    return "luck" if path == CHANCE else parameter_title(path, found["short"])
