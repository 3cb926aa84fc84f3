"""From the summaries a paper prints to means, deviations and counts.

Medians with quartiles or range, standard errors, percentages, two groups that are one. As in
`convert`, the answer is a trail with its cautions.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from thymos.kernel.batch import Bools, Floats, refuse
from thymos.kernel.distributions import normal_quantile
from thymos.kernel.measures.columns import at_least, correlation, finite, together
from thymos.kernel.trail import Converted, Step, cautions

LUO, WAN, SHI = (
    "Luo, Wan, Liu & Tong 2016 (Stat Methods Med Res 27:1785)",
    "Wan, Wang, Liu & Tong 2014 (BMC Med Res Methodol 14:135)",
    "Shi et al. 2020 (Res Synth Methods 11:641)",
)
SKEWED = "skewed by the test of Shi et al. 2023, so that mean and deviation are not to be trusted"
# The rules were derived for samples of at least this size.
FEWEST = 5
HANDBOOK = "Cochrane Handbook 2023, section"


def mean_from_median(
    median: ArrayLike,
    n: ArrayLike,
    *,
    quartiles: tuple[ArrayLike, ArrayLike] | None = None,
    extremes: tuple[ArrayLike, ArrayLike] | None = None,
) -> Converted:
    """Mean and standard deviation from a median with quartiles, range or both.

    median, n: (..., study), n at least 5. quartiles: first and third; extremes: least and
    greatest; at least one pair. Steps: `mean` (Luo et al. 2016), `sd` (Wan et al. 2014; from
    both pairs Shi et al. 2020), `skew` and `skew_limit` (Shi et al. 2023). All hold for data
    near normal; a caution names the studies whose numbers say otherwise, which is the usual
    reason why a paper printed a median. Such a mean is less certain than its deviation and n
    suggest (McGrath et al. 2023, Stat Methods Med Res 32:373).
    Raises ValueError when the numbers are out of order or a pair has no width.

    >>> found = mean_from_median([10.0], [50], quartiles=([8.0], [13.0]))
    >>> found["mean"].round(3), found["sd"].round(3)
    (array([10.354]), array([3.817]))
    """
    read = read_quantiles(median, n, quartiles, extremes)
    m, size = read["median"], read["n"]
    at_least("n", size, FEWEST, "a group size")
    tail = normal_quantile((size - 0.375) / (size + 0.25))
    quarter = normal_quantile((0.75 * size - 0.125) / (size + 0.25))
    outer = (read["least"], read["greatest"]) if extremes is not None else None
    inner = (read["q1"], read["q3"]) if quartiles is not None else None
    if outer and inner:
        steps, skew, limit = _from_five(m, size, outer, inner, tail, quarter)
    elif inner:
        steps, skew, limit = _from_quartiles(m, size, inner, quarter)
    else:
        assert outer is not None
        steps, skew, limit = _from_range(m, size, outer, tail)
    test = "Shi et al. 2023 (Stat Methods Med Res, doi 10.1177/09622802231172043)"
    trail = (
        *steps,
        Step("skew", skew, "distance of the middles from the median, by the width", test),
        Step("skew_limit", limit, "5 % critical value at n", test),
    )
    return Converted(trail, cautions((SKEWED, skew >= limit)))


def read_quantiles(
    median: ArrayLike,
    n: ArrayLike,
    quartiles: tuple[ArrayLike, ArrayLike] | None,
    extremes: tuple[ArrayLike, ArrayLike] | None,
) -> dict[str, Floats]:
    """Check a median with its pairs: `median`, `n`, `q1`, `q3`, `least`, `greatest`, as given.

    Raises ValueError when no pair is given, when the numbers are out of order, or when a pair has
    no width.
    """
    if quartiles is None and extremes is None:
        raise ValueError("a median needs quartiles, or extremes, or both")
    given = {"median": median, "n": n}
    if extremes is not None:
        given |= {"least": extremes[0], "greatest": extremes[1]}
    if quartiles is not None:
        given |= {"q1": quartiles[0], "q3": quartiles[1]}
    read = dict(zip(given, together(**given), strict=True))
    _in_order(read)
    return read


def sd_from_se(se: ArrayLike, n: ArrayLike) -> Converted:
    """Standard deviation of a group from the standard error of its mean: step `sd`.

    Papers often print one under the name of the other; a caution is given for every study, since
    no arithmetic can tell. Source: Cochrane Handbook 2023, section 6.5.2.2.

    >>> sd_from_se([0.5], [16])["sd"].tolist()
    [2.0]
    """
    error, size = together(se=se, n=n)
    at_least("se", error, 0, "a standard error", above=True)
    at_least("n", size, 1, "a group size")
    sd = error * np.sqrt(size)
    return Converted(
        (Step("sd", sd, "se sqrt(n)", f"{HANDBOOK} 6.5.2.2"),),
        cautions(("only if the paper printed an error, not a deviation", np.ones(sd.shape, bool))),
    )


def sd_of_change(sd1i: ArrayLike, sd2i: ArrayLike, ri: ArrayLike) -> Converted:
    """Standard deviation of a change from those before and after: step `sd`.

    ri: correlation of before and after, taken from elsewhere: a caution says so, always.

    >>> sd_of_change([2.0], [2.0], [0.5])["sd"].tolist()
    [2.0]
    """
    sd1, sd2, r = together(sd1i=sd1i, sd2i=sd2i, ri=ri)
    at_least("sd1i", sd1, 0, "a standard deviation")
    at_least("sd2i", sd2, 0, "a standard deviation")
    correlation("ri", r)
    sd = np.sqrt(np.maximum(sd1**2 + sd2**2 - 2 * r * sd1 * sd2, 0.0))
    where = f"{HANDBOOK} 6.5.2.8"
    return Converted(
        (Step("sd", sd, "sqrt(sd1^2 + sd2^2 - 2 r sd1 sd2)", where),),
        cautions(("the correlation is an assumption unless printed", np.ones(sd.shape, bool))),
    )


def join_groups(
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
) -> Converted:
    """Two groups as one, exactly as if the people had been one group: steps `n`, `mean`, `sd`.

    Source: Cochrane Handbook 2023, section 6.5.2.10.

    >>> found = join_groups([1.0], [1.0], [2], [3.0], [1.0], [2])
    >>> found["mean"].tolist(), found["sd"].round(4)
    ([2.0], array([1.4142]))
    """
    m1, sd1, n1, m2, sd2, n2 = together(m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)
    for name, x in (("m1i", m1), ("m2i", m2)):
        finite(name, x)
    for name, x in (("sd1i", sd1), ("sd2i", sd2)):
        at_least(name, x, 0, "a standard deviation")
    for name, x in (("n1i", n1), ("n2i", n2)):
        at_least(name, x, 1, "a group size")
    n = n1 + n2
    squares = (n1 - 1) * sd1**2 + (n2 - 1) * sd2**2 + n1 * n2 / n * (m1 - m2) ** 2
    where = f"{HANDBOOK} 6.5.2.10"
    return Converted(
        (
            Step("n", n, "n1 + n2", where),
            Step("mean", (n1 * m1 + n2 * m2) / n, "(n1 m1 + n2 m2) / n", where),
            Step("sd", np.sqrt(squares / (n - 1)), "root of all squares / (n - 1)", where),
        )
    )


def events_from_percent(percent: ArrayLike, n: ArrayLike, *, decimals: int) -> Converted:
    """The count behind a printed percentage: steps `fewest`, `most`, `events`.

    percent: 0 to 100, printed with so many decimals; n: its denominator, a whole number;
    (..., study). `fewest` and `most` bound the counts whose percentage rounds to the print (a
    half may have been rounded either way); `events` is the count nearest the print. Cautions:
    several counts fit; or none does, so that percentage, denominator or rounding is not as
    printed, and `events` is nan.

    >>> found = events_from_percent([35.3, 35.3], [17, 170], decimals=1)
    >>> found["events"].tolist()
    [6.0, 60.0]
    """
    share, size = together(percent=percent, n=n)
    refuse(~((share >= 0) & (share <= 100)), share, "percent", "a percentage from 0 to 100")
    at_least("n", size, 1, "a denominator")
    refuse(size != np.floor(size), size, "n", "a whole number")
    if decimals < 0:
        raise ValueError(f"decimals must be 0 or more, got {decimals}")
    half = 0.5 * 10.0**-decimals
    # A whisker beyond the half, since 0.35 is not 35/100 in binary.
    slack = half * (1 + 1e-9)
    fewest = np.maximum(np.ceil((share - slack) / 100 * size), 0.0)
    most = np.minimum(np.floor((share + slack) / 100 * size), size)
    none: Bools = most < fewest
    nearest = np.clip(np.round(share / 100 * size), fewest, np.maximum(most, fewest))
    how = f"counts whose percentage prints as given with {decimals} decimals"
    return Converted(
        (
            Step("fewest", np.where(none, np.nan, fewest), how, "arithmetic"),
            Step("most", np.where(none, np.nan, most), how, "arithmetic"),
            Step("events", np.where(none, np.nan, nearest), "the nearest of them", "arithmetic"),
        ),
        cautions(
            ("no count has this percentage of this denominator", none),
            ("several counts have this percentage", most > fewest),
        ),
    )


Found = tuple[tuple[Step, ...], Floats, Floats]
Ends = tuple[Floats, Floats]


def _from_range(m: Floats, n: Floats, ends: Ends, tail: Floats) -> Found:
    weight = 4 / (4 + n**0.75)
    middle, width = (ends[0] + ends[1]) / 2, ends[1] - ends[0]
    steps = (
        Step("mean", weight * middle + (1 - weight) * m, "w midrange + (1 - w) median", LUO),
        Step("sd", width / (2 * tail), "range / (2 normal quantile)", WAN),
    )
    limit = 1 / np.log(n + 9) + 2.5 / (n + 1)
    return steps, np.abs(2 * (middle - m) / width), limit


def _from_quartiles(m: Floats, n: Floats, ends: Ends, quarter: Floats) -> Found:
    weight = 0.7 + 0.39 / n
    middle, width = (ends[0] + ends[1]) / 2, ends[1] - ends[0]
    steps = (
        Step("mean", weight * middle + (1 - weight) * m, "w mid-quartile + (1 - w) median", LUO),
        Step("sd", width / (2 * quarter), "interquartile range / (2 normal quantile)", WAN),
    )
    return steps, np.abs(2 * (middle - m) / width), 2.65 / np.sqrt(n) - 6 / n**2


def _from_five(
    m: Floats, n: Floats, outer: Ends, inner: Ends, tail: Floats, quarter: Floats
) -> Found:
    w1, w2 = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    middle1, middle2 = (outer[0] + outer[1]) / 2, (inner[0] + inner[1]) / 2
    width1, width2 = outer[1] - outer[0], inner[1] - inner[0]
    share = 1 / (1 + 0.07 * n**0.6)
    mean = w1 * middle1 + w2 * middle2 + (1 - w1 - w2) * m
    sd = share * width1 / (2 * tail) + (1 - share) * width2 / (2 * quarter)
    steps = (
        Step("mean", mean, "w1 midrange + w2 mid-quartile + (1 - w1 - w2) median", LUO),
        Step("sd", sd, "weighted mean of both estimates", SHI),
    )
    outside = 2.65 * np.log(0.6 * n) / np.sqrt(n) * np.abs(2 * (middle1 - m) / width1)
    skew = np.maximum(outside, np.abs(2 * (middle2 - m) / width2))
    return steps, skew, 3 / np.sqrt(n) - 40 / n**3


def _in_order(read: dict[str, Floats]) -> None:
    names = [name for name in ("least", "q1", "median", "q3", "greatest") if name in read]
    for name in names:
        finite(name, read[name])
    for below, name in pairwise(names):
        refuse(read[name] < read[below], read[name], name, f"a value not below {below}")
    for low, high in (("least", "greatest"), ("q1", "q3")):
        if low in read:
            refuse(read[high] <= read[low], read[high], high, f"a value above {low}")
