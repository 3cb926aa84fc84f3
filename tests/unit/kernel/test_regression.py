"""Meta-regression at its edges, and against itself."""

import numpy as np
import pytest

from tests.published.colditz1994 import TRIALS
from thymos.kernel import (
    ESTIMATORS,
    contrasts,
    effect_sizes,
    fit_statistics,
    inflation,
    pool,
    regress,
    subgroups,
)
from thymos.kernel.regression import wald_test

A, B, C, D = (np.array(column, float) for column in zip(*TRIALS, strict=True))
EFFECTS = effect_sizes("RR", A, A + B, C, C + D)
Y, V = EFFECTS.y, EFFECTS.v
LATITUDE = np.array([44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33.0])
ALLOCATION = ["random"] * 4 + ["alternate"] * 2 + ["random"] * 3 + ["systematic"] * 4
ONES = np.ones(13)
LINE = np.column_stack([ONES, LATITUDE])


@pytest.mark.parametrize("method", ["CE", *(name for name, _ in ESTIMATORS)])
@pytest.mark.parametrize("test", ["z", "t", "knha", "adhoc"])
def test_an_intercept_alone_is_pooling(method, test):
    found, pooled = (
        regress(Y, V, ONES, method=method, test=test),
        pool(Y, V, method=method, test=test),
    )
    for ours, theirs in (
        (found.tau2, pooled.tau2),
        (found.coefficients[0], pooled.estimate),
        (found.se[0], pooled.se),
        (found.ci_low[0], pooled.ci_low),
        (found.p[0], pooled.p),
        (found.I2, pooled.I2),
        (found.H2, pooled.H2),
        (found.QE, pooled.Q),
        (found.QE_p, pooled.Q_p),
        (found.tau2_low, pooled.tau2_low),
        (found.tau2_high, pooled.tau2_high),
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-8)


@pytest.mark.parametrize("method", [name for name, _ in ESTIMATORS])
@pytest.mark.parametrize("c", [1e-6, 1e-3, 1e6])
def test_no_unit_matters(method, c):
    plain = regress(Y, V, LINE, method=method)
    scaled = regress(c * Y, c * c * V, LINE * [1.0, 1e5], method=method)
    assert scaled.tau2[0] == pytest.approx(c * c * plain.tau2[0], rel=1e-10)
    expected = c * plain.coefficients[0] / [1.0, 1e5]
    np.testing.assert_allclose(scaled.coefficients[0], expected, rtol=1e-9)
    np.testing.assert_allclose(scaled.p, plain.p, rtol=1e-8)


def test_without_an_intercept_nothing_is_centred():
    # R's metafor centres the effects first, and finds tau2 0.2986 and QE 209.7 where its own
    # multivariate routine finds 0.0865 and 48.7.
    found = regress(Y, V, LATITUDE)
    assert found.tau2[0] == pytest.approx(0.0865, abs=6e-5)
    assert found.QE[0] == pytest.approx(48.7021, abs=6e-5)
    assert np.isnan(found.R2[0])
    grid = np.linspace(0.08, 0.095, 301)
    values = [restricted(t, LATITUDE[:, None]) for t in grid]
    assert grid[int(np.argmax(values))] == pytest.approx(found.tau2[0], abs=1e-4)


def restricted(t, X):
    """Restricted log-likelihood by its definition, with matrices."""
    W = np.diag(1 / (V + t))
    M = X.T @ W @ X
    r = Y - X @ np.linalg.solve(M, X.T @ W @ Y)
    return -0.5 * (np.log(V + t).sum() + np.linalg.slogdet(M)[1] + r @ W @ r)


@pytest.mark.parametrize("restrict", [True, False])
def test_no_tau2_is_likelier(restrict):
    found = regress(Y, V, LINE, method="REML" if restrict else "ML")
    grid = found.tau2[0] * np.array([0, 0.5, 0.99, 1, 1.01, 2, 10])
    values = [restricted(t, LINE) for t in grid]
    if not restrict:
        values = [x + 0.5 * np.linalg.slogdet(LINE.T @ (LINE / (V + t)[:, None]))[1]
                  for x, t in zip(values, grid, strict=True)]  # fmt: skip
    assert np.argmax(values) == 3


