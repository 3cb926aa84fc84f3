"""Which records a number of a page can be held against, by what its sentence is about."""

from __future__ import annotations

import re

from thymos.prose.anchors import segment
from thymos.prose.arms import group_of
from thymos.prose.figures import Figure, agrees, close
from thymos.prose.page import Sentence
from thymos.prose.quantity import Part, Quantity
from thymos.prose.topics import ALIVE, DEAD, days, groups, places
from thymos.records.atoms import admissible

# Columns of tables that hold shares of something else than people.
_OTHER_COLUMN = re.compile(r"\b(?:weights?|share|heterogeneity|i2|level|confidence|cited|source)\b")
_EVENTS_OF = re.compile(r"\s*[\d,]+\s*(?:/|of|out of)\s*[\d,]+(?:\s*\([\d.,]+\s*%\))?\s*")
# A ratio this far from the one that the counts give is not the same one by another model.
_APART = 1.2
_COUNTS = (Part.EVENTS, Part.COUNT)


def candidates(quantity: Quantity, figures: tuple[Figure, ...]) -> list[Figure]:
    """The figures of a study that play the part that a number plays."""
    if quantity.part in _COUNTS:
        return [f for f in figures if f.part is Part.EVENTS]
    return [
        f for f in figures
        if f.part is quantity.part and quantity.measure in (None, f.measure)
    ]  # fmt: skip


def bears_out(quantity: Quantity, figure: Figure, sentence: Sentence) -> bool:
    """Whether the record bears the number out; the share alive is 100 % less the share dead."""
    if agrees(quantity, figure):
        return True
    if "death" not in figure.of.groups or _counts_the_living(sentence) is False:
        return False
    if figure.part in (Part.EVENTS, Part.FRACTION) and figure.whole is not None:
        same = quantity.whole in (None, figure.whole)
        return same and quantity.value == figure.whole - figure.value
    if figure.part is not Part.PERCENT:
        return False
    rest = 100 - figure.value
    return close(quantity.value, quantity.digits, rest, figure.digits, quantity.about)


def _counts_the_living(sentence: Sentence) -> bool | None:
    """True where only survival is spoken of, False where only death, None for both or none."""
    alive, dead = bool(ALIVE.search(sentence.folded)), bool(DEAD.search(sentence.folded))
    return None if alive == dead else alive


def comparable(sentence: Sentence, quantity: Quantity, every: list[Figure]) -> list[Figure]:
    """The current figures of the same outcome, by what the sentence says it is about."""
    start, end = segment(sentence, quantity)
    text = sentence.folded[start:end]
    about, when, where = groups(text), days(text), places(text)
    cell = sentence.block.cell_at(sentence.start + quantity.start)
    if cell is not None:
        # What a cell is about stands at the head of its column, or nowhere.
        about, when = groups(cell.column.casefold()), when or days(cell.column)
        if _OTHER_COLUMN.search(cell.column.casefold()):
            return []
        if not about:
            # "47/181" under the name of a group can only be its events.
            text = sentence.block.text[cell.start : cell.end]
            return _only_outcome(quantity, every) if _EVENTS_OF.fullmatch(text) else []
    if quantity.relation == "~" and not about:
        # Of a third of the people much else can be told.
        if start == 0 or group_of(sentence.masked, quantity.start, quantity.end) is None:
            return []
        about = groups(sentence.folded[:start])
        if not about:
            return []
    about = about or _spoken_of(sentence)
    if not about:
        # Of events of which nothing more is told nobody knows what befell.
        bare = quantity.part not in (Part.PERCENT, Part.FRACTION) or _is_bare(sentence, quantity)
        return _only_outcome(quantity, every) if bare and quantity.part not in _COUNTS else []
    topical = [f for f in every if about & f.of.groups]
    near = [
        f for f in topical
        if not f.of.superseded and not f.computed and (is_whole(f) or _far_from(quantity, f))
        and (not when or not f.of.days or when & f.of.days) and where <= f.of.places
    ]  # fmt: skip
    return near or _reckoned(quantity, topical)


_CLAUSE = re.compile(r"\d[\d.,]*\s*(?:%|per ?cent)?|[,;:()/]|\.\s")
_SHARE = re.compile(r"\d[\d.,]*\s*(?:%|per ?cent)|\d+/\d+")
_WORD = re.compile(r"[a-z]{4,}")
# Words that leave open what a share is a share of.
_OPEN = re.compile(
    r"(?:about|adults|against|almost|among|arms|around|been|both|came|care|cent|children|come"
    r"|comes|compared|control|controls|counted|drug|even|figure|figures|find|found|from|gave"
    r"|give|given|gives|group|groups|half|have|higher|infusion|into|just|less|lower|more|nearly"
    r"|number|numbers|only|other|others|over|participants|patients|people|percent|percentage"
    r"|percentages|placebo|print|printed|published|rate|rates|recorded|reported|respectively"
    r"|result|results|roughly|said|says|seen|show|showed|shows|study|tablet|taking|than|that"
    r"|their|them|there|these|they|this|those|told|treated|trial|under|untreated|usual"
    r"|vaccinated|vaccine|versus|went|were|which|while|with|without|works)"
)


def _is_bare(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the words beside a share leave open of what it is one: "That is 7 % against 13 %"."""
    start, end = segment(sentence, quantity)
    text = sentence.masked[start:end]
    for share in _SHARE.finditer(text):
        before = _CLAUSE.split(text[: share.start()])[-1]
        after = _CLAUSE.split(text[share.end() :], maxsplit=1)[0]
        if not all(_OPEN.fullmatch(word) for word in _WORD.findall(f"{before} {after}")):
            return False
    return True


def _spoken_of(sentence: Sentence) -> frozenset[str]:
    """What the whole sentence, or the one before it, is about: "That is 7 % against 13 %"."""
    about = groups(sentence.folded)
    if not about and sentence.before:
        about = groups(sentence.before[-1].folded)
    return about


def _only_outcome(quantity: Quantity, every: list[Figure]) -> list[Figure]:
    """All figures, where the records hold this sort of figure for one kind of outcome only."""
    current = [f for f in every if not f.of.superseded and is_whole(f)]
    if len({f.of.groups for f in current}) != 1:
        return []
    return [f for f in current if not f.computed] or _reckoned(quantity, current)


def _reckoned(quantity: Quantity, topical: list[Figure]) -> list[Figure]:
    """Ratios that counts give, where no ratio was printed and the one told is far from them."""
    if quantity.part is not Part.RATIO or quantity.value <= 0:
        return []
    near = [f for f in topical if f.computed and not f.of.superseded and is_whole(f)]
    apart = (max(quantity.value / f.value, f.value / quantity.value) for f in near)
    return near if near and min(apart) > _APART else []


# How far, as a share of it, a number must be from a count that was reckoned back from a share.
_RECKONED_BACK = 0.1


def _far_from(quantity: Quantity, figure: Figure) -> bool:
    """Whether a number cannot be a count of all patients that a share leaves open by a few."""
    result = figure.of.result
    if result is None or result.subgroup is not None or result.derivation is None:
        return False
    apart = abs(quantity.value - figure.value)
    counted = quantity.part in _COUNTS and figure.part is Part.EVENTS
    return counted and admissible(result.cites) and apart > 2 + _RECKONED_BACK * figure.value


def is_whole(figure: Figure) -> bool:
    """Whether a figure may say that a page is wrong: of all patients, and well sourced."""
    result = figure.of.result
    if result is None or result.subgroup is not None:
        return False
    unique = result.derivation is None or result.derivation.unique
    return admissible(result.cites) and unique
