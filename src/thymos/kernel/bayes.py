"""Bayesian random-effects meta-analysis: posteriors as functions, without simulation.

Given tau, all that is asked is normal; tau itself is one-dimensional. So every posterior is
an integral over tau of normal distributions, and is done by quadrature: DIRECT (Roever &
Friede 2017, J Comput Graph Stat 26:217; Roever 2020, J Stat Softw 93(6)) cuts the line of tau
into bins within which the normal distributions hardly differ. Here each bin also has several
nodes, so that what remains is near rounding, and is stated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Floats, as_batch, as_floats
from thymos.kernel.mixtures import NormalMixture, check_share, mixture
from thymos.kernel.priors import Prior
from thymos.kernel.roots import find_root

NODES, WEIGHTS = np.polynomial.legendre.leggauss(8)
FIRST = 1e-7  # in standard errors: below it the likelihood moves by less than rounding
FARTHEST = 90.0  # in ln(tau) above that; a tail of 1 over tau has then fallen below 1e-25
TOLERANCE = 1e-12  # of the whole mass, for the quadrature of all bins together
STEP = 0.05  # of ln(tau), when the end of the grid is looked for
MOST_ROUNDS = 40


@dataclass(frozen=True, slots=True, eq=False)
class GridError:
    """How far the grid may be off.

    divergence: largest symmetrised Kullback-Leibler divergence between the conditional
    distributions at the two ends of a bin. quadrature: relative change of the total mass when
    every bin is halved. omitted: posterior mass beyond the last bin. bins: how many.
    """

    divergence: float
    quadrature: float
    omitted: float
    bins: int


@dataclass(frozen=True, slots=True, eq=False)
class TauPosterior:
    """Posterior distribution of tau; edges of bins and the mass below them, (bin + 1,).

    mean, sd: nan where the tail is too heavy for them.
    """

    edges: Floats
    below: Floats
    log_mass: Callable[[Floats], Floats]
    prior: Prior
    mean: float
    sd: float

    def density(self, x: ArrayLike) -> Floats:
        """Posterior density of tau at x, elementwise; 0 below 0."""
        tau = as_floats("x", x)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.exp(self.log_mass(np.maximum(tau, 0.0)))
        return np.where(tau >= 0, value, 0.0)

    def cdf(self, x: ArrayLike) -> Floats:
        """Posterior probability that tau is at most x, elementwise."""
        tau = as_floats("x", x)
        flat = np.clip(tau.ravel(), 0.0, self.edges[-1])
        first = self.edges[0]
        start = np.searchsorted(self.edges, np.maximum(flat, first), side="right") - 1
        start = np.minimum(start, self.edges.size - 2)
        upper = np.log(np.maximum(flat, first))
        part = _integrate(self.log_mass, np.log(self.edges[start]), upper)
        near = self.below[0] * self.prior.cdf(flat) / self.prior.cdf(np.asarray(first))
        value = np.where(flat < first, near, self.below[start] + part)
        return np.where(tau.ravel() >= self.edges[-1], 1.0, value).reshape(tau.shape)

    def quantile(self, p: ArrayLike) -> Floats:
        """Value below which tau lies with probability p. Raises ValueError outside 0 to 1."""
        share = check_share(p)
        flat = share.ravel()
        bounds = np.concatenate([[0.0], self.edges])
        at = np.clip(np.searchsorted(self.below, flat), 0, self.below.size - 1)
        inside = find_root(
            lambda x, rows: (self.cdf(x) - flat[rows], self.density(x)),
            bounds[at],
            bounds[at + 1],
            rising=True,
        )
        value = np.where(flat == 0, 0.0, np.where(flat >= self.below[-1], np.inf, inside))
        return value.reshape(share.shape)


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What is believed after the data, each a distribution with density, cdf and quantile.

    mean: of the mean effect; tau: of the heterogeneity; prediction: of the true effect in a
    further study; studies: of each study's own effect, in order. A mean or sd is nan where the
    tail of tau is too heavy for it. log_evidence: logarithm of the marginal likelihood, nan
    unless both priors are proper.
    """

    mean: NormalMixture
    tau: TauPosterior
    prediction: NormalMixture
    studies: tuple[NormalMixture, ...]
    prior: Prior
    mean_prior: tuple[float, float] | None
    log_evidence: float
    error: GridError


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """One set of studies; prior precision p0 is 0 for a flat prior of the mean."""

    y: Floats
    v: Floats
    m0: float
    p0: float

    def given(self, tau: Floats) -> tuple[Floats, Floats, Floats]:
        """Mean and variance of the mean effect given tau, log-likelihood of tau, (node,)."""
        spread = self.v + (tau * tau)[:, None]
        w = 1.0 / spread
        precision = w.sum(-1) + self.p0
        mean = (w @ self.y + self.p0 * self.m0) / precision
        squares = (w * (self.y - mean[:, None]) ** 2).sum(-1) + self.p0 * (mean - self.m0) ** 2
        log_like = -0.5 * (np.log(spread).sum(-1) + np.log(precision) + squares)
        return mean, 1.0 / precision, log_like

    def everything(self, tau: Floats) -> tuple[Floats, Floats]:
        """Conditional means and variances of mean, prediction and studies, (k + 2, node)."""
        mean, variance, _ = self.given(tau)
        t2 = tau * tau
        own = t2 / (t2 + self.v[:, None])
        studies = own * self.y[:, None] + (1 - own) * mean
        spreads = own * self.v[:, None] + (1 - own) ** 2 * variance
        return np.vstack([mean, mean, studies]), np.vstack([variance, variance + t2, spreads])


