"""Bad and extreme inputs of every small-study function, and the reader's unit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thymos.kernel import (
    begg,
    beta_selection,
    excess_limit,
    excess_significance,
    funnel_regression,
    limit_meta_analysis,
    pet_peese,
    step_selection,
    trim_and_fill,
)

FUNNELS = (funnel_regression, begg, pet_peese, trim_and_fill, limit_meta_analysis)
MODELS = (step_selection, beta_selection)
EXCESS = (excess_significance, excess_limit)
EVERY = (*FUNNELS, *MODELS, *EXCESS)
V = [0.1, 0.2, 0.3, 0.15, 0.05]


@pytest.mark.parametrize("function", EVERY)
@pytest.mark.parametrize(
    ("y", "v", "words"),
    [
        ([0.1] * 5, [0.1, 0.0, 0.2, 0.3, 0.4], "v: study 2 is 0.0"),
        ([0.1] * 5, [0.1, -1.0, 0.2, 0.3, 0.4], "v: study 2 is -1.0"),
        ([0.1, 0.2, np.nan, 0.3, 0.4], V, "y: study 3 is nan"),
        ([0.1, np.inf, 0.2, 0.3, 0.4], V, "y: study 2 is inf"),
        ([0.1, 0.2], V, "same studies, got 2 and 5"),
        ([], [], "got (0|shape)"),
    ],
)
def test_what_is_no_study_is_refused(function, y, v, words):
    with pytest.raises(ValueError, match=words):
        function(y, v)


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("function", [*FUNNELS, *MODELS])
def test_too_few_studies_are_refused(function, k):
    with pytest.raises(ValueError, match=rf"studies or more, got (shape \(1, )?{k}"):
        function([0.1, 0.2][:k], [0.1, 0.2][:k])


def test_one_study_is_enough_to_count():
    found = excess_significance([1.0], [0.01])
    assert (found.observed, found.k) == (1, 1)
    assert found.exact_p == pytest.approx(found.expected)


@pytest.mark.parametrize("effect", [0.3, 0.1, 1e6, 0.0])
def test_equal_effects_have_no_asymmetry(effect):
    y = [effect] * 5
    for found in (funnel_regression(y, V), pet_peese(y, V).pet):
        assert (found.slope[0], found.slope_se[0]) == (0.0, 0.0)
        assert np.isnan(found.p[0])
        assert found.limit[0] == effect
    assert trim_and_fill(y, V).missing == 0
    limit = limit_meta_analysis(y, V)
    assert limit.estimate == pytest.approx(effect, rel=1e-12)
    assert (limit.tau2, limit.g2) == (0.0, 0.0)
    assert limit.q_small == pytest.approx(0.0, abs=1e-9 * (1 + effect**2))


@pytest.mark.parametrize("side", ["greater", "less"])
def test_all_results_on_one_side_of_a_cut_are_refused(side):
    for y, place in (([2.0, 3.0, 2.5, 4.0, 3.0], 2), ([0.1, 0.05, 0.0, 0.1, 0.02], 1)):
        turned = [-one for one in y] if side == "less" else y
        with pytest.raises(ValueError, match=f"no study has a P value in step {place} of 2"):
            step_selection(turned, V, side=side)


@pytest.mark.parametrize(
    "function", [funnel_regression, pet_peese, trim_and_fill, limit_meta_analysis]
)
def test_one_precision_is_no_funnel(function):
    with pytest.raises(ValueError, match=r"same for all studies|one standard error"):
        function([0.1, 0.2, 0.5, 0.4], [0.1] * 4)


@pytest.mark.parametrize("function", [trim_and_fill, limit_meta_analysis, *MODELS, *EXCESS])
def test_a_batch_is_refused(function):
    with pytest.raises(ValueError, match=r"batch|one set"):
        function([[0.1, 0.2, 0.3, 0.5]] * 2, [[0.1, 0.2, 0.3, 0.4]] * 2)


@pytest.mark.parametrize("option", [{"adjustment": "mean"}, {"method": "XX"}, {"level": 1.0}])
def test_limit_meta_analysis_refuses(option):
    with pytest.raises(ValueError, match=r"unknown|level"):
        limit_meta_analysis([0.1, 0.2, 0.5], [0.1, 0.2, 0.3], **option)


@pytest.mark.parametrize("option", [{"test": "t"}, {"test_alpha": 0.5}, {"alpha": 0.0}])
def test_excess_limit_refuses(option):
    with pytest.raises(ValueError, match=r"unknown|between"):
        excess_limit([0.5, 0.6, 0.1], [0.04, 0.05, 0.03], **option)


def test_a_limit_of_excess_on_the_other_side():
    y, v = np.array([0.5, 0.6, 0.1, 0.7]), [0.04, 0.05, 0.03, 0.06]
    assert excess_limit(-y, v) == -excess_limit(y, v)


LARGEST = (
    lambda y, v: funnel_regression(y, v).slope[0],
    lambda y, v: pet_peese(y, v).estimate[0],
    lambda y, v: trim_and_fill(y, v).adjusted.estimate[0],
    lambda y, v: limit_meta_analysis(y, v).estimate,
    lambda y, v: excess_significance(y, v).theta,
    lambda y, v: excess_limit(y, v, test_alpha=0.49),
)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), unit=st.sampled_from([1e-6, 1e6]))
def test_the_unit_only_scales(seed, unit):
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(-2, 1, 9))
    y = rng.normal(0.4, np.sqrt(v + 0.1))
    for place, answer in enumerate(LARGEST):
        scale = 1.0 if place == 0 else unit  # a slope on the standard error has no unit
        plain = answer(y, v)
        near = pytest.approx(scale * plain, rel=1e-8, abs=1e-10 * scale, nan_ok=True)
        assert answer(unit * y, unit**2 * v) == near, place
    assert begg(unit * y, unit**2 * v).tau == pytest.approx(begg(y, v).tau)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), unit=st.sampled_from([1e-6, 1e6]))
def test_the_unit_only_scales_selection(seed, unit):
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(-2, 1, 12))
    y = rng.normal(0.9 * np.sqrt(v), np.sqrt(v))
    y[0], y[1] = 3 * np.sqrt(v[0]), -np.sqrt(v[1])
    for model in MODELS:
        plain, found = model(y, v), model(unit * y, unit**2 * v)
        change = 0.5 * 12 * np.log(unit**2)
        assert found.log_likelihood + change == pytest.approx(plain.log_likelihood, abs=1e-7)
        assert found.likelihood_ratio == pytest.approx(plain.likelihood_ratio, abs=1e-7)
