"""Isotope patterns against closed forms, and against another package's fine structure."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.identity.molecules import MASSES, TA1
from thymos.identity import sequence
from thymos.identity.formula import elements, mass
from thymos.identity.isotopes import pattern, patterns

ATOMS = st.dictionaries(st.sampled_from(elements()), st.integers(1, 300), min_size=1)


def test_carbon_alone_is_binomial():
    found = pattern({"C": 60})
    want = [math.comb(60, k) * 0.0107**k * 0.9893 ** (60 - k) for k in range(found.share.size)]
    assert found.share == pytest.approx(want, rel=1e-12)
    step = found.mass - 60 * 12.0
    assert step == pytest.approx(1.00335483534 * np.arange(found.mass.size), abs=1e-9)


def test_chlorine_has_every_second_peak():
    found = pattern({"Cl": 2})
    assert found.share == pytest.approx(
        [0.7576**2, 0, 2 * 0.7576 * 0.2424, 0, 0.2424**2], abs=1e-15
    )
    assert (np.diff(found.mass) > 0).all()


@given(ATOMS)
def test_shares_sum_to_one_and_the_mean_is_the_mean_of_the_isotopes(atoms):
    found = pattern(atoms, least=1e-12)
    assert found.share.sum() == pytest.approx(1, abs=1e-9)
    single = sum(n * pattern({e: 1}, least=0).average for e, n in atoms.items())
    assert found.average == pytest.approx(single, abs=1e-6)
    assert found.monoisotopic == pytest.approx(mass(atoms, "monoisotopic"), abs=1e-5)


@given(ATOMS, ATOMS)
def test_two_molecules_in_one_convolve(one, two):
    both = {e: one.get(e, 0) + two.get(e, 0) for e in {*one, *two}}
    folded = np.convolve(pattern(one, least=0).share, pattern(two, least=0).share)
    found = pattern(both, least=0).share
    size = min(found.size, folded.size)
    assert found[:size] == pytest.approx(folded[:size], abs=1e-12)


def test_the_second_peak_of_the_acetylated_chain_is_the_tallest():
    found = pattern(sequence.composition(sequence.parse(TA1)))
    assert found.tallest == 1
    assert found.share[0] / found.share[1] == pytest.approx(0.64, abs=5e-3)


def test_nature_leans_to_either_side():
    atoms = sequence.composition(sequence.parse(TA1))
    light, usual, heavy = (pattern(atoms, nature=n) for n in ("light", "usual", "heavy"))
    assert light.share[0] > usual.share[0] > heavy.share[0]
    assert light.average < usual.average < heavy.average


@pytest.mark.rival
@pytest.mark.parametrize("row", MASSES, ids=lambda row: row[0])
def test_fine_structure_of_another_package_adds_up_to_the_same_peaks(row):
    pyopenms = pytest.importorskip("pyopenms", reason="not installed", exc_type=ImportError)
    made = pyopenms.EmpiricalFormula(row[2]).getIsotopeDistribution(
        pyopenms.FineIsotopePatternGenerator(1e-8, False, True)
    )
    at = np.array([peak.getMZ() for peak in made.getContainer()])
    height = np.array([peak.getIntensity() for peak in made.getContainer()])
    nominal = np.rint((at - at.min()) / 1.003).astype(int)
    found = pattern(sequence.composition(sequence.parse(row[1])))
    for k in range(6):
        here = nominal == k
        assert found.share[k] == pytest.approx(height[here].sum(), abs=1e-3)
        assert found.mass[k] == pytest.approx(np.average(at[here], weights=height[here]), abs=2e-4)


def test_many_patterns_side_by_side_are_each_alone():
    molecules = [{"C": 5, "H": 9, "N": 1}, {"C": 100, "H": 150, "S": 2}]
    mass_of, share = patterns(molecules, 8)
    for row, atoms in enumerate(molecules):
        alone = pattern(atoms)
        size = min(8, alone.mass.size)
        assert mass_of[row, :size].tolist() == alone.mass[:size].tolist()
        assert share[row, :size].tolist() == alone.share[:size].tolist()
        assert not share[row, size:].any()


@pytest.mark.parametrize(
    ("atoms", "message"),
    [
        ({}, "expected between 1 and 1,000,000 atoms, found 0"),
        ({"C": 2_000_000}, "found 2,000,000"),
        ({"C": 3, "H": -1}, "expected between 1"),
        ({"Xx": 1}, "'Xx' is no element whose isotopes"),
    ],
)
def test_what_has_no_pattern_is_refused(atoms, message):
    with pytest.raises(ValueError, match=message):
        pattern(atoms)
