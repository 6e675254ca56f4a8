"""One block of worlds: the unit of work and of what is kept, simulated here or by a worker.

A block says everything the model needs in plain, picklable values. Which worlds share a block never changes what
happens in them, since luck depends on the seed and a world's number only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from sim.compiled.live import rules
from sim.engine.conditions import Condition, measures
from sim.engine.recorder import Block, Recorder
from sim.engine.withheld import Withheld
from sim.runs.worlds import Engine, engine_chosen, let_go, lived
from sim.scenario import Cell, Course

#: Most worlds in one block: enough to store them in few files.
WORLDS_PER_BLOCK = 2000

#: Most worlds in one block of which outcomes alone are kept.
OUTCOMES_PER_BLOCK = 8000

#: About how many worlds, and at most how many cells, are simulated side by side. What a day costs however many worlds
#: there are is then small beside what the worlds cost; a run that is cut off loses what its workers are at, some ten
#: seconds each; and a process stays below half a gigabyte, of which a cell's daily counts take 8 MB while they last.
WORLDS_PER_BUNDLE, CELLS_PER_BUNDLE = 16_000, 16


Kind = Literal["cell", "assumptions", "points", "twins"]


@dataclass(frozen=True)
class Task:
    """One block of worlds of one cell.

    Attributes:
        cell: what the model is given.
        seed: seed of all luck.
        world: numbers of the worlds, shape (n,).
        events_below, examples_below, months_below: worlds with smaller numbers keep their events, their daily series,
            their monthly means.
        values: parameters that differ between the block's worlds, path to array of shape (n,).
        agents: actors' classes to use instead of the built-in ones.
        numbers: of the draws of assumed parameters, or of the design's points, that this block's worlds live
            through, each in equally many neighbouring worlds; empty for an ordinary block.
        kind: what the block is for: a cell's worlds, the assumptions, a sampled design's points, or twins.
        outcomes_only: whether nothing but each world's outcome and counts is wanted.
        luck: added to a world's number for all luck but that of values drawn for each world (twins have another).
        pasts: days at whose end the worlds' states are fingerprinted.
        withheld: acts that do not come about.
        conditions: what is known to have happened; of each world it is said whether it agrees.
        engine: who lives through the worlds; the block is the same for any.
    """

    cell: Cell
    seed: int
    world: np.ndarray
    events_below: int = 0
    examples_below: int = 0
    months_below: int = 0
    values: Mapping[str, np.ndarray] = field(default_factory=dict)
    agents: Mapping[str, type] | None = None
    numbers: Sequence[int] = ()
    kind: Kind = "cell"
    outcomes_only: bool = False
    luck: int = 0
    pasts: tuple[int, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    conditions: tuple[Condition, ...] = ()
    engine: Engine = field(default_factory=engine_chosen)

    @property
    def title(self) -> str:
        """The block in a few words, for error messages."""
        at = () if self.kind == "points" else self.cell.coordinates
        where = ", ".join([self.cell.variant, *(f"{path}={value}" for path, value in at)])
        return f"{where}: {self._part()}worlds {self.world.min()} to {self.world.max()}"

    def _part(self) -> str:
        """What the block is a part of, when it is no ordinary one."""
        if self.kind == "twins":
            return "twins of "
        if self.kind == "cell" or not self.numbers:
            return ""
        if self.kind == "points":
            return f"{len(self.numbers)} points of the design, "
        return f"draws {self.numbers[0]} to {self.numbers[-1]} of the assumptions, "


class Repeated(Mapping[str, np.ndarray]):
    """Values that stay for equally many neighbouring worlds: repeated when asked for, or a design of many axes and
    worlds would fill the memory before anything of it is simulated.

    Args:
        values: path to array with one value for each stretch of worlds.
        each: worlds in a stretch.
    """

    def __init__(self, values: Mapping[str, np.ndarray], each: int):
        self._values, self._each = values, each

    def __getitem__(self, path: str) -> np.ndarray:
        """A value for every world."""
        return np.repeat(self._values[path], self._each)

    def __iter__(self) -> Iterator[str]:
        """The paths."""
        return iter(self._values)

    def __len__(self) -> int:
        """Number of paths."""
        return len(self._values)


class Joined(Mapping[str, np.ndarray]):
    """Values of several blocks one after the other, joined when asked for.

    Args:
        tasks: the blocks.
        paths: what differs within or between them; of a block that has no values for a path, its cell's holds.
    """

    def __init__(self, tasks: tuple[Task, ...], paths: tuple[str, ...]):
        self._tasks, self._paths = tasks, paths

    def __getitem__(self, path: str) -> np.ndarray:
        """A value for every world of all blocks."""
        if path not in self._paths:
            raise KeyError(path)
        own = path in self._tasks[0].values
        return np.concatenate(
            [task.values[path] if own else np.full(len(task.world), _first(task.cell, path)) for task in self._tasks]
        )

    def __iter__(self) -> Iterator[str]:
        """The paths."""
        return iter(self._paths)

    def __len__(self) -> int:
        """Number of paths."""
        return len(self._paths)


def _first(cell: Cell, path: str) -> Any:
    return cell.courses[path][0].value


@dataclass(frozen=True)
class Piece:
    """What a simulated block brings back.

    Attributes:
        task: the block.
        block: what the recorder saw.
        why_numpy: why its worlds were lived in NumPy; empty where they were lived compiled.
    """

    task: Task
    block: Block
    why_numpy: str = ""


@dataclass(frozen=True)
class Bundle:
    """Blocks that are simulated side by side in one model, because arrays are the faster the longer they are.

    Attributes:
        tasks: the blocks; their cells differ by single numbers only.
        values: these numbers, and the blocks' own values, path to array with one value for each world of all blocks.
    """

    tasks: tuple[Task, ...]
    values: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, task: Task) -> Bundle:
        """One block alone."""
        return cls((task,), task.values)

    def each(self, name: str) -> np.ndarray:
        """An attribute of the blocks, once for every world, shape (worlds,)."""
        return np.concatenate([np.full(len(task.world), getattr(task, name)) for task in self.tasks])

    @property
    def worlds(self) -> int:
        """Number of worlds of all blocks together."""
        return sum(len(task.world) for task in self.tasks)

    @property
    def title(self) -> str:
        """The bundle in a few words, for error messages."""
        return "; ".join(task.title for task in self.tasks)


def resized(task: Task, stop: int) -> Task:
    """A cell's block that begins with the same world and ends before another one."""
    return replace(task, world=np.arange(int(task.world[0]), stop))


