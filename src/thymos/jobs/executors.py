"""Who does the pieces: this process, its threads, or other processes.

Each gives results as they are ready, in any order, and takes the next piece only when a worker
is free, so that a run can be stopped and its progress told. A cluster is another class with the
same method, `jobs.cluster`.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures import Executor as Pool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Protocol, TypeVar

from thymos.errors import UsageError
from thymos.jobs.plan import Piece

R = TypeVar("R")
Work = Callable[[int, int], R]

# So many pieces a worker wait in line, so that none is idle.
IN_LINE = 2
# So many deaths in a row, without one result between them, are no accident.
MOST_DEATHS = 3


class Executor(Protocol):
    """Does pieces of work; closing the generator stops it after those that are being done."""

    def results(
        self, work: Work[R], pieces: Iterable[Piece]
    ) -> Generator[tuple[Piece, R], None, None]:
        """Each piece with its result, as it is ready. Raises what the work raises."""
        ...


@dataclass(frozen=True, slots=True)
class InProcess:
    """One piece after the other, here."""

    def results(
        self, work: Work[R], pieces: Iterable[Piece]
    ) -> Generator[tuple[Piece, R], None, None]:
        """Each piece with its result, in order."""
        for piece in pieces:
            yield piece, work(piece.first, piece.stop)


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads of this process, for work that lets go of the interpreter's lock.

    workers: as many as processors when None.
    """

    workers: int | None = None

    def __post_init__(self) -> None:
        _checked(self.workers)

    def results(
        self, work: Work[R], pieces: Iterable[Piece]
    ) -> Generator[tuple[Piece, R], None, None]:
        """Each piece with its result, as it is ready."""
        count = self.workers or os.cpu_count() or 1
        return _pooled(lambda: ThreadPoolExecutor(count), count, work, pieces)


@dataclass(frozen=True, slots=True)
class Processes:
    """Other processes, started anew, for work in Python; it and its results must be picklable.

    workers: as many as processors when None. Where one dies, all are started anew, and what they
    were doing is done again.
    """

    workers: int | None = None

    def __post_init__(self) -> None:
        _checked(self.workers)

    def results(
        self, work: Work[R], pieces: Iterable[Piece]
    ) -> Generator[tuple[Piece, R], None, None]:
        """Each piece with its result, as it is ready."""
        count = self.workers or os.cpu_count() or 1
        # A fork would copy locks that other threads hold.
        context = multiprocessing.get_context("spawn")

        def start() -> Pool:
            return ProcessPoolExecutor(count, mp_context=context, initializer=_bound)

        return _pooled(start, count, work, pieces, undisturbed)


def _bound() -> None:
    """A worker is deaf to interrupts, which reach every process of a terminal, and ends with the
    process that started it: one that was killed can tell nobody to stop.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """Wait for a process to be gone, then be gone too."""
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


@contextmanager
def undisturbed() -> Iterator[None]:
    """An interrupt within waits until the end, and processes started within are deaf to it.

    An interrupt of the terminal reaches every process of it; only the one that waits heeds it.
    In other threads than the main one nothing changes.
    """
    before = signal.getsignal(signal.SIGINT)
    alone = threading.current_thread() is threading.main_thread()
    if not alone or before in (signal.SIG_IGN, None):
        yield
        return
    heard: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with _blocked():
            yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        signal.raise_signal(signal.SIGINT)


@contextmanager
def _blocked() -> Iterator[None]:
    """Processes and threads inherit what is blocked when they start; a handler they do not."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    # It would let interrupts through again where it starts within.
    ensure_running()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _checked(workers: int | None) -> None:
    if workers is not None and workers < 1:
        raise ValueError(f"workers: expected 1 or more, found {workers}")


def _pooled(
    start: Callable[[], Pool],
    workers: int,
    work: Work[R],
    pieces: Iterable[Piece],
    guard: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Generator[tuple[Piece, R], None, None]:
    pool, deaths = start(), 0
    waiting = iter(pieces)
    open_: dict[Future[R], Piece] = {}
    try:
        while True:
            while len(open_) < IN_LINE * workers and (piece := next(waiting, None)) is not None:
                with guard():
                    open_[pool.submit(work, piece.first, piece.stop)] = piece
            if not open_:
                return
            try:
                for future in wait(open_, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    deaths = 0
                    yield open_.pop(future), result
            except BrokenExecutor:
                deaths += 1
                if deaths == MOST_DEATHS:
                    raise UsageError(
                        "workers died again and again; is there too little memory?"
                    ) from None
                pool.shutdown(wait=True, cancel_futures=True)
                pool, again = start(), sorted(open_.values(), key=lambda piece: piece.first)
                with guard():
                    open_ = {pool.submit(work, each.first, each.stop): each for each in again}
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
