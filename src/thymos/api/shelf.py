"""Several open dossiers together: the catalogue, search, and a site of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from thymos.api.opened import Opened, default_dossier, load
from thymos.dossier.index import Dossier
from thymos.dossier.read import shipped
from thymos.verdict.judge import Judged

if TYPE_CHECKING:
    from thymos.site.build import SiteReport
    from thymos.views.catalogue import Catalogue
    from thymos.views.search import Search


def library(only: str | Path | None = None, *, as_of: str | date | None = None) -> Library:
    """All shipped dossiers, or one, for the catalogue and for search. Raises as `load` does."""
    names = (only,) if only is not None else shipped()
    return Library(tuple(load(name, as_of=as_of) for name in names))


@dataclass(frozen=True)
class Library:
    """Several open dossiers."""

    opened: tuple[Opened, ...]

    @cached_property
    def judged(self) -> tuple[tuple[Dossier, tuple[Judged, ...]], ...]:
        """Every dossier with its verdicts; computed once."""
        return tuple((one.known, one.judged) for one in self.opened)

    def catalogue(self) -> Catalogue:
        """What each dossier is about, how much was read, and its headline verdicts."""
        from thymos.views.catalogue import catalogue

        return catalogue(self.judged, default_dossier())

    def search(self, words: str, *, kind: str | None = None, limit: int = 20) -> Search:
        """The records in which every word is found, the best first. Raises UsageError."""
        from thymos.views.search import search

        return search((one.known for one in self.opened), words, kind=kind, limit=limit)

    def build(self, out: str | Path) -> SiteReport:
        """Write the sites of all, a catalogue and an index of words, atomically."""
        from thymos.site.library import build_library

        return build_library(self.judged, self.catalogue(), Path(out))
