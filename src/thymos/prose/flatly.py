"""Whether a page itself says something flatly: the stance that rules on what a thing is ask for.

No question, no quotation, no myth, nothing that others are said to say, no denial, no guess. A
cue inside the words in question is theirs ("no different from" makes two things one).
"""

from __future__ import annotations

import re

from thymos.prose.clauses import Polarity, attributed, hedged, polarity
from thymos.prose.page import Page, Sentence
from thymos.prose.stance import in_quotes, voiced

_LEADS = " .,;:(-"
# What is waved aside beside a statement denies nothing of it.
_WAVED = re.compile(
    r"(?:^|[,;])\s*(?:so |but )?(?:don't|do not|no worries|no fear|never mind|no need|needn't)\b"
    r"[^,;:.]*"
)

# What a page that is spoken of says.
_OF_PAGES = re.compile(
    r"\b(?:pages?|websites?|sites?|entr(?:y|ies)|articles?|leaflets?|brochures?)\b[^.;:]{0,40}?"
    r"\b(?:calls?|says?|gives?|counts?|prints?|tells?|names?|speaks?|presents?|puts?|takes?)\b"
)


def flatly(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the page states what stands at a stretch of a sentence."""
    folded = _WAVED.sub(lambda found: " " * len(found.group()), sentence.folded)
    if not folded[start:end].strip():
        return False
    start += len(folded[start:end]) - len(folded[start:end].lstrip(_LEADS))
    # A quotation that goes on into the next sentence has only its first mark here.
    opened = folded[:start].count('"') % 2 == 1
    return (
        not opened
        and voiced(page, sentence)
        and not in_quotes(folded, start, end)
        and not _OF_PAGES.search(folded[:start])
        and polarity(folded, start, end) is Polarity.AFFIRMED
        and not hedged(folded, start, end)
        and not attributed(folded, start, end)
    )
