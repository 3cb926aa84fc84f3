"""The one table of measures: code, name, family of data, scale of analysis, value of no effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from thymos.kernel.batch import Bools, Floats, as_floats, choose, refuse

NONE = float("nan")


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to express what a study found.

    code: the field's short code. family: the data it is computed from, ``tables`` (2x2),
    ``rates`` (two person-time rates), ``means`` (two groups), ``correlations``,
    ``proportions``, ``incidence`` and ``levels`` (one group), ``changes`` (one group, twice), or
    ``given``. scale: how analysis and reader's scale are related (`to_display`). null: the
    value, on the reader's scale, that means no difference; nan for one group, which has none.
    """

    code: str
    name: str
    family: str
    scale: str
    null: float

    @property
    def log_scale(self) -> bool:
        """True when analysis runs on the natural logarithm."""
        return self.scale == "log"


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """Effects on the analysis scale, (..., study).

    y: effect; v: sampling variance; both nan where not included. included: the study has an
    effect that can be pooled. corrected: a constant was added to its cells.
    """

    y: Floats
    v: Floats
    included: Bools
    corrected: Bools
    measure: Measure


MEASURES: tuple[Measure, ...] = (
    Measure("RR", "risk ratio", "tables", "log", 1.0),
    Measure("OR", "odds ratio", "tables", "log", 1.0),
    Measure("RD", "risk difference", "tables", "plain", 0.0),
    Measure("PETO", "odds ratio by Peto's method", "tables", "log", 1.0),
    Measure("AS", "difference of arcsine roots of risks", "tables", "plain", 0.0),
    Measure("PHI", "phi coefficient", "tables", "plain", 0.0),
    Measure("YUQ", "Yule's Q", "tables", "plain", 0.0),
    Measure("YUY", "Yule's Y", "tables", "plain", 0.0),
    Measure("OR2D", "standardised mean difference from an odds ratio", "tables", "plain", 0.0),
    Measure("OR2DN", "the same, for a normal outcome", "tables", "plain", 0.0),
    Measure("IRR", "incidence rate ratio", "rates", "log", 1.0),
    Measure("IRD", "incidence rate difference", "rates", "plain", 0.0),
    Measure("IRSD", "difference of roots of incidence rates", "rates", "plain", 0.0),
    Measure("MD", "mean difference", "means", "plain", 0.0),
    Measure("SMD", "standardised mean difference", "means", "plain", 0.0),
    Measure("SMDH", "standardised mean difference, unequal variances", "means", "plain", 0.0),
    Measure("SMD1", "mean difference in standard deviations of group 2", "means", "plain", 0.0),
    Measure("SMD1H", "the same, unequal variances", "means", "plain", 0.0),
    Measure("ROM", "ratio of means", "means", "log", 1.0),
    Measure("CVR", "ratio of coefficients of variation", "means", "log", 1.0),
    Measure("VR", "ratio of standard deviations", "means", "log", 1.0),
    Measure("D2OR", "odds ratio from a standardised mean difference", "means", "log", 1.0),
    Measure("D2ORN", "the same, for a normal outcome", "means", "log", 1.0),
    Measure("COR", "correlation", "correlations", "plain", 0.0),
    Measure("UCOR", "correlation without small-sample bias", "correlations", "plain", 0.0),
    Measure("ZCOR", "correlation, analysed as Fisher's z", "correlations", "fisher", 0.0),
    Measure("PR", "proportion", "proportions", "plain", NONE),
    Measure("PLN", "proportion, analysed as its logarithm", "proportions", "log", NONE),
    Measure("PLO", "proportion, analysed as its log odds", "proportions", "logit", NONE),
    Measure("PAS", "proportion, analysed as its arcsine root", "proportions", "arcsine", NONE),
    Measure(
        "PFT", "proportion, analysed by Freeman and Tukey", "proportions", "double arcsine", NONE
    ),
    Measure("IR", "incidence rate", "incidence", "plain", NONE),
    Measure("IRLN", "incidence rate, analysed as its logarithm", "incidence", "log", NONE),
    Measure("IRS", "incidence rate, analysed as its root", "incidence", "root", NONE),
    Measure("IRFT", "incidence rate, by Freeman and Tukey", "incidence", "double root", NONE),
    Measure("MN", "mean", "levels", "plain", NONE),
    Measure("MNLN", "mean, analysed as its logarithm", "levels", "log", NONE),
    Measure("SDLN", "standard deviation, analysed as its logarithm", "levels", "log", NONE),
    Measure("CVLN", "coefficient of variation, as its logarithm", "levels", "log", NONE),
    Measure("MC", "mean change", "changes", "plain", 0.0),
    Measure("SMCC", "change in standard deviations of the change", "changes", "plain", 0.0),
    Measure("SMCR", "change in standard deviations of the raw scores", "changes", "plain", 0.0),
    Measure("ROMC", "ratio of means of one group, twice", "changes", "log", 1.0),
    Measure("HR", "hazard ratio", "given", "log", 1.0),
    Measure("GEN", "effect as given", "given", "plain", 0.0),
)


