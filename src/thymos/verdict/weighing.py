"""How firmly pooled trials show an effect in one direction: the numbers that the rule reads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from thymos import kernel
from thymos.dossier.index import Dossier
from thymos.evidence.appraisal import Risk, appraise_in
from thymos.evidence.directness import asks_about
from thymos.evidence.synthesis import Pooling, Row, Synthesis
from thymos.kernel.distributions import normal_quantile, t_quantile
from thymos.kernel.steady import Steady, steady
from thymos.records.atoms import admissible
from thymos.verdict.rules import (
    ENOUGH_PARTICIPANTS,
    MOST,
    PLAUSIBLE_REDUCTION,
    PLAUSIBLE_STANDARDISED,
    POWER,
    Bias,
    Effect,
    Shown,
)

Floats = NDArray[np.float64]
Quality = Literal["good", "high", "unknown"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What must be known of an outcome besides its pooled numbers.

    better: which way is benefit. quality: of each pooled study in turn. direct: whether its
    people are those of the outcome, of each in turn; all, where empty. objective: whether the
    outcome cannot be misjudged. smallest: a sourced smallest difference worth having, in the
    unit of the pooled measure, where that is a difference.
    """

    better: Literal["lower", "higher"]
    quality: tuple[Quality, ...]
    objective: bool = False
    smallest: float | None = None
    direct: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """What the rule reads of one direction, with the numbers behind it.

    bar: the critical z; guard: the critical t on the carriers; needed: the information that
    finding a plausible effect takes before heterogeneity, None where no such effect is named.
    """

    effect: Effect
    shown: Shown
    steady: Steady
    bar: float
    guard: float
    needed: float | None


def measured(pooling: Pooling, frame: Frame, effect: Effect) -> Measured:
    """What pooled studies show towards benefit, or towards harm."""
    y = np.array([row.y for row in pooling.rows])
    v = np.array([row.v for row in pooling.rows])
    side = "below" if (frame.better == "lower") == (effect == "benefit") else "above"
    found = steady(y, v, side=side)
    count = int(found.carriers.sum())
    level = pooling.options.level
    bar = float(normal_quantile(0.5 + level / 2))
    guard = float(t_quantile(0.5 + level / 2, count - 1.0)) if count > 1 else math.inf
    everywhere = found.weakest >= bar
    worth = _worth(pooling, frame, found)
    needed = None if worth is None else float(kernel.required_information(worth, power=POWER))
    shown = Shown(
        carriers=count,
        common=found.common >= bar,
        everywhere=everywhere,
        guarded=found.weakest >= guard,
        rests_on=_rests_on(pooling, found, bar) if everywhere else None,
        outweighed_by=_outweighed_by(pooling, found, bar, side),
        information=_information(pooling, found, needed),
        bias=_bias(pooling, frame, found),
        indirect=_indirect(pooling, frame, found),
    )
    return Measured(effect, shown, found, bar, guard, needed)


def frame_of(dossier: Dossier, trials: Synthesis) -> Frame:
    """The frame of a synthesis. Raises ValueError where nothing is pooled."""
    pooling, outcome = trials.pooling, trials.outcome
    if pooling is None:
        raise ValueError("expected a synthesis with pooled studies")
    judged = {
        entry.study.id: appraise_in(dossier, entry.study, outcome.id).overall
        for entry in trials.selection.entries
    }
    studies = {entry.study.id: entry.study for entry in trials.selection.entries}
    smallest = outcome.smallest_difference
    fits = smallest is not None and smallest.measure == pooling.measure.code
    return Frame(
        better=outcome.better,
        quality=tuple(_quality(judged[row.study or ""]) for row in pooling.rows),
        direct=tuple(
            asks_about(dossier, studies[row.study or ""], outcome) for row in pooling.rows
        ),
        objective=outcome.objective,
        smallest=abs(smallest.value) if smallest and fits and admissible(smallest.cites) else None,
    )


def _rests_on(pooling: Pooling, found: Steady, bar: float) -> str | None:
    if not (found.without < bar).any():
        return None
    return pooling.rows[int(np.nanargmin(found.without))].label


def _outweighed_by(pooling: Pooling, found: Steady, bar: float, side: str) -> str | None:
    """The trial that shows nothing by itself and weighs as much as all others that carry."""
    turn = -1.0 if side == "below" else 1.0
    for row in sorted(pooling.rows, key=lambda row: row.v):
        others = found.information - (1 / row.v if turn * row.y > 0 else 0.0)
        if turn * row.y / math.sqrt(row.v) < bar and 1 / row.v >= others > 0:
            return row.label
    return None


def _information(pooling: Pooling, found: Steady, needed: float | None) -> float | None:
    """What the carriers hold, as a share of what finding a plausible effect takes.

    Lessened by heterogeneity as at the ceiling (Wetterslev et al. 2009). Where no plausible
    size of effect can be named, participants are counted instead.
    """
    carrying = _carrying(pooling, found)
    if not carrying:
        return 0.0
    if needed is not None:
        return found.information * (1 - found.diversity) / needed
    if any(row.n is None for row in carrying):
        return None
    return sum(sum(row.n or ()) for row in carrying) / ENOUGH_PARTICIPANTS


def _worth(pooling: Pooling, frame: Frame, found: Steady) -> float | None:
    """A plausible size of effect on the analysis scale."""
    code = pooling.measure.code
    if pooling.measure.log_scale:
        return -math.log(1 - PLAUSIBLE_REDUCTION)
    if code == "SMD":
        return PLAUSIBLE_STANDARDISED
    carrying = _carrying(pooling, found)
    if code == "RD" and all(row.events and row.n for row in carrying):
        events = sum(row.events[1] for row in carrying if row.events)
        people = sum(row.n[1] for row in carrying if row.n)
        return PLAUSIBLE_REDUCTION * events / people if events else None
    return frame.smallest or None


def _carrying(pooling: Pooling, found: Steady) -> list[Row]:
    return [row for row, carries in zip(pooling.rows, found.carriers, strict=True) if carries]


def _bias(pooling: Pooling, frame: Frame, found: Steady) -> Bias:
    """Risk of bias of most of the weight that carries the effect."""
    share = {"good": 0.0, "high": 0.0, "unknown": 0.0}
    for row, carries, quality in zip(pooling.rows, found.carriers, frame.quality, strict=True):
        if carries:
            share[quality] += 1 / row.v / found.information
    if share["high"] >= MOST:
        return "high"
    if share["good"] > MOST:
        return "low"
    return "cannot matter much" if frame.objective else "not assessed"


def _indirect(pooling: Pooling, frame: Frame, found: Steady) -> bool:
    """Whether most of the weight that carries the effect is of other people."""
    if not frame.direct or not found.information:
        return False
    other = sum(
        1 / row.v
        for row, carries, direct in zip(pooling.rows, found.carriers, frame.direct, strict=True)
        if carries and not direct
    )
    return other / found.information > MOST


def _quality(risk: Risk) -> Quality:
    if risk in (Risk.LOW, Risk.SOME):
        return "good"
    return "high" if risk is Risk.HIGH else "unknown"
