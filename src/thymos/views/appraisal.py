"""Trust, risk of bias and interests as pages show them, beside the results they bear on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thymos.evidence.appraisal import Appraisal, Domain, appraise_in
from thymos.evidence.interests import tied
from thymos.evidence.sensitivity import Line, look, sensitivity
from thymos.evidence.synthesis import Synthesis
from thymos.plots.traffic import Traffic, TrafficRow
from thymos.records.appraisal import Answer, Tool
from thymos.records.interest import Tie
from thymos.records.questions import DOMAINS, Effect, questions
from thymos.records.study import Study, Tier
from thymos.records.wording import estimate, p_value
from thymos.views.links import Link
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import title

REPLIES = (
    ("Y", "yes"),
    ("PY", "probably yes"),
    ("PN", "probably no"),
    ("N", "no"),
    ("NI", "no information"),
    ("NA", "does not apply"),
)
NOT_KNOWN = "not known"
_FOR = (
    ("Randomised trials", Tool.ROB_2.value),
    ("Other studies in people", Tool.ROBINS_I.value),
)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question with its answer and the ground for it."""

    question: str
    text: str
    answer: str
    reason: str
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One domain; `computed` only where people judged otherwise than the algorithm."""

    name: str
    judgement: str
    computed: str | None
    by: str | None
    reason: str
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie to a maker or seller: whose, what is known, on what ground."""

    whose: str
    known: str
    reason: str | None
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class StudyAppraisal:
    """A study appraised, on its own page; `outcome` where the answers are about one outcome."""

    outcome: str | None
    tool: str | None
    reviewed: str
    trust: str
    checks: tuple[DomainRow, ...]
    domains: tuple[DomainRow, ...]
    bias: str
    overall: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustRow:
    """One study in a table of many: trust, domains, the whole, interests, the result beside."""

    study: Link
    effect: str | None
    trust: str
    domains: tuple[str | None, ...]
    overall: str
    why: str | None
    reviewed: str
    interests: str


@dataclass(frozen=True, slots=True)
class SensitivityRow:
    """The pooled result without some studies."""

    without: str
    left_out: tuple[str, ...]
    unknown: tuple[str, ...]
    studies: int
    effect: str | None
    p: str | None


@dataclass(frozen=True, slots=True)
class Trustworthiness:
    """How far the pooled studies of an outcome can be trusted, and what hangs on it."""

    tool: str
    columns: tuple[str, ...]
    traffic: Traffic | None
    rows: tuple[TrustRow, ...]
    main: str | None
    sensitivity: tuple[SensitivityRow, ...]


@dataclass(frozen=True, slots=True)
class TrustGroup:
    """All studies that one tool is for."""

    heading: str
    tool: str
    columns: tuple[str, ...]
    traffic: Traffic | None
    rows: tuple[TrustRow, ...]


@dataclass(frozen=True, slots=True)
class TrustPage:
    """Trust, risk of bias and interests of all studies in people."""

    total: int
    filled: int
    reviewed: int
    tied: int
    free: int
    screen: str
    tools: str
    groups: tuple[TrustGroup, ...]
    sellers: tuple[tuple[Link, str], ...]


def study_appraisals(reading: Reading, study: Study) -> tuple[StudyAppraisal, ...]:
    """A study's appraisal as a whole, or one for each outcome that has answers of its own."""
    named = dict.fromkeys(o for a in study.appraisals for o in a.outcomes)
    general = any(a.tool != "INSPECT-SR" and not a.outcomes for a in study.appraisals)
    asked: tuple[str | None, ...] = (*(() if named and not general else (None,)), *named)
    return tuple(_one(reading, study, outcome) for outcome in asked)


def _one(reading: Reading, study: Study, outcome: str | None) -> StudyAppraisal:
    found = appraise_in(reading.dossier, study, outcome)
    effect = _effect(study, outcome)
    return StudyAppraisal(
        outcome=reading.dossier.outcomes[outcome].name if outcome else None,
        tool=found.tool,
        reviewed=found.mark,
        trust=found.trust.value,
        checks=tuple(_domain(reading, "INSPECT-SR", "assignment", d) for d in found.checks),
        domains=tuple(_domain(reading, found.tool, effect, d) for d in found.domains),
        bias=found.bias.value,
        overall=found.overall.value,
        reasons=found.reasons,
    )


def _effect(study: Study, outcome: str | None) -> Effect:
    """The effect of interest of the RoB 2 that was used."""
    used = [a for a in study.appraisals if not a.outcomes or outcome in a.outcomes]
    adhering = used and all(a.effect == "adherence" for a in used if a.tool == "RoB 2")
    return "adherence" if adhering else "assignment"


def _domain(reading: Reading, tool: str | None, effect: Effect, domain: Domain) -> DomainRow:
    texts = {q.id: q.text for q in questions(tool, effect)} if tool else {}
    other = domain.by is not None and domain.computed not in (None, domain.judgement)
    return DomainRow(
        name=domain.name,
        judgement=domain.judgement,
        computed=domain.computed if other else None,
        by=domain.by,
        reason=title(domain.reason),
        answers=tuple(_answer(reading, texts, answer) for answer in domain.answers),
    )


def _answer(reading: Reading, texts: dict[str, str], answer: Answer) -> AnswerRow:
    return AnswerRow(
        question=answer.question,
        text=texts.get(answer.question, ""),
        answer=dict(REPLIES)[answer.answer],
        reason=answer.reason,
        mark=mark(reading.dossier, answer.cites) if answer.cites else None,
    )


