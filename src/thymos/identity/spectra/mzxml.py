"""mzXML (Pedrioli et al. 2004, Nat Biotechnol 22:1459), versions 2 and 3.

Scans may be nested: a fragment spectrum may stand inside the survey scan that it came from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from io import BufferedReader

from thymos.errors import DataError
from thymos.identity.spectra.arrays import unpacked
from thymos.identity.spectra.draft import Draft
from thymos.identity.spectra.spectrum import Analyser, Source, Spectrum
from thymos.identity.spectra.xmlstream import Attributes, Reader

# Words of vendors, in lower case, by what they begin with.
_ANALYSERS: tuple[tuple[str, Analyser], ...] = (
    # Of either kind; the wider tolerance is the safer guess.
    ("ftms", Analyser.ORBITRAP),
    ("fticr", Analyser.FTICR),
    ("ft-icr", Analyser.FTICR),
    ("orbitrap", Analyser.ORBITRAP),
    ("time of flight", Analyser.TOF),
    ("time-of-flight", Analyser.TOF),
    ("tof", Analyser.TOF),
    ("quadrupole ion trap", Analyser.TRAP),
    ("quadrupole", Analyser.QUADRUPOLE),
    ("ion trap", Analyser.TRAP),
    ("itms", Analyser.TRAP),
    ("linear ion trap", Analyser.TRAP),
    ("radial ejection", Analyser.TRAP),
    ("magnetic sector", Analyser.SECTOR),
)
_SOURCES: tuple[tuple[str, Source], ...] = (
    ("electrospray", Source.ESI),
    ("esi", Source.ESI),
    ("nsi", Source.ESI),
    ("nanoelectrospray", Source.ESI),
    ("maldi", Source.MALDI),
    ("matrix-assisted", Source.MALDI),
)
# How xs:duration writes seconds of a run.
_SECONDS = re.compile(r"PT([\d.]+)S")


def read(stream: BufferedReader, name: str) -> Iterator[Spectrum]:
    """The spectra of an mzXML stream, one after another. Raises DataError with file and line."""
    reader = _MzXML(name)
    yield from reader.spectra(stream)
    if not reader.is_mzxml:
        raise DataError(f"{name}: XML, but neither mzML nor mzXML")


class _MzXML(Reader):
    """Walks an mzXML file; each `scan` element becomes a Spectrum."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.is_mzxml = False
        # None: a scan that was given before the scans inside it.
        self._open: list[Draft | None] = []
        self._peaks: Attributes = {}
        self._analyser: Analyser | None = None
        self._source: Source | None = None
        self._profile: bool | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        draft = self._open[-1] if self._open else None
        if tag == "scan":
            if draft is not None and draft.mz is not None:
                self._give(draft)
                self._open[-1] = None
            self._open.append(self._begun(attributes))
        elif tag == "peaks" and draft is not None:
            self._peaks = attributes
            self.listening = True
        elif tag == "precursorMz" and draft is not None:
            self._precursor(draft, attributes)
            self.listening = True
        elif tag in ("msMassAnalyzer", "msIonisation"):
            self._instrument(attributes.get("value", "").strip().lower())
        elif tag == "dataProcessing" and "centroided" in attributes:
            self._profile = attributes["centroided"] == "0"
        elif tag == "mzXML":
            self.is_mzxml = True

    def end(self, tag: str) -> None:
        """An element ends."""
        draft = self._open[-1] if self._open else None
        if tag == "peaks" and draft is not None:
            self._unpack(draft)
        elif tag == "precursorMz" and draft is not None:
            text = self.taken()
            if draft.precursor_mz is None:
                draft.precursor_mz = self._number(text, "precursorMz")
        elif tag == "scan" and self._open:
            self._open.pop()
            if draft is not None:
                self._give(draft)

    def _give(self, draft: Draft) -> None:
        try:
            self.ready.append(draft.finished())
        except ValueError as error:
            self.fail(f"scan '{draft.id}': {error}")

    def _begun(self, attributes: Attributes) -> Draft:
        draft = Draft(id=f"scan={attributes.get('num', '')}")
        draft.level = int(self._number(attributes.get("msLevel", "1"), "msLevel"))
        if attributes.get("peaksCount", "").isdigit():
            draft.claimed = int(attributes["peaksCount"])
        if attributes.get("polarity") in ("+", "-"):
            draft.polarity = 1 if attributes["polarity"] == "+" else -1
        draft.profile = self._profile
        if "centroided" in attributes:
            draft.profile = attributes["centroided"] == "0"
        # What was set before the scan, not what was found in it.
        if "startMz" in attributes and "endMz" in attributes:
            draft.low = self._number(attributes["startMz"], "startMz")
            draft.high = self._number(attributes["endMz"], "endMz")
        draft.analyser, draft.source = self._analyser, self._source
        seconds = _SECONDS.fullmatch(attributes.get("retentionTime", ""))
        if seconds:
            draft.seconds = self._number(seconds[1], "retentionTime")
        return draft

    def _precursor(self, draft: Draft, attributes: Attributes) -> None:
        charge = attributes.get("precursorCharge", "")
        if charge.isdigit() and draft.precursor_mz is None:
            draft.precursor_charge = int(charge)
        if attributes.get("activationMethod", "").upper() in ("ETD", "ECD"):
            draft.by_electrons = True
        if "windowWideness" in attributes:
            draft.reach = self._number(attributes["windowWideness"], "windowWideness") / 2

    def _instrument(self, words: str) -> None:
        for start, analyser in _ANALYSERS:
            if words.startswith(start):
                self._analyser = analyser
                return
        for start, source in _SOURCES:
            if words.startswith(start):
                self._source = source
                return

    def _unpack(self, draft: Draft) -> None:
        text, told = self.taken(), self._peaks
        packing = told.get("compressionType", "none")
        order = told.get("pairOrder", told.get("contentType", "m/z-int"))
        if packing not in ("none", "zlib") or order not in ("m/z-int", "m/z-intensity"):
            self.fail(f"scan '{draft.id}': peaks packed as '{packing}', '{order}' are not read")
        if told.get("precision", "32") not in ("32", "64"):
            self.fail(f"scan '{draft.id}': expected a precision of 32 or 64 bits")
        try:
            values = unpacked(
                text,
                ">f8" if told.get("precision") == "64" else ">f4",
                deflated=packing == "zlib",
            )
        except ValueError as error:
            self.fail(f"scan '{draft.id}': {error}")
        if values.size % 2:
            self.fail(f"scan '{draft.id}': an m/z without its intensity")
        # Writers put a pair of zeros where there are no peaks.
        if draft.claimed == 0 and values.size == 2 and not values.any():
            values = values[:0]
        draft.mz, draft.intensity = values[::2], values[1::2]

    def _number(self, value: str, what: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.fail(f"{what}: expected a number, found '{value.strip()[:40]}'")
        return number
