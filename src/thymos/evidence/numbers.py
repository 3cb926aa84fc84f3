"""Pooling a table of numbers that belongs to no dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from thymos import kernel
from thymos.dossier.numbers import Numbers, Omitted, Part, read_parts
from thymos.errors import DataError, UsageError
from thymos.evidence.routes import Route, routes
from thymos.evidence.sections import Section, Wanted, sections
from thymos.evidence.sections.derived import Derivation, conversions
from thymos.evidence.synthesis import Options, Pooling, pool_effects
from thymos.kernel.convert import effect_from_p

Floats = NDArray[np.float64]

CONVERTED = "; what else is converted: docs/methods/conversions.md"
NO_MEASURE = "; for other columns name the measure, as in --measure RR"

# Effects on the analysis scale; then, on the reader's, with what a paper prints beside them.
# An `est` with a standard error or a variance is one on the analysis scale, as `yi` is.
EFFECT_COLUMNS = (("yi", "vi"), ("yi", "sei"), ("est", "vi"), ("est", "sei"))
REPORTED_COLUMNS = (("est", "low", "high"), ("est", "p"))

# Columns that may stand in for others of their family.
STAND_INS = (
    ("tables", ("ai", "bi", "ci", "di")),
    ("proportions", ("xi", "mi")),
)
# Columns that count people or events; in the families below they are whole numbers.
COUNTS = ("ai", "bi", "ci", "di", "n1i", "n2i", "xi", "ni", "mi", "x1i", "x2i")
COUNTING = ("tables", "proportions", "rates", "incidence")
# More people than there are: such a count is a slip, as in a dossier.
LARGEST_COUNT = 1e10


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file that was pooled: the rows left out, what was derived, and its columns.

    columns: by lower-case name, the cells of the rows that were pooled, in their order.
    """

    pooling: Pooling
    omitted: tuple[Omitted, ...]
    derived: tuple[Section, ...]
    columns: Mapping[str, Sequence[str]]


def pool_file(
    path: Path, options: Options, wanted: Wanted | None = None
) -> tuple[Pooling, tuple[Omitted, ...], tuple[Section, ...]]:
    """Pool the studies of a CSV file; the answer, the rows left out, the sections asked for.

    Raises as `read_table` does, and UsageError for sections that cannot be had.
    """
    wanted = wanted or Wanted()
    read = read_table(path, options, wanted)
    found = sections(read.pooling, wanted, dict(read.columns))
    return read.pooling, read.omitted, (*read.derived, *found)


def read_table(path: Path, options: Options, wanted: Wanted | None = None) -> Table:
    """The studies of a CSV file, pooled.

    With a measure, the columns that it is computed from are read (`kernel.columns_of`), or
    `yi` with `vi` or `sei` where the file gives effects instead (on the analysis scale), or
    `est` with its interval or P value (on the reader's scale); without a measure, these three.
    A row that fills none of these may fill one of `routes`; what is derived so has a section.
    Raises DataError for the file, UsageError for the question.
    """
    code = options.measure or "GEN"
    wanted = wanted or Wanted()
    try:
        further = routes(code, wanted.medians)
    except ValueError as error:
        raise UsageError(str(error)) from error
    plain = needs(code)
    parts, table = read_parts(
        path,
        tuple(dict.fromkeys((*plain, *(route.columns for route in further)))),
        dict(wanted.where),
        measure=options.measure,
        said=len(plain),
        hint=CONVERTED if options.measure else NO_MEASURE,
    )
    if not parts:
        raise DataError(f"{path}: no row has all the numbers that are needed")
    effects, tables, trails = _joined(parts, len(table.labels), code, options, further)
    try:
        pooling = pool_effects(
            table.labels, effects, options, cells=tables, sizes=_all_sizes(parts, table)
        )
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error
    if pooling is None:
        raise DataError(f"{path}: no study has an effect that can be pooled")
    left = [
        Omitted(table.lines[i], table.labels[i], f"no effect can be computed ({_undefined(code)})")
        for i in np.flatnonzero(~effects.included)
    ]
    columns = {
        name: [cells[i] for i in np.flatnonzero(effects.included)]
        for name, cells in table.cells.items()
    }
    return Table(pooling, (*table.omitted, *left), tuple(conversions(trails)), columns)


