"""Every source: where it is, what was read of it, who paid, what was corrected, what cites it."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.records.source import Author, Source, SourceKind
from thymos.views.claims import Line, line
from thymos.views.facts import FactGroup, fact_groups
from thymos.views.links import Link, anchor, outside
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import day, title

_GROUPS: tuple[tuple[str, tuple[SourceKind, ...]], ...] = (
    ("Papers", (SourceKind.ARTICLE, SourceKind.PREPRINT, SourceKind.THESIS)),
    ("Reviews, guidelines and editorials", (
        SourceKind.REVIEW, SourceKind.GUIDELINE, SourceKind.EDITORIAL,
    )),
    ("Corrections", (SourceKind.CORRECTION,)),
    ("Regulators, labels and registries", (
        SourceKind.REGULATOR, SourceKind.LABEL, SourceKind.REGISTRY,
    )),
    ("Databases and data sets", (SourceKind.DATABASE, SourceKind.DATASET)),
    ("Companies and news", (SourceKind.COMPANY, SourceKind.NEWS)),
    ("Pages under examination", (SourceKind.PAGE,)),
    ("Leads, which are not evidence", (SourceKind.LEAD,)),
)  # fmt: skip
_SHOWN_CITING = 12


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A correction, retraction or expression of concern."""

    kind: str
    date: str
    what: str
    read: bool
    source: Link | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source. `more` counts the records that cite it beyond those listed."""

    anchor: str
    label: str
    reference: str
    kind: str
    links: tuple[Link, ...]
    read_as: str | None
    funding: str | None
    interests: str | None
    unreliable: str | None
    notices: tuple[NoticeRow, ...]
    citing: tuple[Link, ...]
    more: int
    note: str | None


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Sources of one sort."""

    title: str
    anchor: str
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """All sources; those with a correction and those with declared interests counted."""

    total: int
    corrected: int
    interested: int
    groups: tuple[SourceGroup, ...]
    facts: tuple[FactGroup, ...]
    claims: tuple[Line, ...]


def sources_page(reading: Reading) -> SourcesPage:
    """All sources by sort, within each by label."""
    sources = reading.dossier.sources.values()
    groups = []
    for words, kinds in _GROUPS:
        found = sorted((s for s in sources if s.kind in kinds), key=lambda s: s.label.casefold())
        if found:
            rows = tuple(_row(reading, source) for source in found)
            groups.append(SourceGroup(words, f"sort-{kinds[0].value}", rows))
    return SourcesPage(
        total=len(sources),
        corrected=sum(bool(source.notices) for source in sources),
        interested=sum(bool(source.interests or source.funding) for source in sources),
        groups=tuple(groups),
        facts=fact_groups(reading, "provenance"),
        claims=tuple(
            line(reading, j) for j in reading.judged if j.claim.kind.value == "provenance"
        ),
    )


def _row(reading: Reading, source: Source) -> SourceRow:
    citing = reading.citing.get(source.id, ())
    read = title(source.read_as) if source.read_as else None
    if read and source.read_on:
        read += f", {day(source.read_on)}"
    return SourceRow(
        anchor=anchor("sources", source.id),
        label=source.label,
        reference=reference(source),
        kind=source.kind.value,
        links=outside(source),
        read_as=read,
        funding=source.funding,
        interests=source.interests,
        unreliable=source.unreliable,
        notices=tuple(
            NoticeRow(
                kind=title(notice.kind.value),
                date=day(notice.date),
                what=notice.what,
                read=notice.read,
                source=reading.link(f"sources:{notice.source}") if notice.source else None,
                mark=mark(reading.dossier, notice.cites),
            )
            for notice in source.notices
        ),
        citing=tuple(reading.link(ref) for ref in citing[:_SHOWN_CITING]),
        more=max(len(citing) - _SHOWN_CITING, 0),
        note=source.note,
    )


def reference(source: Source) -> str:
    """A source as a reference list prints it; what is not known is left out.

    >>> from thymos.records.source import Source
    >>> reference(
    ...     Source(
    ...         id="a",
    ...         kind="article",
    ...         container="BMJ",
    ...         issued="2025-01-15",
    ...         volume="388",
    ...         pages="e082583",
    ...     )
    ... )
    'BMJ 15 January 2025; 388: e082583.'
    """
    names = ", ".join(_author(author) for author in source.authors)
    parts = [f"{names}." if names else "", f"{source.title}." if source.title else ""]
    where = [source.container or source.publisher or ""]
    where.append(day(source.issued) if source.issued else "")
    printed = " ".join(part for part in where if part)
    place = f"{source.volume or ''}{f'({source.issue})' if source.issue else ''}"
    place = ": ".join(part for part in (place, source.pages or "") if part)
    printed = "; ".join(part for part in (printed, place) if part)
    parts.append(f"{printed}." if printed else "")
    return " ".join(part for part in parts if part) or "Neither authors nor title are on record."


def _author(author: Author) -> str:
    return author.literal or " ".join(part for part in (author.family, author.given) if part)
