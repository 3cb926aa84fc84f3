"""A sequence as certificates and labels print it: one letter, three letters, or ProForma."""

from __future__ import annotations

import re

from thymos.identity import sequence
from thymos.identity.sequence import Peptide

_THREE = (
    *(("Gly", "G"), ("Ala", "A"), ("Ser", "S"), ("Pro", "P"), ("Val", "V")),
    *(("Thr", "T"), ("Cys", "C"), ("Leu", "L"), ("Ile", "I"), ("Asn", "N")),
    *(("Asp", "D"), ("Gln", "Q"), ("Lys", "K"), ("Glu", "E"), ("Met", "M")),
    *(("His", "H"), ("Phe", "F"), ("Arg", "R"), ("Tyr", "Y"), ("Trp", "W")),
)
_HEADS = (
    (re.compile(r"(?:N-?)?(?:Ac|Acetyl)[-\s]+", re.IGNORECASE), "[Acetyl]-", ""),
    (re.compile(r"(?:pGlu|Pyr|pE|Glp|<Glu)[-\s]+"), "[Gln->pyro-Glu]-", "Q"),
    (re.compile(r"(?:NH2|H)[-\s]+"), "", ""),
)
_TAILS = (
    (re.compile(r"[-\s]+(?:NH2|CONH2|amide)$", re.IGNORECASE), "-[Amidated]"),
    (re.compile(r"[-\s]+(?:COOH|OH)$"), ""),
)
_LONGEST = 20_000


def read(text: str) -> Peptide:
    """The peptide that a printed sequence means. Raises ValueError in one line.

    >>> read("Ac-Ser-Asp-Ala-NH2").proforma, read("H-RKDVY-OH").proforma
    ('[Acetyl]-SDA-[Amidated]', 'RKDVY')
    """
    plain = " ".join(text.split())
    if len(plain) > _LONGEST:
        raise ValueError(f"expected a sequence of at most {_LONGEST:,} characters")
    if "[" in plain:
        return sequence.parse(plain.replace(" ", ""))
    start, lead, end = "", "", ""
    for pattern, proforma, residue in _HEADS:
        if match := pattern.match(plain):
            start, lead, plain = proforma, residue, plain[match.end() :]
            break
    for pattern, proforma in _TAILS:
        if match := pattern.search(plain):
            end, plain = proforma, plain[: match.start()]
            break
    return sequence.parse(f"{start}{lead}{_letters(plain)}{end}")


def _letters(body: str) -> str:
    """One-letter codes from a body of three-letter or one-letter codes."""
    parts = [part for part in re.split(r"[-\s]+", body) if part]
    codes = dict(_THREE)
    if parts and all(part in codes for part in parts):
        return "".join(codes[part] for part in parts)
    return "".join(parts)
