"""What is believed after the studies, under several priors of τ side by side."""

from __future__ import annotations

from collections.abc import Iterator

from thymos import kernel
from thymos.evidence.sections.section import Section, cell, data, nothing, shown
from thymos.evidence.synthesis import Pooling


def bayes(pooling: Pooling) -> Section:
    """Posterior of the mean and of a further study's effect under several priors of τ."""
    y, v = data(pooling)
    null = nothing(pooling)
    tail = (1 - pooling.options.level) / 2
    rows = []
    for prior in _priors(pooling):
        found = kernel.posterior(y, v, prior)
        mean, tau = found.mean.quantile([0.5, tail, 1 - tail]), found.tau.quantile([0.5, 0.95])
        further = found.prediction.quantile([tail, 1 - tail])
        below = float("nan") if null is None else float(found.mean.cdf([null])[0])
        estimate, band = shown(pooling, mean, further)
        values = (*estimate, below, *tau, *band)
        rows.append((prior.label, *(cell(value) for value in values)))
    if not rows:
        raise ValueError(
            "only a uniform prior of τ needs no unit of the effects, and it needs three studies or "
            f"more, got {pooling.k}"
        )
    heads = ("median", "low", "high", "P below no effect")
    columns = ("prior of τ", *heads, "τ median", "τ 95 %", "further low", "further high")
    remark = "flat prior of the mean; probabilities are those of the model and its priors"
    return Section("bayes", "Posterior", columns, tuple(rows), remark)


def _priors(pooling: Pooling) -> Iterator[kernel.Prior]:
    """Priors in the unit of the effects: those for log ratios only where effects are that."""
    if pooling.measure.log_scale or pooling.measure.code.startswith("SMD"):
        yield kernel.half_normal(0.5)
        yield kernel.half_normal(1.0)
        yield kernel.half_cauchy(0.5)
    if pooling.measure.code == "OR":
        yield kernel.turner()
    if pooling.k >= 3:
        yield kernel.uniform()
