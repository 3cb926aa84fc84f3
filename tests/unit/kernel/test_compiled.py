"""The compiled engine gives NumPy's numbers, and only when it is asked for."""

import sys
import threading

import numpy as np
import pytest

from thymos.kernel import influence, leave_one_out, pool, tau2, tau2_interval
from thymos.kernel.engine import compiled, engine

pytest.importorskip("numba")

METHODS = ("CE", "DL", "PM", "PMM", "ML", "REML")
FIELDS = (
    "estimate", "se", "ci_low", "ci_high", "p", "tau2", "tau2_low", "tau2_high", "I2", "H2", "Q",
    "prediction_low", "prediction_high", "weights",
)  # fmt: skip


def draw(rows, k, seed):
    """Sets of every kind: some studies missing, units and heterogeneity orders apart."""
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(-2, rng.uniform(0, 3, (rows, 1)), (rows, k)))
    spread = np.sqrt(v + np.exp(rng.uniform(-9, 3, (rows, 1))))
    unit = 10.0 ** rng.integers(-6, 7, (rows, 1))
    mask = rng.random((rows, k)) < rng.uniform(0, 1, (rows, 1))
    return rng.normal(0, spread) * unit, v * unit**2, mask, unit[:, 0]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("rows", "k"), [(12, 7), (400, 11)])  # one core, and all of them
def test_the_same_numbers(method, rows, k):
    y, v, mask, _ = draw(rows, k, seed=k)
    options = {"method": method, "test": "knha", "mask": mask}
    plain = pool(y, v, **options)
    with compiled():
        assert engine(method) is not None
        found = pool(y, v, **options)
        alone = tau2("REML", y, v, mask)
    for name in FIELDS:
        ours, theirs = getattr(found, name), getattr(plain, name)
        np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-12, err_msg=name)
    np.testing.assert_array_equal(found.tau2 == 0, plain.tau2 == 0)
    np.testing.assert_allclose(alone, tau2("REML", y, v, mask), rtol=1e-8)


def test_of_several_maxima_the_highest_wins_here_too():
    y = np.array([12.15, 0.95, -10.63, 0.03, -0.25, 0.02])
    v = np.array([17.692, 0.074, 7.811, 0.032, 0.208, 0.009])
    near, far = np.array([0.0, 0.001, 3.0, -3.0, 2.0, -2.0]), np.array([1e-4, 1e-4, 9, 9, 9, 9])
    with compiled():
        assert tau2("REML", y, v)[0] == pytest.approx(28.2315, abs=1e-4)
        assert tau2("REML", near, far)[0] == 0
        assert tau2("REML", near + np.array([0, 0.5, 0, 0, 0, 0]), far)[0] > 0.05


def test_a_given_tau2_and_methods_that_are_not_compiled():
    y, v = np.array([0.1, 0.9, -0.4, 0.5]), np.array([0.05, 0.1, 0.2, 0.01])
    for options in ({"tau2": 0.3}, {"method": "SJ"}, {"weights": v}):
        plain = pool(y, v, **options)
        with compiled():
            found = pool(y, v, **options)
        np.testing.assert_allclose(found.se, plain.se, rtol=1e-12)
        np.testing.assert_allclose(found.weights, plain.weights, rtol=1e-12)


def test_influence_and_intervals_run_through_it():
    y, v, _, _ = draw(1, 9, seed=3)
    plain, limits = influence(y[0], v[0]), tau2_interval(y, v)
    with compiled():
        found, ends = influence(y[0], v[0]), tau2_interval(y, v)
        pool(y[0], v[0], mask=leave_one_out(9))
    np.testing.assert_allclose(found.deleted, plain.deleted, rtol=1e-8)
    np.testing.assert_allclose(ends, limits, rtol=1e-8)


def test_the_choice_ends_with_its_block_and_its_thread():
    seen = []
    with compiled():
        thread = threading.Thread(target=lambda: seen.append(engine()))
        thread.start()
        thread.join()
        assert engine("REML") is not None
        assert engine("SJ") is None
    assert seen == [None]
    assert engine() is None


def test_the_reader_s_arrays_are_left_alone():
    y, v = np.array([0.1, 0.9, -0.4]), np.array([0.05, 0.1, 0.2])
    y.flags.writeable = False
    kept = v.copy()
    with compiled():
        pool(y, v)
    assert (v == kept).all()


def test_without_numba_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "thymos.kernel.compiled", None)
    monkeypatch.delattr("thymos.kernel.compiled", raising=False)
    with pytest.raises(ValueError, match=r"pip install 'thymos\[fast\]'"), compiled():
        pass


@pytest.mark.slow
def test_no_failure_in_a_million_data_sets():
    failures, uneven = 0, 0
    with compiled():
        for seed in range(100):
            k = 2 + seed % 39
            rng = np.random.default_rng(seed)
            unit = 10.0 ** rng.uniform(-6, 6, (10_000, 1))
            v = rng.uniform(0.01, 1, (10_000, k))
            size = rng.uniform(0, 10, (10_000, 1)) * v.mean(-1, keepdims=True)
            y = rng.normal(0, np.sqrt(v + size))
            plain, scaled = tau2("REML", y, v), tau2("REML", unit * y, unit**2 * v)
            failures += int((~np.isfinite(plain) | (plain < 0)).sum())
            off = np.abs(scaled / unit[:, 0] ** 2 - plain) > 1e-10 * (plain + v.mean(-1))
            uneven += int(off.sum())
    assert (failures, uneven) == (0, 0)
