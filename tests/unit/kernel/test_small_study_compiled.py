"""The compiled small-study methods give NumPy's numbers."""

import dataclasses

import numpy as np
import pytest

from thymos.kernel import beta_selection, step_selection, trim_and_fill
from thymos.kernel.engine import compiled

pytest.importorskip("numba")

NUMBERS = ("estimate", "se", "tau2", "weights", "weights_se", "likelihood_ratio", "log_likelihood")


def draw(seed):
    """Sets of every kind: with and without selection, heterogeneity and units orders apart."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(6, 20))
    v = np.exp(rng.normal(-2, 1, k))
    y = rng.normal(np.sqrt(v) * rng.integers(0, 4), np.sqrt(v + rng.choice([0.0, 0.1, 1.0])))
    unit = 10.0 ** rng.integers(-3, 4)
    return y * unit, v * unit**2


def crowded(seed):
    """Results in every step: some against, some for, some significant."""
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(-2, 1, 50))
    return rng.normal(0.9 * np.sqrt(v), np.sqrt(v * rng.choice([1.0, 1.5]))), v


@pytest.mark.parametrize("method", ["CE", "DL", "PM", "PMM", "ML", "REML", "HE"])
@pytest.mark.parametrize("estimator", ["L0", "R0", "Q0"])
def test_trim_and_fill(method, estimator):
    for seed in range(25):
        y, v = draw(seed)
        plain = trim_and_fill(y, v, method=method, estimator=estimator)
        with compiled():
            found = trim_and_fill(y, v, method=method, estimator=estimator)
        for field in ("missing", "side", "note", "settled"):
            assert getattr(found, field) == getattr(plain, field)
        assert found.y == pytest.approx(plain.y, rel=1e-9)
        assert found.adjusted.estimate == pytest.approx(plain.adjusted.estimate, rel=1e-9)


@pytest.mark.parametrize("method", ["ML", "CE"])
@pytest.mark.parametrize(
    ("model", "options"),
    [
        (step_selection, {"cuts": (0.5,)}),
        (step_selection, {"cuts": (0.025, 0.5), "side": "less"}),
        (step_selection, {"cuts": (0.05,), "side": "two-sided"}),
        (beta_selection, {}),
    ],
)
def test_selection(model, options, method):
    seen = 0
    for seed in range(8):
        y, v = crowded(seed)
        y = -y if options.get("side") == "less" else y
        plain = model(y, v, method=method, **options)
        with compiled():
            found = model(y, v, method=method, **options)
        assert found.counts == plain.counts
        assert found.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-9)
        if flat(plain):
            continue
        seen += 1
        for field in NUMBERS:
            near = pytest.approx(getattr(plain, field), rel=1e-8, abs=1e-9, nan_ok=True)
            assert getattr(found, field) == near, (seed, field)
    assert seen >= 3


def test_refusals_are_the_same():
    y, v = [1.0, 1.1, 0.9, 1.2], [0.01] * 4
    with pytest.raises(ValueError, match="no study has a P value in step 2"):
        step_selection(y, v)
    with compiled(), pytest.raises(ValueError, match="no study has a P value in step 2"):
        step_selection(y, v)


def flat(found):
    """A likelihood that knows nothing of a weight: the summit is then anywhere."""
    errors = np.append(found.weights_se / found.weights, found.se)
    return not np.isfinite(errors).all() or (errors > 5).any()


def test_the_results_are_whole():
    names = {field.name for field in dataclasses.fields(step_selection(*draw(3), cuts=(0.5,)))}
    assert set(NUMBERS) < names
