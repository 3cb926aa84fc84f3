"""Wang et al. 2019, J Pharm Biomed Anal 170: transitions of two forms of one peptide, m/z.

778.0 to 316.0 for the acetylated chain and 767.3 to 955.0 for the chain without the group, in
the abstract. Both are what the sequence gives: four protons on the mean mass, a b3 ion with the
group on it, a y26 ion of three charges.
"""

import pytest

from thymos.dossier.read import locate, read
from thymos.identity.candidates import candidates
from thymos.identity.fragments import explain
from thymos.identity.ions import mz

UNIT = 0.5  # m/z: what a triple quadrupole at unit resolution passes to either side
CHARGES = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def found():
    return candidates(read(locate("thymosin-alpha-1")))


@pytest.mark.parametrize(
    ("compound", "precursor", "product", "ion", "computed", "mean"),
    [
        ("thymosin-alpha-1", 778.0, 316.0, "b3", 316.114, 778.086),
        ("des-acetyl-thymosin-alpha-1", 767.3, 955.0, "y26 3+", 955.152, 767.577),
    ],
)
def test_both_transitions_follow_from_the_sequence(
    found, compound, precursor, product, ion, computed, mean
):
    one = found[compound]
    assert mz(one.average, 4) == pytest.approx(mean, abs=1e-3)
    assert abs(mz(one.average, 4) - precursor) < UNIT
    readings = explain(one.forms[0], product, tolerance=UNIT, charges=CHARGES)
    assert [r.fragment.name for r in readings] == [ion]
    assert readings[0].fragment.monoisotopic == pytest.approx(computed, abs=1e-3)


def test_the_first_transition_is_of_no_chain_without_the_group(found):
    bare = found["des-acetyl-thymosin-alpha-1"].forms[0]
    assert explain(bare, 316.0, tolerance=UNIT, charges=CHARGES) == ()


def test_the_second_product_is_of_both_chains_and_only_the_precursor_tells(found):
    # y26 begins behind the first two residues, so the acetyl group is not on it.
    main = found.subject.forms[0]
    assert [r.fragment.name for r in explain(main, 955.0, tolerance=UNIT, charges=CHARGES)] == [
        "y26 3+"
    ]
