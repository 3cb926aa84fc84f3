"""A plan is done piece by piece; who does it, and how it is cut, cannot be seen in its results."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thymos.errors import Cancelled, OutputError, UsageError
from thymos.jobs import (
    Cancel,
    InProcess,
    Keeping,
    Piece,
    Plan,
    Processes,
    Progress,
    Stored,
    Threads,
    fold,
    run,
)
from thymos.jobs.random import normal, uniform

SEED = 20061
# Told by the environment, which other processes inherit.
FLAG = Path(os.environ.get("THYMOS_TEST_FLAG", "unset"))


def draws(first, stop):
    """Work of a module, so that other processes find it."""
    return uniform(SEED, ["k", "v"], first, stop) ** 2


def zeros(first, stop):
    return {"x": np.zeros(stop - first)}


def fails_at_three(first, stop):
    if first <= 3 < stop:
        raise ZeroDivisionError("at three")
    return first


@given(st.integers(0, 40), st.integers(1, 45), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_pieces_and_threads_change_no_digit(count, chunk, workers):
    plan = Plan(count, draws, chunk=chunk)
    parts = run(plan, Threads(workers))
    assert np.array_equal(np.concatenate([np.empty((0, 2)), *parts]), draws(0, count))


def test_other_processes_give_the_same_in_the_same_order():
    plan = Plan(23, draws, chunk=4)
    assert np.array_equal(np.concatenate(run(plan, Processes(2))), draws(0, 23))


def test_results_come_in_order_though_the_first_is_ready_last():
    gate = threading.Event()

    def work(first, _):
        if first == 0:
            assert gate.wait(10)
        else:
            gate.set()
        return first

    assert run(Plan(3, work, chunk=1), Threads(2)) == [0, 1, 2]


@pytest.mark.parametrize("executor", [InProcess(), Threads(2), Processes(2)])
def test_what_the_work_raises_is_raised(executor):
    with pytest.raises(ZeroDivisionError, match="at three"):
        run(Plan(8, fails_at_three, chunk=1), executor)


def dies_once(first, stop):
    """Ends its process when it is the first to come to piece 4, by a file that it leaves."""
    if first == 4 and not FLAG.exists():
        FLAG.touch()
        os._exit(9)
    return draws(first, stop)


def dies(first, stop):
    os._exit(9)


@pytest.mark.slow
def test_a_process_that_dies_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("THYMOS_TEST_FLAG", str(tmp_path / "died"))
    told = []
    parts = run(Plan(12, dies_once, chunk=2), Processes(2), progress=lambda p: told.append(p.done))
    assert np.array_equal(np.concatenate(parts), draws(0, 12))
    assert told == [2, 4, 6, 8, 10, 12]
    assert (tmp_path / "died").exists()


@pytest.mark.slow
def test_processes_that_die_again_and_again_are_told():
    with pytest.raises(UsageError, match="workers died again and again"):
        run(Plan(4, dies, chunk=1), Processes(1))


def counts(first, stop):
    return {"n": np.array([stop - first]), "sum": np.array([sum(range(first, stop))])}


def added(one, other):
    return {name: one[name] + other[name] for name in one}


@pytest.mark.parametrize("executor", [None, Threads(3)])
def test_pieces_are_merged_as_they_come_and_each_counts_once(executor, tmp_path):
    store, cancel = Stored(tmp_path, "counts"), Cancel()
    with pytest.raises(Cancelled):
        fold(Plan(100, counts, 3), added, executor, progress=lambda _: cancel(), cancel=cancel,
             store=store)  # fmt: skip
    whole = fold(Plan(100, counts, 3), added, executor, store=store)
    assert whole is not None
    assert (whole["n"].item(), whole["sum"].item()) == (100, 4950)
    assert fold(Plan(0, counts), added, executor) is None


def test_progress_tells_rate_and_what_is_left():
    seconds = iter([10.0, 12.0, 14.0])
    told: list[Progress] = []
    run(Plan(4, draws, chunk=2), progress=told.append, clock=lambda: next(seconds))
    assert told == [Progress(2, 4, 2.0), Progress(4, 4, 4.0)]
    assert (told[0].rate, told[0].left) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress(0, 10, 0.0), "0 of 10 (0 %)"),
        (Progress(0, 0, 0.0), "0 of 0 (100 %)"),
        (Progress(1000, 5000, 10.0), "1,000 of 5,000 (20 %), 100 a second, 40 s left"),
        (Progress(10, 100000, 1.0), "10 of 100,000 (0 %), 10 a second, 2.8 h left"),
        (Progress(10, 3010, 1.0, before=5), "10 of 3,010 (0 %), 5 a second, 10 min left"),
        (Progress(5, 10, 3.0, before=5), "5 of 10 (50 %)"),
    ],
)
def test_progress_in_one_line(progress, line):
    assert str(progress) == line


@pytest.mark.parametrize("executor", [InProcess(), Threads(2)])
def test_a_cancelled_run_says_how_far_it_came_and_keeps_it(executor, tmp_path):
    cancel, store = Cancel(), Stored(tmp_path, "draws")
    done = []

    def work(first, stop):
        done.append(first)
        return {"draws": draws(first, stop)}

    def stop_soon(progress):
        if progress.done >= 4:
            cancel()

    plan = Plan(100, work, chunk=2)
    with pytest.raises(Cancelled, match="of 100"):
        run(plan, executor, progress=stop_soon, cancel=cancel, store=store)
    assert 2 <= len(done) < 20
    before = set(done)
    done.clear()
    whole = run(plan, executor, store=store)
    assert np.array_equal(np.concatenate([part["draws"] for part in whole]), draws(0, 100))
    assert before.isdisjoint(done)
    assert len(before) + len(done) == 50


@pytest.mark.parametrize("executor", [InProcess(), Threads(2), Processes(2)])
def test_an_interrupt_ends_a_run_and_keeps_what_is_done(executor, tmp_path):
    plan = Plan(40, zeros, chunk=2)

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(Cancelled, match=r"^stopped after 2 of 40$") as told:
        run(plan, executor, progress=interrupt)
    assert told.value.exit_code == 130
    again = r"^stopped after 2 of 40; the same command goes on from there$"
    store = Stored(tmp_path, "zeros")
    with pytest.raises(Cancelled, match=again):
        run(plan, executor, progress=interrupt, store=store)
    with pytest.raises(Cancelled, match="stopped after 4 of 40"):
        run(plan, executor, progress=interrupt, store=store)


def test_an_interrupt_of_the_work_itself_is_told_too():
    def work(first, _):
        if first == 4:
            raise KeyboardInterrupt
        return first

    with pytest.raises(Cancelled, match="stopped after 4 of 9"):
        run(Plan(9, work, chunk=2))


def test_a_resumed_run_counts_its_own_rate(tmp_path):
    store = Stored(tmp_path, "k")
    store.put(Piece(0, 2), {"x": np.zeros(2)})
    told: list[Progress] = []
    seconds = iter([0.0, 1.0])
    plan = Plan(4, zeros, chunk=2)
    run(plan, store=store, progress=told.append, clock=lambda: next(seconds))
    assert told == [Progress(4, 4, 1.0, before=2)]
    assert told[0].rate == 2.0


def test_stored_pieces_of_another_key_or_damaged_ones_are_not_seen(tmp_path):
    piece = Piece(0, 3)
    Stored(tmp_path, "one").put(piece, {"x": np.arange(3)})
    assert Stored(tmp_path, "other").get(piece) is None
    assert Stored(tmp_path, "one").get(Piece(0, 2)) is None
    found = Stored(tmp_path, "one").get(piece)
    assert found is not None
    assert found["x"].tolist() == [0, 1, 2]
    (file,) = tmp_path.iterdir()
    for damage in (b"", b"PK\x03\x04", file.read_bytes()[:-30]):
        file.write_bytes(damage)
        assert Stored(tmp_path, "one").get(piece) is None


def test_a_kept_run_goes_on_only_as_itself(tmp_path):
    folder = tmp_path / "deep" / "run"
    about = {"model digest": "ab12", "seed": "1"}
    for _ in range(2):
        keep = Keeping(folder, about)
        first, second = keep.store("draws"), keep.store("draws")
        if (known := first.get(Piece(0, 2))) is not None:
            assert known.tolist() == [1, 2]
        assert second.get(Piece(0, 2)) is None
        first.put(Piece(0, 2), np.array([1, 2]))
    with pytest.raises(UsageError) as told:
        Keeping(folder, about | {"model digest": "cd34"})
    assert str(told.value) == (
        f"{folder}: keeps another run, with model digest ab12, not cd34; name another folder"
    )
    with pytest.raises(UsageError, match="with patients none, not 5"):
        Keeping(folder, about | {"patients": "5"})
    with pytest.raises(UsageError, match="with seed 1, not none"):
        Keeping(folder, {"model digest": "ab12"})


def test_a_kept_run_keeps_what_can_be_turned_into_arrays(tmp_path):
    def to(pair):
        return {"low": np.array(pair[0]), "high": np.array(pair[1])}

    def of(arrays):
        return arrays["low"].item(), arrays["high"].item()

    for _ in range(2):
        keep = Keeping(tmp_path / "run", {})
        kept = keep.turned("ends", to, of)
        plan = Plan(7, lambda first, stop: (first, stop - 1), chunk=3)
        assert run(plan, store=kept) == [(0, 2), (3, 5), (6, 6)]
        assert kept.get(Piece(3, 6)) == (3, 5)


def test_a_folder_of_something_else_keeps_no_run(tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(UsageError, match="expected a new folder or one of a kept run"):
        Keeping(tmp_path, {})
    assert [file.name for file in tmp_path.iterdir()] == ["letters.txt"]
    for text in ("[]", "half of {"):
        (tmp_path / "run.json").write_text(text)
        with pytest.raises(UsageError, match=r"run\.json: cannot be read as what a kept run"):
            Keeping(tmp_path, {})
    with pytest.raises(OutputError, match="cannot be made: "):
        Keeping(tmp_path / "letters.txt" / "run", {})


def test_a_plan_without_indices_has_no_results():
    assert run(Plan(0, draws), Threads(2)) == []


@pytest.mark.parametrize(("count", "chunk"), [(-1, 2), (3, 0)])
def test_a_plan_that_makes_no_sense_is_refused(count, chunk):
    with pytest.raises(ValueError, match="a plan needs"):
        Plan(count, draws, chunk=chunk)


@pytest.mark.parametrize("executor", [Threads, Processes])
def test_no_workers_are_refused(executor):
    with pytest.raises(ValueError, match="workers: expected 1 or more, found 0"):
        executor(0)


@given(st.integers(0, 50), st.integers(0, 50))
def test_draws_depend_on_index_and_name_alone(first, more):
    whole = uniform(SEED, ["a", "b"], 0, first + more)
    part = uniform(SEED, ["c", "b"], first, first + more)
    assert np.array_equal(part[:, 1], whole[first:, 1])
    assert ((part > 0) & (part < 1)).all()


def test_draws_are_pinned_so_that_no_release_changes_an_ensemble():
    assert uniform(1, ["k"], 0, 2)[:, 0].tolist() == [0.7495954969072384, 0.2183877910963864]


def test_draws_of_two_names_or_seeds_have_nothing_in_common():
    a, b = uniform(SEED, ["a", "b"], 0, 20_000).T
    c = uniform(SEED + 1, ["a"], 0, 20_000)[:, 0]
    assert abs(np.corrcoef([a, b, c]) - np.eye(3)).max() < 0.03
    assert abs(a.mean() - 0.5) < 0.01
    assert abs(normal(SEED, ["a"], 0, 20_000).std() - 1) < 0.02


@pytest.mark.parametrize(("seed", "first", "stop"), [(-1, 0, 1), (2**64, 0, 1), (0, 3, 2)])
def test_a_seed_or_a_range_that_is_none_is_refused(seed, first, stop):
    with pytest.raises(ValueError, match="expected"):
        uniform(seed, ["a"], first, stop)
