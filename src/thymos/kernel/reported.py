"""Could a paper have printed this? The whole numbers behind rounded figures.

A printed number stands for every value that rounds to it, so each test here asks whether any
such value would do. All are necessary conditions: a figure that fails is impossible, one
that passes need not be true. Scalars only; sizes are whole numbers; `unit` is the size of
the last printed digit (0.01 for 2.35). ValueError for a size below 1 or a unit not above 0.

Sources: GRIM, Brown & Heathers 2017 (Soc Psychol Personal Sci 8:363); GRIMMER, Anaya 2016
(PeerJ Preprints 4:e2400v1), with the parity test of Allard 2018; DEBIT, Heathers & Brown 2019.
"""

from __future__ import annotations

import math

# Binary fractions of decimals lie off by about this much of their size.
SLACK = 1e-9
# Beyond this, sums and squares are no longer exact in a float: nothing can be told.
EXACT = 1e15
# Among so many whole sums some fits nearly always, and trying all would take long.
MOST_SUMS = 100_000


def rounded(value: float, unit: float) -> tuple[float, float]:
    """The lowest and the highest value that round to a printed one, both ends included.

    >>> [round(x, 4) for x in rounded(0.062, 0.001)]
    [0.0615, 0.0625]
    """
    return _ends(value, unit, -0.5, 0.5)


def cut(value: float, unit: float) -> tuple[float, float]:
    """The values that are printed so when further digits are cut off, not rounded.

    >>> [round(x, 4) for x in cut(2.71, 0.01)], [round(x, 4) for x in cut(-2.71, 0.01)]
    ([2.71, 2.72], [-2.72, -2.71])
    """
    return _ends(value, unit, 0.0, 1.0) if value >= 0 else _ends(value, unit, -1.0, 0.0)


def whole_counts(low: float, high: float, n: int) -> tuple[int, int]:
    """The first and the last count of n whose percentage lies from low to high.

    The first exceeds the last where there is none. low and high come from `rounded` or `cut`.

    >>> whole_counts(*rounded(26.0, 0.1), 181), whole_counts(*rounded(60, 1), 33)
    ((47, 47), (20, 19))
    """
    size = _size(n)
    first = math.ceil(low * size / 100 - SLACK * size)
    last = math.floor(high * size / 100 + SLACK * size)
    return max(first, 0), min(last, size)


def grim(mean: float, n: int, unit: float, items: int = 1) -> bool:
    """Whether n whole numbers, or n means of `items` whole numbers, can have a printed mean.

    >>> grim(5.19, 28, 0.01), grim(5.18, 28, 0.01), grim(5.19, 28, 0.01, items=4)
    (False, True, True)
    """
    size = _size(n) * _size(items)
    if _too_large(mean, unit, size):
        return True
    first, last = _sums(*rounded(mean, unit), size)
    return first <= last


def grimmer(
    mean: float, sd: float, n: int, mean_unit: float, sd_unit: float, items: int = 1
) -> bool:
    """Whether n whole numbers can have a printed mean together with a printed SD.

    The sum S of whole numbers is whole; so is their sum of squares, which is even or odd as
    S is, and never below that of the most even split of S. The SD may have n - 1 or n below.
    With `items`, each of the n values is a mean of so many whole numbers.

    >>> grimmer(3.44, 2.47, 18, 0.01, 0.01), grimmer(3.44, 2.48, 18, 0.01, 0.01)
    (False, True)
    """
    size, k = _size(n), _size(items)
    if _too_large(mean, mean_unit, size * k) or _too_large(k * sd * sd, k * sd_unit, size * k):
        return True
    if size == 1:
        return grim(mean, n, mean_unit, items)
    low, high = (max(x, 0.0) * k for x in rounded(sd, sd_unit))
    first, last = _sums(*rounded(mean, mean_unit), size * k)
    if last - first > MOST_SUMS:
        return True
    return any(
        _squares(total, size, (size - less) * low * low, (size - less) * high * high)
        for total in range(first, last + 1)
        for less in (1, 0)
    )


def debit(mean: float, sd: float, n: int, mean_unit: float, sd_unit: float) -> bool:
    """Whether n noughts and ones can have a printed mean together with a printed SD.

    >>> debit(0.25, 0.44, 40, 0.01, 0.01), debit(0.25, 0.40, 40, 0.01, 0.01)
    (True, False)
    """
    size = _size(n)
    if _too_large(mean, mean_unit, size):
        return True
    first, last = _sums(*rounded(mean, mean_unit), size)
    low, high = rounded(sd, sd_unit)
    if last - first > MOST_SUMS:
        return True
    for ones in range(max(first, 0), min(last, size) + 1):
        share = ones / size
        squares = size * share * (1 - share)
        if any(low <= math.sqrt(squares / d) <= high for d in (size - 1, size) if d):
            return True
    return False


def least_log_hazard_se(events: int) -> float:
    """The smallest standard error that a log hazard ratio of two groups can have.

    Each event adds p(1 - p) to the information of a proportional-hazards model, p being the
    share of one group among those at risk, weighted by the hazard ratio; that is at most a
    quarter. Strata and covariates only take information away. Not a bound for the robust
    standard errors of matched or weighted data.
    Source: Cox 1972 (J R Stat Soc B 34:187); 4/events as in Schoenfeld 1981.

    >>> round(least_log_hazard_se(259), 4)
    0.1243
    """
    return 2 / math.sqrt(_size(events))


def _squares(total: int, n: int, low: float, high: float) -> bool:
    """Whether n whole numbers with a sum can have a sum of squared deviations in a range."""
    slack = SLACK * max(1.0, high + total * total / n)
    quotient, rest = divmod(total, n)
    most_even = n * quotient * quotient + rest * (2 * quotient + 1)
    first = max(math.ceil(low + total * total / n - slack), most_even)
    if (first - total) % 2:
        first += 1
    return first <= high + total * total / n + slack


def _too_large(value: float, unit: float, n: int) -> bool:
    return not (abs(value) + unit) * max(abs(value), 1.0) * n < EXACT


def _sums(low: float, high: float, n: int) -> tuple[int, int]:
    slack = SLACK * n * max(1.0, abs(low), abs(high))
    return math.ceil(low * n - slack), math.floor(high * n + slack)


def _ends(value: float, unit: float, down: float, up: float) -> tuple[float, float]:
    if not unit > 0 or not math.isfinite(unit):
        raise ValueError(f"unit must be a size above 0, got {unit}")
    slack = SLACK * max(abs(value), unit)
    return value + down * unit - slack, value + up * unit + slack


def _size(n: int) -> int:
    if n < 1:
        raise ValueError(f"n must be a whole number from 1, got {n}")
    return int(n)
