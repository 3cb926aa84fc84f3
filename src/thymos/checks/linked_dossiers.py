"""A compound that points to another dossier is there, and is the same molecule there.

Fails: `dossier: aspirin` where no such dossier is found, or where it holds another sequence or
another number of one registry. Passes: a look-alike whose own dossier agrees with this one.
"""

from __future__ import annotations

from collections.abc import Iterator

from thymos.dossier.index import Dossier
from thymos.dossier.neighbours import neighbour
from thymos.errors import Finding, Severity, ThymosError
from thymos.records.compound import Compound

RULE = "linked-dossier"


def linked_dossiers(dossier: Dossier) -> Iterator[Finding]:
    """Compounds whose own dossier cannot be read, lacks them, or holds another structure."""
    read: dict[str, Dossier | str] = {}
    for compound in dossier.compounds.values():
        name = compound.dossier
        if name is None or name == dossier.head.id:
            continue
        if name not in read:
            try:
                read[name] = neighbour(dossier, name)
            except ThymosError as error:
                read[name] = str(error).splitlines()[0]
        other = read[name]
        if isinstance(other, str):
            yield _finding(dossier, compound, "dossier", reason=other)
        elif compound.id not in other.compounds:
            reason = f"the dossier {name} holds no compound of this id"
            yield _finding(dossier, compound, "dossier", reason=reason)
        else:
            yield from _differing(dossier, compound, other.compounds[compound.id], name)


def _differing(dossier: Dossier, here: Compound, there: Compound, name: str) -> Iterator[Finding]:
    reason = f"the dossier {name} holds another"
    for field in ("proforma", "formula"):
        mine, theirs = getattr(here, field), getattr(there, field)
        if mine is not None and theirs is not None and mine != theirs:
            yield _finding(dossier, here, field, reason=reason, found=mine, expected=theirs)
    known = {entry.registry.casefold(): entry.id for entry in there.ids}
    for index, entry in enumerate(here.ids):
        other = known.get(entry.registry.casefold(), entry.id)
        if other != entry.id:
            told = {"reason": reason, "found": entry.id, "expected": other}
            yield _finding(dossier, here, "ids", index, "id", **told)


def _finding(dossier: Dossier, compound: Compound, *path: str | int, **told: str) -> Finding:
    place = dossier.place("compounds", compound.id, path)
    field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return Finding(
        place.file, place.line, place.column, rule=RULE, severity=Severity.ERROR,
        field=field.lstrip("."), reason=told["reason"], found=told.get("found"),
        expected=told.get("expected"),
        sources=tuple(dict.fromkeys(cite.source for cite in compound.cites)),
    )  # fmt: skip
