"""Answers of other packages, pinned with their versions by the scripts in validation/."""

import json
from pathlib import Path

import pytest

from thymos.kernel import pool

HERE = Path(__file__).resolve().parent
SERIES = json.loads((HERE.parents[1] / "validation" / "series.json").read_text(encoding="utf-8"))
RIVALS = {
    # rival: methods, relative tolerance (the rival's own stopping rule sets it)
    "statsmodels": (("DL", "PM"), 1e-9),
    "pymare": (("CE", "DL", "HE", "ML", "REML"), 1e-6),
}
# Where the rival is known to differ, and why: see validation/<rival>/README.md.
DIFFERS = (("statsmodels", "homogeneous", "DL"),)
GRID = [
    (rival, series, method)
    for rival, (methods, _) in RIVALS.items()
    for series in SERIES
    for method in methods
]


def pins(rival):
    return json.loads((HERE / f"{rival}.json").read_text(encoding="utf-8"))


def ours(series, method):
    y, v = SERIES[series]["y"], SERIES[series]["v"]
    plain, common = pool(y, v, method=method), pool(y, v, method="CE")
    extra = {
        "se_knha": pool(y, v, method=method, test="knha").se,
        "estimate_CE": common.estimate,
        "se_CE": common.se,
    }
    return lambda field: float((extra[field] if field in extra else getattr(plain, field))[0])


@pytest.mark.parametrize("rival", RIVALS)
def test_the_grid_is_whole(rival):
    found = pins(rival)
    assert found["version"]
    asked = [(rival, series, method) for series, by in found["answers"].items() for method in by]
    assert asked == [cell for cell in GRID if cell[0] == rival]


@pytest.mark.parametrize(
    ("rival", "series", "method"), [cell for cell in GRID if cell not in DIFFERS]
)
def test_agreement(rival, series, method):
    answer = ours(series, method)
    for field, value in pins(rival)["answers"][series][method].items():
        assert answer(field) == pytest.approx(value, rel=RIVALS[rival][1], abs=1e-9), field


def test_a_negative_variance_is_the_one_difference():
    theirs = pins("statsmodels")["answers"]["homogeneous"]["DL"]["tau2"]
    assert theirs < 0
    assert ours("homogeneous", "DL")("tau2") == 0
