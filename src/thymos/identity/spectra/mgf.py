"""MGF, the peak lists of fragment spectra that Matrix Science's search engine reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader

import numpy as np

from thymos.errors import DataError
from thymos.identity.spectra.draft import Draft
from thymos.identity.spectra.lines import MOST_VALUES, lines, number
from thymos.identity.spectra.spectrum import Spectrum

_CHARGE = re.compile(r"(\d{1,3})([+-])?")


def read(stream: BufferedReader, name: str) -> Iterator[Spectrum]:
    """The spectra of an MGF stream, one after another. Raises DataError with file and line.

    A spectrum without PEPMASS is no fragment spectrum, so its level is 1.
    """
    usual = Draft()
    draft: Draft | None = None
    columns: tuple[list[float], list[float]] = ([], [])
    begun = 0
    for count, line in lines(stream, name):
        if not line or line[0] in "#;!/":
            continue
        upper = line.upper()
        if upper == "BEGIN IONS":
            if draft is not None:
                raise DataError(f"{name}:{count}: the spectrum of line {begun} has no END IONS")
            draft, columns, begun = Draft(profile=False), ([], []), count
            draft.precursor_charge = usual.precursor_charge
        elif upper == "END IONS":
            if draft is None:
                raise DataError(f"{name}:{count}: END IONS without BEGIN IONS")
            yield _finished(draft, columns, f"{name}:{count}")
            draft = None
        elif "=" in line and not line[0].isdigit():
            key, _, value = line.partition("=")
            _told(draft or usual, key.strip().upper(), value.strip(), f"{name}:{count}")
        elif draft is not None:
            _peak(columns, line, f"{name}:{count}")
    if draft is not None:
        raise DataError(f"{name}:{begun}: ends before this spectrum's END IONS: cut off?")
    if not begun:
        raise DataError(f"{name}: expected BEGIN IONS, found none")


def _finished(draft: Draft, columns: tuple[list[float], list[float]], where: str) -> Spectrum:
    draft.mz, draft.intensity = np.array(columns[0]), np.array(columns[1])
    draft.level = 1 if draft.precursor_mz is None else 2
    try:
        return draft.finished()
    except ValueError as error:
        raise DataError(f"{where}: spectrum '{draft.id}': {error}") from None


def _peak(columns: tuple[list[float], list[float]], line: str, where: str) -> None:
    parts = line.split()
    values = [number(part) for part in parts[:2]]
    if len(values) < 2 or values[0] is None or values[1] is None:
        raise DataError(f"{where}: expected m/z and intensity, found '{line[:60]}'")
    if len(columns[0]) >= MOST_VALUES:
        raise DataError(f"{where}: a spectrum of more than {MOST_VALUES:,} peaks is not read")
    columns[0].append(values[0])
    columns[1].append(values[1])


def _told(draft: Draft, key: str, value: str, where: str) -> None:
    if key == "TITLE":
        draft.id = value
    elif key == "PEPMASS":
        mz = number(value.split(maxsplit=1)[0]) if value.split() else None
        if mz is None or mz <= 0:
            raise DataError(f"{where}: PEPMASS: expected an m/z above 0, found '{value[:40]}'")
        draft.precursor_mz = mz
    elif key == "CHARGE":
        # Several possible charges ("2+ and 3+") say nothing certain.
        found = _CHARGE.findall(value)
        draft.precursor_charge = int(found[0][0]) if len(found) == 1 else None
        if found and found[0][1] == "-":
            draft.polarity = -1
    elif key == "RTINSECONDS":
        draft.seconds = number(value.split("-", maxsplit=1)[0])
