"""Every common answer that one 2x2 table can give: tests and intervals by name.

A paper rarely says which test it used. These generators give the answers of all that papers
use, the commonest first and each only when it is asked for, so that a printed figure is
called wrong only when none of them gives it. Counts are whole: events among n in two groups.
ValueError for events above n or an empty group.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy import special

from thymos.kernel import tests2x2
from thymos.kernel.batch import Floats, choose
from thymos.kernel.distributions import (
    chi2_upper,
    normal_quantile,
    normal_two_sided,
    normal_upper,
    t_two_sided,
)
from thymos.kernel.effects import cells

Named = tuple[str, float]
Estimated = tuple[str, float, float, float]
Table = tuple[float, float, float, float]

ONE_SIDED = "Fisher, one-sided"
# Exact methods list all tables with the same margins, up to so many.
MOST_TABLES = 1_000_000
_HALVINGS = 80
_FAR = 40.0  # e to this power is beyond any odds ratio of counted people


def two_sided_tests(a: int, n1: int, c: int, n2: int) -> Iterator[Named]:
    """Two-sided P values of events a of n1 against c of n2, by the name of the test.

    Pearson's chi-square, Yates's and Fisher's first; then Fisher's doubled, mid-P, the
    likelihood ratio with and without correction, chi-square by N - 1, t on noughts and ones,
    and Wald's of the difference and of the log risk and odds ratios where they exist.
    Sources: Campbell 2007 (Stat Med 26:3661) for N - 1; Lancaster 1961 for mid-P.

    >>> {name: round(p, 4) for name, p in two_sided_tests(4, 36, 12, 40)}["chi-square"]
    0.0437
    """
    table = _cells(a, n1, c, n2)
    if a + c in (0, n1 + n2):
        return  # nobody or everybody had the event: there is nothing to test
    plain = tests2x2.chi_square(*table)
    yield "chi-square", _one(plain.p)
    yield "Yates", _one(tests2x2.chi_square(*table, correct=True).p)
    if _enumerable(table):
        yield "Fisher", _one(tests2x2.fisher_exact(*table).p)
        below, above, here = _tails(a, n1, c, n2)
        yield "Fisher doubled", min(1.0, 2 * min(below, above))
        yield "mid-P", min(1.0, 2 * min(below, above) - here)
    yield "likelihood ratio", _likelihood_ratio(table, correct=False)
    yield "likelihood ratio, corrected", _likelihood_ratio(table, correct=True)
    n = n1 + n2
    yield "chi-square by N - 1", _one(chi2_upper(plain.statistic * (n - 1) / n, 1.0))
    yield from _wald_tests(a, n1, c, n2)


def one_sided_tests(a: int, n1: int, c: int, n2: int) -> Iterator[Named]:
    """P values of the observed side alone, which a paper should say and seldom does.

    >>> [(name, round(p, 4)) for name, p in one_sided_tests(9, 34, 3, 32)]
    [('Fisher, one-sided', 0.068), ('chi-square, one-sided', 0.036)]
    """
    table = _cells(a, n1, c, n2)
    if a + c in (0, n1 + n2):
        return
    if _enumerable(table):
        below, above, _ = _tails(a, n1, c, n2)
        yield ONE_SIDED, min(below, above)
    root = np.sqrt(tests2x2.chi_square(*table).statistic)
    yield "chi-square, one-sided", _one(normal_upper(root))


def tests_over_arms(events: Sequence[int], sizes: Sequence[int]) -> Iterator[Named]:
    """P values of no difference among k arms: chi-square and likelihood ratio on k - 1 df.

    >>> [(name, round(p, 3)) for name, p in tests_over_arms((15, 20, 14), (18, 23, 16))]
    [('chi-square', 0.926), ('likelihood ratio', 0.928)]
    """
    seen = np.array([(a, n - a) for a, n in zip(events, sizes, strict=True)], dtype=float)
    if len(seen) < 2 or seen.min() < 0 or seen.sum(1).min() < 1:
        raise ValueError(
            "each of two arms or more must have people, and no more events than people"
        )
    expected = seen.sum(1, keepdims=True) * seen.sum(0, keepdims=True) / seen.sum()
    if expected.min() <= 0:
        return  # nobody or everybody had the event
    df = float(len(seen) - 1)
    yield "chi-square", _one(chi2_upper(((seen - expected) ** 2 / expected).sum(), df))
    ratio = max(2 * float(special.xlogy(seen, seen / expected).sum()), 0.0)
    yield "likelihood ratio", _one(chi2_upper(ratio, df))


def intervals(
    measure: str, a: int, n1: int, c: int, n2: int, level: float = 0.95
) -> Iterator[Estimated]:
    """Estimates with limits of a risk ratio, odds ratio or risk difference, by method.

    RR: Katz, with a half added, score. OR: Woolf, with a half added, exact conditional, Peto.
    RD, as a fraction: Wald, Newcombe, Agresti-Caffo, continuity-corrected, score. Those that
    do not exist for the table are left out.
    Sources: Koopman 1984 and Miettinen & Nurminen 1985 (scores, without their factor
    N/(N - 1)); Yusuf 1985 (Peto).

    >>> name, *rr = next(intervals("RR", 47, 181, 63, 180))
    >>> name, np.round(rr, 3).tolist()
    ('Katz', [0.742, 0.541, 1.018])
    """
    makers = {"RR": _risk_ratios, "OR": _odds_ratios, "RD": _differences}
    choose("measure", measure, tuple(makers))
    for name, *values in makers[measure](_cells(a, n1, c, n2), level):
        if all(math.isfinite(x) for x in values):
            yield name, values[0], values[1], values[2]


def _risk_ratios(table: Table, level: float) -> Iterator[Estimated]:
    a, b, c, d = table
    yield _named("Katz", tests2x2.risk_ratio_interval(*table, level=level))
    half = _with_half(table)
    yield _named("Katz, with a half added", tests2x2.risk_ratio_interval(*half, level=level))
    if a and c:
        ratio = (a / (a + b)) / (c / (c + d))
        z = _z(level)
        low, high = (
            math.exp(_cross(lambda x: _score_ratio(table, math.exp(x)), z, math.log(ratio), end))
            for end in (-_FAR / 2, _FAR / 2)
        )
        yield "score", ratio, low, high


def _odds_ratios(table: Table, level: float) -> Iterator[Estimated]:
    yield _named("Woolf", tests2x2.odds_ratio_interval(*table, level=level))
    half = _with_half(table)
    yield _named("Woolf, with a half added", tests2x2.odds_ratio_interval(*half, level=level))
    a, b, c, d = table
    n1, n2, events = a + b, c + d, a + c
    variance = n1 * n2 * events * (b + d) / ((n1 + n2) ** 2 * (n1 + n2 - 1))
    if variance > 0:
        centre, half_width = (a - n1 * events / (n1 + n2)) / variance, _z(level) / variance**0.5
        found = np.exp(np.clip([centre, centre - half_width, centre + half_width], -700, 700))
        yield "Peto", float(found[0]), float(found[1]), float(found[2])
    if min(table) > 0 and _enumerable(table):
        middle, low, high = _exact_odds(table, level)
        yield "exact", middle, low, high


def _differences(table: Table, level: float) -> Iterator[Estimated]:
    for name in ("Wald", "Newcombe", "Agresti-Caffo"):
        found = tests2x2.risk_difference_interval(*table, level=level, method=name.lower())
        yield _named(name, found)
    a, b, c, d = table
    found = tests2x2.risk_difference_interval(*table, level=level)
    more = (1 / (a + b) + 1 / (c + d)) / 2
    estimate = _one(found.estimate)
    yield "Wald, corrected", estimate, _one(found.low) - more, _one(found.high) + more
    low, high = (
        _cross(lambda x: _score_difference(table, x), _z(level), estimate, side * (1 - 1e-12))
        for side in (-1, 1)
    )
    yield "score", estimate, low, high


def _wald_tests(a: int, n1: int, c: int, n2: int) -> Iterator[Named]:
    p1, p2 = a / n1, c / n2
    variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    if variance <= 0:
        return
    yield "Wald", _one(normal_two_sided((p1 - p2) / math.sqrt(variance)))
    pooled = (n1 * p1 * (1 - p1) + n2 * p2 * (1 - p2)) / (n1 + n2 - 2) if n1 + n2 > 2 else 0.0
    if pooled > 0:
        t = (p1 - p2) / math.sqrt(pooled * (1 / n1 + 1 / n2))
        yield "t", _one(t_two_sided(t, n1 + n2 - 2))
    if a and c:
        se = math.sqrt(1 / a - 1 / n1 + 1 / c - 1 / n2)
        yield "log RR", _one(normal_two_sided(math.log(p1 / p2) / se))
    if a and c and a < n1 and c < n2:
        se = math.sqrt(1 / a + 1 / (n1 - a) + 1 / c + 1 / (n2 - c))
        odds = math.log(a * (n2 - c) / (c * (n1 - a)))
        yield "log OR", _one(normal_two_sided(odds / se))


def _likelihood_ratio(table: Table, *, correct: bool) -> float:
    seen = np.array(table).reshape(2, 2)
    expected = seen.sum(1, keepdims=True) * seen.sum(0, keepdims=True) / seen.sum()
    if correct:
        gap = expected - seen
        seen = seen + np.sign(gap) * np.minimum(0.5, np.abs(gap))
    statistic = 2 * float(special.xlogy(seen, seen / expected).sum())
    return _one(chi2_upper(max(statistic, 0.0), 1.0))


def _log_weights(n1: float, n2: float, events: float) -> tuple[Floats, Floats]:
    """The possible events of the first group, and the log of how many ways each can be."""
    x = np.arange(max(0.0, events - n2), min(n1, events) + 1)
    return x, -(
        special.gammaln(x + 1)
        + special.gammaln(n1 - x + 1)
        + special.gammaln(events - x + 1)
        + special.gammaln(n2 - events + x + 1)
    )


def _tails(a: int, n1: int, c: int, n2: int) -> tuple[float, float, float]:
    x, logs = _log_weights(n1, n2, a + c)
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    return (
        float(chances[x <= a].sum()),
        float(chances[x >= a].sum()),
        float(chances[x == a].sum()),
    )


def _exact_odds(table: Table, level: float) -> tuple[float, float, float]:
    """The conditional odds ratio and its exact limits, as R's fisher.test prints them."""
    a, b, c, d = table
    x, logs = _log_weights(a + b, c + d, a + c)

    def chances(log_odds: float) -> Floats:
        tilted = logs + x * log_odds
        found: Floats = np.exp(tilted - tilted.max())
        found /= found.sum()
        return found

    tail = (1 - level) / 2
    middle = _rising(lambda psi: float((x * chances(psi)).sum()), a)
    low = _rising(lambda psi: float(chances(psi)[x >= a].sum()), tail)
    high = _rising(lambda psi: -float(chances(psi)[x <= a].sum()), -tail)
    return math.exp(middle), math.exp(low), math.exp(high)


