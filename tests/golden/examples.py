"""Plots of the thirteen BCG trials (Colditz et al. 1994), from results of the kernel alone."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from thymos.kernel import (
    contrasts,
    effect_sizes,
    mantel_haenszel,
    pool,
    regress,
    subgroups,
    tau2_interval,
)
from thymos.kernel.influence import influence, radial
from thymos.kernel.likelihood import log_likelihood
from thymos.kernel.selections import cumulative, leave_one_out
from thymos.plots.baujat import Baujat, BaujatPoint
from thymos.plots.bubble import Bubble, BubblePlot, LinePoint
from thymos.plots.cumulative import Cumulative, Step
from thymos.plots.forest import Forest, ForestGroup, ForestModel, ForestRow
from thymos.plots.funnel import Funnel, FunnelPoint
from thymos.plots.labbe import Labbe, LabbePoint
from thymos.plots.profile import Profile
from thymos.plots.radial import RadialPlot, RadialPoint

DATA = Path(__file__).parents[1] / "published" / "data"


def _read(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))


ROWS = _read("bcg.csv")
Z = 1.959963984540054
LABELS = tuple(f"{row['author']} {row['year']}" for row in ROWS)
A, B, C, D = (
    np.array([float(row[key]) for row in ROWS]) for key in ("tpos", "tneg", "cpos", "cneg")
)
LATITUDE = np.array([float(row["ablat"]) for row in ROWS])
ALLOCATION = tuple(row["alloc"] for row in ROWS)
EFFECTS = effect_sizes("RR", A, A + B, C, C + D)
Y, V = EFFECTS.y, EFFECTS.v
POOLED = pool(Y, V, test="knha")
WEIGHTS = POOLED.weights[0]


def ratio(value: float) -> float:
    """A logarithm as people read it, to the digits that a drawing can show."""
    return round(float(np.exp(value)), 6)


def _row(i: int) -> ForestRow:
    reach = Z * float(np.sqrt(V[i]))
    events = f"{A[i]:.0f}/{A[i] + B[i]:.0f} v {C[i]:.0f}/{C[i] + D[i]:.0f}"
    limits = ratio(Y[i] - reach), ratio(Y[i] + reach)
    return ForestRow(LABELS[i], ratio(Y[i]), *limits, float(WEIGHTS[i]), events)


def forest() -> Forest:
    """Three ways of allocation as groups, the whole with its prediction interval."""
    found = subgroups(Y, V, ALLOCATION)
    groups = []
    for g, name in enumerate(found.names):
        rows = tuple(_row(i) for i, kind in enumerate(ALLOCATION) if kind == name)
        limits = ratio(found.ci_low[g]), ratio(found.ci_high[g])
        answer = ForestModel("Random effects", ratio(found.estimate[g]), *limits)
        groups.append(ForestGroup(f"Allocation: {name}", rows, (answer,)))
    whole = ratio(POOLED.estimate[0]), ratio(POOLED.ci_low[0]), ratio(POOLED.ci_high[0])
    return Forest(
        "BCG vaccine against tuberculosis, by allocation",
        "Risk ratio",
        (),
        (ForestModel("All, Knapp–Hartung", *whole),),
        (ratio(POOLED.prediction_low[0]), ratio(POOLED.prediction_high[0])),
        better_low="fewer with vaccine",
        better_high="more with vaccine",
        groups=tuple(groups),
        notes=(f"Test that groups differ: P = {found.between_p:.2f}",),
    )


def funnel() -> Funnel:
    """Every trial, and the pooled answer."""
    points = tuple(
        FunnelPoint(label, ratio(y), float(np.sqrt(v)))
        for label, y, v in zip(LABELS, Y, V, strict=True)
    )
    return Funnel("Small and large trials of BCG", "Risk ratio", points, ratio(POOLED.estimate[0]))


def radials() -> RadialPlot:
    """Every trial, its error with tau2 in it."""
    found = radial(Y, V)
    points = tuple(
        RadialPoint(label, float(p), float(s))
        for label, p, s in zip(LABELS, found.precision, found.scaled, strict=True)
    )
    return RadialPlot("Trials of BCG on Galbraith's plot", "Risk ratio", points, found.slope)


def labbe() -> Labbe:
    """Risks of both arms, of the trials of streptokinase (Lau et al. 1992)."""
    rows = _read("lau1992.csv")
    a, m, c, n = (np.array([float(row[key]) for row in rows]) for key in ("ai", "n1i", "ci", "n2i"))
    found = mantel_haenszel("OR", a, m - a, c, n - c)
    points = tuple(
        LabbePoint(f"{row['trial']} {row['year']}", *map(float, rest))
        for row, *rest in zip(rows, c / n, a / m, 100 * (m + n) / (m + n).sum(), strict=True)
    )
    whole = ratio(found.estimate[0]), ratio(found.ci_low[0]), ratio(found.ci_high[0])
    title = "Deaths with and without streptokinase"
    return Labbe(title, "odds ratio", points, whole, "Death", "controls", "treated")


def baujat() -> Baujat:
    """Share of the heterogeneity and pull."""
    found = influence(Y, V)
    points = tuple(
        BaujatPoint(label, round(float(q), 8), round(float(pull), 8))
        for label, q, pull in zip(LABELS, found.heterogeneity, found.pull, strict=True)
    )
    return Baujat("Which trials of BCG disagree, and matter", points)


def bubble() -> BubblePlot:
    """Risk ratio against latitude, with limits and prediction."""
    result = regress(Y, V, np.column_stack([np.ones(Y.size), LATITUDE]))
    at = np.linspace(LATITUDE.min(), LATITUDE.max(), 23)
    found = contrasts(result, np.column_stack([np.ones(at.size), at]))
    line = tuple(
        LinePoint(
            float(x),
            ratio(found.estimate[0, i]),
            ratio(found.ci_low[0, i]),
            ratio(found.ci_high[0, i]),
            (ratio(found.prediction_low[0, i]), ratio(found.prediction_high[0, i])),
        )
        for i, x in enumerate(at)
    )
    points = tuple(
        Bubble(label, float(x), ratio(y), float(w))
        for label, x, y, w in zip(LABELS, LATITUDE, Y, WEIGHTS, strict=True)
    )
    title = "Latitude and the effect of BCG"
    return BubblePlot(title, "Risk ratio", "Degrees from the equator", points, line)


def _steps(masks: np.ndarray, order: list[int]) -> tuple[Step, ...]:
    found = pool(Y, V, mask=masks)
    return tuple(
        Step(LABELS[i], ratio(e), ratio(low), ratio(high))
        for i, e, low, high in zip(order, found.estimate, found.ci_low, found.ci_high, strict=True)
    )


def _whole() -> Step:
    found = pool(Y, V)
    limits = ratio(found.ci_low[0]), ratio(found.ci_high[0])
    return Step("All trials", ratio(found.estimate[0]), *limits)


def cumulated() -> Cumulative:
    """In the order of years, as the evidence grew."""
    order = [int(i) for i in np.argsort([int(row["year"]) for row in ROWS], kind="stable")]
    people = np.cumsum((A + B + C + D)[order])
    steps = _steps(cumulative(Y.size, order), order)
    noted = tuple(
        Step(s.label, s.estimate, s.low, s.high, f"{n:,.0f}")
        for s, n in zip(steps, people, strict=True)
    )
    return Cumulative(
        "How the answer on BCG grew", "Risk ratio", noted, _whole(), second="people so far"
    )


def left_out() -> Cumulative:
    """Without each trial in turn."""
    steps = _steps(leave_one_out(Y.size), list(range(Y.size)))
    title = "BCG without each trial in turn"
    return Cumulative(title, "Risk ratio", steps, _whole(), joined=False, first="Leaving out")


def profile() -> Profile:
    """The restricted likelihood of tau2."""
    low, high = tau2_interval(Y, V, rule="PL")
    at = np.linspace(0.0, 1.4 * float(high[0]), 121)
    rows = np.broadcast_to(Y, (at.size, Y.size)), np.broadcast_to(V, (at.size, Y.size))
    heights = log_likelihood(at, *rows, np.ones((at.size, Y.size), bool))
    points = tuple((float(x), round(float(h), 8)) for x, h in zip(at, heights, strict=True))
    top = float(POOLED.tau2[0])
    limits = float(low[0]), float(high[0])
    return Profile("How well each τ² fits the BCG trials", "τ²", points, top, *limits)
