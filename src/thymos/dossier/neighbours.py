"""The dossiers that a dossier's compounds point to: they tell more of its look-alikes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from thymos.dossier.asof import as_of
from thymos.dossier.files import HEAD
from thymos.dossier.index import Dossier
from thymos.dossier.read import locate, read
from thymos.errors import ThymosError


def pointed_to(dossier: Dossier) -> tuple[str, ...]:
    """The names of other dossiers that its compounds point to, each once, in order.

    It is told by a compound's field `dossier`.
    """
    named = (compound.dossier for compound in dossier.compounds.values())
    return tuple(dict.fromkeys(n for n in named if n is not None and n != dossier.head.id))


def neighbour(dossier: Dossier, name: str) -> Dossier:
    """One of them, as known on the same day: the folder beside this one, else a shipped one.

    Raises UnknownRecord where there is none, DossierError where it breaks its schema.
    """
    beside = dossier.root.parent / name
    whole = read(beside if (beside / HEAD).is_file() else locate(name))
    return as_of(whole, dossier.as_of) if dossier.as_of else whole


def neighbours(dossier: Dossier) -> Mapping[str, Dossier]:
    """All of them that can be read, by name; lint tells of those that cannot."""
    found: dict[str, Dossier] = {}
    for name in pointed_to(dossier):
        try:
            found[name] = neighbour(dossier, name)
        except ThymosError:
            continue
    return MappingProxyType(found)
