"""From a filled-in tool to its domains and its whole."""

from __future__ import annotations

from collections.abc import Iterable

from thymos.evidence.appraisal import inspect_sr, rob2, robins_i
from thymos.evidence.appraisal.result import NOT_ASSESSABLE, Domain, Risk, Trust
from thymos.evidence.appraisal.trees import Walk
from thymos.records.appraisal import OVERALL, Assessment, Judgement, Tool
from thymos.records.questions import DOMAINS
from thymos.records.source import Notice

_RISK_OF_ROBINS_I = (
    (robins_i.LOW, Risk.LOW),
    (robins_i.MODERATE, Risk.SOME),
    (robins_i.SERIOUS, Risk.HIGH),
    (robins_i.CRITICAL, Risk.HIGH),
    (robins_i.NO_INFORMATION, Risk.NOT_ASSESSABLE),
)


def bias(filled: Assessment) -> tuple[tuple[Domain, ...], Risk, tuple[str, ...]]:
    """The domains of RoB 2 or ROBINS-I, the whole, and the reasons for it."""
    whole = _given(filled, OVERALL)
    if filled.tool is Tool.ROB_2:
        domains = tuple(_rob2(filled, number, name) for number, name in _domains(filled))
        computed = rob2.overall(tuple(_known(domain) for domain in domains))
        risk = Risk(whole.judgement if whole else computed or NOT_ASSESSABLE)
    else:
        domains = tuple(_judged(filled, number, name) for number, name in _domains(filled))
        computed = robins_i.overall(tuple(_known(domain) for domain in domains))
        said = whole.judgement if whole else computed
        risk = dict(_RISK_OF_ROBINS_I)[said] if said else Risk.NOT_ASSESSABLE
    return domains, risk, tuple(_reasons(filled, domains, computed, whole))


def trust(
    filled: Assessment | None, notices: Iterable[Notice]
) -> tuple[tuple[Domain, ...], Trust, tuple[str, ...]]:
    """The domains of INSPECT-SR, the whole, and the reasons for it; notices alone may decide."""
    least = inspect_sr.floor(notices)
    if filled is None and least is None:
        return (), Trust.NOT_ASSESSABLE, ()
    names = dict(DOMAINS)[Tool.INSPECT_SR]
    checks = tuple(_checked(filled, number, name, least) for number, name in names)
    computed = inspect_sr.overall(tuple(_known(check) for check in checks))
    whole = _given(filled, OVERALL) if filled else None
    found = Trust(whole.judgement if whole else computed or NOT_ASSESSABLE)
    reasons = [
        f"{check.name}: {check.reason}"
        for check in checks
        if check.judgement not in (inspect_sr.NO_CONCERNS, NOT_ASSESSABLE)
    ]
    if whole is not None:
        reasons.append(f"{whole.by} judged trust as '{whole.judgement}': {whole.reason}")
    return checks, found, tuple(reasons)


def _domains(filled: Assessment) -> tuple[tuple[str, str], ...]:
    return dict(DOMAINS)[filled.tool]


def _given(filled: Assessment, domain: str) -> Judgement | None:
    return next((j for j in filled.judgements if j.domain == domain), None)


def _known(domain: Domain) -> str | None:
    return None if domain.judgement == NOT_ASSESSABLE else domain.judgement


def _rob2(filled: Assessment, number: str, name: str) -> Domain:
    replies: dict[str, str] = {a.question: a.answer for a in filled.answers}
    found = rob2.domain(number, replies, filled.effect)
    given = _given(filled, number)
    return Domain(
        id=number,
        name=name,
        judgement=given.judgement if given else found.judgement or NOT_ASSESSABLE,
        computed=found.judgement,
        reason=given.reason if given else _told(found),
        by=given.by if given else None,
        possible=tuple(sorted(found.possible, key=rob2.SCALE.index)),
        answers=tuple(a for a in filled.answers if a.question.startswith(f"{number}.")),
    )


def _told(found: Walk) -> str:
    """Which answers led to a judgement, or which are missing for one."""
    if found.judgement is None:
        span = sorted(found.possible, key=rob2.SCALE.index)
        missing = ", ".join(sorted(found.open))
        return f"{span[0]} to {span[-1]}, as long as {missing} cannot be answered"
    return "follows from " + ", ".join(f"{question} {reply}" for question, reply in found.path)


def _judged(filled: Assessment, number: str, name: str) -> Domain:
    """A domain that people judge."""
    given = _given(filled, number)
    answers = tuple(a for a in filled.answers if a.question.startswith(f"{number}."))
    if given is None:
        return Domain(number, name, NOT_ASSESSABLE, None, "not judged", answers=answers)
    return Domain(number, name, given.judgement, None, given.reason, given.by, answers=answers)


def _checked(
    filled: Assessment | None, number: str, name: str, least: tuple[str, Notice] | None
) -> Domain:
    """A domain of INSPECT-SR: as judged, or as a notice has it."""
    judged = (
        _judged(filled, number, name)
        if filled
        else Domain(number, name, NOT_ASSESSABLE, None, "not judged")
    )
    if number != "1" or least is None:
        return judged
    floor, notice = least
    told = f"{notice.kind.value} of {notice.date}"
    if judged.by is not None:
        reason = f"{judged.reason} (by the {told} alone: {floor})"
        return Domain(number, name, judged.judgement, floor, reason, judged.by, (), judged.answers)
    return Domain(number, name, floor, floor, told, None, (), judged.answers)


def _span(domains: tuple[Domain, ...]) -> tuple[str, str]:
    """The best and the worst that the whole can be, whatever the missing answers are."""
    ends = [
        (d.judgement, d.judgement) if d.judgement in rob2.SCALE else (d.possible[0], d.possible[-1])
        for d in domains
    ]
    return rob2.worst(*(low for low, _ in ends)), rob2.worst(*(high for _, high in ends))


def _reasons(
    filled: Assessment,
    domains: tuple[Domain, ...],
    computed: str | None,
    whole: Judgement | None,
) -> Iterable[str]:
    if filled.tool is Tool.ROB_2 and computed is None and whole is None:
        least, most = _span(domains)
        yield f"the whole lies between {least} and {most}"
    for domain in domains:
        if domain.judgement == rob2.LOW and domain.by is None:
            continue
        by = f" ({domain.by})" if domain.by else ""
        yield f"{domain.name}: {domain.judgement}{by}; {domain.reason}"
    if filled.tool is Tool.ROB_2 and computed == rob2.SOME:
        doubtful = sum(domain.judgement == rob2.SOME for domain in domains)
        if doubtful > 1:
            yield (
                f"{doubtful} domains with some concerns: people may judge that together they "
                "amount to high risk"
            )
    if whole is not None:
        yield f"{whole.by} judged the whole as '{whole.judgement}': {whole.reason}"
    if filled.unread:
        yield filled.unread
