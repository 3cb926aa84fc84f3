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
    asked = pieces(plan.count, plan.chunk)
    if store is not None:
        for piece in asked:
            if (known := store.get(piece)) is not None:
                found[piece] = known
    before, start = sum(piece.size for piece in found), clock()
    missing = [piece for piece in asked if piece not in found]
    results = (executor or InProcess()).results(plan.work, _wanted(missing, cancel))
    try:
        with closing(results):
            for piece, result in results:
                found[piece] = result
                if store is not None:
                    store.put(piece, result)
                if progress is not None:
                    done = sum(piece.size for piece in found)
                    progress(Progress(done, plan.count, clock() - start, before))
    except KeyboardInterrupt:
        raise _cancelled(found, plan, store) from None
    if len(found) < len(asked):
        raise _cancelled(found, plan, store)
    return [found[piece] for piece in asked]


def _cancelled(found: dict[Piece, R], plan: Plan[R], store: Store[R] | None) -> Cancelled:
    done = sum(piece.size for piece in found)
    kept = "; the same command goes on from there" if store is not None else ""
    return Cancelled(f"stopped after {done:,} of {plan.count:,}{kept}")


def _wanted(missing: list[Piece], cancel: Cancel | None) -> Iterator[Piece]:
    """No further piece once it was wished to stop."""
    for piece in missing:
        if cancel is not None and cancel.wished:
            return
        yield piece
