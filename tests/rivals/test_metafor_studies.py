"""Leaving out, adding up, influence and small-study effects: metafor's answers for 43 data sets."""

import numpy as np
import pytest

from tests.rivals.series import effects, near, pins
from thymos.kernel import cumulative, influence, leave_one_out, pool, shrunken
from thymos.kernel.small_study.asymmetry import begg, funnel_regression
from thymos.kernel.small_study.excess import excess_significance
from thymos.kernel.small_study.trimfill import trim_and_fill

PINS = pins("metafor_studies.json")["series"]
named = pytest.mark.parametrize("pin", PINS, ids=lambda pin: pin["name"])


def read(pin):
    y, v = effects(pin["name"])
    return y, v, float(np.mean(v))


@named
def test_leaving_out_and_adding_up(pin):
    y, v, size = read(pin)
    for part, plan in (("without", leave_one_out(y.size)), ("grown", cumulative(y.size))):
        found = pool(y, v, mask=plan, profile=False)
        for field in pin[part]:
            at = 1e-6 * (size if field == "tau2" else 1 if field == "Q" else np.sqrt(size))
            near(getattr(found, field), pin[part][field], 1e-6, at, f"{part} {field}")


@named
def test_influence_and_shrinkage(pin):
    y, v, size = read(pin)
    found = influence(y, v)
    for field, theirs in pin["influence"].items():
        near(getattr(found, field), theirs, 2e-5, 1e-5, field)
    near(shrunken(y, v, pool(y, v)).effect, pin["shrunken"], 1e-6, 1e-6 * np.sqrt(size))


@named
def test_asymmetry_and_excess(pin):
    y, v, size = read(pin)
    line, ranks = funnel_regression(y, v), begg(y, v)
    near((line.statistic[0], line.p[0], line.limit[0]), pin["regtest"], 1e-7, 1e-8 * np.sqrt(size))
    near((ranks.tau[0], ranks.p[0]), pin["ranktest"], 1e-9)
    if pin["regtest_random"]:
        mixed = funnel_regression(y, v, model="random")
        near((mixed.statistic[0], mixed.p[0]), pin["regtest_random"], 1e-5, 1e-6)
    observed, expected, chi2, p = pin["excess"]
    found = excess_significance(y, v)
    assert found.observed == observed
    near(found.expected, expected, 1e-9)
    if chi2 is None:
        near(found.exact_p, p, 1e-6)
    else:
        near((found.chi2, found.chi2_p), (chi2, p), 1e-6)


@named
def test_trim_and_fill(pin):
    y, v, size = read(pin)
    for kind, theirs in pin["trimfill"].items():
        found = trim_and_fill(y, v, estimator=kind, method="DL")
        if theirs is None:  # the package stops at the root of a negative number
            assert kind == "Q0"
            assert found.note
            continue
        assert (found.missing, found.side == "left") == (theirs[0], bool(theirs[5]))
        near(found.missing_se, theirs[1], 1e-9)
        after = found.adjusted
        near((after.estimate, after.se, after.tau2), theirs[2:5], 1e-8, 1e-9 * np.sqrt(size), kind)


def test_the_grid_is_whole():
    parts = {
        "without",
        "grown",
        "influence",
        "shrunken",
        "regtest",
        "ranktest",
        "trimfill",
        "excess",
    }
    assert len(PINS) == 43
    assert all(parts <= pin.keys() and pin["method"] == "REML" for pin in PINS)
    stopped = [pin["name"] for pin in PINS if pin["trimfill"]["Q0"] is None]
    assert stopped == ["axfors2021-cq-OR", "egger2001-OR", "linde2005-RR", "pritz1997-PLO"]
    # What did not converge is null in the pins.
    left = [x for pin in PINS for x in pin["without"]["tau2"]]
    grown = [x for pin in PINS for x in pin["grown"]["tau2"]]
    assert (len(left), left.count(None), grown.count(None)) == (772, 0, 1)
