"""Reading a dossier folder: one immutable dossier, or one error with every finding."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from thymos.dossier import cache as kept
from thymos.dossier.build import Build, add
from thymos.dossier.equations import read_equations
from thymos.dossier.files import EQUATIONS, HEAD, SAID, Text, digest_of, fault, gather
from thymos.dossier.index import Dossier
from thymos.dossier.inquiries import check_inquiries
from thymos.dossier.migrate import Part, Step, migrate, steps
from thymos.dossier.order import check as check_order
from thymos.dossier.place import Origin, Places
from thymos.dossier.references import check
from thymos.dossier.said import Said, read_said
from thymos.dossier.scan import Plain, Trouble, printable, scan
from thymos.dossier.tables import add_table
from thymos.errors import DossierError, Finding, UnknownRecord
from thymos.records.schema import SCHEMA_VERSION

SHIPPED = Path(__file__).parents[1] / "dossiers"


def read(path: Path, *, today: date | None = None, cache: bool = True) -> Dossier:
    """Read, validate and index the dossier in a folder.

    `today` is the day after which an event's date is an error (default: the present day).
    `cache` allows plain values to be taken from, and put into, the user's cache folder; it
    never changes the answer. Raises DossierError with the findings of all files at once.
    """
    with _growing():
        return _read(Path(path), today, cache=cache)


def _read(root: Path, today: date | None, *, cache: bool) -> Dossier:
    texts, found = gather(root)
    if not texts:
        raise DossierError(found)
    origins: dict[tuple[str, str], Origin] = {}
    build = Build(Places(root, origins), origins, today, findings=list(found))
    plain = _plain(root, texts, build, cache=cache)
    way = _way(plain.get(HEAD), build)
    for text in texts:
        if text.name in plain:
            add(build, text.name, _migrated(text.name, plain[text.name], way))
    for text in texts:
        if text.name.endswith(".csv") and text.name != SAID:
            add_table(build, text)
    equations = read_equations(texts, build)
    check(build)
    check_inquiries(build)
    said = _said(texts, build)
    if HEAD not in plain and not build.findings:
        build.findings.append(fault(HEAD, "expected a file, found a folder"))
    if build.findings or build.head is None:
        raise DossierError(_in_order(build.findings))
    collections: dict[str, Any] = {
        name: MappingProxyType(records) for name, records in build.records.items()
    }
    dossier = Dossier(
        head=build.head,
        root=root,
        digest=digest_of(texts),
        places=build.places,
        said=said,
        equations=MappingProxyType(equations),
        **collections,
    )
    check_order(build, dossier)
    if build.findings:
        raise DossierError(_in_order(build.findings))
    return dossier


def _said(texts: tuple[Text, ...], build: Build) -> tuple[Said, ...]:
    """The ledger of what was said, where there is one."""
    text = next((text for text in texts if text.name == SAID), None)
    if text is None:
        return ()
    today = build.today or date.today()  # noqa: DTZ011  a calendar day, no instant
    return read_said(text, build.ids["claims"], today, build.findings)


@contextmanager
def _growing() -> Iterator[None]:
    """Pause the collector of cyclic garbage while memory only grows; it takes half the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def locate(name: str | Path) -> Path:
    """The folder that a path or a shipped dossier's name means.

    A folder with a `dossier.yaml` comes first, then a shipped name, then any folder. Raises
    UnknownRecord with the nearest shipped names.
    """
    folder = Path(name)
    if os.path.isfile(folder / HEAD):  # noqa: PTH113 - False for a name that no system allows
        return folder
    names = shipped()
    if str(name) in names:
        return SHIPPED / name
    if os.path.exists(folder):  # noqa: PTH110
        return folder
    raise UnknownRecord("dossier folder or shipped dossier", str(name), names)


def shipped() -> tuple[str, ...]:
    """The names of the dossiers that travel with the program, in order."""
    return tuple(sorted(head.parent.name for head in SHIPPED.glob(f"*/{HEAD}")))


def _plain(root: Path, texts: tuple[Text, ...], build: Build, *, cache: bool) -> dict[str, Plain]:
    """The plain values of each YAML file, from the cache or from its bytes."""
    known = kept.load(root) if cache else {}
    plain: dict[str, Plain] = {}
    sound: dict[str, Plain] = {}
    for text in texts:
        if text.name.endswith((".csv", EQUATIONS)):
            continue
        if text.digest in known:
            plain[text.name] = sound[text.digest] = known[text.digest]
            continue
        try:
            values, repeats = scan(text.content)
        except Trouble as trouble:
            build.findings.append(fault(text.name, trouble.reason, trouble.line, trouble.column))
            continue
        plain[text.name] = values
        for repeat in repeats:
            reason = f"'{printable(repeat.key)}' stands twice, first in line {repeat.first}"
            build.findings.append(fault(text.name, reason, repeat.line, repeat.column))
        if not repeats:
            sound[text.digest] = values
    if cache and sound.keys() != known.keys():
        kept.save(root, sound)
    return plain


def _way(head: Plain, build: Build) -> tuple[Step, ...]:
    """The migrations that the head's version asks for. Raises DossierError for none."""
    version = head.get("schema_version") if isinstance(head, dict) else None
    if not isinstance(version, str) or not version.isdecimal():
        return ()  # told when the head is validated
    try:
        return steps(int(version))
    except ValueError as error:
        build.fault(HEAD, ("schema_version",), str(error).partition(" (")[0])
        raise DossierError(_in_order(build.findings)) from None


def _migrated(file: str, plain: Plain, way: tuple[Step, ...]) -> Plain:
    if not way:
        return plain
    part: Part = "head" if file == HEAD else "study" if file.startswith("studies/") else "theme"
    moved = migrate(part, plain, way)
    if part == "head" and isinstance(moved, dict):
        moved = {**moved, "schema_version": str(SCHEMA_VERSION)}
    return moved


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """By file, then line, then column; what is told twice is told once."""
    once = dict.fromkeys(findings)
    return tuple(sorted(once, key=lambda f: (f.file or "", f.line or 0, f.column or 0)))
