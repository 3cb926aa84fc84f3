"""Formula and masses against published values and another package's arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyteomics import mass as oracle

from thymos.identity import sequence

# Formula and average mass: DrugBank DB04900 (with the older weights), Wikipedia (the newer).
TA1 = "[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN"


@pytest.mark.parametrize(
    ("proforma", "formula", "mono"),
    [
        (TA1, "C129H215N33O55", 3106.5041),
        (TA1.removeprefix("[Acetyl]-"), "C127H213N33O54", 3064.4936),
        ("[Acetyl]-LKKTETQ", "C38H68N10O14", 888.4916),
        ("RKDVY", "C30H49N9O9", 679.3653),
        ("[Acetyl]-SDKPDMAEIEKFDKSKLKKTETQEKNPLPSKETIEQEKQAGES", "C212H350N56O78S", 4960.4863),
        ("Q[Gln->pyro-Glu]AKSQGGSN", "C33H54N12O15", 858.3832),
    ],
)
def test_published_formulas_and_masses(proforma, formula, mono):
    atoms = sequence.composition(sequence.parse(proforma))
    assert sequence.formula(atoms) == formula
    assert sequence.mass(atoms, "monoisotopic") == pytest.approx(mono, abs=5e-4)


def test_one_molecule_two_tables_of_weights():
    atoms = sequence.composition(sequence.parse(TA1))
    assert sequence.mass(atoms, "conventional1999") == pytest.approx(3108.2755, abs=1e-4)
    assert sequence.mass(atoms, "abridged2021") == pytest.approx(3108.315, abs=1e-3)


@given(st.text(alphabet="GASPVTCLINDQKEMHFRYW", min_size=1, max_size=60))
def test_any_sequence_weighs_what_pyteomics_says(letters):
    atoms = sequence.composition(sequence.parse(letters))
    want = oracle.calculate_mass(sequence=letters)
    assert sequence.mass(atoms, "monoisotopic") == pytest.approx(want, abs=2e-5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SDXA", "'X' is no residue"),
        ("[Foo]-SDA", "'Foo' is no modification"),
        ("", "no ProForma string"),
        ("sda", "no ProForma string"),
        ("SD<A", "no ProForma string"),
        ("SDA/2", "no ProForma string"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text, message):
    with pytest.raises(ValueError, match=message):
        sequence.parse(text)
