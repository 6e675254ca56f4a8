"""Checks a saved run: are its tables whole, and does its scenario come out the same when it is run again?"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analyses.verify import comparing, surroundings
from sim.analyses.verify.comparing import Beside, Share
from sim.analyses.verify.damage import damaged
from sim.analyses.verify.verdict import Status, Verdict
from sim.engine import files
from sim.runs.disk import manifest
from sim.runs.disk.store import Unhashed
from sim.runs.plan import Plan
from sim.runs.results import Results
from sim.runs.workers.progress import Progress
from sim.scenario import ScenarioError


class CannotVerify(RuntimeError):
    """A run that cannot be repeated here; the message says why and what would help."""


def verify(
    folder: str | Path,
    *,
    read: Callable[[Path], Results],
    run: Callable[..., Results],
    worlds: int | None = None,
    agents: Mapping[str, type] | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Checks that a saved run's files are whole, runs its scenario again, and compares world by world.

    Args:
        folder: where the run was saved.
        read: reads a saved run, as :func:`sim.read` does.
        run: simulates a scenario, as :func:`sim.run` does.
        worlds: check only so many worlds of each cell, the first ones; all by default.
        agents: the classes that took the place of built-in actors when the run was made, as :func:`sim.run` was given
            them; nothing is imported that the folder names.
        jobs: threads; as many as pay off by default.
        scheduler: address of a Dask scheduler to work on instead.
        progress: called after every block.

    Raises:
        NotARun: when the folder holds no run, or one that cannot be read.
        CannotVerify: when its scenario cannot be understood here, or ``agents`` are not those of the run.
        WorkFailed: when a block fails.
        ValueError: when ``worlds`` is less than 1.
    """
    if worlds is not None and worlds < 1:
        raise ValueError(f"{worlds} worlds tell nothing; give at least 1")
    agents = agents or {}
    saved = _understood(Path(folder), read)
    damage = damaged(saved, Path(folder))
    if damage:
        return Verdict(Path(folder), "damaged", saved.digest, damage=damage)
    same_agents(saved.manifest.get("agents") or (), agents)
    some = worlds if worlds is not None and worlds < saved.worlds else None
    try:
        again = _again(run, saved, agents, some, jobs=jobs, scheduler=scheduler, progress=progress)
    except (TypeError, ValueError) as error:
        if not agents:
            raise
        raise CannotVerify(f"the run cannot be repeated with these classes: {error}") from error
    return _judged(Path(folder), saved, again, some, surroundings.machine(saved.manifest, scheduler))


def _understood(folder: Path, read: Callable[[Path], Results]) -> Results:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Unhashed)  # the verdict says so
            return read(folder)
    except ScenarioError as error:
        raise CannotVerify(
            f"{folder}: this version of redline does not understand the run's scenario ({error}); use the version that "
            "wrote it, which manifest.json names"
        ) from error


def same_agents(entries: Sequence[Mapping[str, Any]], given: Mapping[str, type]) -> None:
    """Holds the classes that the caller gives to those that the manifest describes.

    What a manifest names is never imported: who wrote it could name anything, and the hash beside it proves nothing.

    Raises:
        CannotVerify: when one is missing, too many, or another one.
    """
    known = {str(entry["path"]): entry for entry in entries}
    for path, entry in known.items():
        name = files.plain(str(entry["class"]))
        if path not in given:
            raise CannotVerify(
                f"the run used the class {name} for {files.plain(path)}, and redline runs no code because a folder "
                f"names it; name its file with --code FILE.py, or call sim.verify with agents={{{path!r}: …}}"
            )
        (here,) = manifest.replaced({path: given[path]})
        if entry["sha256"] is None or here["sha256"] != entry["sha256"]:
            why = "its source was not recorded" if entry["sha256"] is None else "its source is another one"
            raise CannotVerify(
                f"the run used the class {name} for {files.plain(path)}, and was given {here['class']}: {why}, so the "
                "run cannot be repeated"
            )
    if more := next((path for path in given if path not in known), None):
        raise CannotVerify(f"a class was given for {more}, and the run used the built-in one")


