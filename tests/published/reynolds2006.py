"""Reynolds et al. 2006, J Theor Biol 242:220: three outcomes of an infection, one model.

The core of the shipped model with nothing added acting on it, beside the same four equations
written out here once more. Regimes as the database entry BIOMD0000000714 holds them: growth of
the pathogen 0.3 with 1 of it, health; 0.3 with 1.5, aseptic death; 0.6 with 1, septic death.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from thymos.dossier.read import locate, read
from thymos.mechanism.model import load

pytest.importorskip("antimony")
roadrunner = pytest.importorskip("roadrunner")

CORE = ("P", "N", "D", "CA")
REGIMES = (("health", 0.3, 1.0), ("aseptic death", 0.3, 1.5), ("septic death", 0.6, 1.0))
HOURS = 1000


@pytest.fixture(scope="module")
def shipped():
    return load(read(locate("thymosin-alpha-1")))


def run(sbml, k_pg, p0, **values):
    engine = roadrunner.RoadRunner(sbml)
    engine.integrator.relative_tolerance = 1e-10
    engine.integrator.absolute_tolerance = 1e-12
    engine["init(P)"] = p0
    engine.reset()
    for name, value in (values | {"k_pg": k_pg}).items():
        engine[name] = value
    engine.timeCourseSelections = list(CORE)
    return np.array(engine.simulate(0, HOURS, 101))


def printed(k_pg, p0):
    """The four equations as the paper prints them, with the values of the entry."""

    def slope(_, y):
        p, n, d, ca = y
        quiet = 1 / (1 + (ca / 0.28) ** 2)
        r = (0.01 * n + 0.1 * p + 0.02 * d) * quiet
        f, alarm = n * quiet, (n + 48 * d) * quiet
        return [
            k_pg * p * (1 - p / 20) - 0.6 * 0.005 * p / (0.002 + 0.01 * p) - 1.8 * f * p,
            0.08 * r / (0.12 + r) - 0.05 * n,
            0.35 * f**6 / (0.06**6 + f**6) - 0.02 * d,
            0.0125 + 0.04 * alarm / (1 + alarm) - 0.1 * ca,
        ]

    grid = np.linspace(0, HOURS, 101)
    start = [p0, 0, 0, 0.125]
    return solve_ivp(slope, (0, HOURS), start, "LSODA", grid, rtol=1e-10, atol=1e-12).y.T


@pytest.mark.parametrize(("name", "k_pg", "p0"), REGIMES)
def test_the_core_is_the_published_one(shipped, name, k_pg, p0):
    found = run(shipped.sbml, k_pg, p0, switch_feedback=0)
    assert np.abs(found - printed(k_pg, p0)).max() < 1e-5


def test_health_aseptic_and_septic_death_are_told_apart(shipped):
    ends = [run(shipped.sbml, k_pg, p0, switch_feedback=0)[-1] for _, k_pg, p0 in REGIMES]
    health, aseptic, septic = ends
    assert health == pytest.approx([0, 0, 0, 0.125], abs=1e-4)
    assert aseptic[0] == pytest.approx(0, abs=1e-6)
    assert aseptic[2] == pytest.approx(17.40, abs=0.01)
    assert septic[0] == pytest.approx(4.94, abs=0.01)
    assert septic[2] == pytest.approx(17.49, abs=0.01)


def test_what_was_added_acts_on_the_core_unless_it_is_switched_off(shipped):
    with_feedback = run(shipped.sbml, 0.3, 1.5)
    assert np.abs(with_feedback - printed(0.3, 1.5)).max() > 0.01
