"""What `thymos identify` answers of a file of spectra: verdicts, shares, and what stays open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from thymos.dossier.index import Dossier
from thymos.errors import DataError, UsageError
from thymos.identity.candidates import Kind, candidates
from thymos.identity.certificates.verdicts import MANY, Verdict
from thymos.identity.kind import is_certificate
from thymos.identity.spectra.accuracy import read_resolving, read_tolerance
from thymos.identity.spectra.files import read
from thymos.identity.spectra.identify import Identified, Judged, Settings, identify
from thymos.identity.spectra.judge import LIMIT
from thymos.identity.spectra.settle import Settled, Wished
from thymos.identity.spectra.weigh import Match, Weighed
from thymos.views.certificate import CertificateItem, CertificateView, certificate_view
from thymos.views.finding_shapes import Finding

NOTICE = (
    "This holds spectra against a list of candidates. It says what is excluded, and what cannot "
    "be told apart; a molecule that is in no list is not thought of. It does not show that what "
    "was measured is fit for use. Silence is not endorsement."
)
_FLAT, _STEEP = 0.001, 0.5


class IonJson(TypedDict):
    """An ion that was seen: m/z found and computed, how far off, how many isotopes.

    `pattern` is the cosine between computed isotopes and peaks; null where it is one peak.
    """

    ion: str
    charge: int
    adduct: str | None
    mz: float
    computed: float
    off_ppm: float
    isotopes: int
    pattern: float | None


class CandidateJson(TypedDict):
    """A candidate with its verdict; `cannot_exclude` names who could stand in its place.

    Of a spectrum also: `share` of the signal as fitted, and `at_most`; null where none is known.
    """

    id: str
    name: str
    kind: str
    verdict: Literal["excluded", "consistent", "cannot tell"]
    evidence: list[str]
    cannot_exclude: list[str]
    formula: NotRequired[str]
    monoisotopic: NotRequired[float]
    average: NotRequired[float]
    share: NotRequired[float | None]
    at_most: NotRequired[float | None]
    ions: NotRequired[list[IonJson]]


class AccuracyJson(TypedDict):
    """How exact the main spectrum is taken to be; `resolving_power` holds at m/z `at`."""

    tolerance: float
    unit: Literal["ppm", "Da"]
    tolerance_stated: bool
    resolving_power: float | None
    at: float | None
    ground: Literal["stated", "measured", "inferred"] | None


class MassJson(TypedDict):
    """A mass in the main spectrum, whatever it is of."""

    mass: float
    monoisotopic: bool
    charges: list[int]
    share: float
    explained: bool


class SpectraJson(TypedDict):
    """How many spectra the file holds, and how many were weighed closely.

    `unread`: fragment spectra that hold other ions than b and y.
    """

    read: int
    empty: int
    intact: int
    fragments: int
    unread: int
    weighed: int


class Identify(TypedDict):
    """`thymos identify`: of a spectrum or of a certificate, as `kind` says.

    Keys beyond `warnings` belong to one of the two. `tests` and `not_shown`: which tests the
    file holds, and what they cannot show. `limit`: the share from which on something counts.
    """

    kind: Literal["spectrum", "certificate"]
    dossier: str
    as_of: str
    file: str
    notice: str
    compound: str
    candidates: list[CandidateJson]
    warnings: list[str]
    tests: NotRequired[list[str]]
    not_shown: NotRequired[list[str]]
    limit: NotRequired[float]
    spectra: NotRequired[SpectraJson]
    accuracy: NotRequired[AccuracyJson | None]
    masses: NotRequired[list[MassJson]]
    findings: NotRequired[list[Finding]]
    items: NotRequired[list[CertificateItem]]
    certificate: NotRequired[dict[str, Any]]
    invisible: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user states in place of the file; None is what the file or the usual says.

    tolerance: as `10 ppm` or `0.5 Da`. resolution: as `60000` or `60000@200`. limit: percent of
    the signal from which on something counts as there.
    """

    tolerance: str | None = None
    resolution: str | None = None
    limit: float | None = None

    def settings(self) -> Settings:
        """The same, checked. Raises UsageError."""
        tolerance = read_tolerance(self.tolerance) if self.tolerance is not None else None
        resolving = read_resolving(self.resolution) if self.resolution is not None else None
        share = LIMIT if self.limit is None else self.limit / 100
        if not _FLAT <= share <= _STEEP:
            raise UsageError(
                f"expected a limit from {100 * _FLAT:g} to {100 * _STEEP:g} percent, "
                f"found {self.limit:g}"
            )
        return Settings(Wished(tolerance, resolving), share)

    def refuse_for_certificates(self, path: str | Path) -> None:
        """Raise UsageError where something is stated that a certificate has no use for."""
        names = ("tolerance", "resolution", "limit")
        stated = [name for name in names if getattr(self, name) is not None]
        if stated:
            raise UsageError(
                f"{path}: a certificate states its own tolerances; of spectra alone: "
                f"{', '.join(stated)}"
            )


