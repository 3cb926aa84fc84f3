"""A claim and its verdict: the page of one claim, and the index of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from thymos.evidence.synthesis import Synthesis
from thymos.records.atoms import Verification, best_level
from thymos.records.claim import Claim
from thymos.records.outcome import PublishedPool
from thymos.records.wording import count, estimate, plural, recorded
from thymos.verdict.clinical import broadest_review
from thymos.verdict.judge import Judged
from thymos.verdict.trace import Node
from thymos.verdict.words import MEANINGS, Clinical, Factual
from thymos.views.certainty import CertaintyView, certainty_view
from thymos.views.effects import (
    Absolute,
    Pooled,
    ReviewRow,
    absolute,
    in_people,
    pooled,
    reviews,
)
from thymos.views.links import Link, path_of, place_name
from thymos.views.provenance import Badge, Cited, badge, cited
from thymos.views.reading import Missing, Reading
from thymos.views.timeline import ClaimTime, claim_time
from thymos.views.wordings import KIND_TITLES, day, measure_name, sentence, title


@dataclass(frozen=True, slots=True)
class Line:
    """A claim in a list: its badge, its words, why, and the numbers behind it.

    `gist` and `brief` are the reason and the numbers for a reader in a hurry; `people` is how
    many were pooled, trials before anything else. `verified` says how the numbers were verified.
    """

    claim: str
    href: str
    badge: Badge
    plain: str
    text: str
    reason: str
    gist: str
    numbers: tuple[str, ...]
    brief: str | None
    verified: str | None
    people: int
    tier: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation, and the smaller steps under it."""

    text: str
    link: Link | None
    cites: tuple[Cited, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """How some source words the claim."""

    source: Link
    text: str
    strength: str | None
    interests: str | None


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Everything about one claim."""

    line: Line
    about: tuple[tuple[str, str], ...]
    outcome: Link | None
    trials: Pooled | None
    cohorts: Pooled | None
    absolute: Absolute | None
    reviews: tuple[ReviewRow, ...]
    steps: tuple[Step, ...]
    time: ClaimTime
    wordings: tuple[Said, ...]
    sources: tuple[Link, ...]
    gaps: tuple[Missing, ...]
    note: str | None
    certainty: CertaintyView | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Claims of one kind, or about one condition."""

    title: str
    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many claims have a verdict."""

    badge: Badge
    count: int


@dataclass(frozen=True, slots=True)
class ClaimIndex:
    """All claims by kind, and how many have which verdict."""

    total: int
    effects: tuple[Tally, ...]
    facts: tuple[Tally, ...]
    groups: tuple[Group, ...]


def line(reading: Reading, judged: Judged) -> Line:
    """A claim as a list shows it."""
    claim = judged.claim
    trials, cohorts = _syntheses(reading, judged)
    return Line(
        claim=claim.id,
        href=f"claims/{claim.id}.html",
        badge=badge(judged.verdict),
        plain=claim.plain or claim.text,
        text=claim.text,
        reason=_reason(judged, judged.reason),
        gist=_reason(judged, judged.plain or judged.reason.partition(";")[0]),
        numbers=numbers(trials, cohorts) + _warning(judged, trials),
        brief=_brief(trials, cohorts),
        verified=_verified(trials, cohorts) or (judged.standing and sentence(judged.standing)),
        people=trials.coverage.patients if trials else 0,
        tier=judged.tier,
        kind=claim.kind.value,
    )


def _reason(judged: Judged, reason: str) -> str:
    """Why, in a sentence; a fact that is not simply true is told as the records tell it."""
    if not judged.because or judged.verdict == Factual.TRUE.value:
        return sentence(reason)
    return f"{sentence(reason)} {sentence(judged.because[0])}"


def numbers(trials: Synthesis | None, cohorts: Synthesis | None) -> tuple[str, ...]:
    """The numbers that carry a verdict on effects, as plain sentences; none for facts."""
    told = []
    if trials is not None and trials.pooling is not None:
        told.append(pooled_sentence(trials, "randomised trial"))
        people = absolute(trials.pooling)
        if people is not None:
            told.append(in_people(people, trials.outcome))
    elif cohorts is not None and cohorts.pooling is not None:
        told.append(pooled_sentence(cohorts, "observational study", "observational studies"))
    if trials is not None:
        review = broadest_review(trials.coverage, trials.pooling.k if trials.pooling else 0)
        if review is not None:
            told.append(review_sentence(review))
    return tuple(told)


def _warning(judged: Judged, trials: Synthesis | None) -> tuple[str, ...]:
    """A caution beside a pooled effect that looks clear where the verdict says it is not."""
    doubted = (Clinical.UNSETTLED, Clinical.NOT_SUPPORTED)
    if trials is None or trials.pooling is None or judged.verdict not in doubted:
        return ()
    low, high = trials.pooling.main.low, trials.pooling.main.high
    if low is None or high is None or low <= 0 <= high:
        return ()
    return (f"Taken alone the pooled figure looks clear; the verdict is “{judged.verdict}”.",)


def _brief(trials: Synthesis | None, cohorts: Synthesis | None) -> str | None:
    """The one line of numbers that says most: people of 1,000 if it can be said so."""
    if trials is not None and trials.pooling is not None:
        people = absolute(trials.pooling)
        if people is None:
            return _with_sense(trials, "randomised trial")
        size = f"{plural(trials.pooling.k, 'trial')}, {count(trials.coverage.patients)} people"
        return f"{in_people(people, trials.outcome)[:-1]}; {size}."
    if cohorts is not None and cohorts.pooling is not None:
        people = absolute(cohorts.pooling)
        if people is None:
            return _with_sense(cohorts, "observational study", "observational studies")
        k = plural(cohorts.pooling.k, "observational study", "observational studies")
        size = f"{k}, {count(cohorts.coverage.patients)} people"
        return f"{in_people(people, cohorts.outcome)[:-1]}; {size}."
    return None


def _with_sense(synthesis: Synthesis, noun: str, nouns: str | None = None) -> str:
    """A ratio for a reader who may not know which way is good."""
    told = pooled_sentence(synthesis, noun, nouns)
    null = synthesis.pooling.measure.null if synthesis.pooling else 0.0
    side = "below" if synthesis.outcome.better == "lower" else "above"
    return f"{told[:-1]}; {side} {null:g} is better with it."


def _verified(trials: Synthesis | None, cohorts: Synthesis | None) -> str | None:
    """How the figures behind the numbers were verified, the weakest level first."""
    shown = trials if trials is not None and trials.pooling is not None else cohorts
    if shown is None or shown.pooling is None:
        return None
    used = {row.study for row in shown.pooling.rows}
    levels = {best_level(e.result.cites) for e in shown.selection.entries if e.study.id in used}
    ordered = [level for level in reversed(Verification) if level in levels]
    return f"Figures {_either([level.mark for level in ordered])}."


def _either(marks: list[str]) -> str:
    """Marks joined, a shared verb said once.

    >>> _either(["read in the abstract", "read in the source"])
    'read in the abstract or in the source'
    >>> _either(["reconstructed by arithmetic", "read in the abstract"])
    'reconstructed by arithmetic or read in the abstract'
    """
    verb = "read "
    again = [a.startswith(verb) and b.startswith(verb) for a, b in pairwise(marks)]
    rest = [m.removeprefix(verb) if s else m for s, m in zip(again, marks[1:], strict=True)]
    return " or ".join([*marks[:1], *rest])


def pooled_sentence(synthesis: Synthesis, noun: str, nouns: str | None = None) -> str:
    """What was pooled and what came out, in one sentence."""
    pooling = synthesis.pooling
    if pooling is None:
        return ""
    people = f", {plural(synthesis.coverage.patients, 'person', 'people')}"
    if not synthesis.coverage.patients:
        people = ""
    measure = measure_name(synthesis.selection.measure)
    return f"{plural(pooling.k, noun, nouns)}{people}: {measure} {estimate(*pooling.main.shown)}."


def review_sentence(review: PublishedPool) -> str:
    """A published review's answer in one sentence."""
    limits = (review.interval.low, review.interval.high) if review.interval else (None, None)
    shown = recorded(review.estimate, *limits) if review.estimate is not None else "no figure"
    trials = plural(review.k, "trial") if review.k else "several trials"
    return f"A published review of {trials}: {measure_name(review.measure)} {shown}."


def _syntheses(reading: Reading, judged: Judged) -> tuple[Synthesis | None, Synthesis | None]:
    pico = judged.claim.pico
    if judged.synthesis is None or pico is None or pico.outcome is None:
        return None, None
    return judged.synthesis, reading.syntheses[pico.outcome][1]


def claim_page(reading: Reading, judged: Judged) -> ClaimPage:
    """The page of one claim."""
    claim = judged.claim
    trials, cohorts = _syntheses(reading, judged)
    outcome = trials.outcome if trials else None
    shown = pooled(reading, trials) if trials else None
    return ClaimPage(
        line=line(reading, judged),
        about=_about(claim),
        outcome=reading.link(f"outcomes:{outcome.id}") if outcome else None,
        trials=shown,
        cohorts=pooled(reading, cohorts) if cohorts and _has(cohorts) else None,
        absolute=shown.absolute if shown else None,
        reviews=reviews(reading, outcome) if outcome else (),
        steps=tuple(step(reading, node) for node in judged.why.children),
        time=claim_time(reading, claim.id),
        wordings=_wordings(reading, claim),
        sources=tuple(reading.link(f"sources:{source}") for source in judged.sources),
        gaps=reading.gaps_for(claim.id, *([outcome.id] if outcome else [])),
        note=claim.note,
        certainty=certainty_view(judged.graded),
    )


def _has(synthesis: Synthesis) -> bool:
    return synthesis.pooling is not None or bool(synthesis.selection.excluded)


def _about(claim: Claim) -> tuple[tuple[str, str], ...]:
    rows = [("Kind", dict(KIND_TITLES)[claim.kind])]
    if claim.pico is not None:
        rows += [
            ("In whom", title(claim.pico.population)),
            ("What", title(claim.pico.intervention)),
            ("Against", title(claim.pico.comparator)),
        ]
    if claim.expects is not None:
        rows.append(("The claim expects", title(claim.expects)))
    if claim.jurisdiction is not None:
        rows.append(("Where", place_name(claim.jurisdiction)))
    if claim.date is not None:
        rows.append(("When", day(claim.date)))
    return tuple(rows)


def step(reading: Reading, node: Node) -> Step:
    """A step of a derivation with its links and citations."""
    link = None
    if node.record is not None:
        href = path_of(reading.dossier, node.record)
        link = Link(f"{node.record.partition(':')[0]} on record", href) if href else None
    return Step(
        text=title(node.text),
        link=link,
        cites=cited(reading.dossier, node.cites),
        steps=tuple(step(reading, child) for child in node.children),
    )


def _wordings(reading: Reading, claim: Claim) -> tuple[Said, ...]:
    return tuple(
        Said(
            source=reading.link(f"sources:{wording.source}"),
            text=wording.text,
            strength=wording.strength,
            interests=reading.dossier.sources[wording.source].interests,
        )
        for wording in claim.wordings
    )


def claim_index(reading: Reading) -> ClaimIndex:
    """All claims, grouped by kind in the order in which a reader asks."""
    groups = []
    for kind, words in KIND_TITLES:
        lines = tuple(line(reading, j) for j in reading.judged if j.claim.kind is kind)
        if lines:
            groups.append(Group(words, kind.value, lines))
    return ClaimIndex(
        total=len(reading.judged),
        effects=tally(j for j in reading.judged if j.claim.kind.clinical),
        facts=tally(j for j in reading.judged if not j.claim.kind.clinical),
        groups=tuple(groups),
    )


def tally(judged: Iterable[Judged]) -> tuple[Tally, ...]:
    """How many claims have each verdict, in the order of the vocabulary; none left out."""
    found = Counter(one.verdict for one in judged)
    if not found:
        return ()
    clinical = {verdict.value for verdict in Clinical}
    family = clinical if clinical & set(found) else {v.value for v in Factual}
    return tuple(Tally(badge(w), found[w]) for w, _ in MEANINGS if w in family)
