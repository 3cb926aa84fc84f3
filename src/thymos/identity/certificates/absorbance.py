"""A chain without tryptophan, tyrosine and disulfide bond does not absorb at 280 nm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding
from thymos.identity.certificates.case import Case, shown
from thymos.identity.sequence import Peptide
from thymos.records.certificate import ItemKind

RULE = "absorbance"

# Molar absorption at 280 nm, per M and cm (Pace et al. 1995, Protein Sci 4:2411).
TRYPTOPHAN, TYROSINE, CYSTINE = 5500, 1490, 125
_AT_280 = re.compile(
    r"\b280\s*nm\b|\b(?:A|UV|OD|Abs\.?|absorbance)[\s_(-]*(?:at\s*)?280\b", re.IGNORECASE
)


def absorption(peptide: Peptide) -> int:
    """The molar absorption of a peptide at 280 nm, every two cysteines taken as bound.

    >>> from thymos.identity.sequence import parse
    >>> absorption(parse("RKDVY")), absorption(parse("[Acetyl]-SDAAVDTS"))
    (1490, 0)
    """
    count = peptide.sequence.count
    return TRYPTOPHAN * count("W") + TYROSINE * count("Y") + CYSTINE * (count("C") // 2)


def absorbance(case: Case) -> Iterator[Finding]:
    """A statement that rests on absorbance at 280 nm, for a chain that does not absorb there."""
    if case.peptide is None or absorption(case.peptide):
        return
    for n, item in case.items():
        named = item.item is ItemKind.ABSORBANCE and not re.search(r"\b2[01]\d\s*nm", item.words)
        if named or _AT_280.search(item.words):
            yield case.about(
                n,
                rule=RULE,
                severity="error",
                reason=f"{case.name} has no tryptophan, tyrosine or disulfide bond, and does not "
                "absorb at 280 nm",
                found=item.text or item.method or shown(item),
                expected="a wavelength of the peptide bond, about 205 to 225 nm",
            )
