"""Reading a certificate of analysis: YAML, JSON or CSV, every fault at once with its line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from thymos.dossier.faults import findings_of, show
from thymos.dossier.place import PathIn, Places
from thymos.dossier.scan import Trouble, clean, printable, scan
from thymos.errors import DataError, DossierError, Finding
from thymos.records.certificate import Certificate, Item

# A certificate is a page; what is larger is another file.
BYTE_LIMIT = 1_000_000
TEXTUAL = (".yaml", ".yml", ".json", ".csv", ".tsv")

_SPECIFICATION = (("specification_low", "low"), ("specification_high", "high"))
_ITEM_COLUMNS = tuple(name for name in Item.model_fields if name != "specification")
_HEAD_FIELDS = tuple(name for name in Certificate.model_fields if name != "items")
COLUMNS = (*_ITEM_COLUMNS, *(column for column, _ in _SPECIFICATION))


@dataclass(frozen=True)
class Sheet:
    """A certificate with the file it was read from, and the line of everything in it.

    `doubts` are sentences about the reading itself, where text had to be interpreted.
    """

    certificate: Certificate
    file: str
    where: Callable[[PathIn], int | None] = field(repr=False)
    doubts: tuple[str, ...] = ()

    def line(self, *path: str | int) -> int | None:
        """The line of a field: `line("lot")`, `line("items", 3)`."""
        return self.where(path)


def content_of(path: Path, limit: int = BYTE_LIMIT) -> bytes:
    """The bytes of a certificate. Raises DataError in one line."""
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{path}: cannot be read: {reason.lower()}") from None
    if len(content) > limit:
        raise DataError(f"{path}: expected at most {limit:,} bytes")
    return content


def read_certificate(path: Path) -> Sheet:
    """The certificate in a YAML, JSON or CSV file.

    Raises DataError for a file of another kind, DossierError with every fault and its line.
    """
    content, ending = content_of(path), path.suffix.lower()
    if ending not in TEXTUAL:
        raise DataError(f"{path}: expected a name that ends in {', '.join(TEXTUAL)}")
    try:
        if ending in (".csv", ".tsv"):
            return _from_table(path, clean(content).decode())
        if ending == ".json":
            _check_json(path, clean(content).decode())
        plain, repeats = scan(content)
    except Trouble as trouble:
        raise DossierError((_fault(path, trouble.line, trouble.reason),)) from None
    found = [
        _fault(path, repeat.line, f"stands twice, first in line {repeat.first}", repeat.key)
        for repeat in repeats
    ]
    places = Places(path.parent)
    if not isinstance(plain, dict):
        told = f"expected a mapping of fields, found {show(plain)}"
        raise DossierError((*found, _fault(path, 1, told)))
    try:
        certificate = Certificate.model_validate(plain)
    except ValidationError as error:
        faults = findings_of(error, Certificate, path.name, (), places)
        raise DossierError((*found, *(replace(f, file=str(path)) for f in faults))) from None
    if found:
        raise DossierError(tuple(found))
    return Sheet(certificate, str(path), lambda at: places.at(path.name, at).line)


def _fault(path: Path, line: int | None, reason: str, name: str | None = None) -> Finding:
    return Finding(
        str(path), line, rule="schema", field=printable(name) if name else None, reason=reason
    )


def _check_json(path: Path, text: str) -> None:
    """JSON is told as JSON; its values are then read like those of YAML, whose subset it is."""
    try:
        json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Trouble(f"is not JSON: {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise Trouble("is nested too deeply") from None
    except ValueError as error:
        raise Trouble(f"is not JSON: {error}") from None


def _no_constant(word: str) -> float:
    raise ValueError(f"expected a finite number, found {word}")


def _from_table(path: Path, text: str) -> Sheet:
    """A table: a column `item`, one row an item; a row named after a field of the head sets it."""
    head: dict[str, str] = {}
    lines: dict[PathIn, int] = {}
    items: list[Item] = []
    found: list[Finding] = []
    for line, row in _rows(path, text):
        name = row.get("item", "")
        if name in _HEAD_FIELDS:
            if name in head:
                found.append(_fault(path, line, "stands twice", name))
            head[name], lines[(name,)] = row.get("value") or row.get("result", ""), line
            continue
        lines["items", len(items)] = line
        try:
            items.append(Item.model_validate(_nested(row)))
        except ValidationError as error:
            faults = findings_of(error, Item, str(path), (), Places(Path()))
            found += [replace(fault, line=line, column=None) for fault in faults]
    if found:
        raise DossierError(tuple(found))
    try:
        certificate = Certificate.model_validate({**head, "items": items})
    except ValidationError as error:
        faults = findings_of(error, Certificate, str(path), (), Places(Path()))
        placed = (replace(f, line=lines.get((f.field or "",), 1), column=None) for f in faults)
        raise DossierError(tuple(placed)) from None
    return Sheet(certificate, str(path), lambda at: lines.get(at[:2]) or lines.get(at[:1]))


def _nested(row: Mapping[str, str]) -> dict[str, Any]:
    """A row as an item: the two columns of the specification become one field."""
    own = {key: row[column] for column, key in _SPECIFICATION if column in row}
    plain: dict[str, Any] = {k: v for k, v in row.items() if k not in dict(_SPECIFICATION)}
    return {**plain, "specification": own} if own else plain


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their lines; empty cells are absent. Raises Trouble."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter="\t" if "\t" in first else ",", strict=True)
    try:
        header: list[str] | None = None
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                _check_header(header, reader.line_num)
                continue
            if len(cells) != len(header):
                told = f"expected {len(header)} cells, found {len(cells)}"
                raise Trouble(told, reader.line_num)
            named = zip(header, cells, strict=True)
            yield reader.line_num, {name: c.strip() for name, c in named if c.strip()}
    except csv.Error as error:
        raise Trouble(f"is not CSV: {error}", reader.line_num) from None
    if header is None:
        raise Trouble("is empty", 1)


def _check_header(header: list[str], line: int) -> None:
    """Raise Trouble for a header that names no such columns."""
    if "item" not in header:
        raise Trouble("expected a column 'item'", line)
    for name in header:
        if name not in COLUMNS:
            raise Trouble(f"unknown column '{printable(name)}'", line)
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise Trouble(f"expected the column '{twice}' once", line)
