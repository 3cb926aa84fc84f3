"""Wolf et al. 2011, Thymic peptides for treatment of cancer patients, CD003993.pub3.

Counts from the review's table 3, pooled figures from its additional table 8. The review pooled
risk ratios by inverse variance with DerSimonian and Laird's tau-squared.
"""

import pytest

from thymos.kernel import effect_sizes, pool


def test_overall_survival(ratio):
    # Maio 2010 (three arms), Cheng 2004, Gish 2009, Schulof 1985 (two arms): alive at a year.
    effects = effect_sizes(
        "RR", [120, 9, 9, 12], [292, 18, 14, 28], [33, 9, 7, 1], [97, 23, 11, 13]
    )
    found = pool(effects.y, effects.v, method="DL")
    assert ratio(found) == (1.21, 0.94, 1.56)
    assert ratio(found, 3) == (1.210, 0.940, 1.557)
    assert found.p[0] == pytest.approx(0.14, abs=0.005)
    assert found.I2[0] == 0
    assert found.Q[0] == pytest.approx(2.78, abs=0.005)


def test_disease_free_survival_with_zero_cells(ratio):
    # The sensitivity analysis; 1/2 is added to the tables with an empty cell only.
    effects = effect_sizes("RR", [3, 3, 3], [98, 18, 15], [0, 3, 0], [97, 23, 13])
    assert effects.corrected.tolist() == [True, False, True]
    found = pool(effects.y, effects.v, method="DL")
    assert ratio(found) == (2.22, 0.67, 7.37)
    assert ratio(found, 3) == (2.221, 0.669, 7.373)
    assert found.p[0] == pytest.approx(0.19, abs=0.005)
    assert found.I2[0] == 0
