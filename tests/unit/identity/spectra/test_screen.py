"""Many spectra against all ions: what the arrays find is what loops find."""

import numpy as np
import pytest

from benchmarks import plain_identity
from benchmarks.made_spectra import Instrument, Part, profile
from thymos.identity.candidates import of
from thymos.identity.ions import adducts
from thymos.identity.spectra.accuracy import Resolving, Tolerance
from thymos.identity.spectra.library import DALTONS_A_CHARGE, FIRST_CHARGES, library, masses
from thymos.identity.spectra.peaks import Peaks, pick
from thymos.identity.spectra.screen import Screen

KNOWN = [of("[Acetyl]-SDAAVDTSSEITTK"), of("SDAAVDTSSEITTK"), of("RKDVY")]
WINDOW = (300.0, 2000.0)
HIGH = Resolving(60_000, 1000.0)


def spectra(count=5):
    draw = np.random.default_rng(4)
    for _ in range(count):
        parts = [Part(one.atoms, draw.random(), {"Na": 0.2}) for one in KNOWN]
        yield pick(profile(parts, Instrument(low=300.0, noise=1e-3), draw))


def test_arrays_find_what_loops_on_pyteomics_find():
    lists = list(spectra())
    found = library(masses(KNOWN), WINDOW, HIGH)
    block = Screen(found, Tolerance(10, "ppm")).look_up(lists)
    molecules = [
        (i, k, a.on(one.atoms) if a else one.atoms)
        for i, one in enumerate(KNOWN)
        for k, a in enumerate((None, *adducts()))
    ]
    ions = plain_identity.ions(
        molecules, *WINDOW, lambda c: FIRST_CHARGES + int(KNOWN[c].monoisotopic // DALTONS_A_CHARGE)
    )
    assert len(ions) == len(found)
    for number, peaks in enumerate(lists):
        rows = np.flatnonzero(block.spectrum == number)
        ours = {
            (found.owner[i], found.adduct[i], found.charge[i]): (height, alike)
            for i, height, alike in zip(
                block.ion[rows], block.height[rows], block.alike[rows], strict=True
            )
        }
        theirs = {
            (c, a, z): (height, alike)
            for c, a, z, height, alike in plain_identity.match(
                peaks.mz.tolist(), peaks.height.tolist(), ions, 10.0
            )
        }
        assert ours.keys() == theirs.keys()
        for key, (height, alike) in theirs.items():
            assert ours[key] == (pytest.approx(height, rel=1e-3), pytest.approx(alike, abs=1e-3))


def test_spectra_of_a_block_do_not_meet():
    lists = list(spectra())
    screen = Screen(library(masses(KNOWN), WINDOW, HIGH), Tolerance(10, "ppm"))
    together = screen.look_up(lists)
    for number, peaks in enumerate(lists):
        alone = screen.look_up([peaks])
        rows = together.spectrum == number
        assert together.ion[rows].tolist() == alone.ion.tolist()
        assert together.height[rows] == pytest.approx(alone.height)
        assert together.off[rows] == pytest.approx(alone.off)


def test_no_peaks_and_no_spectra_show_nothing():
    screen = Screen(library(masses(KNOWN), WINDOW, HIGH), Tolerance(10, "ppm"))
    nothing = Peaks(np.zeros(0), np.zeros(0), 1.0, 0.3, WINDOW)
    assert screen.look_up([]).ion.size == screen.look_up([nothing]).ion.size == 0
    empty = Screen(library(masses([]), WINDOW, HIGH), Tolerance(10, "ppm"))
    assert empty.look_up(list(spectra(1))).ion.size == 0


def test_at_low_resolution_an_ion_is_one_hump_between_its_tallest_isotope_and_the_middle():
    found = library(masses(KNOWN[:1]), WINDOW, Resolving(500, 1000.0))
    bare = np.flatnonzero((found.adduct == 0) & (found.charge == 2))[0]
    assert not found.apart[bare]
    assert found.share[bare].tolist()[:2] == [1.0, 0.0]
    middle = (KNOWN[0].average + 2 * 1.00728) / 2
    assert abs(found.mz[bare, 0] - middle) <= found.slack[bare] + 0.02


def test_between_the_two_an_ion_is_left_out():
    # 1.00335 / 2 apart, and peaks half as wide at m/z 734: neither apart nor one.
    found = library(masses(KNOWN[:1]), WINDOW, Resolving(734 / 0.5, 734.0))
    assert 2 not in found.charge[found.adduct == 0]


def test_more_charges_belong_to_larger_molecules_and_the_window_holds_them():
    found = library(masses(KNOWN), (400.0, 1000.0), HIGH)
    main = found.mz[np.arange(len(found)), found.share.argmax(axis=1)]
    assert ((main >= 400) & (main <= 1000)).all()
    assert found.charge[found.owner == 2].max() <= 3 < found.charge[found.owner == 0].max() + 1


def test_negative_ions_have_lost_protons():
    positive = library(masses(KNOWN[:1]), WINDOW, HIGH, 1)
    negative = library(masses(KNOWN[:1]), WINDOW, HIGH, -1)
    up = positive.mz[(positive.adduct == 0) & (positive.charge == 2)][0, 0]
    down = negative.mz[(negative.adduct == 0) & (negative.charge == -2)][0, 0]
    assert up - down == pytest.approx(2 * 1.00727646688, abs=1e-6)
