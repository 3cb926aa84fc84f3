"""From points to peaks: places, heights, widths and noise of peaks whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from thymos.errors import UsageError
from thymos.identity.spectra.accuracy import (
    Resolving,
    Tolerance,
    read_resolving,
    read_tolerance,
    usual,
)
from thymos.identity.spectra.peaks import is_profile, pick
from thymos.identity.spectra.spectrum import Analyser, Source, Spectrum, points

GRID = np.arange(500.0, 510.0, 0.002)


def power(peaks, mz=505.0):
    assert peaks.resolving is not None
    return peaks.resolving.power_at(mz)


def gaussian(centre, height, width):
    return height * np.exp(-4 * np.log(2) * ((GRID - centre) / width) ** 2)


def noisy(y, sigma=1.0, seed=0):
    return y + 10 + sigma * np.random.default_rng(seed).standard_normal(GRID.size)


def test_a_gaussian_peak_is_found_where_it_is_as_tall_and_wide_as_it_is():
    found = pick(Spectrum(GRID, gaussian(505.0013, 1000.0, 0.02), profile=True))
    assert found.mz == pytest.approx([505.0013], abs=1e-5)
    # Smoothing over a third of a peak takes a little off its top, and adds to its width.
    assert found.height == pytest.approx([1000.0], rel=0.06)
    assert power(found) == pytest.approx(505.0 / 0.02, rel=0.06)
    assert found.resolving
    assert found.resolving.ground == "measured"


def test_noise_and_baseline_are_no_peaks():
    y = noisy(gaussian(503.0, 500.0, 0.02) + gaussian(507.0, 100.0, 0.02))
    found = pick(Spectrum(GRID, y, profile=True))
    assert found.mz == pytest.approx([503.0, 507.0], abs=0.002)
    assert found.height == pytest.approx([500.0, 100.0], rel=0.1)
    assert found.noise == pytest.approx(1.0, rel=0.2)
    assert 4 * found.noise < found.least < 100


def test_noise_on_one_broad_peak_does_not_make_it_many():
    y = noisy(gaussian(505.0, 200.0, 0.5), sigma=2.0)
    assert pick(Spectrum(GRID, y, profile=True)).mz == pytest.approx([505.0], abs=0.03)


def test_a_neighbour_not_quite_apart_does_not_widen_a_peak():
    y = sum(gaussian(505 + 0.032 * k, h, 0.02) for k, h in enumerate((600.0, 1000.0, 800.0)))
    found = pick(Spectrum(GRID, y, profile=True))
    assert found.mz.size == 3
    assert power(found) == pytest.approx(505 / 0.02, rel=0.06)


def test_a_list_is_taken_as_it_is_and_its_smallest_peak_tells_where_picking_ended():
    found = pick(Spectrum(*points([500, 600, 700], [90, 5, 30]), profile=False))
    assert found.mz.tolist() == [500, 600, 700]
    assert (found.least, found.resolving) == (5.0, None)


def test_points_of_height_nought_are_no_peaks_of_a_list():
    assert pick(Spectrum(*points([500, 600], [0, 5]), profile=False)).mz.tolist() == [600]


def test_a_file_that_does_not_say_is_known_by_how_its_points_are_spaced():
    draw = np.random.default_rng(0)
    noise = Spectrum(np.sort(draw.uniform(500, 900, 900)), draw.exponential(1, 900))
    isotopes = [500.0 + 7 * c + k / 4 for c in range(40) for k in range(9)]
    pattern = np.tile([3.0, 9, 12, 10, 6, 3, 1, 0.5, 0.2], 40)
    assert is_profile(Spectrum(GRID, noisy(gaussian(505.0, 1000.0, 0.05))))
    assert not is_profile(noise)
    assert not is_profile(Spectrum(np.array(isotopes), pattern))
    assert is_profile(replace(noise, profile=True))


def test_a_profile_whose_noise_was_cut_out_is_one():
    y = sum(gaussian(501.0 + k, 500.0, 0.02) for k in range(8))
    kept = y > 1e-3
    assert 100 < kept.sum() < 0.1 * GRID.size
    assert is_profile(Spectrum(GRID[kept], y[kept]))


def test_a_stated_resolving_power_follows_the_law_of_the_analyser():
    listed = Spectrum(*points([800], [1]), profile=False, resolving_power=60_000.0)
    assert power(pick(replace(listed, analyser=Analyser.ORBITRAP)), 800.0) == pytest.approx(30_000)
    assert power(pick(replace(listed, analyser=Analyser.TOF)), 800.0) == pytest.approx(60_000)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("10 ppm", 10, "ppm"), ("0.5Da", 0.5, "Da"), ("20 mDa", 0.02, "Da"), ("0.3 Th", 0.3, "Da")],
)
def test_a_tolerance_is_read_as_people_write_it(text, value, unit):
    assert read_tolerance(text) == Tolerance(value, unit)


@pytest.mark.parametrize(
    "text", ["", "10", "-1 ppm", "0 ppm", "9000 ppm", "6 Da", "nan ppm", "ppm"]
)
def test_nonsense_is_no_tolerance(text):
    with pytest.raises(UsageError, match="expected a tolerance"):
        read_tolerance(text)


def test_a_resolving_power_is_read_as_people_write_it():
    assert read_resolving("60000").power_at(300.0) == pytest.approx(60_000)
    assert read_resolving("60k@200").power_at(800.0) == pytest.approx(30_000)
    for text in ("", "0", "-5", "high", "60000@0", "inf"):
        with pytest.raises(UsageError, match="expected a resolving power"):
            read_resolving(text)


def test_without_isotopes_apart_no_analyser_is_exact():
    assert usual(Analyser.TOF, None, resolved=False).unit == "Da"
    assert usual(Analyser.TOF, Source.MALDI, resolved=True).value == 100
    assert usual(None, None, resolved=False) == Tolerance(0.5, "Da", stated=False)


@pytest.mark.parametrize("exponent", [0.0, 1.0, 1.5, 2.0])
def test_widths_grow_by_the_law_that_is_given(exponent):
    widths = Resolving(50_000, 500.0, exponent).width([500.0, 1000.0])
    assert widths == pytest.approx([0.01, 0.01 * 2**exponent])
