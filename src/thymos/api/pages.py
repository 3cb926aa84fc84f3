"""Prose against dossiers: the desk, and pages to be checked one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from thymos.api.opened import load
from thymos.dossier.read import shipped
from thymos.errors import Severity

if TYPE_CHECKING:
    from thymos.prose.desk import Desk, Round


def desk(
    dossiers: Sequence[str | Path] = (),
    *,
    all_dossiers: bool = False,
    as_of: str | date | None = None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    adjudicator: str | None = None,
    adjudicator_model: str | None = None,
) -> Desk:
    """What checks pages against dossiers: those named, all shipped ones, or the default one.

    `adjudicator` is the address of an endpoint that may fill the slots of what rules left
    open. Raises as `load` does, and UsageError for a rule that does not exist.
    """
    from thymos.prose.adjudicator import per_dossier
    from thymos.prose.desk import Chosen, Desk

    second = per_dossier(adjudicator, adjudicator_model)

    names: tuple[str | Path | None, ...] = (*(shipped() if all_dossiers else ()), *dossiers)
    opened = [load(name, as_of=as_of) for name in dict.fromkeys(names or (None,))]
    pairs = ((one.known, partial(getattr, one, "graded")) for one in opened)
    return Desk(pairs, Chosen(select, ignore), second)


def check(
    paths: Iterable[str],
    *,
    stream: BinaryIO | None = None,
    as_file: str | None = None,
    allow_url: bool = False,
    fail_on: str = "warning",
    **chosen: Any,
) -> Round:
    """Pages to be checked one by one: files, folders, `-` for the stream, allowed addresses.

    `chosen` are the options of `desk`. Raises as `desk` does; a page that cannot be read is
    in the round's `refused`.
    """
    from thymos.prose.desk import Round, sheets
    from thymos.prose.fetch import fetch

    table = desk(chosen.pop("dossiers", ()), **chosen)
    pages = sheets(paths, stream=stream, as_file=as_file, get=fetch if allow_url else None)
    return Round(table, pages, Severity(fail_on))
