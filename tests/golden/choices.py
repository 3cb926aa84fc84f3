"""Choices of studies and of analyses, drawn from results of the kernel alone."""

from __future__ import annotations

import numpy as np

from tests.golden.examples import LABELS, A, B, C, D, V, Y, ratio
from thymos.kernel import effect_sizes, every_subset, pool
from thymos.kernel.specifications import fits
from thymos.plots.contrasts import Contrast, Contrasts
from thymos.plots.gosh import Gosh
from thymos.plots.specification import SpecificationCurve, SpecificationRow

ESTIMATORS = ("REML", "PM", "DL", "CE")
TESTS = ("z", "knha")


def _every() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    parts = list(every_subset(Y, V, method="DL"))
    masks = np.concatenate([mask for mask, _ in parts])
    estimate = np.concatenate([found.estimate for _, found in parts])
    return masks, estimate, np.concatenate([found.I2 for _, found in parts])


def gosh() -> Gosh:
    """All 8,178 choices of two or more of the thirteen trials."""
    _, estimate, share = _every()
    across, up = np.linspace(-1.65, 0.15, 61), np.linspace(0.0, 100.0, 41)
    counts = np.histogram2d(share, np.clip(estimate, -1.649, 0.149), (up, across))[0]
    whole = pool(Y, V, method="DL")
    low, middle, high = (ratio(q) for q in np.quantile(estimate, (0.25, 0.5, 0.75)))
    return Gosh(
        "Every choice among the trials of BCG",
        "Risk ratio",
        tuple(ratio(edge) for edge in across),
        tuple(float(edge) for edge in up),
        tuple(tuple(int(n) for n in row) for row in counts),
        (ratio(whole.estimate[0]), round(float(whole.I2[0]), 6)),
        (low, middle, high),
        float((estimate < 0).mean()),
        float((estimate > 0).mean()),
        estimate.size,
    )


def curve() -> SpecificationCurve:
    """Two measures, four estimators, two intervals, all trials or the later ones."""
    rows = []
    later = np.array([int(label[-4:]) >= 1969 for label in LABELS])
    for measure, code in enumerate(("RR", "OR")):
        found = effect_sizes(code, A, A + B, C, C + D)
        for chosen, mask in enumerate((np.ones(Y.size, bool), later)):
            fit = fits(found.y, found.v, mask, methods=ESTIMATORS, tests=TESTS)
            for m in range(len(ESTIMATORS)):
                for t in range(len(TESTS)):
                    if ESTIMATORS[m] == "CE" and TESTS[t] != "z":
                        continue
                    low, high = fit.ci_low[0, m, t], fit.ci_high[0, m, t]
                    rows.append(
                        SpecificationRow(
                            ratio(fit.estimate[0, m]),
                            ratio(low),
                            ratio(high),
                            bool(high < 0 or low > 0),
                            ((measure,), (chosen,), (m,), (t,)),
                        )
                    )
    rows.sort(key=lambda row: (row.estimate, row.codes))
    return SpecificationCurve(
        "Analyses of the trials of BCG",
        "Risk ratio or odds ratio",
        tuple(rows),
        (
            ("Measure", ("risk ratio", "odds ratio")),
            ("Date", ("all studies", "only studies from 1969 on")),
            ("Estimator", ESTIMATORS),
            ("Interval", ("Wald", "Knapp–Hartung")),
        ),
        len(rows),
        sum(row.decided for row in rows) / len(rows),
        main=next(i for i, row in enumerate(rows) if row.codes == ((0,),) * 4),
    )


def inclusion() -> Contrasts:
    """The mean estimate of the choices with each trial and without it."""
    masks, estimate, _ = _every()
    rows = [
        Contrast(
            label,
            ratio(estimate[masks[:, i]].mean()),
            ratio(estimate[~masks[:, i]].mean()),
        )
        for i, label in enumerate(LABELS)
    ]
    rows.sort(key=lambda row: row.included / row.left_out)
    return Contrasts("BCG with each trial and without it", "Risk ratio", tuple(rows))
