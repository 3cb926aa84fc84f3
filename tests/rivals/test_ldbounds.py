"""R's ldbounds (Reboussin, DeMets, Kim & Lan 2000, Control Clin Trials 21:190), pinned.

Its integrals are by Simpson's rule on a grid: about four digits for ordinary looks, fewer where
two looks are close or where little error is spent. There tests/unit/kernel/test_sequential.py
holds thymos against adaptive quadrature. Its drift is that of the last look, not of fraction 1.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from thymos.kernel import boundaries, crossing, stagewise

PINS = json.loads((Path(__file__).with_name("ldbounds.json")).read_text(encoding="utf-8"))


def name(case):
    return f"{case['spending']}-{case['alpha']}-{case['fractions']}"


def bounds_of(case):
    return boundaries(case["fractions"], alpha=case["alpha"], spending=case["spending"])


def coarse(case):
    """Whether its grid is known to be too coarse: looks 0.01 apart, or 1 % of OF spending."""
    close = min(np.diff(case["fractions"])) < 0.05
    return close or (case["spending"] == "OF" and case["alpha"] == 0.01)


def test_the_grid_is_whole():
    assert PINS["version"]
    assert len({name(case) for case in PINS["answers"]}) == 16


@pytest.mark.parametrize("case", PINS["answers"], ids=name)
def test_boundaries(case):
    pinned = [np.inf if value == "Inf" else value for value in case["upper"]]
    found = bounds_of(case).upper
    there = np.isfinite(pinned)
    np.testing.assert_allclose(
        found[there], np.array(pinned)[there], atol=4e-2 if coarse(case) else 1e-4
    )
    assert (found[~there] > 7.9).all()  # it counts 8 as infinite


@pytest.mark.parametrize("case", PINS["answers"], ids=name)
def test_power_and_where_it_stops(case):
    above, below = crossing(bounds_of(case), drift=2.8 / case["fractions"][-1] ** 0.5)
    np.testing.assert_allclose(above + below, case["exit"], atol=1e-4)
    assert (above + below).sum() == pytest.approx(case["power"], abs=1e-4)


@pytest.mark.parametrize("case", PINS["answers"], ids=name)
def test_interval_at_a_stop(case):
    found = stagewise(bounds_of(case), len(case["fractions"]) - 1, 2.5)
    shown = np.array([found.low, found.high]) * case["fractions"][-1] ** 0.5
    np.testing.assert_allclose(shown, case["interval"], atol=2e-3)
