"""Who does the sums: NumPy, or the compiled engine when the caller asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType

# A context variable and not a switch: a caller's choice ends with its block and its thread.
_chosen: ContextVar[ModuleType | None] = ContextVar("compiled engine", default=None)
_alone: ContextVar[bool] = ContextVar("one thread of the compiled engine", default=False)


@contextmanager
def compiled(*, alone: bool = False) -> Iterator[None]:
    """Run `pool`, `tau2`, `tau2_interval` and what rests on them compiled, within a block.

    Needs numba, an optional extra (``pip install thymos[fast]``). The first use on a machine
    compiles for about ten seconds and keeps the result beside the code; later ones load it in
    about a second, so that it pays from some thousand fits on. Methods that are not compiled
    (see compiled.CODES) run as ever. The answers agree to 1e-9. A new thread starts with
    NumPy. alone: all sums in this thread, which lets others run meanwhile; for callers that
    have threads of their own. Raises ValueError when numba is absent.
    """
    try:
        from thymos.kernel import compiled as module
    except ImportError as error:
        raise ValueError(
            "compiled runs need the package numba: pip install 'thymos[fast]'"
        ) from error
    token, manner = _chosen.set(module), _alone.set(alone)
    try:
        yield
    finally:
        _alone.reset(manner)
        _chosen.reset(token)


def alone() -> bool:
    """Whether the compiled engine should keep to this thread.

    >>> alone()
    False
    """
    return _alone.get()


def engine(method: str | None = None) -> ModuleType | None:
    """The compiled module when it was asked for, and knows the method if one is named.

    >>> engine() is None
    True
    """
    module = _chosen.get()
    if module is None or (method is not None and module.code_of(method) is None):
        return None
    return module
