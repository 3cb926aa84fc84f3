"""A table of numbers from a CSV file, for people who have only numbers.

Columns take the names that the R package metafor uses, or readable aliases. A row that lacks
a number it needs is omitted with its reason, never guessed; anything else that cannot be
read is one `DataError` that names file, line and column.
"""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from thymos.dossier import revman
from thymos.errors import DataError

# The field's names, then the aliases: plain words, metafor's own examples, Cochrane's packages.
ALIASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ai", ("events_treated", "tpos", "events_t", "experimental_cases")),
    ("bi", ("nonevents_treated", "tneg")),
    ("ci", ("events_control", "cpos", "events_c", "control_cases")),
    ("di", ("nonevents_control", "cneg")),
    ("n1i", ("n_treated", "nt", "n_t", "experimental_n", "n_g1")),
    ("n2i", ("n_control", "nc", "n_c", "control_n", "n_g2")),
    ("m1i", ("mean_treated", "experimental_mean", "mean_g1")),
    ("sd1i", ("sd_treated", "experimental_sd", "sd_g1")),
    ("m2i", ("mean_control", "control_mean", "mean_g2")),
    ("sd2i", ("sd_control", "control_sd", "sd_g2")),
    ("yi", ("effect", "giv_mean")),
    ("vi", ("variance",)),
    ("sei", ("se", "standard_error", "giv_se")),
    ("est", ("estimate",)),
    ("low", ("ci_low", "ci_lower", "lower")),
    ("high", ("ci_high", "ci_upper", "upper")),
    ("p", ("p_value", "pval")),
    # Medians and what is printed with them: the names of the R package metamedian, or words.
    *(
        (f"{key}_{group}", (f"{word}_{arm}",))
        for group, arm in (("g1", "treated"), ("g2", "control"))
        for key, word in (
            ("med", "median"),
            ("q1", "q1"),
            ("q3", "q3"),
            ("min", "min"),
            ("max", "max"),
            ("se", "se"),
        )
    ),
    ("t", ("t_value",)),
    ("f", ("f_value",)),
    ("chi2", ("chi_squared", "chi_square")),
    ("sign", ("direction",)),
    ("percent1", ("percent_treated",)),
    ("percent2", ("percent_control",)),
    ("percent", ("percentage",)),
    ("d1i", ("deaths_treated",)),
    ("d2i", ("deaths_control",)),
    ("o_e", ("o-e", "o_minus_e")),
    ("logrank_v", ("v_o_e", "variance_o_e")),
)
LABELS = ("slab", "author", "study", "trial", "name", "source", "id")
MISSING = frozenset(("", "na", "nan", "null", "none", "."))
MAX_BYTES = 50_000_000
# Narrower than what Python reads: 1_0 is no ten, and a number has no letters but e.
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# Papers and spreadsheets write the sign so.
MINUS = "\N{MINUS SIGN}"

# In a Cochrane data package this file holds one row for each study of each analysis.
PACKAGE_ROWS = "data-rows.csv"


@dataclass(frozen=True, slots=True)
class Omitted:
    """A row that was left out, and why."""

    line: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Columns of equal length, (study,), with a label and the line of each row.

    columns: the numbers asked for; cells: every column as it stands, by lower-case name.
    """

    file: str
    labels: tuple[str, ...]
    lines: tuple[int, ...]
    columns: Mapping[str, tuple[float, ...]]
    omitted: tuple[Omitted, ...]
    cells: Mapping[str, tuple[str, ...]]


def read_numbers(
    path: Path,
    needs: Sequence[Sequence[str]],
    where: Mapping[str, str] | None = None,
    *,
    hint: str = "",
) -> Numbers:
    """Read a CSV, a RevMan export among them, or the rows of a Cochrane data package (a zip).

    `needs` are the alternative sets of columns; the first complete set is used. `where` keeps
    the rows whose columns hold these values. `hint` is said further where columns are missing.
    Raises DataError for a file that cannot be read, a missing column, or a cell that is no number.
    """
    header, rows, label = _read(path, where or {}, None)
    wanted = _choose(path, header, needs, hint)
    place = {name: header.index(name) for name in wanted}
    return _collect(path, rows, header, place, label)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a table that fill one set of columns: their places among all, their numbers."""

    columns: tuple[str, ...]
    places: tuple[int, ...]
    table: Numbers


