"""Masses from peaks without a candidate, of mixtures that are known."""

import numpy as np
import pytest

from benchmarks.made_spectra import Instrument, Part, profile
from thymos.identity.candidates import of
from thymos.identity.spectra.accuracy import Tolerance
from thymos.identity.spectra.deconvolve import inferred, masses
from thymos.identity.spectra.peaks import Peaks, pick

LONG = of("[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN")
SHORT = of("RKDVY")


def spectrum(power, *parts, seed=1, low=300.0):
    made = profile(parts, Instrument(power=power, low=low), np.random.default_rng(seed))
    return pick(made)


def test_isotopes_tell_charge_and_lightest_mass():
    found = masses(spectrum(60_000, Part(LONG.atoms), Part(SHORT.atoms, 0.3)), Tolerance(10, "ppm"))
    assert [m.mass for m in found] == pytest.approx(
        [LONG.monoisotopic, SHORT.monoisotopic], abs=0.02
    )
    assert found[0].monoisotopic
    assert {2, 3, 4, 5} <= set(found[0].charges)
    assert set(found[1].charges) <= {1, 2}


def test_a_ladder_of_charges_tells_the_middle_mass_where_isotopes_do_not_stand_apart():
    peaks = spectrum(1_000, Part(LONG.atoms))
    found = masses(peaks, Tolerance(0.5, "Da"), apart=False)
    assert found[0].mass == pytest.approx(LONG.average, abs=1.5)
    assert not found[0].monoisotopic
    assert set(found[0].charges) >= {3, 4}


@pytest.mark.parametrize("apart", [True, False])
def test_an_empty_spectrum_holds_no_mass(apart):
    nothing = Peaks(np.zeros(0), np.zeros(0), 1.0, 0.3, (300.0, 2000.0))
    assert masses(nothing, Tolerance(10, "ppm"), apart=apart) == ()


def test_the_spacing_of_isotopes_shows_what_an_instrument_resolves_at_least():
    peaks = spectrum(60_000, Part(LONG.atoms))
    found = inferred(peaks)
    assert found is not None
    assert found.ground == "inferred"
    assert 3_000 < found.power_at(1000.0) < 60_000
    assert inferred(spectrum(1_000, Part(LONG.atoms))) is None


def test_pairs_of_strong_peaks_show_more():
    mz = np.sort([500.0 + k / 2 + d for k in range(5) for d in (0.0, 0.01)])
    doubled = Peaks(mz, np.repeat([9.0, 5, 2, 1, 0.5], 2), 0.1, 0.03, (400.0, 600.0))
    found = inferred(doubled)
    assert found is not None
    assert found.power_at(500.0) > 20_000