@dataclass(frozen=True)
class SpectrumView:
    """A file of spectra held against a dossier."""

    dossier: Dossier
    file: str
    found: Identified
    compound: str
    kind: Literal["spectrum"] = field(default="spectrum")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What has to be known about the answer as a whole."""
        return self.found.warnings

    @property
    def exactness(self) -> str | None:
        """Tolerance and resolving power that the verdicts rest on, in one sentence."""
        settled = _settled(self.found)
        if settled is None:
            return None
        by = "as stated" if settled.tolerance.stated else "not stated"
        resolving = settled.peaks.resolving
        if resolving is None:
            return f"Held to {settled.tolerance}, {by}; resolving power not known."
        return (
            f"Held to {settled.tolerance}, {by}; resolving power {resolving.power:,.0f} "
            f"at m/z {resolving.at:.0f}, {resolving.ground}."
        )

    @property
    def listed(self) -> tuple[Judged, ...]:
        """The candidates worth a row: what is not excluded, and records whatever the verdict.

        Parts of the chain and slips of synthesis that nothing speaks for are left out.
        """
        return tuple(j for j in self.found.judged if _worth_a_row(j))

    @property
    def others(self) -> dict[str, int]:
        """How many candidates have no row of their own, by verdict."""
        rest = Counter(j.verdict.value for j in self.found.judged if not _worth_a_row(j))
        return dict(sorted(rest.items()))

    def as_json(self) -> Identify:
        """The documented keys; see `Identify`."""
        found = self.found
        return {
            "kind": self.kind,
            "dossier": self.dossier.head.id,
            "as_of": self.dossier.day.isoformat(),
            "file": self.file,
            "notice": NOTICE,
            "compound": self.compound,
            "candidates": [_candidate(judged) for judged in found.judged],
            "warnings": list(found.warnings),
            "tests": [test.value for test in found.tests],
            "not_shown": list(found.not_shown),
            "limit": found.settings.limit,
            "spectra": {
                "read": found.counts.read,
                "empty": found.counts.empty,
                "intact": found.counts.intact,
                "fragments": found.counts.fragments,
                "unread": found.counts.unread,
                "weighed": found.counts.weighed,
            },
            "accuracy": _accuracy(found),
            "masses": _masses(found),
        }


def identified(dossier: Dossier, path: str | Path, asked: Asked) -> SpectrumView | CertificateView:
    """Hold a file of spectra, or a certificate, against the candidates of a dossier.

    Raises DataError for a file that cannot be read, UsageError for a question without sense.
    """
    settings = asked.settings()
    if is_certificate(path):
        asked.refuse_for_certificates(path)
        return certificate_view(dossier, path)
    known = candidates(dossier)
    if not known.candidates:
        why = known.refused[0].reason if known.refused else "it names no compound"
        raise UsageError(f"{dossier.head.id}: nothing to hold a spectrum against: {why}")
    try:
        found = identify(read(path), known, settings)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None
    subject = dossier.compounds[dossier.head.subject].name
    return SpectrumView(dossier, str(path), found, subject)


def _worth_a_row(judged: Judged) -> bool:
    if judged.verdict is Verdict.CONSISTENT:
        return True
    if judged.candidate.compound is not None:
        return True
    if judged.candidate.kind in MANY and judged.finding.reason != "bound":
        return False
    return judged.verdict is Verdict.CANNOT_TELL or judged.candidate.kind is Kind.UNMODIFIED


def _candidate(judged: Judged) -> CandidateJson:
    candidate = judged.candidate
    return {
        "id": candidate.id,
        "name": candidate.name,
        "kind": candidate.kind.value,
        "verdict": judged.verdict.value,
        "evidence": list(judged.evidence),
        "cannot_exclude": list(judged.cannot_exclude),
        "formula": candidate.formula,
        "monoisotopic": round(candidate.monoisotopic, 6),
        "average": round(candidate.average, 4),
        "share": _rounded(judged.share),
        "at_most": _rounded(judged.most),
        "ions": _ions(judged),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)


def _ions(judged: Judged) -> list[IonJson]:
    best = judged.finding.best
    if best is None:
        return []
    weighed = best.weighed
    return [_ion(weighed, match) for match in weighed.matches[judged.finding.candidate]]


def _ion(weighed: Weighed, match: Match) -> IonJson:
    library = weighed.library
    mz = float(weighed.peaks.mz[match.row])
    adduct = int(library.adduct[match.ion])
    return {
        "ion": library.name(match.ion),
        "charge": int(library.charge[match.ion]),
        "adduct": library.adducts[adduct - 1].id if adduct else None,
        "mz": round(mz, 5),
        "computed": round(mz - match.off, 5),
        "off_ppm": round(1e6 * match.off / mz, 2),
        "isotopes": match.peaks,
        "pattern": round(match.alike, 5) if library.apart[match.ion] else None,
    }


def _settled(found: Identified) -> Settled | None:
    """The spectrum whose exactness is told: the main one, or the first of fragments."""
    if found.main is not None:
        return found.main.settled
    return found.fragments[0][0].settled if found.fragments else None


def _accuracy(found: Identified) -> AccuracyJson | None:
    settled = _settled(found)
    if settled is None:
        return None
    resolving = settled.peaks.resolving
    return {
        "tolerance": settled.tolerance.value,
        "unit": settled.tolerance.unit,
        "tolerance_stated": settled.tolerance.stated,
        "resolving_power": None if resolving is None else round(resolving.power, 1),
        "at": None if resolving is None else round(resolving.at, 4),
        "ground": None if resolving is None else resolving.ground,
    }


def _masses(found: Identified) -> list[MassJson]:
    if found.main is None:
        return []
    signal = found.main.weighed.signal
    return [
        {
            "mass": round(mass.mass, 4),
            "monoisotopic": mass.monoisotopic,
            "charges": list(mass.charges),
            "share": round(mass.height / signal, 6),
            "explained": mass not in found.unexplained,
        }
        for mass in found.masses
    ]