def read_parts(
    path: Path,
    needs: Sequence[Sequence[str]],
    where: Mapping[str, str] | None = None,
    *,
    measure: str | None = None,
    said: int | None = None,
    hint: str = "",
) -> tuple[tuple[Part, ...], Numbers]:
    """Read a table whose rows may fill different sets of columns, each row its first full one.

    The parts in the order of `needs`, and all kept rows in their own order with no numbers but
    their cells. A cell is read as a number only where the row's set has it. measure: what will
    be made of them, if the reader says. said: how many of the sets an error names, as the rest
    are many. Raises DataError as `read_numbers` does.
    """
    header, rows, label = _read(path, where or {}, measure)
    held = [wanted for wanted in needs if set(wanted) <= set(header)]
    if not held:
        _choose(path, header, needs[:said], hint)
    labels = [row[label].strip() if label is not None and label < len(row) else f"study {i}"
              for i, (_, row) in enumerate(rows, start=1)]  # fmt: skip
    sets: dict[tuple[str, ...], list[int]] = {tuple(wanted): [] for wanted in held}
    omitted = []
    for i, (line, row) in enumerate(rows):
        if len(row) != len(header):
            raise DataError(f"{path}:{line}: expected {len(header)} cells, found {len(row)}")
        full = {h for h, c in zip(header, row, strict=True) if c.strip().lower() not in MISSING}
        chosen = next((wanted for wanted in sets if set(wanted) <= full), None)
        if chosen is None:
            gone = ", ".join(name for name in held[0] if name not in full)
            omitted.append(Omitted(line, labels[i], f"no value for {gone}"))
        else:
            sets[chosen].append(i)
    kept = sorted(i for places in sets.values() for i in places)
    parts = [
        Part(
            wanted,
            tuple(kept.index(i) for i in places),
            _part(path, header, rows, labels, wanted, places),
        )
        for wanted, places in sets.items()
        if places
    ]
    whole = _part(path, header, rows, labels, (), kept)
    return tuple(parts), replace(whole, omitted=tuple(omitted))


def _part(
    path: Path,
    header: list[str],
    rows: list[tuple[int, list[str]]],
    labels: list[str],
    wanted: Sequence[str],
    places: Sequence[int],
) -> Numbers:
    chosen = [rows[i] for i in places]
    columns = {
        name: tuple(
            value
            for line, row in chosen
            if (value := _value(path, line, name, row[header.index(name)])) is not None
        )
        for name in wanted
    }
    texts = {h: tuple(row[at].strip() for _, row in chosen) for at, h in enumerate(header)}
    names, lines = tuple(labels[i] for i in places), tuple(line for line, _ in chosen)
    return Numbers(str(path), names, lines, columns, (), texts)


def _read(
    path: Path, where: Mapping[str, str], measure: str | None
) -> tuple[list[str], list[tuple[int, list[str]]], int | None]:
    """Header, rows and the place of the label of a file, before any cell is read."""
    text = _unpacked(path) if path.suffix.lower() == ".zip" else _text(path)
    rows = list(_rows(path, text))
    if not rows:
        raise DataError(f"{path}: expected a header and rows, found an empty file")
    if len(rows[0][1]) == 1 and any(mark in rows[0][1][0].strip() for mark in ";\t"):
        raise DataError(f"{path}:1: expected columns separated by commas, found semicolons or tabs")
    header, rows = _header(path, rows[0][1]), rows[1:]
    if revman.is_export(header):
        header, rows = revman.studies(str(path), header, rows, where.get("analysis"), measure)
    label = next((header.index(name) for name in LABELS if name in header), None)
    return header, _chosen(path, rows, header, where), label


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"{path}:{begins}: is not CSV: {error}") from error


