"""Trust, risk of bias and interests as pages show them, beside the results they bear on."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.evidence.appraisal import Appraisal, Domain, appraise_in
from thymos.evidence.appraisal.result import NOT_ASSESSABLE
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
    """A study appraised, on its own page; `about` names outcomes that have answers of their own.

    `checks` are shown once, and without those that nobody answered or judged. `reasons` are those
    that no domain tells.
    """

    about: str | None
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
    about: str | None
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
    """A study's appraisal as a whole, and one for the outcomes that have answers of their own."""
    parts = _parts(study)
    return tuple(_one(reading, study, part, first=part is parts[0]) for part in parts)


def _parts(study: Study) -> list[tuple[str, ...]]:
    """The outcomes that a study is appraised for, those with the same answers together.

    An empty part stands for all results.
    """
    filled = [a for a in study.appraisals if a.tool is not Tool.INSPECT_SR]
    named = [a.outcomes for a in filled if a.outcomes]
    whole = not named or any(not a.outcomes for a in filled)
    return list(dict.fromkeys([*([()] if whole else []), *named]))


def _about(reading: Reading, part: tuple[str, ...]) -> str | None:
    """The outcomes of a part in words."""
    names = [reading.dossier.outcomes[outcome].name for outcome in part]
    return "; ".join(names) or None


def _one(reading: Reading, study: Study, part: tuple[str, ...], *, first: bool) -> StudyAppraisal:
    outcome = part[0] if part else None
    found = appraise_in(reading.dossier, study, outcome)
    effect = _effect(study, outcome)
    checks = [d for d in found.checks if first and (d.answers or d.judgement != NOT_ASSESSABLE)]
    return StudyAppraisal(
        about=_about(reading, part),
        tool=found.tool,
        reviewed=found.mark,
        trust=found.trust.value,
        checks=tuple(_domain(reading, Tool.INSPECT_SR.value, "assignment", d) for d in checks),
        domains=tuple(_domain(reading, found.tool, effect, d) for d in found.domains),
        bias=found.bias.value,
        overall=found.overall.value,
        reasons=tuple(
            reason
            for reason in found.reasons
            if not any(reason.startswith(f"{d.name}: ") for d in (*found.domains, *found.checks))
        ),
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


@dataclass(frozen=True, slots=True)
class _Told:
    """A study, or some of its outcomes, with its appraisal and what to call it."""

    study: Study
    found: Appraisal
    link: Link
    about: str | None
    label: str


def _told(
    reading: Reading, study: Study, part: tuple[str, ...], found: Appraisal | None = None
) -> _Told:
    outcome = part[0] if part else None
    found = found or appraise_in(reading.dossier, study, outcome)
    more = f" and {len(part) - 1} more" if len(part) > 1 else ""
    name = reading.dossier.outcomes[outcome].name if outcome else ""
    label = f"{study.name}: {name}{more}" if name else study.name
    return _Told(study, found, reading.link(f"studies:{study.id}"), _about(reading, part), label)


def trustworthiness(reading: Reading, synthesis: Synthesis) -> Trustworthiness | None:
    """The pooled studies of an outcome appraised, and the result without those in doubt."""
    pooling = synthesis.pooling
    if pooling is None:
        return None
    shown = {row.study: estimate(row.estimate, row.low, row.high) for row in pooling.rows}
    told = [
        _told(reading, one.entry.study, (), one.appraisal)
        for one in look(reading.dossier, synthesis)
    ]
    tool = _tool_for(told[0].study)
    return Trustworthiness(
        tool=tool,
        columns=_names(tool),
        traffic=_traffic(f"{synthesis.outcome.name}: trust and risk of bias", tool, told),
        rows=tuple(_row(tool, one, shown.get(one.study.id)) for one in told),
        main=estimate(*pooling.main.shown),
        sensitivity=tuple(_line(one) for one in sensitivity(reading.dossier, synthesis)),
    )


def trust_page(reading: Reading) -> TrustPage:
    """All studies with what is known of their trust, risk of bias and interests."""
    dossier = reading.dossier
    people = (s for s in dossier.studies.values() if s.tier is not Tier.PRECLINICAL)
    studies = tuple(sorted(people, key=lambda s: (s.available or "9999", s.id)))
    found = tuple(_told(reading, study, part) for study in studies for part in _parts(study))
    known = [tied(study) for study in studies]
    sellers = (s for s in dossier.sources.values() if s.vendor_tied)
    return TrustPage(
        total=len(studies),
        filled=sum(bool(study.appraisals) for study in studies),
        reviewed=sum(
            all(told.found.reviewed for told in found if told.study is study) for study in studies
        ),
        tied=known.count(True),
        free=known.count(False),
        screen=Tool.INSPECT_SR.value,
        tools="; ".join(f"{tool} for {heading[0].lower()}{heading[1:]}" for heading, tool in _FOR),
        groups=tuple(
            _group(heading, tool, [told for told in found if _tool_for(told.study) == tool])
            for heading, tool in _FOR
        ),
        sellers=tuple(
            (reading.link(f"sources:{s.id}"), s.interests or s.funding or "") for s in sellers
        ),
    )


def _group(heading: str, tool: str, told: list[_Told]) -> TrustGroup:
    shown = [one for one in told if one.study.appraisals or one.found.checks]
    return TrustGroup(
        heading=heading,
        tool=tool,
        columns=_names(tool),
        traffic=_traffic(f"{heading}: trust and risk of bias", tool, shown),
        rows=tuple(_row(tool, one, None) for one in told),
    )


def _tool_for(study: Study) -> str:
    return "RoB 2" if study.tier is Tier.RCT else "ROBINS-I"


def _names(tool: str) -> tuple[str, ...]:
    return tuple(name for _, name in dict(DOMAINS)[tool])


def _traffic(words: str, tool: str, told: list[_Told]) -> Traffic | None:
    """The signs of some studies; None where there are none."""
    if not told:
        return None
    columns = (("Trust", "Trust"), *dict(DOMAINS)[tool], ("Overall", "Overall"))
    rows = tuple(
        TrafficRow(
            one.label,
            (one.found.trust.value, *_by_domain(tool, one.found), one.found.overall.value),
        )
        for one in told
    )
    return Traffic(words, columns, rows)


def _by_domain(tool: str, found: Appraisal) -> tuple[str | None, ...]:
    """A judgement for every domain of a tool; None where that tool was not filled in."""
    said = {d.id: d.judgement for d in found.domains} if found.tool == tool else {}
    return tuple(said.get(number) for number, _ in dict(DOMAINS)[tool])


def _row(tool: str, told: _Told, effect: str | None) -> TrustRow:
    found = told.found
    return TrustRow(
        study=told.link,
        about=told.about,
        effect=effect,
        trust=found.trust.value,
        domains=_by_domain(tool, found),
        overall=found.overall.value,
        why=found.reasons[-1] if found.reasons else None,
        reviewed=found.mark,
        interests=interests_of(told.study),
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
