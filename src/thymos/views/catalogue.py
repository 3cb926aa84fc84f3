"""All dossiers side by side: what each is about, how much was read, and its headline verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from typing_extensions import TypedDict

from thymos.dossier.index import Dossier
from thymos.records.study import Study, Tier
from thymos.verdict.judge import Judged
from thymos.views.wordings import title

# Headlines of a dossier that puts none on its front page.
HEADLINES = 3


class HeadlineJson(TypedDict):
    """A headline claim with its computed verdict."""

    claim: str
    text: str
    kind: str
    verdict: str
    certainty: str | None


class EntryJson(TypedDict):
    """One dossier; `patients` counts nobody twice that the records link."""

    dossier: str
    title: str
    subject: str
    what: str
    kind: str
    default: bool
    as_of: str
    studies: int
    trials: int
    patients: int
    claims: int
    sources: int
    headlines: list[HeadlineJson]


class CatalogueJson(TypedDict):
    """`thymos catalogue`."""

    dossiers: list[EntryJson]


@dataclass(frozen=True, slots=True)
class Headline:
    """A claim of the front page and its verdict."""

    claim: str
    text: str
    kind: str
    verdict: str
    certainty: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One dossier in the catalogue."""

    dossier: str
    title: str
    subject: str
    what: str
    kind: str
    default: bool
    as_of: date
    studies: int
    trials: int
    patients: int
    claims: int
    sources: int
    headlines: tuple[Headline, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every dossier, the default one first, then by title."""

    entries: tuple[Entry, ...]

    def as_json(self) -> dict[str, Any]:
        """Keys: dossiers, each with its counts, headlines and day."""
        return {"dossiers": [_entry_json(entry) for entry in self.entries]}


def catalogue(opened: Iterable[tuple[Dossier, tuple[Judged, ...]]], default: str) -> Catalogue:
    """The catalogue of some dossiers with their verdicts."""
    entries = (_entry(dossier, judged, default) for dossier, judged in opened)
    return Catalogue(tuple(sorted(entries, key=lambda e: (not e.default, e.title.casefold()))))


def _entry(dossier: Dossier, judged: tuple[Judged, ...], default: str) -> Entry:
    subject = dossier.compounds[dossier.head.subject]
    people = [s for s in dossier.studies.values() if s.tier is not Tier.PRECLINICAL]
    return Entry(
        dossier=dossier.head.id,
        title=dossier.head.title,
        subject=subject.name,
        what=dossier.head.summary,
        kind=subject.kind,
        default=dossier.head.id == default,
        as_of=dossier.day,
        studies=len(dossier.studies),
        trials=sum(study.tier is Tier.RCT for study in people),
        patients=sum(patients(study) for study in people if not counted_elsewhere(study)),
        claims=len(dossier.claims),
        sources=len(dossier.sources),
        headlines=_headlines(judged),
    )


def _headlines(judged: tuple[Judged, ...]) -> tuple[Headline, ...]:
    chosen = [one for one in judged if one.claim.front] or list(judged[:HEADLINES])
    return tuple(
        Headline(
            one.claim.id,
            title(one.claim.plain or one.claim.text),
            one.claim.kind.value,
            str(one.verdict),
            one.certainty,
        )
        for one in chosen
    )


def patients(study: Study) -> int:
    """People in a study: those randomised, else analysed, else in its largest result.

    A number that is not recorded counts as nought, so that a sum is a lower bound.
    """
    for total, parts in (
        (study.randomised, [arm.randomised for arm in study.arms]),
        (study.analysed, [arm.analysed for arm in study.arms]),
    ):
        if total is not None:
            return total
        known = [part for part in parts if part is not None]
        if known and len(known) == len(parts):
            return sum(known)
    tables = [sum(row.n for row in result.counts) for result in study.results]
    tables += [sum(row.n for row in result.means) for result in study.results]
    return max(tables, default=0)


def counted_elsewhere(study: Study) -> bool:
    """Whether its people are known to be in another study of the dossier already."""
    return any(overlap.certainty == "established" for overlap in study.overlaps)


def _entry_json(entry: Entry) -> dict[str, Any]:
    said = {name: getattr(entry, name) for name in EntryJson.__annotations__}
    heads = [
        {name: getattr(head, name) for name in HeadlineJson.__annotations__}
        for head in entry.headlines
    ]
    return {**said, "as_of": entry.as_of.isoformat(), "headlines": heads}