def posterior(
    y: ArrayLike,
    v: ArrayLike,
    prior: Prior,
    *,
    mean_prior: tuple[float, float] | None = None,
    mask: ArrayLike | None = None,
    delta: float = 0.01,
    epsilon: float = 1e-9,
) -> Posterior:
    """Posterior of the normal-normal hierarchical model for one set of studies.

    y, v: effects on the analysis scale and sampling variances, (study,). prior: of tau, see
    `priors`, in the unit of y. mean_prior: mean and standard deviation of a normal prior of
    the mean effect; None is flat. mask: which studies take part. delta: largest divergence
    within a bin. epsilon: posterior mass that may lie beyond the grid. Raises ValueError for
    arrays that do not fit, no study, an impossible mean_prior, delta or epsilon, and for an
    improper prior with fewer than three studies, which leaves no posterior.
    Source: Roever 2020, J Stat Softw 93(6); Roever & Friede 2017.

    >>> from thymos.kernel.priors import half_normal
    >>> found = posterior([0.1, 0.3, 0.8], [0.01, 0.02, 0.03], half_normal(0.5))
    >>> found.mean.quantile([0.025, 0.5, 0.975]).round(3)
    array([-0.185,  0.371,  0.97 ])
    """
    model = _model(y, v, mean_prior, mask, prior)
    if not (0 < delta <= 1 and 0 < epsilon < 0.01):
        raise ValueError(
            f"delta must be above 0 and at most 1, epsilon above 0 and below 0.01, "
            f"got {delta} and {epsilon}"
        )
    shift, last, omitted = _reach(model, prior, epsilon)

    def log_mass(tau: Floats) -> Floats:
        like = model.given(np.asarray(tau).ravel())[2].reshape(np.shape(tau))
        return np.asarray(like + prior.log_density(tau) - shift)

    edges, divergence, quadrature = _bins(model, log_mass, (_start(model, prior), last), delta)
    tau, weights = _nodes(edges)
    weights = weights * np.exp(log_mass(tau))
    nearest = float(np.exp(model.given(np.zeros(1))[2][0] - shift))
    first = nearest * float(prior.cdf(np.exp(edges[:1]))[0])
    total = first + weights.sum()
    tau, weights = np.append(tau, 0.0), np.append(weights, first) / total
    means, variances = model.everything(tau)
    parts = [mixture(weights, m, s) for m, s in zip(means, np.sqrt(variances), strict=True)]
    moments = _moments(model, prior)
    return Posterior(
        parts[0] if model.p0 else _without(parts[0], moments),
        _tau_posterior(edges, weights, (tau, float(np.log(total)), moments), log_mass, prior),
        _without(parts[1], moments),
        tuple(parts[2:]),
        prior,
        mean_prior,
        _evidence(model, shift + float(np.log(total)), prior.proper),
        GridError(divergence, quadrature, omitted, edges.size - 1),
    )


