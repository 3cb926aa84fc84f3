"""Peaks or profiles as a table: m/z and intensity in two columns of a CSV, TSV or text file.

Lines that begin with # may say how it was measured, one `# word: value` a line: polarity,
resolution, analyser, source, precursor (m/z and charge), window (two m/z), profile, level.
One table is one spectrum.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BufferedReader

import numpy as np

from thymos.errors import DataError
from thymos.identity.spectra.draft import Draft
from thymos.identity.spectra.lines import MOST_VALUES, lines, number
from thymos.identity.spectra.spectrum import Analyser, Source, Spectrum

# Names of columns in use, without capitals, spaces and brackets.
_MZ = ("mz", "m/z", "mass/charge", "masstocharge", "mass", "moverz", "centroidmass", "x")
_INTENSITY = (
    "intensity", "int", "abundance", "height", "area", "counts", "signal", "relativeabundance",
    "relativeintensity", "relint", "i", "y",
)  # fmt: skip
_UNIT = re.compile(r"\(.*?\)|\[.*?\]|[\s_%.]")
_DELIMITERS = ("\t", ";", ",")
_ANALYSERS: tuple[tuple[str, Analyser], ...] = (
    ("ft-icr", Analyser.FTICR),
    ("fticr", Analyser.FTICR),
    ("orbitrap", Analyser.ORBITRAP),
    ("tof", Analyser.TOF),
    ("sector", Analyser.SECTOR),
    ("quadrupole", Analyser.QUADRUPOLE),
    ("ion trap", Analyser.TRAP),
    ("trap", Analyser.TRAP),
)


def read(stream: BufferedReader, name: str) -> Iterator[Spectrum]:
    """The one spectrum of a table. Raises DataError with file and line."""
    draft = Draft(id="table")
    reader = _Rows(name)
    for count, line in lines(stream, name):
        if line.startswith("#"):
            _told(draft, line.lstrip("# "), f"{name}:{count}")
        elif line:
            reader.add(line, f"{name}:{count}")
    draft.mz, draft.intensity = np.array(reader.mz), np.array(reader.intensity)
    try:
        yield draft.finished()
    except ValueError as error:
        raise DataError(f"{name}: {error}") from None


class _Rows:
    """Finds out what the columns are, then collects two of them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.mz: list[float] = []
        self.intensity: list[float] = []
        self._delimiter: str | None = None
        self._columns: tuple[int, int] | None = None
        self._comma = False

    def add(self, line: str, where: str) -> None:
        """One line that is neither empty nor a remark."""
        if self._columns is None:
            self._settle(line, where)
            if self._columns is None or not self._numeric(line):
                return
        cells = self._cells(line)
        first, second = self._columns
        values = [
            number(cells[i].replace(",", ".") if self._comma else cells[i])
            if i < len(cells)
            else None
            for i in (first, second)
        ]
        if values[0] is None or values[1] is None:
            raise DataError(f"{where}: expected numbers for m/z and intensity, found '{line[:60]}'")
        if values[1] < 0:
            raise DataError(
                f"{where}: expected intensities of 0 and above, found {values[1]:g} "
                f"at m/z {values[0]:g}"
            )
        if len(self.mz) >= MOST_VALUES:
            raise DataError(f"{where}: a spectrum of more than {MOST_VALUES:,} points is not read")
        self.mz.append(values[0])
        self.intensity.append(values[1])

    def _settle(self, line: str, where: str) -> None:
        """What parts the columns, and which they are: by their names, or the first two."""
        self._delimiter = next((d for d in _DELIMITERS if d in line), None)
        # 1036,51;12000: where another sign parts the columns, a comma is a decimal point.
        self._comma = self._delimiter in (";", "\t")
        cells = self._cells(line)
        if self._numeric(line):
            if len(cells) < 2:
                raise DataError(f"{where}: expected m/z and intensity, found one column")
            self._columns = (0, 1)
            return
        names = [_UNIT.sub("", cell).casefold() for cell in cells]
        found = [
            next((i for name in known for i, cell in enumerate(names) if cell == name), None)
            for known in (_MZ, _INTENSITY)
        ]
        if found[0] is None or found[1] is None:
            missing = "an m/z" if found[0] is None else "an intensity"
            shown = ", ".join(cells)[:80]
            raise DataError(f"{where}: expected {missing} column, found '{shown}'")
        self._columns = (found[0], found[1])

    def _cells(self, line: str) -> list[str]:
        if self._delimiter is None:
            return line.split()
        row = next(csv.reader([line], delimiter=self._delimiter), [])
        return [cell.strip() for cell in row]

    def _numeric(self, line: str) -> bool:
        cells = self._cells(line)
        first = cells[0].replace(",", ".") if self._comma and cells else "".join(cells[:1])
        return number(first) is not None


def _told(draft: Draft, remark: str, where: str) -> None:
    """What a remark says of the measurement; remarks that say nothing known are passed over."""
    key, colon, value = (part.strip() for part in remark.casefold().partition(":"))
    if not colon or not value:
        return
    numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", value)]
    if key == "polarity" and value[0] in "+-pn":
        draft.polarity = 1 if value[0] in "+p" else -1
    elif key in ("resolution", "resolving power"):
        draft.resolving_power = _one(numbers, key, where)
    elif key in ("analyser", "analyzer", "instrument"):
        draft.analyser = next((a for word, a in _ANALYSERS if word in value), None)
        draft.source = Source.MALDI if "maldi" in value else draft.source
    elif key in ("source", "ionisation", "ionization"):
        draft.source = Source.MALDI if "maldi" in value else Source.ESI
    elif key == "precursor":
        draft.precursor_mz = _one(numbers, key, where)
        draft.precursor_charge = int(numbers[1]) if len(numbers) > 1 else None
        draft.level = 2
    elif key in ("window", "range") and len(numbers) == 2:
        draft.low, draft.high = numbers
    elif key == "profile":
        draft.profile = value in ("yes", "true", "1")
    elif key == "level":
        draft.level = int(_one(numbers, key, where))


def _one(numbers: list[float], key: str, where: str) -> float:
    if not numbers or numbers[0] <= 0:
        raise DataError(f"{where}: {key}: expected a number above 0")
    return numbers[0]
