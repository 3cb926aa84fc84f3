"""Claims about effects: the evidence summarised for the rule, and told as a derivation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from thymos import kernel
from thymos.dossier.index import Dossier
from thymos.evidence.coverage import Coverage
from thymos.evidence.selection import Ground
from thymos.evidence.synthesis import Model, Pooling, Row, Synthesis, model, synthesise
from thymos.evidence.synthesis import Options as PoolOptions
from thymos.records.atoms import admissible
from thymos.records.claim import Claim, ClaimKind
from thymos.records.outcome import Outcome, PublishedPool
from thymos.records.study import Result, Tier
from thymos.verdict import rules
from thymos.verdict.rules import Effect, Line, Says, Summary
from thymos.verdict.weighing import Measured, frame_of, measured
from thymos.verdict.words import Clinical

EFFECTS: tuple[Effect, Effect] = ("benefit", "harm")
RATIOS = ("RR", "OR", "HR", "SHR", "IRR")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that bears on a clinical claim: trials, cohorts, reviews, and the summary."""

    trials: Synthesis
    cohorts: Synthesis
    summary: Summary
    measured: tuple[Measured, ...] = ()


def gather(dossier: Dossier, claim: Claim) -> Evidence | None:
    """Synthesise the claim's outcome in both human tiers; None where it names no outcome."""
    pico = claim.pico
    if pico is None or pico.outcome is None:
        return None
    options = PoolOptions(measure=pico.measure)
    trials = synthesise(dossier, pico.outcome, options, Tier.RCT)
    cohorts = synthesise(dossier, pico.outcome, options, Tier.OBSERVATIONAL)
    return weighed(dossier, trials, cohorts)


def weighed(dossier: Dossier, trials: Synthesis, cohorts: Synthesis) -> Evidence:
    """Both human tiers of one outcome, summarised for the rule; no claim is needed for it."""
    found: tuple[Measured, ...] = ()
    if trials.pooling is not None:
        frame = frame_of(dossier, trials)
        found = tuple(measured(trials.pooling, frame, effect) for effect in EFFECTS)
    return Evidence(trials, cohorts, summarise(trials, cohorts, found), found)


def summarise(trials: Synthesis, cohorts: Synthesis, found: tuple[Measured, ...]) -> Summary:
    """Reduce two syntheses to what the rule looks at."""
    outcome, pooling = trials.outcome, trials.pooling
    review = broadest_review(trials.coverage, pooling.k if pooling else 0)
    said = review_says(review, outcome) if review else None
    seen = cohorts.pooling is not None or bool(cohorts.coverage.pools)
    if pooling is None:
        left = (*trials.selection.excluded, *cohorts.selection.excluded)
        return Summary(
            k=0,
            review=said,
            observational=seen,
            unpoolable=any(e.ground is Ground.NO_NUMBERS for e in left),
            unverified=any(e.ground in (Ground.UNVERIFIED, Ground.KEPT_OUT) for e in left),
        )
    random = _random(pooling)
    return replace(
        weigh(pooling, outcome.better, found),
        review=said,
        observational=seen,
        worthwhile_excluded=_worthwhile_excluded(random, outcome, pooling.measure.code),
        benefit_excluded=_plausible_excluded(random, outcome, pooling, "benefit"),
        harm_excluded=_plausible_excluded(random, outcome, pooling, "harm"),
    )


def weigh(pooling: Pooling, better: str, found: tuple[Measured, ...]) -> Summary:
    """What pooled trials amount to by themselves, whether or not they stand in a dossier."""
    random = _random(pooling)
    shown = {one.effect: one.shown for one in found}
    return Summary(
        k=pooling.k,
        random=direction(random.low, random.high, 0.0, better),
        benefit=shown["benefit"],
        harm=shown["harm"],
    )


def _random(pooling: Pooling) -> Model:
    """The random-effects model by REML with its Wald interval, whatever else was asked for."""
    y = np.array([row.y for row in pooling.rows])
    v = np.array([row.v for row in pooling.rows])
    return model(pooling.measure, kernel.pool(y, v, profile=False))


def direction(low: float | None, high: float | None, null: float, better: str) -> Says:
    """What an interval shows: benefit, harm, or nothing, given which way is better.

    >>> direction(0.6, 0.9, 1.0, "lower"), direction(0.6, 1.1, 1.0, "lower")
    ('benefit', 'nothing shown')
    """
    if low is None or high is None or low <= null <= high:
        return "nothing shown"
    fell = high < null
    return "benefit" if fell == (better == "lower") else "harm"


def row_says(row: Row, pooling: Pooling, outcome: Outcome) -> Says:
    """What one study shows by itself."""
    return direction(row.low, row.high, pooling.measure.null, outcome.better)


def review_says(pool: PublishedPool, outcome: Outcome) -> Says:
    """What a published pooled result shows."""
    if pool.interval is None:
        return "nothing shown"
    null = 1.0 if pool.measure in RATIOS else 0.0
    return direction(pool.interval.low, pool.interval.high, null, outcome.better)


def broadest_review(coverage: Coverage, pooled: int) -> PublishedPool | None:
    """The main result of the admissible review with most trials, if it has more than we do."""
    fit = (
        pool
        for pool in coverage.pools
        if pool.main
        and pool.isolates
        and pool.interval is not None
        and pool.keep_out is None
        and pool.id not in coverage.withdrawn
        and pool.designs == "randomised"
        and admissible(pool.cites)
        and (pool.k or 0) > pooled
    )
    return max(fit, key=lambda pool: (pool.k or 0, pool.id), default=None)


def _worthwhile_excluded(model: Model, outcome: Outcome, measure: str) -> bool | None:
    smallest = outcome.smallest_difference
    if smallest is None or smallest.measure != measure or not admissible(smallest.cites):
        return None
    _, low, high = model.shown
    if low is None or high is None:
        return None
    return low > smallest.value if outcome.better == "lower" else high < smallest.value


def _plausible_excluded(
    model: Model, outcome: Outcome, pooling: Pooling, effect: Effect
) -> bool | None:
    """Whether a ratio's interval rules out an effect of the size that trials should find."""
    if not pooling.measure.log_scale or model.low is None or model.high is None:
        return None
    fall = math.log(1 - rules.PLAUSIBLE_REDUCTION)
    falls = (outcome.better == "lower") == (effect == "benefit")
    return model.low > fall if falls else model.high < -fall


def decide(claim: Claim, evidence: Evidence) -> Line:
    """Apply the rule that fits what the claim expects."""
    if claim.expects == "benefit":
        return rules.shows(evidence.summary, "benefit")
    if claim.expects == "harm":
        return rules.shows(evidence.summary, "harm")
    return rules.no_difference(evidence.summary)


def result_says(result: Result, outcome: Outcome) -> Says:
    """What a single reported effect shows; counts that were not pooled are not re-analysed."""
    effect = result.effect
    if effect is None or effect.interval is None:
        return "nothing shown"
    null = 1.0 if effect.measure in RATIOS else 0.0
    return direction(effect.interval.low, effect.interval.high, null, outcome.better)


def untested(claim: Claim) -> Line:
    """The verdict where no outcome was ever studied."""
    said = "no study of this outcome in these people was found"
    if claim.kind is ClaimKind.SAFETY and claim.expects == "harm":
        said += ", which does not show that it is safe"
    return Line(Clinical.UNTESTED, said)
