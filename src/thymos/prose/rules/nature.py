"""What sort of thing the subject is, and what it is made from, against its description.

A page may call a peptide a steroid, a live vaccine a dead one, or a synthetic medicine an extract
of glands. The description on record and the kind of the compound decide; a sort that neither
names nor excludes is left alone, as is what a compound was first found in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from thymos.errors import Finding, Severity
from thymos.prose.flatly import flatly
from thymos.prose.named import takes_up_subject
from thymos.prose.page import Page, Sentence
from thymos.records.compound import Compound

_S = "\ue000+"
_BE = r"(?:\s+(?:is|are|was|remains)|'s)"
_ONLY = (
    r"(?:\s+(?:really|actually|basically|essentially|simply|just|in fact|nothing but|only|also))*"
)
_IT = (
    r"(?:it|this|the (?:drug|medicine|molecule|peptide|vaccine|compound|jab|shot|product)"
    r"|this (?:drug|medicine|molecule|peptide|vaccine|compound|jab|shot|product)"
    r"|the stuff in the (?:drip|vial|syringe|bag|jab|bottle)"
    r"|what (?:goes|is put|you get|is) (?:in|into|inside) (?:the|your|an?) (?:arm|vial|vein|skin"
    r"|syringe|drip|bottle|jab|injection)|the (?:lots|vials|batches|powder)(?: on sale)?)"
)
_WHO = rf"(?P<who>{_S}(?:\s*\([^)]{{0,40}}\))?|\b{_IT})"
# The end of what it is called: no other noun may follow ("steroid-sparing", "vaccine adjuvant").
_ENDS = (
    r"(?=\s*(?:$|[.,;:!?)]|-\s|(?:that|which|who|and|or|for|made|used|given|from|with|in|of|by|to"
    r"|against|not|because|so|but|since|when|you|we|on|at|under|produced|known|called|sold"
    r"|found|taken)\b))"
)


class _Sort(NamedTuple):
    """A sort of medicine: its name, how pages say it, and the kinds of compound that are none."""

    name: str
    said: str
    never: tuple[str, ...]
    near: str = r"(?!)"


_PROTEINS = ("peptide",)
_SMALL = ("small molecule",)
_MADE = ("peptide", "small molecule", "biological product", "extract")
# `near`: words of a description that allow the sort, beside the sort's own words.
SORTS: tuple[_Sort, ...] = (
    _Sort("steroid", r"(?:cortico)?steroids?(?: hormones?)?", _MADE),
    _Sort("antibiotic", r"antibiotics?", _MADE, r"antibacterial|antimicrobial"),
    _Sort("antibody", r"(?:monoclonal )?antibod(?:y|ies)|immunoglobulins?", _MADE),
    _Sort("vitamin", r"vitamins?", _MADE),
    _Sort("vaccine", r"vaccines?", _MADE, r"immunis|immuniz"),
    _Sort("virus", r"virus(?:es)?|viral vector", _MADE),
    _Sort("bacterium", r"bacteri(?:um|a)|bacill(?:us|i)", (*_PROTEINS, *_SMALL)),
    _Sort("gene therapy", r"gene therapy|mrna|messenger rna", _MADE),
    _Sort(
        "herb",
        r"herbs?|herbal (?:extract|remedy|medicine)|plant extract|mushroom extract",
        ("peptide", "small molecule", "biological product"),
    ),
    _Sort("mineral", r"minerals?|trace elements?", (*_PROTEINS, "biological product", "extract")),
    _Sort("opioid", r"opioids?|opiates?|narcotics?", _MADE),
    _Sort("stem cells", r"stem cells?", _MADE),
    _Sort("small molecule", r"small molecules?", (*_PROTEINS, "biological product")),
    _Sort("protein", r"peptides?|proteins?|enzymes?", _SMALL, r"peptide|protein|enzyme"),
)
_WORD = r"(?:(?!no\b|not\b|non\b|former|anti-|against|for\b|to\b|with|of\b|in\b)[\w-]+\s+){0,3}?"
_ALIVE = re.compile(r"\blive\b|\bliving\b")
_DEAD = (
    r"(?:dead|killed|heat-killed|inactivated|ground[- ]up|lifeless)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:bacteria|bacterium|bacilli|bacillus|germs?|microbes?|mycobacteri\w+|virus(?:es)?|vaccines?"
    r"|cells?|organisms?|cultures?|strains?)"
)
_HOLDS = (
    r"\s+(?:contains?|consists? of|holds?|uses?|is made (?:up )?(?:of|from|with)|is full of"
    r"|is composed of)"
)
_SYNTHETIC = re.compile(r"\bsynthe(?:sis|tic\w*|sised|sized)\b|\bmade in (?:a|the) lab")
_BEASTS = (
    r"(?:pigs?|pork|porcine|swine|calf|calves|cow|cows|cattle|bovine|beef|sheep|lambs?|ovine|horses?"
    r"|equine|rabbits?|animals?|sharks?|chickens?)"
)
_ORGANS = r"(?:thymus(?:es)?|thymic|glands?|tissues?|organs?|blood|serum|spleens?|livers?|pancreas)"
_FROM_BEASTS = (
    r"\s+(?:is|are|'s)?\s*(?:\w+ly\s+|still\s+)?(?:extracted|purified|prepared|harvested|obtained"
    r"|sourced|made|produced|manufactured|isolated|derived|taken|comes?|got)\s+(?:from|out of)"
    rf"\s+(?:the\s+)?(?:fresh\s+|young\s+|healthy\s+)?(?:{_ORGANS}\s+)*(?:(?:of|from)\s+)?"
    rf"(?:the\s+|young\s+)?(?:slaughtered\s+|dead\s+|farmed\s+)?{_BEASTS}\b"
)
_EXTRACT = (
    rf"{_BE}{_ONLY}\s+(?:an?\s+)?(?:(?:crude\s+|purified\s+)?(?:{_BEASTS}\s+)(?:{_ORGANS}\s+)?"
    rf"(?:extract|gland|thymus)|(?:extract|powder)\s+(?:of|from)\s+(?:{_BEASTS}\s+)(?:{_ORGANS})?)"
    rf"{_ENDS}"
)
_RECOMBINANT = (
    rf"{_BE}{_ONLY}\s+(?:an?\s+)?(?:{_WORD}recombinant\s+(?:human\s+)?(?:peptide|protein|drug"
    r"|molecule|product|medicine|version)|(?:made|produced|grown|brewed|manufactured)\s+(?:by|in"
    r"|with|using|from)\s+(?:[\w-]+\s+){0,2}?(?:recombinant|genetically \w+|engineered|transgenic)"
    r"\s+(?:e\.? ?coli|bacteria|yeasts?|cells?|microbes?))"
)


_BACTERIAL = re.compile(r"\bbacill(?:us|i)\b|\bbacteri(?:um|a)\b|\bmycobacteri")
_SALT = re.compile(r"\bsalt of (?P<metal>[a-z]+) and (?P<acid>[a-z]+) acid\b")
_ANIONS = (
    r"(?:oxide|hydroxide|chloride|citrate|glycinate|carbonate|acetate|lactate|malate|nitrate"
    r"|phosphate|gluconate|bromide|sul(?:f|ph)ate)"
)


class _Frame(NamedTuple):
    """What must not be said, and the words without which it is not."""

    cue: re.Pattern[str]
    pattern: re.Pattern[str]
    reason: str


def check(page: Page) -> Iterator[Finding]:
    """Findings on the sort, the state and the source of the subject."""
    frames = page.lexicon.kept("nature", lambda: _frames(_subject(page)))
    anywhere = re.compile("|".join(frame.cue.pattern for frame in frames) or r"(?!)")
    for sentence in page.prose:
        masked = sentence.masked
        if not anywhere.search(masked):
            continue
        for frame in frames:
            match = frame.pattern.search(masked) if frame.cue.search(masked) else None
            if match is None or not _of_subject(page, sentence, match):
                continue
            if flatly(page, sentence, *match.span()):
                yield _finding(page, sentence, match, frame.reason)
                break


def _subject(page: Page) -> Compound:
    return page.dossier.compounds[page.dossier.head.subject]


def _frames(subject: Compound) -> tuple[_Frame, ...]:
    """What a page must not say of this compound."""
    described = subject.described.casefold()
    known = " ".join(
        (described, subject.name.casefold(), *(n.text.casefold() for n in subject.names))
    )
    found = [
        _Frame(re.compile(sort.said), _called(sort), f"the records describe no {sort.name}")
        for sort in SORTS
        if subject.kind in sort.never and not re.search(rf"\b(?:{sort.said}|{sort.near})", known)
    ]
    if _ALIVE.search(described):
        dead = rf"{_WHO}(?:{_HOLDS}\s+|{_BE}{_ONLY}\s+(?:an?\s+)?)(?:[\w-]+\s+){{0,2}}?{_DEAD}"
        found.append(
            _Frame(re.compile(_DEAD), re.compile(dead), "the records describe something alive")
        )
    if _BACTERIAL.search(described):
        viral = (
            rf"{_WHO}(?:{_HOLDS}|{_BE}{_ONLY}\s+(?:made|derived|prepared|grown)\s+from)\s+(?:an?\s+)?"
            r"(?:[\w-]+\s+){0,2}?virus(?:es)?\b"
        )
        reason = "the records describe a bacterium"
        found.append(_Frame(re.compile(r"virus"), re.compile(viral), reason))
    found.extend(_salts(described))
    if _SYNTHETIC.search(described):
        made = rf"{_WHO}(?:{_FROM_BEASTS}|{_RECOMBINANT}|{_EXTRACT})"
        cue = re.compile(rf"\b{_BEASTS}\b|recombinant|engineered|genetic|transgenic")
        found.append(_Frame(cue, re.compile(made), "the records say that it is made by synthesis"))
    return tuple(found)


def _salts(described: str) -> tuple[_Frame, ...]:
    """Another acid than that of a compound described as a salt, or another salt of its metal."""
    known = _SALT.search(described)
    if known is None:
        return ()
    metal, acid = known["metal"], known["acid"].replace("sulph", "sulf")[:5]
    other = rf"(?!{acid}|{acid.replace('sulf', 'sulph')})\w+ic"
    told = rf"(?:{_BE}{_ONLY}\s+(?:an?\s+|the\s+)?|,\s+an?\s+)"
    pattern = rf"{_WHO}{told}salt of (?:{metal}|{_S}) and {other} acid\b"
    salt = rf"(?P<who>\b{_IT}){_BE}{_ONLY}\s+(?:{_S}|{metal})\s+(?!{acid}|sul[fp]){_ANIONS}\b"
    reason = f"the records describe a salt of {metal} and {known['acid']} acid"
    return (
        _Frame(re.compile(r"\bsalt of\b"), re.compile(pattern), reason),
        _Frame(re.compile(rf"\b{_ANIONS}\b"), re.compile(salt), reason),
    )


@lru_cache(maxsize=32)
def _called(sort: _Sort) -> re.Pattern[str]:
    return re.compile(rf"{_WHO}{_BE}{_ONLY}\s+(?:an?\s+{_WORD})?(?:{sort.said}){_ENDS}")


def _of_subject(page: Page, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the one who is told to be so is the subject itself, and not "a form of" it."""
    before = sentence.masked[: match.start("who")]
    if re.search(r"\b(?:of|for|with|to|in|like|than|unlike|and|or|against)\s+(?:the\s+)?$", before):
        return False
    return match["who"][0] == "\ue000" or takes_up_subject(page, sentence)


def _finding(page: Page, sentence: Sentence, match: re.Match[str], reason: str) -> Finding:
    subject = _subject(page)
    return page.finding(
        sentence,
        match.span(),
        "identity",
        Severity.ERROR,
        reason,
        expected=subject.described,
        sources=tuple(cite.source for cite in subject.cites),
        suggestion=f"{subject.name}: {subject.described}",
    )
