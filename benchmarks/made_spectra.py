"""Spectra made up from known mixtures, and files of them: the label comes first, then the peaks.

Patterns are computed, then blurred, miscalibrated and made noisy by stated amounts. Nothing
here was measured.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from thymos.identity.formula import Atoms
from thymos.identity.ions import PROTON, adducts
from thymos.identity.isotopes import pattern
from thymos.identity.spectra.spectrum import Analyser, Precursor, Source, Spectrum


@dataclass(frozen=True)
class Part:
    """One species: atoms, how much, adducts by id with the part of the molecules that ride so."""

    atoms: Atoms
    amount: float = 1.0
    adducts: Mapping[str, float] = field(default_factory=dict)
    charge: float | None = None  # the middle of its charges; None: one for each 900 Da


@dataclass(frozen=True)
class Instrument:
    """How a spectrum is made: resolving power at m/z 1000, errors, noise, and the range."""

    power: float = 60_000.0
    exponent: float = 1.0
    off_ppm: float = 0.0  # calibration error of the whole spectrum
    scatter_ppm: float = 0.3
    ratio: float = 0.03  # of isotope heights, one standard deviation
    noise: float = 1e-4  # standard deviation, in parts of the tallest peak
    low: float = 400.0
    high: float = 2000.0
    source: Source = Source.ESI
    analyser: Analyser | None = None


def lines(
    parts: Sequence[Part], instrument: Instrument, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """m/z and height of every isotope of every ion, before any blurring."""
    where: list[np.ndarray] = []
    much: list[np.ndarray] = []
    for part in parts:
        riding = [(None, 1 - sum(part.adducts.values())), *part.adducts.items()]
        for name, share in riding:
            adduct = next((a for a in adducts() if a.id == name), None)
            found = pattern(adduct.on(part.atoms) if adduct else part.atoms, least=1e-4)
            for z, weight in _charges(part, found.monoisotopic, instrument):
                where.append((found.mass + z * PROTON) / z)
                heights = found.share * part.amount * share * weight
                much.append(heights * (1 + instrument.ratio * draw.standard_normal(heights.size)))
    mz, height = np.concatenate(where), np.maximum(np.concatenate(much), 0)
    mz = mz * (1 + instrument.off_ppm * 1e-6)
    inside = (mz > instrument.low) & (mz < instrument.high) & (height > 0)
    return mz[inside], height[inside]


def _charges(part: Part, mass: float, instrument: Instrument) -> list[tuple[int, float]]:
    if instrument.source is Source.MALDI:
        return [(1, 1.0)]
    middle = part.charge if part.charge is not None else max(1.2, mass / 900)
    states = range(1, int(mass // 250) + 2)
    weights = [np.exp(-0.5 * ((z - middle) / 0.8) ** 2) for z in states]
    return [(z, float(w / sum(weights))) for z, w in zip(states, weights, strict=True)]


def profile(parts: Sequence[Part], instrument: Instrument, draw: np.random.Generator) -> Spectrum:
    """A profile: Gaussian peaks on a grid that follows their width, and noise."""
    mz, height = lines(parts, instrument, draw)
    mz = mz * (1 + instrument.scatter_ppm * 1e-6 * draw.standard_normal(mz.size))
    grid = _grid(instrument)
    y = np.zeros(grid.size)
    width = _width(instrument, mz)
    for centre, much, sigma in zip(mz, height, width / 2.3548, strict=True):
        first, last = np.searchsorted(grid, (centre - 5 * sigma, centre + 5 * sigma))
        y[first:last] += much * np.exp(-0.5 * ((grid[first:last] - centre) / sigma) ** 2)
    top = y.max() if y.size and y.max() > 0 else 1.0
    y += instrument.noise * top * np.abs(draw.standard_normal(grid.size) + 2)
    return Spectrum(
        grid, 1e6 * y / top, id="made", polarity=1, profile=True,
        window=(instrument.low, instrument.high), source=instrument.source,
        analyser=instrument.analyser,
    )  # fmt: skip


def _width(instrument: Instrument, mz: np.ndarray) -> np.ndarray:
    return np.asarray(1000.0 / instrument.power * (mz / 1000.0) ** instrument.exponent)


def _grid(instrument: Instrument) -> np.ndarray:
    """Five points to a peak's width at half height, wherever it stands."""
    steps = [instrument.low]
    while steps[-1] < instrument.high:
        block = float(_width(instrument, np.array(steps[-1]))) / 5
        count = max(1, int(min(5.0, instrument.high - steps[-1]) / block))
        steps += [steps[-1] + block * (i + 1) for i in range(count)]
    return np.array(steps)


def listed(spectrum: Spectrum, *, power: float | None = None) -> Spectrum:
    """The peak list that an instrument's software would make of a profile."""
    from thymos.identity.spectra.peaks import pick

    found = pick(spectrum)
    return replace(
        spectrum, mz=found.mz, intensity=found.height, profile=False, resolving_power=power
    )


def fragments_of(
    mz: Iterable[float], precursor: Precursor, *, noise: int = 0, seed: int = 0
) -> Spectrum:
    """A fragment spectrum of some ions, all as tall, over some noise."""
    draw = np.random.default_rng(seed)
    ions = np.array(sorted(mz))
    extra = draw.uniform(80, 2000, noise)
    where = np.concatenate((ions, extra))
    much = np.concatenate((np.full(ions.size, 1e4), draw.uniform(10, 60, noise)))
    order = np.argsort(where)
    return Spectrum(
        where[order], much[order], id="made-msms", level=2, polarity=1, profile=False,
        precursor=precursor, window=(80.0, 2000.0),
    )  # fmt: skip


