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
        ("SD<A", "'SD<A' cannot be read: isotope labels and global"),
        ("SDA/2", "a charge is no part of a molecule"),
        ("{Hex}SDA", "labile"),
        ("(SD)[Acetyl]A", "ranges and ambiguous orders"),
        ("[Phospho]?SDA", "a modification of unknown place"),
        ("SD[+42.01]A", "a mass without a composition has no isotopes"),
        ("[U:+42]-SDA", "'U:\\+42' is no modification"),
        ("SD[Glycan:Hex]A", "a glycan"),
        ("SC[XLMOD:02001#XL1]A", "only Unimod and formulas"),
        ("SC[Acetyl#g1]A", "groups, links between chains"),
        ("S[]DA", "'' is no modification"),
        ("S[Acetyl", "no ProForma string"),
        ("-SDA", "no ProForma string"),
        ("SDA\n", "no ProForma string"),
        ("SDA[Oxidation]", "'Oxidation' does not stand on A3; expected M, W, H"),
        ("[Gln->pyro-Glu]-SDA", "'Gln->pyro-Glu' does not stand on the N-terminus; expected an N"),
        ("[Amidated]-SDA", "expected the C-terminus"),
        ("SD[Formula:Xy2]A", "'Xy' is no element"),
        ("SD[Formula:C2H2O-]A", "is no formula"),
        ("SD[Formula:C99999999]A", "is no formula"),
        ("G[Formula:N-9]G", "7 N more is taken away than there is"),
        ("G" * 40_001, "a chain of 40001 residues is longer than any known"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text, message):
    with pytest.raises(ValueError, match=message):
        sequence.composition(sequence.parse(text))


@given(st.text(max_size=30) | st.text(alphabet="SDA[]-()/<>{}?#+1:.^ \n", max_size=30))
def test_nonsense_ends_in_one_line_and_never_in_a_traceback(text):
    try:
        peptide = sequence.parse(text)
    except ValueError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017  most texts are refused
    else:
        assert sequence.parse(peptide.proforma) == peptide


@pytest.mark.parametrize("tag", ["Acetyl", "U:Acetyl", "UNIMOD:1", "acetyl", "Acetyl|INFO:label"])
def test_a_modification_has_many_spellings_and_one_name(tag):
    assert sequence.parse(f"[{tag}]-SDA").proforma == "[Acetyl]-SDA"


def test_a_formula_stands_for_a_modification():
    acetyl = sequence.composition(sequence.parse("[Acetyl]-SDA"))
    assert sequence.composition(sequence.parse("S[Formula:C2H2O]DA")) == acetyl
