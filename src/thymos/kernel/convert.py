"""From a printed statistic to an effect: P values, t, F, chi-squared, intervals.

Every function answers with a trail (`Converted`): each quantity on the way with its formula and
source, and cautions where the print leaves more than one reading. Nothing here guesses a
direction: a P value, F or chi-squared has none, and `sign` must say it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Bools, Floats, check_level, choose, refuse
from thymos.kernel.distributions import normal_quantile, t_quantile
from thymos.kernel.effects import from_display, measure
from thymos.kernel.measures.columns import at_least, correlation, finite, together
from thymos.kernel.measures.means import small_sample_factor
from thymos.kernel.trail import Converted, Step, cautions

HANDBOOK = "Cochrane Handbook 2023, section"
SIDES: tuple[int, ...] = (1, 2)
# Below this a P value of three decimals is mostly rounding, above it the effect is near none
# and the error that it implies is too.
COARSE_P, NEAR_ONE = 0.001, 0.95


def se_from_interval(
    low: ArrayLike, high: ArrayLike, *, level: float = 0.95, df: ArrayLike | None = None
) -> Converted:
    """Standard error from a confidence interval on the analysis scale: step `se`.

    low, high: limits, logarithms for ratios, (..., study). level: of the interval. df: degrees
    of freedom where the interval rests on Student's t, as for means of small groups.
    Raises ValueError when high is not above low or df is not positive.
    Source: Cochrane Handbook 2023, sections 6.3.1 and 6.5.2.2.

    >>> se_from_interval([0.1], [0.5])["se"].round(4)
    array([0.102])
    """
    lower, upper = together(low=low, high=high)
    finite("low", lower)
    refuse(~(np.isfinite(upper) & (upper > lower)), upper, "high", "a finite limit above low")
    share = 0.5 + check_level(level) / 2
    if df is None:
        quantile = np.broadcast_to(normal_quantile(share), lower.shape)
        named = "normal"
    else:
        freedom = np.broadcast_to(_freedom("df", df), lower.shape)
        quantile, named = t_quantile(share, freedom), "t"
    se = (upper - lower) / (2 * quantile)
    steps = (
        Step("quantile", quantile, f"{named} quantile at {share:g}", f"{HANDBOOK} 6.3"),
        Step("se", se, "(high - low) / (2 quantile)", f"{HANDBOOK} 6.3.1"),
    )
    return Converted(steps)


def effect_from_p(
    code: str,
    estimate: ArrayLike,
    p: ArrayLike,
    *,
    sides: int = 2,
    df: ArrayLike | None = None,
) -> Converted:
    """Effect and variance from an estimate printed with its P value: steps `z`, `y`, `se`, `v`.

    code: the measure. estimate: on the reader's scale; p: above 0 and below 1, the printed
    value and not a bound such as "< 0.05"; (..., study). sides: 2, or 1 for a one-sided P.
    df: degrees of freedom if the test was a t test. Cautions: an estimate of no effect
    has no error to be found; P below 0.001 or above 0.95 is too coarse.
    Raises ValueError for P outside its range and ratios that are not positive.
    Source: Altman & Bland 2011 (BMJ 343:d2304); Cochrane Handbook 2023, section 6.3.2.

    >>> found = effect_from_p("RR", [0.5], [0.02])
    >>> found["se"].round(4)
    array([0.298])
    """
    kind = measure(code)
    shown, chance = together(estimate=estimate, p=p)
    y = from_display(kind, shown)
    z, name = _deviate(chance, sides, df)
    with np.errstate(divide="ignore", invalid="ignore"):
        se = np.where((z > 0) & (y != 0), np.abs(y) / np.where(z > 0, z, np.nan), np.nan)
    steps = (
        Step(name, z, f"quantile at 1 - P/{sides}", "Altman & Bland 2011"),
        Step("y", y, "the estimate on the analysis scale", f"{HANDBOOK} 6.3.1"),
        Step("se", se, f"|y| / {name}", "Altman & Bland 2011"),
        Step("v", se**2, "se squared", f"{HANDBOOK} 6.3.2"),
    )
    return Converted(
        steps,
        cautions(
            ("no effect, so that any error fits the P value", y == 0),
            ("P is so small that its rounding decides the error", chance < COARSE_P),
            ("P is so near 1 that its rounding decides the error", chance > NEAR_ONE),
        ),
    )


def d_from_t(t: ArrayLike, n1i: ArrayLike, n2i: ArrayLike, *, correct: str = "exact") -> Converted:
    """Standardised mean difference from an unpaired t test: steps `d`, `y`, `v`.

    t: statistic, its sign that of group 1 less group 2; n1i, n2i: sizes; (..., study). correct:
    as for `mean_effects`. Not for paired tests, whose t has another standard deviation.
    Raises ValueError for statistics that are not finite and groups below 2.
    Source: Borenstein 2009, in Cooper, Hedges & Valentine, table 12.1; Hedges 1981.

    >>> d_from_t([2.0], [20], [20])["d"].round(4)
    array([0.6325])
    """
    statistic, n1, n2 = _groups(t, n1i, n2i)
    return Converted(_from_t(statistic, n1, n2, correct))


def d_from_f(
    f: ArrayLike, n1i: ArrayLike, n2i: ArrayLike, sign: ArrayLike, *, correct: str = "exact"
) -> Converted:
    """The same from a one-way F test of two groups (1 and n1 + n2 - 2 degrees of freedom).

    f: 0 or more; sign: 1 where group 1 has the higher mean, else -1, since F does not tell.

    >>> d_from_f([4.0], [20], [20], [-1])["d"].round(4)
    array([-0.6325])
    """
    statistic, n1, n2 = _groups(f, n1i, n2i, "f")
    at_least("f", statistic, 0, "a statistic")
    t = _signs(sign, statistic) * np.sqrt(statistic)
    root = Step("t", t, "sign times root of F", "one-way F with 1 numerator degree of freedom")
    return Converted((root, *_from_t(t, n1, n2, correct)))


def d_from_p(
    p: ArrayLike,
    n1i: ArrayLike,
    n2i: ArrayLike,
    sign: ArrayLike,
    *,
    sides: int = 2,
    correct: str = "exact",
) -> Converted:
    """The same from the P value of an unpaired t test; sign as for `d_from_f`.

    >>> d_from_p([0.05], [20], [20], [1])["t"].round(4)
    array([2.0244])
    """
    chance, n1, n2 = _groups(p, n1i, n2i, "p")
    z, _ = _deviate(chance, sides, n1 + n2 - 2)
    t = _signs(sign, chance) * z
    step = Step("t", t, f"sign times t quantile at 1 - P/{sides}", f"{HANDBOOK} 6.5.2.3")
    return Converted(
        (step, *_from_t(t, n1, n2, correct)),
        cautions(
            ("P is so small that its rounding decides the effect", chance < COARSE_P),
            ("P is so near 1 that its rounding decides the effect", chance > NEAR_ONE),
        ),
    )


def r_from_t(t: ArrayLike, df: ArrayLike) -> Converted:
    """Correlation from the t test of it, or of a slope (then a partial one): step `r`.

    t, df: (..., study). Source: Cohen 1988.

    >>> r_from_t([3.0], [27])["r"].round(4)
    array([0.5])
    """
    statistic, freedom = together(t=t, df=df)
    finite("t", statistic)
    at_least("df", freedom, 0, "degrees of freedom", above=True)
    r = statistic / np.sqrt(statistic**2 + freedom)
    return Converted((Step("r", r, "t / sqrt(t^2 + df)", "Cohen 1988"),))


def phi_from_chi_square(chi2: ArrayLike, n: ArrayLike, sign: ArrayLike) -> Converted:
    """Phi, the correlation of two yes-or-no variables, from Pearson's chi-squared: step `r`.

    chi2: with 1 degree of freedom; n: people; sign: 1 or -1; (..., study). Caution where
    chi-squared could be Yates's corrected one, which is smaller: the print seldom says.
    Raises ValueError when chi-squared exceeds n, which no 2x2 table allows.

    >>> phi_from_chi_square([4.0], [100], [1])["r"].tolist()
    [0.2]
    """
    statistic, size = together(chi2=chi2, n=n)
    at_least("chi2", statistic, 0, "a statistic")
    at_least("n", size, 0, "a sample size", above=True)
    refuse(statistic > size, statistic, "chi2", "at most the number of people")
    r = _signs(sign, statistic) * np.sqrt(statistic / size)
    return Converted(
        (Step("r", r, "sign times sqrt(chi2 / n)", "Cohen 1988"),),
        cautions(("with Yates's correction phi would be larger", np.ones(r.shape, bool))),
    )


def d_from_r(r: ArrayLike, ni: ArrayLike) -> Converted:
    """Standardised mean difference from a correlation: steps `d`, `v`.

    r: correlation with a two-group variable of like sizes, below 1 in size; ni: people.
    Source: Borenstein et al. 2009, Introduction to Meta-Analysis, equations 7.5 and 7.6.

    >>> d_from_r([0.5], [100])["d"].round(4)
    array([1.1547])
    """
    rho, n = together(r=r, ni=ni)
    correlation("r", rho)
    refuse(np.abs(rho) >= 1, rho, "r", "a correlation between -1 and 1")
    at_least("ni", n, 2, "a sample size")
    d = 2 * rho / np.sqrt(1 - rho**2)
    v = 4 * (1 - rho**2) ** 2 / ((n - 1) * (1 - rho**2) ** 3)
    where = "Borenstein et al. 2009, chapter 7"
    return Converted(
        (
            Step("d", d, "2 r / sqrt(1 - r^2)", where),
            Step("v", v, "4 v_r / (1 - r^2)^3, v_r = (1 - r^2)^2 / (n - 1)", where),
        )
    )


def _from_t(t: Floats, n1: Floats, n2: Floats, correct: str) -> tuple[Step, ...]:
    d = t * np.sqrt(1 / n1 + 1 / n2)
    y = small_sample_factor(n1 + n2 - 2, correct) * d
    v = 1 / n1 + 1 / n2 + y**2 / (2 * (n1 + n2))
    return (
        Step("d", d, "t sqrt(1/n1 + 1/n2)", "Borenstein 2009, table 12.1"),
        Step("y", y, f"J d, J {correct} at n1 + n2 - 2", "Hedges 1981"),
        Step("v", v, "1/n1 + 1/n2 + y^2 / (2 (n1 + n2))", "Hedges & Olkin 1985"),
    )


def _groups(
    x: ArrayLike, n1i: ArrayLike, n2i: ArrayLike, name: str = "t"
) -> tuple[Floats, Floats, Floats]:
    statistic, n1, n2 = together(**{name: x, "n1i": n1i, "n2i": n2i})
    finite(name, statistic)
    at_least("n1i", n1, 2, "a group size")
    at_least("n2i", n2, 2, "a group size")
    return statistic, n1, n2


def _freedom(name: str, df: ArrayLike) -> Floats:
    (freedom,) = together(**{name: df})
    at_least(name, freedom, 0, "degrees of freedom", above=True)
    return freedom


def _signs(sign: ArrayLike, like: Floats) -> Floats:
    signs, _ = together(sign=sign, value=like)
    refuse(np.abs(signs) != 1, signs, "sign", "1 or -1")
    return signs


def _deviate(p: Floats, sides: int, df: ArrayLike | None) -> tuple[Floats, str]:
    """The positive deviate that leaves P in one tail or two."""
    choose("number of sides", str(sides), tuple(str(s) for s in SIDES))
    inside: Bools = (p > 0) & (p < 1)
    refuse(~inside, p, "p", "a P value above 0 and below 1")
    if df is None:
        return np.asarray(-normal_quantile(p / sides)), "z"
    freedom = np.broadcast_to(_freedom("df", df), p.shape)
    return np.asarray(-special.stdtrit(freedom, p / sides), dtype=np.float64), "t"
