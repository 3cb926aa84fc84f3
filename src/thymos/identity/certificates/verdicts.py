"""What the masses of a certificate leave of the candidates: excluded, consistent, cannot tell.

It speaks about the document alone: whether its numbers fit a candidate. That they were measured,
and on the vial in hand, no document shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from thymos.errors import Finding
from thymos.identity.candidates import Candidate, CandidateSet, Kind
from thymos.identity.certificates.case import Case, shown
from thymos.identity.certificates.masses import FAR, Measured, measured
from thymos.identity.certificates.restated_mass import RULE as RESTATED
from thymos.identity.isotopes import pattern
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


# Tables of atomic weights in use make average masses of a few thousand daltons differ by less.
_TABLES_DIFFER = 0.1
# Isotope peaks at least half as tall as the tallest are picked for the first, up to so many on.
_PICKED, _MOST_NEUTRONS = 0.5, 8
_OTHER_ISOTOPE = "if another isotope peak was taken for the first"

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
    judged = [(c, *_one(c, usable)) for c in known.candidates]
    fitting = [(c.id, c.name) for c, verdict, _, _ in judged if verdict is Verdict.CONSISTENT]
    fitting += [(c.id, f"{c.name} ({_OTHER_ISOTOPE})") for c, _, _, picked in judged if picked]
    return tuple(
        Judged(
            candidate,
            verdict,
            told,
            tuple(name for ident, name in fitting if ident != candidate.id)
            if verdict is Verdict.CONSISTENT
            else (),
        )
        for candidate, verdict, told, _ in judged
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


def _one(
    candidate: Candidate, masses: tuple[Measured, ...]
) -> tuple[Verdict, tuple[str, ...], bool]:
    """The verdict, its reasons, and whether only another isotope peak keeps it from exclusion."""
    told, verdicts, picked = [], [], False
    for one in masses:
        computed, kind = _nearest(candidate, one)
        off = one.neutral - computed
        where = f"{shown(one.item)}{f' at charge {one.item.charge}' if one.item.charge else ''}"
        allowed = one.tolerance + (_TABLES_DIFFER if kind == "average" else 0.0)
        verdict = _verdict(abs(off), allowed, stated=one.stated)
        words = (
            f"{where}: {number(abs(off), 2)} Da {'above' if off > 0 else 'below'} its {kind} mass "
            f"{number(computed, 2)}, at a tolerance of {number(allowed, 2)} Da"
            f"{'' if one.stated else ', which is not stated but usual'}"
        )
        extra = _neutrons(candidate, one) if verdict is Verdict.EXCLUDED else 0
        if extra:
            verdict, picked = Verdict.CANNOT_TELL, True
            words += (
                f"; its isotope peak with {extra} {'neutron' if extra == 1 else 'neutrons'} more "
                "lies there, which is easily taken for the first"
            )
        verdicts.append(verdict)
        told.append(words)
    if Verdict.EXCLUDED in verdicts:
        return Verdict.EXCLUDED, tuple(told), False
    if Verdict.CANNOT_TELL in verdicts:
        return Verdict.CANNOT_TELL, tuple(told), picked
    return Verdict.CONSISTENT, tuple(told), False


def _verdict(off: float, allowed: float, *, stated: bool) -> Verdict:
    if off <= allowed:
        return Verdict.CONSISTENT
    if not stated and off <= FAR:
        return Verdict.CANNOT_TELL
    return Verdict.EXCLUDED


def _neutrons(candidate: Candidate, one: Measured) -> int:
    """How many neutrons more the isotope peak has that a mass may be of; 0 for none of them.

    From some 1,800 Da on the lightest isotope is not the tallest, and another is picked for it.
    """
    off = one.neutral - candidate.monoisotopic
    if one.weights == "average" or not 0 < off < _MOST_NEUTRONS + 1:
        return 0
    seen = pattern(candidate.atoms)
    strong = np.flatnonzero(seen.share >= _PICKED * seen.share.max())
    near = strong[(strong > 0) & (np.abs(seen.mass[strong] - one.neutral) <= one.tolerance)]
    return int(near[0]) if near.size else 0


def _nearest(candidate: Candidate, one: Measured) -> tuple[float, str]:
    """The mass that a value is held against: of the kind stated, else the nearer one."""
    kinds = (("monoisotopic", candidate.monoisotopic), ("average", candidate.average))
    wanted = [(mass, kind) for kind, mass in kinds if one.weights in (None, kind)]
    return min(wanted, key=lambda pair: abs(pair[0] - one.neutral))
