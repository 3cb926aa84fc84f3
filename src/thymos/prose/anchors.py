"""Which study a number belongs to: the one named beside it, or the only one it can be.

A study is taken from the sentence, then from the paragraph above it in the same block, as
long as the sentence does not bring up another study. Where two could be meant, none is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from thymos.prose.entities import What
from thymos.prose.figures import Figures, close
from thymos.prose.numbers import quantities
from thymos.prose.page import Page, Sentence
from thymos.prose.quantity import Part, Quantity
from thymos.prose.referent import spoken
from thymos.prose.text import fold
from thymos.prose.topics import condition_words
from thymos.records.study import Study, Tier

# Words that bring up a study that is not named: what was said of another no longer holds.
_ANOTHER = re.compile(
    r"\b(?:an?|another|other|second|third|different|later|earlier|previous|larger|smaller|newer|older|recent"
    r"|separate|subsequent|prior|published|pooled|combined|two|three|several|many|some|most|both|these|those"
    r"|all)\b[^.;]{0,60}\b(?:trials?|stud(?:y|ies)|reviews?|meta-analys[ei]s|analys[ei]s|cohorts?|reports?"
    r"|papers?|series|data ?sets?)\b|\bmeta-analys[ei]s\b|\bet al\b"
)
_STUDY_NOUN = re.compile(
    r"\b(?:trial|study|review|cohort|series|analysis|rct|group|comparison)s?\b"
)
_SPLIT = re.compile(r";|,?\s+\b(?:while|whereas|but|although|though|versus that of)\b|\.\s")
# Below this many people a total is shared by too many studies to point at one.
_TELLING = 40
_CALLED = re.compile(
    r"(?P<n>\d[\d,]*)-?\s?(?:patient|person|subject|participant|adult)\b"
    r"|\b(?:trial|study|review|cohort|series|analysis) (?:of|in|with|that enrolled) "
    r"(?P<m>\d[\d,]*)\s"
)


def segment(sentence: Sentence, quantity: Quantity) -> tuple[int, int]:
    """The part of a sentence, between semicolons and "while", that holds a number."""
    start, end = 0, len(sentence.folded)
    for mark in _SPLIT.finditer(sentence.masked):
        if mark.end() <= quantity.start:
            start = mark.end()
        elif mark.start() >= quantity.end:
            end = mark.start()
            break
    return start, end


def study_of(
    page: Page, sentence: Sentence, quantity: Quantity, others: Iterable[Quantity], figures: Figures
) -> Study | None:
    """The study that a number is said of, or None where that is not certain."""
    start, end = segment(sentence, quantity)
    others = tuple(others)
    named = sentence.of(What.STUDY, What.REVIEW, What.UNKNOWN)
    if named:
        inside = tuple(m for m in named if start <= m.start < end) or named
        ids = {m.ids for m in inside}
        known = len(ids) == 1 and inside[0].what is What.STUDY and len(inside[0].ids) == 1
        return page.dossier.studies[inside[0].ids[0]] if known else None
    if _of_several(sentence, quantity, others):
        return None
    return _unnamed(page, sentence, others, figures)


def _unnamed(
    page: Page, sentence: Sentence, others: tuple[Quantity, ...], figures: Figures
) -> Study | None:
    """The study that a sentence speaks of without a name."""
    found = _described(sentence, others, figures) or _by_groups(others, figures)
    if found is not None:
        return found
    told = spoken(page, figures)[sentence.index]
    if told.named:
        return told.study
    if _OF_SOMEBODY.search(sentence.text) or _POOLED.search(sentence.masked):
        return None
    inherited = _inherited(page, sentence)
    if inherited is not None and _of_another_size(inherited, others, figures):
        return None
    if inherited is not None and any(e.of(What.STUDY) for e in sentence.before):
        # Named in this very paragraph: other numbers are misquoted, and no other study's.
        return inherited
    inherited = inherited or told.study
    return inherited if inherited is None or _may_be(inherited, others, figures) else None


# "A cohort of 275" is another one than that spoken of, unless it is said to be that.
_A_NEW_ONE = re.compile(
    r"(?<!it was )(?<!it is )(?<!this was )(?<!this is )(?<!that was )\b(?:an?|another) "
    r"(?:[a-z-]+ ){0,4}?(?:trial|study|cohort|series|rct)s? (?:of|in|with|among) $"
)


# "Those four: 307 people": of the trials told before, together.
_THOSE = re.compile(
    r"^\W*(?:those|these|all|both|the) (?:two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|thirteen|\d+)\s*(?:[:,;]|(?:together|combined|pooled|had|gave|came|in all)\b)"
)


def _of_several(sentence: Sentence, quantity: Quantity, others: tuple[Quantity, ...]) -> bool:
    """Whether a number is told of several trials together, or of one that is brought up anew."""
    if any(q.part is Part.STUDIES and q.value > 1 for q in others):
        return True
    if _THOSE.search(sentence.masked):
        return True
    return bool(_A_NEW_ONE.search(sentence.masked[: quantity.start]))


# A study said to be somebody's is that one, known here or not.
_OF_SOMEBODY = re.compile(
    r"\b(?:trial|study|review|series|cohort|report|paper|analysis|group)s? (?:of|by|from) [A-Z]"
    r"|\b[A-Z]\w+(?:'s|’s) (?:\w+ ){0,2}(?:trial|study|review|series|cohort|paper|analysis)\b"
)


# What is pooled is of no single study.
_POOLED = re.compile(
    r"\bpooled (?:with|odds|risk|hazard|estimate|analys\w+|result)|\bcochrane\b"
    r"|\b(?:common|fixed|random)[ -]effects?\b|\bmeta-analy"
)


def _of_another_size(study: Study, found: tuple[Quantity, ...], figures: Figures) -> bool:
    """Whether a sentence counts the people of another study of the dossier."""
    sizes = {f.value for f in figures.of(study.id) if f.part is Part.TOTAL}
    told = {q.value for q in found if q.part is Part.TOTAL and q.value >= _TELLING_GROUP} - sizes
    return any(
        n is not None and n in told
        for other in figures.studies()
        if other.id != study.id
        for n in (other.randomised, other.analysed)
    )


def _may_be(study: Study, found: tuple[Quantity, ...], figures: Figures) -> bool:
    """Whether the groups of a sentence can be those of a study: no larger one has another size."""
    sizes = {f.value for f in figures.of(study.id) if f.part is Part.TOTAL}
    wholes = [q.whole for q in found if q.part is Part.FRACTION and q.whole]
    return all(whole < _TELLING_GROUP or whole in sizes for whole in wholes)


# A group smaller than this is shared by too many studies to tell one.
_TELLING_GROUP = 100
_LEAST_GROUP = 15


def _by_groups(found: Iterable[Quantity], figures: Figures) -> Study | None:
    """The only study whose two groups have the sizes of two fractions in the sentence."""
    pairs = [(q.value, q.whole) for q in found if q.part is Part.FRACTION and q.whole]
    wholes = {whole for _, whole in pairs}
    if len(pairs) != 2 or min(wholes) < _LEAST_GROUP:
        return None
    fits = [
        study
        for study in figures.studies()
        if wholes <= {f.value for f in figures.of(study.id) if f.part is Part.TOTAL}
    ]
    if len(fits) == 1 and min(wholes) < _TELLING_GROUP:
        # Two small groups are those of a study if one of the counts is its, too.
        known = {(f.value, f.whole) for f in figures.of(fits[0].id) if f.part is Part.FRACTION}
        return fits[0] if len(wholes) == 2 and known.intersection(pairs) else None
    return fits[0] if len(fits) == 1 else None


# Words that take up a study named before.
_TAKES_UP = re.compile(
    r"^(?:\W*(?:and|but|also|yet|so),?\s+)?(?:it|this|that|both|its)\b"
    r"|\b(?:the|this|that|its) (?:trial|study|cohort|authors|investigators|paper|report|series"
    r"|primary"
    r"|main outcome|result)"
)


def study_meant(page: Page, sentence: Sentence) -> Study | None:
    """The one study that a sentence names, or takes up with "it" or "the trial"."""
    mentions = sentence.of(What.STUDY, What.REVIEW, What.UNKNOWN)
    if mentions:
        ids = {m.ids for m in mentions}
        if len(ids) != 1 or mentions[0].what is not What.STUDY or len(mentions[0].ids) != 1:
            return None
        return page.dossier.studies[mentions[0].ids[0]]
    if sentence.names_subject or not _TAKES_UP.search(sentence.folded):
        return None
    return _inherited(page, sentence)


_YEARED = re.compile(r"\b(?P<year>(?:19|20)\d\d)\b[^.;]{0,60}\b(?:trial|rct)\b")


def study_described(page: Page, sentence: Sentence, figures: Figures) -> Study | None:
    """The study that a sentence describes without naming it: by numbers, or year and condition."""
    found = _described(sentence, quantities(sentence.text, sentence.masked), figures)
    yeared = _YEARED.search(sentence.folded)
    if found is not None or yeared is None:
        return found
    fits = [
        study
        for study in figures.studies()
        if condition_words(study.population.condition).search(sentence.folded)
        and yeared["year"] in (year_of(page, study), (study.available or "")[:4])
        and study.tier is Tier.RCT
    ]
    return fits[0] if len(fits) == 1 else None


def year_of(page: Page, study: Study) -> str | None:
    """The year in which the main report of a study came out."""
    for report in study.reports:
        source = page.dossier.sources.get(report.source)
        if report.role == "primary" and source is not None and source.issued:
            return source.issued[:4]
    return None


def _described(sentence: Sentence, found: Iterable[Quantity], figures: Figures) -> Study | None:
    """The only study with this many people, or with this pair of percentages."""
    if not _STUDY_NOUN.search(sentence.folded):
        return None
    listed = tuple(found)
    by_pair = _by_pair(sentence, listed, figures)
    if by_pair is not None:
        return by_pair
    for called in _CALLED.finditer(sentence.folded):
        n = int((called["n"] or called["m"]).replace(",", ""))
        if n >= _TELLING:
            fits = [s for s in figures.studies() if n in (s.randomised, s.analysed)]
            if len(fits) == 1 and _fits_condition(sentence, fits[0], figures):
                return fits[0]
    return None


def _fits_condition(sentence: Sentence, study: Study, figures: Figures) -> bool:
    """Whether the sentence names the study's condition, or no condition at all."""
    own = condition_words(study.population.condition)
    if own.search(sentence.folded):
        return True
    every = {other.population.condition for other in figures.studies()}
    return not any(condition_words(c).search(sentence.folded) for c in every)


