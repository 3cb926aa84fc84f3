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
_CLOSING = ("OH", "COOH", "NH2", "CONH2")
_CAPITALS = re.compile("[ACDEFGHIKLMNPQRSTVWY]+")
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


def goes_on(before: str, line: str) -> bool:
    """Whether a line carries on the sequence that the line before it prints.

    Three-letter codes do. Of capitals many a word is made of letters for residues, so they must
    follow a hyphen or be closed like a chain.

    >>> goes_on("Ac-Ser-Asp", "Ala-Lys-OH"), goes_on("Ac-SD", "AK-OH"), goes_on("SD", "CERTIFICATE")
    (True, True, False)
    """
    plain, ends = line.strip(" -"), before.rstrip().endswith("-")
    closed = False
    for pattern, _ in _TAILS:
        if match := pattern.search(plain):
            closed, plain = True, plain[: match.start()]
    if plain in _CLOSING:
        return ends or line.startswith("-")
    codes = dict(_THREE)
    parts = [part for part in re.split(r"[-\s]+", plain) if part]
    if parts and all(part in codes for part in parts):
        return True
    return (ends or closed) and bool(_CAPITALS.fullmatch("".join(parts)))


def _letters(body: str) -> str:
    """One-letter codes from a body of three-letter or one-letter codes."""
    parts = [part for part in re.split(r"[-\s]+", body) if part]
    codes = dict(_THREE)
    if parts and all(part in codes for part in parts):
        return "".join(codes[part] for part in parts)
    return "".join(parts)
