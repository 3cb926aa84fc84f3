"""What more can be asked of a pooling: each answer a section, a small table with a remark.

Everything is computed from the rows of the `Pooling`, with its own method and test. Estimates
in a section are on the reader's scale unless a column says otherwise. A new section is a
function from a pooling, and a row of the table below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from thymos.errors import UsageError
from thymos.evidence.sections import (
    bayes,
    bias,
    groups,
    leaving,
    models,
    resampled,
    selected,
    sequential,
)
from thymos.evidence.sections.section import Section, column, nothing
from thymos.evidence.synthesis import Pooling

__all__ = ["SECTIONS", "Section", "Wanted", "sections"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sections are asked for: by name, by a column, by a formula, beyond a threshold.

    where: of a table of numbers, the rows with these values in these columns. medians: how
    they become means (`evidence.routes`). tau2: a value to fix it at; weights: a column of weights.
    """

    names: tuple[str, ...] = ()
    by: str | None = None
    formula: str | None = None
    threshold: float | None = None
    where: tuple[tuple[str, str], ...] = ()
    medians: str = "luo"
    tau2: float | None = None
    weights: str | None = None


SECTIONS: tuple[tuple[str, Callable[[Pooling], Section]], ...] = (
    ("estimators", models.estimators),
    ("tau2-intervals", models.tau2_intervals),
    ("fit", models.fit),
    ("counts", models.counts),
    ("shrunken", models.shrunken),
    ("leave-one-out", leaving.leave_one_out),
    ("cumulative", leaving.cumulative),
    ("influence", leaving.influence),
    ("subsets", leaving.subsets),
    ("permutation", resampled.permutation),
    ("bootstrap", resampled.bootstrap),
    ("small-study", bias.small_study),
    ("adjusted", bias.adjusted),
    ("selection", selected.selection),
    ("limit", selected.limit),
    ("bayes", bayes.bayes),
)


def sections(
    pooling: Pooling, wanted: Wanted, columns: Mapping[str, Sequence[str]]
) -> tuple[Section, ...]:
    """The sections asked for, in the order of the table above; the moderators' last.

    columns: further columns of the studies' table, by lower-case name, as text. Raises
    UsageError for an unknown name or column, and for what the kernel refuses.
    """
    unknown = [name for name in wanted.names if name not in dict(SECTIONS)]
    if unknown:
        raise UsageError(f"no section '{unknown[0]}'; one of {', '.join(dict(SECTIONS))}")
    try:
        found = [
            models.rates(pooling, columns)
            if name == "counts" and pooling.measure.family == "rates"
            else make(pooling)
            for name, make in SECTIONS
            if name in wanted.names
        ]
        if wanted.tau2 is not None or wanted.weights is not None:
            given = column(columns, wanted.weights) if wanted.weights is not None else None
            found.append(models.as_given(pooling, wanted.tau2, given))
        if wanted.threshold is not None:
            found.append(models.beyond(pooling, wanted.threshold))
            if pooling.k > 1 and nothing(pooling) is not None:
                found.append(sequential.sequential(pooling, wanted.threshold))
        if wanted.by is not None:
            found.extend(groups.subgroups(pooling, column(columns, wanted.by), wanted.by))
        if wanted.formula is not None:
            found.extend(groups.regression(pooling, wanted.formula, columns))
            if "permutation" in wanted.names:
                found.append(resampled.moderators(pooling, wanted.formula, columns))
    except ValueError as error:
        raise UsageError(str(error)) from error
    return tuple(found)
