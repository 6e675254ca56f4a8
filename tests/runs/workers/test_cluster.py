"""A real scheduler and real workers: whoever dies, the results are those of one process, and nothing is left over."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.runs.blocks import simulate_bundle
from sim.runs.digest import digest
from sim.runs.plan import Plan
from sim.runs.workers import cluster
from sim.runs.workers.tasks import Stopped, WorkFailed, stop_if_asked
from sim.runs.workers.workers import in_order
from tests.conftest import ROOT
from tests.server import Forked, Server, serving

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'redline[cluster]'")

#: No dashboard and no nanny: one process each, so that a worker that is killed stays dead.
SCHEDULER = "--host 127.0.0.1 --no-dashboard --no-jupyter"
WORKER = "--nworkers 1 --nthreads 1 --no-nanny --no-dashboard --host 127.0.0.1"


@dataclass(frozen=True)
class Sum:
    number: int
    folder: Path

    @property
    def title(self) -> str:
        return f"sum {self.number}"

    def seen(self) -> list[int]:
        """Processes that have worked on it."""
        return sorted(int(path.name.split("-")[1]) for path in self.folder.glob(f"{self.number}-*"))

    def begin(self) -> None:
        (self.folder / f"{self.number}-{os.getpid()}").touch()


class Cluster:
    """A scheduler and its workers, as processes."""

    def __init__(self, server: Server, folder: Path, **environment: str):
        self._server, self._folder = server, folder
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", **environment}
        self.processes: list[Forked | subprocess.Popen[bytes]] = []
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.start("scheduler", f"--port {self.port} {SCHEDULER}")

    def start(self, what: str, options: str) -> Forked:
        made = self._server.start(what, *options.split(), environment=self._environment)
        self.processes.append(made)
        return made

    def worker(self) -> Forked:
        return self.start("worker", f"{self.address} {WORKER} --local-directory {self._folder}")

    def stranger(self, path: Path) -> None:
        """Starts a worker that imports from another place, and therefore anew."""
        options = f"{self.address} {WORKER} --local-directory {self._folder}".split()
        command = [sys.executable, "-m", "distributed.cli.dask_worker", *options]
        environment, null = self._environment | {"PYTHONPATH": str(path)}, subprocess.DEVNULL
        self.processes.append(subprocess.Popen(command, env=environment, stdout=null, stderr=null, cwd=self._folder))

    def end(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


#: Imports what schedulers, workers and their tasks need, and starts either.
PREPARE = """
import sys
import dask.config, distributed.cli.dask_scheduler, distributed.cli.dask_worker
import tests.runs.workers.test_cluster
from sim.crisis.us_iran import US_IRAN
US_IRAN.model

def main():
    dask.config.refresh()  # of the environment
    what = sys.argv.pop(1)
    return getattr(distributed.cli, f"dask_{what}").main()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), PREPARE) as made:
        yield made


@contextmanager
def running(server: Server, folder: Path, workers: int = 2, **environment: str) -> Iterator[Cluster]:
    made = Cluster(server, folder, **environment)
    try:
        for _ in range(workers):
            made.worker()
        if workers:
            until_workers(made.address, workers)
        yield made
    finally:
        made.end()


def until_workers(address: str, number: int) -> None:
    with distributed.Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=60)


@pytest.fixture(scope="module")
def shared(server, tmp_path_factory) -> Iterator[Cluster]:
    """A cluster of two workers for the tests that kill none of them."""
    with running(server, tmp_path_factory.mktemp("cluster")) as made:
        yield made


def left_on(address: str) -> tuple[int, int]:
    """Tasks and clients that the scheduler still knows of, once it has had a moment to forget them."""
    with distributed.Client(address, timeout=10, set_as_default=False) as client:
        for _ in range(100):
            counts = client.run_on_scheduler(
                lambda dask_scheduler: (
                    len(dask_scheduler.tasks),
                    sum(key.startswith("redline") for key in dask_scheduler.clients),
                )
            )
            if counts == (0, 0):
                break
            time.sleep(0.1)
    return counts


