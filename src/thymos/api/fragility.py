"""How far an answer hangs on choices: of a dossier, or of people who have only numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from thymos.dossier.index import Dossier
from thymos.dossier.single import read_single
from thymos.errors import UsageError
from thymos.evidence.numbers import read_table
from thymos.evidence.sections import Wanted
from thymos.evidence.synthesis import Options, synthesise
from thymos.jobs import (
    Cluster,
    Executor,
    InProcess,
    Keeping,
    Processes,
    Progress,
    Threads,
)
from thymos.records.choices import OwnChoices
from thymos.version import VERSION

if TYPE_CHECKING:
    from thymos.evidence.fragility import Asked, Running
    from thymos.evidence.multiverse import Material
    from thymos.views.fragility import FragilityView

EXECUTORS = ("threads", "processes", "dask")
MOST_WORKERS = 256


@dataclass(frozen=True, slots=True)
class How:
    """How a long run is done.

    subsets: None for all choices of studies where that is quick, ``all``, or the size of a
    sample. leave_out: instead, every choice without so many studies. sets: simulated ones without
    effect. choices: a file of choices of one's own. points: whether up to 2^20 choices are kept
    one by one, for the drawing.
    engine: of choices of studies, auto, numpy, compiled or device (JAX). executor: of EXECUTORS;
    scheduler: the address of a Dask scheduler. keep: a folder for
    finished pieces; the same call goes on from there.
    """

    subsets: int | str | None = None
    sets: int | None = None
    seed: int = 1
    choices: str | Path | None = None
    workers: int = 1
    executor: str = "threads"
    scheduler: str | None = None
    keep: str | Path | None = None
    engine: str = "auto"
    leave_out: int | None = None
    points: bool = False
    progress: Callable[[str, Progress], None] | None = None


def of_outcome(
    dossier: Dossier, outcome: str, options: Options | None = None, how: How | None = None
) -> FragilityView:
    """How far the pooled answer on one outcome hangs on choices.

    Raises UnknownRecord, UsageError, Cancelled; OutputError for a folder that cannot be kept.
    """
    from thymos.evidence.fragility import fragility
    from thymos.evidence.multiverse import material
    from thymos.evidence.multiverse.table import own_dimensions
    from thymos.views.fragility import FragilityView

    options, how = options or Options(), how or How()
    found = synthesise(dossier, outcome, options)
    if found.pooling is None:
        raise UsageError(f"{outcome}: no result of a trial can be pooled")
    own = _own(how)
    made = material(dossier, found, options, lambda names, ids: own_dimensions(own, names, ids))
    about = {"outcome": f"{dossier.head.id} {outcome} as of {dossier.day}"}
    with _running(how, options, about, made) as running:
        answer = fragility(found.pooling, made, _asked(how), running)
    better = found.outcome.better
    return FragilityView(found.outcome.name, answer, dossier.day.isoformat(), better)


def fragility_numbers(
    path: str | Path,
    options: Options,
    how: How | None = None,
    where: tuple[tuple[str, str], ...] = (),
) -> FragilityView:
    """How far the pooled answer of a CSV file hangs on choices.

    Raises DataError, DossierError for the file of choices, UsageError, Cancelled, OutputError.
    """
    from thymos.evidence.fragility import fragility
    from thymos.evidence.multiverse.table import of_table
    from thymos.views.fragility import FragilityView

    how = how or How()
    table = read_table(Path(path), options, Wanted(where=where))
    made = of_table(table, options, _own(how))
    with _running(how, options, {"table": Path(path).name}, made) as running:
        answer = fragility(table.pooling, made, _asked(how), running)
    return FragilityView(Path(path).name, answer)


def _own(how: How) -> OwnChoices | None:
    return None if how.choices is None else read_single(Path(how.choices), OwnChoices)


def _asked(how: How) -> Asked:
    from thymos.evidence.fragility import Asked
    from thymos.evidence.multiverse import SETS

    sets = SETS if how.sets is None else how.sets
    return Asked(
        how.subsets,
        sets,
        how.seed,
        how.engine,
        leave_out=how.leave_out,
        points=how.points,
        workers=how.workers if how.scheduler is None else MOST_WORKERS,
    )


@contextmanager
def _running(
    how: How, options: Options, about: dict[str, str], made: Material
) -> Iterator[Running]:
    """Who works; a cluster stays up for the whole of it. Raises UsageError, OutputError."""
    from thymos.evidence.fragility import Running

    keep = None
    if how.keep is not None:
        hangs_on = {
            **about,
            "numbers and choices": digest(made),
            **{name: str(value) for name, value in asdict(options).items()},
            "subsets": str(how.subsets) if how.leave_out is None else f"without {how.leave_out}",
            "seed": str(how.seed),
            "engine": _engine(how),
            "thymos": VERSION,
        }
        keep = Keeping(Path(how.keep), hangs_on)
    executor = executor_of(how)
    if isinstance(executor, Cluster):
        with executor:
            yield Running(executor, how.progress, keep)
    else:
        yield Running(executor, how.progress, keep)


def _engine(how: How) -> str:
    """Which engine makes the choices: their last digits hang on it."""
    if how.engine != "auto":
        return how.engine
    return "compiled" if find_spec("numba") else "numpy"


def digest(made: Material) -> str:
    """A hash of the numbers that are crossed and of what the choices keep."""
    whole = sha256(repr([(one.key, one.choices) for one in made.dimensions]).encode())
    for one in made.data:
        for array in (one.y, one.v, one.included):
            whole.update(array.tobytes())
    for keep in made.keeps:
        whole.update(keep.tobytes())
    return whole.hexdigest()[:16]


def executor_of(how: How) -> Executor:
    """Who does the work, from words. Raises UsageError.

    >>> executor_of(How()), executor_of(How(workers=2))
    (InProcess(), Threads(workers=2))
    """
    if how.executor not in EXECUTORS:
        raise UsageError(f"no executor '{how.executor}'; one of {', '.join(EXECUTORS)}")
    if not 1 <= how.workers <= MOST_WORKERS:
        raise UsageError(f"expected from 1 to {MOST_WORKERS} workers, found {how.workers}")
    if how.scheduler is not None:
        if how.executor != "dask":
            raise UsageError("a scheduler's address needs the executor dask")
        if how.workers != 1:
            raise UsageError("the workers of a scheduler elsewhere are counted there")
        return Cluster(how.scheduler)
    if how.executor == "dask":
        return Cluster(workers=how.workers)
    if how.executor == "processes":
        return Processes(how.workers)
    return InProcess() if how.workers == 1 else Threads(how.workers)
