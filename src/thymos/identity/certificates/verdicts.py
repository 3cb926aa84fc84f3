"""What the masses of a certificate leave of the candidates: excluded, consistent, cannot tell.

It speaks about the document alone: whether its numbers fit a candidate. That they were measured,
and on the vial in hand, no document shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from thymos.errors import Finding
from thymos.identity.candidates import Candidate, CandidateSet, Kind
from thymos.identity.certificates.case import Case, shown
from thymos.identity.certificates.masses import FAR, Measured, measured
from thymos.identity.certificates.restated_mass import RULE as RESTATED
from thymos.records.wording import number


class Verdict(StrEnum):
    """The three words; there is no fourth."""

    EXCLUDED = "excluded"
    CONSISTENT = "consistent"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its verdict, the reasons, and who is as consistent as it is."""

    candidate: Candidate
    verdict: Verdict
    evidence: tuple[str, ...]
    cannot_exclude: tuple[str, ...] = ()


# Not listed one by one where they are excluded: there are as many as residues.
MANY = (Kind.TRUNCATED, Kind.SLIP)


def judge(case: Case, known: CandidateSet, findings: Sequence[Finding] = ()) -> tuple[Judged, ...]:
    """Every candidate against the masses that the certificate states as measured."""
    masses = measured(case)
    doubted = {f.field for f in findings if f.rule == f"certificate/{RESTATED}"}
    usable = tuple(m for m in masses if f"items[{m.number}]" not in doubted or m.item.charge)
    why = _why_not(case, masses, usable)
    if why is not None:
        return tuple(Judged(c, Verdict.CANNOT_TELL, (why,)) for c in known.candidates)
    judged = [(c, _one(c, usable)) for c in known.candidates]
    fitting = [c for c, (verdict, _) in judged if verdict is Verdict.CONSISTENT]
    return tuple(
        Judged(
            candidate,
            verdict,
            told,
            tuple(c.name for c in fitting if c.id != candidate.id)
            if verdict is Verdict.CONSISTENT
            else (),
        )
        for candidate, (verdict, told) in judged
    )


def _why_not(case: Case, masses: tuple[Measured, ...], usable: tuple[Measured, ...]) -> str | None:
    """Why no candidate can be judged."""
    if usable:
        return None
    if masses:
        return "the mass called measured is the computed one, restated"
    if any(True for _ in case.items()):
        return "the certificate states no measured mass"
    return "nothing is stated"


def _one(candidate: Candidate, masses: tuple[Measured, ...]) -> tuple[Verdict, tuple[str, ...]]:
    told, verdicts = [], []
    for one in masses:
        computed, kind = _nearest(candidate, one)
        off = one.neutral - computed
        where = f"{shown(one.item)}{f' at charge {one.item.charge}' if one.item.charge else ''}"
        verdicts.append(_verdict(abs(off), one))
        told.append(
            f"{where}: {number(abs(off), 2)} Da {'above' if off > 0 else 'below'} its {kind} mass "
            f"{number(computed, 2)}, at a tolerance of {number(one.tolerance, 2)} Da"
            f"{'' if one.stated else ', which is not stated but usual'}"
        )
    if Verdict.EXCLUDED in verdicts:
        return Verdict.EXCLUDED, tuple(told)
    if Verdict.CANNOT_TELL in verdicts:
        return Verdict.CANNOT_TELL, tuple(told)
    return Verdict.CONSISTENT, tuple(told)


def _verdict(off: float, one: Measured) -> Verdict:
    if off <= one.tolerance:
        return Verdict.CONSISTENT
    if not one.stated and off <= FAR:
        return Verdict.CANNOT_TELL
    return Verdict.EXCLUDED


def _nearest(candidate: Candidate, one: Measured) -> tuple[float, str]:
    """The mass that a value is held against: of the kind stated, else the nearer one."""
    kinds = (("monoisotopic", candidate.monoisotopic), ("average", candidate.average))
    wanted = [(mass, kind) for kind, mass in kinds if one.weights in (None, kind)]
    return min(wanted, key=lambda pair: abs(pair[0] - one.neutral))
