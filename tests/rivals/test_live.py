"""The same comparison with the rivals' installed versions, on data drawn anew from a seed."""

import warnings

import numpy as np
import pytest

from thymos.kernel import permutation_test, pool, tau2

pytestmark = pytest.mark.rival


def drawn(rows, k, seed=20261121):
    rng = np.random.default_rng(seed)
    v = rng.uniform(0.02, 0.5, (rows, k))
    return rng.normal(0.2, np.sqrt(v + 0.15)), v


def test_statsmodels_knapp_and_hartung():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rival = pytest.importorskip("statsmodels.stats.meta_analysis", reason="not installed")
        y, v = drawn(20, 8)
        answers = [
            rival.combine_effects(*row, method_re="iterated", atol=1e-9)
            for row in zip(y, v, strict=True)
        ]
    found = pool(y, v, method="PM", test="knha")
    assert found.tau2 == pytest.approx([a.tau2 for a in answers], rel=1e-6, abs=1e-9)
    assert found.se == pytest.approx([a.sd_eff_w_re_hksj for a in answers], rel=1e-6)


def test_pymare_restricted_likelihood():
    # Its batch of data sets lies along the columns, ours along the rows.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rival = pytest.importorskip("pymare", reason="not installed")
        from pymare.estimators import VarianceBasedLikelihoodEstimator

        y, v = drawn(300, 10)
        estimator = VarianceBasedLikelihoodEstimator(method="reml")
        fit = estimator.fit_dataset(rival.Dataset(y=y.T, v=v.T))
        theirs = np.ravel(fit.summary().tau2)
    assert tau2("REML", y, v) == pytest.approx(theirs, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(("test", "correction"), [("z", "wald"), ("knha", "knapp-hartung")])
def test_pymare_turns_every_sign(test, correction):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rival = pytest.importorskip("pymare", reason="not installed")
        from pymare.estimators import DerSimonianLaird

        y, v = (row[0] for row in drawn(1, 9))
        data = rival.Dataset(y=y[:, None], v=v[:, None], X=np.ones((9, 1)), add_intercept=False)
        fit = DerSimonianLaird(small_sample_correction=correction).fit_dataset(data).summary()
        theirs = fit.permutation_test(n_perm=2**9).perm_p["fe_p"].item()
    found = permutation_test(y, v, method="DL", test=test)
    assert found.statistic == pytest.approx((fit.fe_params / fit.fe_se).item(), rel=1e-9)
    assert found.p == pytest.approx(theirs, rel=1e-12)
