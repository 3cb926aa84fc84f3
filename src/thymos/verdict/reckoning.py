"""The numbers that the rule read, written down so that they can be followed by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from thymos import kernel
from thymos.evidence.certainty import Certainty
from thymos.evidence.synthesis import Pooling
from thymos.kernel.batch import Floats
from thymos.kernel.priors import Prior
from thymos.records.claim import Claim
from thymos.records.wording import MINUS, number, plural
from thymos.verdict.clinical import Evidence
from thymos.verdict.rules import ENOUGH_PARTICIPANTS, POWER, Bias, Effect
from thymos.verdict.trace import Node
from thymos.verdict.weighing import Measured

# The scale of heterogeneity between trials of one question on a log or standardised scale
# (Röver et al. 2021, Res Synth Methods 12:448).
HETEROGENEITY = 0.5

BIAS: tuple[tuple[Bias, str], ...] = (
    ("low", "most of the carriers' weight is at low risk of bias or raises some concerns"),
    ("cannot matter much", "risk of bias is not assessed for most of the carriers' weight, and the "
     "outcome cannot be misjudged"),
    ("not assessed", "risk of bias is not assessed for most of the carriers' weight"),
    ("high", "half of the carriers' weight or more is at high risk of bias"),
)  # fmt: skip


def reckoning(evidence: Evidence, claim: Claim) -> tuple[Node, ...]:
    """The steps from the pooled trials to what the table of the rule saw."""
    pooling = evidence.trials.pooling
    if pooling is None:
        return ()
    sides: tuple[Effect, ...] = ("benefit", "harm")
    if claim.expects in sides:
        sides = (claim.expects,)
    return tuple(
        Node(f"How firmly a {found.effect} is shown", tuple(_steps(found, pooling)))
        for found in evidence.measured
        if found.effect in sides
    )


def _steps(found: Measured, pooling: Pooling) -> Iterator[Node]:
    steady, shown = found.steady, found.shown
    yield Node(f"{shown.carriers} of {plural(pooling.k, 'trial', 'trials')} point to it")
    if not shown.carriers:
        return
    verdict = "shown" if shown.everywhere else "not shown"
    reach = (
        f", and at least {number(steady.weakest)} for every τ² from 0 to {steady.ceiling:.3g}"
        if steady.ceiling > 0
        else ", and the trials give no heterogeneity"
    )
    yield Node(
        f"z = {number(steady.common)} under one common effect (τ² = 0){reach}; "
        f"{number(found.bar)} is needed: {verdict}"
    )
    if shown.everywhere:
        yield from _frailties(found, pooling)
    if shown.outweighed_by is not None:
        yield Node(
            f"{shown.outweighed_by} does not show it by itself, and holds as much information as "
            "all others that point to it"
        )


def _frailties(found: Measured, pooling: Pooling) -> Iterator[Node]:
    steady, shown = found.steady, found.shown
    if shown.carriers > 1:
        yield Node(
            f"guarded by t with {plural(shown.carriers - 1, 'degree')} of freedom, "
            f"{number(found.guard)} is needed: {'shown' if shown.guarded else 'not shown'}"
        )
        place = int(np.nanargmin(steady.without))
        yield Node(f"without {pooling.rows[place].label}, z is at least "
                   f"{number(float(steady.without[place]))}")  # fmt: skip
    if found.needed is not None and shown.information is not None:
        yield Node(
            f"the carriers hold information (Σ 1/v) of {number(steady.information, 1)}, less "
            f"{100 * steady.diversity:.0f} % for heterogeneity; finding a plausible effect at 5 % "
            f"with power {100 * POWER:.0f} % takes {number(found.needed, 1)}: "
            f"{100 * shown.information:.0f} %"
        )
    elif shown.information is not None:
        people = shown.information * ENOUGH_PARTICIPANTS
        yield Node(
            f"{people:.0f} people took part in the carriers; {ENOUGH_PARTICIPANTS} are asked"
        )
    yield Node(dict(BIAS)[shown.bias])


def graded(found: Certainty | None) -> tuple[Node, ...]:
    """The reasons for the level of certainty, each with its steps."""
    if found is None:
        return ()
    reasons = []
    for reason in found.reasons:
        own, said = reason.suggested, reason.override
        steps = f"{reason.steps:+d}".replace("-", MINUS) if reason.steps else "0"
        text = f"{own.domain.value} {steps}: {own.reason}"
        if said is not None:
            rule = f"{own.steps:+d}".replace("-", MINUS)
            text = (f"{own.domain.value} {steps}: {said.reason} (set by {said.by}, {said.on}; the "
                    f"rule has {rule}: {own.reason})")  # fmt: skip
        reasons.append(Node(text, cites=said.cites if said else ()))
    if found.capped is not None:
        reasons.append(Node(f"cap: {found.capped}"))
    title = f"Certainty: {found.level.value}, starting from {found.start.value} ({found.mark})"
    return (Node(title, tuple(reasons)),)


def belief(evidence: Evidence) -> tuple[Node, ...]:
    """Posterior probabilities, to stand beside the words; they decide nothing.

    None for measures whose heterogeneity has no published prior and too few studies to do
    without.
    """
    pooling, outcome = evidence.trials.pooling, evidence.trials.outcome
    prior = _prior(pooling) if pooling is not None else None
    if pooling is None or prior is None:
        return ()
    y = np.array([row.y for row in pooling.rows])
    v = np.array([row.v for row in pooling.rows])
    mean = kernel.posterior(y, v, prior).mean
    below = outcome.better == "lower"
    said = [f"any benefit {_percent(_beyond(mean, 0.0, below))}"]
    if pooling.k > 1:
        said[0] += f" ({_percent(_common(y, v, below))} if all trials had one common effect)"
    smallest = outcome.smallest_difference
    if smallest is not None and smallest.measure == pooling.measure.code:
        at = float(kernel.from_display(pooling.measure, smallest.value))
        said.append(f"a benefit worth having ({smallest.measure} {number(smallest.value)} or "
                    f"better) {_percent(_beyond(mean, at, below))}")  # fmt: skip
    told = (
        f"Posterior probability, beside the words and deciding nothing: {', '.join(said)} "
        f"(flat prior of the mean effect, {prior.label} prior of τ)"
    )
    return (Node(told),)


def _prior(pooling: Pooling) -> Prior | None:
    if pooling.measure.log_scale or pooling.measure.code.startswith("SMD"):
        return kernel.half_normal(HETEROGENEITY)
    return kernel.uniform() if pooling.k >= 3 else None


def _beyond(mean: kernel.NormalMixture, at: float, below: bool) -> float:
    share = float(mean.cdf([at])[0])
    return share if below else 1 - share


def _percent(share: float) -> str:
    if not 0.001 <= share <= 0.999:
        return "under 0.1 %" if share < 0.5 else "over 99.9 %"
    return f"{100 * share:.1f} %" if not 0.02 <= share <= 0.98 else f"{100 * share:.0f} %"


def _common(y: Floats, v: Floats, below: bool) -> float:
    """The same under one common effect, where the largest trials weigh most."""
    z = float((y / v).sum() / math.sqrt((1 / v).sum()))
    return 0.5 * math.erfc((z if below else -z) / math.sqrt(2))
