"""Balduzzi, Rücker & Schwarzer 2019, Evid Based Ment Health 22:153: haloperidol in schizophrenia.

Log risk ratios and standard errors of the trials of Joy et al. 2006, and the limit meta-analysis
by metasens 1.5-2 with Paule and Mandel's tau2, as the vignette of R's meta stores both. Its
search for tau2 stops at a relative error of 1e-5; what does not hang on tau2 agrees to 1e-9.
"""

import numpy as np
import pytest

from thymos.kernel import limit_meta_analysis

Y = [
    0.3483066942682, 0.0477764793386, 1.8256610209037, 1.9459101490553, 1.2504928199608,
    2.1615064947341, 0.5596157879354, 0.7125652664170, 0.3053816495512, 1.0986122886681,
    2.1972245773362, 1.3331845358059, 0.3948267099031, 2.1257656133541, 0.8209805520698,
    2.3978952727984, 2.9444389791664,
]  # fmt: skip
SE = [
    0.236532687843, 0.183832527508, 0.717995293424, 1.457982951105, 0.583317872399,
    0.985703223742, 0.559336341441, 0.567967188312, 0.304647583900, 1.573591584939,
    1.408508764765, 0.651619636345, 0.234980905191, 1.441937110594, 1.485281322195,
    0.961375277528, 1.427398524493,
]  # fmt: skip


@pytest.fixture
def found():
    return limit_meta_analysis(Y, np.square(SE), method="PM")


def test_the_ratio_at_endless_precision(found):
    ratio = np.exp([found.estimate, found.low, found.high])
    assert ratio.round(2).tolist() == [1.29, 0.81, 2.06]
    assert found.estimate == pytest.approx(0.258229710843, rel=1e-5)
    assert found.se == pytest.approx(0.23821228124, rel=1e-5)
    assert (found.bias, found.slope) == pytest.approx((1.93579115884, -0.552401936702), rel=1e-5)


def test_the_parts_of_heterogeneity(found):
    parts = (found.q, found.q_small, found.q_residual)
    assert parts == pytest.approx((27.2442948731, 20.7294427184, 6.51485215469), rel=1e-9)
    assert found.g2 == pytest.approx(0.873209484708, rel=1e-6)


def test_the_limits_of_the_studies(found):
    first, second, last = 0.23184798469751, -0.00284574432571, 0.43198821115790
    assert found.limits[[0, 1, -1]] == pytest.approx([first, second, last], rel=1e-4)