def test_cells_and_contrasts_are_one_model():
    cells = np.array([[a == name for name in ("alternate", "random", "systematic")]
                      for a in ALLOCATION], float)  # fmt: skip
    coded = np.column_stack([ONES, cells[:, 1:]])
    one, other = regress(Y, V, cells), regress(Y, V, coded)
    assert one.tau2[0] == pytest.approx(other.tau2[0], rel=1e-10)
    assert one.R2[0] == pytest.approx(other.R2[0], rel=1e-8)
    np.testing.assert_allclose(one.fitted, other.fitted, rtol=1e-9)
    steps = contrasts(one, [[-1, 1, 0], [-1, 0, 1]])
    np.testing.assert_allclose(steps.estimate[0], other.coefficients[0, 1:])
    assert steps.QM[0] == pytest.approx(other.QM[0])
    assert one.tested == (0, 1, 2)
    assert other.tested == (1, 2)


def test_a_batch_is_a_loop():
    y = np.array([Y, Y[::-1], 2 * Y])
    together = regress(y, V, LINE, test="knha")
    for row in range(3):
        alone = regress(y[row], V, LINE, test="knha")
        for name in ("tau2", "coefficients", "se", "p", "R2", "QM", "QM_p", "tau2_high"):
            ours, theirs = getattr(together, name)[row], getattr(alone, name)[0]
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, err_msg=name)


def test_knapp_and_hartung_use_f_and_t():
    found = regress(Y, V, LINE, test="knha")
    assert found.df == 11
    assert found.QM[0] == pytest.approx(found.statistic[0, 1] ** 2)
    assert found.QM_p[0] == pytest.approx(found.p[0, 1])
    assert regress(Y, V, LINE, test="adhoc").se[0, 1] >= regress(Y, V, LINE, test="t").se[0, 1]


def test_a_value_and_weights_of_one_s_own():
    found = regress(Y, V, LINE, tau2=0.2)
    assert found.method == "fixed"
    assert found.tau2[0] == pytest.approx(0.2)
    same = regress(Y, V, LINE, tau2=0.2, weights=5 / (V + 0.2))
    np.testing.assert_allclose(same.covariance, found.covariance, rtol=1e-9)
    even = regress(Y, V, LINE, tau2=0.2, weights=ONES)
    np.testing.assert_allclose(even.coefficients[0], np.polyfit(LATITUDE, Y, 1)[::-1])
    inverse = np.linalg.inv(LINE.T @ LINE) @ LINE.T
    expected = inverse @ np.diag(V + 0.2) @ inverse.T
    np.testing.assert_allclose(even.covariance[0], expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("X", "options", "said"),
    [
        (np.ones((12, 1)), {}, "X must have one row for each of 13 studies, got shape"),
        (np.ones((13, 13)), {}, "X: 13 coefficients need 14 studies or more, got 13"),
        (LINE, {"names": ["a"]}, "names must name 2 columns of X, got 1"),
        (np.column_stack([LINE, 3 * LATITUDE - 7]), {"names": ["one", "lat", "again"]},
         "X: 'again' is a combination of the columns before it"),
        (np.column_stack([ONES, 0 * ONES]), {}, "X: 'x2' is 0 throughout"),
        (np.where(LINE == 55, np.nan, LINE), {}, "X: 'x2' of study 2 is nan, expected a number"),
        (LINE, {"test": "knha", "weights": V}, "knha is defined for inverse-variance weights"),
        (LINE, {"method": "CE", "tau2": 0.1}, "tau2 must be 0 or more, with a random-effects"),
        (LINE, {"tau2": -0.1}, "tau2 must be 0 or more"),
        (LINE, {"method": "reml"}, "unknown method 'reml'"),
    ],
)  # fmt: skip
def test_refusals(X, options, said):
    with pytest.raises(ValueError, match=said):
        regress(Y, V, X, **options)


def test_a_year_is_no_collinearity():
    years = np.array(
        [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976.0]
    )
    raw, centred = (regress(Y, V, np.column_stack([ONES, x])) for x in (years, years - 1965))
    assert raw.coefficients[0, 1] == pytest.approx(centred.coefficients[0, 1], rel=1e-9)
    assert raw.tau2[0] == pytest.approx(centred.tau2[0], rel=1e-9)


def test_perfect_fit_leaves_no_error():
    found = regress(2 * LATITUDE, V, LINE, test="knha")
    np.testing.assert_allclose(found.coefficients[0], [0, 2], atol=1e-9)
    assert found.tau2[0] == 0
    assert np.isnan(wald_test(np.zeros((1, 1)), np.zeros((1, 1, 1)), 3.0)[0][0])


