"""How far a study can be trusted, and how far its results may be biased.

`appraise` is the face: what a tool's answers amount to, by the published algorithm, with the
judgements that people set against it. Trustworthiness is screened first. The rules and their
sources: `docs/methods/risk_of_bias.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from thymos.dossier.asof import public
from thymos.dossier.index import Dossier
from thymos.evidence.appraisal.fill import bias, trust
from thymos.evidence.appraisal.result import UNREVIEWED, Appraisal, Domain, Risk, Trust
from thymos.records.appraisal import Assessment, Tool
from thymos.records.source import Notice
from thymos.records.study import Study

__all__ = [
    "UNREVIEWED",
    "Appraisal",
    "Domain",
    "Risk",
    "Trust",
    "appraise",
    "appraise_in",
]

# Worse and worse; what cannot be assessed is worse than some concerns and better than high risk.
ORDER = (Risk.LOW, Risk.SOME, Risk.NOT_ASSESSABLE, Risk.HIGH)

# Reports whose retraction is the study's.
MAIN_REPORTS = ("primary", "other language")


def appraise(
    study: Study, outcome: str | None = None, *, notices: Iterable[Notice] = ()
) -> Appraisal:
    """Appraise the results of a study on one outcome, or the study where none is named.

    notices: corrections, concerns and retractions of its main reports. Without an assessment
    for all results, the study as a whole is as good as its worst assessed outcome.
    """
    least = tuple(notices)
    if outcome is None and not any(_is_bias(a) and not a.outcomes for a in study.appraisals):
        named = (o for a in study.appraisals if _is_bias(a) for o in a.outcomes)
        each = [_appraise(study, o, least) for o in dict.fromkeys(named)]
        if each:
            return replace(max(each, key=lambda found: ORDER.index(found.overall)), outcome=None)
    return _appraise(study, outcome, least)


def appraise_in(dossier: Dossier, study: Study, outcome: str | None = None) -> Appraisal:
    """Appraise by what was public on the dossier's day: answers, and notices on the reports."""
    sources = (dossier.sources.get(r.source) for r in study.reports if r.role in MAIN_REPORTS)
    notices = [notice for source in sources if source for notice in source.notices]
    if study.appraisals and dossier.as_of is not None:
        known = tuple(_as_known(dossier, assessment) for assessment in study.appraisals)
        study = study.model_copy(update={"appraisals": known})
    return appraise(study, outcome, notices=notices)


def _as_known(dossier: Dossier, filled: Assessment) -> Assessment:
    """An assessment without the answers and judgements whose sources were not public yet."""
    answers = tuple(a for a in filled.answers if not a.cites or public(dossier, a.cites))
    judgements = tuple(j for j in filled.judgements if not j.cites or public(dossier, j.cites))
    return filled.model_copy(update={"answers": answers, "judgements": judgements})


def _appraise(study: Study, outcome: str | None, notices: tuple[Notice, ...]) -> Appraisal:
    screen = _chosen(study, outcome, (Tool.INSPECT_SR,))
    filled = _chosen(study, outcome, (Tool.ROB_2, Tool.ROBINS_I))
    checks, trusted, doubts = trust(screen, notices)
    if filled is None:
        domains, risk, reasons = _stated(study)
    else:
        domains, risk, reasons = bias(filled)
    used = [one for one in (screen, filled) if one is not None]
    if trusted is Trust.SERIOUS:
        doubts = (*doubts, "serious concerns about trust count as high risk of bias")
    return Appraisal(
        study=study.id,
        outcome=outcome,
        tool=filled.tool.value if filled else _stated_tool(study),
        trust=trusted,
        checks=checks,
        domains=domains,
        bias=risk,
        overall=Risk.HIGH if trusted is Trust.SERIOUS else risk,
        signed_by=tuple(dict.fromkeys(name for one in used for name in one.signed_by)),
        reviewed=bool(used) and all(one.reviewed for one in used),
        reasons=(*doubts, *reasons),
    )


def _is_bias(filled: Assessment) -> bool:
    return filled.tool is not Tool.INSPECT_SR


def _chosen(study: Study, outcome: str | None, tools: tuple[Tool, ...]) -> Assessment | None:
    """The assessment that speaks of an outcome: by name before in general, assignment first."""
    fitting = [
        one
        for one in study.appraisals
        if one.tool in tools and (not one.outcomes or outcome in one.outcomes)
    ]
    ranked = sorted(
        fitting, key=lambda a: (tools.index(a.tool), not a.outcomes, a.effect != "assignment")
    )
    return ranked[0] if ranked else None


def _stated_tool(study: Study) -> str | None:
    return None if study.risk_of_bias.tool == "none" else study.risk_of_bias.tool


def _stated(study: Study) -> tuple[tuple[Domain, ...], Risk, tuple[str, ...]]:
    """What a record without a filled-in tool states."""
    said = study.risk_of_bias
    domains = tuple(
        Domain(f"stated {number}", answer.domain, answer.judgement, None, answer.reason)
        for number, answer in enumerate(said.answers, 1)
    )
    return domains, Risk(said.overall), (said.reason,)