def _model(
    y: ArrayLike,
    v: ArrayLike,
    mean_prior: tuple[float, float] | None,
    mask: ArrayLike | None,
    prior: Prior,
) -> _Model:
    batch = as_batch(y, v, mask)
    if batch.k.size != 1:
        raise ValueError(f"one set of studies at a time, got {batch.k.size}")
    k = int(batch.k[0])
    if k < (1 if prior.proper else 3):
        least = "at least one study" if prior.proper else "an improper prior needs three studies"
        raise ValueError(f"{least}, got {k}")
    m0, s0 = (0.0, np.inf) if mean_prior is None else mean_prior
    if mean_prior is not None and not (np.isfinite(m0) and np.isfinite(s0) and s0 > 0):
        raise ValueError(f"mean_prior must be a mean and an sd above 0, got {mean_prior}")
    taking = batch.mask[0]
    return _Model(batch.y[0, taking], batch.v[0, taking], float(m0), float(s0) ** -2.0)


def _fall(model: _Model, prior: Prior) -> float:
    """Power with which the posterior density of tau falls in the end: tau to the minus this."""
    return prior.tail + model.y.size - (0.0 if model.p0 else 1.0)


def _moments(model: _Model, prior: Prior) -> int:
    """How many moments of tau exist and can be stated: 0, 1 or 2."""
    return sum(_fall(model, prior) - power > 1 for power in (1, 2))


def _without(part: NormalMixture, moments: int) -> NormalMixture:
    nan = float("nan")
    return replace(part, mean=part.mean if moments > 0 else nan, sd=part.sd if moments > 1 else nan)


def _reach(model: _Model, prior: Prior, epsilon: float) -> tuple[float, float, float]:
    """Highest log of density times tau; ln(tau) of the last edge; mass beyond it, as a share.

    The last edge leaves out no more than epsilon of the highest moment that exists.
    """
    start = _start(model, prior)
    x = np.arange(start, start + FARTHEST, STEP)
    tau, moments = np.exp(x), _moments(model, prior)
    log_like = model.given(tau)[2]
    log_value = log_like + prior.log_density(tau) + x
    shift = float(log_value.max())
    rest = _remainder(prior, tau[-1], float(log_like[-1]) - shift)
    if rest is None:  # the end of a power law, which is exact in logarithms
        rest = float(np.exp(log_value[-1] - shift)) / (_fall(model, prior) - 1)
    mass = _beyond(log_value - shift, rest)
    weighted = log_value + moments * x
    needed = _beyond(weighted - weighted.max(), 0.0) if moments else mass
    enough = np.flatnonzero(np.maximum(needed, mass) <= epsilon)
    if enough.size == 0:
        raise ValueError(f"the posterior under {prior.label} ends nowhere; raise epsilon")
    last = min(float(x[enough[0]]), float(np.log(prior.upper)))
    return shift, last, float(mass[enough[0]])


def _remainder(prior: Prior, tau: float, log_like: float) -> float | None:
    """Mass beyond the farthest tau under a proper prior: the likelihood only falls there."""
    if not prior.proper:
        return None
    return float(np.exp(log_like) * (1 - prior.cdf(np.asarray(tau))))


def _beyond(log_value: Floats, rest: float) -> Floats:
    """Share of the sum from each point on."""
    value = np.exp(log_value) * STEP
    sums = np.cumsum(value[::-1])[::-1] + rest
    return np.asarray(sums / sums[0], dtype=np.float64)


