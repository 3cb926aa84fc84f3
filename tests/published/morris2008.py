"""Morris 2008 (Organ Res Methods 11:364), table 1, page 368: change in training less control.

Variances, and effects in units of the change, are not in the paper: from the test suite of R's
metafor.
"""

import pytest

from thymos.kernel import change_effects

R = [0.47, 0.64, 0.77, 0.89, 0.44]
# post, pre, sd post, sd pre, n
TRAINED = (
    [38.5, 26.8, 0.7, 75.9, 36.0],
    [30.6, 23.5, 0.5, 53.4, 35.6],
    [11.6, 4.1, 0.1, 4.4, 4.6],
    [15.0, 3.1, 0.1, 14.5, 4.7],
    [20, 50, 9, 10, 14],
)
CONTROL = (
    [19.7, 25.3, 0.6, 60.7, 33.4],
    [23.1, 24.9, 0.6, 55.7, 34.8],
    [14.8, 3.3, 0.2, 17.9, 6.9],
    [13.8, 4.1, 0.2, 17.3, 3.1],
    [20, 42, 9, 11, 14],
)


def change(code, group):
    after, before, sd_after, sd_before, n = group
    # SMCR is in standard deviations of the first column of spreads: those before training.
    if code == "SMCR":
        return change_effects(code, after, before, sd_before, sd_after, R, n)
    return change_effects(code, after, before, sd_after, sd_before, R, n)


@pytest.mark.parametrize(
    ("code", "y", "v"),
    [
        ("SMCR", [0.74, 0.95, 1.81, 1.15, 0.51], [0.1138, 0.0426, 0.2833, 0.1458, 0.1667]),
        ("SMCC", [0.76, 0.90, 2.66, 1.35, 0.29], [0.1086, 0.0544, 0.6159, 0.3872, 0.1447]),
    ],
)
def test_training_less_control(code, y, v):
    trained, control = change(code, TRAINED), change(code, CONTROL)
    assert (trained.y - control.y).round(2).tolist() == y
    assert (trained.v + control.v).round(4).tolist() == v