def _text(path: Path) -> str:
    try:
        # Not its size first: a pipe or a device does not tell it.
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise DataError(f"{path}: expected at most {MAX_BYTES // 10**6} MB, found more")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}:{line}: not UTF-8 text (byte {error.start})") from error


def _unpacked(path: Path) -> str:
    """The table of study rows in a Cochrane data package."""
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.endswith(PACKAGE_ROWS)]
            if len(names) != 1:
                raise DataError(f"{path}: expected one file …{PACKAGE_ROWS}, found {len(names)}")
            if package.getinfo(names[0]).file_size > MAX_BYTES:
                raise DataError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB")
            return package.read(names[0]).decode("utf-8-sig")
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise DataError(f"{path}: cannot be read as a zip: {error}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 text (byte {error.start})") from error


def _chosen(
    path: Path, rows: list[tuple[int, list[str]]], header: list[str], where: Mapping[str, str]
) -> list[tuple[int, list[str]]]:
    kept = rows
    for name, value in where.items():
        if plain(name) not in header:
            raise DataError(f"{path}:1: no column '{name}'; there are {', '.join(header)}")
        at = header.index(plain(name))
        kept = [(line, row) for line, row in kept if at < len(row) and row[at].strip() == value]
    if rows and not kept:
        asked = " and ".join(f"{name} = {value}" for name, value in where.items())
        raise DataError(f"{path}: no row has {asked}")
    return kept


def plain(name: str) -> str:
    """A column's name as it is looked up: lower case, one underscore for spaces and dots, known.

    >>> plain("Experimental cases"), plain("Study.year")
    ('ai', 'study_year')
    """
    known = {alias: field for field, aliases in ALIASES for alias in aliases}
    word = re.sub(r"[\s.]+", "_", name.strip().lower())
    return known.get(word, word)


def _header(path: Path, cells: Iterable[str]) -> list[str]:
    header = [plain(cell) for cell in cells]
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice:
        raise DataError(f"{path}:1: the column '{twice}' stands twice")
    return header


def _choose(
    path: Path, header: list[str], needs: Sequence[Sequence[str]], hint: str
) -> Sequence[str]:
    for wanted in needs:
        if set(wanted) <= set(header):
            return wanted
    sets = " or ".join(", ".join(wanted) for wanted in needs)
    raise DataError(f"{path}:1: expected the columns {sets}, found {', '.join(header)}{hint}")


def _collect(
    path: Path,
    rows: list[tuple[int, list[str]]],
    header: list[str],
    place: Mapping[str, int],
    label: int | None,
) -> Numbers:
    columns: dict[str, list[float]] = {name: [] for name in place}
    labels, lines, omitted, kept = [], [], [], []
    width = len(header)
    for number, (line, cells) in enumerate(rows, start=1):
        if len(cells) != width:
            raise DataError(f"{path}:{line}: expected {width} cells, found {len(cells)}")
        name = cells[label].strip() if label is not None else f"study {number}"
        values = {key: _value(path, line, key, cells[at]) for key, at in place.items()}
        gone = [key for key, value in values.items() if value is None]
        if gone:
            omitted.append(Omitted(line, name, f"no value for {', '.join(gone)}"))
            continue
        labels.append(name)
        lines.append(line)
        kept.append([cell.strip() for cell in cells])
        for key, value in values.items():
            columns[key].append(value if value is not None else math.nan)
    frozen = {key: tuple(values) for key, values in columns.items()}
    texts = {head: tuple(row[i] for row in kept) for i, head in enumerate(header)}
    return Numbers(str(path), tuple(labels), tuple(lines), frozen, tuple(omitted), texts)


def _value(path: Path, line: int, column: str, cell: str) -> float | None:
    text = cell.strip()
    if text.lower() in MISSING:
        return None
    ascii_sign = text.replace(MINUS, "-")
    value = float(ascii_sign) if _NUMBER.fullmatch(ascii_sign) else math.inf
    if not math.isfinite(value):
        point = " with a decimal point" if "," in text else ""
        raise DataError(f"{path}:{line}: {column}: expected a number{point}, found '{text}'")
    return value
