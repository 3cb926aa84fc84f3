"""What a page asserts of the subject, by the class of its statement, against the records.

The class of a sentence (it helps, it is safe, take it, it keeps you young) is learned; whether
the records license it is looked up. Below the threshold of its class a sentence is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from thymos.errors import Finding, Severity
from thymos.prose.about import speaks_of_subject
from thymos.prose.abstained import Abstained, Filled, Question, Slots
from thymos.prose.blocks import BlockKind
from thymos.prose.entities import What
from thymos.prose.frames.model import model
from thymos.prose.frames.reader import reader
from thymos.prose.licence import (
    Degree,
    Licence,
    degree,
    matter_of,
    of_benefit,
    of_kind,
    of_safety,
    scope,
)
from thymos.prose.masking import masked
from thymos.prose.page import Page, Sentence
from thymos.prose.permits import CUE
from thymos.prose.rules import statused
from thymos.prose.stance import asserted as asserted_here
from thymos.prose.stance import voiced
from thymos.records.study import Study, Tier
from thymos.verdict.words import MEANINGS

FAIR = "fair"
# Words that say enough for a class to be looked at; fewer are a label or a name.
_FEWEST_WORDS = 4
_FEWEST_IN_LABEL = 6
# From this share on the linear model is believed that a sentence is fair; from half on it counts
# as a second opinion, and the reader must be surer by so much.
SURELY_FAIR = 0.93
_RATHER_FAIR = 0.5
_SURER = 0.1
# From this share on a class is likely enough to be asked about, and from this on to be looked up.
ASKED = 0.3
_WORTH_A_LOOK = 0.05
_SURE_OF_HEADING = 0.97
# The likeliest class holds at least this part of what speaks against being fair.
_FORE = 0.5
# Or the sentence is hardly fair, whatever it asserts, and this is the likeliest that it may be:
# the share of being fair at most, halved where the linear model holds it for fair, and the share
# of the class at least.
_HARDLY_FAIR = 0.1
_LIKELIEST = 0.45
# Not so where careful pages come close: they too speak of what it is for, and where it comes from.
_NEAR_FAIR = frozenset({"booster", "strength", "sourcing"})
# A few words with a capital and no full stop: a heading, in a text that has no other sign for one.
_LABEL = re.compile(r"[A-Z]\S*(?: \S+){0,7}(?<![.!?:…])$")
# Sentences between two looks at the clock.
AT_A_TIME = 64


class Kind(NamedTuple):
    """A class of statement: the rule it breaks, from which share on, and what is wrong with it."""

    frame: str
    rule: str
    threshold: float
    reason: str


# Thresholds: set on the development pages and the careful pages, never on the held-out ones.
KINDS: tuple[Kind, ...] = (
    Kind("benefit", "settled-benefit", 0.75, "stated as fact"),
    Kind("strength", "overclaim", 0.8, "the evidence is told as stronger than it is"),
    Kind("booster", "booster", 0.93, "a promise to healthy people"),
    Kind("ageing", "anti-ageing", 0.75, "a promise of youth or longer life"),
    Kind("cureall", "cure-all", 0.75, "a promise beyond what was studied"),
    Kind("safe", "absolute-safety", 0.75, "safety is told without its limits"),
    Kind("advice", "dosing-advice", 0.75, "it tells the reader what to take or do"),
    Kind("sourcing", "sourcing", 0.75, "it leads round the regulated supply, or vouches for it"),
    Kind("animal", "preclinical-as-human", 0.8, "work in animals or cells is told of people"),
    Kind("marker", "mechanism-as-proof", 0.85, "a mechanism or marker is told as a benefit"),
    Kind("anecdote", "anecdote-as-data", 0.85, "experience or sales are told as proof"),
    Kind("route", "route", 0.75, "no record shows that it works by this route"),
    Kind("approved", "approval", 0.7, "the records say otherwise"),
    Kind("same", "identity", 0.7, "it is another molecule"),
    Kind("denied", "contradicts", 0.75, "the records hold what this denies"),
)
# Trials that there are: "more than one", "they do exist", "none larger than that one".
_AFFIRMED = re.compile(
    r"\bmore than (?:an?|one) (?:single )?|\bdo(?:es)? exist\b"
    r"|\b(?:larger|bigger|later|newer|better)\b[^.;]{0,60}? than (?:that|the|this|those)\b"
)
# What only may be, or is hoped for, right before the word for it.
_SUPPOSED = re.compile(r"\b(?:may|might|could|would|should|if|hop(?:e|es|ed|ing))\b[^,;.]{0,25}$")
_AGEING = re.compile(r"\bage(?:s|d|ing)?\b|\baging|longevity|youth|live longer")
_HEALTHY = re.compile(r"\bhealthy\b|\bwell people\b")
# Whoever tells of harm does not promise safety.
_HARMFUL = re.compile(
    r"\b(?:can|may|might|could) (?!not |never )(?:\w+ )?(?:damage|harm|injure|cause|hurt|kill)\b"
    r"|\b(?:has|have|had|is|are|with) (?:\w+ )?(?:raised|raising|serious|specific)"
    r" (?:\w+ )?concerns?\b"
)


def check(page: Page) -> Iterator[Finding]:
    """Findings on statements that the records do not license."""
    for weighed in _weighed(page):
        if weighed.hardly_fair or weighed.share >= _needed(weighed):
            yield from weighed.findings


def _findings(page: Page, sentence: Sentence, kind: Kind) -> Iterator[Finding]:
    if kind.frame == "approved":
        cue = CUE.search(sentence.folded)
        if cue is None or not _SUPPOSED.search(sentence.folded[: cue.start()]):
            yield from statused.check(page, sentence)
        return
    finding = _judge(page, sentence, kind)
    if finding is not None:
        yield finding


def questions(page: Page) -> Iterator[Question]:
    """Sentences that may assert something and are not sure enough, for whoever can read them."""
    for weighed in _weighed(page):
        if not weighed.hardly_fair and ASKED <= weighed.share < _needed(weighed):
            slots = Slots(predicate=tuple(one.frame for one in KINDS))
            sentence = weighed.sentence
            context = " ".join(s.text for s in sentence.before[-2:])
            asked = Abstained(sentence.text, context, slots)
            yield Question(asked, partial(_decide, page, sentence))


def _decide(page: Page, sentence: Sentence, filled: Filled) -> Finding | None:
    """What the records say once a reader has told what the sentence asserts, and how."""
    kind = next((one for one in KINDS if one.frame == filled.predicate), None)
    if kind is None or filled.polarity != "affirmed" or filled.modality != "stated":
        return None
    return next(_findings(page, sentence, kind), None)


class Weighed(NamedTuple):
    """A sentence with its likeliest class among those that the records would not license.

    share: how likely it is that the sentence asserts anything of that sort; fair: how likely
    the linear model holds it that it asserts nothing; hardly_fair: that it asserts something is
    beyond doubt, though the share is divided.
    """

    sentence: Sentence
    kind: Kind
    share: float
    fair: float
    hardly_fair: bool
    findings: tuple[Finding, ...]


def _weighed(page: Page) -> Iterator[Weighed]:
    """What each sentence may assert that goes beyond the records."""
    for sentence, fair, shares in _read(page):
        likely = [kind for kind in KINDS if shares[kind.frame] >= _WORTH_A_LOOK]
        told = [(kind, tuple(_findings(page, sentence, kind))) for kind in likely]
        beyond = [(kind, found) for kind, found in told if found]
        if beyond:
            kind, found = max(beyond, key=lambda pair: shares[pair[0].frame])
            share = sum(shares[one.frame] for one, _ in beyond)
            hardly = not _is_label(sentence) and _hardly_fair(shares, kind, fair)
            if shares[kind.frame] < _FORE * share and not hardly:
                continue  # torn between several: too unlike what was learned
            yield Weighed(sentence, kind, share, fair, hardly, found)


def _hardly_fair(shares: dict[str, float], kind: Kind, fair: float) -> bool:
    """Whether something is asserted beyond doubt, and most likely this."""
    most = _HARDLY_FAIR / 2 if fair >= _RATHER_FAIR else _HARDLY_FAIR
    share = shares[kind.frame]
    foremost = share >= max(shares[one.frame] for one in KINDS)
    if kind.frame in _NEAR_FAIR:
        return False
    return shares[FAIR] <= most and share >= _LIKELIEST and foremost


def _is_label(sentence: Sentence) -> bool:
    return sentence.block.kind is BlockKind.HEADING or bool(_LABEL.match(sentence.text))


def _needed(weighed: Weighed) -> float:
    """The share from which a sentence is flagged; a heading that names a subject asserts little."""
    threshold = weighed.kind.threshold
    if _is_label(weighed.sentence):
        return max(threshold, _SURE_OF_HEADING)
    return threshold + _SURER if weighed.fair >= _RATHER_FAIR else threshold


def _read(page: Page) -> Iterator[tuple[Sentence, float, dict[str, float]]]:
    """Sentences about the subject, how fair the linear model holds them, the share of each class.

    The linear model looks first: what it holds to be fair beyond doubt is not read closely.
    """
    close = [pair for sentence in page.prose if (pair := _close(page, sentence)) is not None]
    for start in range(0, len(close), AT_A_TIME):
        if page.budget is not None:
            page.budget.spend()
        part = close[start : start + AT_A_TIME]
        found = reader().shares([text for _, text, _ in part])
        for (sentence, _, fair), row in zip(part, found.tolist(), strict=True):
            yield sentence, fair, dict(zip(reader().classes, row, strict=True))


def _close(page: Page, sentence: Sentence) -> tuple[Sentence, str, float] | None:
    """A sentence to be read closely, as the reader sees it, and how fair it looks at first."""
    label = sentence.block.kind in (BlockKind.HEADING, BlockKind.ROW, BlockKind.CAPTION)
    fewest = _FEWEST_IN_LABEL if label else _FEWEST_WORDS
    if len(sentence.text.split()) < fewest or not speaks_of_subject(page, sentence):
        return None
    text = masked(sentence, page.dossier)
    fair = float(model().shares(text)[FAIR])
    if fair >= SURELY_FAIR or not voiced(page, sentence):
        return None
    return sentence, text, fair


def _judge(page: Page, sentence: Sentence, kind: Kind) -> Finding | None:
    if kind.frame == "denied":
        return _denied(page, sentence, kind)
    if kind.frame == "same":
        return _mistaken(page, sentence, kind)
    licence = _licence(page, sentence, kind)
    if licence is None:
        return None
    return _finding(page, sentence, kind, licence)


def _licence(page: Page, sentence: Sentence, kind: Kind) -> Licence | None:
    """What the records license on the matter; None where they license what is said."""
    frame = kind.frame
    if frame in ("benefit", "cureall", "strength"):
        return _of_effect(page, sentence, kind)
    if frame == "ageing":
        return of_kind(page, _AGEING)
    if frame == "booster":
        return of_kind(page, _HEALTHY)
    if frame == "safe":
        return None if _HARMFUL.search(sentence.folded) else of_safety(page)
    if frame in ("animal", "marker", "anecdote", "route"):
        found = of_benefit(page, sentence, matter_of(page, sentence).conditions)
        return None if found.most >= Degree.FIRMLY else found
    return Licence(Degree.NOT_AT_ALL, None)


def _of_effect(page: Page, sentence: Sentence, kind: Kind) -> Licence | None:
    matter = matter_of(page, sentence)
    if matter.elsewhere:
        # A dossier on one condition says nothing about others.
        if scope(page.dossier):
            return None
        return Licence(Degree.NOT_AT_ALL, of_kind(page, _WIDE).judged)
    found = of_benefit(page, sentence, matter.conditions)
    said = degree(sentence.folded)
    if kind.frame == "strength":
        said = max(said, Degree.FIRMLY)
    return None if said <= found.most else found


_WIDE = re.compile(r"\blong covid\b|\bautoimmun\w+|\bfatigue\b")


def _denied(page: Page, sentence: Sentence, kind: Kind) -> Finding | None:
    """A denial of trials, where there are some: the largest is named."""
    folded = sentence.folded
    if not _TRIALS.search(folded) or _APPROVALS.search(folded) or _AFFIRMED.search(folded):
        return None
    matter = matter_of(page, sentence)
    if matter.elsewhere:
        return None
    trials = [
        study
        for study in page.dossier.studies.values()
        if study.tier is Tier.RCT
        and (not matter.conditions or study.population.condition in matter.conditions)
    ]
    if not trials:
        return None
    largest = max(trials, key=_people)
    sources = tuple(r.source for r in largest.reports if r.role == "primary")
    sources = sources or tuple(cite.source for r in largest.results for cite in r.cites)
    return page.finding(
        sentence,
        (0, len(sentence.text)),
        kind.rule,
        Severity.WARNING,
        f"{kind.reason}: {largest.name}, for one",
        expected=f"{len(trials)} randomised trials are on record",
        sources=sources,
        suggestion=f"It was studied in {len(trials)} randomised trials on record.",
    )


def _people(study: Study) -> int:
    """How many people a study had, by its record or by the counts of its results."""
    counted = (sum(row.n for row in result.counts) for result in study.results)
    return study.randomised or study.analysed or max(counted, default=0)


_TRIALS = re.compile(
    r"\b(?:trials?|stud(?:y|ies|ied)|tested|research\w*|randomi[sz]\w+|rcts?|humans?|people|patients?"
    r"|placebo|evidence|data|looked at|compared)\b"
)
_APPROVALS = re.compile(r"\b(?:approv\w+|licen[cs]\w+|authori\w+|fda|ema|label)\b")


def _mistaken(page: Page, sentence: Sentence, kind: Kind) -> Finding | None:
    """Another molecule of the dossier named as if it were the subject."""
    others = sentence.of(What.LOOKALIKE, What.COMPOUND)
    if not others or not asserted_here(page, sentence, others[0].start, others[0].end):
        return None
    other = page.dossier.compounds[others[0].ids[0]]
    subject = page.dossier.compounds[page.dossier.head.subject]
    apart = other.told_apart or other.described
    return page.finding(
        sentence,
        (others[0].start, others[0].end),
        kind.rule,
        Severity.ERROR,
        f"{other.name} is not {subject.name}",
        expected=apart,
        sources=tuple(c.source for c in (*other.cites, *subject.cites)),
        suggestion=f"{other.name} is not {subject.name}. {apart}",
    )


def _finding(page: Page, sentence: Sentence, kind: Kind, licence: Licence) -> Finding:
    judged = licence.judged
    subject = page.dossier.compounds[page.dossier.head.subject]
    fallback = tuple(cite.source for cite in subject.cites)
    if judged is None:
        return page.finding(
            sentence,
            (0, len(sentence.text)),
            kind.rule,
            Severity.WARNING,
            f"{kind.reason}; no claim in the records says so",
            sources=fallback,
            suggestion=_SAFER.get(kind.frame),
        )
    meaning = dict(MEANINGS)[judged.verdict]
    told = judged.claim.plain or judged.claim.text
    return page.finding(
        sentence,
        (0, len(sentence.text)),
        kind.rule,
        Severity.WARNING,
        f"{kind.reason}; the verdict on the nearest claim is {judged.verdict}: {judged.reason}",
        expected=f"{judged.verdict} ({meaning})",
        claim=judged.claim.id,
        sources=judged.sources or fallback,
        suggestion=_SAFER.get(kind.frame) or f"{told} This is {judged.verdict}: {meaning}.",
    )


_SAFER = {
    "advice": "Say what a named study gave, to whom, and that this is no advice.",
    "sourcing": "Say that unregulated products are not checked for identity, amount or sterility.",
    "route": "Say by which route the studies gave it.",
}