def _by_pair(sentence: Sentence, found: tuple[Quantity, ...], figures: Figures) -> Study | None:
    shares = [q for q in found if q.part is Part.PERCENT and q.digits >= 1]
    if len(shares) != 2:
        return None
    fits = [study for study in figures.studies() if _reports_both(study, shares, figures)]
    if len(fits) == 1 and condition_words(fits[0].population.condition).search(sentence.folded):
        return fits[0]
    return None


def _reports_both(study: Study, shares: list[Quantity], figures: Figures) -> bool:
    """Whether one result of a study bears both of two percentages."""
    borne: dict[str, set[int]] = {}
    for figure in figures.of(study.id):
        if figure.part is Part.PERCENT and figure.of.result is not None:
            for q in shares:
                if close(q.value, q.digits, figure.value, figure.digits):
                    borne.setdefault(figure.of.result.id, set()).add(q.start)
    return any(len(starts) == len(shares) for starts in borne.values())


def _inherited(page: Page, sentence: Sentence) -> Study | None:
    """The study that the paragraph, or else the heading above it, has been speaking of."""
    if _ANOTHER.search(sentence.masked):
        return None
    named: list[tuple[str, ...]] = []
    for earlier in reversed(sentence.before):
        mentions = earlier.of(What.STUDY, What.REVIEW, What.UNKNOWN)
        if mentions:
            named = [m.ids for m in mentions]
            break
        if _ANOTHER.search(earlier.masked):
            return None
    else:
        above = " ".join(sentence.block.headings[-1:])
        named = [m.ids for m in page.lexicon.mentions(above, fold(above)) if m.what is What.STUDY]
    if len(set(named)) != 1 or len(named[0]) != 1:
        return None
    return page.dossier.studies.get(named[0][0])