def bundles(tasks: Iterable[Task], most: int = WORLDS_PER_BUNDLE) -> Iterator[Bundle]:
    """Puts neighbouring blocks together as long as they fit into one model of ``most`` worlds; their order stays."""
    waiting: list[Task] = []
    for task in tasks:
        if waiting and not _fits(task, waiting, most):
            yield _bundle(waiting)
            waiting = []
        waiting.append(task)
    if waiting:
        yield _bundle(waiting)


def handed_out(tasks: Sequence[Task], jobs: int) -> list[Bundle]:
    """Blocks as workers get them, in order: side by side as far as they fit, and about as many worlds for each worker.

    Args:
        tasks: the blocks.
        jobs: threads.
    """
    sizes = np.array([len(task.world) for task in tasks], int)
    if not sizes.size:
        return []
    parts = jobs * -(-sizes.sum() // (WORLDS_PER_BUNDLE * jobs))
    # Each block belongs to the part in which its middle lies, so no part is off by more than half a block at each end.
    part = (np.cumsum(sizes) - sizes / 2) * parts // sizes.sum()
    most = WORLDS_PER_BUNDLE + int(sizes.max())
    return [
        bundle
        for number in np.unique(part)
        for bundle in bundles([task for task, its in zip(tasks, part, strict=True) if its == number], most)
    ]


def _fits(task: Task, waiting: list[Task], most: int) -> bool:
    first = waiting[0]
    most_cells = most if first.outcomes_only else CELLS_PER_BUNDLE
    small = len(waiting) < most_cells and sum(len(one.world) for one in [*waiting, task]) <= most
    names = ("agents", "outcomes_only", "luck", "pasts", "conditions", "engine")
    alike = all(getattr(first, name) == getattr(task, name) for name in names)
    alike = alike and first.values.keys() == task.values.keys() and not (first.withheld or task.withheld)
    return small and alike and _differing(first.cell, task.cell) is not None


def _differing(one: Cell, other: Cell) -> list[str] | None:
    """Paths by which two cells differ, when single numbers are all they differ by; else None."""
    names = ("crisis", "start", "days", "theory", "events", "scripted", "cast")
    same = all(getattr(one, name) == getattr(other, name) for name in names)
    if not same or one.courses.keys() != other.courses.keys():
        return None
    paths = [path for path in one.courses if one.courses[path] != other.courses[path]]
    single = all(_number(cell.courses[path]) for cell in (one, other) for path in paths)
    return paths if single else None


def _number(course: Course) -> bool:
    """Whether a history is one number from the first day on; what was in force before says more than its number."""
    first = course[0]
    return len(course) == 1 and isinstance(first.value, int | float) and first.day == first.announced == 0


def _bundle(tasks: list[Task]) -> Bundle:
    first = tasks[0]
    paths = {path for task in tasks for path in _differing(first.cell, task.cell) or ()}
    return Bundle(tuple(tasks), Joined(tuple(tasks), tuple(dict.fromkeys((*sorted(paths), *first.values)))))


def simulate_bundle(bundle: Bundle) -> tuple[Piece, ...]:
    """Runs blocks side by side to their horizon; one piece per block."""
    first = bundle.tasks[0]
    cell = first.cell
    recorder = Recorder(
        bundle.each("events_below"),
        bundle.each("examples_below"),
        bundle.each("months_below"),
        outcomes_only=first.outcomes_only,
        groups=[len(task.world) for task in bundle.tasks],
        pasts=first.pasts,
        measures=measures(first.conditions),
    )
    world = np.concatenate([task.world for task in bundle.tasks])
    values = bundle.values
    model, why_numpy = lived(
        cell,
        world,
        first.seed,
        recorder,
        first.engine,
        luck=world + first.luck,
        courses={path: course for path, course in cell.courses.items() if path not in values},
        withheld=first.withheld,
        agents=first.agents,
        **values,
    )
    with rules.used():  # a model says what was counted by its rules, which another thread may be tracing
        blocks = recorder.blocks()
    let_go(model)
    for block in blocks:
        block.columns |= {one.name: one.agrees(block.columns) for one in first.conditions}
    return tuple(Piece(task, block, why_numpy) for task, block in zip(bundle.tasks, blocks, strict=True))


def simulate(task: Task) -> Piece:
    """Runs one block of worlds to its horizon."""
    (piece,) = simulate_bundle(Bundle.of(task))
    return piece