def _score_ratio(table: Table, theta: float) -> float:
    a, b, c, d = table
    n1, n2 = a + b, c + d
    linear = n1 * theta + a + n2 + c * theta
    root = math.sqrt(max(linear * linear - 4 * (n1 + n2) * theta * (a + c), 0.0))
    p2 = 2 * (a + c) / (linear + root)
    p1 = min(theta * p2, 1.0)
    variance = p1 * (1 - p1) / n1 + theta * theta * p2 * (1 - p2) / n2
    return (a / n1 - theta * c / n2) / math.sqrt(variance) if variance > 0 else math.inf


def _score_difference(table: Table, delta: float) -> float:
    a, b, c, d = table
    n1, n2 = a + b, c + d
    n, events = n1 + n2, a + c
    # The cubic of the likelihood with p1 = p2 + delta (Miettinen & Nurminen 1985, appendix).
    l2 = (n1 + 2 * n2) * delta - n - events
    l1 = (n2 * delta - n - 2 * c) * delta + events
    l0 = c * delta * (1 - delta)
    turn = l2**3 / (3 * n) ** 3 - l1 * l2 / (6 * n * n) + l0 / (2 * n)
    radius = math.copysign(math.sqrt(max(l2 * l2 / (3 * n) ** 2 - l1 / (3 * n), 0.0)), turn)
    ratio = turn / radius**3 if radius else 0.0
    angle = (math.pi + math.acos(min(max(ratio, -1.0), 1.0))) / 3
    p2 = min(max(2 * radius * math.cos(angle) - l2 / (3 * n), 0.0, -delta), 1.0, 1.0 - delta)
    p1 = p2 + delta
    variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    gap = a / n1 - c / n2 - delta
    return gap / math.sqrt(variance) if variance > 0 else math.copysign(math.inf, gap)


