"""Mean and deviation from the quantiles of families that are not normal."""

import math

import numpy as np
import pytest
from scipy import stats

from thymos.kernel.quantile_fit import FAMILIES, mean_from_quantiles
from thymos.kernel.summaries import mean_from_median

DRAWN = (
    ("normal", stats.norm(10, 2)),
    ("log-normal", stats.lognorm(0.8, scale=5)),
    ("gamma", stats.gamma(1.7, scale=3)),
    ("gamma", stats.gamma(40, scale=0.01)),
    ("Weibull", stats.weibull_min(0.9, scale=20)),
    ("Weibull", stats.weibull_min(2.5, scale=0.3)),
)


@pytest.mark.parametrize(("family", "drawn"), DRAWN)
@pytest.mark.parametrize("pairs", ["quartiles", "extremes", "both"])
def test_exact_quantiles_give_back_the_family_and_its_moments(family, drawn, pairs):
    n = 80
    given = {
        "quartiles": tuple(drawn.ppf([0.25, 0.75])),
        "extremes": tuple(drawn.ppf([1 / n, 1 - 1 / n])),
    }
    chosen = given if pairs == "both" else {pairs: given[pairs]}
    found = mean_from_quantiles(drawn.ppf(0.5), n, **chosen)
    assert found["mean"][0] == pytest.approx(drawn.mean(), rel=1e-4)
    assert found["sd"][0] == pytest.approx(drawn.std(), rel=1e-3)
    misfits = {step.name: step.value[0] for step in found.steps if step.name.startswith("misfit")}
    assert min(misfits, key=misfits.__getitem__) == f"misfit {family}"


@pytest.mark.parametrize("c", [1e-6, 1e5])
def test_the_unit_does_not_matter(c):
    plain = mean_from_quantiles([4.0], [30], quartiles=([2.5], [9.0]), extremes=([1.0], [30.0]))
    scaled = mean_from_quantiles(
        [4.0 * c], [30], quartiles=([2.5 * c], [9.0 * c]), extremes=([1.0 * c], [30.0 * c])
    )
    np.testing.assert_allclose(scaled["mean"], c * plain["mean"], rtol=1e-6)
    np.testing.assert_allclose(scaled["sd"], c * plain["sd"], rtol=1e-6)


def test_a_skewed_sample_is_nearer_than_by_the_normal_rule():
    quartiles = tuple(np.exp(np.array([-0.6745, 0.6745])))
    found = mean_from_quantiles(1.0, 200, quartiles=quartiles)
    plain = mean_from_median(1.0, 200, quartiles=quartiles)
    truth = math.exp(0.5)
    assert found["mean"][0] == pytest.approx(truth, rel=1e-3)
    assert abs(plain["mean"][0] - truth) > 0.2
    assert plain.cautions


def test_values_below_zero_leave_the_normal_family_alone():
    found = mean_from_quantiles([0.0, 5.0], [40, 40], quartiles=([-1.0, 3.0], [1.5, 9.0]))
    assert found.cautions[0].studies.tolist() == [True, False]
    assert np.isnan([found[f"misfit {name}"][0] for name, *_ in FAMILIES]).all()
    assert found["mean"][0] == pytest.approx(0.5 / 3)


def test_a_batch_is_its_rows():
    one = mean_from_quantiles(4.0, 30, quartiles=(2.0, 9.0))
    many = mean_from_quantiles([[4.0, 6.0], [5.0, 4.0]], 30, quartiles=(2.0, 9.0))
    assert many["mean"].shape == (2, 2)
    assert many["mean"][1, 1] == pytest.approx(one["mean"][0], rel=1e-9)


def test_what_is_refused():
    with pytest.raises(ValueError, match="a median needs quartiles"):
        mean_from_quantiles([1], [9])
    with pytest.raises(ValueError, match="n: study 1 is 4"):
        mean_from_quantiles([1], [4], quartiles=([0.5], [2]))
    with pytest.raises(ValueError, match="q3: study 1 is 1"):
        mean_from_quantiles([2], [9], quartiles=([0.5], [1]))
