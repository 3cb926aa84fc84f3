"""What is not known, what was searched, and the anecdotes that count for nothing."""

from __future__ import annotations

from dataclasses import dataclass

from thymos.views.links import Link, anchor
from thymos.views.provenance import Mark, mark
from thymos.views.reading import Reading
from thymos.views.wordings import day, sentence, title


@dataclass(frozen=True, slots=True)
class GapRow:
    """Something that is not known here, with where to look and what waits for it."""

    anchor: str
    about: str
    missing: str
    look: str | None
    blocks: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SearchRow:
    """What was searched, where and when."""

    anchor: str
    what: str
    where: str
    on: str
    found: str
    about: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class GapsPage:
    """Gaps and searches."""

    gaps: tuple[GapRow, ...]
    searches: tuple[SearchRow, ...]


@dataclass(frozen=True, slots=True)
class AnecdoteRow:
    """A report from users."""

    anchor: str
    text: str
    heard: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class AnecdotesPage:
    """Anecdotes, labelled."""

    rows: tuple[AnecdoteRow, ...]


def gaps_page(reading: Reading) -> GapsPage:
    """All gaps and all searches, in the order of the dossier."""
    return GapsPage(
        gaps=tuple(
            GapRow(
                anchor=anchor("gaps", gap.id),
                about=title(gap.about),
                missing=sentence(gap.missing),
                look=sentence(gap.look) if gap.look else None,
                blocks=_known(reading, gap.blocks),
            )
            for gap in reading.dossier.gaps.values()
        ),
        searches=tuple(
            SearchRow(
                anchor=anchor("searches", search.id),
                what=search.what,
                where=search.where,
                on=day(search.on),
                found=search.found,
                about=_known(reading, search.about),
            )
            for search in reading.dossier.searches.values()
        ),
    )


def _known(reading: Reading, idents: tuple[str, ...]) -> tuple[Link, ...]:
    """Links to the outcomes, claims or gaps that bare ids mean."""
    found = []
    for ident in idents:
        for collection in ("outcomes", "claims", "gaps"):
            if ident in reading.dossier.collection(collection):
                found.append(reading.link(f"{collection}:{ident}"))
                break
        else:
            found.append(Link(ident))
    return tuple(found)


def anecdotes_page(reading: Reading) -> AnecdotesPage:
    """All anecdotes."""
    return AnecdotesPage(
        tuple(
            AnecdoteRow(
                anchor=anchor("anecdotes", anecdote.id),
                text=anecdote.text,
                heard=day(anecdote.heard) if anecdote.heard else None,
                mark=mark(reading.dossier, anecdote.cites),
            )
            for anecdote in reading.dossier.anecdotes.values()
        )
    )