def _undefined(code: str) -> str:
    """Why numbers that are fine in themselves may give a measure no effect or no variance."""
    family = kernel.measure(code).family
    if family in COUNTING:
        return "zero cells"
    if family == "correlations":
        return "too few people, or a correlation of 1 or -1"
    return "a variance of 0"


def _joined(
    parts: tuple[Part, ...], k: int, code: str, options: Options, further: tuple[Route, ...]
) -> tuple[kernel.Effects, Floats | None, tuple[Derivation, ...]]:
    """The effects of all parts in the order of the rows, the 2×2 tables there are, the trails."""
    y, v = np.full(k, np.nan), np.full(k, np.nan)
    included, corrected = np.zeros(k, bool), np.zeros(k, bool)
    tables, trails = np.full((4, k), np.nan), []
    plain = needs(code)
    for part in parts:
        read = part.table
        if part.columns not in plain:
            route = next(route for route in further if route.columns == part.columns)
            read, found = _converted(read, route)
            trails += [replace(one, place=part.places[one.place]) for one in found]
        effects = _effects(read, code, options)
        at = list(part.places)
        y[at], v[at] = effects.y, effects.v
        included[at], corrected[at] = effects.included, effects.corrected
        cells = None if "ai" not in read.columns else _cells(read, code)
        if cells is not None:
            tables[:, at] = cells
    whole = kernel.Effects(y, v, included, corrected, kernel.measure(code))
    ordered = tuple(sorted(trails, key=lambda one: one.place))
    return whole, tables if np.isfinite(tables).any() else None, ordered


def _effects(table: Numbers, code: str, options: Options) -> kernel.Effects:
    if {"vi", "sei"} & table.columns.keys():
        return _given_effects(table, code)
    if "est" in table.columns:
        return _reported_effects(table, code, options)
    _check_counts(table, kernel.measure(code).family)
    return _computed_effects(table, code, options)


def _converted(table: Numbers, route: Route) -> tuple[Numbers, list[Derivation]]:
    """The columns of the measure from those of a route, row by row, so that a fault has a line."""
    columns: dict[str, list[float]] = {}
    trails = []
    for i, line in enumerate(table.lines):
        row = {name: np.array(values[i : i + 1]) for name, values in table.columns.items()}
        texts = {name: cells[i : i + 1] for name, cells in table.cells.items()}
        try:
            made = route.make(row, texts)
        except ValueError as error:
            raise DataError(f"{table.file}:{line}: {table.labels[i]}: {error}") from error
        for name, value in made.columns.items():
            columns.setdefault(name, []).append(float(value[0]))
        trails.append(Derivation(i, table.labels[i], line, route.columns, made.trails))
    frozen = {name: tuple(values) for name, values in columns.items()}
    return replace(table, columns=frozen), trails


def _all_sizes(parts: tuple[Part, ...], table: Numbers) -> Floats | None:
    """The size of every study, or None where one has none."""
    sizes = np.full(len(table.labels), np.nan)
    for part in parts:
        found = _sizes(part.table)
        if found is None:
            return None
        sizes[list(part.places)] = found
    return sizes


def needs(code: str) -> tuple[tuple[str, ...], ...]:
    """The sets of columns from which a measure can be had, the preferred one first.

    >>> needs("RR")[:2]
    (('ai', 'n1i', 'ci', 'n2i'), ('ai', 'bi', 'ci', 'di'))
    """
    kind = kernel.measure(code)
    raw = kernel.columns_of(code)
    others = tuple(names for family, names in STAND_INS if family == kind.family)
    return (*((raw, *others) if raw else ()), *EFFECT_COLUMNS, *REPORTED_COLUMNS)


def _computed_effects(table: Numbers, code: str, options: Options) -> kernel.Effects:
    columns = {name: np.array(values) for name, values in table.columns.items()}
    chosen = _options(code, options)
    try:
        return kernel.effects_from_columns(code, columns, **chosen)
    except ValueError as error:
        raise _blame(table, code, chosen) or UsageError(f"{table.file}: {error}") from error


def _options(code: str, options: Options) -> dict[str, float | str | bool | None]:
    """The options that the family of a measure has; those left at their default are not sent."""
    family = kernel.measure(code).family
    chosen: dict[str, float | str | bool | None] = {"vtype": options.vtype}
    if family in COUNTING:
        chosen |= {"add": options.add, "to": options.to}
    if family in ("tables", "rates"):
        chosen["drop00"] = options.drop00
    return chosen


