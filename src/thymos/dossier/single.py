"""Reading one record from a file of its own: the same strict YAML as a dossier's."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from thymos.dossier.faults import findings_of, show
from thymos.dossier.place import Places
from thymos.dossier.scan import Trouble, printable, scan
from thymos.errors import DataError, DossierError, Finding
from thymos.records.atoms import Record

T = TypeVar("T", bound=Record)

# Such a file is a page; what is larger is another file.
BYTE_LIMIT = 100_000


def read_single(path: Path, kind: type[T]) -> T:
    """The record in a file. Raises DataError, or DossierError with every fault and its line."""
    try:
        with path.open("rb") as file:
            content = file.read(BYTE_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{path}: cannot be read: {reason.lower()}") from None
    if len(content) > BYTE_LIMIT:
        raise DataError(f"{path}: expected at most {BYTE_LIMIT:,} bytes")
    try:
        plain, repeats = scan(content)
    except Trouble as trouble:
        fault = Finding(
            str(path), trouble.line, trouble.column, rule="schema", reason=trouble.reason
        )
        raise DossierError((fault,)) from None
    found = [
        Finding(
            str(path),
            repeat.line,
            repeat.column,
            rule="schema",
            field=printable(repeat.key),
            reason=f"stands twice, first in line {repeat.first}",
        )
        for repeat in repeats
    ]
    if not isinstance(plain, dict):
        told = "a mapping of fields"
        found.append(
            Finding(str(path), 1, 1, rule="schema", reason=told, expected=told, found=show(plain))
        )
        raise DossierError(tuple(found))
    try:
        record = kind.model_validate(plain)
    except ValidationError as error:
        found += findings_of(error, kind, str(path), (), Places(Path()))
        raise DossierError(tuple(found)) from None
    if found:
        raise DossierError(tuple(found))
    return record
