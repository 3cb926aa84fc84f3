"""On which parameters the two answers hang: Sobol's indices, by group and one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thymos.mechanism.bench import Bench
from thymos.mechanism.model import Prior
from thymos.mechanism.population import between
from thymos.mechanism.questions.how import How
from thymos.mechanism.questions.two_way import changes_of
from thymos.mechanism.sobol import Design, Variance, design, filled, indices
from thymos.records.inquiry import Inquiry, TwoWay

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SobolAnswer:
    """Indices of the change up, the change down, of both ways at all, and of being asked at all.

    runs: patients run; missing: those among them who do not come into both states: they count as
    the median and as not answering both ways. What decides about that ("reach") has indices of
    its own, for it stands behind the others, too. margin: at which both ways is asked, in
    percent. groups: told apart by group of parameters; single: by parameter.
    """

    prior: Prior
    runs: int
    missing: int
    margin: float
    groups: tuple[Variance, ...]
    single: tuple[Variance, ...]


def ask_sobol(bench: Bench, inquiry: Inquiry, size: int, how: How) -> SobolAnswer | None:
    """Run the question; None where the inquiry asks for no two-way answer.

    size: a power of two; the groups take size × (groups + 2) patients, the parameters a quarter
    of size × (parameters + 2). Raises ValueError for another size.
    """
    asked = inquiry.two_way
    if asked is None:
        return None
    table = bench.model.parameters
    margin = asked.margins[len(asked.margins) // 2]
    designs = (
        design(table, size, how.seed, grouped=True),
        design(table, max(2, size // 4), how.seed, grouped=False),
    )
    found = [_run(bench, asked, each, how) for each in designs]
    by_group, single = (
        _variances(each, changes, margin, how.seed)
        for each, changes in zip(designs, found, strict=True)
    )
    return SobolAnswer(
        prior=how.prior,
        runs=sum(len(each) for each in found),
        missing=sum(int((~np.isfinite(each).all(axis=1)).sum()) for each in found),
        margin=margin,
        groups=by_group,
        single=single,
    )


def _run(bench: Bench, asked: TwoWay, design: Design, how: How) -> Floats:
    table = bench.model.parameters

    def work(first: int, stop: int) -> Floats:
        shares = design.shares[first:stop]
        return changes_of(bench, asked, between(table, how.prior, shares))

    return np.concatenate(
        how.run(f"indices of variance, {how.prior} prior", len(design.shares), work)
    )


def _variances(design: Design, changes: Floats, margin: float, seed: int) -> tuple[Variance, ...]:
    """On the logarithm of the areas' ratio, where a doubling and a halving weigh the same."""
    least = margin / 100
    both = (changes[:, 0] >= least) & (changes[:, 1] <= -least)
    up, down = (filled(np.log1p(np.maximum(changes[:, i], -0.999999)))[0] for i in (0, 1))
    reached = np.isfinite(changes).all(axis=1)
    answers = (
        ("up", up), ("down", down), ("both", both.astype(float)), ("reach", reached.astype(float))
    )  # fmt: skip
    return tuple(indices(design, name, values, seed) for name, values in answers)
