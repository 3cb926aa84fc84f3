"""What is remembered is what would be computed, and is forgotten with the block."""

import numpy as np

from thymos.kernel import memory
from thymos.kernel.batch import as_batch
from thymos.kernel.memory import once, remembering
from thymos.kernel.pool import METHODS, pool

Y, V = [0.1, 0.3, 0.8], [0.01, 0.02, 0.03]


def test_every_method_answers_the_same_within_a_block():
    for method in METHODS:
        plain = pool(Y, V, method=method)
        with remembering():
            pool(Y, V, method=method)
            again = pool(Y, V, method=method)
        np.testing.assert_array_equal(again.estimate, plain.estimate)
        np.testing.assert_array_equal(again.tau2, plain.tau2)
        np.testing.assert_array_equal(again.weights, plain.weights)


def test_other_methods_effects_variances_and_masks_are_told_apart():
    with remembering():
        first = pool(Y, V).estimate
        assert pool(Y, V, method="CE").estimate != first
        assert pool([0.1, 0.3, 0.9], V).estimate != first
        assert pool(Y, [0.01, 0.02, 0.04]).estimate != first
        assert pool(Y, V, mask=[True, True, False]).estimate != first
        assert pool(Y, V, tau2=5.0).estimate != first
        assert pool(Y, V, weights=[3.0, 1.0, 1.0]).estimate != first
        assert pool(Y, V).estimate == first


def test_two_rows_are_not_one_row_of_twice_the_studies():
    with remembering():
        one = pool([*Y, *Y], [*V, *V])
        two = pool([Y, Y], [V, V])
    assert (one.estimate.size, two.estimate.size) == (1, 2)


def test_nothing_is_kept_outside_a_block():
    asked = []
    batch = as_batch(Y, V)
    for _ in range(2):
        once("DL", batch, lambda: asked.append("asked"))
    with remembering():
        for _ in range(2):
            once("DL", batch, lambda: asked.append("asked"))
    assert len(asked) == 3
    assert memory._kept.get() is None


def test_a_block_ends_with_an_error_too():
    try:
        with remembering():
            raise KeyError
    except KeyError:
        assert memory._kept.get() is None
