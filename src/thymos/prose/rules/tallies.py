"""How many trials and patients a compound is said to have, against the counts on record.

Only a total that goes far beyond every count that somebody other than a page under examination
has made is flagged; what a review or a condition has is for other rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.entities import What
from thymos.prose.flatly import flatly
from thymos.prose.page import Page, Sentence
from thymos.prose.topics import condition_words
from thymos.records.atoms import Verification
from thymos.records.compound import Fact

# A count "of more than 30" may be a few more, not as many again.
BEYOND = 1.5
_UNITS = (
    (("trials", "studies"), r"(?:trials|studies|rcts)"),
    (("people", "patients"), r"(?:patients|people|participants|subjects|volunteers)"),
)
_COUNT = (
    r"(?<![\w.,/-])(?<!of )(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?:\+|-plus| plus| or more)?\s+"
    r"(?:(?!in |of |with |and )[a-z-]+\s+){0,3}?"
)
_PATTERNS = tuple((units, re.compile(_COUNT + words)) for units, words in _UNITS)
# A count of something narrower than the whole.
_NARROW = re.compile(
    r"\b(?:review|meta-?analys[ei]s|pooled|pooling|combin\w+|these|those|centres|centers"
    r"|hospitals|animals?|mice|\d of the|included|excluded|registered|this trial|the trial)\b"
)
_WEAK = (Verification.PAGE, Verification.LEAD, Verification.RECALLED)


def check(page: Page) -> Iterator[Finding]:
    """Findings on totals that no count on record comes near."""
    counts = page.lexicon.kept("tallies", lambda: _counts(page))
    if not counts:
        return
    for sentence in page.prose:
        for facts, pattern in counts:
            match = pattern.search(sentence.folded)
            if match is None or not _whole(page, sentence):
                continue
            told = int(match["n"].replace(",", ""))
            most = max(_value(fact) for fact in facts)
            if told > BEYOND * most and flatly(page, sentence, *match.span()):
                yield _finding(page, sentence, match, facts, told)


def _counts(page: Page) -> tuple[tuple[tuple[Fact, ...], re.Pattern[str]], ...]:
    """The counts on record that others than pages under examination have made, by unit."""
    found = []
    for units, pattern in _PATTERNS:
        facts = tuple(
            f for f in page.dossier.facts.values()
            if f.unit in units and f.study is None and _value(f) and f.theme == "exposure"
            and any(cite.level not in _WEAK for cite in f.cites)
        )  # fmt: skip
        if facts:
            found.append((facts, pattern))
    return tuple(found)


def _value(fact: Fact) -> float:
    return float(fact.value or fact.high or fact.low or 0)


def _whole(page: Page, sentence: Sentence) -> bool:
    """Whether a sentence counts all there is of the subject, and not a part."""
    if _NARROW.search(sentence.folded) or sentence.of(What.STUDY, What.REVIEW, What.UNKNOWN):
        return False
    conditions = {o.condition for o in page.dossier.outcomes.values()}
    narrowed = any(condition_words(c).search(sentence.folded) for c in conditions)
    return not narrowed and sentence.names_subject and speaks_of_subject(page, sentence)


def _finding(
    page: Page, sentence: Sentence, match: re.Match[str], facts: tuple[Fact, ...], told: int
) -> Finding:
    best = max(facts, key=_value)
    claim = next(
        (j.claim.id for j in page.judged
         if j.claim.test and j.claim.test.fact and j.claim.test.fact.about == best.about),
        None,
    )  # fmt: skip
    return page.finding(
        sentence,
        match.span(),
        "misquoted-number",
        Severity.WARNING,
        f"no count on record comes near {told:,}",
        expected=best.text,
        claim=claim,
        sources=tuple(cite.source for fact in facts for cite in fact.cites),
        suggestion=best.text,
    )
