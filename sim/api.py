"""What a notebook calls: load a scenario, run it, read a finished run. Binds the parts to each other and the crisis."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.crisis.us_iran import US_IRAN
from sim.engine.crisis import Crisis
from sim.engine.files import Unreadable, as_text, named
from sim.engine.nearest import hint, nearest
from sim.engine.own import refuse
from sim.runs.disk import store
from sim.runs.results import Results as Found
from sim.runs.workers.progress import Progress
from sim.runs.workers.tasks import AgentFailed
from sim.scenario import Cell, Scenario

if TYPE_CHECKING:  # slow to import, and not everybody asks why
    from sim.analyses.condition.given import Given
    from sim.analyses.explain.counterfactual import TurningPoints, Without
    from sim.analyses.explain.explanation import Explanation
    from sim.analyses.sequences.scored import Sequences
    from sim.analyses.settings.holds import Held
    from sim.analyses.settings.of_run import WouldChange
    from sim.analyses.settings.regret import Regret
    from sim.analyses.theories.agreement import Contrast
    from sim.analyses.verify import Verdict
    from sim.runs.replay import Replay
    from sim.runs.worlds import Engine


class Results(Found):
    """Everything one run of a scenario found; it can write its page, and itself to a folder."""

    def report(self, path: str | Path, *, preview: bool = False, url: str = "", zoom: bool = False) -> Path:
        """Writes the report, one self-contained HTML file, and returns its path.

        Args:
            path: where it goes.
            preview: whether the answer is put beside it as a picture, ``card.png``, which links to the page show; for
                a page of another name than ``report.html``, ``NAME.card.png``. Nothing is where it cannot be drawn.
            url: the address that the page will have. Most sites show no picture of a page that does not name it.
            zoom: packs plotly.js into it, 1.8 MB, so that a figure that is clicked can be zoomed.
        """
        from sim.report import build

        return build(self, Path(path), preview=preview, url=url, zoom=zoom)

    def card(self, path: str | Path, *, shape: str = "card") -> Path:
        """Writes the answer with one picture, to be shown elsewhere, and returns its path.

        Args:
            path: a file that ends in ``.png``, ``.svg`` or ``.pdf``.
            shape: ``card``, 1,200 by 630 pixels; ``slide``, 16 to 9; or ``pdf``, a page of A4.

        Raises:
            ValueError: for another ending or shape.
            NoCards: where Typst, which draws it, is not installed.
        """
        from sim.report.card.draw import write

        return write(self, Path(path), shape)

    def cite(self, format: str = "bibtex") -> str:
        """How to cite the run: a BibTeX entry, or with ``text`` a sentence for a footnote."""
        from sim.report.card import cite

        return {"bibtex": cite.bibtex, "text": cite.text}[format](self)

    def holds(self, outcome: str | None = None) -> dict[str, Held]:
        """How far each variant's difference from the baseline holds over the draws of the assumptions.

        Args:
            outcome: by default the headline.

        Returns:
            By variant; empty without draws or variants.
        """
        from sim.analyses.settings import of_run

        return of_run.holds(self, outcome)

    def regret(self, outcome: str | None = None) -> dict[str, Regret]:
        """What is risked by choosing each variant, in regret over the same draws, by variant; empty without any."""
        from sim.analyses.settings import of_run

        return of_run.regret(self, outcome)

    def would_change(self) -> WouldChange | None:
        """Which assumptions move the answer most, and where it flips; None without draws."""
        from sim.analyses.settings import of_run

        return of_run.would_change(self)

    def conditional(self, outcome: str | None = None, variant: str | None = None) -> tuple[Given, ...]:
        """How often an outcome comes given what the file's ``condition:`` says is known, for each day that it names.

        Args:
            outcome: by default the headline.
            variant: by default the baseline; others are told in the worlds in which the baseline agrees.

        Returns:
            Worlds that agree, shares with their intervals, ranges over the assumptions before and after, and how many
            equal draws the weighted ones are worth; empty without ``condition:``.

        Raises:
            ValueError: when there is no such outcome or variant.
        """
        from sim.analyses.condition import given

        return given.conditional(self, outcome, variant)

    def theories(self, worlds: int | None = None) -> tuple[Contrast, ...]:
        """Whether each variant's difference from the baseline keeps its sign under every theory.

        Both sides are lived again under each theory, in the first of the run's own worlds and with the same luck.

        Args:
            worlds: worlds of each side; by default what the scenario says under ``runs.theories``, else 400.

        Returns:
            For each variant that differs from the baseline in more than its theory, one contrast in the headline and in
            each outcome that is compared.

        Raises:
            ValueError: for fewer than two worlds, or a run in which actors were replaced.
        """
        from sim.analyses.theories import agreement

        return agreement.of_run(self, worlds)

    def save(self, folder: str | Path) -> Path:
        """Writes report, tables and manifest to a folder, replacing an earlier result only when all is written.

        The first time a run is saved, a line of ``runs.log`` beside the folder says so.

        Raises:
            CannotWrite: on a full disk, missing permission or a folder that is not ours; an earlier run stays whole.
        """
        from sim.analyses.answer.summary import summary

        told = summary(self)
        self._log(Path(folder), told["answer"].partition("\n")[0])
        return store.save(self, Path(folder), told, partial(self.report, preview=True))

    def _log(self, folder: Path, headline: str) -> None:
        from sim.analyses.answer.logged import entry
        from sim.runs.disk import folders, log

        if "log" in self.manifest:
            return
        with folders.explained(folder):
            folders.check(folder)  # what cannot be written shall not be told of
        try:
            standing = log.add(log.beside(folder), {**entry(self, headline), "folder": as_text(folder)})
        except (OSError, Unreadable) as error:
            what = folders.reason(error) if isinstance(error, OSError) else error.what
            warnings.warn(
                f"{named(log.beside(folder))}: this run is not listed there: {what}", log.Unlogged, stacklevel=3
            )
        else:
            self.manifest["log"] = vars(standing)

    def export(
        self, path: str | Path, *, format: str | None = None, tables: Sequence[str] = (), replace: bool = False
    ) -> Path:
        """Writes the numbers for other programs, each file with its provenance, and returns the path.

        Args:
            path: a file that ends in ``.csv``, ``.parquet``, ``.xlsx`` or ``.nc``, or a folder to put a file for each
                table in.
            format: ``csv``, ``parquet``, ``xlsx`` or ``netcdf``; by default what the ending says, ``csv`` in a folder.
            tables: which tables, such as ``shares``, ``differences``, ``worlds``; by default all, and ``shares`` in a
                single CSV or Parquet file.
            replace: whether files that are there may be written over.

        Raises:
            ValueError: for a format or table that there is not.
            FileExistsError: when something is there and ``replace`` is not given.
            RuntimeError: when Excel is asked for and openpyxl is missing, or the disk is full.
        """
        from sim.analyses.exports.write import export

        return export(self, Path(path), format=format, names=tables, replace=replace)


def load(path: str | Path, *, sets: Sequence[str] = (), crisis: Crisis = US_IRAN) -> Scenario:
    """Reads a scenario file and checks it against the cast's parameters.

    Args:
        path: a YAML file, or ``redline:NAME`` for a scenario that ships with the package.
        sets: changes on top, ``"united_states.force_threshold=6.5"``.
        crisis: the crisis it is about.

    Raises:
        ScenarioError: with every mistake in the file.
    """
    from sim import scenario

    return scenario.load(path, crisis=crisis, sets=sets)


def run(
    scenario: Scenario | str | Path,
    *,
    worlds: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    agents: Mapping[str, type] | None = None,
    progress: Progress | None = None,
    out: str | Path | None = None,
    resume: bool = True,
    engine: Engine | None = None,
) -> Results:
    """Simulates a scenario, given itself or as the path of its file.

    Args:
        scenario: what :func:`load` returned, or what it takes.
        worlds: worlds per cell, instead of the scenario's number.
        seed: seed of all luck, instead of the scenario's.
        jobs: threads; the results are the same for any number.
        scheduler: address of a Dask scheduler to work on instead, ``tcp://host:port``.
        agents: classes to use instead of built-in actors, ``{"iran": MyIran}``.
        progress: called after every block with a :class:`~sim.runs.workers.progress.Tick`.
        out: folder to write report and tables to; nothing is written without it.
        resume: whether blocks that an earlier run to ``out`` has finished are used.
        engine: who lives through the worlds, with the same results: ``"compiled"``, ``"numpy"``, or ``"auto"``, whoever
            is faster. The manifest's ``engine`` says who it was, and why where it was NumPy.

    Raises:
        ScenarioError: when the scenario has mistakes.
        ValueError: when ``agents`` names nobody in the cast, or there is no such engine.
        EngineRefused: when the engine is ``"compiled"`` and some rule cannot be compiled.
        TypeError: when a class in ``agents`` is not derived from the one whose place it takes, or has an attribute that
            would have no effect.
        AgentFailed: when a class in ``agents`` raises, or returns or leaves what no actor may.
        WorkFailed: when anything else fails.
    """
    from sim.analyses.boundary.find import find
    from sim.runs.run import run as simulate
    from sim.runs.worlds import using

    what = load(scenario) if isinstance(scenario, str | Path) else scenario
    _check_agents(agents or {}, what)
    try:
        with using(engine):
            results = simulate(
                what,
                made=Results,
                worlds=worlds,
                seed=seed,
                jobs=jobs,
                scheduler=scheduler,
                agents=agents,
                progress=progress,
                out=out,
                resume=resume,
                boundary=find,
            )
    except AgentFailed as error:  # what stands between the user's call and the user's code is of no use to anyone
        raise error.with_traceback(None) from error.__cause__
    if out is not None:
        results.save(out)
    return results


def _check_agents(agents: Mapping[str, type], scenario: Scenario) -> None:
    """Finds out before anything runs whether each class can take the place it is given."""
    kinds = _kinds(scenario)
    for name, given in agents.items():
        if name not in kinds:
            allowed = [known for known, them in kinds.items() if "." not in known and len(them) == 1]
            raise ValueError(
                f"agents: nobody is called {name!r}; allowed: {', '.join(allowed)} and full paths{hint(name, kinds)}"
            )
        if len(kinds[name]) > 1:
            paths = [path for path in kinds if path.endswith(f".{name}")]
            raise ValueError(f"agents: {name!r} may be {' or '.join(paths)}; write which")
        (kind,) = kinds[name]
        refuse(given, kind, name, _public(kind))
        _refuse_other_theories(given, name, scenario)
        _warn_of_slips(given, kind)


def _refuse_other_theories(given: type, name: str, scenario: Scenario) -> None:
    """Refuses a class that would put the usual rules in the place of those that a theory of the run has there."""
    for theory in dict.fromkeys(cell.theory for cell in scenario.cells()):
        for role in scenario.crisis.cast_under(theory).roles:
            if role.named(name) and not issubclass(given, role.kind):
                own = f"{role.kind.__module__}.{role.kind.__name__}"
                raise TypeError(
                    f"{given.__name__} would put the usual rules in the place of those that {role.title} has under the "
                    f"theory {theory!r}; derive it from {own}"
                )


def _warn_of_slips(given: type, kind: type) -> None:
    """Warns of a method that is nearly called as one of the class it derives from: it would replace nothing."""
    known = [name for name in dir(kind) if not name.startswith("__")]
    for one in given.__mro__[: given.__mro__.index(kind)]:
        for name in vars(one):
            near = nearest(name, known, 0.85)
            if near and name not in known and not name.startswith("__"):
                what = f"{given.__name__}.{name} replaces nothing of {_public(kind)}; did you mean {near}?"
                warnings.warn(what, stacklevel=4)


def _kinds(scenario: Scenario) -> dict[str, set[type]]:
    """What may stand in ``agents`` (path, family, or member without its family), and the class that each must be."""
    cast = scenario.crisis.cast
    casts = [scenario.cast, *(variant.cast for variant in scenario.variants if variant.cast)]
    everyone = cast.changed(added=dict(one for here in casts for one in here.added).items())
    found: dict[str, set[type]] = {}
    for role in everyone.roles:
        for name in (role.path, role.family, role.key if role.family else ""):
            if name:
                found.setdefault(name, set()).add(role.kind)
    return found


def _public(kind: type) -> str:
    """A class as a user imports it."""
    import sim

    return f"sim.{kind.__name__}" if kind.__name__ in sim.__all__ else f"{kind.__module__}.{kind.__name__}"


def replay(results: Found, world: int, *, variant: str | None = None, cell: int | None = None) -> Replay:
    """Lives through one world of a run again, with every event and every day; any number will do.

    Args:
        results: a run of the built-in actors.
        world: the world's number.
        variant: name of the variant, by default the baseline; of a sweep, where its file's own values lie.
        cell: index of a cell instead.

    Returns:
        Outcome, events and daily series.

    Raises:
        ValueError: when there is no such variant, cell or world, or the run replaced actors.
    """
    from sim.runs.replay import replay as again

    _check_built_in(results)
    return again(_cell(results, variant, cell), world, results.seed)


def explain(
    results: Found,
    world: int | None = None,
    *,
    pick: str = "median",
    variant: str | None = None,
    cell: int | None = None,
) -> Explanation:
    """Says why a world ended as it did: the chain of causes from its end back to the root.

    Args:
        results: a finished run.
        world: the world's number; without one, a world is picked.
        pick: rule by which it is picked: ``median``, ``fastest_war``, ``near_miss`` or ``closest_to_history``.
        variant: name of the variant, by default the baseline; of a sweep, where its file's own values lie.
        cell: index of a cell instead.

    Returns:
        The explanation; printed, it is a text to quote.

    Raises:
        ValueError: when there is no such variant, cell, world or rule, no world fits the rule, or a world whose events
            are not kept belongs to a run that replaced actors.
    """
    from sim.analyses.explain import explanation
    from sim.analyses.explain.picking import PICKS
    from sim.analyses.explain.picking import pick as picked

    place = _cell(results, variant, cell)
    if world is not None:
        return explanation.explain(results, place, world)
    if pick not in PICKS:
        raise ValueError(f"there is no rule {pick!r}; allowed: {', '.join(PICKS)}{hint(pick, PICKS)}")
    if place.index != results.reference_of(place.variant).index:
        raise ValueError("worlds are picked at the point of reference of a variant; name a world of another one")
    found = picked(results, place.variant, pick)
    if found is None:
        raise ValueError(f"no world of {place.variant!r} fits {pick}: {_WHY_NONE.get(pick, 'no events are kept')}")
    return explanation.explain(results, place, found.world, found.because)


#: Why a rule may pick no world.
_WHY_NONE = {
    "fastest_war": "none of those whose events are kept ends in war",
    "near_miss": "all of those whose events are kept end in war, or nothing happens in the others",
    "closest_to_history": "facts are dated from 8 May 2018 and need days beyond 30 September 2019, and the run does "
    "not begin on that day and reach so far",
}


def without(results: Found, world: int, event: int, *, variant: str | None = None, cell: int | None = None) -> Without:
    """Lives through a world again with the same luck and without one of its acts.

    Args:
        results: a run of the built-in actors.
        world: the world's number.
        event: number of the act within the world, as :func:`explain` prints it.
        variant, cell: as for :func:`explain`.

    Returns:
        The world as it was, and without the act.

    Raises:
        CannotWithhold: when there is no such event, or it is nobody's choice.
        ValueError: as for :func:`replay`.
    """
    from sim.analyses.explain import counterfactual

    _check_built_in(results)
    return counterfactual.without(_cell(results, variant, cell), world, results.seed, event)


def turning_points(results: Found, world: int, *, variant: str | None = None, cell: int | None = None) -> TurningPoints:
    """Finds the acts without any one of which a world would have ended otherwise, by leaving out each in turn.

    Args:
        results: a run of the built-in actors.
        world: the world's number.
        variant, cell: as for :func:`explain`.

    Returns:
        These acts, and all that were tried.

    Raises:
        ValueError: as for :func:`replay`.
    """
    from sim.analyses.explain import counterfactual

    _check_built_in(results)
    return counterfactual.turning_points(_cell(results, variant, cell), world, results.seed)


def sequences(
    scenario: Scenario | str | Path, *, worlds: int = 1000, seed: int | None = None, jobs: int = 1
) -> Sequences:
    """Replays a scenario's baseline up to the record's turning points and scores what comes next against what came.

    Args:
        scenario: what :func:`load` returned, or what it takes.
        worlds: worlds of each replay.
        seed: seed of all luck, instead of the scenario's.
        jobs: threads; the result is the same for any number.

    Returns:
        Shares, numbers and proper scores with intervals, by sequence and question; ``as_dict()`` is ready for JSON.

    Raises:
        ScenarioError: when the scenario has mistakes.
        ValueError: for fewer than two worlds, a crisis without a record, or a start after the last turning point.
    """
    from sim.analyses.sequences import scored

    what = load(scenario) if isinstance(scenario, str | Path) else scenario
    return scored.sequences(what, worlds=worlds, seed=seed, jobs=jobs)


def _check_built_in(results: Found) -> None:
    if results.manifest.get("agents"):
        raise ValueError("this run replaced actors, whose code its folder does not hold; use sim.run with agents=")


def _cell(results: Found, variant: str | None, cell: int | None) -> Cell:
    """The cell that is meant: by index, or the first one of a variant."""
    if variant is not None and variant not in results.variants:
        known = results.variants
        raise ValueError(f"there is no variant {variant!r}; allowed: {', '.join(known)}{hint(variant, known)}")
    index = results.reference_of(variant or results.variants[0]).index if cell is None else cell
    if not 0 <= index < len(results.design):
        raise ValueError(f"there is no cell {index}; the run has {len(results.design)}, numbered from 0")
    return results.design[index]


def verify(
    folder: str | Path,
    *,
    worlds: int | None = None,
    agents: Mapping[str, type] | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Checks that a saved run's files are whole, runs its scenario again, and compares world by world.

    Args:
        folder: where the run was saved.
        worlds: check only so many worlds of each cell, the first ones; all by default.
        agents: the classes that :func:`run` was given when the run was made; no code is run because a folder names it.
        jobs: threads; as many as pay off by default.
        scheduler: address of a Dask scheduler to work on instead.
        progress: called after every block.

    Raises:
        NotARun: when the folder holds no run, or one that cannot be read.
        CannotVerify: when its scenario cannot be understood here, or ``agents`` are not those of the run.
        WorkFailed: when a block fails.
        ValueError: when ``worlds`` is less than 1.
    """
    from sim.analyses.verify import checking

    return checking.verify(
        folder,
        read=read,
        run=run,
        worlds=worlds,
        agents=agents,
        jobs=jobs,
        scheduler=scheduler,
        progress=progress,
    )


def read(folder: str | Path, *, crisis: Crisis = US_IRAN) -> Results:
    """Reads a finished run back from its folder, without simulating.

    Args:
        folder: where the run was saved.
        crisis: the crisis that was simulated.

    Raises:
        NotARun: when the folder holds none, a damaged one, or one of another crisis.
    """
    return store.read(folder, crisis, Results)
