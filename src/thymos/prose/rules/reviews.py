"""Numbers quoted from a published review, against its recorded pooled results."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.prose.entities import What
from thymos.prose.figures import close, decimals
from thymos.prose.numbers import Part, Quantity, quantities
from thymos.prose.page import Page, Sentence
from thymos.prose.topics import condition_words, groups, outcome_groups
from thymos.prose.wordings import claim_on
from thymos.records.atoms import admissible
from thymos.records.outcome import PublishedPool
from thymos.records.wording import estimate

_REVIEW = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)\s+(?:systematic |published |larger? |pooled )*"
    r"(?:review|meta-?analysis)\b"
)
# A number of studies that the review pooled as a whole.
_POOLED = re.compile(
    r"\b(?:pool(?:s|ed|ing)|combin(?:es|ed|ing)|includ(?:es|ed|ing)|cover(?:s|ed|ing)"
    r"|analy[sz](?:es|ed|ing)|review|meta-?analysis of|review of|across)\s+"
    r"(?:all |just |only |exactly )*$"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on numbers quoted from reviews."""
    if not page.dossier.pools:
        return
    for sentence in page.prose:
        pools = _pools(page, sentence)
        if not pools or sentence.of(What.STUDY, What.UNKNOWN):
            continue
        for quantity in quantities(sentence.text, sentence.masked):
            finding = _judge(page, sentence, quantity, pools)
            if finding is not None:
                yield finding


def _pools(page: Page, sentence: Sentence) -> tuple[PublishedPool, ...]:
    """The pooled results of the one review that a sentence names, or describes by its year."""
    every = [p for p in page.dossier.pools.values() if admissible(p.cites) and not p.keep_out]
    named = {m.ids for m in sentence.of(What.REVIEW)}
    if len(named) == 1 and len(ids := named.pop()) == 1:
        return tuple(pool for pool in every if pool.source == ids[0])
    match = _REVIEW.search(sentence.folded)
    if named or match is None:
        return ()
    fits = tuple(
        pool
        for pool in every
        if (issued := page.dossier.sources[pool.source].issued)
        and issued[:4] == match["year"]
        and condition_words(page.dossier.outcomes[pool.outcome].condition).search(sentence.folded)
    )
    return fits if len({pool.source for pool in fits}) == 1 else ()


def _judge(
    page: Page, sentence: Sentence, quantity: Quantity, pools: tuple[PublishedPool, ...]
) -> Finding | None:
    if quantity.part is Part.STUDIES:
        sizes = {pool.k for pool in pools if pool.k} | {
            len(pool.trials) for pool in pools if pool.trials
        }
        whole = _POOLED.search(sentence.folded[: quantity.start])
        if not sizes or not whole or quantity.about or quantity.value in sizes:
            return None
        main = max(pools, key=lambda pool: (pool.main, pool.k or 0))
        expected = f"{main.k} studies" if main.k else f"{max(sizes)} studies"
        return _finding(page, sentence, quantity, main, expected)
    if quantity.part is not Part.RATIO:
        return None
    about = groups(sentence.folded)
    rows = [p for p in pools if p.measure == quantity.measure and p.estimate is not None]
    near = [p for p in rows if about & outcome_groups(page.dossier.outcomes[p.outcome])]
    if not near or any(
        close(quantity.value, quantity.digits, p.estimate, decimals(p.estimate), quantity.about)
        for p in rows
        if p.estimate is not None
    ):
        return None
    main = max(near, key=lambda pool: (pool.main, pool.k or 0))
    low, high = (main.interval.low, main.interval.high) if main.interval else (None, None)
    shown = f"{main.measure} {estimate(main.estimate or 0.0, low, high)}"
    return _finding(page, sentence, quantity, main, shown)


def _finding(
    page: Page, sentence: Sentence, quantity: Quantity, pool: PublishedPool, expected: str
) -> Finding:
    label = page.dossier.sources[pool.source].label
    claim = claim_on(page.judged, pool.outcome)
    return page.finding(
        sentence,
        (quantity.start, quantity.end),
        "misquoted-number",
        Severity.ERROR,
        f"the record of the review {label} gives another figure",
        expected=expected,
        claim=claim.claim.id if claim else None,
        sources=(pool.source, *(cite.source for cite in pool.cites)),
        suggestion=f"{label}: {expected}.",
    )
