"""The same studies under other models, and what a model says beyond its mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from thymos import kernel
from thymos.errors import UsageError
from thymos.evidence.sections.section import Cell, Section, cell, column, data, shown, tables
from thymos.evidence.synthesis import Pooling
from thymos.kernel.strata import (
    association_test,
    association_test_rates,
    homogeneity_test,
    mantel_haenszel_rates,
)

RULES = (
    ("Q-profile", "QP"),
    ("generalised Q", "GENQ"),
    ("Jackson", "J"),
    ("profile likelihood", "PL"),
)


def estimators(pooling: Pooling) -> Section:
    """Every estimator of τ² side by side, with the common effect and Henmi and Copas's interval."""
    y, v = data(pooling)
    o = pooling.options
    rows: list[tuple[Cell, ...]] = []
    for method in dict.fromkeys(("CE", *(name for name, _ in kernel.ESTIMATORS))):
        fit = kernel.pool(y, v, method=method, test=o.test, level=o.level, profile=False)
        limits = shown(pooling, fit.estimate, fit.ci_low, fit.ci_high)
        error = np.array([np.nan]) if method == "CE" else kernel.tau2_error(method, y, v)[1]
        rows.append((method, *(cell(x[0]) for x in (*limits, fit.tau2, error, fit.I2))))
    copas = kernel.henmi_copas(y, v, level=o.level)
    limits = shown(pooling, copas.estimate, copas.ci_low, copas.ci_high)
    rows.append(("Henmi-Copas", *(cell(x[0]) for x in (*limits, copas.tau2)), None, None))
    columns = ("method", "estimate", "ci_low", "ci_high", "tau2", "tau2_se", "I2")
    return Section("estimators", "Other models", columns, tuple(rows))


def tau2_intervals(pooling: Pooling) -> Section:
    """Intervals of τ² by every rule."""
    y, v = data(pooling)
    level = pooling.options.level
    rows = tuple(
        (name, *(cell(x[0]) for x in kernel.tau2_interval(y, v, level=level, rule=rule)))
        for name, rule in RULES
    )
    return Section("tau2_intervals", "Intervals of τ²", ("rule", "low", "high"), rows)


def shrunken(pooling: Pooling) -> Section:
    """Each study's own effect, drawn towards the mean by its imprecision."""
    y, v = data(pooling)
    o = pooling.options
    fit = kernel.pool(y, v, method=pooling.main.method, test=o.test, level=o.level, profile=False)
    found = kernel.shrunken(y, v, fit)
    arrays = shown(pooling, found.effect[0], found.low[0], found.high[0])
    rows = tuple(
        (row.label, *(cell(array[i]) for array in arrays)) for i, row in enumerate(pooling.rows)
    )
    columns = ("study", "effect", "low", "high")
    return Section("shrunken", "Each study drawn towards the mean", columns, rows)


def fit(pooling: Pooling) -> Section:
    """Log-likelihood and information criteria by maximum likelihood and by REML."""
    y, v = data(pooling)
    rows = []
    for method in ("ML", "REML"):
        found = kernel.fit_statistics(y, v, method=method)
        values = (found.log_likelihood, found.deviance, found.aic, found.bic, found.aicc)
        rows.append((method, *(cell(value[0]) for value in values)))
    columns = ("method", "logLik", "deviance", "AIC", "BIC", "AICc")
    remark = "models with different moderators compare by ML only"
    return Section("fit", "Fit", columns, tuple(rows), remark)


def counts(pooling: Pooling) -> Section:
    """Pooling on the counts: Mantel and Haenszel, Peto; tests of association and homogeneity."""
    cells = tables(pooling)
    level = pooling.options.level
    rows = [
        _stratified(f"Mantel-Haenszel {code}", kernel.mantel_haenszel(code, *cells, level))
        for code in ("RR", "OR", "RD")
    ]
    rows.append(_stratified("Peto OR", kernel.peto(*cells, level)))
    for name, test in (
        ("Cochran-Mantel-Haenszel test", association_test(*cells)),
        ("Breslow-Day test with Tarone's correction", homogeneity_test(*cells)),
    ):
        rows.append((name, None, None, None, cell(test.p[0]), cell(test.statistic[0])))
    columns = ("method", "estimate", "ci_low", "ci_high", "p", "statistic")
    return Section("counts", "On the counts themselves", columns, tuple(rows))