def mzml(spectra: Iterable[Spectrum], *, deflate: bool = True, head: str = "") -> str:
    """The spectra as mzML text."""
    body = "".join(_spectrum_mzml(i, s, deflate) for i, s in enumerate(spectra))
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{head}'
        '<mzML xmlns="http://psi.hupo.org/ms/mzml" version="1.1.0">\n'
        '<run id="made"><spectrumList count="1">\n'
        f"{body}</spectrumList></run></mzML>\n"
    )


def _term(accession: str, name: str, value: object = "") -> str:
    return f'<cvParam cvRef="MS" accession="{accession}" name="{name}" value="{value}"/>'


def _spectrum_mzml(index: int, s: Spectrum, deflate: bool) -> str:
    terms = [_term("MS:1000511", "ms level", s.level)]
    terms.append(_term("MS:1000128", "profile") if s.profile else _term("MS:1000127", "centroid"))
    if s.polarity is not None:
        terms.append(
            _term("MS:1000130", "positive") if s.polarity > 0 else _term("MS:1000129", "negative")
        )
    scan = ""
    if s.resolving_power is not None:
        scan += _term("MS:1000800", "mass resolving power", s.resolving_power)
    if s.window is not None:
        scan += "<scanWindowList count='1'><scanWindow>"
        scan += _term("MS:1000501", "lower", s.window[0]) + _term(
            "MS:1000500", "upper", s.window[1]
        )
        scan += "</scanWindow></scanWindowList>"
    parent = ""
    if s.precursor is not None:
        ion = _term("MS:1000744", "selected ion m/z", s.precursor.mz)
        if s.precursor.charge is not None:
            ion += _term("MS:1000041", "charge state", s.precursor.charge)
        parent = (
            "<precursorList count='1'><precursor><selectedIonList count='1'>"
            f"<selectedIon>{ion}</selectedIon></selectedIonList></precursor></precursorList>"
        )
    arrays = _array_mzml(s.mz, "MS:1000514", deflate) + _array_mzml(
        s.intensity, "MS:1000515", deflate
    )
    return (
        f'<spectrum index="{index}" id="{s.id or f"scan={index + 1}"}" '
        f'defaultArrayLength="{len(s)}">{"".join(terms)}'
        f"<scanList count='1'><scan>{scan}</scan></scanList>{parent}"
        f"<binaryDataArrayList count='2'>{arrays}</binaryDataArrayList></spectrum>\n"
    )


def _array_mzml(values: np.ndarray, kind: str, deflate: bool) -> str:
    raw = values.astype("<f8").tobytes()
    text = base64.b64encode(zlib.compress(raw, 1) if deflate else raw).decode()
    packed = _term("MS:1000574", "zlib") if deflate else _term("MS:1000576", "no compression")
    return (
        f"<binaryDataArray encodedLength='{len(text)}'>{_term('MS:1000523', '64-bit float')}"
        f"{packed}{_term(kind, 'array')}<binary>{text}</binary></binaryDataArray>"
    )


def mzxml(spectra: Iterable[Spectrum]) -> str:
    """The spectra as mzXML text, in 64-bit numbers of network order."""
    body = "".join(_scan_mzxml(i, s) for i, s in enumerate(spectra))
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<mzXML '
        'xmlns="http://sashimi.sourceforge.net/schema_revision/mzXML_3.2"><msRun>\n'
        f"{body}</msRun></mzXML>\n"
    )


def _scan_mzxml(index: int, s: Spectrum) -> str:
    pairs = np.column_stack((s.mz, s.intensity)).ravel().astype(">f8").tobytes()
    text = base64.b64encode(pairs).decode()
    parent = ""
    if s.precursor is not None:
        charge = f' precursorCharge="{s.precursor.charge}"' if s.precursor.charge else ""
        parent = f'<precursorMz precursorIntensity="1"{charge}>{s.precursor.mz}</precursorMz>'
    return (
        f'<scan num="{index + 1}" msLevel="{s.level}" peaksCount="{len(s)}" polarity="+" '
        f'centroided="{0 if s.profile else 1}">{parent}<peaks precision="64" '
        f'byteOrder="network" contentType="m/z-int" compressionType="none">{text}</peaks></scan>\n'
    )


def mgf(spectra: Iterable[Spectrum]) -> str:
    """The spectra as MGF text."""
    parts = []
    for s in spectra:
        head = f"BEGIN IONS\nTITLE={s.id}\n"
        if s.precursor is not None:
            head += f"PEPMASS={s.precursor.mz}\n"
            head += f"CHARGE={s.precursor.charge}+\n" if s.precursor.charge else ""
        rows = "".join(f"{m:.6f} {i:.3f}\n" for m, i in zip(s.mz, s.intensity, strict=True))
        parts.append(f"{head}{rows}END IONS\n\n")
    return "".join(parts)


def table(spectrum: Spectrum, delimiter: str = ",") -> str:
    """One spectrum as a table with a line that names the columns."""
    rows = "".join(
        f"{m:.6f}{delimiter}{i:.4f}\n" for m, i in zip(spectrum.mz, spectrum.intensity, strict=True)
    )
    return f"m/z{delimiter}intensity\n{rows}"
