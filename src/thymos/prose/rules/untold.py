"""Cautions and interests that a page leaves out; `rules.omissions` asks for them.

A page that speaks of the subject's safety is asked for what labels and trials warn of; one that
quotes a study paid by the seller for that tie; one that sells while it informs for its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.clauses import Polarity, polarity
from thymos.prose.entities import What
from thymos.prose.licence import matter_of
from thymos.prose.page import Page, Sentence
from thymos.records.interest import Tie
from thymos.records.safety import Caution

_SAFETY = re.compile(
    r"\b(?:safe|safety|safely|side[- ]effects?|adverse|toleran\w+|tolerat\w+|contraindicat\w+"
    r"|harmless|toxic\w*)\b"
)
_FIRM = ("contraindicated", "warning", "precaution")
_GROUNDS = ("label", "trial")
# How pages say the traits of people that records know by an id.
_TRAITS = (
    ("pregnancy", r"pregnan\w+|expecting|gestation\w*"),
    ("breastfeeding", r"breast-?feed\w*|lactat\w+|nursing"),
    ("transplant", r"transplant(?!\w*-free)\w*|grafts?|engraft\w*"),
    ("immunosuppress", r"immuno-?suppressi(?:ve|on)\w*|immuno-?suppressants?"),
    ("hypersensitivity", r"allerg\w+|hypersensitiv\w+|anaphyla\w+"),
    ("autoimmun", r"auto-?immun\w+"),
    ("kidney", r"kidneys?|renal"),
    ("liver", r"liver|hepatic"),
    ("heart", r"heart|cardiac|qt"),
    ("hiv", r"hiv|aids"),
)
_YOUNG = r"child\w*|p(?:a)?ediatric\w*|minors?|adolescen\w+|under[- ]18|infants?|bab(?:y|ies)"
_WEAK = re.compile(r"\b(?:theoretical\w*|in theory|in principle|hypothetical\w*|conceivabl\w+)\b")
_STRONG = re.compile(
    r"\bcontraindicat\w+|\b(?:must|should) not\b|\bnot (?:to )?be (?:used|given|taken)\b|\bavoid\w*"
)
_TIED = re.compile(
    r"\b(?:sponsor\w*|fund(?:ed|ing|s|er)|paid (?:for )?by|conflicts? of interest|competing"
    r"|compan(?:y|ies)|manufacturers?|industry|makers?|declared?|disclos\w+)\b"
)
_SELLS = re.compile(
    r"\badd to (?:cart|basket|bag)\b|\b(?:buy|order|shop) (?:now|today|here|yours|online from us)\b"
    r"|\bin stock\b|\bfree shipping\b|\b(?:discount|coupon|promo) codes?\b|\buse code\b"
    r"|\bour (?:\w+ )?(?:vendors?|suppliers?|store|shop|products?|clinics?|course|programme|program"
    r"|pharmacy|catalogue|catalog|partners?)\b|\bwe (?:sell|ship|stock|supply|offer|prescribe)\b"
    r"|\bbook (?:a|your) (?:free )?(?:consultation|appointment|call)\b|\bget certified\b"
    r"|\b(?:enrol|enroll|sign up)\b|\bexplore the \w+ (?:\w+ )?course\b|\bmaster course\b"
    r"|[$€£]\s?\d+(?:\.\d\d)?\s*(?:per|/|a)\s*(?:vial|month|kit|dose)"
)
_DISCLOSED = re.compile(
    r"\b(?:affiliat\w+|commissions?|disclos\w+|conflicts? of interest|sponsored|paid partnership"
    r"|financial (?:interests?|ties?)|competing interests?|advertorial|advertisement"
    r"|we (?:earn|receive|profit|benefit))\b"
)
# A page that says this little of the subject does not inform beside selling.
_INFORMS = 3


def cautions(page: Page) -> Iterator[Finding]:
    """What labels warn of, and the page does not, or calls less than the label does."""
    first = next((s for s in page.prose if _of_safety(page, s)), None)
    if first is None:
        return
    known = [c for c in page.dossier.cautions.values()
             if c.strength in _FIRM and c.basis in _GROUNDS and _words(c)]  # fmt: skip
    silent = [c for c in known if not _mentions(page, c)]
    if silent:
        yield _untold(page, first, silent)
    for caution in known:
        if caution not in silent and caution.strength == "contraindicated":
            yield from _weaker(page, caution)


def _of_safety(page: Page, sentence: Sentence) -> bool:
    return bool(_SAFETY.search(sentence.folded)) and speaks_of_subject(page, sentence)


def _words(caution: Caution) -> str:
    """A pattern for the people whom a caution is about; empty where it is about everyone."""
    whom = caution.whom
    if whom is None:
        return ""
    words = [_trait(trait) for trait in whom.traits]
    if whom.age_to is not None:
        words.append(_YOUNG)
    return "|".join(words)


def _trait(trait: str) -> str:
    return next((words for stem, words in _TRAITS if stem in trait), trait.replace("-", "[ -]"))


def _mentions(page: Page, caution: Caution) -> bool:
    pattern = re.compile(rf"\b(?:{_words(caution)})\b")
    return any(pattern.search(s.folded) for s in page.sentences)


def _untold(page: Page, first: Sentence, silent: list[Caution]) -> Finding:
    match = _SAFETY.search(first.folded)
    people = "; ".join(f"{c.population} ({c.strength})" for c in silent)
    return page.finding(
        first,
        match.span() if match else (0, len(first.text)),
        "omits-caution",
        Severity.NOTE,
        f"the page speaks of safety and leaves out whom labels or trials warn about: {people}",
        expected=" ".join(c.text for c in silent),
        sources=tuple(cite.source for c in silent for cite in c.cites),
        suggestion=" ".join(c.text for c in silent),
    )


def _weaker(page: Page, caution: Caution) -> Iterator[Finding]:
    """A contraindication of the label that the page tells as a theory only."""
    pattern = re.compile(rf"\b(?:{_words(caution)})\b")
    told = [s for s in page.prose if pattern.search(s.folded)]
    if any(_STRONG.search(s.folded) for s in told):
        return
    for sentence in told:
        if (weak := _WEAK.search(sentence.folded)) and speaks_of_subject(page, sentence):
            yield page.finding(
                sentence,
                weak.span(),
                "omits-caution",
                Severity.NOTE,
                "the page calls this a theory and leaves out that the label names it a "
                "contraindication",
                expected=caution.text,
                sources=tuple(cite.source for cite in caution.cites),
                suggestion=caution.text,
            )
            return


def interests(page: Page, named: frozenset[str]) -> Iterator[Finding]:
    """Ties of the studies that the page names, and of the page itself."""
    if not any(_TIED.search(s.folded) for s in page.sentences):
        for study_id in sorted(named):
            study = page.dossier.studies[study_id]
            ties = [t for t in (study.sponsor_tied, study.authors_tied) if t is not None and t.tied]
            if ties:
                yield _tie(page, study_id, study.name, ties[0])
    yield from _sells(page)


def _tie(page: Page, study_id: str, name: str, tie: Tie) -> Finding:
    where, span = page.sentences[0], (0, len(page.sentences[0].text))
    for sentence in page.sentences:
        for mention in sentence.of(What.STUDY):
            if study_id in mention.ids:
                where, span = sentence, (mention.start, mention.end)
                break
    return page.finding(
        where,
        span,
        "omits-interest",
        Severity.NOTE,
        f"the page rests on {name} and does not say who gains by it",
        expected=tie.reason,
        sources=tuple(cite.source for cite in tie.cites),
        suggestion=f"{name}: {tie.reason}",
    )


def _sells(page: Page) -> Iterator[Finding]:
    """A page that sells what it writes about, and does not say so."""
    if any(_DISCLOSED.search(s.folded) for s in page.sentences):
        return
    for sentence in page.prose:
        match = _SELLS.search(sentence.folded)
        if match is None or polarity(sentence.folded, *match.span()) is not Polarity.AFFIRMED:
            continue
        if sum(_informs(page, s) for s in page.prose) >= _INFORMS:
            subject = page.dossier.compounds[page.dossier.head.subject]
            yield page.finding(
                sentence,
                match.span(),
                "omits-interest",
                Severity.NOTE,
                f"the page sells, or leads to a sale, beside what it says of {subject.name}, "
                "and declares no interest",
                suggestion="Say who sells, and what the page or its owner gains by it.",
            )
        return


def _informs(page: Page, sentence: Sentence) -> bool:
    """Whether a sentence says something of the subject in some condition."""
    return bool(matter_of(page, sentence).conditions) and speaks_of_subject(page, sentence)