def measure(code: str) -> Measure:
    """Look up a measure by its code. Raises ValueError naming the choices.

    >>> measure("RR").name
    'risk ratio'
    """
    choose("measure", code, tuple(m.code for m in MEASURES))
    return next(m for m in MEASURES if m.code == code)


def codes(family: str) -> tuple[str, ...]:
    """The codes of one family, in the order of the table.

    >>> codes("rates")
    ('IRR', 'IRD', 'IRSD')
    """
    return tuple(m.code for m in MEASURES if m.family == family)


def to_display(measure: Measure, x: ArrayLike, n: ArrayLike | None = None) -> Floats:
    """From the analysis scale to the reader's: exp for ratios, unchanged for most others.

    x: any shape. ZCOR: tanh; PLO: the inverse of the log odds; PAS and IRS: squares of sine and
    root, held at the ends of their range. PFT and IRFT have an inverse for one size only, n
    persons or units of time: ValueError without it (PFT: Miller 1978, Am Stat 32:138). For a
    pooled value the harmonic mean of the sizes is usual,
    and can mislead where they differ much (Schwarzer et al. 2019, Res Synth Methods 10:476).

    >>> to_display(MEASURES[0], 0.0).tolist()
    1.0
    >>> to_display(measure("PLO"), [0.0, -2.2]).round(2)
    array([0.5, 0.1])
    """
    array = as_floats("x", x)
    if measure.scale in ("double arcsine", "double root"):
        return _undoubled(measure, array, n)
    with np.errstate(over="ignore"):
        if measure.scale == "log":
            shown = np.exp(array)
        elif measure.scale == "logit":
            shown = special.expit(array)
        elif measure.scale == "fisher":
            shown = np.tanh(array)
        elif measure.scale == "arcsine":
            shown = np.sin(np.clip(array, 0.0, np.pi / 2)) ** 2
        elif measure.scale == "root":
            shown = np.maximum(array, 0.0) ** 2
        else:
            shown = array
    return np.asarray(shown, dtype=np.float64)


def from_display(measure: Measure, x: ArrayLike) -> Floats:
    """From the reader's scale to the analysis scale: the inverse of `to_display`.

    Raises ValueError for a value that the reader's scale cannot hold, such as a ratio that is
    not positive, and for PFT and IRFT, which need counts, not a share.

    >>> from_display(MEASURES[0], 1.0).tolist()
    0.0
    """
    array = as_floats("x", x)
    if measure.scale in ("double arcsine", "double root"):
        raise ValueError(f"{measure.code} is computed from counts; a {measure.name} has no inverse")
    if measure.scale == "plain":
        return array
    if measure.scale == "log":
        if (array <= 0).any():
            raise ValueError(f"a {measure.name} must be above 0")
        return np.asarray(np.log(array))
    low, high, closed = {
        "logit": (0.0, 1.0, False),
        "fisher": (-1.0, 1.0, False),
        "arcsine": (0.0, 1.0, True),
        "root": (0.0, np.inf, True),
    }[measure.scale]
    inside = (array >= low) & (array <= high) if closed else (array > low) & (array < high)
    refuse(~inside, array, "x", f"a {measure.name} from {low:g} to {high:g}")
    if measure.scale == "logit":
        return np.asarray(special.logit(array))
    if measure.scale == "fisher":
        return np.asarray(np.arctanh(array))
    root = np.sqrt(array)
    return np.asarray(np.arcsin(root) if measure.scale == "arcsine" else root)


def _undoubled(measure: Measure, x: Floats, n: ArrayLike | None) -> Floats:
    """The share or rate whose Freeman-Tukey value at size n is x."""
    if n is None:
        raise ValueError(f"{measure.code} needs n, the size at which it is to be read")
    size = as_floats("n", n)
    refuse(~(np.isfinite(size) & (size > 0)), size, "n", "a size above 0")
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure.scale == "double root":
            # x = (sqrt(r) + sqrt(r + 1/n)) / 2 means sqrt(r) = x - 1 / (4 n x).
            return np.where(x * x * 4 * size > 1, (x - 1 / (4 * size * x)) ** 2, 0.0)
        least = np.arcsin(np.sqrt(1 / (size + 1))) / 2
        twice = 2 * np.clip(x, least, np.pi / 2 - least)
        sine = np.sin(twice)
        inner = 1 - (sine + (sine - 1 / sine) / size) ** 2
        root = np.sign(np.cos(twice)) * np.sqrt(np.maximum(inner, 0.0))
    return np.asarray((1 - root) / 2, dtype=np.float64)
