"""From a dossier's synthesis to the body of evidence that the rules look at."""

from __future__ import annotations

import numpy as np

from thymos import kernel
from thymos.dossier.index import Dossier
from thymos.evidence.appraisal import Risk, appraise_in
from thymos.evidence.certainty import Certainty, grade
from thymos.evidence.certainty.body import Body, Quality, StudyLine
from thymos.evidence.certainty.thresholds import ENOUGH_STUDIES
from thymos.evidence.directness import asks_about, stands_in
from thymos.evidence.explained import Explained, explained
from thymos.evidence.interests import tied
from thymos.evidence.selection import Entry
from thymos.evidence.synthesis import Pooling, Row, Synthesis
from thymos.kernel.small_study.asymmetry import funnel_regression, peters
from thymos.records.atoms import admissible
from thymos.records.outcome import Outcome
from thymos.records.study import Tier


def certainty(dossier: Dossier, found: Synthesis) -> Certainty | None:
    """Grade what a dossier's studies of one outcome and tier say; None where none is pooled."""
    if found.pooling is None:
        return None
    tier = found.selection.tier
    overrides = (
        override
        for override in found.outcome.overrides
        if override.tier == tier.value and override.on.last <= dossier.day
    )
    return grade(body_of(dossier, found), overrides)


def body_of(dossier: Dossier, found: Synthesis) -> Body:
    """The numbers of a synthesis as a body of evidence. Raises ValueError where none is pooled."""
    pooling, outcome = found.pooling, found.outcome
    if pooling is None:
        raise ValueError("expected a synthesis with pooled studies")
    entries = {entry.study.id: entry for entry in found.selection.entries}
    studies = tuple(_line(dossier, row, entries[row.study or ""], outcome) for row in pooling.rows)
    random = kernel.pool(*_effects(pooling), profile=False)
    one = pooling.k == 1
    asymmetry = _asymmetry(pooling)
    regressed = () if one else explained(dossier, found)
    return Body(
        randomised=found.selection.tier is Tier.RCT,
        log_scale=bool(pooling.measure.log_scale),
        turn=1 if outcome.better == "lower" else -1,
        k=pooling.k,
        estimate=float(random.estimate[0]),
        low=float(random.ci_low[0]),
        high=float(random.ci_high[0]),
        studies=studies,
        people=_people(pooling),
        events=_events(pooling),
        control_risk=control_risk(pooling),
        I2=None if one else float(random.I2[0]),
        Q_p=None if one else float(random.Q_p[0]),
        prediction=_prediction(random),
        asymmetry_p=asymmetry[0] if asymmetry else None,
        asymmetry_favours=asymmetry is None or asymmetry[1] * _turn(outcome) < 0,
        surrogate=stands_in(outcome),
        objective=outcome.objective,
        smallest=_smallest(pooling, outcome),
        known_share=found.coverage.share,
        explained=None if one else _explained(regressed, random),
        dose=_dose(regressed),
    )


def _dose(regressed: tuple[Explained, ...]) -> tuple[float, float] | None:
    """Slope and P of the effect on the amount given, over studies that all record it."""
    found = (one for one in regressed if one.moderator.amount and not one.unknown)
    return next(((one.slope, one.p) for one in found), None)


def _explained(regressed: tuple[Explained, ...], random: kernel.Pooled) -> tuple[str, float] | None:
    """The moderator named beforehand that leaves least, and the I² it leaves, percent.

    With fewer than ENOUGH_STUDIES a slope explains too easily.
    """
    before, share = float(random.tau2[0]), float(random.I2[0]) / 100
    if not before > 0 or not 0 < share < 1:
        return None
    typical = before * (1 - share) / share
    left = [
        (one.moderator.characteristic, 100 * one.tau2 / (one.tau2 + typical))
        for one in regressed
        if one.k >= ENOUGH_STUDIES and not one.unknown
    ]
    return min(left, key=lambda one: one[1], default=None)


def control_risk(pooling: Pooling) -> float | None:
    """The risk in all control groups together; None where not every study gives counts."""
    events = [row.events[1] for row in pooling.rows if row.events]
    people = [row.n[1] for row in pooling.rows if row.n]
    if len(events) < pooling.k or len(people) < pooling.k or not sum(people):
        return None
    return sum(events) / sum(people)


def _line(dossier: Dossier, row: Row, entry: Entry, outcome: Outcome) -> StudyLine:
    risk = appraise_in(dossier, entry.study, outcome.id).overall
    return StudyLine(
        y=row.y,
        v=row.v,
        weight=row.weight or 0.0,
        quality=_quality(risk),
        direct=asks_about(dossier, entry.study, outcome),
        tied=tied(entry.study),
        n=row.n,
        events=row.events,
    )


def _quality(risk: Risk) -> Quality:
    if risk in (Risk.LOW, Risk.SOME):
        return "good"
    return "high" if risk is Risk.HIGH else "unknown"


def _effects(pooling: Pooling) -> tuple[list[float], list[float]]:
    return [row.y for row in pooling.rows], [row.v for row in pooling.rows]


def _people(pooling: Pooling) -> int | None:
    sizes = [sum(row.n) for row in pooling.rows if row.n]
    return sum(sizes) if len(sizes) == pooling.k else None


def _events(pooling: Pooling) -> int | None:
    counts = [sum(row.events) for row in pooling.rows if row.events]
    return sum(counts) if len(counts) == pooling.k else None


def _prediction(random: kernel.Pooled) -> tuple[float, float] | None:
    low, high = float(random.prediction_low[0]), float(random.prediction_high[0])
    return (low, high) if np.isfinite(low) and np.isfinite(high) else None


def _turn(outcome: Outcome) -> int:
    return 1 if outcome.better == "lower" else -1


def _asymmetry(pooling: Pooling) -> tuple[float, float] | None:
    """P and slope of Peters' test on counts, else Egger's; None for too few studies.

    The slope is that of the effect on the size of the standard error: below 0, small studies
    find lower values.
    """
    if pooling.k < ENOUGH_STUDIES:
        return None
    try:
        if pooling.measure.log_scale and all(row.events and row.n for row in pooling.rows):
            a, c = (np.array([row.events[i] for row in pooling.rows if row.events], float)
                    for i in (0, 1))  # fmt: skip
            n1, n2 = (np.array([row.n[i] for row in pooling.rows if row.n], float) for i in (0, 1))
            found = peters(a, n1, c, n2)
        else:
            found = funnel_regression(*_effects(pooling))
    except ValueError:
        return None
    return float(found.p[0]), float(found.slope[0])


def _smallest(pooling: Pooling, outcome: Outcome) -> float | None:
    least = outcome.smallest_difference
    if least is None or least.measure != pooling.measure.code or not admissible(least.cites):
        return None
    return float(kernel.from_display(pooling.measure, least.value))
