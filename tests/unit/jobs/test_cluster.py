"""A Dask cluster does what one process does, byte for byte, though a worker or the client dies."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from thymos.errors import Cancelled, UsageError
from thymos.jobs import Cancel, Cluster, InProcess, Plan, Progress, Stored, run
from thymos.jobs.random import normal

pytest.importorskip("distributed")

SEED = 41


def draws(first, stop):
    """Work of a module, so that other processes find it; slow enough that workers share it."""
    time.sleep(0.005)
    return {"x": normal(SEED, ["a", "b"], first, stop), "first": np.array([first])}


def fails_at_three(first, stop):
    if first <= 3 < stop:
        raise ZeroDivisionError("at three")
    return first


def ends_its_worker(first, stop):
    os._exit(9)


@pytest.fixture(scope="module")
def cluster():
    with Cluster(workers=2) as started:
        yield started


def same(one, two):
    return all(
        a.keys() == b.keys() and all(a[name].tobytes() == b[name].tobytes() for name in a)
        for a, b in zip(one, two, strict=True)
    )


def test_a_cluster_gives_the_same_bytes_in_the_same_order(cluster):
    plan = Plan(103, draws, chunk=5)
    assert same(run(plan, cluster), run(plan, InProcess()))


def test_a_scheduler_elsewhere_is_used_by_its_address(cluster):
    plan = Plan(20, draws, chunk=4)
    there = Cluster(cluster.client.scheduler.address)
    assert same(run(plan, there), run(plan, InProcess()))
    # It was not ours to end.
    assert same(run(plan, cluster), run(plan, InProcess()))


def test_what_the_work_raises_is_raised(cluster):
    with pytest.raises(ZeroDivisionError, match="at three"):
        run(Plan(8, fails_at_three, chunk=1), cluster)


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_and_nothing_is_counted_twice(cluster):
    plan = Plan(400, draws, chunk=2)
    told: list[int] = []
    killed: list[int] = []

    def kill_one(progress):
        told.append(progress.done)
        if progress.done >= 100 and not killed:
            killed.append(next(iter(cluster.client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    found = run(plan, cluster, progress=kill_one)
    assert killed
    assert told == list(range(2, 401, 2))
    assert same(found, run(plan, InProcess()))


@pytest.mark.slow
def test_a_cancelled_run_goes_on_from_its_store(cluster, tmp_path):
    plan, store, cancel = Plan(200, draws, chunk=2), Stored(tmp_path, "draws"), Cancel()
    with pytest.raises(Cancelled, match="of 200"):
        run(plan, cluster, progress=lambda _: cancel(), cancel=cancel, store=store)
    kept = len(list(tmp_path.iterdir()))
    assert 1 <= kept < 50
    told: list[Progress] = []
    assert same(run(plan, cluster, store=store, progress=told.append), run(plan, InProcess()))
    assert len(told) == 100 - kept


CLIENT = """
    import sys, time
    from pathlib import Path
    import numpy as np
    from thymos.jobs import Cluster, Plan, Processes, Stored, run

    def work(first, stop):
        time.sleep(0.02)
        return {"x": np.arange(first, stop)}

    def told(progress):
        print(progress.done, flush=True)

    if __name__ == "__main__":
        who = {"cluster": Cluster, "processes": Processes}[sys.argv[2]](workers=2)
        run(Plan(2000, work, chunk=2), who, store=Stored(Path(sys.argv[1]), "k"), progress=told)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs groups of processes")
@pytest.mark.parametrize("who", ["cluster", "processes"])
@pytest.mark.parametrize("how", ["KILL", "INT"])
def test_a_killed_or_interrupted_client_leaves_no_worker_and_its_pieces_are_kept(
    how, who, tmp_path
):
    script, folder = tmp_path / "client.py", tmp_path / "kept"
    script.write_text(textwrap.dedent(CLIENT))
    client = subprocess.Popen(
        [sys.executable, script, folder, who],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert client.stdout is not None
    for line in client.stdout:
        if int(line) >= 40:
            break
    if how == "KILL":
        client.kill()
    else:
        os.killpg(client.pid, signal.SIGINT)
    _, said = client.communicate(timeout=60)
    if how == "INT":
        assert "Cancelled: stopped after" in said
        assert "goes on from there" in said
    for _ in range(200):
        if not _alive(client.pid):
            break
        time.sleep(0.1)
    assert not _alive(client.pid)
    # What it was writing when it was killed has another name.
    kept = [piece for piece in folder.iterdir() if piece.suffix == ".npz"]
    assert 20 <= len(kept) < 1000
    done = []

    def work(first, stop):
        done.append(first)
        return {"x": np.arange(first, stop)}

    whole = run(Plan(2000, work, chunk=2), store=Stored(folder, "k"))
    assert np.array_equal(np.concatenate([part["x"] for part in whole]), np.arange(2000))
    assert len(done) == 1000 - len(kept)


def _alive(group):
    """Whether any process of a group is left; its zombies do not count."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of = file.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of) == group and state != "Z":
            return True
    return False


@pytest.mark.slow
def test_no_scheduler_is_told_in_one_line(monkeypatch):
    monkeypatch.setattr("thymos.jobs.cluster.PATIENCE", 1)
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9: "):
        run(Plan(1, draws), Cluster("tcp://127.0.0.1:9"))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("what", "Must include protocol like tcp"),
        ("tcp://here", "missing port number"),
        ("http://here:1", "unknown address scheme"),
    ],
)
def test_an_address_that_is_none_is_told_before_anything_starts(address, why):
    before = threading.active_count()
    with pytest.raises(UsageError, match=f"no Dask scheduler answers at {address}: .*{why}"):
        run(Plan(1, draws), Cluster(address))
    assert threading.active_count() == before


@pytest.mark.slow
def test_a_piece_that_ends_every_worker_is_told(cluster):
    with pytest.raises(UsageError, match="ended every worker that tried it"):
        run(Plan(1, ends_its_worker), cluster)