def _again(
    run: Callable[..., Results],
    saved: Results,
    agents: Mapping[str, type],
    some: int | None,
    *,
    jobs: int | None,
    scheduler: str | None,
    progress: Progress | None,
) -> Results:
    """The scenario as it was resolved, run again from nothing."""
    # As it was run: a number of worlds that was left open is found again.
    scenario = saved.scenario if some is None else saved.scenario.replace(worlds=some)
    if some is not None:  # the rest has worlds of its own, that the first worlds of a cell do not tell of
        scenario = scenario.replace(assumptions={"draws": 0})
        if scenario.sweep.design != "grid":
            scenario = scenario.replace(sweep=None)
    if jobs is None:
        jobs = Plan.of(scenario, agents).sensible_jobs()
    return run(scenario, jobs=jobs, scheduler=scheduler, agents=agents or None, progress=progress)


@dataclass
class _Compared:
    """What the comparison found, over all cells, points and draws."""

    shares: list[Share]
    beside: tuple[Beside, ...] = ()
    moved: int = 0
    unseen: float = 0.0
    unmatched: int = 0


_EDITED = (
    "The digest in manifest.json is not the one of this run, although all its worlds and points come out as saved."
)


def _judged(
    folder: Path, saved: Results, again: Results, some: int | None, machine: tuple[surroundings.Unlike, ...]
) -> Verdict:
    found = _compared(saved, again, some)
    tables = found.moved == 0 and not any(share.before != share.after for share in found.shares)
    tables = tables and not found.unmatched and all(one.same for one in found.beside)
    same = tables and (some is not None or saved.digest == again.digest)
    releases, code = surroundings.releases(saved.manifest), surroundings.code(saved.manifest)
    # Another processor may move a world of a point while the point's counts stay; the very same program cannot.
    edited = tables and not same and not machine and not code
    return Verdict(
        folder,
        "damaged" if edited else _status(same, found.shares, bool(machine) and releases == ()),
        saved.digest,
        digest="" if some else again.digest,
        worlds=some or saved.worlds,
        of=saved.worlds,
        cells=len(saved.design),
        moved=found.moved,
        comparisons=len(found.shares),
        shares=tuple(sorted((s for s in found.shares if s.before != s.after), key=lambda share: share.p)),
        unseen=found.unseen,
        machine=machine,
        beside=found.beside,
        code=code,
        releases=releases,
        damage=(_EDITED,) if edited else (),
        left_out=(*_left_out(saved, some, found.unmatched), *manifest.unhashed(saved.manifest, folder)),
        outcomes=saved.crisis.outcomes,
    )


def _status(same: bool, shares: list[Share], explained: bool) -> Status:
    if same:
        return "identical"
    return "statistically equal" if explained and not any(share.clear for share in shares) else "differs"


def _compared(saved: Results, again: Results, some: int | None) -> _Compared:
    found, outcomes = _Compared([]), saved.crisis.outcomes
    if some is None:
        points = comparing.compare_points(outcomes, saved.points, again.points)
        draws = comparing.compare_draws(outcomes, saved.assumptions, again.assumptions)
        twins = comparing.compare_twins(outcomes, saved.twins, again.twins)
        shares = points[0] + draws[0] + [share for cell in twins for share in cell.shares()]
        found = _Compared(shares, comparing.beside(saved, again), unmatched=points[1] + draws[1])
    comparisons = len(found.shares) + len(saved.design) * len(outcomes)
    for cell in comparing.compare_cells(saved, again, some or saved.worlds):
        found.shares += cell.shares()
        found.moved += cell.moved
        found.unseen = max(found.unseen, cell.unseen(comparisons))
    found.shares = comparing.corrected(found.shares)
    return found


def _left_out(saved: Results, some: int | None, unmatched: int) -> tuple[str, ...]:
    found = [f"{unmatched:,} points that only one of the two runs looked at"] if unmatched else []
    if some is not None:
        found.append(f"worlds from {some:,} on")
        found += ["the points of the design"] if len(saved.points) else []
        found += ["the range over assumptions"] if len(saved.assumptions) else []
    return tuple(found)
