"""Why the studies of an outcome differ: meta-regression on the characteristics it names.

What explains differences between studies is observed, not randomised, and need not hold between
people (Thompson and Higgins 2002, Stat Med 21:1559).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from thymos import kernel
from thymos.dossier.index import Dossier
from thymos.evidence.sections.section import Floats, Line, Section, cell, data, shown
from thymos.evidence.synthesis import Pooling, Synthesis
from thymos.records.characteristic import Moderator

# A slope needs a degree of freedom of its own beside the two coefficients.
FEWEST = 3
# Fewer studies for one moderator say little (Cochrane Handbook, version 6, section 10.11.5.1).
ENOUGH = 10
# Points of the fitted line: enough for the curve of a ratio to look smooth.
LINE_POINTS = 41


@dataclass(frozen=True, slots=True)
class Explained:
    """One moderator over the pooled studies that have it, on the analysis scale.

    slope: change for one unit more, with its limits. R2: percent of tau2 that it takes away,
    None where there was none to take. unknown: pooled studies without the characteristic.
    pooling: the studies that were regressed, in the order of the line's values.
    """

    moderator: Moderator
    unit: str | None
    k: int
    unknown: tuple[str, ...]
    pooling: Pooling
    intercept: float
    slope: float
    low: float
    high: float
    p: float
    R2: float | None
    tau2_before: float
    tau2: float
    section: Section


def explained(dossier: Dossier, synthesis: Synthesis) -> tuple[Explained, ...]:
    """Each moderator of the outcome that enough pooled studies have, and that differs in them."""
    found = (_one(dossier, synthesis, moderator) for moderator in synthesis.outcome.moderators)
    return tuple(one for one in found if one is not None)


def sections(dossier: Dossier, synthesis: Synthesis) -> tuple[Section, ...]:
    """The same as sections of a pooling."""
    return tuple(one.section for one in explained(dossier, synthesis))


def _one(dossier: Dossier, synthesis: Synthesis, moderator: Moderator) -> Explained | None:
    whole = synthesis.pooling
    if whole is None:
        return None
    known, units = _values(dossier, moderator.characteristic)
    rows = tuple(row for row in whole.rows if row.study in known)
    x = np.array([known[row.study] for row in rows if row.study is not None])
    if len(rows) < FEWEST or np.ptp(x) == 0:
        return None
    pooling = replace(whole, rows=rows)
    y, v = data(pooling)
    o = whole.options
    fit = kernel.regress(
        y,
        v,
        np.column_stack((np.ones_like(x), x)),
        names=("intercept", moderator.characteristic),
        method=whole.main.method,
        test=o.test,
        level=o.level,
    )
    r2 = float(fit.R2[0])
    missing = tuple(row.label for row in whole.rows if row.study not in known)
    before = float(kernel.pool(y, v, method=whole.main.method).tau2[0])
    return Explained(
        moderator=moderator,
        unit=units,
        k=len(rows),
        unknown=missing,
        pooling=pooling,
        intercept=float(fit.coefficients[0, 0]),
        slope=float(fit.coefficients[0, 1]),
        low=float(fit.ci_low[0, 1]),
        high=float(fit.ci_high[0, 1]),
        p=float(fit.p[0, 1]),
        R2=r2 if np.isfinite(r2) else None,
        tau2_before=before,
        tau2=float(fit.tau2[0]),
        section=_section(moderator, pooling, fit, x, before),
    )


def _values(dossier: Dossier, name: str) -> tuple[dict[str | None, float], str | None]:
    """The characteristic by study, and its unit. Studies in another unit are left out."""
    has = [
        (study.id, characteristic)
        for study in dossier.studies.values()
        for characteristic in study.characteristics
        if characteristic.name == name
    ]
    unit = has[0][1].unit if has else None
    return {study: c.value for study, c in has if c.unit == unit}, unit


def _section(
    moderator: Moderator,
    pooling: Pooling,
    fit: kernel.Regression,
    x: Floats,
    before: float,
) -> Section:
    arrays = (fit.coefficients, fit.se, fit.ci_low, fit.ci_high, fit.p)
    rows = tuple(
        (name, *(cell(array[0, i]) for array in arrays)) for i, name in enumerate(fit.names)
    )
    took = "" if np.isnan(fit.R2[0]) else f", R² = {fit.R2[0]:.1f} %"
    few = "" if fit.k >= ENOUGH else f"; only {fit.k} studies, which is few for a moderator"
    remark = (
        f"tau2 {before:.4g} without it, {fit.tau2[0]:.4g} with it{took}; {fit.k} studies{few}; "
        "differences between studies, not between people"
    )
    at = np.linspace(x.min(), x.max(), LINE_POINTS)
    means = kernel.contrasts(fit, np.column_stack((np.ones_like(at), at)))
    middle = (means.estimate, means.ci_low, means.ci_high)
    limits = (*middle, means.prediction_low, means.prediction_high)
    curve = shown(pooling, *(array[0] for array in limits))
    line = tuple(zip(at.tolist(), *(tuple(map(float, c)) for c in curve), strict=True))
    return Section(
        f"moderator_{moderator.characteristic.replace('-', '_')}",
        f"By {moderator.text}",
        ("coefficient", "estimate", "se", "ci_low", "ci_high", "p"),
        rows,
        remark,
        Line(moderator.text, tuple(x.tolist()), line),
    )
