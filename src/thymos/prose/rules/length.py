"""The length of a peptide as a page tells it, against the length of its sequence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thymos.errors import Finding, Severity
from thymos.identity import sequence
from thymos.prose.entities import Mention, What
from thymos.prose.page import Page, Sentence
from thymos.prose.stance import asserted
from thymos.records.claim import Claim
from thymos.records.compound import Compound

_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_LATIN = ("di", "tri", "tetra", "penta", "hexa", "hepta", "octa", "nona", "deca")
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(_WORDS)}|twenty-eight|forty-three)"
_NAME = r"[\ue000\ue001\ue002]+"
_UNIT = r"(?:amino[- ]acids?|residues|aa)"
_FRAMES = (
    re.compile(
        rf"(?P<who>{_NAME})(?:\s*\([^)]{{0,40}}\))?\s+(?:is|was|has|contains|comprises|consists of"
        rf"|is (?:made|built) (?:up )?(?:of|from)|is composed of)\s+(?:an?\s+|exactly\s+|only\s+)*"
        rf"(?:[\w-]+\s+){{0,3}}?(?:{_N}[- ]{_UNIT}|(?P<latin>{'|'.join(_LATIN)})peptide)\b"
    ),
    re.compile(
        rf"{_N}[- ]{_UNIT}[- ](?:[\w-]+\s+){{0,2}}?(?:peptide|protein|hormone)\s+(?P<who>{_NAME})"
    ),
    re.compile(
        rf"{_UNIT},\s+(?:and\s+|while\s+)?(?P<who>{_NAME})\s+(?:has\s+|only\s+)*{_N}(?=\W*$)"
    ),
)
_PARTIAL = re.compile(r"\b(?:fragment|first|last|precursor|residues? \d|of its|part of|derived)\b")


def check(page: Page) -> Iterator[Finding]:
    """Findings on lengths; only of compounds whose sequence is recorded."""
    for sentence in page.prose:
        if not sentence.of(What.SUBJECT, What.LOOKALIKE, What.COMPOUND):
            continue
        for frame in _FRAMES:
            for match in frame.finditer(sentence.masked):
                yield from _judge(page, sentence, match)


def _judge(page: Page, sentence: Sentence, match: re.Match[str]) -> Iterator[Finding]:
    mention = next(m for m in sentence.mentions if m.start == match.start("who"))
    compound = page.dossier.compounds[mention.ids[0]]
    told = _told(match)
    if compound.proforma is None or told is None or _PARTIAL.search(match.group()):
        return
    length = len(sequence.parse(compound.proforma))
    if told == length or not asserted(page, sentence, *match.span()):
        return
    yield _finding(page, sentence, match, compound, length, mention)


def _told(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("latin"):
        return _LATIN.index(groups["latin"]) + 2
    printed = groups["n"]
    if printed.isdigit():
        return int(printed)
    named = {word: i + 2 for i, word in enumerate(_WORDS)} | {"twenty-eight": 28, "forty-three": 43}
    return named[printed]


def _finding(
    page: Page,
    sentence: Sentence,
    match: re.Match[str],
    compound: Compound,
    length: int,
    mention: Mention,
) -> Finding:
    claim = next((j.claim.id for j in page.judged if _is_length(j.claim, compound.id)), None)
    return page.finding(
        sentence,
        match.span(),
        "peptide-length",
        Severity.ERROR,
        f"the sequence of {compound.name} has another length",
        expected=f"{length} amino acids",
        claim=claim,
        sources=tuple(cite.source for cite in compound.cites),
        suggestion=f"{compound.name} has {length} amino acids.",
    )


def _is_length(claim: Claim, compound: str) -> bool:
    test = claim.test.molecule if claim.test else None
    return test is not None and test.compound == compound and test.attribute == "length"
