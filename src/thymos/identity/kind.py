"""What sort of file somebody hands in: a spectrum, or a certificate of analysis."""

from __future__ import annotations

import csv
from pathlib import Path

from thymos.errors import DataError

_CERTIFICATES = (".yaml", ".yml", ".json", ".pdf")
_TABLES = (".csv", ".tsv")
# A table of a certificate names its columns; a peak list has numbers, or other names.
_MARK = "item"
_HEAD_BYTES = 4096


def is_certificate(path: str | Path) -> bool:
    """Whether a file is a certificate: by its ending, and for a table by its first line.

    Raises DataError for a table that cannot be opened.

    >>> is_certificate("lot-7.pdf"), is_certificate("run.mzML")
    (True, False)
    """
    file = Path(path)
    ending = file.suffix.lower()
    if ending not in _TABLES:
        return ending in _CERTIFICATES
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{file}: cannot be read: {reason.lower()}") from None
    lines = head.decode("utf-8-sig", errors="replace").splitlines()
    first = next((line for line in lines if line.strip()), "")
    cells = next(csv.reader([first], delimiter="\t" if "\t" in first else ","), [])
    return _MARK in (cell.strip().casefold() for cell in cells)
