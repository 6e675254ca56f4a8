"""What came of checking a saved run, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from sim.analyses.verify.comparing import LEVEL, Beside, Share
from sim.analyses.verify.surroundings import Release, Unlike
from sim.engine.outcomes import Outcomes
from sim.words.prose import many

Status = Literal["identical", "statistically equal", "differs", "damaged"]

#: Differences that the text lists; JSON has all of them.
LISTED = 10


@dataclass(frozen=True)
class Verdict:
    """Whether a saved run comes out the same here.

    Attributes:
        folder: the run's folder.
        status: ``identical``, ``statistically equal``, ``differs``, or ``damaged`` (then mostly nothing was run again).
        saved_digest, digest: of the saved run and of this one; the latter is empty when not all of it was run.
        worlds: worlds per cell that were run again.
        of: worlds per cell of the saved run.
        cells: ordinary cells.
        moved: worlds of these cells that end otherwise, or on another day.
        comparisons: outcome shares that were compared.
        shares: those that differ at all, the least explained by luck first; p-values are corrected.
        unseen: largest difference of a share that would have gone unnoticed, 0 to 1.
        beside: what was run again besides the ordinary cells.
        machine: what differs here and can round numbers otherwise.
        code: how redline itself differs.
        releases: versions in between that changed results; None when a version is not known.
        damage: what does not agree with the manifest.
        left_out: what was not compared.
        outcomes: what a world can come to; none where nothing was run again.
    """

    folder: Path
    status: Status
    saved_digest: str
    digest: str = ""
    worlds: int = 0
    of: int = 0
    cells: int = 0
    moved: int = 0
    comparisons: int = 0
    shares: tuple[Share, ...] = ()
    unseen: float = 0.0
    beside: tuple[Beside, ...] = ()
    machine: tuple[Unlike, ...] = ()
    code: tuple[Unlike, ...] = ()
    releases: tuple[Release, ...] | None = ()
    damage: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    outcomes: Outcomes = field(default_factory=Outcomes, repr=False)

    @property
    def ok(self) -> bool:
        """Whether the run can be relied on: identical, or statistically equal on another machine."""
        return self.status in ("identical", "statistically equal")

    @property
    def partial(self) -> bool:
        """Whether only the first worlds of each cell were run again."""
        return self.worlds < self.of

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = asdict(replace(self, outcomes=Outcomes()))
        found |= {"folder": str(self.folder), "ok": self.ok, "partial": self.partial, "level": LEVEL}
        del found["outcomes"]
        found["shares"] = [asdict(share) | {"clear": share.clear} for share in self.shares]
        return found

    def __str__(self) -> str:
        far = ", as far as it was run again" if self.partial else ""
        return "\n".join([f"{self.folder}: {self.status}{far}", *(f"  {line}" for line in self._lines())])

    def _lines(self) -> list[str]:
        if self.status == "damaged":
            nothing = "" if self.worlds else " Nothing was run again."
            return [*self.damage, f"It was damaged or altered after it was written.{nothing}"]
        lines = [self._counted(), *self._besides(), *self._compared(), *self._why()]
        if self.left_out:
            lines.append(f"Not compared: {'; '.join(self.left_out)}.")
        return lines

    def _counted(self) -> str:
        some = f"the first {self.worlds:,} of {self.of:,} worlds" if self.partial else many(self.of, "world")
        where = f"{some} in each of {self.cells:,} cells" if self.cells > 1 else some
        if not self.moved:
            return f"Run again: {where}; every one of them ends as it did, on the same day."
        return f"Run again: {where}; {self.moved:,} of {self.worlds * self.cells:,} end otherwise, or on another day."

    def _besides(self) -> list[str]:
        if not self.beside:
            return []
        if all(one.same for one in self.beside):
            return [f"Also run again: {', '.join(one.what for one in self.beside)}; identical."]
        said = (f"{one.what} ({'identical' if one.same else 'not identical'})" for one in self.beside)
        return [f"Also run again: {', '.join(said)}."]

    def _compared(self) -> list[str]:
        if self.status == "identical":
            return [] if self.partial else [f"Digest {self.digest}."]
        clear = [share for share in self.shares if share.clear]
        tests = f"{many(self.comparisons, 'comparison')}, together wrong in at most {LEVEL:.0%} of such checks"
        if clear:
            verb = "differs" if len(clear) == 1 else "differ"
            more = [f"and {len(clear) - LISTED:,} more"] if len(clear) > LISTED else []
            head = f"{many(len(clear), 'share')} of an outcome {verb} by more than luck allows"
            return [f"{head} ({tests}):", *(self._line(share) for share in clear[:LISTED]), *more]
        unseen = f"; a difference below {100 * self.unseen:.1f} points could have gone unnoticed" if self.unseen else ""
        return [f"No share of an outcome differs by more than luck allows ({tests}){unseen}."]

    def _line(self, share: Share) -> str:
        flips = f"; {share.flips[0]:,} worlds gained it, {share.flips[1]:,} lost it" if share.flips else ""
        points = 100 * (share.after - share.before)
        shares = f"{share.before:.1%} then, {share.after:.1%} now ({points:+.1f} points{flips})"
        return f"  {share.where}: {self.outcomes[share.outcome].title} {shares}"

    def _why(self) -> list[str]:
        if self.status == "identical":
            return []
        unlike = "; ".join(map(str, (*self.machine, *self.code)))
        lines = [f"Another here: {unlike}."] if unlike else []
        for release in self.releases or ():
            lines.append(f"Results changed in {release.version}: {release.results}.")
        if self.releases is None:
            lines.append("The version that wrote it is not known here, so what changed since cannot be said.")
        if self.status == "differs":
            lines.append(self._blame())
        return lines

    def _blame(self) -> str:
        if self.code:
            return "Redline's own code is another: to repeat the run, use the version that wrote it."
        if self.machine:
            return "Code and scenario are the same: this is more than another rounding, and worth a report."
        return (
            "Code, libraries and processor are the same, so the same worlds should have come out: the manifest or the "
            "tables may have been edited since. If they were not, please report it."
        )
