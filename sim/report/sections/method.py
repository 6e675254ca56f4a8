"""What the numbers mean, what they do not, and how to repeat them."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from sim.analyses.answer.logged import in_words
from sim.analyses.condition.in_words import digest
from sim.report import phrases
from sim.report.card import cite
from sim.report.parts import Section
from sim.runs.results import Results
from sim.words import prose

RANGE = (
    "The range over assumptions varies the numbers nobody knows within ranges an analyst would defend, all at once; "
    "it does not vary the rules. Run the rival theory beside this one to see what that can change."
)

LIMITS = (
    "These are frequencies inside a model, not forecasts. They hold only as far as its rules and numbers do.",
    "A 95% simulation interval covers the luck between worlds. It says nothing of whether a rule is right.",
    RANGE,
    "Differences between variants are paired: each world meets the same luck in every variant, so only worlds whose "
    "outcome flips carry the difference.",
    "Many intervals are shown side by side; about one in twenty will miss by chance alone.",
)


def counted(results: Results) -> str:
    """How many parameters there are, and how many are assumptions."""
    counts = Counter(one.basis for one in results.catalogue.values())
    return (
        f"Of {len(results.catalogue)} parameters, {counts['assumed']} are assumptions within a stated plausible range; "
        "the others rest on the article, the literature or facts."
    )


def section(results: Results) -> Section:
    """Limits, the command, hashes and versions, and the resolved scenario."""
    described = results.manifest.get("scenario", {})
    return repeating(
        command(results),
        _facts(results, described),
        limits=(*LIMITS, counted(results), *filter(None, (in_words(results),))),
        caution=_caution(results),
        resolved=yaml.safe_dump(
            _plain(described.get("resolved", described)), sort_keys=False, allow_unicode=True, width=100
        ),
        cited={"text": cite.text(results), "bibtex": cite.bibtex(results)},
    )


def repeating(
    command: str,
    facts: Sequence[tuple[str, str]],
    *,
    limits: Sequence[str] = (),
    caution: str = "",
    resolved: str = "",
    cited: Mapping[str, str] | None = None,
) -> Section:
    """The last section of any page.

    Args:
        command: what repeats it.
        facts: name and value of what a repetition takes.
        limits: what the numbers do not mean.
        caution: why the command alone does not repeat it.
        resolved: the scenario with every default, as YAML.
        cited: how it is cited, as ``text`` and as ``bibtex``.
    """
    return Section(
        key="method",
        nav="Method and data",
        title="How to read and repeat this" if limits else "How to repeat this",
        layout="method",
        data={
            "limits": limits,
            "caution": caution,
            "command": command,
            "facts": facts,
            "resolved": resolved,
            "cite": cited,
        },
    )


def command(results: Results) -> str:
    """The command line that repeats the run; lines of Python where actors were replaced."""
    if _agents(results) or not results.crisis.built_in:
        return _python(results)
    given = results.manifest.get("command")
    if isinstance(given, list) and given and Path(str(given[0])).name == "redline":
        return shlex.join(["redline", *map(str, given[1:])])
    name = _file(results)
    return shlex.join(["redline", "run", name, "--worlds", str(results.worlds), "--seed", str(results.seed)])


def _file(results: Results) -> str:
    """The scenario's file: as the manifest has it, so that a page made again later names the same."""
    described = results.manifest.get("scenario") or {}
    file = described.get("file") or results.scenario.source_file
    return str(file) if file else f"{results.scenario.name}.yaml"


def _agents(results: Results) -> list[dict[str, Any]]:
    return list(results.manifest.get("agents") or ())


def replaced(results: Results) -> list[str]:
    """A sentence per actor whose built-in class was replaced."""
    said = []
    for one in _agents(results):
        name = phrases.names(results).actor(str(one["path"]))
        whose = f"{name}'" if name.endswith("s") else f"{name}'s"
        said.append(f"{whose} rules were replaced by {_class(one)}.")
    return said


def _class(one: dict[str, Any]) -> str:
    return str(one["class"]).rpartition(".")[2]


def _caution(results: Results) -> str:
    if not _agents(results):
        return ""
    return (
        f"{' '.join(replaced(results))} This run cannot be repeated from the command line alone: it takes the replaced "
        "code, whose hash stands below, and a call from Python:"
    )


def _python(results: Results) -> str:
    name = _file(results)
    own = results.crisis.at.partition(":")[2]
    what = repr(name) if results.crisis.built_in else f"sim.load({name!r}, crisis={own})"
    given = ", ".join(f"{str(one['path'])!r}: {_class(one)}" for one in _agents(results))
    agents = f", agents={{{given}}}" if given else ""
    return f"sim.run({what}, worlds={results.worlds}, seed={results.seed}{agents})"


def _facts(results: Results, described: Any) -> list[tuple[str, str]]:
    manifest = results.manifest
    versions = manifest.get("versions", {})
    platform = manifest.get("platform", "")
    system = (
        f"{platform.get('system', '')}, {platform.get('machine', '')}" if isinstance(platform, dict) else str(platform)
    )
    cells = len(results.design)
    facts = [
        ("Worlds", f"{results.worlds:,}" + (f" in each of {cells} cells" if cells > 1 else "")),
        ("Worlds asked for", _precision(manifest.get("until"))),
        ("Design", _design(results)),
        ("Seed", str(results.seed)),
        ("Theory", str(results.scenario.theory).replace("_", " ")),
        ("Digest of results", digest(results).removeprefix("digest ")),
        ("Hash of scenario", str(described.get("sha256", "")) if isinstance(described, dict) else ""),
        *(
            (f"Replaced {one['path']}", f"{one['class']}, source {one['sha256'] or 'not known'}")
            for one in _agents(results)
        ),
        ("Hash of code", str(manifest.get("code", ""))),
        ("Versions", ", ".join(f"{name} {version}" for name, version in versions.items())),
        ("Platform", system),
        ("Finished", str(manifest.get("ended", ""))),
        ("Took", f"{manifest['seconds']:.0f} s" if "seconds" in manifest else ""),
    ]
    return [(name, value) for name, value in facts if value]


def _precision(until: Any) -> str:
    """How narrow the headline's intervals were asked to be, where the number of worlds was left open."""
    if not until:
        return ""
    wanted, reached = (f"{100 * until[key]:.2g}" for key in ("wanted", "reached"))
    cap = "" if until["reached"] <= until["wanted"] else "; the cap on worlds came first"
    rounds = f"{prose.many(until['rounds'], 'round')}"
    return f"until the widest headline interval is within ±{wanted} points; ±{reached} reached in {rounds}{cap}"


def _design(results: Results) -> str:
    """What was simulated beside the cells."""
    sweep = results.scenario.sweep
    if sweep.boundary is not None:
        spent = int(results.points["worlds"].sum())
        return f"tipping boundary, {len(results.points):,} points and {spent:,} worlds in all"
    if results.points.empty:
        return ""
    points, variants = results.points["point"].nunique(), results.points["variant"].nunique()
    each = f"{points:,} points of {int(results.points['worlds'].iloc[0]):,} worlds"
    many = f", for each of {variants} variants" if variants > 1 else ""
    return f"{sweep.design.replace('_', ' ')}, {each}{many}"


def _plain(value: Any) -> Any:
    """A value of plain containers and scalars, whatever mappings and numbers it was made of."""
    if hasattr(value, "items"):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
