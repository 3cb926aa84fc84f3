"""Pieces done by the workers of a Dask cluster: one of its own on this machine, or any other.

Needs distributed, an optional extra (``pip install thymos[dask]``). The plan, its pieces and the
order of the results are those of every executor, so that the bytes are too, on machines of one
kind. A worker that dies loses what it was doing and nothing else: its pieces are done by another
one, and no piece is counted twice, since only its first result is taken.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from os import cpu_count
from time import monotonic
from typing import Any, TypeVar

from thymos.errors import UsageError
from thymos.jobs.executors import undisturbed
from thymos.jobs.plan import Piece
from thymos.version import VERSION

R = TypeVar("R")
Work = Callable[[int, int], R]

# So many pieces a worker wait in line: the way to a scheduler and back takes a millisecond.
IN_LINE = 4
# Seconds in which a scheduler must answer, and a first worker be there.
PATIENCE = 30
# What the allocator of workers is told: to keep up to so many bytes, and to map no smaller array.
ALLOCATOR: tuple[tuple[str, int], ...] = (
    ("MALLOC_TRIM_THRESHOLD_", 1 << 30),
    ("MALLOC_MMAP_THRESHOLD_", 1 << 25),
    ("MALLOC_TOP_PAD_", 1 << 24),
)
# Seconds after which the workers are counted anew: they come and go.
COUNTED_EVERY = 1.0


@dataclass(slots=True)
class Cluster:
    """An executor whose workers a Dask scheduler hands out.

    address: of a scheduler, such as ``tcp://10.0.0.5:8786``; None starts scheduler and workers
    here and ends them with the run. workers: processes of one thread each, for a cluster of its
    own, as many as processors when None. Within `with cluster:` it stays up from run to run.

    >>> Cluster(workers=2).address is None
    True
    """

    address: str | None = None
    workers: int | None = None
    _client: Any = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise ValueError(f"workers: expected 1 or more, found {self.workers}")
        if self.address is not None and self.workers is not None:
            raise ValueError("the workers of a scheduler elsewhere are counted there")

    def __enter__(self) -> Cluster:
        """Start it, or connect to it. Raises UsageError where neither works."""
        try:
            # Half a cluster cannot be ended cleanly.
            with undisturbed():
                self._client = self._connected()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        client, self._client = self._client, None
        with undisturbed():
            _close(client)

    @property
    def client(self) -> Any:
        """The client of distributed while the cluster is up, else None."""
        return self._client

    def results(
        self, work: Work[R], pieces: Iterable[Piece]
    ) -> Generator[tuple[Piece, R], None, None]:
        """Each piece with its result, as it is ready. Raises what the work raises, UsageError."""
        with self._up() as client:
            yield from _results(client, work, pieces)

    @contextmanager
    def _up(self) -> Iterator[Any]:
        if self._client is not None:
            yield self._client
            return
        with self:
            yield self._client

    def _connected(self) -> Any:
        try:
            from distributed import Client, LocalCluster
            from distributed.comm.addressing import get_address_host_port
        except ImportError as error:
            raise UsageError(
                "a Dask cluster needs the package distributed: pip install 'thymos[dask]'"
            ) from error
        if self.address is None:
            with _own_memory():
                here = LocalCluster(
                    n_workers=self.workers or cpu_count() or 1,
                    threads_per_worker=1,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            return Client(here)
        try:
            # A client that fails over its address waits a minute when it is thrown away.
            get_address_host_port(self.address, strict=True)
            client = Client(self.address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise UsageError(f"no Dask scheduler answers at {self.address}: {reason}") from None
        try:
            _examine(client, self.address)
        except BaseException:
            _close(client)
            raise
        return client


@contextmanager
def _own_memory() -> Iterator[None]:
    """Workers started within keep the memory of arrays that they freed.

    Dask has theirs give it back above 64 KB and take it anew for every array: work on arrays of
    some megabytes then takes more than twice as long.
    """
    import dask

    place = "distributed.nanny.pre-spawn-environ"
    with dask.config.set({place: {**dask.config.get(place), **dict(ALLOCATOR)}}):
        yield


def _examine(client: Any, address: str) -> None:
    """Refuse a cluster without workers, or whose workers run another thymos."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise UsageError(f"the Dask scheduler at {address} has no workers") from None
    for worker, found in client.run(version, on_error="return").items():
        if found != VERSION:
            told = f"thymos {found}" if isinstance(found, str) else f"no thymos ({found})"
            raise UsageError(f"the Dask worker {worker} has {told}; here it is {VERSION}")


def version() -> str:
    """The version of thymos where this is called."""
    return VERSION


def _results(
    client: Any, work: Work[R], pieces: Iterable[Piece]
) -> Generator[tuple[Piece, R], None, None]:
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    waiting = iter(pieces)
    open_: dict[Any, Piece] = {}
    ready = as_completed((), loop=client.loop)
    most, counted = 0, -math.inf
    try:
        while True:
            if monotonic() > counted + COUNTED_EVERY:
                most, counted = IN_LINE * max(sum(client.nthreads().values()), 1), monotonic()
            while len(open_) < most and (piece := next(waiting, None)) is not None:
                # Impure: a scheduler must not answer with what another work of this name gave.
                future = client.submit(work, piece.first, piece.stop, pure=False)
                open_[future] = piece
                ready.add(future)
            if not open_:
                return
            for future in next(ready.batches()):
                yield open_.pop(future), future.result()
                future.release()
    except KilledWorker as error:
        raise UsageError(f"a piece of work ended every worker that tried it: {error}") from None
    finally:
        with suppress(Exception):
            client.cancel(list(open_), force=True)


def _close(client: Any) -> None:
    """Let go of a client, and of its cluster where that is its own."""
    if client is None:
        return
    own = client.cluster
    with suppress(Exception):
        client.close()
    if own is not None:
        with suppress(Exception):
            own.close(timeout=PATIENCE)
