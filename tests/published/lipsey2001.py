"""Lipsey & Wilson 2001, Practical Meta-Analysis, pages 133, 138 and 141: ten interventions.

Exhibits 7.3, 7.4, 7.6 and 7.7. Four digits from the test suite of R's metafor, which notes where
the book rounds otherwise (Q between groups 7.0738, Q within 7.6902).
"""

import pytest

from thymos.kernel import factor, intercept, numeric, pool, regress, subgroups, together

Y = [-0.33, 0.32, 0.39, 0.31, 0.17, 0.64, -0.33, 0.15, -0.02, 0.00]
V = [0.084, 0.035, 0.017, 0.034, 0.072, 0.117, 0.102, 0.093, 0.012, 0.067]
RANDOM = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]
INTENSITY = [7, 3, 7, 5, 7, 7, 4, 4, 5, 6]


@pytest.mark.parametrize(
    ("method", "printed"),
    [
        ("CE", (0.1549, 0.0609, 2.5450, 0.0109, 0.0356, 0.2742)),
        ("DL", (0.1534, 0.0858, 1.7893, 0.0736, -0.0146, 0.3215)),
    ],
)
def test_page_133(method, printed):
    found = pool(Y, V, method=method)
    fields = ("estimate", "se", "statistic", "p", "ci_low", "ci_high")
    assert [getattr(found, field)[0] for field in fields] == pytest.approx(printed, abs=6e-5)
    assert (found.Q[0], found.Q_p[0]) == pytest.approx((14.7640, 0.0976), abs=6e-5)
    assert found.tau2[0] == pytest.approx(0.025955 if method == "DL" else 0, abs=6e-7)


def test_page_138_analysis_of_variance():
    found = regress(Y, V, together(intercept(10), factor("random", RANDOM)).X, method="CE")
    between, within = (found.QM[0], found.QM_p[0]), (found.QE[0], found.QE_p[0])
    assert between == pytest.approx((7.0739, 0.0078), abs=6e-5)
    assert within == pytest.approx((7.6901, 0.4643), abs=6e-5)
    groups = (
        (0, (0.2984, 0.0813, 0.1390, 0.4578, 6.4382, 0.2659)),
        (1, (-0.0277, 0.0917, -0.2075, 0.1521, 1.2519, 0.7406)),
    )
    for group, printed in groups:
        one = pool(Y, V, method="CE", mask=[x == group for x in RANDOM])
        fields = ("estimate", "se", "ci_low", "ci_high", "Q", "Q_p")
        assert [getattr(one, field)[0] for field in fields] == pytest.approx(printed, abs=6e-5)


@pytest.mark.parametrize(
    ("method", "coefficients", "se", "joint", "tau2"),
    [
        ("CE", (0.3223, -0.3298, -0.0041), (0.2998, 0.1304, 0.0493), (7.0807, 0.0290), 0.0),
        ("DL", (0.3311, -0.3269, -0.0068), (0.3198, 0.1439, 0.0528), (5.5711, 0.0617), 0.00488),
    ],
)
def test_page_141_regression(method, coefficients, se, joint, tau2):
    columns = (intercept(10), numeric("random", RANDOM), numeric("intensity", INTENSITY))
    found = regress(Y, V, together(*columns).X, method=method)
    assert found.coefficients[0] == pytest.approx(coefficients, abs=6e-5)
    assert found.se[0] == pytest.approx(se, abs=6e-5)
    assert (found.QM[0], found.QM_p[0]) == pytest.approx(joint, abs=6e-5)
    assert found.tau2[0] == pytest.approx(tau2, abs=6e-6)
    if method == "CE":
        assert (found.QE[0], found.QE_p[0]) == pytest.approx((7.6832, 0.3614), abs=6e-5)
    else:
        assert found.R2[0] == pytest.approx(81.2023, abs=6e-5)


def test_subgroups_make_the_same_test():
    found = subgroups(Y, V, RANDOM, method="CE")
    assert (found.between, found.between_p) == pytest.approx((7.0739, 0.0078), abs=6e-5)
    assert pytest.approx((6.4382, 1.2519), abs=6e-5) == found.Q
