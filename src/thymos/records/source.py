"""Sources: what was read, who paid for it, and what was later corrected in it."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from thymos.records.atoms import Citations, EventDate, Id, PartialDate, Record, Text, Truth


class SourceKind(StrEnum):
    """What a source is; regulators' documents weigh differently from pages."""

    ARTICLE = "article"
    REVIEW = "review"
    PREPRINT = "preprint"
    THESIS = "thesis"
    EDITORIAL = "editorial"
    CORRECTION = "correction"
    REGISTRY = "registry"
    LABEL = "label"
    REGULATOR = "regulator"
    GUIDELINE = "guideline"
    DATABASE = "database"
    DATASET = "dataset"
    COMPANY = "company"
    NEWS = "news"
    PAGE = "page"
    LEAD = "lead"


class Author(Record):
    """A person, or a body under `literal`."""

    family: Text | None = None
    given: Text | None = None
    literal: Text | None = None


class NoticeKind(StrEnum):
    """What an editor's notice did to a source."""

    CORRECTION = "correction"
    RETRACTION = "retraction"
    CONCERN = "expression of concern"


class Notice(Record):
    """A correction or retraction: it changes the record from its date on, never before."""

    kind: NoticeKind
    date: EventDate
    source: Id | None = Field(None, description="the notice itself, as a source")
    what: Text = Field(description="what it changed, in our words")
    read: Truth = Field(description="whether the notice itself was read")
    cites: Citations


class Source(Record):
    """A thing that was read, with CSL-like fields; `title` stays empty rather than guessed."""

    id: Id
    kind: SourceKind
    title: Text | None = None
    authors: tuple[Author, ...] = ()
    container: Text | None = Field(None, description="journal, book or site")
    issued: EventDate | None = Field(None, description="publication date, as precisely as known")
    volume: Text | None = None
    issue: Text | None = None
    pages: Text | None = None
    publisher: Text | None = None
    language: Text | None = None
    doi: Text | None = Field(None, pattern=r"^10\.\d{4,9}/\S+$")
    pmid: Text | None = Field(None, pattern=r"^\d{1,9}$")
    pmcid: Text | None = Field(None, pattern=r"^PMC\d+$")
    url: Text | None = None
    identifiers: tuple[Text, ...] = Field((), description="registry, docket or document numbers")
    read_as: Text | None = Field(None, description="what was read: abstract, table, copy, nothing")
    read_on: EventDate | None = None
    funding: Text | None = None
    interests: Text | None = Field(None, description="interests of authors, sponsor or vendor")
    vendor_tied: Truth | None = Field(
        None, description="whether whoever speaks sells it, or is paid by a seller; null: not known"
    )
    notices: tuple[Notice, ...] = ()
    unreliable: Text | None = Field(None, description="why figures of this source must not be used")
    note: Text | None = None

    @model_validator(mode="after")
    def _says_how_it_is_tied(self) -> Self:
        if self.vendor_tied is not None and not (self.interests or self.funding):
            raise ValueError("expected under 'interests' or 'funding' on what vendor_tied rests")
        return self

    @property
    def label(self) -> str:
        """A short citation for people: `Wu 2013`, or the title where no author is known.

        >>> Source(id="pmid-7", kind="article", pmid="7", issued="2011").label
        'PubMed 7 (2011)'
        >>> Source(id="page-0", kind="page").label
        'page 0 (n.d.)'
        """
        year = self.issued[:4] if self.issued else "n.d."
        if self.authors:
            first = self.authors[0]
            name = first.family or first.literal or "?"
            more = " et al." if len(self.authors) > 1 else ""
            return f"{name}{more} {year}"
        known = self.title or self.container or self.pmcid or self.doi
        return f"{known or self._untitled()} ({year})"

    def _untitled(self) -> str:
        """What to call a source that was kept without authors and title."""
        if self.pmid:
            return f"PubMed {self.pmid}"
        if self.url:
            return f"{self.kind.value} at {self.url.split('//')[-1].partition('/')[0]}"
        name = self.id.replace("-", " ")
        return name if name.startswith(self.kind.value) else f"{self.kind.value} {name}"


class SearchRecord(Record):
    """What was searched, where and when: the ground for saying that nothing was found."""

    id: Id
    what: Text
    where: Text
    on: EventDate
    found: Text
    about: tuple[Id, ...] = Field((), description="outcomes, claims or gaps it bears on")


class Gap(Record):
    """Something that is not known here, said out loud, with where to look next."""

    id: Id
    about: Text
    missing: Text
    look: Text | None = Field(None, description="where it could be obtained")
    blocks: tuple[Id, ...] = Field((), description="outcomes or claims that wait for it")


class Anecdote(Record):
    """A report from users: kept, labelled, and barred from every verdict."""

    id: Id
    text: Text
    cites: Citations
    heard: PartialDate | None = None
