"""A second look at what rules left open, where a user has named an adjudicator.

The adjudicator fills slots and nothing else. Whether anything is found is computed from the
records by the lattice of the rule that asked, and the finding says that a model helped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from thymos.errors import Finding
from thymos.prose.abstained import Adjudicator, Question
from thymos.prose.page import Page
from thymos.prose.rules import asserted

MARK = "LLM-assisted"
# A rule that leaves questions open has a row here.
QUESTIONS: tuple[Callable[[Page], Iterator[Question]], ...] = (asserted.questions,)


def second_look(
    page: Page,
    adjudicator: Adjudicator,
    asked: tuple[Callable[[Page], Iterator[Question]], ...] | None = None,
) -> Iterator[Finding]:
    """What is found once open questions are answered, each marked as assisted.

    `asked` stands for the rules that leave questions open, by default all of them.
    """
    for questions in QUESTIONS if asked is None else asked:
        for question in questions(page):
            filled = adjudicator.fill(question.abstained)
            found = None if filled is None else question.decide(filled)
            if found is not None:
                yield replace(found, reason=f"{found.reason} ({MARK})")
