"""What no function of the kernel may do with a set of studies: warn, crash, or answer nonsense.

Every function of effects and variances against every kind of input that is no set of studies,
or hardly one. It answers, or refuses with one line of ValueError; warnings are errors here.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from thymos import kernel

NAN, INF = float("nan"), float("inf")


def _line(y, v):
    return kernel.regress(y, v, np.column_stack([np.ones(len(y)), np.arange(len(y))]))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "knapp-hartung": lambda y, v: kernel.pool(y, v, test="knha"),
    "ad hoc": lambda y, v: kernel.pool(y, v, test="adhoc", prediction="HK"),
    "weights": lambda y, v: kernel.pool(y, v, weights=np.ones(len(y)), prediction="V"),
    "fixed": lambda y, v: kernel.pool(y, v, tau2=0.1, prediction="Riley"),
    "influence": kernel.influence,
    "radial": kernel.radial,
    "every subset": lambda y, v: list(kernel.every_subset(y, v)),
    "fit": kernel.fit_statistics,
    "henmi-copas": kernel.henmi_copas,
    "posterior": lambda y, v: kernel.posterior(y, v, kernel.half_normal(0.5)),
    "regression": _line,
    "begg": kernel.begg,
    "egger": kernel.funnel_regression,
    "trim and fill": kernel.trim_and_fill,
    "excess": kernel.excess_significance,
    "PET-PEESE": kernel.pet_peese,
    "limit": kernel.limit_meta_analysis,
    "steps": kernel.step_selection,
    "beta": kernel.beta_selection,
    **{f"pool {m}": lambda y, v, m=m: kernel.pool(y, v, method=m) for m in kernel.METHODS},
    **{
        f"tau2 {rule}": lambda y, v, rule=rule: kernel.tau2_interval(y, v, rule=rule)
        for rule in ("QP", "GENQ", "PL", "J")
    },
}

REFUSED = {
    "none": ([], []),
    "variance of zero": ([0.1, 0.2, 0.3], [0.1, 0.0, 0.1]),
    "negative variance": ([0.1, 0.2, 0.3], [0.1, -1.0, 0.1]),
    "no effect": ([0.1, NAN, 0.3], [0.1, 0.1, 0.1]),
    "no variance": ([0.1, 0.2, 0.3], [0.1, NAN, 0.1]),
    "infinite effect": ([0.1, INF, 0.3], [0.1, 0.1, 0.1]),
    "infinite variance": ([0.1, 0.2, 0.3], [0.1, INF, 0.1]),
    "lengths": ([0.1, 0.2], [0.1, 0.1, 0.1]),
    "beyond all effects": ([1e200, 2e200, -1e200], [0.1, 0.1, 0.1]),
    "beyond all variances": ([0.1, 0.2, 0.5], [1e-300, 1e-300, 1e-300]),
    "variances of other worlds": ([0.1, 0.2, 0.5], [1e-40, 1.0, 1.0]),
    "words": (["a", "b"], [1.0, 1.0]),
}

# Which study is at fault is said wherever one is.
NAMED = {
    "variance of zero": "study 2 is 0.0, expected a positive, finite variance",
    "negative variance": "study 2 is -1.0, expected a positive, finite variance",
    "no effect": "study 2 is nan, expected a finite effect",
    "no variance": "study 2 is nan, expected a positive, finite variance",
    "infinite effect": "study 2 is inf, expected a finite effect",
    "infinite variance": "study 2 is inf, expected a positive, finite variance",
    "beyond all effects": "study 1 is 1e\\+200, expected an effect within 1e\\+50 standard errors",
    "beyond all variances": "study 1 is 1e-300, expected a variance from 1e-240 to 1e\\+240",
    "variances of other worlds": "study 1 is 1e-40, expected variances of one set within a factor",
    "none": "got (0|shape)|studies",
    "lengths": "same studies|same length|2 and 3|shape",
    "words": "numbers only",
}

POOR = {
    "one": ([0.3], [0.1]),
    "two": ([0.3, 0.1], [0.1, 0.2]),
    "two alike": ([0.3, 0.3], [0.1, 0.2]),
    "three alike": ([0.3, 0.3, 0.3], [0.1, 0.2, 0.3]),
    "four, all zero": ([0.0, 0.0, 0.0, 0.0], [0.1, 0.2, 0.3, 0.4]),
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_set_of_studies_is_refused_in_one_line(function, case):
    y, v = REFUSED[case]
    with pytest.raises(ValueError, match=NAMED[case]) as told:
        FUNCTIONS[function](y, v)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 160


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("case", POOR)
def test_too_few_or_equal_studies_get_an_answer_or_a_reason(function, case):
    y, v = POOR[case]
    reason = None
    try:
        FUNCTIONS[function](y, v)
    except ValueError as told:
        reason = str(told)
    assert reason is None or (len(reason) > 10 and "\n" not in reason)


@pytest.mark.parametrize("method", kernel.METHODS)
def test_one_study_is_its_own_answer_without_heterogeneity(method):
    found = kernel.pool([0.3], [0.1], method=method)
    assert (found.estimate[0], found.tau2[0], found.Q[0]) == (0.3, 0.0, 0.0)
    assert np.isnan(found.I2[0])
    assert np.isnan(found.prediction_low[0])


@pytest.mark.parametrize("unit", [1e-100, 1e-30, 1e30, 1e100])
def test_absurd_units_within_reach_change_nothing_but_the_unit(unit):
    y, v = np.array([0.3, 0.1, -0.4, 0.8]), np.array([0.1, 0.05, 0.2, 0.03])
    here, there = kernel.pool(y, v), kernel.pool(y * unit, v * unit**2)
    assert there.estimate[0] == pytest.approx(here.estimate[0] * unit, rel=1e-12)
    assert there.tau2[0] == pytest.approx(here.tau2[0] * unit**2, rel=1e-9)


def test_more_moderators_than_studies():
    with pytest.raises(ValueError, match="studies"):
        kernel.regress([0.1, 0.2], [0.1, 0.1], np.eye(2, 3))


def test_moderators_that_say_the_same():
    x = np.column_stack([np.ones(4), [1, 2, 3, 4], [2, 4, 6, 8]])
    with pytest.raises(ValueError, match=r"x3|depend|collinear|same"):
        kernel.regress([0.1, 0.2, 0.3, 0.1], [0.1] * 4, x)


@pytest.mark.parametrize("code", ["RR", "OR", "RD"])
def test_a_stratum_without_any_event_or_without_an_arm(code):
    empty = kernel.mantel_haenszel(code, [0, 0], [10, 20], [0, 0], [10, 20])
    assert empty.estimate.shape == (1,)
    with pytest.raises(ValueError, match="study 1"):
        kernel.effect_sizes(code, [1], [0], [2], [10])
