"""Numbers quoted from a published review, against its recorded pooled results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from thymos.errors import Finding, Severity
from thymos.prose.entities import What
from thymos.prose.figures import Figures, close, decimals, figures_of
from thymos.prose.numbers import quantities
from thymos.prose.page import Page, Sentence
from thymos.prose.quantity import Part, Quantity
from thymos.prose.referent import spoken
from thymos.prose.stance import denied, in_quotes
from thymos.prose.topics import DISEASES, condition_words, groups, outcome_groups
from thymos.prose.wordings import claim_on
from thymos.records.atoms import admissible
from thymos.records.outcome import PublishedPool
from thymos.records.wording import estimate

_REVIEW = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)\s+(?:an? |the )?(?:systematic |published |larger? |pooled )*"
    r"(?:review|meta-?analysis|overview)\b"
)
# A number of studies that the review pooled as a whole.
_POOLED = re.compile(
    r"\b(?:pool(?:s|ed|ing)|combin(?:es|ed|ing)|includ(?:es|ed|ing)|cover(?:s|ed|ing)|gather\w*"
    r"|analy[sz](?:es|ed|ing)|review|meta-?analysis of|review of|across|set|put|took|found)\s+"
    r"(?:all |just |only |exactly |some |together )*$"
)
_WERE_POOLED = re.compile(r"[^.;]{0,50}\b(?:were|was|are) (?:pooled|included|combined|gathered)\b")
_ENDS = re.compile(r"\s*(?:$|[.,;)])")
_BESIDE = re.compile(r"[,(:;]\s*$")
# Trials spoken of as a body, with no review named.
_TOGETHER = re.compile(
    r"\b(?:taken together|put together|pooled|combined|side by side|altogether|overall"
    r"|(?:across|in) (?:the |all |these )?(?:\w+ ){0,3}trials)\b"
)
# A part of the trials of a review, which may have figures that its record does not hold.
_PART_OF = re.compile(
    r"\b(?:subgroups?|among (?:those|patients)|only the|high[- ]quality|of these|of them|low risk"
    r"|sensitivity|excluding|without the (?:largest|trial|study|\w+ trials)|observational"
    r"|cohorts?|adjusted|the others?|a fixed|(?:common|random|fixed)[- ]effects?)\b"
)
# Fewer people than this may be those of one trial in the review.
_MANY = 100
_COUNTED = (Part.STUDIES, Part.TOTAL, Part.I2, Part.RATIO)


def check(page: Page) -> Iterator[Finding]:
    """Findings on numbers quoted from reviews."""
    if not page.dossier.pools:
        return
    figures = figures_of(page)
    for sentence in page.prose:
        if sentence.of(What.STUDY, What.UNKNOWN):
            continue
        found = [
            q for q in quantities(sentence.text, sentence.masked)
            if q.part in _COUNTED and not in_quotes(sentence.folded, q.start, q.end)
        ]  # fmt: skip
        if not found:
            continue
        pools, known = _pools(page, sentence, figures)
        for quantity in found if pools else ():
            finding = _judge(page, sentence, quantity, pools, known)
            if finding is not None:
                yield finding


def _pools(
    page: Page, sentence: Sentence, figures: Figures
) -> tuple[tuple[PublishedPool, ...], bool]:
    """The pooled results that a sentence speaks of, and whether they are of one known review."""
    every = tuple(p for p in page.dossier.pools.values() if admissible(p.cites) and not p.keep_out)
    named = {m.ids for m in sentence.of(What.REVIEW)}
    if len(named) > 1 or any(len(ids) > 1 for ids in named):
        return (), False
    told = spoken(page, figures)[sentence.index]
    if told.review is not None:
        return tuple(pool for pool in every if pool.source == told.review), True
    if told.study is not None:
        return (), False
    match = _REVIEW.search(sentence.folded) or re.search(
        r"\bin (?P<year>(?:19|20)\d\d)[,]? (?:an?|the) (?:\w+ )?(?:review|overview)\b",
        sentence.folded,
    )
    if match is not None:
        return _of_year(page, sentence, every, match["year"]), True
    if sized := _of_size(sentence, every):
        return sized, True
    together = _TOGETHER.search(sentence.folded) and not re.search(r"\breview", sentence.folded)
    return (_on_this(page, sentence, every) if together else ()), False


def _of_size(sentence: Sentence, every: tuple[PublishedPool, ...]) -> tuple[PublishedPool, ...]:
    """The pools of the only review of so many studies of so many people."""
    said = quantities(sentence.text, sentence.masked)
    k = {q.value for q in said if q.part is Part.STUDIES}
    people = {q.value for q in said if q.part is Part.TOTAL and q.value >= _MANY}
    fits = tuple(p for p in every if {p.k, len(p.trials)} & k and p.patients in people)
    return fits if len({pool.source for pool in fits}) == 1 else ()


def _of_year(
    page: Page, sentence: Sentence, every: Iterable[PublishedPool], year: str
) -> tuple[PublishedPool, ...]:
    """The pools of the one review of a year, by its source or by what the pool is said to be."""
    fits = tuple(
        pool
        for pool in every
        if (page.dossier.sources[pool.source].issued or "")[:4] == year or year in pool.scope
    )
    about = tuple(p for p in fits if _condition(page, p).search(sentence.folded))
    several = len({pool.source for pool in fits}) > 1
    if several or DISEASES.search(sentence.folded):
        fits = about
    return fits if len({pool.source for pool in fits}) == 1 else ()


def _condition(page: Page, pool: PublishedPool) -> re.Pattern[str]:
    return condition_words(page.dossier.outcomes[pool.outcome].condition)


def _on_this(
    page: Page, sentence: Sentence, every: Iterable[PublishedPool]
) -> tuple[PublishedPool, ...]:
    """The pools on what a sentence is about, whoever made them."""
    around = " ".join((sentence.folded, *(s.folded for s in sentence.before[-1:])))
    about = groups(around)
    return tuple(
        pool
        for pool in every
        if _condition(page, pool).search(around)
        or about & outcome_groups(page.dossier.outcomes[pool.outcome])
    )


def _judge(
    page: Page,
    sentence: Sentence,
    quantity: Quantity,
    pools: tuple[PublishedPool, ...],
    known: bool,
) -> Finding | None:
    if denied(sentence.folded[: quantity.end], quantity.start, quantity.end):
        return None
    if quantity.part is Part.RATIO:
        return _judge_ratio(page, sentence, quantity, pools, known)
    return _judge_count(page, sentence, quantity, pools) if known else None


def _judge_count(
    page: Page, sentence: Sentence, quantity: Quantity, pools: tuple[PublishedPool, ...]
) -> Finding | None:
    have = _held(quantity.part, pools)
    right = any(close(quantity.value, quantity.digits, n, None) for n in have)
    if not have or quantity.about or right or not _of_all(page, sentence, quantity, pools):
        return None
    main = max(pools, key=lambda pool: (pool.main, pool.k or 0))
    own = _held(quantity.part, (main,)) or have
    unit = dict(_UNITS)[quantity.part]
    return _finding(page, sentence, quantity, main, f"{max(own):g}{unit}")


def _of_all(
    page: Page, sentence: Sentence, quantity: Quantity, pools: tuple[PublishedPool, ...]
) -> bool:
    """Whether a number is told of a review as a whole."""
    partly = bool(_PART_OF.search(sentence.folded))
    if quantity.part is Part.STUDIES:
        before, after = sentence.folded[: quantity.start], sentence.folded[quantity.end :]
        beside = _BESIDE.search(before) and _ENDS.match(after)
        whole = _POOLED.search(before) or _WERE_POOLED.match(after)
        return bool(whole or (beside and sentence.of(What.REVIEW)))
    if quantity.part is Part.TOTAL:
        return quantity.value >= _MANY and not partly and not _of_a_study(page, quantity)
    return not _OURS.search(sentence.folded) and not (len(pools) > 1 and partly)


def _of_a_study(page: Page, quantity: Quantity) -> bool:
    """Whether a number of people is that of one of the studies on record."""
    figures = figures_of(page)
    return any(
        figure.part is Part.TOTAL and figure.value == quantity.value
        for study in figures.studies()
        for figure in figures.of(study.id)
    )


# A result computed anew has a heterogeneity of its own.
_OURS = re.compile(r"\b(?:nearest|recomputed|computed|comes out|pooled here|our|ours)\b")
_UNITS = ((Part.STUDIES, " studies"), (Part.TOTAL, " people"), (Part.I2, " % (I²)"))


def _held(part: Part, pools: Iterable[PublishedPool]) -> set[float]:
    """The numbers of one sort that the records of some pools hold."""
    found: set[float | None] = set()
    for pool in pools:
        if part is Part.STUDIES:
            found |= {pool.k, len(pool.trials) or None}
        elif part is Part.TOTAL:
            found |= {pool.patients, pool.treated, pool.control}
        elif part is Part.I2:
            found.add(pool.i2)
    return {float(n) for n in found if n is not None}


def _judge_ratio(
    page: Page,
    sentence: Sentence,
    quantity: Quantity,
    pools: tuple[PublishedPool, ...],
    known: bool,
) -> Finding | None:
    about = groups(sentence.folded)
    rows = [
        p for p in pools
        if p.estimate is not None and p.measure in ("RR", "OR", "HR")
        and quantity.measure in (None, p.measure)
    ]  # fmt: skip
    topical = [p for p in rows if about & outcome_groups(page.dossier.outcomes[p.outcome])]
    near = topical or (rows if not about or not known else [])
    if not near or _PART_OF.search(sentence.folded):
        return None
    right = [p for p in rows if _is_the_ratio(quantity, p)]
    if any(_has_the_interval(quantity, p) for p in right):
        return None
    main = max(right or near, key=lambda pool: (pool.main, pool.k or 0))
    low, high = (main.interval.low, main.interval.high) if main.interval else (None, None)
    shown = f"{main.measure} {estimate(main.estimate or 0.0, low, high)}"
    return _finding(page, sentence, quantity, main, shown)


def _is_the_ratio(quantity: Quantity, pool: PublishedPool) -> bool:
    """Whether a number is a pool's estimate, or a limit of its interval."""
    limits = (pool.interval.low, pool.interval.high) if pool.interval else ()
    return any(
        close(quantity.value, quantity.digits, record, decimals(record), quantity.about)
        for record in (pool.estimate, *limits)
        if record is not None
    )


def _has_the_interval(quantity: Quantity, pool: PublishedPool) -> bool:
    """Whether the limits printed are a pool's; right where the page or the record has none."""
    if quantity.interval is None or pool.interval is None:
        return True
    limits = zip(quantity.interval, (pool.interval.low, pool.interval.high), strict=True)
    return all(
        close(printed, quantity.interval_digits, record, decimals(record))
        for printed, record in limits
    )


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
