"""The standard error of tau2, against R's metafor 3.8.1 and against simulation."""

import csv
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import ESTIMATORS, effect_sizes, tau2, tau2_error

DATA = Path(__file__).parents[2] / "published/data"

# rma(yi, vi, method = ..., control = list(threshold = 1e-12, tol = 1e-12, maxiter = 1000))$se.tau2
# of the log risk ratios of bcg.csv and the log odds ratios of hackshaw1998.csv; GENQ with
# weights = 1/sqrt(vi).
METAFOR = (
    ("DL", 0.229869992511, 0.017149189116),
    ("HE", 0.207087178299, 0.044762419691),
    ("HS", 0.127904556613, 0.0154439338802),
    ("HSk", 0.150709190076, 0.0163860662921),
    ("SJ", 0.149680511347, 0.0191667935155),
    ("PM", 0.173663027463, 0.0178029251806),
    ("EB", 0.173663027463, 0.0178029251807),
    ("ML", 0.144251949383, 0.0165337560773),
    ("REML", 0.166425752837, 0.0178020429582),
    ("GENQ", 0.178373352847, 0.0235006707206),
)


def rows(name):
    with (DATA / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(line for line in stream if not line.startswith("#")))


def column(table, name):
    return np.array([float(row[name]) for row in table])


@pytest.fixture(scope="module")
def series():
    bcg, smoke = rows("bcg.csv"), rows("hackshaw1998.csv")
    a, b, c, d = (column(bcg, name) for name in ("tpos", "tneg", "cpos", "cneg"))
    found = effect_sizes("RR", a, a + b, c, c + d)
    return (found.y, found.v), (column(smoke, "yi"), column(smoke, "vi"))


@pytest.mark.parametrize(("method", "bcg", "smoke"), METAFOR)
def test_as_metafor_has_it(series, method, bcg, smoke):
    for (y, v), expected in zip(series, (bcg, smoke), strict=True):
        found, error = tau2_error(method, y, v)
        assert error[0] == pytest.approx(expected, rel=1e-6)
        assert found[0] == tau2(method, y, v)[0]


@pytest.mark.parametrize("method", [name for name, _ in ESTIMATORS])
def test_it_follows_the_unit_and_the_mask(series, method):
    (y, v), _ = series
    mask = np.ones((2, y.size), bool)
    mask[1, 3:] = False
    error = tau2_error(method, y * 1e-4, v * 1e-8, mask)[1]
    assert error[0] == pytest.approx(tau2_error(method, y, v)[1][0] * 1e-8, rel=1e-9)
    assert error[1] == pytest.approx(tau2_error(method, y[:3], v[:3])[1][0] * 1e-8, rel=1e-9)


def test_moments_spread_as_the_formula_says():
    """100,000 drawn sets of ten studies far from 0, where nothing is cut."""
    rng = np.random.default_rng(7)
    v = np.linspace(0.05, 0.4, 10)
    y = rng.normal(0.0, np.sqrt(v + 2.0), (100_000, 10))
    w = 1 / v
    mean = (y * w).sum(-1) / w.sum()
    q = ((y - mean[:, None]) ** 2 * w).sum(-1)
    raw = (q - 9) / (w.sum() - (w * w).sum() / w.sum())  # DL before it is cut at 0
    near = int(np.abs(raw - 2.0).argmin())
    assert tau2_error("DL", y[near], v)[1][0] == pytest.approx(raw.std(), rel=0.01)


def test_one_study_has_none():
    found, error = tau2_error("REML", [0.3], [0.1])
    assert (found[0], bool(np.isnan(error[0]))) == (0.0, True)


def test_an_unknown_estimator():
    with pytest.raises(ValueError, match="unknown tau2 estimator 'CE'"):
        tau2_error("CE", [0.1, 0.2], [0.1, 0.1])
