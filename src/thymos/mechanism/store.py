"""Answers that are kept: taken where they are of the same records, computed where not.

First those beside the equations, then those in the user's cache; else a quick look is run and
kept in the cache. Without the packages that simulate there is none, and a line says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from thymos.dossier.index import Dossier
from thymos.dossier.kept import beside, cached, keep, keep_quietly, read_kept
from thymos.dossier.write import expect_folder
from thymos.errors import MechanismError
from thymos.mechanism.answers import Answers, counted, from_text, key_of, to_text
from thymos.mechanism.bench import Bench, open_bench
from thymos.mechanism.everything import FULL, SMALL, Effort, ask_everything
from thymos.mechanism.model import load
from thymos.mechanism.questions.how import How
from thymos.mechanism.sobol import need_sampler
from thymos.records.inquiry import Inquiry


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers of an inquiry, or the line that says why there are none.

    stale: whether answers of other records, or of another version, lie beside the equations.
    """

    inquiry: Inquiry
    answers: Answers | None
    reason: str = ""
    stale: bool = False


def obtain(dossier: Dossier, inquiry: Inquiry, how: How | None = None) -> Kept:
    """The answers of an inquiry, kept or from a quick look; never raises MechanismError."""
    key = key_of(dossier, inquiry)
    kept = read_kept(beside(dossier.root, dossier.models[inquiry.model].source))
    found = from_text(kept, key)
    if found is not None:
        return Kept(inquiry, found)
    stale = kept is not None
    found = from_text(read_kept(cached(key)), key)
    if found is not None:
        return Kept(inquiry, found, stale=stale)
    try:
        found = compute(dossier, inquiry, how or How(), SMALL)
    except MechanismError as error:
        return Kept(inquiry, None, str(error), stale)
    keep_quietly(cached(key), to_text(found))
    return Kept(inquiry, found, stale=stale)


def record(dossier: Dossier, inquiry: Inquiry, how: How) -> tuple[Path, Answers]:
    """Compute everything and keep it beside the equations. Raises MechanismError, OutputError."""
    path = beside(dossier.root, dossier.models[inquiry.model].source)
    expect_folder(path.parent)
    found = replace(compute(dossier, inquiry, how, FULL), small=False)
    keep(path, to_text(found))
    return path, found


def compute(dossier: Dossier, inquiry: Inquiry, how: How, effort: Effort) -> Answers:
    """Everything that is asked, computed now. Raises MechanismError."""
    if inquiry.two_way is not None:
        need_sampler()  # before minutes of work, not after them
    bench = bench_of(dossier, inquiry.model)
    seen = [counted(dossier, trial) for trial in inquiry.trials]
    try:
        return ask_everything(bench, inquiry, seen, key_of(dossier, inquiry), how, effort)
    except ValueError as error:
        raise MechanismError(f"the model {inquiry.model} cannot be asked: {error}") from None


def bench_of(dossier: Dossier, model: str | None = None) -> Bench:
    """A model of the dossier, ready to run. Raises MechanismError, UnknownRecord."""
    return open_bench(load(dossier, model))
