"""Masses measured on one lot must be of one molecule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, shown
from thymos.identity.certificates.masses import measured
from thymos.records.wording import number

RULE = "masses-agree"


def masses_agree(case: Case) -> Iterator[Finding]:
    """Two measured masses further apart than their errors, and than the two kinds of mass."""
    found = measured(case)
    for one, other in combinations(found, 2):
        apart = abs(one.neutral - other.neutral)
        # A monoisotopic and an average mass of one molecule lie so far apart.
        kinds = 0.0 if one.weights == other.weights and one.weights else one.between_kinds
        if apart > one.tolerance + other.tolerance + kinds:
            yield case.about(
                other.number,
                rule=RULE,
                severity="error",
                reason="two masses stated as measured are of two molecules",
                found=f"{shown(other.item)}, a neutral mass of {number(other.neutral, 2)}",
                expected=f"about {number(one.neutral, 2)}, as from {shown(one.item)}",
            )
