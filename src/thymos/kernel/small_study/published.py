"""Weight functions of selection: how likely a result of some P value is to be published.

Selection acts on u = y / standard error, once u is turned so that large values are the sought
ones. A curve cuts the line of u into pieces of constant weight, or sets nodes on it; the mass
of every piece under N(mu, tau2 + v) has all its derivatives in closed form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from thymos.kernel.batch import Bools, Floats

# Gauss-Legendre nodes on equal panels of the line of u between both ends. Error below 1e-10
# for powers from 0.1 to 10, shown in the tests.
PANELS, NODES = 8, 12
ROOT = (2.0 * np.pi) ** 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Constant weights between P values: edges (edge,) ascending in u; labels (edge + 1,).

    label 0 is the reference of weight 1; there are `free` others.
    """

    edges: Floats
    labels: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    free: int

    def places(self, u: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        """The label of each observed u; a P value on a cut belongs to the smaller ones."""
        return self.labels[np.searchsorted(self.edges, u, side="right")]

    def masses(self, mu: Floats, tau2: Floats, v: Floats) -> Floats:
        """Mass of each piece and its derivatives, (start, study, derivative, piece)."""
        return between(self.edges, mu, tau2, v)

    def weights(self, logs: Floats) -> Floats:
        """Weights of the pieces and their derivatives, (start, piece, derivative)."""
        own = (self.labels[:, None] == np.arange(1, self.free + 1)).astype(float)
        w = np.exp(logs @ own.T)[:, :, None]
        crossed = own[:, :, None] * own[:, None, :]
        flat = np.broadcast_to(w, (*w.shape[:2], 1))
        return np.concatenate([flat, w * own, w * crossed.reshape(own.shape[0], -1)], axis=-1)

    def observed(self, logs: Floats, u: Floats) -> tuple[Floats, Floats, Floats]:
        """Sum of the logarithms of the observed weights, its slope and its bend."""
        counts = np.bincount(self.places(u), minlength=self.free + 1)[1:].astype(float)
        slope = np.broadcast_to(counts, logs.shape)
        return logs @ counts, slope, np.zeros((*logs.shape, self.free))


@dataclass(frozen=True, slots=True, eq=False)
class Beta:
    """Weight p^(a - 1) (1 - p)^(b - 1), with log a and log b as parameters.

    nodes: of u, from one end to the other; beyond, p counts as it is there.
    """

    nodes: Floats
    shares: Floats
    powers: Floats
    free: int = 2

    def masses(self, mu: Floats, tau2: Floats, v: Floats) -> Floats:
        """Density times share at the nodes, and the mass of both ends; as in `Steps`."""
        ends = between(np.array([self.nodes[0], self.nodes[-1]]), mu, tau2, v)[..., [0, 2]]
        se, spread = np.sqrt(v), v + tau2[:, None]
        s = np.sqrt(spread)[:, :, None]
        z = (self.nodes * se[:, None] - mu[:, None, None]) / s
        square = z * z
        f = np.exp(-0.5 * square) / (ROOT * s) * (self.shares * se[:, None])
        parts = (
            f,
            f * z / s,
            f * (square - 1) / (2 * s**2),
            f * (square - 1) / s**2,
            f * z * (square - 3) / (2 * s**3),
            f * (square * (square - 6) + 3) / (4 * s**4),
        )
        return np.concatenate([ends, np.stack(parts, axis=2)], axis=-1)

    def weights(self, logs: Floats) -> Floats:
        """As in `Steps`: of both ends, then of the nodes."""
        a = np.exp(logs)[:, None, :]
        scaled = a * self.powers
        w = np.exp((scaled - self.powers).sum(-1))[:, :, None]
        bent = scaled[..., :, None] * scaled[..., None, :] + scaled[..., None] * np.eye(2)
        return np.concatenate([w, w * scaled, w * bent.reshape(*w.shape[:2], 4)], axis=-1)

    def observed(self, logs: Floats, u: Floats) -> tuple[Floats, Floats, Floats]:
        """As in `Steps`."""
        powers = log_tails(np.clip(u, self.nodes[0], self.nodes[-1])).sum(0)
        scaled = np.exp(logs) * powers
        return (scaled - powers).sum(-1), scaled, scaled[..., None] * np.eye(2)


def steps(cuts: tuple[float, ...], *, both: bool) -> Steps:
    """Weights constant between cuts of the P value, (cut,), ascending, between 0 and 1.

    both: P values are two-sided, so that both tails of u belong together.
    """
    tails = np.array(cuts) / (2 if both else 1)
    upper = -special.ndtri(tails)[::-1]
    order = np.arange(len(cuts) + 1)[::-1]
    if not both:
        return Steps(upper, order, len(cuts))
    return Steps(
        np.concatenate([-upper[::-1], upper]), np.concatenate([order[::-1], order[1:]]), len(cuts)
    )


def beta(least_p: float) -> Beta:
    """The beta weight of one-sided P values, those nearer to 0 or 1 than least_p held there."""
    end = -float(special.ndtri(least_p))
    x, share = np.polynomial.legendre.leggauss(NODES)
    half = end / PANELS
    middles = (2 * np.arange(PANELS) + 1) * half - end
    nodes = (middles[:, None] + half * x).ravel()
    shares = np.tile(half * share, PANELS)
    # The ends of the line are nodes without a share, where the outer pieces begin.
    nodes = np.concatenate([[-end], nodes, [end]])
    shares = np.concatenate([[0.0], shares, [0.0]])
    ends = np.array([-end, end])
    return Beta(nodes, shares, log_tails(np.concatenate([ends, nodes])))


def log_tails(u: Floats) -> Floats:
    """Logarithms of p and 1 - p at u, p the upper tail, (..., 2)."""
    return np.stack([special.log_ndtr(-u), special.log_ndtr(u)], axis=-1)


def between(edges: Floats, mu: Floats, tau2: Floats, v: Floats) -> Floats:
    """Mass between edges of u under N(mu, tau2 + v), (start, study, derivative, piece).

    mu, tau2: (start,); v: (study,). Derivatives: none, mu, tau2, mu mu, mu tau2, tau2 tau2.
    """
    s = np.sqrt(v + tau2[:, None])[:, :, None]
    x = (edges * np.sqrt(v)[:, None] - mu[:, None, None]) / s
    f = np.exp(-0.5 * x * x) / ROOT
    # The heat equation: a derivative by tau2 is half of two derivatives by mu.
    below = np.stack(
        [
            special.ndtr(x),
            -f / s,
            -x * f / (2 * s**2),
            -x * f / s**2,
            -(x * x - 1) * f / (2 * s**3),
            -x * (x * x - 3) * f / (4 * s**4),
        ],
        axis=2,
    )
    first, last = below[..., :1], -below[..., -1:]
    last[:, :, 0, 0] = special.ndtr(-x[:, :, -1])
    return np.concatenate([first, np.diff(below, axis=-1), last], axis=-1)


def crowded(curve: Steps, u: Floats) -> Bools:
    """Which of the labels hold an observed study, (label,)."""
    return np.bincount(curve.places(u), minlength=curve.free + 1) > 0
