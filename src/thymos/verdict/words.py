"""The verdicts, in the words that a reader sees."""

from __future__ import annotations

from enum import StrEnum


class Clinical(StrEnum):
    """A verdict on a claim about effects in people."""

    SUPPORTED = "supported"
    PROBABLE = "probable"
    UNSETTLED = "unsettled"
    NOT_SUPPORTED = "not supported"
    CONTRADICTED = "contradicted"
    UNTESTED = "untested"


class Factual(StrEnum):
    """A verdict on any other claim."""

    TRUE = "true"
    PARTLY = "partly true"
    FALSE = "false"
    DISPUTED = "disputed"
    OUTDATED = "outdated"
    UNVERIFIED = "unverified"


MEANINGS: tuple[tuple[str, str], ...] = (
    ("supported", "enough trials and people show it by every model; nothing of weight disagrees"),
    ("probable", "what was read shows it, but it is little, frail or not assessed for bias"),
    (
        "unsettled",
        "the evidence points both ways, rests on one trial, is not randomised or cannot be pooled",
    ),
    ("not supported", "it was tested and no benefit was shown"),
    ("contradicted", "the evidence shows the opposite"),
    ("untested", "no study that could tell was found"),
    ("true", "the records say so"),
    ("partly true", "true in part, or with a correction that matters"),
    ("false", "the records say otherwise"),
    ("disputed", "sources that carry weight disagree"),
    ("outdated", "it was so, and no longer is"),
    ("unverified", "nothing that carries weight was found for or against it"),
)