def square(task: Sum) -> int:
    if task.number == 13:
        raise ValueError("thirteen is not squared")
    return task.number**2


def slow_at_first(task: Sum) -> bytes:
    time.sleep(0.5 if task.number == 0 else 0)
    return bytes([task.number]) * 3_000_000


def work_until_told(task: Sum) -> int:
    task.begin()
    for _ in range(600):
        stop_if_asked()
        time.sleep(0.05)
    (task.folder / "finished").touch()
    return 0


def slow(task: Sum) -> int:
    task.begin()
    time.sleep(0.4)
    return task.number**2


def end_oneself(task: Sum) -> int:
    task.begin()
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_results_of_megabytes_come_in_the_order_of_the_tasks_and_nothing_is_left(shared, tmp_path):
    tasks = [Sum(number, tmp_path) for number in range(12)]
    found = list(in_order(slow_at_first, tasks, scheduler=shared.address))
    assert found == [bytes([number]) * 3_000_000 for number in range(12)]
    assert left_on(shared.address) == (0, 0)


def test_only_a_few_tasks_are_handed_out_before_their_results_are_taken(shared, tmp_path):
    handed_out = []

    def tasks():
        for number in range(60):
            handed_out.append(number)
            yield Sum(number, tmp_path)

    results = in_order(square, tasks(), scheduler=shared.address)
    next(results)
    assert len(handed_out) <= 2 * cluster.AHEAD
    results.close()
    assert left_on(shared.address) == (0, 0)


def test_a_task_that_raises_becomes_one_error_that_names_it_and_the_rest_is_taken_back(shared, tmp_path):
    with pytest.raises(WorkFailed, match=r"^sum 13: ValueError: thirteen is not squared$"):
        list(in_order(square, [Sum(13, tmp_path), *[Sum(n, tmp_path) for n in range(9)]], scheduler=shared.address))
    assert left_on(shared.address) == (0, 0)


def test_an_interrupt_takes_back_what_waits_and_ends_what_is_worked_on(shared, tmp_path):
    tasks = [Sum(number, tmp_path) for number in range(6)]
    results = in_order(work_until_told, tasks, scheduler=shared.address)

    def interrupt_at_work():
        until = time.monotonic() + 60
        while not any(task.seen() for task in tasks) and time.monotonic() < until:
            time.sleep(0.01)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    threading.Thread(target=interrupt_at_work).start()
    with pytest.raises(KeyboardInterrupt):
        next(results)
    assert left_on(shared.address) == (0, 0)
    begun = sum(bool(task.seen()) for task in tasks)
    assert 1 <= begun <= 2
    # The workers are free again at once: what they were doing was ended, not only forgotten.
    assert list(in_order(square, [Sum(3, tmp_path)], scheduler=shared.address)) == [9]
    assert not (tmp_path / "finished").exists()  # each would take half a minute


def test_a_task_that_begins_after_its_run_was_ended_does_nothing():
    order = pickle.dumps((square, Sum(3, None)))
    assert cluster.do(order, "another", cluster.about()) == 9
    cluster.halt("ended")
    with pytest.raises(Stopped):
        cluster.do(order, "ended", cluster.about())
    assert cluster.do(order, "another", cluster.about()) == 9 and not cluster._at_work


