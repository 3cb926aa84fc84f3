"""The "Data and analyses" that RevMan 5 exports as CSV: one table for all analyses of a review.

Rows for comparisons and for pooled outcomes stand between those of studies. Only the studies'
rows carry data; which analysis they belong to is in their three leading numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from thymos.errors import DataError, UsageError

Row = tuple[int, list[str]]

# What tells such a file, then how its columns are called elsewhere.
NUMBERS = ("comparison_number", "outcome_number", "subgroup_number")
COLUMNS: tuple[tuple[str, str], ...] = (
    ("events_1", "ai"),
    ("total_1", "n1i"),
    ("events_2", "ci"),
    ("total_2", "n2i"),
    ("mean_1", "m1i"),
    ("sd_1", "sd1i"),
    ("mean_2", "m2i"),
    ("sd_2", "sd2i"),
    ("effect_estimate", "est"),
    ("ci_start", "low"),
    ("ci_end", "high"),
    ("vi", "logrank_v"),
    # Of the logarithm for ratios, beside an estimate that is none.
    ("sei", "se_of_effect"),
    ("year_of_study", "year"),
)
# Columns that hold zeros in an analysis of another type, by the type that has them.
OF_TYPE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("DIC", ("ai", "ci")),
    ("CON", ("m1i", "sd1i", "m2i", "sd2i")),
    ("IPD", ("o_e", "logrank_v")),
)


def is_export(header: Sequence[str]) -> bool:
    """Whether a header, in plain names, is that of such an export.

    >>> is_export(["comparison_number", "outcome_number", "subgroup_number", "name"])
    True
    """
    return set(NUMBERS) <= set(header)


def studies(
    file: str, header: Sequence[str], rows: Sequence[Row], analysis: str | None, measure: str | None
) -> tuple[list[str], list[Row]]:
    """The studies of one analysis as a plain table, with `analysis` and `subgroup` beside them.

    analysis: its number, as in 1.2; not needed where the file holds one. measure: what the
    reader wants; needed, since a file of ratios looks like one of differences. Raises DataError
    for a file without studies, UsageError where analysis or measure must be named.
    """
    place = {name: header.index(name) for name in header}
    missing = [name for name in ("data_type", "name") if name not in place]
    if missing:
        raise DataError(f"{file}:1: expected the column {missing[0]} of a RevMan export")
    titles: dict[str, tuple[str, str, str]] = {}
    subgroups: dict[tuple[str, str], str] = {}
    found: list[tuple[str, Row]] = []
    for line, row in rows:
        if len(row) != len(header):
            raise DataError(f"{file}:{line}: expected {len(header)} cells, found {len(row)}")
        comparison, outcome, subgroup = (row[place[name]].strip() for name in NUMBERS)
        number, kind = f"{comparison}.{outcome}", row[place["data_type"]].strip()
        if outcome in ("", "0"):
            continue
        if kind and subgroup == "0":
            said = row[place["effect_measure"]].strip() if "effect_measure" in place else ""
            titles[number] = (kind, said, row[place["name"]].strip())
        elif number in titles and _is_total(row, place):
            subgroups[number, subgroup] = row[place["name"]].strip()
        else:
            name = subgroups.get((number, subgroup), "")
            found.append((number, (line, [*row, number, name])))
    chosen = _choose(file, titles, found, analysis)
    if measure is None:
        said = titles[chosen][1] if chosen in titles else ""
        hint = f" (the file says {said})" if said else ""
        raise UsageError(f"{file}: name the measure of a RevMan export, as in --measure OR{hint}")
    kept = [row for number, row in found if number == chosen]
    kind = titles[chosen][0] if chosen in titles else ""
    return _renamed(header, kind), kept


def _is_total(row: list[str], place: dict[str, int]) -> bool:
    """Whether a row sums a subgroup up: it has a type of data, or no weight of its own."""
    return bool(row[place["data_type"]].strip()) or (
        "df" in place and bool(row[place["df"]].strip())
    )


def _choose(
    file: str,
    titles: dict[str, tuple[str, str, str]],
    found: Sequence[tuple[str, Row]],
    analysis: str | None,
) -> str:
    there = list(dict.fromkeys(number for number, _ in found))
    if not there:
        raise DataError(f"{file}: no row of a study in this RevMan export")
    if analysis is None and len(there) == 1:
        return there[0]
    if analysis not in there:
        named = ", ".join(f"{n} {titles[n][2]}" if n in titles else n for n in there)
        raise UsageError(
            f"{file}: choose an analysis, as in --where analysis={there[0]}; there are {named}"
        )
    return str(analysis)


def _renamed(header: Sequence[str], kind: str) -> list[str]:
    """Field names for the columns of this type of data; the others keep their own."""
    known = dict(COLUMNS)
    other = {name for of, names in OF_TYPE if of != kind for name in names}
    out = []
    for name in header:
        field = known.get(name, name)
        out.append(name if field in other or (field != name and field in header) else field)
    return [*out, "analysis", "subgroup"]