def test_inflation_of_orthogonal_moderators_is_none_and_of_twins_large():
    rng = np.random.default_rng(1)
    x = np.array([-1, 1] * 6 + [0.0])
    z = np.array([-1, -1, 1, 1] * 3 + [0.0])
    found = inflation(
        regress(rng.normal(size=13), ONES, np.column_stack([ONES, x, z]), method="CE")
    )
    np.testing.assert_allclose(found, 1.0, rtol=1e-9)
    twins = regress(Y, V, np.column_stack([LINE, LATITUDE + 0.1 * x]))
    assert inflation(twins)[0, 0] > 1000
    assert inflation(twins, [[1, 2]])[0, 0] == pytest.approx(1.0)
    with pytest.raises(ValueError, match=r"column 0 is not a moderator; choose among \[1, 2\]"):
        inflation(twins, [[0]])


def test_contrasts_refuse_and_leave_out_what_has_no_meaning():
    found = regress(Y, V, LINE)
    with pytest.raises(ValueError, match="L must have 2 entries a row"):
        contrasts(found, [1, 2, 3])
    assert np.isnan(contrasts(found, [[1, 0], [2, 0]]).QM[0])
    assert np.isnan(contrasts(regress(Y, V, LINE, method="CE"), [1, 0]).prediction_low[0, 0])
    wide, narrow = contrasts(found, [1, 30]), contrasts(found, [1, 30], prediction="z")
    assert wide.prediction_high[0, 0] > narrow.prediction_high[0, 0] > narrow.ci_high[0, 0]


def test_fit_statistics_as_the_field_s_package_prints_them():
    # test_misc_fitstats of R's metafor: BCG, without and with latitude, ML
    for X, printed in (
        (None, (-12.6651, 37.1160, 29.3302, 30.4601, 30.5302)),
        (LINE, (-7.6857, 27.1572, 21.3713, 23.0662, 24.0380)),
    ):
        found = fit_statistics(Y, V, X, method="ML")
        shown = [getattr(found, n)[0] for n in ("log_likelihood", "deviance", "aic", "bic", "aicc")]
        assert shown == pytest.approx(printed, abs=6e-5)


def test_restricted_fit_does_not_hang_on_the_coding():
    plain, coded = (fit_statistics(Y, V, X) for X in (LINE, LINE @ [[1, 1], [0, 100.0]]))
    assert plain.log_likelihood[0] == pytest.approx(coded.log_likelihood[0])
    assert fit_statistics(Y, V, method="CE").parameters == 1


@pytest.mark.parametrize("test", ["z", "knha"])
def test_subgroups_apart_are_pooled_apart(test):
    found = subgroups(Y, V, ALLOCATION, test=test)
    for i, name in enumerate(found.names):
        own = np.array([a == name for a in ALLOCATION])
        alone = pool(Y[own], V[own], test=test)
        assert found.estimate[i] == pytest.approx(alone.estimate[0])
        assert found.ci_high[i] == pytest.approx(alone.ci_high[0])
        assert found.tau2[i] == pytest.approx(alone.tau2[0])
    assert found.names == ("random", "alternate", "systematic")
    w = 1 / found.se**2
    mean = (w * found.estimate).sum() / w.sum()
    assert found.between == pytest.approx((w * (found.estimate - mean) ** 2).sum())


@pytest.mark.parametrize("test", ["z", "knha"])
def test_subgroups_with_one_tau2_are_a_regression(test):
    found = subgroups(Y, V, ALLOCATION, common_tau2=True, test=test)
    coded = np.array([[1, a == "alternate", a == "systematic"] for a in ALLOCATION], float)
    model = regress(Y, V, coded, test=test)
    assert found.between == pytest.approx(model.QM[0])
    assert found.between_p == pytest.approx(model.QM_p[0])
    assert found.tau2[0] == pytest.approx(model.tau2[0])


def test_a_group_of_one_study():
    lone = ["a"] * 12 + ["b"]
    assert np.isfinite(subgroups(Y, V, lone).between)
    assert np.isnan(subgroups(Y, V, lone, test="knha").between)
    with pytest.raises(ValueError, match="expected two groups or more"):
        subgroups(Y, V, ["a"] * 13)
    with pytest.raises(ValueError, match="a group for each, got 2"):
        subgroups(Y, V, ["a", "b"])