def test_a_class_of_the_users_own_script_travels_along(shared, tmp_path, environment):
    script = tmp_path / "study.py"
    script.write_text(
        "from tests.runs.workers.test_cluster import Sum, square\n"
        "from sim.runs.workers.workers import in_order\n"
        "class Own(Sum):\n    title = 'own'\n"
        f"print(*in_order(square, [Own(5, None)], scheduler={shared.address!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "25\n", done.stderr


MONTH = """\
format: 1
title: A month on a cluster
clock: {start: 2019-05-08, days: 60}
runs: {worlds: 600, seed: 5, assumptions: {draws: 0}}
parameters: {united_states.pressure: 0.8}
variants:
  low_line: {set: {united_states.force_threshold: 4}}
"""


def found(bundles, scheduler: str | None) -> str:
    pieces = [piece for some in in_order(simulate_bundle, bundles, scheduler=scheduler) for piece in some]
    columns = {name: [piece.block.columns[name] for piece in pieces] for name in ("outcome", "day")}
    cell = np.concatenate([np.full(len(piece.task.world), piece.task.cell.index) for piece in pieces])
    world = np.concatenate([piece.task.world for piece in pieces])
    return digest(cell, world, *(np.concatenate(column) for column in columns.values()))


def test_a_whole_run_on_a_cluster_has_the_digest_of_a_run_in_one_process(shared):
    scenario = sim.load(MONTH).replace(worlds=60, assumptions={"draws": 4, "worlds": 10})
    alone, together = sim.run(scenario), sim.run(scenario, scheduler=shared.address)
    assert together.digest == alone.digest
    assert together.assumptions.equals(alone.assumptions)
    assert left_on(shared.address) == (0, 0)


def executing(dask_worker) -> int:
    """Tasks that a worker is at, at this moment."""
    return dask_worker.state.executing_count


def test_a_worker_that_is_killed_while_it_simulates_changes_no_world(server, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.runs.blocks.WORLDS_PER_BLOCK", 200)
    bundles = Plan.of(sim.load(MONTH)).bundles(jobs=6)
    assert len(bundles) == 6
    alone = found(bundles, None)
    with running(server, tmp_path) as made, distributed.Client(made.address, set_as_default=False) as watch:
        victim = made.processes[1]
        address = next(at for at, pid in watch.run(os.getpid).items() if pid == victim.pid)
        killed = []

        def kill_at_work():
            until = time.monotonic() + 30
            while not killed and time.monotonic() < until:
                if watch.run(executing, workers=[address], on_error="return")[address]:
                    victim.kill()
                    killed.append(victim.wait())

        killer = threading.Thread(target=kill_at_work)
        killer.start()
        together = found(bundles, made.address)
        killer.join()
        assert killed == [-signal.SIGKILL]
        assert together == alone


def test_the_task_of_a_killed_worker_is_done_again_by_another(server, tmp_path):
    with running(server, tmp_path) as made:
        tasks = [Sum(number, tmp_path) for number in range(10)]
        victim = made.processes[2]

        def kill_at_work():
            until = time.monotonic() + 20
            while time.monotonic() < until:
                if any(victim.pid in task.seen() for task in tasks):
                    victim.kill()
                    return
                time.sleep(0.01)

        killer = threading.Thread(target=kill_at_work)
        killer.start()
        assert list(in_order(slow, tasks, scheduler=made.address)) == [number**2 for number in range(10)]
        killer.join()
        assert any(len(task.seen()) == 2 for task in tasks)  # begun by the one, finished by the other


def test_a_task_that_kills_every_worker_is_given_up_with_its_title(server, tmp_path):
    with running(server, tmp_path, workers=3, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1") as made:
        with pytest.raises(WorkFailed, match=r"^sum 1: 2 workers of the cluster ended without a word"):
            list(in_order(end_oneself, [Sum(1, tmp_path)], scheduler=made.address))
        assert len(Sum(1, tmp_path).seen()) == 2


def test_a_scheduler_that_is_lost_on_the_way_ends_the_run_with_one_sentence(server, tmp_path):
    with running(server, tmp_path, workers=1) as made:
        tasks = [Sum(number, tmp_path) for number in range(40)]
        results = in_order(slow, tasks, scheduler=made.address)
        next(results)
        made.processes[0].kill()
        with pytest.raises(cluster.SchedulerUnreachable, match=f"the scheduler at {made.address} was lost"):
            list(results)
        assert sum(bool(task.seen()) for task in tasks) < 40


def test_a_cluster_whose_last_worker_is_gone_is_given_up_after_a_while(server, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "NO_WORKER", 1.0)
    monkeypatch.setattr(cluster, "LOOK", 0.5)
    with running(server, tmp_path, workers=1) as made:
        results = in_order(slow, [Sum(number, tmp_path) for number in range(40)], scheduler=made.address)
        next(results)
        made.processes[1].kill()
        with pytest.raises(cluster.SchedulerUnreachable, match="has had no workers for 1 s"):
            list(results)


def test_a_scheduler_that_does_not_answer_is_told_within_ten_seconds(tmp_path, monkeypatch):
    assert cluster.ANSWER < 10  # and that is how long one waits: seen here with a shorter wait
    monkeypatch.setattr(cluster, "ANSWER", 2.0)
    waits, address = [], f"tcp://127.0.0.1:{free_port()}"

    class Asked(distributed.Client):
        def __init__(self, *args, timeout, **options):
            waits.append(timeout)
            super().__init__(*args, timeout=timeout, **options)

    monkeypatch.setattr(distributed, "Client", Asked)
    with pytest.raises(cluster.SchedulerUnreachable, match=f"no Dask scheduler answers at {address} within 2 s"):
        list(in_order(square, [Sum(1, tmp_path)], scheduler=address))
    assert waits == [2.0]


def test_where_nothing_is_left_to_do_no_scheduler_is_asked_but_its_address_is_still_read():
    assert list(in_order(square, [], scheduler=f"tcp://127.0.0.1:{free_port()}")) == []
    with pytest.raises(cluster.SchedulerUnreachable, match="write tcp://host:port"):
        list(in_order(square, [], scheduler="localhost"))


def test_an_address_without_a_port_is_refused_with_how_to_write_one(tmp_path):
    with pytest.raises(cluster.SchedulerUnreachable, match="write tcp://host:port"):
        list(in_order(square, [Sum(1, tmp_path)], scheduler="localhost"))


def test_a_scheduler_without_workers_is_told_after_a_wait(server, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "FIRST_WORKER", 1.0)
    with (
        running(server, tmp_path, workers=0) as made,
        pytest.raises(cluster.SchedulerUnreachable, match=r"has no workers .* start one: dask worker tcp://"),
    ):
        list(in_order(square, [Sum(1, tmp_path)], scheduler=made.address))


def test_a_worker_without_redline_is_named(server, tmp_path):
    (tmp_path / "hidden" / "sim").mkdir(parents=True)
    (tmp_path / "hidden" / "sim" / "__init__.py").write_text("raise ModuleNotFoundError('no sim here')\n")
    with running(server, tmp_path, workers=0) as made:
        made.stranger(tmp_path / "hidden")
        with pytest.raises(cluster.SchedulerUnreachable, match=r"the worker tcp://.* holds no redline, or another"):
            list(in_order(square, [Sum(1, tmp_path)], scheduler=made.address))


def test_a_worker_with_another_code_or_numpy_is_named_with_the_difference(shared, tmp_path, monkeypatch):
    mine, CODE = cluster.about(), "redline's code"
    monkeypatch.setattr(cluster, "about", lambda: mine | {"NumPy": "1.0", "redline's code": "0123456789ab"})
    with pytest.raises(cluster.SchedulerUnreachable) as refused:
        list(in_order(square, [Sum(1, tmp_path)], scheduler=shared.address))
    text = str(refused.value)
    assert text.startswith("the worker tcp://127.0.0.1:")
    assert f"NumPy is {np.__version__} there and 1.0 here" in text
    assert f"redline's code is {mine[CODE]} there and 0123456789ab here" in text
    assert "Python is" not in text


def test_a_worker_with_another_code_that_joins_later_does_no_task():
    with pytest.raises(cluster.SchedulerUnreachable, match=r"NumPy is .* there and 1\.0 here"):
        cluster.do(b"never read", "run", cluster.about() | {"NumPy": "1.0"})


def test_without_dask_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(cluster.SchedulerUnreachable, match=r"pip install 'redline\[cluster\]'"):
        list(in_order(square, [Sum(1, tmp_path)], scheduler="tcp://127.0.0.1:1"))