def as_given(pooling: Pooling, tau2: float | None, weights: Sequence[str] | None) -> Section:
    """The pooled effect with a τ² or with weights that the reader chose, beside the plain one.

    tau2: on the analysis scale, not negative. weights: one number a study, as text; the mean
    is theirs, its error that of such a mean. Raises UsageError for weights that are no
    numbers, ValueError for what the kernel refuses.
    """
    if tau2 is not None and not 0 <= tau2 < np.inf:
        raise UsageError(f"expected a τ² of 0 or more, found {tau2:g}")
    y, v = data(pooling)
    o = pooling.options
    chosen = None if weights is None else np.array([_weight(text) for text in weights])
    method = "REML" if tau2 is not None and pooling.main.method == "CE" else pooling.main.method
    fit = kernel.pool(
        y,
        v,
        method=method,
        test=o.test,
        level=o.level,
        profile=False,
        weights=chosen,
        tau2=tau2,
    )
    limits = shown(pooling, fit.estimate, fit.ci_low, fit.ci_high)
    told = [f"τ² = {tau2:g}"] if tau2 is not None else []
    told += ["weights of the column"] if chosen is not None else []
    rows: tuple[tuple[Cell, ...], ...] = (
        ("as pooled", *pooling.main.shown, cell(pooling.tau2)),
        (", ".join(told), *(cell(x[0]) for x in (*limits, fit.tau2))),
    )
    remark = "chosen by the reader, not estimated from these studies"
    heads = ("method", "estimate", "ci_low", "ci_high", "tau2")
    return Section("as_given", "As given", heads, rows, remark)


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"expected a number for every weight, found '{text}'") from None


def rates(pooling: Pooling, columns: Mapping[str, Sequence[str]]) -> Section:
    """The same on events and person-time: Mantel and Haenszel's rate ratio and difference."""
    try:
        cells = [
            np.array([float(text) for text in column(columns, name)])
            for name in kernel.columns_of("IRR")
        ]
    except ValueError:
        raise UsageError("this needs the events and the person-time of every study") from None
    level = pooling.options.level
    rows = [
        _stratified(f"Mantel-Haenszel {code}", mantel_haenszel_rates(code, *cells, level=level))
        for code in ("IRR", "IRD")
    ]
    test = association_test_rates(*cells)
    told = "Mantel-Haenszel test of the rates"
    rows.append((told, None, None, None, cell(test.p[0]), cell(test.statistic[0])))
    heads = ("method", "estimate", "ci_low", "ci_high", "p", "statistic")
    return Section("counts", "On the counts themselves", heads, tuple(rows))


def _stratified(name: str, found: kernel.Stratified) -> tuple[Cell, ...]:
    limits = (
        kernel.to_display(found.measure, x) for x in (found.estimate, found.ci_low, found.ci_high)
    )
    return (name, *(cell(x[0]) for x in limits), cell(found.p[0]), cell(found.statistic[0]))


def beyond(pooling: Pooling, threshold: float) -> Section:
    """How probable an effect beyond a threshold is, by the mean and for a further study."""
    y, v = data(pooling)
    o = pooling.options
    at = float(kernel.from_display(pooling.measure, threshold))
    fit = kernel.pool(
        y,
        v,
        method=pooling.main.method,
        test=o.test,
        level=o.level,
        prediction=o.prediction,
        profile=False,
    )
    rows = tuple(
        (
            name,
            cell(kernel.beyond(fit, at, side="below", of=of)[0]),
            cell(kernel.beyond(fit, at, side="above", of=of)[0]),
        )
        for name, of in (("the mean effect", "mean"), ("the effect of a further study", "study"))
    )
    remark = "read off the intervals; not a posterior probability with a stated prior"
    columns = ("of", f"below {threshold:g}", f"above {threshold:g}")
    return Section("beyond", f"Beyond {threshold:g}", columns, rows, remark)
