"""mzML (HUPO-PSI, version 1.1; Martens et al. 2011, Mol Cell Proteomics 10:R110.000133).

Terms are read by their accession in the PSI-MS vocabulary, never by their name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from io import BufferedReader

from thymos.errors import DataError
from thymos.identity.spectra.arrays import Kind, unpacked
from thymos.identity.spectra.draft import Draft
from thymos.identity.spectra.spectrum import Analyser, Source, Spectrum
from thymos.identity.spectra.xmlstream import Attributes, Reader

# accession, value, unit's accession
Param = tuple[str, str, str]

ANALYSERS: tuple[tuple[str, Analyser], ...] = (
    ("MS:1000079", Analyser.FTICR),
    ("MS:1000484", Analyser.ORBITRAP),
    ("MS:1000084", Analyser.TOF),
    ("MS:1003379", Analyser.TOF),  # asymmetric track
    ("MS:1000080", Analyser.SECTOR),
    ("MS:1000081", Analyser.QUADRUPOLE),
    ("MS:1000264", Analyser.TRAP),
    ("MS:1000082", Analyser.TRAP),
    ("MS:1000083", Analyser.TRAP),
    ("MS:1000078", Analyser.TRAP),
    ("MS:1000291", Analyser.TRAP),
)
SOURCES: tuple[tuple[str, Source], ...] = (
    ("MS:1000073", Source.ESI),
    ("MS:1000397", Source.ESI),
    ("MS:1000398", Source.ESI),
    ("MS:1000075", Source.MALDI),
    ("MS:1000239", Source.MALDI),  # at atmospheric pressure
)
_MZ, _INTENSITY = "MS:1000514", "MS:1000515"
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("MS:1000521", "<f4"),
    ("MS:1000523", "<f8"),
    ("MS:1000519", "<i4"),
    ("MS:1000522", "<i8"),
)
_PLAIN, _DEFLATED = "MS:1000576", "MS:1000574"
_NUMPRESS = ("MS:1002312", "MS:1002313", "MS:1002314", "MS:1002746", "MS:1002747", "MS:1002748")
_MINUTE, _MILLISECOND = "UO:0000031", "UO:0000028"
_POWERS = ("MS:1000800", "MS:1000011")
_ELECTRONS = ("MS:1000598", "MS:1000250", "MS:1003247")  # transfer, capture, negative transfer


def read(stream: BufferedReader, name: str) -> Iterator[Spectrum]:
    """The spectra of an mzML stream, one after another. Raises DataError with file and line."""
    reader = _MzML(name)
    yield from reader.spectra(stream)
    if not reader.is_mzml:
        raise DataError(f"{name}: XML, but neither mzML nor mzXML")


class _MzML(Reader):
    """Walks an mzML file; each `spectrum` element becomes a Spectrum."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.is_mzml = False
        self._groups: dict[str, list[Param]] = {}
        self._group: list[Param] | None = None
        self._instruments: dict[str, list[Param]] = {}
        self._instrument: list[Param] | None = None
        self._usual = ""
        self._draft: Draft | None = None
        self._part = ""
        self._array: list[Param] | None = None
        self._ions = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        if tag == "cvParam":
            self._told(
                (
                    attributes.get("accession", ""),
                    attributes.get("value", ""),
                    attributes.get("unitAccession", ""),
                )
            )
        elif tag == "referenceableParamGroupRef":
            for param in self._groups.get(attributes.get("ref", ""), ()):
                self._told(param)
        elif self._draft is not None:
            self._inside(self._draft, tag, attributes)
        elif tag == "spectrum":
            self._begin(attributes)
        elif tag == "referenceableParamGroup":
            self._group = self._groups.setdefault(attributes.get("id", ""), [])
        elif tag == "instrumentConfiguration":
            self._instrument = self._instruments.setdefault(attributes.get("id", ""), [])
        elif tag == "run":
            self._usual = attributes.get("defaultInstrumentConfigurationRef", "")
        elif tag == "mzML":
            self.is_mzml = True

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "binary" and self._array is not None:
            self._unpack(self._array)
        elif tag == "binaryDataArray":
            self._array = None
        elif tag == "spectrum" and self._draft is not None:
            self._finish(self._draft)
        elif tag in ("scanWindow", "isolationWindow", "selectedIon", "activation"):
            self._part = ""
        elif tag == "referenceableParamGroup":
            self._group = None
        elif tag == "instrumentConfiguration":
            self._instrument = None

    def _begin(self, attributes: Attributes) -> None:
        self._draft = Draft(id=attributes.get("id", ""))
        claimed = attributes.get("defaultArrayLength", "")
        if claimed.isdigit():
            self._draft.claimed = int(claimed)
        self._part, self._ions = "", 0
        self._measured_by(self._draft, self._usual)

    def _inside(self, draft: Draft, tag: str, attributes: Attributes) -> None:
        if tag == "binaryDataArray":
            self._array = []
        elif tag == "binary":
            self.listening = True
        elif tag == "scan":
            self._measured_by(draft, attributes.get("instrumentConfigurationRef", ""))
        elif tag == "selectedIon":
            self._ions += 1
            self._part = tag
        elif tag in ("scanWindow", "isolationWindow", "activation"):
            self._part = tag

    def _told(self, param: Param) -> None:
        """A term, wherever it stands."""
        if self._group is not None:
            self._group.append(param)
        elif self._instrument is not None:
            self._instrument.append(param)
        elif self._array is not None:
            self._array.append(param)
        elif self._draft is not None:
            self._about(self._draft, param)

    def _measured_by(self, draft: Draft, instrument: str) -> None:
        terms = [accession for accession, _, _ in self._instruments.get(instrument, ())]
        # A hybrid names all its analysers; the last one is what the detector saw.
        for term in terms:
            draft.analyser = dict(ANALYSERS).get(term, draft.analyser)
            draft.source = dict(SOURCES).get(term, draft.source)

    def _about(self, draft: Draft, param: Param) -> None:
        accession, value, unit = param
        if self._part:
            self._about_part(draft, param)
        elif accession == "MS:1000511":
            draft.level = int(self._number(value, "ms level"))
        elif accession in ("MS:1000130", "MS:1000129"):
            draft.polarity = 1 if accession == "MS:1000130" else -1
        elif accession in ("MS:1000127", "MS:1000128"):
            draft.profile = accession == "MS:1000128"
        elif accession in _POWERS:
            draft.resolving_power = self._number(value, "resolving power") or None
        elif accession == "MS:1000016":
            times = {_MINUTE: 60.0, _MILLISECOND: 1e-3}.get(unit, 1.0)
            draft.seconds = times * self._number(value, "scan start time")

    def _about_part(self, draft: Draft, param: Param) -> None:
        accession, value, _ = param
        if accession == "MS:1000501":
            low = self._number(value, "scan window")
            draft.low = low if draft.low is None else min(low, draft.low)
        elif accession == "MS:1000500":
            high = self._number(value, "scan window")
            draft.high = high if draft.high is None else max(high, draft.high)
        elif accession in _ELECTRONS:
            draft.by_electrons = True
        elif accession in ("MS:1000828", "MS:1000829"):
            draft.reach = max(draft.reach or 0.0, self._number(value, "isolation window"))
        elif accession == "MS:1000827" and draft.precursor_mz is None:
            draft.precursor_mz = self._number(value, "isolation window")
        elif self._part == "selectedIon" and self._ions == 1:
            if accession in ("MS:1000744", "MS:1000040"):
                draft.precursor_mz = self._number(value, "selected ion")
            elif accession == "MS:1000041":
                draft.precursor_charge = int(self._number(value, "charge"))

    def _number(self, value: str, what: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.fail(f"{what}: expected a number, found '{value[:40]}'")
        return number

    def _unpack(self, params: list[Param]) -> None:
        text = self.taken()
        terms = {accession for accession, _, _ in params}
        draft = self._draft
        if draft is None or not terms & {_MZ, _INTENSITY}:
            return
        if terms & set(_NUMPRESS):
            self.fail("arrays packed by MS-Numpress are not read; write the file with zlib alone")
        kind = next((kind for term, kind in _KINDS if term in terms), None)
        if kind is None or not terms & {_PLAIN, _DEFLATED}:
            self.fail(f"spectrum '{draft.id}': an array that does not say how it is packed")
        try:
            values = unpacked(text, kind, deflated=_DEFLATED in terms)
        except ValueError as error:
            self.fail(f"spectrum '{draft.id}': {error}")
        if _MZ in terms:
            draft.mz = values
        else:
            draft.intensity = values

    def _finish(self, draft: Draft) -> None:
        try:
            self.ready.append(draft.finished())
        except ValueError as error:
            self.fail(f"spectrum '{draft.id}': {error}")
        self._draft = None
