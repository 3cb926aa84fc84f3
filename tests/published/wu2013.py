"""Wu et al. 2013, Crit Care 17:R8 (ETASS), table 4: deaths of 181 treated and 180 controls."""

import numpy as np
import pytest

from thymos.kernel import (
    chi_square,
    fisher_exact,
    odds_ratio_interval,
    risk_ratio_interval,
    wald_p,
)


def limits(interval):
    return tuple(np.round([interval.estimate[0], interval.low[0], interval.high[0]], 3).tolist())


def test_deaths_at_28_days():
    cells = (47, 134, 63, 117)
    assert chi_square(*cells).p[0] == pytest.approx(0.062, abs=0.0005)
    assert chi_square(*cells).p[0] == pytest.approx(0.0623, abs=0.00005)
    assert limits(risk_ratio_interval(*cells)) == (0.742, 0.541, 1.018)
    assert limits(odds_ratio_interval(*cells)) == (0.651, 0.415, 1.024)


def test_another_test_of_the_same_table_also_misses_five_percent():
    assert fisher_exact(47, 134, 63, 117).p[0] == pytest.approx(0.068, abs=0.0005)
    assert wald_p(0.74, 0.54, 1.02, log_scale=True)[0] > 0.05


@pytest.mark.parametrize(
    ("treated", "control", "printed"), [(52, 71, 0.032), (35, 48, 0.098)], ids=["hospital", "icu"]
)
def test_other_deaths(treated, control, printed):
    p = chi_square(treated, 181 - treated, control, 180 - control).p[0]
    assert p == pytest.approx(printed, abs=0.0005)
