"""Sequence, registry number and mass of a molecule as a page prints them, against the records.

A number that belongs to another compound of the records is told as that one's. A sequence may be
a stretch of the recorded one, with or without what is bound to its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.identity import sequence
from thymos.identity.align import differences
from thymos.identity.cas import check_digit, is_cas
from thymos.prose.about import speaks_of_subject
from thymos.prose.entities import What
from thymos.prose.flatly import flatly
from thymos.prose.named import takes_up_subject
from thymos.prose.page import Page, Sentence
from thymos.records.compound import Compound

_COMPOUNDS = (What.SUBJECT, What.LOOKALIKE, What.COMPOUND)
_LETTERS = (
    ("Ala", "A"), ("Arg", "R"), ("Asn", "N"), ("Asp", "D"), ("Cys", "C"), ("Gln", "Q"),
    ("Glu", "E"), ("Gly", "G"), ("His", "H"), ("Ile", "I"), ("Leu", "L"), ("Lys", "K"),
    ("Met", "M"), ("Phe", "F"), ("Pro", "P"), ("Ser", "S"), ("Thr", "T"), ("Trp", "W"),
    ("Tyr", "Y"), ("Val", "V"),
)  # fmt: skip
_LONG = re.compile(
    rf"(?:(?:{'|'.join(name for name, _ in _LETTERS)})\s?[-–‑]\s?){{3,}}[A-Z][a-z]{{2}}"
)
_SHORT = re.compile(r"(?<![A-Za-z])[ACDEFGHIKLMNPQRSTVWY]{7,}(?![A-Za-z])")
_SPOKEN = re.compile(r"\bsequence|\bresidues?\b|\bamino acids?\b|\bac-|\bacetyl|\bchain\b")
# A shouted word of this many letters may be one; a sequence so short is known only if recorded.
_LONGER = 12
_CAS = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")
_SALT = re.compile(r"\b(?:acetate|trifluoroacetate|tfa|salt|hydrochloride|sodium|phosphate)\b")
_MASS = re.compile(
    r"(?<![\d.,-])(?P<n>\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?"
    r"(?P<unit>kda|kilodaltons?|da|daltons?|g/mol|amu)\b"
)
# A bridge between two cysteines, which a chain without them cannot have.
_BRIDGE = re.compile(
    r"\bdi-?sul(?:f|ph)ide (?:bridges?|bonds?|links?|crosslinks?)|\bcystine (?:bridge|bond)s?"
)
_RELATIVE = re.compile(
    r"\b(?:differ\w*|lighter|heavier|shift\w*|more than|less than|apart|above|below|between|range"
    r"|ions?|fragments?|adducts?|m/z|charge\w*|error|precursor|dimer|multimer|cut-?off|filter"
    r"|membrane|column|standard)\b|\+\d|\[m"
)
_RANGE = re.compile(r"\d\s*(?:k?da\s*)?(?:to|-|and|or)\s*$")
# What salts, water and older tables of weights may add to a mass, as a share of it.
TOLERANCE = 0.005
# More departures than these are another chain, and not slips in this one.
_FEW = 4


def check(page: Page) -> Iterator[Finding]:
    """Findings on sequences, CAS numbers and masses."""
    for sentence in page.prose:
        text = sentence.text
        if _BRIDGE.search(sentence.folded):
            yield from _bridged(page, sentence)
        sequenced = _LONG.search(text) or _SHORT.search(text) or _CAS.search(sentence.folded)
        if not sequenced and not _MASS.search(sentence.folded):
            continue
        compounds = _meant(page, sentence)
        if compounds:
            yield from _sequences(page, sentence, compounds)
            yield from _numbers(page, sentence, compounds)
            yield from _masses(page, sentence, compounds)


def _bridged(page: Page, sentence: Sentence) -> Iterator[Finding]:
    """A disulfide bridge told of a chain that has fewer than two cysteines."""
    subject = page.dossier.compounds[page.dossier.head.subject]
    match = _BRIDGE.search(sentence.folded)
    if match is None or not subject.proforma or not speaks_of_subject(page, sentence):
        return
    residues = sequence.parse(subject.proforma).sequence
    if residues.count("C") < 2 and flatly(page, sentence, *match.span()):
        reason = "the recorded sequence has no two cysteines"
        yield _finding(page, sentence, match.span(), subject, residues, reason)


def _meant(page: Page, sentence: Sentence) -> tuple[Compound, ...]:
    """The compounds that a sentence names; the subject where it names none and takes it up."""
    ids = dict.fromkeys(m.ids[0] for m in sentence.of(*_COMPOUNDS))
    if not ids and takes_up_subject(page, sentence):
        ids = {page.dossier.head.subject: None}
    return tuple(page.dossier.compounds[i] for i in ids)


def _sequences(
    page: Page, sentence: Sentence, compounds: tuple[Compound, ...]
) -> Iterator[Finding]:
    known = [(c, sequence.parse(c.proforma).sequence) for c in compounds if c.proforma]
    if not known or len(known) < len(compounds):
        return
    for start, end, told in _told(sentence):
        if any(told in residues for _, residues in known):
            continue
        owner = _owner(page, told)
        if owner is None and len(told) < _LONGER and not _SPOKEN.search(sentence.folded):
            continue
        if flatly(page, sentence, start, end):
            compound, residues = known[0]
            reason = _whose("sequence", owner) + ("" if owner else _slips(residues, told))
            yield _finding(page, sentence, (start, end), compound, residues, reason)


def _slips(right: str, found: str) -> str:
    """Where a sequence departs from the right one, if it is that one with a few slips."""
    slips = differences(right, found)
    if len(slips) > _FEW:
        return ""
    return f": {'; '.join(slip.words for slip in slips)}"


def _told(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """The sequences that a sentence prints, in one letter each."""
    letters = dict(_LETTERS)
    for match in _LONG.finditer(sentence.text):
        parts = re.split(r"\s?[-–‑]\s?", match.group())
        if all(part in letters for part in parts):
            yield match.start(), match.end(), "".join(letters[part] for part in parts)
    if sentence.text.isupper() or not _SPOKEN.search(sentence.folded):
        return
    for match in _SHORT.finditer(sentence.text):
        yield match.start(), match.end(), match.group()


def _owner(page: Page, told: str) -> Compound | None:
    for compound in page.dossier.compounds.values():
        if compound.proforma and told in sequence.parse(compound.proforma).sequence:
            return compound
    return None


def _whose(what: str, owner: Compound | None) -> str:
    return f"this {what} is that of {owner.name}" if owner else f"the records hold another {what}"


def _numbers(page: Page, sentence: Sentence, compounds: tuple[Compound, ...]) -> Iterator[Finding]:
    """CAS numbers of somebody else, or of nobody on record."""
    held = {i.id for c in compounds for i in c.ids if i.registry == "CAS"}
    if not held or (len(compounds) > 1 and any(not _cas(c) for c in compounds)):
        return
    for match in _CAS.finditer(sentence.folded):
        if match.group() in held:
            continue
        everyone = page.dossier.compounds.values()
        owner = next((c for c in everyone if match.group() in _cas(c)), None)
        # A salt of a compound has a number of its own.
        if owner is None and (_SALT.search(sentence.folded) or "cas" not in sentence.folded):
            continue
        if flatly(page, sentence, *match.span()):
            reason = _whose("CAS number", owner)
            digit = check_digit(match.group())
            if owner is None and not is_cas(match.group()) and digit is not None:
                reason += f", and its check digit would have to be {digit}"
            yield _finding(page, sentence, match.span(), compounds[0], min(held), reason)


def _cas(compound: Compound) -> tuple[str, ...]:
    return tuple(i.id for i in compound.ids if i.registry == "CAS")


def _masses(page: Page, sentence: Sentence, compounds: tuple[Compound, ...]) -> Iterator[Finding]:
    """A mass that none of the compounds named has."""
    known = [_known_masses(c) for c in compounds]
    if not all(known) or _RELATIVE.search(sentence.folded):
        return
    for match in _MASS.finditer(sentence.folded):
        printed = re.sub(r"[^\d.]", "", match["n"])
        scale = 1000 if match["unit"].startswith("k") else 1
        value = float(printed) * scale
        digits = len(printed.partition(".")[2])
        slack = 0.5 * scale / 10**digits
        if _RANGE.search(sentence.folded[: match.start()]):
            continue
        if any(abs(value - mass) <= max(slack, TOLERANCE * mass) for few in known for mass in few):
            continue
        everyone = page.dossier.compounds.values()
        near = (c for c in everyone if any(abs(value - m) <= max(slack, TOLERANCE * m)
                                           for m in _known_masses(c)))  # fmt: skip
        if flatly(page, sentence, *match.span()):
            shown = " or ".join(dict.fromkeys(f"{mass:,.1f} Da" for mass in known[0]))
            reason = _whose("mass", next(near, None))
            yield _finding(page, sentence, match.span(), compounds[0], shown, reason)


def _known_masses(compound: Compound) -> tuple[float, ...]:
    """Masses computed from the structure, else as sources state them."""
    if compound.proforma:
        atoms = sequence.composition(sequence.parse(compound.proforma))
        return (sequence.mass(atoms), sequence.mass(atoms, "monoisotopic"))
    return tuple(float(mass.value) for mass in compound.masses)


def _finding(
    page: Page, sentence: Sentence, span: tuple[int, int], compound: Compound, expected: str,
    reason: str,
) -> Finding:  # fmt: skip
    return page.finding(
        sentence,
        span,
        "identity",
        Severity.ERROR,
        reason,
        expected=f"{compound.name}: {expected}",
        sources=tuple(cite.source for cite in compound.cites),
        suggestion=f"{compound.name}: {expected}.",
    )
