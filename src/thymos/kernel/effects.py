"""Effect sizes: the face. What studies report, by any measure, into effects and variances."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import as_floats, check_level, refuse
from thymos.kernel.distributions import normal_quantile
from thymos.kernel.measures.changes import change_effects
from thymos.kernel.measures.correlations import correlation_effects
from thymos.kernel.measures.means import CORRECTIONS, mean_effects, small_sample_factor
from thymos.kernel.measures.rates import incidence_effects, rate_effects
from thymos.kernel.measures.single import level_effects, proportion_effects
from thymos.kernel.measures.table import (
    MEASURES,
    Effects,
    Measure,
    codes,
    from_display,
    measure,
    to_display,
)
from thymos.kernel.measures.tables import cells, counts, effect_sizes
from thymos.kernel.measures.zeros import TO

__all__ = [
    "CORRECTIONS",
    "COUNT_MEASURES",
    "MEASURES",
    "TO",
    "Effects",
    "Measure",
    "cells",
    "change_effects",
    "codes",
    "columns_of",
    "correlation_effects",
    "counts",
    "effect_sizes",
    "effects_from_columns",
    "from_display",
    "from_interval",
    "incidence_effects",
    "level_effects",
    "mean_effects",
    "measure",
    "proportion_effects",
    "rate_effects",
    "small_sample_factor",
    "to_display",
]

# The measures that Mantel and Haenszel's weights exist for.
COUNT_MEASURES: tuple[str, ...] = ("RR", "OR", "RD")

Family = Callable[..., Effects]
FAMILIES: tuple[tuple[str, Family, tuple[str, ...], tuple[str, ...]], ...] = (
    # family, function, columns in the field's names, options
    ("tables", effect_sizes, ("ai", "n1i", "ci", "n2i"), ("add", "to", "drop00", "vtype")),
    ("rates", rate_effects, ("x1i", "t1i", "x2i", "t2i"), ("add", "to", "drop00")),
    (
        "means",
        mean_effects,
        ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"),
        ("vtype", "correct"),
    ),
    ("correlations", correlation_effects, ("ri", "ni"), ("vtype", "correct")),
    ("proportions", proportion_effects, ("xi", "ni"), ("add", "to", "vtype")),
    ("incidence", incidence_effects, ("xi", "ti"), ("add", "to")),
    ("levels", level_effects, ("mi", "sdi", "ni"), ()),
    (
        "changes",
        change_effects,
        ("m1i", "m2i", "sd1i", "sd2i", "ri", "ni"),
        ("vtype", "correct"),
    ),
)
# Columns that do not enter a measure, and so need not be there.
UNUSED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("VR", ("m1i", "m2i")),
    ("SDLN", ("mi",)),
    ("SMD1", ("sd1i",)),
    ("SMCR", ("sd2i",)),
)


def columns_of(code: str) -> tuple[str, ...]:
    """The columns a measure is computed from, by the names the field's R package uses.

    None for HR and GEN, whose effects are given. Raises ValueError for an unknown code.

    >>> columns_of("VR")
    ('sd1i', 'n1i', 'sd2i', 'n2i')
    """
    kind = measure(code)
    names = next((names for family, _, names, _ in FAMILIES if family == kind.family), ())
    return tuple(name for name in names if name not in dict(UNUSED).get(code, ()))


def effects_from_columns(
    code: str, columns: Mapping[str, ArrayLike], **options: float | str | bool | None
) -> Effects:
    """Effects of any measure from a table of columns, (..., study) each.

    code: any of `MEASURES` but HR and GEN. columns: by name (`columns_of`); 2x2 tables may give
    bi and di, those without the event, in place of n1i and n2i, proportions mi in place of
    ni; other columns are left alone. options: add, to, drop00, vtype, correct, as far as the
    family of the measure has them; None means its default.
    Raises ValueError for a column that is missing, an option that the family does not have, and
    whatever the family refuses.

    >>> effects_from_columns("RR", {"ai": [47], "bi": [134], "ci": [63], "di": [117]}).y.round(4)
    array([-0.2985])
    """
    kind, needed = measure(code), columns_of(code)
    if not needed:
        raise ValueError(f"{code} is not computed from columns; its effects are given")
    _, function, names, allowed = next(row for row in FAMILIES if row[0] == kind.family)
    chosen = {name: value for name, value in options.items() if value is not None}
    for name in chosen:
        if name not in allowed:
            raise ValueError(f"{code} has no option {name!r}; {', '.join(allowed) or 'none'}")
    given = dict(columns)
    for total, part, rest in (("n1i", "ai", "bi"), ("n2i", "ci", "di"), ("ni", "xi", "mi")):
        if total in needed and total not in given and {part, rest} <= given.keys():
            given[total] = as_floats(part, given[part]) + as_floats(rest, given[rest])
    missing = [name for name in needed if name not in given]
    if missing:
        raise ValueError(f"{code} needs the columns {', '.join(needed)}; {missing[0]} is missing")
    stand_in = np.ones_like(as_floats(needed[0], given[needed[0]]))
    return function(code, *(given[n] if n in needed else stand_in for n in names), **chosen)


def from_interval(
    code: str, estimate: ArrayLike, low: ArrayLike, high: ArrayLike, level: float = 0.95
) -> Effects:
    """Effect and variance from an estimate printed with its confidence interval.

    estimate, low, high: (..., study) on the reader's scale. level: of the interval. The
    standard error is the width on the analysis scale over twice the normal quantile, so it
    is only as exact as the printed digits, and wrong for intervals that are not Wald's.
    Raises ValueError when low <= estimate <= high fails, when the width is zero, or when a
    ratio has a limit that is not positive.
    Source: Higgins et al. 2023, Cochrane Handbook, sections 6.3.1 and 6.3.2.

    >>> from_interval("HR", [0.97], [0.76], [1.24]).v.round(4)
    array([0.0156])
    """
    kind = measure(code)
    wanted = zip(("estimate", "low", "high"), (estimate, low, high), strict=True)
    read = [np.atleast_1d(as_floats(name, value)) for name, value in wanted]
    try:
        mid, lower, upper = np.broadcast_arrays(*read)
    except ValueError:
        raise ValueError("estimate, low and high must have the same shape") from None
    bottom = 0.0 if kind.log_scale else -np.inf
    refuse(
        ~(np.isfinite(lower) & (lower > bottom)),
        lower,
        "low",
        "a finite limit above 0" if kind.log_scale else "a finite limit",
    )
    refuse(~(np.isfinite(upper) & (upper > lower)), upper, "high", "a finite limit above low")
    refuse(~((lower <= mid) & (mid <= upper)), mid, "estimate", "a value within its own interval")
    y, bounds = from_display(kind, mid), (from_display(kind, lower), from_display(kind, upper))
    half = float(normal_quantile(0.5 + check_level(level) / 2))
    v = ((bounds[1] - bounds[0]) / (2 * half)) ** 2
    everyone = np.ones(y.shape, bool)
    return Effects(y, v, everyone, ~everyone, kind)
