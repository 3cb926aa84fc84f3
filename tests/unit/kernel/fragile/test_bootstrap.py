"""The bootstrap: any cutting the same, and intervals where theory puts them."""

import pickle
from importlib.util import find_spec

import numpy as np
import pytest

from thymos.kernel import pool
from thymos.kernel.fragile import bootstrap, draws

RNG = np.random.default_rng(5)
V = RNG.uniform(0.02, 0.3, 25)
Y = RNG.normal(0.4, np.sqrt(V + 0.1))


@pytest.mark.parametrize("kind", ["studies", "parametric"])
def test_any_cutting_gives_the_same_draws(kind):
    work = draws(Y, V, kind=kind, method="DL", count=400, seed=2)
    whole = work(0, 400)
    cut = np.concatenate([work(a, min(a + 33, 400)) for a in range(0, 400, 33)], -1)
    np.testing.assert_array_equal(cut, whole)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(work))(0, 400), whole)


def test_a_draw_is_a_pooling_of_its_own():
    work = draws(Y, V, method="DL", count=5, seed=2)
    places = work.plan.rows(3, 4)[0]
    alone = pool(Y[places], V[places], method="DL")
    np.testing.assert_allclose(work(3, 4)[:, 0], [alone.estimate[0], alone.tau2[0]], rtol=1e-9)


def test_engines_agree():
    if not find_spec("numba"):
        pytest.skip("no numba")
    for kind in ("studies", "parametric"):
        plain = draws(Y, V, kind=kind, count=200, engine="numpy")(0, 200)
        fast = draws(Y, V, kind=kind, count=200, engine="compiled")(0, 200)
        np.testing.assert_allclose(fast, plain, rtol=1e-7, atol=1e-10)


def test_intervals_are_where_theory_puts_them():
    fit = pool(Y, V, method="DL")
    drawn = bootstrap(Y, V, method="DL", kind="parametric", count=4000, level=0.9)
    wald = 1.6448536269514722 * fit.se[0]
    assert drawn.estimate == pytest.approx(fit.estimate[0])
    assert drawn.se == pytest.approx(fit.se[0], rel=0.1)
    assert drawn.high - drawn.low == pytest.approx(2 * wald, rel=0.1)
    assert abs(drawn.bias) < 0.01
    assert drawn.tau2_low < drawn.tau2 < drawn.tau2_high
    studies = bootstrap(Y, V, method="DL", count=4000, level=0.9)
    assert studies.low < fit.estimate[0] < studies.high
    assert studies.se == pytest.approx(fit.se[0], rel=0.3)
    assert studies.estimates.shape == studies.tau2s.shape == (4000,)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: bootstrap([0.1], [0.1]), "2 studies or more"),
        (lambda: bootstrap([0.1, np.nan], [0.1, 0.1]), "y: study 2 is nan"),
        (lambda: bootstrap([0.1, 0.2], [0.1, 0.1], kind="jack"), "unknown kind of bootstrap"),
        (lambda: bootstrap([0.1, 0.2], [0.1, 0.1], count=0), "1 or more studies and draws"),
        (lambda: bootstrap([0.1, 0.2], [0.1, 0.1], level=2), "level must lie"),
    ],
)
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()
