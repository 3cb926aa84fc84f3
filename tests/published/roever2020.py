"""Roever 2020, J Stat Softw 93(6), and the vignette of his R package bayesmeta 3.4.

Liver transplants: section 3, counts of Crins et al. 2014 (Pediatr Transplant 18:839). Eight
schools: the vignette, data of Rubin 1981 (J Educ Stat 6:377). Its grid allows a divergence of
0.01, so that its figures for effects stand to three digits only; those for tau are by quadrature.
"""

import numpy as np
import pytest

from thymos.kernel import (
    credible,
    effect_sizes,
    half_cauchy,
    half_normal,
    mode,
    posterior,
    turner,
    uniform,
)

EFFECTS = [28.39, 7.94, -2.75, 6.82, -0.64, 0.63, 18.01, 12.16]
ERRORS = np.array([14.9, 10.2, 16.3, 11.0, 9.4, 11.4, 10.4, 17.6])


@pytest.fixture(scope="module")
def schools():
    return posterior(EFFECTS, ERRORS**2, half_cauchy(25), mean_prior=(0, 50))


@pytest.fixture(scope="module")
def flat():
    return posterior(EFFECTS, ERRORS**2, uniform())


def printed(distribution):
    low, high = credible(distribution, kind="shortest")
    middle = float(distribution.quantile(0.5))
    return [mode(distribution), middle, distribution.mean, distribution.sd, low, high]


def test_heterogeneity(schools):
    shown = [0.000000, 4.758539, 5.884511, 4.869904, 0.000000, 15.165894]
    np.testing.assert_allclose(printed(schools.tau), shown, atol=1e-6)
    np.testing.assert_allclose(credible(schools.tau), [0.2199559, 18.0531718], atol=1e-6)
    assert schools.tau.quantile(0.95) == pytest.approx(15.16589, abs=1e-5)


def test_heterogeneity_under_a_flat_prior(flat):
    shown = [0.000000, 5.227732, 6.585992, 5.685974, 0.000000, 17.265797]
    np.testing.assert_allclose(printed(flat.tau), shown, atol=1e-6)


def test_mean_effect(schools, flat):
    shown = [7.929503, 7.962961, 7.985729, 4.995762, -1.823353, 17.824562]
    np.testing.assert_allclose(printed(schools.mean), shown, atol=4e-3)
    shown = [8.007138, 8.055861, 8.092138, 5.246683, -2.176157, 18.406330]
    np.testing.assert_allclose(printed(flat.mean), shown, atol=4e-3)
    assert 1 - schools.mean.cdf(0.0) == pytest.approx(0.9487521, abs=2e-4)
    assert schools.mean.quantile(0.95) == pytest.approx(16.11009, abs=2e-3)


def test_a_ninth_school(schools):
    shown = [7.865547, 7.926819, 7.985729, 9.126767, -10.623526, 26.827377]
    np.testing.assert_allclose(printed(schools.prediction), shown, atol=3e-2)


@pytest.mark.parametrize(
    ("school", "shown"),
    [
        (0, [8.845856, 10.093581, 11.095255, 7.901084, -3.209562, 28.169723]),
        (6, [8.933348, 9.786985, 10.336032, 6.631039, -2.138807, 24.230908]),
        (7, [8.023126, 8.266594, 8.474644, 7.456906, -6.528854, 24.110315]),
    ],
)
def test_schools_of_their_own(schools, school, shown):
    np.testing.assert_allclose(printed(schools.studies[school]), shown, atol=4e-2)


@pytest.fixture(scope="module")
def transplants():
    rejected, treated = [14, 16, 3, 9, 4, 0], [61, 28, 18, 54, 36, 50]
    without, controls = [15, 19, 8, 29, 11, 3], [20, 28, 12, 54, 36, 34]
    return effect_sizes("OR", rejected, treated, without, controls)


def test_liver_transplants(transplants):
    shown = [-2.3097, -0.4595, -2.3026, -1.7579, -1.2585, -2.4179]
    np.testing.assert_allclose(transplants.y, shown, atol=5e-5)
    found = posterior(transplants.y, transplants.v, half_normal(0.5), mean_prior=(0, 4))
    shown = [0.2453139, 0.3445023, 0.3810562, 0.2593672, 0.0000000, 0.8607193]
    np.testing.assert_allclose(printed(found.tau), shown, atol=2e-5)  # the upper limit: two prints
    shown = [-1.5691214, -1.5734819, -1.5764365, 0.3295301, -2.2311251, -0.9263075]
    np.testing.assert_allclose(printed(found.mean), shown, atol=1e-3)
    shown = [-1.5632732, -1.5701653, -1.5764365, 0.5671855, -2.7661319, -0.4072970]
    np.testing.assert_allclose(printed(found.prediction), shown, atol=2e-3)
    shown = [-1.6711220, -1.7411356, -1.7778965, 0.4229425, -2.6561049, -0.9920023]
    np.testing.assert_allclose(printed(found.studies[0]), shown, atol=2e-3)
    shown = [-1.3895876, -1.2821722, -1.2339736, 0.4488759, -2.0455088, -0.3089461]
    np.testing.assert_allclose(printed(found.studies[1]), shown, atol=3e-3)


def test_the_published_prior_of_that_analysis():
    prior = turner("surgical-success", "drug-control")
    shown = [0.06233896, 0.34300852, 1.88734045]
    np.testing.assert_allclose(prior.quantile(np.array([0.025, 0.5, 0.975])), shown, rtol=1e-7)
