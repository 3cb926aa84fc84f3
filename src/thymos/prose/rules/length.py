"""The length of a peptide as a page tells it, against its sequence, or the lengths on record.

A compound whose sequence is not stored has the lengths that its description gives; a length that
its record keeps as a misprint is known to be wrong. "The precursor" is the one that is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.identity import sequence
from thymos.prose.entities import What
from thymos.prose.flatly import flatly
from thymos.prose.named import takes_up_subject
from thymos.prose.page import Page, Sentence
from thymos.prose.spelled import SPELLED, spelled
from thymos.prose.text import fold
from thymos.records.claim import Claim
from thymos.records.compound import Compound

_LATIN = ("di", "tri", "tetra", "penta", "hexa", "hepta", "octa", "nona", "deca")
_N = rf"(?P<n>\d{{1,3}}|{SPELLED})"
_NAME = r"[\ue000\ue001\ue002]+"
_IT = r"\b(?:it|(?:this|the) (?:peptide|molecule|hormone|medicine|drug))"
_AFTER = r"(?:\s*\([^)]{0,40}\))?"
_UNIT = r"(?:amino[- ]acids?(?:[- ]residues?)?|residues?|aa|building blocks)"
_KIND = r"(?:peptide|protein|hormone|molecule|chain|polypeptide|compound|drug|string|sequence)"
_HAS = (
    r"(?:is|was|has|contains|comprises|counts|numbers|runs to|consists of|'s"
    r"|is (?:made|built|put together) (?:up )?(?:of|from)|is composed of)"
)
_BETWEEN = r"(?:(?!and|while|but|against|than|in |of |for )[\w-]+\s+){0,2}?"
_FRAMES = (
    re.compile(
        rf"(?P<who>{_NAME}|{_IT}){_AFTER}\s+{_HAS}\s+(?:an?\s+|exactly\s+|only\s+|just\s+|some\s+)*"
        rf"(?:[\w-]+\s+){{0,4}}?(?:{_N}[- ](?:{_UNIT}|mer\b)"
        rf"|(?P<latin>{'|'.join(_LATIN)})peptide)\b"
    ),
    re.compile(
        rf"{_N}[- ](?:{_UNIT}|mer)[- ]{_BETWEEN}"
        rf"(?:(?:{_KIND}|precursor)(?:\s+(?:called|named))?,?\s+)?(?P<who>{_NAME})"
    ),
    re.compile(
        rf"{_UNIT},\s+(?:and\s+|while\s+)?(?P<who>{_NAME})\s+(?:has\s+|only\s+)*{_N}(?=\W*$)"
    ),
    re.compile(
        rf"(?P<who>{_NAME}){_AFTER}(?:,|:|\s+[(-])\s*(?:an?\s+)?(?:[\w-]+\s+){{0,3}}?"
        rf"{_N}[- ]{_UNIT}(?:\s+(?:[\w-]+\s+){{0,2}}?{_KIND}|\s*[),])"
    ),
    re.compile(
        rf"(?P<who>{_NAME}){_AFTER}(?:\s+made by [a-z]+)?(?:,|:|\s+[(-])\s*(?:an?|the)\s+"
        rf"(?:[\w-]+\s+){{0,2}}?{_KIND}\s+of\s+(?:only\s+|just\s+|exactly\s+)?{_N}[- ]{_UNIT}\b"
    ),
    re.compile(rf"\bthe {_N} {_UNIT} of (?P<who>{_NAME})"),
    re.compile(rf"(?P<who>{_NAME})'s {_N} {_UNIT}"),
)  # fmt: skip
_PRECURSOR = (
    re.compile(rf"{_N}[- ]{_UNIT}[- ](?:[\w-]+\s+){{0,2}}?(?:precursor|parent {_KIND})\b"),
    re.compile(
        rf"\b(?:precursor|parent {_KIND})(?:\s+{_KIND})?(?:\s+{_NAME})?,?\s+(?:of|with|has|is"
        rf"|counts|contains|consists of|that has)\s+(?:about\s+)?(?:a\s+{_KIND}\s+of\s+)?"
        rf"{_N}[- ]{_UNIT}"
    ),
)
_PARTIAL = re.compile(
    r"\b(?:fragment|first|last|residues? \d|of its|part of|derived|cut|cleaved|piece|stretch"
    r"|positions?|shorter|longer|fewer|more|apart|against|by)\b"
)
_PRECURSORS = re.compile(r"\bprecursor\b")
_BEASTS = re.compile(r"\b(?:rats?|mice|mouse|murine|calf|calves|bovine|cattle|pigs?|frogs?|fish)\b")
_CUE = re.compile(rf"{_UNIT}|peptide|mer\b")
_NUMBER = re.compile(r"\d{1,3}")


def check(page: Page) -> Iterator[Finding]:
    """Findings on lengths of compounds that the records give a length."""
    for sentence in page.prose:
        if not _CUE.search(sentence.masked):
            continue
        done: set[int] = set()
        for frame in (*_FRAMES, *_PRECURSOR):
            for match in frame.finditer(sentence.masked):
                told = _told(match)
                compound = _whose(page, sentence, match)
                if told is None or compound is None or _at(match) in done:
                    continue
                if _wrong(page, sentence, match, compound, told):
                    done.add(_at(match))
                    yield _finding(page, sentence, match, compound, told)


def _at(match: re.Match[str]) -> int:
    """Where the number stands, whichever way it is written."""
    return max(match.start(name) for name in ("n", "latin") if name in match.re.groupindex)


def _whose(page: Page, sentence: Sentence, match: re.Match[str]) -> Compound | None:
    """The compound that a frame speaks of."""
    if "who" not in match.groupdict():
        known = [c for c in page.dossier.compounds.values() if c.role == "precursor"]
        near = bool(sentence.of(What.SUBJECT, What.COMPOUND)) or takes_up_subject(page, sentence)
        return known[0] if len(known) == 1 and near else None
    mention = next((m for m in sentence.mentions if m.start == match.start("who")), None)
    if mention is not None:
        return page.dossier.compounds[mention.ids[0]]
    subject = page.dossier.compounds[page.dossier.head.subject]
    named = sentence.of(What.SUBJECT, What.LOOKALIKE, What.COMPOUND)
    return subject if not named and takes_up_subject(page, sentence) else None


def _told(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("latin"):
        return _LATIN.index(groups["latin"]) + 2
    printed: str = groups["n"] or ""
    return int(printed) if printed.isdigit() else spelled(printed)


def _wrong(
    page: Page, sentence: Sentence, match: re.Match[str], compound: Compound, told: int
) -> bool:
    known = _lengths(compound)
    held = (
        match.group() if compound.role == "precursor" else _PRECURSORS.sub("part of", match.group())
    )
    if not known or told in known or _PARTIAL.search(held) or _BEASTS.search(sentence.folded):
        return False
    if any(name.ambiguous for name in compound.names) and told in _all_lengths(page):
        return False
    return flatly(page, sentence, *match.span())


def _lengths(compound: Compound) -> frozenset[int]:
    """The lengths that the records give a compound: of its sequence, else as described."""
    if compound.proforma is not None:
        return frozenset((len(sequence.parse(compound.proforma)),))
    if compound.kind != "peptide":
        return frozenset()
    told = [s for s in fold(compound.described).split(". ") if re.search(rf"{_UNIT}|length", s)]
    wrong = {int(n) for m in compound.misprints if m.what == "length"
             for n in _NUMBER.findall(m.found)[:1]}  # fmt: skip
    return frozenset(int(n) for text in told for n in _NUMBER.findall(text)) - wrong


def _all_lengths(page: Page) -> frozenset[int]:
    return frozenset(n for c in page.dossier.compounds.values() for n in _lengths(c))


def _finding(
    page: Page, sentence: Sentence, match: re.Match[str], compound: Compound, told: int
) -> Finding:
    lengths = " or ".join(map(str, sorted(_lengths(compound))))
    claim = next((j.claim for j in page.judged if _is_length(j.claim, compound.id, told)), None)
    printed = [m for m in compound.misprints if m.what == "length" and str(told) in m.found]
    because = f"; a known misprint: {printed[0].found}" if printed else ""
    return page.finding(
        sentence,
        match.span(),
        "peptide-length",
        Severity.ERROR,
        f"the records give {compound.name} another length{because}",
        expected=f"{lengths} amino acids",
        claim=claim.id if claim else None,
        sources=tuple(c.source for c in (*compound.cites, *(c for m in printed for c in m.cites))),
        suggestion=f"{compound.name} has {lengths} amino acids.",
    )


def _is_length(claim: Claim, compound: str, told: int) -> bool:
    """Whether a claim is on this length, of a sequence or as a fact states it."""
    if claim.test is None:
        return False
    molecule, fact = claim.test.molecule, claim.test.fact
    if molecule is not None:
        return molecule.compound == compound and molecule.attribute == "length"
    return fact is not None and fact.equals == told and "length" in fact.about