def ties(reading: Reading, study: Study) -> tuple[TieRow, ...]:
    """The ties of a study's sponsor and of its authors."""
    pairs = (("Sponsor", study.sponsor_tied), ("Authors", study.authors_tied))
    return tuple(_tie(reading, whose, tie) for whose, tie in pairs)


def _tie(reading: Reading, whose: str, tie: Tie | None) -> TieRow:
    if tie is None:
        return TieRow(whose, NOT_KNOWN, None, None)
    known = "tied to a maker or seller" if tie.tied else "not tied to a maker or seller"
    return TieRow(whose, known, tie.reason, mark(reading.dossier, tie.cites))


def interests_of(study: Study) -> str:
    """What is known of a study's interests, in a few words."""
    known = tied(study)
    if known is None:
        return NOT_KNOWN
    if not known:
        return "no ties"
    pairs = (("sponsor", study.sponsor_tied), ("authors", study.authors_tied))
    return " and ".join(who for who, tie in pairs if tie is not None and tie.tied) + " tied"


def trustworthiness(reading: Reading, synthesis: Synthesis) -> Trustworthiness | None:
    """The pooled studies of an outcome appraised, and the result without those in doubt."""
    pooling = synthesis.pooling
    if pooling is None:
        return None
    shown = {row.study: estimate(row.estimate, row.low, row.high) for row in pooling.rows}
    looked = look(reading.dossier, synthesis)
    pairs = [(one.entry.study, one.appraisal) for one in looked]
    tool = _usual(study for study, _ in pairs)
    return Trustworthiness(
        tool=tool,
        columns=_names(tool),
        traffic=_traffic(f"{synthesis.outcome.name}: trust and risk of bias", tool, pairs),
        rows=tuple(_row(reading, tool, *pair, shown.get(pair[0].id)) for pair in pairs),
        main=estimate(*pooling.main.shown),
        sensitivity=tuple(_line(one) for one in sensitivity(reading.dossier, synthesis)),
    )


def trust_page(reading: Reading) -> TrustPage:
    """All studies with what is known of their trust, risk of bias and interests."""
    dossier = reading.dossier
    people = (s for s in dossier.studies.values() if s.tier is not Tier.PRECLINICAL)
    found = [(study, appraise_in(dossier, study)) for study in people]
    known = [tied(study) for study, _ in found]
    sellers = (s for s in dossier.sources.values() if s.vendor_tied)
    return TrustPage(
        total=len(found),
        filled=sum(bool(study.appraisals) for study, _ in found),
        reviewed=sum(appraisal.reviewed for _, appraisal in found),
        tied=known.count(True),
        free=known.count(False),
        screen=Tool.INSPECT_SR.value,
        tools="; ".join(f"{tool} for {heading[0].lower()}{heading[1:]}" for heading, tool in _FOR),
        groups=tuple(
            _group(reading, heading, tool, [p for p in found if _tool_for(p[0]) == tool])
            for heading, tool in _FOR
        ),
        sellers=tuple(
            (reading.link(f"sources:{s.id}"), s.interests or s.funding or "") for s in sellers
        ),
    )


def _group(
    reading: Reading, heading: str, tool: str, pairs: list[tuple[Study, Appraisal]]
) -> TrustGroup:
    shown = [(study, found) for study, found in pairs if study.appraisals or found.checks]
    return TrustGroup(
        heading=heading,
        tool=tool,
        columns=_names(tool),
        traffic=_traffic(f"{heading}: trust and risk of bias", tool, shown),
        rows=tuple(_row(reading, tool, study, found, None) for study, found in pairs),
    )


def _tool_for(study: Study) -> str:
    return "RoB 2" if study.tier is Tier.RCT else "ROBINS-I"


def _usual(studies: Iterable[Study]) -> str:
    return next(map(_tool_for, studies), "RoB 2")


def _names(tool: str) -> tuple[str, ...]:
    return tuple(name for _, name in dict(DOMAINS)[tool])


def _traffic(title_: str, tool: str, pairs: list[tuple[Study, Appraisal]]) -> Traffic | None:
    """The signs of some studies; None where there are none."""
    if not pairs:
        return None
    columns = (("Trust", "Trust"), *dict(DOMAINS)[tool], ("Overall", "Overall"))
    rows = tuple(
        TrafficRow(
            study.name,
            (found.trust.value, *_by_domain(tool, found), found.overall.value),
        )
        for study, found in pairs
    )
    return Traffic(title_, columns, rows)


def _by_domain(tool: str, found: Appraisal) -> tuple[str | None, ...]:
    """A judgement for every domain of a tool; None where that tool was not filled in."""
    said = {d.id: d.judgement for d in found.domains} if found.tool == tool else {}
    return tuple(said.get(number) for number, _ in dict(DOMAINS)[tool])


def _row(
    reading: Reading, tool: str, study: Study, found: Appraisal, effect: str | None
) -> TrustRow:
    return TrustRow(
        study=reading.link(f"studies:{study.id}"),
        effect=effect,
        trust=found.trust.value,
        domains=_by_domain(tool, found),
        overall=found.overall.value,
        why=found.reasons[-1] if found.reasons else None,
        reviewed=found.mark,
        interests=interests_of(study),
    )


def _line(line: Line) -> SensitivityRow:
    main = line.pooling.main if line.pooling else None
    return SensitivityRow(
        without=title(line.doubt.value),
        left_out=tuple(f"{out.name}: {out.reason}" for out in line.left_out),
        unknown=line.unknown,
        studies=line.pooling.k if line.pooling else 0,
        effect=estimate(*main.shown) if main else None,
        p=p_value(main.p) if main else None,
    )
