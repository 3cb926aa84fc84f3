"""P values by permutation: every turn and every order, beside a count by hand."""

import pickle
from importlib.util import find_spec
from itertools import permutations, product

import numpy as np
import pytest

from thymos.kernel import pool, regress
from thymos.kernel.fragile import flips, permutation_test, permute_moderators

METHODS = ("CE", "DL", "PM", "ML", "REML")
Y = np.array([-0.4, 0.1, -0.7, -0.3, -0.05, -0.9, 0.2])
V = np.array([0.05, 0.02, 0.2, 0.08, 0.01, 0.3, 0.1])
compiled = pytest.param(
    "compiled", marks=pytest.mark.skipif(not find_spec("numba"), reason="no numba")
)


def by_hand(method, test):
    """All 2^7 turns one after the other."""
    signs = np.array(list(product([1, -1], repeat=7)))
    z = pool(Y * signs, V, method=method, test=test, profile=False).statistic
    seen, gap = z[0], 1e-9
    share = np.abs(z) >= abs(seen) - gap, z >= seen - gap, z <= seen + gap
    return seen, *(float(np.mean(a)) for a in share)


@pytest.mark.parametrize("engine", ["numpy", compiled])
@pytest.mark.parametrize("test", ["z", "t", "knha", "adhoc"])
@pytest.mark.parametrize("method", [*METHODS, "SJ"])
def test_every_turn_is_counted_once(method, test, engine):
    seen, both, above, below = by_hand(method, test)
    found = permutation_test(Y, V, method=method, test=test, engine=engine)
    assert (found.p, found.p_above, found.p_below) == (both, above, below)
    assert found.statistic == pytest.approx(seen, rel=1e-9)
    assert (found.analyses, found.exact) == (128, True)


@pytest.mark.parametrize("engine", ["numpy", compiled])
def test_pieces_add_up(engine):
    work = flips(Y, V, method="REML", engine=engine)
    assert work.count == 64
    whole = work(0, 64)
    parts = [work(a, min(a + 7, 64)) for a in range(0, 64, 7)]
    assert (np.sum(parts, axis=0) == whole).all()
    again = pickle.loads(pickle.dumps(work))
    assert (again(0, 64) == whole).all()
    with pytest.raises(ValueError, match="has no range 0:65"):
        work(0, 65)


@pytest.mark.parametrize("method", METHODS)
def test_many_studies_by_either_engine(method):
    pytest.importorskip("numba")
    rng = np.random.default_rng(8)
    v = np.exp(rng.normal(-2, 1.5, 11))
    y = rng.normal(0.2, np.sqrt(v + 0.1))
    plain = permutation_test(y, v, method=method, test="knha", engine="numpy")
    fast = permutation_test(y, v, method=method, test="knha", engine="compiled")
    assert fast.statistic == pytest.approx(plain.statistic, rel=1e-9)
    assert (fast.p, fast.p_above, fast.p_below) == (plain.p, plain.p_above, plain.p_below)


@pytest.mark.parametrize("k", [2, 5, 6, 7])
@pytest.mark.parametrize("test", ["z", "knha", "adhoc"])
@pytest.mark.parametrize("method", METHODS)
def test_few_studies_by_either_engine(method, test, k):
    pytest.importorskip("numba")
    plain = flips(Y[:k], V[:k], method=method, test=test, engine="numpy")
    fast = flips(Y[:k], V[:k], method=method, test=test, engine="compiled")
    assert fast.observed == pytest.approx(plain.observed, rel=1e-9)
    assert [fast(n, n + 1).tolist() for n in range(fast.count)] == [
        plain(n, n + 1).tolist() for n in range(fast.count)
    ]


def test_draws_come_near_and_never_give_nothing():
    exact = permutation_test(Y, V, method="DL")
    drawn = permutation_test(Y, V, method="DL", draws=4000, seed=3)
    assert drawn.analyses == 4000
    assert not drawn.exact
    assert drawn.p == pytest.approx(exact.p, abs=0.03)
    assert drawn.p_above == pytest.approx(exact.p_above, abs=0.03)
    far = permutation_test(np.ones(30), np.full(30, 0.01), method="DL", draws=50)
    assert far.p == 1 / 50  # the data as they are, and no other
    many = flips(np.ones(30), np.ones(30))
    assert (many.exact, many.count) == (False, 100_000)


def test_without_any_effect_there_is_nothing_to_turn():
    found = permutation_test([0.0, 0.0, 0.0], [0.1, 0.2, 0.3], test="knha", engine="numpy")
    assert (found.statistic, found.p) == (0.0, 1.0)
    even = permutation_test([0.5, 0.5, 0.5], [0.1, 0.1, 0.1], test="knha", method="CE")
    assert even.p == 2 / 8  # an error of 0: the statistic is infinite either way


def test_under_no_effect_p_values_are_as_large_as_they_should_be():
    rng = np.random.default_rng(4)
    v = np.array([0.02, 0.3, 0.1, 0.05, 0.6, 0.2, 0.1, 0.08])
    p = np.array(
        [permutation_test(rng.normal(0, np.sqrt(v + 0.2)), v, method="DL").p for _ in range(300)]
    )
    for level in (0.05, 0.1, 0.5):
        assert np.mean(p <= level) <= level + 3 * np.sqrt(level * (1 - level) / 300)
    assert p.mean() == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("method", ["CE", "DL", "REML"])
def test_every_order_of_a_moderator(method):
    y, v = Y[:5], V[:5]
    X = np.column_stack([np.ones(5), [0.1, 0.5, 0.2, 0.9, 0.4], [1, 0, 1, 1, 0]])
    whole = regress(y, v, X, method=method, test="knha")
    z, qm = [], []
    for order in permutations(range(5)):
        other = regress(y, v, X[list(order)], method=method, test="knha")
        z.append(other.statistic[0])
        qm.append(other.QM[0])
    found = permute_moderators(y, v, X, method=method, test="knha")
    np.testing.assert_allclose(
        found.p, np.mean(np.abs(z) >= np.abs(whole.statistic[0]) - 1e-7, axis=0)
    )
    assert found.QM_p == pytest.approx(np.mean(np.array(qm) >= whole.QM[0] - 1e-7))
    assert (found.orders, found.exact) == (120, True)
    assert permute_moderators(y, v, X, method=method, draws=50).orders == 50


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: permutation_test([0.1], [0.1]), "2 studies or more"),
        (lambda: permutation_test([0.1, np.nan], [0.1, 0.1]), "y: study 2 is nan"),
        (lambda: permutation_test([0.1, 0.2], [0.1, 0.1], method="x"), "unknown method"),
        (lambda: permutation_test([0.1, 0.2], [0.1, 0.1], test="x"), "unknown test"),
        (lambda: permutation_test([0.1, 0.2], [0.1, 0.1], draws=0), "1 or more studies and draws"),
        (lambda: permute_moderators([[0.1, 0.2, 0.3]] * 2, [0.1] * 3, [1, 1, 1]), "one set"),
    ],
)
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()
