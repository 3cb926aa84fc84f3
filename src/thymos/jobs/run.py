"""A plan from its first index to its last: pieces done, stored, counted, and put in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from time import monotonic
from typing import Protocol, TypeVar

from thymos.errors import Cancelled
from thymos.jobs.executors import Executor, InProcess
from thymos.jobs.plan import Piece, Plan, pieces
from thymos.jobs.progress import Cancel, Progress

R = TypeVar("R")


class Store(Protocol[R]):
    """Where finished pieces are kept, so that a run that was stopped can go on."""

    def get(self, piece: Piece) -> R | None:
        """The result of a piece, None where there is none."""
        ...

    def put(self, piece: Piece, result: R) -> None:
        """Keep a result."""
        ...


def run(
    plan: Plan[R],
    executor: Executor | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancel: Cancel | None = None,
    store: Store[R] | None = None,
    clock: Callable[[], float] = monotonic,
) -> list[R]:
    """The results of a plan's pieces, in the order of their indices.

    executor: `InProcess()` when None; progress: called in this thread after every piece; cancel:
    looked at after every piece; store: asked before a piece is done, and given its result.
    Raises Cancelled, after an interrupt (Ctrl-C) too, and whatever the work raises.

    >>> run(Plan(5, lambda first, stop: sum(range(first, stop)), chunk=2))
    [1, 5, 4]
    """
    found: dict[Piece, R] = {}
    _do(plan, found.__setitem__, executor, progress, cancel, store, clock)
    return [found[piece] for piece in pieces(plan.count, plan.chunk)]


def fold(
    plan: Plan[R],
    merge: Callable[[R, R], R],
    executor: Executor | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancel: Cancel | None = None,
    store: Store[R] | None = None,
    clock: Callable[[], float] = monotonic,
) -> R | None:
    """The results of a plan's pieces, merged as they come; None for a plan without indices.

    merge: of two results, exact in whatever order they come, so that never more than two need
    be kept. The rest, and what is raised, as in `run`.

    >>> fold(Plan(5, lambda first, stop: sum(range(first, stop)), chunk=2), int.__add__)
    10
    """
    whole: list[R] = []

    def take(_: Piece, result: R) -> None:
        whole[:] = [merge(whole[0], result) if whole else result]

    _do(plan, take, executor, progress, cancel, store, clock)
    return whole[0] if whole else None


def _do(
    plan: Plan[R],
    take: Callable[[Piece, R], None],
    executor: Executor | None,
    progress: Callable[[Progress], None] | None,
    cancel: Cancel | None,
    store: Store[R] | None,
    clock: Callable[[], float],
) -> None:
    """Hand over every piece with its result once, those that are stored first."""
    missing: list[Piece] = []
    for piece in pieces(plan.count, plan.chunk):
        known = None if store is None else store.get(piece)
        if known is None:
            missing.append(piece)
        else:
            take(piece, known)
    done = before = plan.count - sum(piece.size for piece in missing)
    left, start = len(missing), clock()
    results = (executor or InProcess()).results(plan.work, _wanted(missing, cancel))
    try:
        with closing(results):
            for piece, result in results:
                take(piece, result)
                done, left = done + piece.size, left - 1
                if store is not None:
                    store.put(piece, result)
                if progress is not None:
                    progress(Progress(done, plan.count, clock() - start, before))
    except KeyboardInterrupt:
        raise _cancelled(done, plan, store) from None
    if left:
        raise _cancelled(done, plan, store)


def _cancelled(done: int, plan: Plan[R], store: Store[R] | None) -> Cancelled:
    kept = "; the same command goes on from there" if store is not None else ""
    return Cancelled(f"stopped after {done:,} of {plan.count:,}{kept}")


def _wanted(missing: list[Piece], cancel: Cancel | None) -> Iterator[Piece]:
    """No further piece once it was wished to stop."""
    for piece in missing:
        if cancel is not None and cancel.wished:
            return
        yield piece
