"""A sentence as features: words and their neighbours, pieces of words, and words under a cue.

Names are masked first, so that nothing is learned about any one compound, study or condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# What stands for a name: the subject, a look-alike, a named study, a condition studied.
SUBJECT, LOOKALIKE, STUDY, CONDITION = "xsubject", "xlookalike", "xstudy", "xcondition"

_TOKEN = re.compile(r"\d[\d.,]*|[^\W\d_]+(?:'[^\W\d_]+)*|[%?!;:,.()\"]")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words that turn round, weaken, or hand to others what comes after them in the same clause.
_CUES = (
    (
        "n",
        _words(
            "arent cannot cant couldnt didnt doesnt dont failed fails false hadnt hardly "
            "hasnt havent "
            "isnt lack lacking lacks little neither never no nobody none nor not nothing "
            "unlikely "
            "unproven untrue wasnt werent without wont wouldnt wrong "
        ),
    ),
    (
        "h",
        _words(
            "appears can could explored hope hoped hypothesis hypothesised if investigated "
            "may might "
            "perhaps possibly potential potentially proposed seems studied suggest suggested "
            "suggests "
            "theoretically theory thought uncertain unclear unknown whether would "
        ),
    ),
    (
        "a",
        _words(
            "according ads advert advertised adverts alleged believe believed believes claim "
            "claimed "
            "claiming claims marketed marketing myth myths posts promoted reportedly rumor "
            "rumour "
            "said say says sellers supposedly touted vendors "
        ),
    ),
)
_CLAUSE = frozenset(";:.?!")
_TURNS = frozenset(("but", "however", "although", "though", "whereas", "yet"))
_LONGEST = 3
_PIECES = (3, 4, 5)


def tokens(masked: str) -> list[str]:
    """Words, numbers and marks of a folded text; numbers become one sign by their kind.

    >>> tokens("xsubject didn't help; 28 days, p = .04?")
    ['xsubject', "didn't", 'help', ';', '0', 'days', ',', 'p', '0', '?']
    """
    found = []
    for match in _TOKEN.finditer(masked):
        word = match.group()
        found.append("0" if word[0].isdigit() else word)
    return [
        w
        for i, w in enumerate(found)
        if not (w == "." and i + 1 < len(found) and found[i + 1] == "0")
    ]


def features(masked: str) -> frozenset[str]:
    """Every feature of a folded, masked sentence, each once.

    >>> sorted(f for f in features("it never failed") if f.startswith("n:"))
    ['n:failed']
    """
    words = tokens(masked)
    found = set(_neighbours(words))
    found.update(_under_cues(words))
    for word in words:
        found.update(_pieces(word))
    if words and words[-1] == "?":
        found.add("asked")
    length = len(words)
    found.add("short" if length < 8 else "long" if length > 30 else "middling")
    return frozenset(found)


def _neighbours(words: list[str]) -> Iterator[str]:
    edged = ["<", *words, ">"]
    for size in range(1, _LONGEST + 1):
        for start in range(len(edged) - size + 1):
            yield " ".join(edged[start : start + size])


def _under_cues(words: list[str]) -> Iterator[str]:
    """Words that follow a cue within its clause, marked with the sort of cue."""
    held: set[str] = set()
    for word in words:
        if word in _CLAUSE or word in _TURNS:
            held.clear()
        for mark in held:
            yield f"{mark}:{word}"
        bare = word.replace("'", "")
        for mark, cues in _CUES:
            if bare in cues:
                held.add(mark)
                yield f"cue {mark}"


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Pieces of a word with its edges: misspelt words share most of them."""
    if len(word) < 4 or word.startswith("x"):
        return ()
    edged = f"_{word}_"
    return tuple(
        f"~{edged[start : start + size]}"
        for size in _PIECES
        for start in range(len(edged) - size + 1)
    )
