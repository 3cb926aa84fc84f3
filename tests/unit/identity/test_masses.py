"""The mass table: one arithmetic, and two other libraries that must agree with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyteomics import mass as pyteomics

from tests.unit.identity.molecules import MASSES, TA1
from thymos.identity import formula as chemistry
from thymos.identity import sequence
from thymos.identity.formula import formula, mass
from thymos.identity.ions import PROTON, adducts, ladder, mz, neutral

CHAINS = st.text(alphabet="GASPVTCLINDQKEMHFRYW", min_size=1, max_size=60)


def atoms_of(proforma):
    return sequence.composition(sequence.parse(proforma))


@pytest.mark.parametrize(("proforma", "told", "mono", "ions"), [row[1:] for row in MASSES])
def test_the_table_of_masses(proforma, told, mono, ions):
    atoms = atoms_of(proforma)
    assert formula(atoms) == told
    assert mass(atoms, "monoisotopic") == pytest.approx(mono, abs=1e-4)
    found = ladder(mass(atoms, "monoisotopic"), [1, 2, 3, 4, 5])[0]
    for charge, printed in enumerate(ions):
        assert printed is None or found[charge] == pytest.approx(printed, abs=1e-4)


@pytest.mark.parametrize("row", MASSES, ids=lambda row: row[0])
def test_a_second_library_weighs_the_same(row):
    want = pyteomics.calculate_mass(formula=row[2])
    assert mass(atoms_of(row[1]), "monoisotopic") == pytest.approx(want, abs=1e-4)


@pytest.mark.rival
@pytest.mark.parametrize("row", MASSES, ids=lambda row: row[0])
def test_a_third_library_weighs_the_same(row):
    pyopenms = pytest.importorskip("pyopenms", reason="not installed", exc_type=ImportError)
    # Its notation: terminal groups as .(Name), changes by name in round brackets.
    spelt = row[1].replace("[Acetyl]-", ".(Acetyl)").replace("[Carbamyl]-", ".(Carbamyl)")
    spelt = spelt.replace("[Gln->pyro-Glu]-", ".(Gln->pyro-Glu)").replace(
        "-[Amidated]", ".(Amidated)"
    )
    spelt = spelt.replace("[", "(").replace("]", ")")
    theirs = pyopenms.AASequence.fromString(spelt)
    atoms = atoms_of(row[1])
    assert mass(atoms, "monoisotopic") == pytest.approx(theirs.getMonoWeight(), abs=1e-4)
    # Another table of atomic weights: no two libraries agree on the average.
    assert mass(atoms) == pytest.approx(theirs.getAverageWeight(), abs=0.1)


def test_averages_differ_by_the_table_that_they_come_from():
    atoms = atoms_of(TA1)
    assert mass(atoms, "abridged2021") == pytest.approx(3108.315, abs=1e-3)
    assert mass(atoms, "conventional1999") == pytest.approx(3108.2755, abs=1e-4)
    assert pyteomics.calculate_mass(formula="C129H215N33O55", average=True) == pytest.approx(
        3108.281, abs=1e-3
    )


@given(CHAINS, st.sampled_from([None, "Acetyl"]), st.sampled_from([None, "Amidated"]))
def test_a_chain_weighs_its_residues_its_water_and_its_ends(letters, first, last):
    peptide = sequence.Peptide(letters, first, last)
    ends = {"Acetyl": 42.010565, "Amidated": -0.984016, None: 0.0}
    want = pyteomics.calculate_mass(sequence=letters) + ends[first] + ends[last]
    assert mass(sequence.composition(peptide), "monoisotopic") == pytest.approx(want, abs=5e-5)


@given(st.floats(10, 1e6), st.integers(1, 60) | st.integers(-60, -1))
def test_charge_turns_back(value, charge):
    assert neutral(mz(value, charge), charge) == pytest.approx(value, rel=1e-12, abs=1e-9)


def test_a_charge_is_a_proton_and_no_atom_of_hydrogen():
    hydrogen = mass({"H": 1}, "monoisotopic")
    assert hydrogen - PROTON == pytest.approx(0.000548580, abs=2e-8)
    assert mz(1000.0, 1) == 1000.0 + PROTON


def test_no_ion_without_a_charge():
    with pytest.raises(ValueError, match="an ion has a charge; found 0"):
        mz(1000.0, 0)
    with pytest.raises(ValueError, match="an ion has a charge; found 0"):
        neutral([1000.0, 1001.0], [1, 0])


@pytest.mark.parametrize(
    ("adduct", "third", "fourth"),
    [
        ("Na", 1043.8360, 783.1288),
        ("K", 1049.1606, 787.1223),
        ("TFA", 1074.5063, 806.1315),
        ("acetate", 1056.5157, 792.6386),
    ],
)
def test_adducts_of_the_acetylated_chain(adduct, third, fourth):
    one = next(a for a in adducts() if a.id == adduct)
    found = mass(one.on(atoms_of(TA1)), "monoisotopic")
    assert mz(found, 3) == pytest.approx(third, abs=1e-4)
    assert mz(found, 4) == pytest.approx(fourth, abs=1e-4)


def test_acetonitrile_on_a_bare_chain_is_a_dalton_short_of_an_acetyl_group():
    one = next(a for a in adducts() if a.id == "acetonitrile")
    assert one.shift == pytest.approx(41.0265, abs=1e-4)
    acetyl = mass(sequence.change("Acetyl"), "monoisotopic")
    assert acetyl - one.shift == pytest.approx(0.9840, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no formula"),
        ("C129H215N33O55 and water", "is no formula"),
        ("c6h6", "is no formula"),
        ("Xx2", "'Xx' is no element"),
        ("C1e9", "is no formula"),
        ("C99999999", "is no formula"),
        ("C-", "is no formula"),
        ("C2.5", "is no formula"),
    ],
)
def test_a_formula_that_is_none_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        chemistry.read(text)


@given(st.dictionaries(st.sampled_from(chemistry.elements()), st.integers(1, 999), min_size=1))
def test_a_formula_reads_back(atoms):
    assert chemistry.read(formula(chemistry.plus(atoms))) == atoms


def test_every_element_has_isotopes_and_weights():
    from thymos.tables import rows

    lightest: dict[str, float] = {}
    for row in rows("isotopes"):
        lightest.setdefault(row["symbol"], float(row["mass"]))
    assert set(lightest) == set(chemistry.elements())
    for symbol, value in lightest.items():
        assert chemistry.atomic("monoisotopic")[symbol] == pytest.approx(value, abs=1e-8)
