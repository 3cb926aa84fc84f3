"""Search over dossiers: claims, wordings, outcomes, studies, sources, compounds.

The rule, in full: case, accents and hyphens do not matter, and a Greek letter is read as its
name and as its Latin look-alike (`α` is alpha and a). A record is found when every word of the
question begins a word of it. Each word earns the weight of the best field that has it, half of
that where it only begins a longer word; the names of its dossier's subject count least,
and alone find no record but the compound. Records are ranked by their sum, then by kind, dossier
and id.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from typing_extensions import TypedDict

from thymos.dossier.index import Dossier
from thymos.errors import UsageError
from thymos.views.links import path_of

# What a word earns by where it stands: in a name, in the text, in what is said beside it.
NAME, TEXT, BESIDE = 4.0, 2.0, 1.0
# The dossier's title and its subject's names join what people name together: the compound and
# the outcome.
SHELF = 0.5
# Of the weight, where the word of the question only begins a word of the record.
BEGUN = 0.5
KINDS = ("compound", "claim", "wording", "outcome", "study", "source")
SHOWN = 20

_GREEK: tuple[tuple[str, str, str], ...] = (
    *(("α", "alpha", "a"), ("β", "beta", "b"), ("γ", "gamma", "g"), ("δ", "delta", "d")),
    *(("ε", "epsilon", "e"), ("ζ", "zeta", "z"), ("η", "eta", "h"), ("θ", "theta", "th")),
    *(("κ", "kappa", "k"), ("λ", "lambda", "l"), ("μ", "mu", "m"), ("ω", "omega", "w")),
)
# Letters that do not come apart into a plain one and an accent.
_LETTERS: tuple[tuple[str, str], ...] = (("ø", "o"), ("đ", "d"), ("ł", "l"), ("æ", "ae"))
_WORD = re.compile(r"[^\W_]+(?:[-\u2010-\u2015][^\W_]+)*")
_HYPHEN = re.compile(r"[-\u2010-\u2015]")


class HitJson(TypedDict):
    """A record that was found; `path` is its place on the site of its dossier."""

    dossier: str
    kind: str
    id: str
    title: str
    text: str
    path: str | None
    score: float


class SearchJson(TypedDict):
    """`thymos search`: the best first; `total` counts those not shown too."""

    words: str
    total: int
    hits: list[HitJson]


@dataclass(frozen=True, slots=True)
class Searchable:
    """A record as it is searched: its fields with their weights."""

    dossier: str
    kind: str
    id: str
    title: str
    text: str
    path: str | None
    fields: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found."""

    dossier: str
    kind: str
    id: str
    title: str
    text: str
    path: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Search:
    """The answer to a question of words."""

    words: str
    total: int
    hits: tuple[Hit, ...]

    def as_json(self) -> dict[str, Any]:
        """Keys: words, total, hits."""
        hits = [asdict(hit) for hit in self.hits]
        return {"words": self.words, "total": self.total, "hits": hits}


@cache
def folded(text: str) -> tuple[str, str]:
    """A word without case and accents, Greek letters by name and by look-alike.

    >>> folded("IFNα2"), folded("Sjögren-Larsson")[0]
    (('ifnalpha2', 'ifna2'), 'sjogren-larsson')
    """
    flat = unicodedata.normalize("NFKD", text.casefold())
    flat = "".join(letter for letter in flat if not unicodedata.combining(letter))
    for letter, plain in _LETTERS:
        flat = flat.replace(letter, plain)
    named = alike = flat
    for letter, name, latin in _GREEK:
        named, alike = named.replace(letter, name), alike.replace(letter, latin)
    return named, alike


def forms(text: str) -> frozenset[str]:
    """Every form of every word in a text: hyphened words whole, joined, and in parts.

    >>> sorted(forms("alpha-1"))
    ['1', 'alpha', 'alpha1']
    """
    found: set[str] = set()
    for word in _WORD.findall(text):
        for form in folded(word):
            parts = _HYPHEN.split(form)
            found.update(("".join(parts), *parts))
    return frozenset(found)


def search(
    dossiers: Iterable[Dossier],
    words: str,
    *,
    kind: str | None = None,
    limit: int = SHOWN,
) -> Search:
    """The records in which every word is found, the best first. Raises UsageError."""
    if kind is not None and kind not in KINDS:
        raise UsageError(f"no kind '{kind}'; one of {', '.join(KINDS)}")
    if limit < 1:
        raise UsageError(f"expected a limit of 1 or more, found {limit}")
    asked = [wanted(word) for word in _WORD.findall(words)]
    if not asked:
        raise UsageError(f"expected a word to search for, found '{words}'")
    found = []
    for dossier in dossiers:
        for record in searchable(dossier):
            if kind in (None, record.kind):
                score = _score(record, asked)
                if score > 0:
                    found.append(_hit(record, score))
    found.sort(key=lambda hit: (-hit.score, KINDS.index(hit.kind), hit.dossier, hit.id))
    return Search(words, len(found), tuple(found[:limit]))


