"""The dossier as it was knowable on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from thymos.dossier.index import Dossier


def as_of(dossier: Dossier, day: date) -> Dossier:
    """The dossier as knowable on a day."""
    return replace(dossier, as_of=day, whole=dossier)
