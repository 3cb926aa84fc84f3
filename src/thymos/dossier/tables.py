"""Big tables of results: CSV files, one row an arm, grouped to results of their studies."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from thymos.dossier.build import Build
from thymos.dossier.faults import nearest, told
from thymos.dossier.files import Text, fault
from thymos.dossier.place import Origin
from thymos.dossier.scan import Trouble, clean, printable
from thymos.errors import Finding
from thymos.records.study import Result

COLUMNS = (
    *("study", "result", "outcome", "timepoint", "analysis_set", "arm"),
    *("events", "n", "mean", "sd", "source", "locator", "level"),
)
# What all rows of one result must say alike.
SHARED = ("outcome", "timepoint", "analysis_set")


class Row(NamedTuple):
    """One row: its line, and its cells by column; an empty cell is absent."""

    line: int
    cells: dict[str, str]


def add_table(build: Build, text: Text) -> None:
    """Add the results of one CSV file to their studies, or its findings."""
    found: list[Finding] = []
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows_of(text, found):
        groups.setdefault((row.cells.get("study", ""), row.cells.get("result", "")), []).append(row)
    added: dict[str, list[Result]] = {}
    for (study, name), rows in groups.items():
        result = _result(build, text.name, rows, found)
        if result is None or not _fits(build, text.name, study, name, rows[0], found):
            continue
        build.origins["results", f"{study}/{name}"] = Origin(text.name, (), rows[0].line)
        added.setdefault(study, []).append(result)
    for study, results in added.items():
        record = build.records["studies"].get(study)
        if record is not None:
            build.records["studies"][study] = record.model_copy(
                update={"results": (*record.results, *results)}
            )
    build.findings += found


def rows_of(text: Text, found: list[Finding]) -> Iterator[Row]:
    """The rows of a table by column name; what is no such table is told to `found`."""
    try:
        lines = io.StringIO(clean(text.content).decode(), newline="")
    except Trouble as trouble:
        found.append(fault(text.name, trouble.reason, trouble.line))
        return
    reader = csv.reader(lines, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if problem := _header(header):
            found.append(fault(text.name, problem, 1))
            return
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                reason = f"expected {len(header)} cells, found {len(cells)}"
                found.append(fault(text.name, reason, reader.line_num))
                continue
            named = {k: c.strip() for k, c in zip(header, cells, strict=True) if c.strip()}
            yield Row(reader.line_num, named)
    except csv.Error as error:
        found.append(fault(text.name, f"is not CSV: {error}", reader.line_num))


def _header(header: list[str]) -> str | None:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return "expected columns separated by commas, found semicolons or tabs"
    for column in header:
        if column not in COLUMNS:
            near = nearest(column, COLUMNS)
            hint = f"did you mean {near}?" if near else f"known are {', '.join(COLUMNS)}"
            return f"unknown column '{printable(column)}'; {hint}"
    if len(set(header)) < len(header):
        return "expected each column once"
    absent = [c for c in COLUMNS if c not in header and c not in ("mean", "sd", "events")]
    return f"expected the columns {', '.join(absent)} too" if absent else None


def _result(build: Build, file: str, rows: list[Row], found: list[Finding]) -> Result | None:
    """The result that some rows make, or None and the findings."""
    before = len(found)
    first = rows[0].cells
    for row in rows[1:]:
        for column in SHARED:
            if row.cells.get(column) != first.get(column):
                wanted = f"'{first.get(column, '')}' as in line {rows[0].line}"
                found.append(_cell(file, row, column, wanted, row.cells.get(column)))
    plain, lines = _plain(file, rows, found)
    if len(found) > before:
        return None
    try:
        return Result.model_validate(plain, context={"today": build.today})
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            path = problem["loc"]
            row = lines.get(tuple(path[:2]), rows[0])
            column = next((str(s) for s in reversed(path) if s in COLUMNS), "result")
            if problem["type"] == "missing":
                found.append(_cell(file, row, column, "a value", None))
            else:
                wanted, shown = told(problem)
                found.append(_cell(file, row, column, wanted, shown, shown=True))
        return None


def _plain(
    file: str, rows: list[Row], found: list[Finding]
) -> tuple[dict[str, Any], dict[tuple[Any, ...], Row]]:
    """The plain values of a result, and the row behind each of its lists' items."""
    plain: dict[str, Any] = {k: rows[0].cells[k] for k in SHARED if k in rows[0].cells}
    plain["id"] = rows[0].cells.get("result", "")
    lines: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        kept = {"counts": ("arm", "events", "n"), "means": ("arm", "mean", "sd", "n")}
        if "events" in row.cells:
            kept.pop("means")
        elif "mean" in row.cells or "sd" in row.cells:
            kept.pop("counts")
        else:
            found.append(_cell(file, row, "events", "events, or mean and sd", None))
            continue
        for name, columns in kept.items():
            listed = plain.setdefault(name, [])
            lines[name, len(listed)] = row
            listed.append({c: row.cells[c] for c in columns if c in row.cells})
        cite = {c: row.cells[c] for c in ("source", "locator", "level") if c in row.cells}
        if cite not in (cites := plain.setdefault("cites", [])):
            lines["cites", len(cites)] = row
            cites.append(cite)
    return plain, lines


def _fits(build: Build, file: str, study: str, name: str, row: Row, found: list[Finding]) -> bool:
    """Whether the study exists and has no such result yet."""
    if study not in build.ids["studies"]:
        near = build.near(("studies",), study)
        wanted = "a known study" + (f" (perhaps {near})" if near else "")
        found.append(_cell(file, row, "study", wanted, study))
        return False
    record = build.records["studies"].get(study)
    first = build.origins.get(("results", f"{study}/{name}"))
    if first is not None or (record and any(result.id == name for result in record.results)):
        at = build.places.of("results", f"{study}/{name}") or build.places.of(
            "studies", study, ("results", name)
        )
        reason = f"result '{study}/{name}' exists already, at {at}"
        found.append(Finding(file, row.line, rule="schema", field="result", reason=reason))
        return False
    return True


def _cell(
    file: str, row: Row, column: str, expected: str, value: str | None, *, shown: bool = False
) -> Finding:
    """A finding about a cell; `shown` says that the value is worded already, or best left out."""
    found = value if shown else "nothing" if value is None else repr(value)
    return Finding(
        file,
        row.line,
        rule="schema",
        field=column,
        expected=expected,
        found=found,
        reason=f"expected {expected}" + (f", found {found}" if found else ""),
    )
