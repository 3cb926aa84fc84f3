"""From plain values to typed records: every fault of every file is kept with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from thymos.dossier.faults import field_name, findings_of, nearest, show
from thymos.dossier.files import HEAD, STUDIES
from thymos.dossier.place import Origin, PathIn, Places
from thymos.dossier.scan import Plain, printable
from thymos.errors import Finding
from thymos.records.atoms import Record
from thymos.records.schema import KINDS, Head, Kind

COLLECTIONS = tuple(kind.collection for kind in KINDS)
# Comparing one id with a thousand others takes some ten milliseconds.
NEAR_QUESTIONS = 50
NEAR_IDS = 20_000

_STUDY = next(kind for kind in KINDS if kind.collection == "studies")


@dataclass
class Build:
    """What reading has gathered so far.

    `ids` knows the records that failed too, so that one fault does not break every
    reference to its record. `origins` is what `places` looks up.
    """

    places: Places
    origins: dict[tuple[str, str], Origin]
    today: date | None = None
    head: Head | None = None
    records: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {collection: {} for collection in COLLECTIONS}
    )
    ids: dict[str, set[str]] = field(
        default_factory=lambda: {collection: set() for collection in COLLECTIONS}
    )
    findings: list[Finding] = field(default_factory=list)
    _resembling: dict[tuple[tuple[str, ...], str], str | None] = field(default_factory=dict)

    def near(self, collections: tuple[str, ...], word: str) -> str | None:
        """Known ids that resemble one; soon gives up where thousands of them are broken."""
        asked = (collections, word)
        if asked not in self._resembling:
            known = tuple(name for c in collections for name in sorted(self.ids[c]))
            busy = len(self._resembling) > NEAR_QUESTIONS or len(known) > NEAR_IDS
            self._resembling[asked] = None if busy else nearest(word, known)
        return self._resembling[asked]

    def fault(
        self, file: str, path: PathIn, reason: str, *, key: bool = False, **more: Any
    ) -> None:
        """Keep a finding about the value at a path of a file."""
        place = self.places.at(file, path, key=key)
        more.setdefault("field", field_name(path) or None)
        self.findings.append(
            Finding(file, place.line, place.column, rule="schema", reason=reason, **more)
        )

    def validate(self, model: type[Record], plain: Any, file: str, path: PathIn) -> Any:
        """The record, or None and its findings."""
        try:
            return model.model_validate(plain, context={"today": self.today})
        except ValidationError as error:
            self.findings += findings_of(error, model, file, path, self.places)
            return None


def add(build: Build, file: str, plain: Plain) -> None:
    """Add the records of one file: the head, one study, or collections by name."""
    if not isinstance(plain, dict):
        wanted = "fields" if file == HEAD or file.startswith(STUDIES) else "collections"
        build.fault(
            file,
            (),
            f"expected a mapping of {wanted}, found {show(plain)}",
            expected=f"a mapping of {wanted}",
            found=show(plain),
        )
    elif file == HEAD:
        build.head = build.validate(Head, plain, file, ())
    elif file.startswith(STUDIES):
        _add_record(build, _STUDY, plain, file, ())
    else:
        _add_collections(build, file, plain)


def _add_collections(build: Build, file: str, plain: Mapping[str, Any]) -> None:
    kinds = {kind.collection: kind for kind in KINDS}
    for name, rows in plain.items():
        if name not in kinds:
            near = nearest(name, COLLECTIONS)
            hint = f"did you mean {near}?" if near else f"known are {', '.join(COLLECTIONS)}"
            reason = f"unknown collection; {hint}"
            build.fault(file, (name,), reason, key=True, suggestion=near)
        elif rows is None:  # a heading whose records are still to come
            continue
        elif not isinstance(rows, list):
            reason = f"expected a list of records, found {show(rows)}"
            build.fault(file, (name,), reason, expected="a list of records", found=show(rows))
        else:
            for number, row in enumerate(rows):
                _add_record(build, kinds[name], row, file, (name, number))


def _add_record(build: Build, kind: Kind, plain: Any, file: str, path: PathIn) -> None:
    record = build.validate(kind.type, plain, file, path)
    named = plain.get("id") if isinstance(plain, dict) else None
    if not isinstance(named, str):
        return
    origin = Origin(file, path)
    if named in build.ids[kind.collection]:
        first = build.places.of(kind.collection, named, ("id",))
        reason = f"{kind.singular} '{printable(named)}' exists already, at {first}"
        build.fault(file, (*path, "id"), reason)
        return
    build.ids[kind.collection].add(named)
    build.origins[kind.collection, named] = origin
    if record is not None:
        build.records[kind.collection][record.id] = record
