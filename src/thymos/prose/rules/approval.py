"""Approval by place, kind and date: what a page says is approved, against the status records.

Where the page says of the dossier's subject that it is approved, licensed or cleared in a
place, and the records deny it there; where it denies an approval on record; where a
designation, or an authorisation for an emergency that has ended, is told as an approval.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.clauses import Polarity
from thymos.prose.licence import matter_of, scope
from thymos.prose.page import SUBJECT, Page, Sentence
from thymos.prose.permits import CUE, EMERGENCY, EVERYWHERE, NOWHERE, ORPHAN, Permit, permits
from thymos.prose.places import country, region
from thymos.prose.stance import voiced
from thymos.prose.text import fold
from thymos.prose.topics import DISEASES, condition_words
from thymos.records.regulation import Status, StatusKind
from thymos.verdict.factual import weighs
from thymos.verdict.judge import Judged

_PHARMACY = re.compile(
    r"\bcompound(?:ed|ing|er|ers|s)?\b|(?<!at any )(?<!in any )(?<!from any )(?<!american )"
    r"\bpharmac(?:y|ies|ists?)\b(?! shel[fv])"
    r"|\b503[ab]\b|\bbulk\b|\bcategory [12]\b"
)
_NOW = re.compile(
    r"\b(?:is|are|remains?|still|currently|now|today|to this day|keeps?|has|have|runs|continues?"
    r"|stands|its)\b|'s\b"
)
_PAST = re.compile(
    r"\b(?:was|were|had|until|till|ended|ran out|withdr\w+|revoked|briefly|for a (?:spell"
    r"|while|bit)|between|from|used to|once|granted|gave|allowed|in (?:19|20)\d\d|no longer"
    r"|over(?! there| here| in)|pulled|stopped"
    r"|(?:took|taken|takes) (?:it |\ue000+ )?back|cancelled|canceled|lifted|rescinded|lapsed"
    r"|expired)\b"
)
_NOT_EVERYWHERE = re.compile(
    r"\bun-?(?:approved|licen[sc]ed|authori[sz]ed) (?:everywhere|world-?wide|globally|all over the"
    r" world|in (?:every|all) countr)"
)
_IN_FULL = re.compile(r"\b(?:full|fully|properly|proper|regular|outright)\b")
_APPROVED = re.compile(r"\bapprov|\blicen[cs]|\bmarketing")
_ANY_USE = re.compile(r"\b(?:any(?:thing| use)?|use|sale|humans?|people|patients|all)\b")


class _Denial(NamedTuple):
    """The record against a statement, the rule that it breaks, and why."""

    status: Status
    rule: str
    reason: str
    severity: Severity = Severity.ERROR
    kind: StatusKind = StatusKind.APPROVAL
    more: tuple[Status, ...] = ()


def check(page: Page) -> Iterator[Finding]:
    """Findings on approvals that the records deny, and on denials of approvals that they hold."""
    if not any(True for _ in of_subject(page)):
        return
    for sentence in page.prose:
        if not CUE.search(sentence.folded):
            continue
        if speaks_of_subject(page, sentence) and voiced(page, sentence):
            yield from _stated(page, sentence)


def _stated(page: Page, sentence: Sentence) -> Iterator[Finding]:
    for permit in permits(page, sentence):
        found = judge(page, sentence, permit)
        if found is not None:
            yield _finding(page, sentence, (permit.start, permit.end), found)
            return


def judge(page: Page, sentence: Sentence, permit: Permit) -> _Denial | None:
    """The record that a statement of approval, or of its absence, goes against."""
    silent = permit.way is Polarity.UNCLEAR or bool(_PHARMACY.search(permit.clause))
    if silent or _out_of_scope(page, sentence, permit):
        return None
    if permit.way is Polarity.DENIED:
        return _denied(page, sentence, permit)
    if EMERGENCY.search(permit.clause):
        return _emergency(page, permit)
    if not permit.places and EVERYWHERE.search(permit.clause):
        return _somewhere_not(page)
    if _for_another(page, permit):
        return None
    answers = (_affirmed(page, sentence, permit, code) for code in permit.places)
    return next((found for found in answers if found is not None), None)


def _out_of_scope(page: Page, sentence: Sentence, permit: Permit) -> bool:
    """Whether a dossier on one condition has nothing to say: another is meant, or none at all."""
    only, head = scope(page.dossier), page.dossier.head
    if only is None or not condition_words(only).search(fold(f"{head.title} {head.summary}")):
        return False
    matter = matter_of(page, sentence)
    if matter.elsewhere:
        return True
    if EMERGENCY.search(permit.clause):
        return False
    return not matter.conditions and not _indicated(page, sentence)


def _indicated(page: Page, sentence: Sentence) -> bool:
    """Whether the words of the condition stand in the sentence by their stems ("infarcts")."""
    if re.search(r"\b(?:for|in) this (?:use|purpose|indication|condition)\b", sentence.folded):
        return True
    stems = {word[:5] for word in re.findall(r"[a-z]{5,}", scope(page.dossier) or "")}
    return any(word[:5] in stems for word in re.findall(r"[a-z]{5,}", sentence.folded))


def _affirmed(page: Page, sentence: Sentence, permit: Permit, code: str) -> _Denial | None:
    answer = denial(page, code)
    orphan = _of_kind(page, code, StatusKind.ORPHAN_DESIGNATION)
    if answer is None:
        return _only_for_an_emergency(page, permit, code)
    status, ended = answer
    if ended:
        if _PAST.search(permit.clause) and not _NOW.search(permit.clause):
            return None
        reason = "it was approved there and no longer is"
        return _Denial(status, "approval-ended", reason, Severity.WARNING)
    if ORPHAN.search(sentence.folded) and orphan:
        reason = "an orphan designation is not an approval"
        return _Denial(orphan[-1], "designation-is-not-approval", reason, more=(status,))
    if settled(page, status):
        return _Denial(status, "approval", "the records say otherwise")
    reason = "no record of weight shows it, and what is on record says otherwise"
    return _Denial(status, "approval", reason, Severity.WARNING)


def _for_another(page: Page, permit: Permit) -> bool:
    """Whether an approval is told for another illness than the one of a dossier on one."""
    only, disease = scope(page.dossier), DISEASES.search(permit.after)
    return only is not None and disease is not None and not condition_words(only).search(
        disease.group()
    )  # fmt: skip


def _only_for_an_emergency(page: Page, permit: Permit, code: str) -> _Denial | None:
    """An approval where only an authorisation for an emergency is on record."""
    if any(s.kind is StatusKind.APPROVAL for s in of_subject(page, code)):
        return None
    given = _of_kind(page, code, StatusKind.EMERGENCY_USE)
    if not given:
        return None
    status, kind = given[-1], StatusKind.EMERGENCY_USE
    if _APPROVED.search(permit.clause):
        reason = "it was authorised for an emergency, which is not an approval"
        return _Denial(status, "approval", reason, kind=kind)
    if ended(page, status) and _NOW.search(permit.clause) and not _PAST.search(permit.clause):
        return _Denial(status, "approval-ended", "it has ended", Severity.WARNING, kind)
    return None


def _emergency(page: Page, permit: Permit) -> _Denial | None:
    """Emergency use told as going on after it ended."""
    given = [
        status
        for status in of_subject(page)
        if status.kind is StatusKind.EMERGENCY_USE and status.holds
        and (not permit.places or status.jurisdiction in permit.places)
    ]  # fmt: skip
    if not given or not all(ended(page, status) for status in given):
        return None
    if not _NOW.search(permit.clause) or _PAST.search(permit.clause):
        return None
    kind = StatusKind.EMERGENCY_USE
    return _Denial(given[-1], "approval-ended", "it has ended", Severity.WARNING, kind)


def _somewhere_not(page: Page) -> _Denial | None:
    """A place where it is not approved, against an approval everywhere."""
    for status in of_subject(page):
        answer = denial(page, status.jurisdiction)
        if answer is not None and not answer[1] and settled(page, answer[0]):
            return _Denial(answer[0], "approval", "the records say otherwise for one place")
    return None


def _denied(page: Page, sentence: Sentence, permit: Permit) -> _Denial | None:
    """An approval on record that a statement denies."""
    anywhere = not permit.places and (
        NOWHERE.search(permit.clause) or _NOT_EVERYWHERE.search(permit.clause)
    )
    part = region(permit.clause)
    if not permit.places and not anywhere:
        return None
    never = bool(re.search(r"\b(?:never|nobody|no|ever)\b", permit.clause))
    if EMERGENCY.search(permit.clause) and not _IN_FULL.search(permit.clause):
        kinds: tuple[StatusKind, ...] = (StatusKind.EMERGENCY_USE,)
    else:
        kinds = (StatusKind.APPROVAL,)
    for status in of_subject(page):
        if status.kind not in kinds or not status.holds:
            continue
        if not anywhere and status.jurisdiction not in permit.places:
            continue
        if part is not None and status.jurisdiction not in part:
            continue
        if (ended(page, status) and not never) or not _same_use(page, sentence, permit, status):
            continue
        severity = Severity.ERROR if settled(page, status) else Severity.WARNING
        reason = "the records hold what this denies"
        return _Denial(status, "approval", reason, severity, status.kind)
    return None


def _same_use(page: Page, sentence: Sentence, permit: Permit, status: Status) -> bool:
    """Whether a denial is of the use on record: of all uses, or of one that it names."""
    about = fold(f"{status.indication or ''} {status.what} {scope(page.dossier) or ''}")
    for condition in {outcome.condition for outcome in page.dossier.outcomes.values()}:
        words = condition_words(condition)
        if words.search(sentence.folded) and not words.search(about):
            return False
    disease = DISEASES.search(sentence.folded)
    if disease is not None and disease.group() not in about:
        return False
    meant = re.search(r"\b(?:for|as|to|in|beside|with)\s+(?!the\b)([^.;,]{3,50})", permit.after)
    if meant is None or status.indication is None or _ANY_USE.search(meant.group()):
        return True
    if re.match(r"(?:in|by)\b", meant.group()):
        return True
    stems = {word[:5] for word in re.findall(r"[a-z]{5,}", about)}
    return any(word[:5] in stems for word in re.findall(r"[a-z]{5,}", meant[1]))


def _of_kind(page: Page, code: str, kind: StatusKind) -> list[Status]:
    """Statuses of a kind in a place, the best sourced last."""
    found = [s for s in of_subject(page, code) if s.kind is kind and s.holds]
    return sorted(found, key=lambda s: weighs(page.dossier, s.cites))


def ended(page: Page, status: Status) -> bool:
    """Whether a status had ended by the day of the dossier."""
    return status.valid_to is not None and status.valid_to.last < page.dossier.day


def settled(page: Page, status: Status) -> bool:
    """Whether a status is well enough sourced for an error."""
    if weighs(page.dossier, status.cites):
        return True
    judged = claim_of(page, status.jurisdiction, StatusKind.APPROVAL)
    return judged is not None and judged.verdict == "false"


def subject_shown(sentence: Sentence) -> str:
    """The masked text, with "it" masked too where it can only mean the subject."""
    if not sentence.pronoun_is_subject:
        return sentence.masked
    pattern = (
        r"\bit\b|\bthis (?:\w+ )?(?:peptide|drug|medicine|molecule|compound|treatment|therapy)"
    )
    return re.sub(pattern, lambda m: "\ue000" * len(m.group()), sentence.masked, count=1)


def denial(page: Page, code: str) -> tuple[Status, bool] | None:
    """The record that denies an approval, and whether there once was one; None if none does."""
    over: Status | None = None
    absent: Status | None = None
    for status in of_subject(page, code):
        if status.kind is StatusKind.APPROVAL and status.holds:
            if not ended(page, status):
                return None
            over = status
        elif status.kind is StatusKind.NOT_APPROVED or status.kind is StatusKind.APPROVAL:
            absent = status
    if over is not None:
        return over, True
    return (absent, False) if absent is not None else None


def of_subject(page: Page, code: str | None = None) -> Iterator[Status]:
    """The status records of the dossier's own subject, in one jurisdiction or in all."""
    subject = page.dossier.head.subject
    for status in page.dossier.statuses.values():
        if (status.subject or subject) == subject and code in (None, status.jurisdiction):
            yield status


def claim_of(page: Page, code: str, kind: StatusKind) -> Judged | None:
    """The claim that a status record of this kind decides."""
    for judged in page.judged:
        test = judged.claim.test.status if judged.claim.test else None
        if test is None or test.jurisdiction != code or test.what != kind:
            continue
        if test.expect == "in force":
            return judged
    return None


def _finding(page: Page, sentence: Sentence, span: tuple[int, int], found: _Denial) -> Finding:
    status = found.status
    claim = claim_of(page, status.jurisdiction, found.kind)
    until = f" (until {status.valid_to})" if status.valid_to else ""
    told = " ".join(s.what for s in (status, *found.more))
    return page.finding(
        sentence,
        _widened(sentence, span),
        found.rule,
        found.severity,
        f"{found.reason} ({country(status.jurisdiction)})",
        expected=f"{status.what}{until}",
        claim=claim.claim.id if claim else None,
        sources=tuple(c.source for s in (status, *found.more) for c in s.cites),
        suggestion=told,
    )


def _widened(sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    """The words of approval with the subject, where it is named before them."""
    names = [m for m in re.finditer(SUBJECT, sentence.masked) if m.end() <= span[0]]
    return (names[-1].start() if names else span[0], span[1])
