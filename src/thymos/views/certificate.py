"""What `thymos identify CERTIFICATE` answers: contradictions, candidates, and what an item shows.

It speaks about the document. That its numbers were measured, and on the vial in hand, no document
can show; that is said with every answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from typing_extensions import TypedDict

from thymos.dossier.certificate import Sheet, content_of, read_certificate
from thymos.dossier.index import Dossier
from thymos.identity.certificates import Examined, examine
from thymos.identity.certificates.case import shown
from thymos.identity.certificates.text import from_text
from thymos.identity.certificates.verdicts import MANY, Judged, Verdict
from thymos.prose.budget import Budget
from thymos.prose.pdf import extract
from thymos.tables import rows
from thymos.views.finding_shapes import Finding

NOTICE = (
    "This judges a document: whether its numbers fit each other and the molecule it names. It does "
    "not show that anything was measured, that the document belongs to the vial in hand, or that "
    "what is in it is fit for use. Silence is not endorsement."
)
# Pictures of letterheads make a page of text large.
PDF_LIMIT = 20_000_000


class CertificateCandidate(TypedDict):
    """A candidate; `cannot_exclude` names those that fit as well."""

    id: str
    name: str
    kind: str
    verdict: Literal["excluded", "consistent", "cannot tell"]
    evidence: list[str]
    cannot_exclude: list[str]


class CertificateItem(TypedDict):
    """One line of the certificate, and what it lets one conclude."""

    item: str
    words: str
    stated: str
    stated_as: str
    line: int | None
    may_conclude: str
    must_not_conclude: str


class CertificateJson(TypedDict):
    """`thymos identify` on a certificate of analysis."""

    kind: Literal["certificate"]
    dossier: str
    as_of: str
    file: str
    notice: str
    compound: str
    candidates: list[CertificateCandidate]
    warnings: list[str]
    findings: list[Finding]
    items: list[CertificateItem]
    certificate: dict[str, Any]
    invisible: list[str]


@dataclass(frozen=True)
class CertificateView:
    """A certificate held against a dossier, as of a day."""

    dossier: Dossier
    found: Examined
    kind: Literal["certificate"] = "certificate"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What has to be known about the answer as a whole."""
        return self.found.doubts

    @property
    def listed(self) -> tuple[Judged, ...]:
        """The candidates worth a row: all but slips and parts of the chain that are excluded."""
        plain = (Verdict.CONSISTENT,)
        return tuple(
            j for j in self.found.judged if j.candidate.kind not in MANY or j.verdict in plain
        )

    def items(self) -> tuple[CertificateItem, ...]:
        """Every line of the certificate with what it may and must not conclude."""
        sheet = self.found.case.sheet
        told = {row["id"]: row for row in rows("certificate_items")}
        return tuple(
            {
                "item": item.item.value,
                "words": told[item.item.value]["words"],
                "stated": shown(item),
                "stated_as": item.stated_as,
                "line": sheet.line("items", number),
                "may_conclude": told[item.item.value]["may_conclude"],
                "must_not_conclude": told[item.item.value]["must_not_conclude"],
            }
            for number, item in enumerate(sheet.certificate.items)
        )

    def as_json(self) -> CertificateJson:
        """The documented keys; see `CertificateJson`."""
        found = self.found
        return {
            "kind": "certificate",
            "dossier": self.dossier.head.id,
            "as_of": self.dossier.day.isoformat(),
            "file": found.case.sheet.file,
            "notice": NOTICE,
            "compound": found.case.name,
            "candidates": [_candidate(judged) for judged in found.judged],
            "warnings": list(self.warnings),
            "findings": [finding.as_dict() for finding in found.findings],  # type: ignore[misc]
            "items": list(self.items()),
            "certificate": found.case.certificate.model_dump(mode="json", exclude_none=True),
            "invisible": list(found.known.invisible),
        }


def certificate_view(dossier: Dossier, path: str | Path) -> CertificateView:
    """Read a certificate (YAML, JSON, CSV, or a PDF with text) and hold it against a dossier.

    Raises UsageError, DataError or DossierError, one line a fault; a scanned PDF says so.
    """
    today = dossier.as_of or date.today()  # noqa: DTZ011  a calendar day, no instant
    return CertificateView(dossier, examine(_sheet(Path(path)), dossier, today))


def _sheet(path: Path) -> Sheet:
    if path.suffix.lower() != ".pdf":
        return read_certificate(path)
    text, _ = extract(content_of(path, PDF_LIMIT), str(path), Budget(str(path)))
    return from_text(text, str(path))


def _candidate(judged: Judged) -> CertificateCandidate:
    return {
        "id": judged.candidate.id,
        "name": judged.candidate.name,
        "kind": judged.candidate.kind.value,
        "verdict": judged.verdict.value,
        "evidence": list(judged.evidence),
        "cannot_exclude": list(judged.cannot_exclude),
    }
