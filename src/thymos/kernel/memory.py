"""Sums that are asked for again and again within one question are worked out once.

A verdict pools the same trials for the forest plot, the rule and the certainty. Nothing is
kept beyond the block of the caller who asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

from thymos.kernel.batch import Batch

T = TypeVar("T")
Key = tuple[str, tuple[int, ...], bytes, bytes, bytes]

# A context variable and not a switch: a caller's choice ends with its block and its thread.
_kept: ContextVar[dict[Key, object] | None] = ContextVar("sums kept", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within the block, the same batch under the same method is pooled once.

    The arrays are shared between the answers and must not be written to. A block inside
    another begins anew.
    """
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(method: str, batch: Batch, work: Callable[[], T]) -> T:
    """What work gives for a batch, or what it gave before in this block.

    >>> from thymos.kernel.batch import as_batch
    >>> asked = []
    >>> with remembering():
    ...     for _ in range(2):
    ...         _ = once("DL", as_batch([0.1, 0.2], [1.0, 1.0]), lambda: asked.append("once"))
    >>> asked
    ['once']
    """
    kept = _kept.get()
    if kept is None:
        return work()
    arrays = (batch.y.tobytes(), batch.v.tobytes(), batch.mask.tobytes())
    key = (method, batch.y.shape, *arrays)
    if key not in kept:
        kept[key] = work()
    return cast("T", kept[key])
