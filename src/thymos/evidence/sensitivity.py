"""What a pooled result becomes without the studies that one may doubt.

The result of all studies stays the answer: what follows shows how far it hangs on studies with
ties, on high risk of bias, or on reports that cannot be trusted. A study of which nothing is
known stays in, and is counted aloud; the last line leaves it out too. Source: sensitivity
analysis as in the Cochrane Handbook, version 6, chapter 10.14; sponsorship as in Lundh et al.
2017, Cochrane Database Syst Rev MR000033.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from thymos.dossier.index import Dossier
from thymos.evidence.appraisal import Appraisal, Risk, Trust, appraise_in
from thymos.evidence.interests import tied
from thymos.evidence.selection import Entry
from thymos.evidence.synthesis import Pooling, Synthesis, pool_entries


class Doubt(StrEnum):
    """Which studies are left out."""

    TIED = "without studies tied to a maker or seller"
    HIGH_RISK = "without studies at high risk of bias"
    UNTRUSTED = "without studies of which trust is in serious doubt"
    UNASSESSED = "only studies at low risk of bias or with some concerns"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study that a line leaves out, and why."""

    study: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One analysis: what was left out, of how many it is not known, and what remains.

    `pooling` is None where no study remains; the main result's own where none was left out.
    """

    doubt: Doubt
    left_out: tuple[LeftOut, ...]
    unknown: tuple[str, ...]
    pooling: Pooling | None


@dataclass(frozen=True, slots=True)
class Looked:
    """A pooled study with what is known of it."""

    entry: Entry
    appraisal: Appraisal
    tied: bool | None


# True: leave out. None: not known.
_Rule = Callable[[Looked], bool | None]


def _at_risk(looked: Looked) -> bool | None:
    risk = looked.appraisal.bias
    return None if risk is Risk.NOT_ASSESSABLE else risk is Risk.HIGH


def _untrusted(looked: Looked) -> bool | None:
    trust = looked.appraisal.trust
    return None if trust is Trust.NOT_ASSESSABLE else trust is Trust.SERIOUS


def _unassessed(looked: Looked) -> bool:
    return looked.appraisal.overall not in (Risk.LOW, Risk.SOME)


_RULES: tuple[tuple[Doubt, _Rule], ...] = (
    (Doubt.TIED, lambda looked: looked.tied),
    (Doubt.HIGH_RISK, _at_risk),
    (Doubt.UNTRUSTED, _untrusted),
    (Doubt.UNASSESSED, _unassessed),
)


def look(dossier: Dossier, synthesis: Synthesis) -> tuple[Looked, ...]:
    """The pooled studies with their appraisals and ties, in the order of the pool."""
    pooled = {row.study for row in synthesis.pooling.rows} if synthesis.pooling else set()
    return tuple(
        Looked(e, appraise_in(dossier, e.study, synthesis.outcome.id), tied(e.study))
        for e in synthesis.selection.entries
        if e.study.id in pooled
    )


def sensitivity(dossier: Dossier, synthesis: Synthesis) -> tuple[Line, ...]:
    """The pooled result without the studies in doubt, one line a doubt; () where none pooled."""
    pooling = synthesis.pooling
    if pooling is None:
        return ()
    looked = look(dossier, synthesis)
    return tuple(_line(doubt, rule, looked, synthesis, pooling) for doubt, rule in _RULES)


def _line(
    doubt: Doubt, rule: _Rule, looked: tuple[Looked, ...], synthesis: Synthesis, main: Pooling
) -> Line:
    said = [(one, rule(one)) for one in looked]
    out = [one for one, doubtful in said if doubtful]
    kept = [one.entry for one, doubtful in said if not doubtful]
    pooling: Pooling | None = main
    if out:
        measure = synthesis.selection.measure
        pooling = pool_entries(kept, measure, main.options) if kept else None
    return Line(
        doubt=doubt,
        left_out=tuple(
            LeftOut(one.entry.study.id, one.entry.study.name, _why(doubt, one)) for one in out
        ),
        unknown=tuple(one.entry.study.id for one, doubtful in said if doubtful is None),
        pooling=pooling,
    )


def _why(doubt: Doubt, one: Looked) -> str:
    study, found = one.entry.study, one.appraisal
    if doubt is Doubt.TIED:
        ties = (study.sponsor_tied, study.authors_tied)
        return "; ".join(tie.reason for tie in ties if tie is not None and tie.tied)
    if doubt is Doubt.UNASSESSED:
        return f"risk of bias {found.overall.value}"
    return "; ".join(found.reasons) or found.overall.value