def _cross(score: Callable[[float], float], z: float, inner: float, outer: float) -> float:
    """Where the size of a score first reaches z on the way from the estimate outwards."""
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        if abs(score(middle)) < z:
            inner = middle
        else:
            outer = middle
    return (inner + outer) / 2


def _rising(function: Callable[[float], float], target: float) -> float:
    low, high = -_FAR, _FAR
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if function(middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _cells(a: int, n1: int, c: int, n2: int) -> Table:
    if n1 < 1 or n2 < 1:
        raise ValueError(f"both groups must have people, got {n1} and {n2}")
    treated, rest, control, others = (_one(x) for x in cells(a, n1 - a, c, n2 - c))
    return treated, rest, control, others


def _enumerable(table: Table) -> bool:
    """Whether all tables with the same margins can be listed in memory."""
    a, b, c, d = table
    return min(a + b, a + c, c + d, b + d) < MOST_TABLES


def _with_half(table: Table) -> Table:
    a, b, c, d = table
    return a + 0.5, b + 0.5, c + 0.5, d + 0.5


def _named(name: str, found: tests2x2.Interval) -> Estimated:
    return name, _one(found.estimate), _one(found.low), _one(found.high)


def _z(level: float) -> float:
    return float(normal_quantile(0.5 + level / 2))


def _one(x: Floats | float) -> float:
    return float(np.asarray(x).reshape(-1)[0])
