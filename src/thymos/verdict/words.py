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
    ("supported", "several trials show it, by every model, and nothing of weight disagrees"),
    ("probable", "the trials show it, but they are few, frail or not yet assessed for bias"),
    ("unsettled", "the evidence points both ways, rests on one trial, or is not randomised"),
    ("not supported", "it was tested and no benefit was shown"),
    ("contradicted", "the evidence shows the opposite"),
    ("untested", "no study that could tell was found"),
    ("true", "the records say so"),
    ("partly true", "true with a correction that matters"),
    ("false", "the records say otherwise"),
    ("disputed", "sources that carry weight disagree"),
    ("outdated", "it was so, and no longer is"),
    ("unverified", "nothing that carries weight was found for or against it"),
)
