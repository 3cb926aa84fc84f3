"""What the kernel refuses, in one clear line each."""

import numpy as np
import pytest

from thymos.kernel.batch import as_batch, check_level, choose


@pytest.mark.parametrize(
    ("y", "v", "mask", "said"),
    [
        ([0.1, 0.2], [1.0], None, "y and v must hold the same studies, got 2 and 1"),
        ([0.1, np.nan], [1.0, 1.0], None, "y: study 2 is nan, expected a finite effect"),
        ([0.1], [0.0], None, "v: study 1 is 0.0, expected a positive, finite variance"),
        ([0.1], [-1.0], None, "v: study 1 is -1.0"),
        ([0.1], [np.inf], None, "v: study 1 is inf"),
        ([[0.1], [0.2]], [[1.0], [-2.0]], None, "v: study 1 of row 2 is -2.0"),
        (0.1, 1.0, None, r"y must have shape \(study,\) or \(batch, study\), got \(\)"),
        (["a"], [1.0], None, "y must hold numbers only"),
        ([0.1], [1.0], [1], "mask must hold truth values, got int64"),
        ([0.1, 0.2], [1.0, 1.0], [[[True, True]]], "mask must have shape"),
        ([0.1, 0.2], [1.0, 1.0], [True, True, False], "y, v and mask do not fit together"),
    ],
)
def test_refusals(y, v, mask, said):
    with pytest.raises(ValueError, match=said):
        as_batch(y, v, mask)


def test_what_is_masked_is_not_looked_at():
    batch = as_batch([0.1, np.nan], [1.0, -1.0], [True, False])
    assert batch.k.tolist() == [1]
    assert batch.y.tolist() == [[0.1, 0.0]]
    assert batch.v.tolist() == [[1.0, 1.0]]


def test_one_set_of_studies_under_many_masks_is_a_batch():
    batch = as_batch([0.1, 0.2, 0.3], [1.0, 1.0, 1.0], ~np.eye(3, dtype=bool))
    assert batch.y.shape == (3, 3)
    assert batch.k.tolist() == [2, 2, 2]


@pytest.mark.parametrize("level", [0, 1, 95, -0.1, float("nan")])
def test_a_level_is_a_share(level):
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        check_level(level)


def test_an_unknown_word_names_the_choices():
    with pytest.raises(ValueError, match="unknown test 'x'; choose one of z, t"):
        choose("test", "x", ("z", "t"))