def wanted(word: str) -> frozenset[str]:
    """The forms of which one must be found: a hyphened word joined, with each Greek reading.

    >>> sorted(wanted("Tβ-4"))
    ['tb4', 'tbeta4']
    """
    return frozenset(_HYPHEN.sub("", form) for form in folded(word))


def _score(record: Searchable, asked: list[frozenset[str]]) -> float:
    """The sum over the words asked for; nought where one of them is missing."""
    fields = [(weight, forms(text)) for weight, text in record.fields]
    if not any(_match(word, words) for word in asked for _, words in fields[:-1]):
        return 0.0  # the names of its dossier alone find no record
    total = 0.0
    for word in asked:
        best = max((weight * _match(word, words) for weight, words in fields), default=0.0)
        if best == 0:
            return 0.0
        total += best
    return total


def _match(word: frozenset[str], words: frozenset[str]) -> float:
    if word & words:
        return 1.0
    return BEGUN if any(w.startswith(tuple(word)) for w in words) else 0.0


def _hit(record: Searchable, score: float) -> Hit:
    return Hit(
        record.dossier, record.kind, record.id, record.title, record.text, record.path, score
    )


def searchable(dossier: Dossier) -> Iterator[Searchable]:
    """Every record of a dossier that can be found, as it is searched."""
    yield from _compounds(dossier)
    yield from _claims(dossier)
    for outcome in dossier.outcomes.values():
        fields = ((NAME, outcome.name), (TEXT, outcome.plain), (TEXT, outcome.condition))
        yield _record(dossier, "outcome", outcome.id, outcome.name, outcome.plain, fields)
    for study in dossier.studies.values():
        arms = " ".join(arm.text for arm in study.arms)
        registry = " ".join(study.registry)
        about = study.population.text
        fields = ((NAME, f"{study.name} {registry}"), (TEXT, about), (BESIDE, arms))
        yield _record(dossier, "study", study.id, study.name, about, fields)
    for source in dossier.sources.values():
        names = " ".join(a.family or a.literal or "" for a in source.authors)
        numbers = " ".join(filter(None, (source.doi, source.pmid, *source.identifiers)))
        said = source.title or source.container or ""
        fields = (
            (NAME, f"{names} {source.issued or ''} {numbers}"),
            (TEXT, said),
            (BESIDE, source.container or ""),
        )
        yield _record(dossier, "source", source.id, source.label, said, fields)


def _compounds(dossier: Dossier) -> Iterator[Searchable]:
    for compound in dossier.compounds.values():
        names = " ".join((compound.name, *(name.text for name in compound.names)))
        numbers = " ".join(found.id for found in compound.ids)
        # The dossier that a molecule is the subject of comes before those that mention it.
        own = names if compound.id == dossier.head.subject else ""
        fields = ((2 * NAME, own), (NAME, f"{names} {numbers}"), (BESIDE, compound.described))
        yield _record(dossier, "compound", compound.id, compound.name, compound.described, fields)


def _claims(dossier: Dossier) -> Iterator[Searchable]:
    for claim in dossier.claims.values():
        beside = " ".join(
            (claim.pico.population, claim.pico.intervention, claim.pico.comparator)
            if claim.pico
            else ()
        )
        plain = claim.plain or claim.text
        fields = ((NAME, f"{claim.text} {plain}"), (BESIDE, beside))
        yield _record(dossier, "claim", claim.id, claim.text, plain, fields)
        for number, wording in enumerate(claim.wordings, 1):
            by = dossier.sources[wording.source].label
            path = path_of(dossier, f"claims:{claim.id}")
            yield Searchable(
                dossier.head.id,
                "wording",
                f"{claim.id}/{number}",
                by,
                wording.text,
                path,
                ((TEXT, wording.text), (BESIDE, by), (SHELF, _shelf(dossier))),
            )


def _shelf(dossier: Dossier) -> str:
    names = dossier.compounds[dossier.head.subject].names
    return " ".join((dossier.head.title, *(name.text for name in names)))


def _record(
    dossier: Dossier,
    kind: str,
    ident: str,
    title: str,
    text: str,
    fields: tuple[tuple[float, str], ...],
) -> Searchable:
    # An id is a name too: people paste it from a page or an error.
    named = ((NAME, ident), *fields, (SHELF, _shelf(dossier)))
    return Searchable(
        dossier.head.id, kind, ident, title, text, path_of(dossier, f"{kind}:{ident}"), named
    )
