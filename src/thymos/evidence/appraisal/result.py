"""What an appraisal comes to: domains, trust, risk of bias, who stands by it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from thymos.records.appraisal import Answer

NOT_ASSESSABLE = "not assessable"
UNREVIEWED = "machine suggestion, unreviewed"


class Risk(StrEnum):
    """Risk of bias on one scale for every tool."""

    LOW = "low"
    SOME = "some concerns"
    HIGH = "high"
    NOT_ASSESSABLE = "not assessable"


class Trust(StrEnum):
    """Whether the study took place, and gave these results, as reported."""

    NO_CONCERNS = "no concerns"
    SOME = "some concerns"
    SERIOUS = "serious concerns"
    NOT_ASSESSABLE = "not assessable"


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain of a tool.

    judgement: in the tool's words, or "not assessable". computed: what the algorithm gives, None
    where there is none or answers are missing. possible: every judgement that the missing
    answers could still lead to, best first. by: who gave a judgement of their own.
    """

    id: str
    name: str
    judgement: str
    computed: str | None
    reason: str
    by: str | None = None
    possible: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A study, or its results on one outcome, appraised.

    `checks` are the domains of trust, `domains` those of bias. `bias` is what the risk-of-bias
    tool gives; `overall` is what others weigh: `bias`, or high where there are serious concerns
    about trust.
    """

    study: str
    outcome: str | None
    tool: str | None
    trust: Trust
    checks: tuple[Domain, ...]
    domains: tuple[Domain, ...]
    bias: Risk
    overall: Risk
    signed_by: tuple[str, ...]
    reviewed: bool
    reasons: tuple[str, ...]

    @property
    def mark(self) -> str:
        """The words a reader sees beside the judgement."""
        if not self.reviewed:
            return UNREVIEWED
        return f"reviewed by {', '.join(self.signed_by[:-1])} and {self.signed_by[-1]}"
