"""What `thymos appraise` answers, and what a pool says without doubtful studies, as JSON.

The types are the documented shapes; a test validates what is printed against them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from typing_extensions import TypedDict

from thymos.dossier.index import Dossier
from thymos.evidence.appraisal import Appraisal, Domain
from thymos.evidence.interests import tied
from thymos.evidence.sensitivity import Line
from thymos.records.interest import Tie
from thymos.records.study import Study


class AppraisedAnswer(TypedDict):
    """An answer to one question of a tool."""

    question: str
    answer: str
    reason: str
    sources: list[str]


class AppraisedDomain(TypedDict):
    """One domain; `computed` by the algorithm, null where it cannot tell; `by` who set another."""

    id: str
    name: str
    judgement: str
    computed: str | None
    possible: list[str]
    by: str | None
    reason: str
    answers: list[AppraisedAnswer]


class Interest(TypedDict):
    """A tie to a maker or seller; null fields are not known."""

    tied: bool | None
    reason: str | None
    sources: list[str]


class AppraisedStudy(TypedDict):
    """A study appraised. `overall` is `bias`, or high where trust is in serious doubt."""

    study: str
    name: str
    design: str
    outcome: str | None
    tool: str | None
    trust: str
    bias: str
    overall: str
    reviewed: bool
    mark: str
    signed_by: list[str]
    checks: list[AppraisedDomain]
    domains: list[AppraisedDomain]
    reasons: list[str]
    tied: bool | None
    sponsor: Interest
    authors: Interest


class Appraise(TypedDict):
    """`thymos appraise`."""

    dossier: str
    as_of: str
    studies: list[AppraisedStudy]


class LeftOut(TypedDict):
    """A study that an analysis leaves out."""

    study: str
    reason: str


class SensitivityShown(TypedDict):
    """The pooled answer on the reader's scale."""

    estimate: float | None
    ci_low: float | None
    ci_high: float | None


class Sensitivity(TypedDict):
    """The pooled result without some studies; `unknown` are those of which nothing is known."""

    without: str
    left_out: list[LeftOut]
    unknown: list[str]
    k: int
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    display: SensitivityShown


@dataclass(frozen=True, slots=True)
class Appraised:
    """Studies with their appraisals, as of a day."""

    dossier: Dossier
    found: tuple[tuple[Study, Appraisal], ...]

    def as_json(self) -> Appraise:
        """Keys: dossier, as_of, studies."""
        return {
            "dossier": self.dossier.head.id,
            "as_of": self.dossier.day.isoformat(),
            "studies": [_study(study, appraisal) for study, appraisal in self.found],
        }


def _study(study: Study, found: Appraisal) -> AppraisedStudy:
    return {
        "study": study.id,
        "name": study.name,
        "design": study.design.value,
        "outcome": found.outcome,
        "tool": found.tool,
        "trust": found.trust.value,
        "bias": found.bias.value,
        "overall": found.overall.value,
        "reviewed": found.reviewed,
        "mark": found.mark,
        "signed_by": list(found.signed_by),
        "checks": [_domain(domain) for domain in found.checks],
        "domains": [_domain(domain) for domain in found.domains],
        "reasons": list(found.reasons),
        "tied": tied(study),
        "sponsor": _interest(study.sponsor_tied),
        "authors": _interest(study.authors_tied),
    }


def _domain(domain: Domain) -> AppraisedDomain:
    return {
        "id": domain.id,
        "name": domain.name,
        "judgement": domain.judgement,
        "computed": domain.computed,
        "possible": list(domain.possible),
        "by": domain.by,
        "reason": domain.reason,
        "answers": [
            {
                "question": answer.question,
                "answer": answer.answer,
                "reason": answer.reason,
                "sources": list(dict.fromkeys(cite.source for cite in answer.cites)),
            }
            for answer in domain.answers
        ],
    }


def _interest(tie: Tie | None) -> Interest:
    if tie is None:
        return {"tied": None, "reason": None, "sources": []}
    sources = list(dict.fromkeys(cite.source for cite in tie.cites))
    return {"tied": tie.tied, "reason": tie.reason, "sources": sources}


def sensitivity_json(lines: Iterable[Line]) -> list[Sensitivity]:
    """The lines of a sensitivity analysis under their documented keys."""
    return [_line(line) for line in lines]


def _line(line: Line) -> Sensitivity:
    main = line.pooling.main if line.pooling else None
    shown = main.shown if main else (None, None, None)
    return {
        "without": line.doubt.value,
        "left_out": [{"study": out.study, "reason": out.reason} for out in line.left_out],
        "unknown": list(line.unknown),
        "k": line.pooling.k if line.pooling else 0,
        "estimate": main.estimate if main else None,
        "ci_low": main.low if main else None,
        "ci_high": main.high if main else None,
        "p": main.p if main else None,
        "display": {"estimate": shown[0], "ci_low": shown[1], "ci_high": shown[2]},
    }
