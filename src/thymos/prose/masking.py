"""Names out of the way: a sentence with the subject, studies and conditions as signs.

What is learned from sentences about one compound then holds for any other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from thymos.prose.frames.features import CONDITION, LOOKALIKE, STUDY, SUBJECT
from thymos.prose.text import fold
from thymos.prose.topics import condition_words

if TYPE_CHECKING:
    from thymos.dossier.index import Dossier
    from thymos.prose.page import Sentence

_SIGNS = (("{s}", SUBJECT), ("{l}", LOOKALIKE), ("{t}", STUDY), ("{c}", CONDITION))
_RUNS = (
    (re.compile("\ue000+"), SUBJECT),
    (re.compile("\ue001+"), LOOKALIKE),
    (re.compile("\ue002+"), "xcompound"),
    (re.compile("\ue003+"), STUDY),
)
_USUAL = (
    "sepsis", "covid-19", "hepatitis-b", "hepatitis-c", "pancreatitis", "melanoma", "tuberculosis",
    "myocardial-infarction", "hepatocellular", "nsclc",
)  # fmt: skip


def shown(written: str) -> str:
    """A sentence written with {S}, {L}, {T} and {C} for names, as the model sees it.

    >>> shown("{S} lowers deaths in {C} and septic shock.")
    'xsubject lowers deaths in xcondition and xcondition shock.'
    """
    text = fold(written)
    for sign, token in _SIGNS:
        text = text.replace(sign, token)
    return _conditions(_USUAL).sub(CONDITION, text)


def masked(sentence: Sentence, dossier: Dossier) -> str:
    """A sentence of a page as the model sees it."""
    text = sentence.masked
    for pattern, token in _RUNS:
        text = pattern.sub(token, text)
    return conditions(dossier).sub(CONDITION, text)


def conditions(dossier: Dossier) -> re.Pattern[str]:
    """The words for all conditions that a dossier's outcomes are about, but for health itself."""
    return _conditions(
        tuple(sorted({o.condition for o in dossier.outcomes.values()} - {"healthy"}))
    )


@lru_cache(maxsize=64)
def _conditions(names: tuple[str, ...]) -> re.Pattern[str]:
    patterns = dict.fromkeys(condition_words(name).pattern for name in names)
    return re.compile("|".join(patterns) or r"(?!)")