def _blame(
    table: Numbers, code: str, chosen: dict[str, float | str | bool | None]
) -> DataError | None:
    """The first row that is refused by itself, as an error at its line."""
    for i, line in enumerate(table.lines):
        row = {name: np.array(values[i : i + 1]) for name, values in table.columns.items()}
        try:
            kernel.effects_from_columns(code, row, **chosen)
        except ValueError as error:
            return DataError(f"{table.file}:{line}: {table.labels[i]}: {error}")
    return None


def _check_counts(table: Numbers, family: str) -> None:
    if family not in COUNTING:
        return
    for name, values in table.columns.items():
        if name not in COUNTS:
            continue
        for line, value in zip(table.lines, values, strict=True):
            if value < 0 or value != int(value) or value > LARGEST_COUNT:
                bound = f"up to {LARGEST_COUNT:g}" if value > LARGEST_COUNT else "not below 0"
                raise DataError(
                    f"{table.file}:{line}: {name}: expected a whole number {bound}, found {value:g}"
                )
    for events, size in (("ai", "n1i"), ("ci", "n2i"), ("xi", "ni")):
        if not {events, size} <= table.columns.keys():
            continue
        pairs = zip(table.lines, table.columns[events], table.columns[size], strict=True)
        for line, x, n in pairs:
            if x > n:
                raise DataError(
                    f"{table.file}:{line}: {events}: expected events not above {size} = {n:g}, "
                    f"found {x:g}"
                )


def _cells(table: Numbers, code: str) -> Floats | None:
    """Events and sizes of 2×2 tables, (4, study), for display; None for other families."""
    if kernel.measure(code).family != "tables":
        return None
    columns = {name: np.array(values) for name, values in table.columns.items()}
    if "n1i" in columns:
        return np.array([columns[name] for name in ("ai", "n1i", "ci", "n2i")])
    a, b, c, d = (columns[name] for name in ("ai", "bi", "ci", "di"))
    return np.array([a, a + b, c, c + d])


def _sizes(table: Numbers) -> Floats | None:
    """Persons or units of time of each study, for measures whose inverse needs them."""
    columns = table.columns
    if "ti" in columns:
        return np.array(columns["ti"])
    if "ni" in columns:
        return np.array(columns["ni"])
    if {"xi", "mi"} <= columns.keys():
        return np.array([x + m for x, m in zip(columns["xi"], columns["mi"], strict=True)])
    return None


def _reported_effects(table: Numbers, code: str, options: Options) -> kernel.Effects:
    """Effects from estimates as printed, each with its interval or its P value."""
    columns = {name: np.array(values) for name, values in table.columns.items()}
    for i, line in enumerate(table.lines):
        row = {name: values[i : i + 1] for name, values in columns.items()}
        try:
            _from_print(code, row, options.level)
        except ValueError as error:
            raise DataError(f"{table.file}:{line}: {table.labels[i]}: {error}") from error
    return _from_print(code, columns, options.level)


def _from_print(code: str, columns: dict[str, Floats], level: float) -> kernel.Effects:
    if "low" in columns:
        return kernel.from_interval(code, columns["est"], columns["low"], columns["high"], level)
    found = effect_from_p(code, columns["est"], columns["p"])
    included = np.isfinite(found["v"])
    kind = kernel.measure(code)
    return kernel.Effects(found["y"], found["v"], included, ~np.ones_like(included), kind)


def _given_effects(table: Numbers, code: str) -> kernel.Effects:
    y = np.array(table.columns["yi"] if "yi" in table.columns else table.columns["est"])
    columns = table.columns
    name, what = ("vi", "a variance") if "vi" in columns else ("sei", "a standard error")
    for line, value in zip(table.lines, columns[name], strict=True):
        if value <= 0:
            raise DataError(
                f"{table.file}:{line}: {name}: expected {what} above 0, found {value:g}"
            )
    with np.errstate(over="ignore", under="ignore"):  # what cannot be squared is refused later
        v = np.array(columns["vi"]) if name == "vi" else np.array(columns["sei"]) ** 2
    everyone = np.ones(y.shape, bool)
    return kernel.Effects(y, v, everyone, ~everyone, kernel.measure(code))