def _start(model: _Model, prior: Prior) -> float:
    """ln(tau) of the first edge: below the data's resolution, and below nearly all of the prior."""
    start = float(np.log(FIRST) + 0.5 * np.log(model.v.min()))
    if not prior.proper:
        return start
    return min(start, float(np.log(prior.quantile(np.asarray(0.001)))))


def _bins(
    model: _Model, log_mass: Callable[[Floats], Floats], ends: tuple[float, float], delta: float
) -> tuple[Floats, float, float]:
    """Edges in ln(tau), halved until no bin diverges or errs; its divergence, and the error."""
    edges = np.linspace(*ends, max(8, int(np.ceil(ends[1] - ends[0]))) + 1)
    for _ in range(MOST_ROUNDS):
        apart, error = _errors(model, log_mass, edges)
        # Rounding puts a floor under the error of a bin; halving does not help below it.
        bad = (apart > delta) | (error > max(TOLERANCE / edges.size, 1e-15))
        if not bad.any():
            break
        middles = 0.5 * (edges[:-1] + edges[1:])
        edges = np.sort(np.concatenate([edges, middles[bad]]))
    apart, error = _errors(model, log_mass, edges)
    return edges, float(apart.max()), float(error.sum())


def _errors(
    model: _Model, log_mass: Callable[[Floats], Floats], edges: Floats
) -> tuple[Floats, Floats]:
    """Each bin's divergence, and its change of mass when halved, as a share of all, (bin,)."""
    halved = np.sort(np.concatenate([edges, 0.5 * (edges[:-1] + edges[1:])]))
    whole = _integrate(log_mass, edges[:-1], edges[1:])
    finer = _integrate(log_mass, halved[:-1], halved[1:]).reshape(-1, 2).sum(-1)
    return _divergence(model, np.exp(edges)), np.abs(whole - finer) / finer.sum()


def _divergence(model: _Model, tau: Floats) -> Floats:
    """Symmetrised divergence of neighbours, the largest over all conditionals, (node - 1,)."""
    mean, variance = model.everything(tau)
    (m1, m2), (v1, v2) = ((a[:, :-1], a[:, 1:]) for a in (mean, variance))
    both = (m1 - m2) ** 2 * (1 / v1 + 1 / v2) + (v1 - v2) ** 2 / (v1 * v2)
    return np.asarray(0.5 * both.max(0), dtype=np.float64)


def _nodes(edges: Floats) -> tuple[Floats, Floats]:
    half = 0.5 * np.diff(edges)[:, None]
    tau = np.exp(edges[:-1, None] + half * (1 + NODES))
    return tau.ravel(), (half * WEIGHTS * tau).ravel()


def _integrate(log_mass: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Mass between low and high, both in ln(tau), (bin,)."""
    half = 0.5 * (high - low)[:, None]
    tau = np.exp(low[:, None] + half * (1 + NODES))
    return np.asarray((half * WEIGHTS * tau * np.exp(log_mass(tau))).sum(-1), dtype=np.float64)


def _tau_posterior(
    edges: Floats,
    weights: Floats,
    nodes: tuple[Floats, float, int],
    log_mass: Callable[[Floats], Floats],
    prior: Prior,
) -> TauPosterior:
    tau, log_total, moments = nodes
    mean = float(weights @ tau)
    sd = float(np.sqrt(weights @ (tau - mean) ** 2))
    masses = weights[:-1].reshape(-1, NODES.size).sum(-1)
    return TauPosterior(
        np.exp(edges),
        weights[-1] + np.concatenate([[0.0], np.cumsum(masses)]),
        lambda x: log_mass(x) - log_total,
        prior,
        mean if moments > 0 else float("nan"),
        sd if moments > 1 else float("nan"),
    )


def _evidence(model: _Model, log_total: float, proper: bool) -> float:
    if not proper or model.p0 == 0:
        return float("nan")
    return float(log_total - 0.5 * model.y.size * np.log(2 * np.pi) + 0.5 * np.log(model.p0))
