"""For people who have only numbers: pooling a file, amounts, molecules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thymos import kernel
from thymos.api.opened import load
from thymos.errors import UsageError
from thymos.evidence.numbers import pool_file
from thymos.evidence.sections import Wanted
from thymos.evidence.synthesis import Options
from thymos.views.answers import Pool

if TYPE_CHECKING:
    from thymos.views.dilute import DiluteView
    from thymos.views.molecule import MoleculeView


def pool_numbers(path: str | Path, options: Options, wanted: Wanted | None = None) -> Pool:
    """Pool the studies of a CSV file. Raises DataError, UsageError."""
    pooling, omitted, more = pool_file(Path(path), options, wanted)
    return Pool(Path(path).name, pooling, omitted=omitted, sections=more)


def options(**given: Any) -> Options:
    """Options of a pooling, checked. Raises UsageError naming the choices.

    >>> options(method="reml").method
    'REML'
    """
    chosen = Options(**given)
    methods = {name.casefold(): name for name in kernel.METHODS}
    method = methods.get(chosen.method.casefold())
    if method is None:
        raise UsageError(f"no method '{chosen.method}'; one of {', '.join(kernel.METHODS)}")
    if chosen.test not in kernel.TESTS:
        raise UsageError(f"no test '{chosen.test}'; one of {', '.join(kernel.TESTS)}")
    if chosen.prediction not in kernel.PREDICTIONS:
        names = ", ".join(kernel.PREDICTIONS)
        raise UsageError(f"no prediction rule '{chosen.prediction}'; one of {names}")
    if not 0.5 <= chosen.level < 1:
        raise UsageError(f"expected a level from 0.5 up to 1, found {chosen.level:g}")
    if chosen.add is not None and not 0 <= chosen.add < float("inf"):
        raise UsageError(f"expected a constant not below 0, found {chosen.add:g}")
    codes = [measure.code for measure in kernel.MEASURES]
    measure = chosen.measure.upper() if chosen.measure else None
    if measure is not None and measure not in codes:
        raise UsageError(f"no measure '{chosen.measure}'; one of {', '.join(codes)}")
    return replace(chosen, method=method, measure=measure)


def dilute(*, dossier: str | Path | None = None, **typed: str | None) -> DiluteView:
    """Reconstitution arithmetic on what was typed, see `Asked`. Raises UsageError."""
    from thymos.views.dilute import of

    return of(typed, None if dossier is None else load(dossier).known)


def molecule(proforma: str, **asked: Any) -> MoleculeView:
    """What a molecule weighs, from ProForma alone; see `views.molecule.wish`. Raises UsageError.

    >>> round(molecule("RKDVY").main.monoisotopic, 4)
    679.3653
    """
    from thymos.views.molecule import by_hand, wish

    return by_hand(proforma, wish(**asked))
