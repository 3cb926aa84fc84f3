"""Many analyses at once are the analyses one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thymos.kernel import METHODS, TESTS, pool
from thymos.kernel.specifications import crossed, distinct, fits

Y = np.array([[0.10, 0.30, 0.35, -0.20, 0.90], [0.12, 0.31, 0.30, np.nan, 0.70]])
V = np.array([[0.01, 0.04, 0.02, 0.05, 0.09], [0.02, 0.05, 0.02, np.nan, 0.08]])
INCLUDED = np.isfinite(Y)
MASKS = np.array(
    [[1, 1, 1, 1, 1], [0, 1, 1, 0, 1], [0, 1, 1, 1, 1], [1, 0, 0, 0, 0], [0] * 5], dtype=bool
)
SHARED = tuple(method for method in METHODS if method not in ("FE", "EE"))


@pytest.mark.parametrize("method", SHARED)
def test_every_crossing_is_the_analysis_by_itself(method):
    found = crossed(Y, V, INCLUDED, MASKS, methods=("CE", method), tests=TESTS, level=0.9)
    for data in range(2):
        for row, mask in enumerate(MASKS):
            use = mask & INCLUDED[data]
            assert found.k[data, row] == use.sum()
            for t, test in enumerate(TESTS):
                at = (data, row, 1, t)
                if use.sum() < 2:
                    assert np.isnan(found.p[at])
                    assert np.isnan(found.estimate[data, row, 1])
                    continue
                alone = pool(Y[data, use], V[data, use], method=method, test=test, level=0.9)
                assert found.estimate[data, row, 1] == pytest.approx(alone.estimate[0], rel=1e-9)
                assert found.tau2[data, row, 1] == pytest.approx(alone.tau2[0], abs=1e-12)
                for name in ("se", "ci_low", "ci_high", "p"):
                    seen, expected = getattr(found, name)[at], getattr(alone, name)[0]
                    assert seen == pytest.approx(expected, rel=1e-8, abs=1e-12)


def test_a_single_study_counts_where_it_is_asked_for():
    assert fits([0.3], [0.04], smallest=1).se.tolist() == [[[pytest.approx(0.2)]]]
    assert np.isnan(fits([0.3], [0.04]).se).all()


@given(st.lists(st.lists(st.booleans(), min_size=11, max_size=11), min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_distinct_rows_are_distinct_and_complete(rows):
    masks = np.array(rows)
    found, back = distinct(masks)
    assert np.array_equal(found[back], masks)
    assert len({tuple(row) for row in found.tolist()}) == len(found)


def test_cutting_into_rows_changes_nothing(monkeypatch):
    rng = np.random.default_rng(3)
    y, v = rng.normal(0, 0.4, (37, 6)), rng.uniform(0.01, 0.2, (37, 6))
    whole = fits(y, v, methods=("DL", "REML"), tests=("z", "knha"))
    monkeypatch.setattr("thymos.kernel.specifications.ROWS", 5)
    parts = fits(y, v, methods=("DL", "REML"), tests=("z", "knha"))
    for name in ("estimate", "tau2", "se", "p"):
        assert np.allclose(getattr(whole, name), getattr(parts, name), rtol=1e-12, atol=0)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"methods": ("XX",)}, "unknown method 'XX'"),
        ({"tests": ("XX",)}, "unknown test 'XX'"),
        ({"level": 1.0}, "level must lie between"),
        ({"masks": [[True]]}, r"masks must have the shape \(selection, 5\)"),
        ({"v": V[:1]}, "must have one shape"),
    ],
)
def test_what_does_not_fit_is_refused(change, match):
    asked = {"y": Y, "v": V, "included": INCLUDED, "masks": MASKS} | {
        "methods": ("CE",),
        "tests": ("z",),
    }
    with pytest.raises(ValueError, match=match):
        crossed(**asked | change)
