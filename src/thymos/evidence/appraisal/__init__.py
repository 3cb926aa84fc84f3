"""How far a study can be trusted, and how far its results may be biased.

`appraise` is the face: what a tool's answers amount to, by the published algorithm, with the
judgements that people set against it. Trustworthiness is screened first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from thymos.dossier.index import Dossier
from thymos.records.source import Notice
from thymos.records.study import RiskOfBias, Study

UNREVIEWED = "machine suggestion, unreviewed"


class Risk(StrEnum):
    """Risk of bias on one scale for every tool."""

    LOW = "low"
    SOME = "some concerns"
    HIGH = "high"
    NOT_ASSESSABLE = "not assessable"


class Trust(StrEnum):
    """Whether the study took place, and gave these results, as reported."""

    NO_CONCERNS = "no concerns"
    SOME = "some concerns"
    SERIOUS = "serious concerns"
    NOT_ASSESSABLE = "not assessable"


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain: its judgement, what the algorithm gave, who set another and why."""

    id: str
    name: str
    judgement: str
    computed: str | None
    reason: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A study, or its results on one outcome, appraised.

    `bias` is what the risk-of-bias tool gives; `overall` is what others weigh: the worse of
    `bias` and of serious concerns about trust, which count as high risk.
    """

    study: str
    outcome: str | None
    tool: str | None
    trust: Trust
    checks: tuple[Domain, ...]
    domains: tuple[Domain, ...]
    bias: Risk
    overall: Risk
    signed_by: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def reviewed(self) -> bool:
        """Whether two named people stand by it."""
        return len(self.signed_by) > 1

    @property
    def mark(self) -> str:
        """The words a reader sees beside the judgement."""
        if not self.reviewed:
            return UNREVIEWED
        return f"reviewed by {', '.join(self.signed_by[:-1])} and {self.signed_by[-1]}"


def appraise(
    study: Study, outcome: str | None = None, *, notices: Iterable[Notice] = ()
) -> Appraisal:
    """Appraise a study, or its results on one outcome; `notices` are those of its reports."""
    return _summary(study, outcome, study.risk_of_bias)


def appraise_in(dossier: Dossier, study: Study, outcome: str | None = None) -> Appraisal:
    """Appraise a study by what was public on the dossier's day, notices on its reports included."""
    sources = (dossier.sources.get(report.source) for report in study.reports)
    notices = (notice for source in sources if source for notice in source.notices)
    return appraise(study, outcome, notices=notices)


def _summary(study: Study, outcome: str | None, said: RiskOfBias) -> Appraisal:
    """What a record without a filled-in tool states."""
    risk = Risk(said.overall)
    return Appraisal(
        study=study.id,
        outcome=outcome,
        tool=None if said.tool == "none" else said.tool,
        trust=Trust.NOT_ASSESSABLE,
        checks=(),
        domains=tuple(
            Domain(str(i), answer.domain, answer.judgement, None, answer.reason)
            for i, answer in enumerate(said.answers, 1)
        ),
        bias=risk,
        overall=risk,
        signed_by=(),
        reasons=(said.reason,),
    )
