"""Does one set of parameters answer both ways, and without which arm does it no longer?

The same patients are run in two states, untreated and treated, in the model as it stands and
in every variant asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from thymos.mechanism.bench import Arm, Bench, acts_untreated, courses, hours
from thymos.mechanism.model import Prior
from thymos.mechanism.population import draw
from thymos.mechanism.questions.how import How
from thymos.mechanism.twoway import (
    AtMargin,
    Leaning,
    Share,
    Spread,
    at_margin,
    judged,
    leanings,
    share,
    spread,
)
from thymos.records.inquiry import Inquiry, TwoWay, Watched
from thymos.records.model import Variant

Floats = NDArray[np.float64]

Kind = Literal["arms", "readings", "routes"]
KINDS: tuple[Kind, ...] = ("arms", "readings", "routes")
MOST_LEANINGS = 8
# An untreated course below this is none: a change in parts of it would mean nothing.
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Judged:
    """The model, or one variant of it: shares at each margin, and how large the changes are.

    variant: None is the model as it stands. reached: of all draws, those that come into both
    states and can be judged.
    """

    variant: str | None
    reached: Share
    margins: tuple[AtMargin, ...]
    up: Spread
    down: Spread


@dataclass(frozen=True, slots=True)
class TwoWayAnswer:
    """The share of draws that answer both ways under one prior, whole and variant by variant.

    reached_up, reached_down: of all draws, those that come into the one state, and the other.
    margin: the middle one of those asked for, at which `leanings` tells on which ranges the
    share hangs.
    """

    prior: Prior
    draws: int
    reached_up: Share
    reached_down: Share
    whole: Judged
    arms: tuple[Judged, ...]
    readings: tuple[Judged, ...]
    routes: tuple[Judged, ...]
    margin: float
    leanings: tuple[Leaning, ...]


def ask_two_way(
    bench: Bench,
    inquiry: Inquiry,
    draws: int,
    how: How,
    kinds: Sequence[Kind] = KINDS,
) -> TwoWayAnswer | None:
    """Run the question; None where the inquiry asks none. Raises ValueError for no draw.

    kinds: which variants are run beside the model as it stands: those that lack an arm, that
    read a dispute otherwise, that close a route.
    """
    asked = inquiry.two_way
    if asked is None:
        return None
    if draws < 1:
        raise ValueError(f"expected at least 1 patient, found {draws}")
    model = bench.model
    named = {kind: getattr(inquiry, kind) if kind in kinds else () for kind in KINDS}
    variants = (None, *(model.variant(name) for kind in KINDS for name in named[kind]))
    plan = _Plan.of(bench, asked, variants)

    def work(first: int, stop: int) -> Floats:
        return plan.changes(draw(model.parameters, how.prior, how.seed, first, stop))

    changes = np.concatenate(how.run(f"two-way, {how.prior} prior", draws, work))
    told = iter([_judged(v, changes[:, i], asked.margins) for i, v in enumerate(variants)])
    margin = asked.margins[len(asked.margins) // 2]
    parameters = draw(model.parameters, how.prior, how.seed, 0, draws)
    found = leanings(changes[:, 0], parameters, model.parameters.ids, margin)
    return TwoWayAnswer(
        prior=how.prior,
        draws=draws,
        reached_up=share(np.isfinite(changes[:, 0, 0])),
        reached_down=share(np.isfinite(changes[:, 0, 1])),
        whole=next(told),
        arms=tuple(islice(told, len(named["arms"]))),
        readings=tuple(islice(told, len(named["readings"]))),
        routes=tuple(told),
        margin=margin,
        leanings=found[:MOST_LEANINGS],
    )


def changes_of(bench: Bench, asked: TwoWay, parameters: Floats) -> Floats:
    """What rises and what falls in the model as it stands, in parts, (patient, 2)."""
    return _Plan.of(bench, asked, (None,)).changes(parameters)[:, 0]


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two states: what is watched, the arms, and for each variant its two arms."""

    watched: Watched
    arms: tuple[Arm, ...]
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The arms of both states, worked out once."""

    bench: Bench
    up: _Side
    down: _Side

    @classmethod
    def of(cls, bench: Bench, asked: TwoWay, variants: Sequence[Variant | None]) -> _Plan:
        return cls(bench, *(_side(bench, asked, w, variants) for w in (asked.up, asked.down)))

    def changes(self, parameters: Floats) -> Floats:
        """Changes of the areas in parts, (patient, variant, 2)."""
        return np.stack([self._one(side, parameters) for side in (self.up, self.down)], axis=-1)

    def _one(self, side: _Side, parameters: Floats) -> Floats:
        scenario = self.bench.model.scenario(side.watched.scenario)
        times = hours(scenario)
        seen = courses(self.bench, scenario, side.arms, parameters, times, [side.watched.readout])
        areas = [np.asarray(np.trapezoid(v[:, :, 0], times, axis=1)) for v in seen.values]
        return np.stack([_change(areas[a], areas[b]) for a, b in side.pairs], axis=1)


def _side(
    bench: Bench, asked: TwoWay, watched: Watched, variants: Sequence[Variant | None]
) -> _Side:
    """Each variant treated; untreated once, and again for variants that act without a dose."""
    scenario = bench.model.scenario(watched.scenario)
    regimen = bench.model.regimen(asked.regimen)
    arms, pairs = [Arm()], []
    for variant in variants:
        sets = variant.sets if variant else ()
        idle = not sets or not acts_untreated(bench, scenario, sets)
        before = 0
        if not idle:
            before = len(arms)
            arms.append(Arm(sets, None, idle))
        pairs.append((before, len(arms)))
        arms.append(Arm(sets, regimen, idle))
    return _Side(watched, tuple(arms), tuple(pairs))


def _change(before: Floats, after: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(before > NOTHING, after / before - 1, np.nan)


def _judged(variant: Variant | None, changes: Floats, margins: Sequence[float]) -> Judged:
    """Shares and spreads of one variant from its changes, (draw, 2)."""
    seen = judged(changes)
    return Judged(
        variant=variant.id if variant else None,
        reached=share(seen),
        margins=tuple(at_margin(changes, margin) for margin in margins),
        up=spread(changes[seen, 0]),
        down=spread(changes[seen, 1]),
    )
