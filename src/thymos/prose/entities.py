"""Who and what a text names, resolved to records: compounds, studies, reviews.

Every name comes from the dossier. A name is found in all its spellings: hyphen, space or
nothing between its parts, a Greek letter or its word, upper or lower case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

from thymos.dossier.index import Dossier
from thymos.prose.runs import INVISIBLE
from thymos.prose.text import fold
from thymos.records.compound import Compound
from thymos.records.source import Source
from thymos.records.study import Study

T = TypeVar("T")


class What(StrEnum):
    """The kinds of thing that a mention can be of."""

    SUBJECT = "subject"
    LOOKALIKE = "look-alike"
    COMPOUND = "compound"
    STUDY = "study"
    REVIEW = "review"
    UNKNOWN = "unknown study"


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names records; more than one id means that it is ambiguous."""

    what: What
    ids: tuple[str, ...]
    start: int
    end: int


_GREEK = (
    ("alpha", "α", "a"),
    ("beta", "β", "ß", "b"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("kappa", "κ"),
    ("omega", "ω"),
)
_PART = re.compile(r"[α-ω]|[a-zßà-öø-ÿ]+|\d+")
# A study named by an acronym and a year goes by its acronym too.
_ACRONYM = re.compile(r"([A-Z][A-Z\d]*(?:-[A-Z\d]+)*)\s+(?:19|20)\d\d$")
# A line of more capital words than this is shouted, and an acronym in it may be a word.
_CAPITALS = 3
# A family name with what makes it a citation: a year, or 'et al.'.
_CITED = re.compile(
    r"(?<![\w'])(?P<family>[A-Z][\w'’-]{1,30})(?:\s+(?P<given>[A-Z]{1,3})\b)?(?:['’]s)?"
    r"(?P<more>,?\s+(?:et\s+al\b\.?,?|and (?:colleagues|co-?workers|others)))?"
    r"(?:,?\s*[\[(]?(?P<year>(?:19|20)\d\d)\b)?"
)


def spelling(name: str) -> str:
    """A pattern for a name in all its spellings, on folded text.

    >>> bool(re.fullmatch(spelling("Alphazine beta-2"), "alphazineβ 2"))
    True
    >>> bool(re.fullmatch(spelling("Société-Guérin"), "societe guérin"))
    True
    >>> bool(re.fullmatch(spelling("Alphazine, sodium"), "alphazine sodium"))
    True
    """
    if "," in name:
        return r",?\s".join(spelling(piece) for piece in name.split(",") if _names(piece))
    parts = _PART.findall(fold(name))
    wordy = len(parts[0]) > 2
    pattern = _either(parts[0])
    for part in parts[1:]:
        apart = wordy or (part.isdigit() and len(part) > 1)
        pattern += (r"[\s-]{0,2}" if apart else "-?") + _either(part)
    return pattern


def _names(text: str) -> bool:
    return bool(_PART.search(fold(text)))


def _either(part: str) -> str:
    group = next((group for group in _GREEK if part in group), None)
    return _letters(part) if group is None else f"(?:{'|'.join(group)})"


def _letters(part: str) -> str:
    """A pattern for a word with its accents or without."""
    plain = (unicodedata.normalize("NFD", letter)[0] for letter in part)
    return "".join(
        re.escape(letter) if letter == bare else f"[{letter}{bare}]"
        for letter, bare in zip(part, plain, strict=True)
    )


# A page that names so many studies of a dossier speaks of its subject, whatever it calls it.
TELLING_STUDIES = 2


class Lexicon:
    """Finds the dossier's names in text; made once for a dossier."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self._kinds = {c.id: _what(c, dossier.head.subject) for c in dossier.compounds.values()}
        self._loose, self._exact = _compound_patterns(dossier.compounds.values())
        self._names = _study_names(dossier.studies.values())
        self._cited = _citations(dossier)
        self._kept: dict[str, object] = {}
        self._named = _alternatives((_written(name), name) for name in self._names)

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Something that is the same for every page of this dossier, made when first asked for."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast("T", self._kept[name])

    def names_subject(self, text: str) -> bool:
        """Whether a whole text names the subject anywhere: a quick look before the work."""
        shown = re.sub(f"[{INVISIBLE}]+", "", text)
        return any(m.what is What.SUBJECT for m in self._compounds(shown, fold(shown)))

    def names_studies(self, text: str) -> bool:
        """Whether a whole text names as many studies as tell what it is about."""
        return len({m.ids for m in self._studies(text)}) >= TELLING_STUDIES

    def mentions(self, text: str, folded: str) -> tuple[Mention, ...]:
        """Every mention in order; a longer name wins over one inside it."""
        found = [*self._compounds(text, folded), *self._studies(text), *self._authors(text)]
        found.sort(key=lambda m: (m.start, -m.end))
        kept: list[Mention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        return tuple(kept)

    def _compounds(self, text: str, folded: str) -> Iterator[Mention]:
        for (pattern, ids), where in ((self._loose, folded), (self._exact, text)):
            for match in pattern.finditer(where) if pattern else ():
                compound = ids[match.lastindex or 1]
                yield Mention(self._kinds[compound], (compound,), match.start(), match.end())

    def _studies(self, text: str) -> Iterator[Mention]:
        pattern, names = self._named
        for match in pattern.finditer(text) if pattern else ():
            if match.group().isalpha() and text.isupper() and len(text.split()) > _CAPITALS:
                continue
            ids = self._names[names[match.lastindex or 1]]
            yield Mention(What.STUDY, ids, match.start(), match.end())

    def _authors(self, text: str) -> Iterator[Mention]:
        for match in _CITED.finditer(text):
            year, more = match["year"], match["more"]
            if not year and not more:
                continue
            known = self._cited.get(match["family"], ())
            given = match["given"]
            fits = tuple(
                c for c in known
                if (not year or c.year == year) and (not given or c.given[:1] in ("", given[:1]))
            )  # fmt: skip
            if fits:
                yield from _cited_mention(fits, match)
            elif more or (known and year):
                yield Mention(What.UNKNOWN, (), match.start(), match.end())


@dataclass(frozen=True, slots=True)
class _Cited:
    given: str
    year: str
    what: What
    id: str


def _cited_mention(fits: tuple[_Cited, ...], match: re.Match[str]) -> Iterator[Mention]:
    studies = tuple(dict.fromkeys(c.id for c in fits if c.what is What.STUDY))
    reviews = tuple(dict.fromkeys(c.id for c in fits if c.what is What.REVIEW))
    what = What.STUDY if studies else What.REVIEW
    yield Mention(what, studies or reviews, match.start(), match.end())


def _what(compound: Compound, subject: str) -> What:
    if compound.id == subject:
        return What.SUBJECT
    return What.LOOKALIKE if compound.role == "look-alike" else What.COMPOUND


Patterns = tuple[re.Pattern[str] | None, tuple[str, ...]]


def _compound_patterns(compounds: Iterable[Compound]) -> tuple[Patterns, Patterns]:
    """Names found in any case, and short ones without a digit found only as they are written."""
    loose: dict[str, str] = {}
    exact: dict[str, str] = {}
    for compound in compounds:
        for name in (compound.name, *(n.text for n in compound.names if n.kind != "systematic")):
            bare = re.sub(r"\s*\([^)]*\)", "", name)
            if not _names(bare):
                continue
            if len(bare) <= 4 and _may_be_a_word(bare):
                exact.setdefault(re.escape(bare), compound.id)
            else:
                loose.setdefault(spelling(bare), compound.id)
    return _alternatives(loose.items()), _alternatives(exact.items())


def _may_be_a_word(short: str) -> bool:
    """Whether a short name may be a word when written small: two letters, or with a vowel.

    >>> _may_be_a_word("HCQ"), _may_be_a_word("SK"), _may_be_a_word("CAT"), _may_be_a_word("Ta1")
    (False, True, True, False)
    """
    if any(c.isdigit() for c in short):
        return False
    return len(short) < 3 or any(c in "aeiouy" for c in short.casefold())


def _alternatives(pairs: Iterable[tuple[str, str]]) -> Patterns:
    """One pattern for many, longest first; group i stands for the i-th meaning."""
    ordered = sorted(pairs, key=lambda pair: -len(pair[0]))
    if not ordered:
        return None, ()
    whole = "|".join(f"({pattern})" for pattern, _ in ordered)
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)"), ("", *(meaning for _, meaning in ordered))


def study_names(dossier: Dossier) -> tuple[str, ...]:
    """The acronyms, registry numbers and other names by which studies are found."""
    return tuple(_study_names(dossier.studies.values()))


def _study_names(studies: Iterable[Study]) -> dict[str, tuple[str, ...]]:
    """Acronyms and registry numbers; a name of author and year is found as a citation."""
    names: dict[str, tuple[str, ...]] = {}
    listed = tuple(studies)
    for study in listed:
        for name in (*_called(study.name.split(",")[0].strip()), *study.registry):
            names[name] = (*names.get(name, ()), study.id)
    for study in listed:
        # The first of a series goes by the name of the series, where no other is on record.
        if match := _FIRST.match(study.name):
            series = match[1]
            if sum(other.name.startswith(f"{series}-") for other in listed) == 1:
                names.setdefault(series, (study.id,))
    return names


_FIRST = re.compile(r"([A-Z]{3,})-1\b")
_YEARED = re.compile(r"(?P<bare>.+?)(?: (?P<n>\d))? (?:19|20)\d\d$")
_ORDINALS = (("1", "first"), ("2", "second"), ("3", "third"), ("4", "fourth"), ("5", "fifth"))


def _called(name: str) -> Iterator[str]:
    """The names that a study goes by, from that on its record.

    >>> list(_called("ALPS-2 1999")), list(_called("Alpen & Berg 1949"))
    (['ALPS-2'], ['Alpen & Berg 1949', 'Alpen and Berg 1949', 'Alpen & Berg', 'Alpen and Berg'])
    >>> "third Alpine trial" in _called("Alpine 3 1979")
    True
    """
    match = _YEARED.fullmatch(name)
    if match is None:
        if len(name) > 2:
            yield name
        return
    bare, number = match["bare"], match["n"]
    if number is not None:
        yield name
        yield f"{bare} {number}"
        ordinal = dict(_ORDINALS).get(number)
        for word in (ordinal, ordinal.capitalize()) if ordinal else ():
            yield f"{word} {bare} trial"
            yield f"{word} {bare} study"
    elif " & " in bare:
        for written in (name, bare):
            yield written
            yield written.replace(" & ", " and ")
    elif _ACRONYM.match(name) or re.search(r"\b[A-Z]{2,}\b.* |.* [A-Z]{3,}\b", bare):
        yield bare


def _written(name: str) -> str:
    """A pattern for a study's name: hyphen or space before a number, and not its sequel."""
    sequel = r"(?!-?\d|\s\d(?!\d))"
    match = re.fullmatch(r"([A-Z]{3,})-(\d)", name)
    if match is None:
        return re.escape(name) + sequel
    return rf"(?:{match[1]}[- ]?{match[2]}|(?i:{match[1]}-{match[2]})){sequel}"


def _citations(dossier: Dossier) -> dict[str, tuple[_Cited, ...]]:
    """What a family name can mean: the main report of a study, or a review with a pool."""
    found: dict[str, list[_Cited]] = {}
    for study in dossier.studies.values():
        for report in study.reports:
            if report.role == "primary" and report.source in dossier.sources:
                _add(found, dossier.sources[report.source], What.STUDY, study.id)
        if match := re.fullmatch(
            r"([^\W\d][\w'’ -]*?)(?: ([A-Z]{1,3}))? ((?:19|20)\d\d)", study.name
        ):
            cited = _Cited(match[2] or "", match[3], What.STUDY, study.id)
            found.setdefault(match[1], []).append(cited)
    for pool in dossier.pools.values():
        if pool.source in dossier.sources:
            _add(found, dossier.sources[pool.source], What.REVIEW, pool.source)
    return {family: tuple(dict.fromkeys(cited)) for family, cited in found.items()}


def _add(found: dict[str, list[_Cited]], source: Source, what: What, record: str) -> None:
    family, given = first_author(source)
    if family and source.issued:
        found.setdefault(family, []).append(_Cited(given, source.issued[:4], what, record))


def first_author(source: Source) -> tuple[str | None, str]:
    """The family name of the first author, and the given one.

    A source that was kept without its authors goes by the name in its id.
    """
    if source.authors:
        return source.authors[0].family, source.authors[0].given or ""
    match = _NAMED_BY.match(source.id)
    return (match[1].capitalize(), "") if match else (None, "")


_NAMED_BY = re.compile(r"([a-z]{4,})-(?:19|20)\d\d$")
