"""What stated masses leave of the candidates; and the salts that bound a content."""

from datetime import date

import pytest

import thymos
from thymos.dossier.certificate import Sheet
from thymos.identity.certificates import examine
from thymos.identity.certificates.salt import basic_groups, salts
from thymos.identity.sequence import parse
from thymos.records.certificate import Certificate

CHAIN = "SDAAVDTSSEITTKDLKEKKEVVEEAEN"


@pytest.fixture(scope="module")
def dossier():
    return thymos.load().known


def judged(dossier, *masses, **head):
    items = [{"item": "mass", "stated_as": "measured", **mass} for mass in masses]
    given = {"compound": "Thymosin alpha-1", **head, "items": items}
    sheet = Sheet(Certificate.model_validate(given), "a.yaml", lambda at: None)
    found = examine(sheet, dossier, date(2026, 11, 21))
    return found, {j.candidate.id: j for j in found.judged}


def verdict(by_id, ident):
    return str(by_id[ident].verdict)


def test_a_mass_leaves_the_compound_and_excludes_its_bare_form_and_the_look_alikes(dossier):
    _, by_id = judged(dossier, {"value": "777.633", "charge": 4, "weights": "monoisotopic",
                                "tolerance": 5, "tolerance_unit": "ppm"})  # fmt: skip
    assert verdict(by_id, "thymosin-alpha-1") == "consistent"
    assert verdict(by_id, "thymosin-beta-4") == "excluded"
    bare = next(j for j in by_id.values() if j.candidate.id.startswith("des-acetyl"))
    assert str(bare.verdict) == "excluded"


def test_what_weighs_the_same_cannot_be_excluded(dossier):
    """An acetyl group on a lysine, and glutamate for serine without acetyl, are the same atoms."""
    _, by_id = judged(dossier, {"value": "3106.507", "weights": "monoisotopic", "tolerance": 0.005})
    others = by_id["thymosin-alpha-1"].cannot_exclude
    assert any("not at its N-terminus" in name for name in others)
    assert any("E for S" in name for name in others)


def test_the_bare_form_measured_excludes_the_compound(dossier):
    _, by_id = judged(dossier, {"value": "767.57", "charge": 4, "weights": "average"})
    assert verdict(by_id, "thymosin-alpha-1") == "excluded"


@pytest.mark.parametrize(
    ("value", "said"),
    [("3108.9", "consistent"), ("3110.4", "cannot tell"), ("3112.5", "excluded")],
)
def test_without_a_stated_tolerance_there_is_a_band_in_which_nothing_is_said(dossier, value, said):
    _, by_id = judged(dossier, {"value": value, "weights": "average"})
    assert verdict(by_id, "thymosin-alpha-1") == said


def test_a_stated_tolerance_is_taken_at_its_word(dossier):
    _, by_id = judged(dossier, {"value": "3110.4", "weights": "average", "tolerance": 0.5})
    assert verdict(by_id, "thymosin-alpha-1") == "excluded"


def test_tables_of_weights_differ_by_more_than_a_narrow_tolerance(dossier):
    """3108.27 is 0.045 off by the weights of 2021, and 0.006 by those of 1999."""
    _, by_id = judged(dossier, {"value": "3108.27", "weights": "average", "tolerance": 5,
                                "tolerance_unit": "ppm"})  # fmt: skip
    assert verdict(by_id, "thymosin-alpha-1") == "consistent"
    assert verdict(by_id, "thymosin-alpha-1+deamidated") == "excluded"


@pytest.mark.parametrize("fields", [{"weights": "monoisotopic"}, {}, {"charge": 4}])
def test_the_tallest_isotope_taken_for_the_first_excludes_nobody(dossier, fields):
    """3107.5070 is the peak with one neutron more, the tallest; 7 mDa beside a carbamylated chain.

    777.8840 is the same as an ion: (3107.5070 + 4 x 1.00728) / 4.
    """
    value = "777.8840" if "charge" in fields else "3107.5070"
    mass = {"value": value, "tolerance": 4, "tolerance_unit": "ppm", **fields}
    _, by_id = judged(dossier, mass)
    assert verdict(by_id, "thymosin-alpha-1") == "cannot tell"
    assert (
        "its isotope peak with 1 neutron more lies there" in by_id["thymosin-alpha-1"].evidence[0]
    )
    other = by_id["thymosin-alpha-1+free-n+carbamylated"]
    assert str(other.verdict) == "consistent"
    assert any(
        name.startswith("Thymosin alpha-1 (if another isotope") for name in other.cannot_exclude
    )


def test_an_average_mass_is_no_isotope_peak(dossier):
    mass = {"value": "3107.5070", "tolerance": 4, "tolerance_unit": "ppm", "weights": "average"}
    _, by_id = judged(dossier, mass)
    assert verdict(by_id, "thymosin-alpha-1") == "excluded"


@pytest.mark.parametrize("value", ["3108.28", "3108.32", "3106.5041", "3106.504"])
def test_a_computed_mass_called_measured_decides_nothing(dossier, value):
    found, by_id = judged(dossier, {"value": value})
    assert "certificate/restated-mass" in {f.rule for f in found.findings}
    assert {str(j.verdict) for j in by_id.values()} == {"cannot tell"}
    assert by_id["thymosin-alpha-1"].evidence == (
        "the mass called measured is the computed one, restated",
    )


def test_no_word_of_praise_is_ever_a_verdict(dossier):
    _, by_id = judged(dossier, {"value": "3108.1", "weights": "average"})
    assert {str(j.verdict) for j in by_id.values()} <= {"excluded", "consistent", "cannot tell"}


@pytest.mark.parametrize("value", ["3108.3", "3108.28", "3348.5", "3564.4", "3106.504"])
def test_a_catalogue_may_print_the_mass_of_a_salt(dossier, value):
    """3108.315 + 4 x 60.052 as the acetate, + 4 x 114.023 as the trifluoroacetate."""
    found, _ = judged(dossier, {"value": value, "stated_as": "theoretical"})
    assert "certificate/stated-molecule" not in {f.rule for f in found.findings}


@pytest.mark.parametrize(
    ("stated", "severity"), [("theoretical", "error"), ("not told", "warning")]
)
def test_a_mass_of_something_else_is_told(dossier, stated, severity):
    found, _ = judged(dossier, {"value": "3066.24", "stated_as": stated})
    (told,) = [f for f in found.findings if f.rule == "certificate/stated-molecule"]
    assert (told.severity, told.found) == (severity, "3066.24")


@pytest.mark.parametrize("formula", ["C129H215N33O55 · 4 C2HF3O2", "C129H215N33O55 x TFA"])
def test_a_formula_may_be_of_a_salt(dossier, formula):
    found, _ = judged(dossier, {"value": "3108.9"}, formula=formula)
    assert "certificate/stated-molecule" not in {f.rule for f in found.findings}


def test_an_extract_is_refused(dossier):
    found, _ = judged(dossier, {"value": "3108.1"}, compound="Thymalin")
    assert found.case.peptide is None
    assert any("is an extract, a mixture without a single mass" in told for told in found.doubts)


def test_a_name_with_two_meanings_is_told(dossier):
    found, _ = judged(dossier, {"value": "889.1"}, compound="TB-500")
    assert found.case.name == "TB-500"
    assert any("may mean something else" in told for told in found.doubts)


def test_an_unknown_name_is_held_against_the_subject(dossier):
    found, _ = judged(dossier, {"value": "889.1"}, compound="BPC-157")
    assert found.case.name == "Thymosin alpha-1"
    assert found.doubts == (
        "No compound of the dossier is called “BPC-157”; it is held against Thymosin alpha-1.",
    )


@pytest.mark.parametrize(
    ("proforma", "bases", "contents"),
    [
        # The notes give 87.2, 92.8 and 95.5 for the four lysines of the acetylated chain.
        (f"[Acetyl]-{CHAIN}", 4, (87.2, 92.8, 95.5)),
        # A free end is a fifth base: 3066.24 / (3066.24 + 5 x 114.02), and so on.
        (CHAIN, 5, (84.3, 91.1, 94.4)),
        # RKDVY: R, K and the free end: 679.78 / (679.78 + 3 x 114.02).
        ("RKDVY", 3, (66.5, 79.1, 86.1)),
        ("[Acetyl]-GGG", 0, (100.0, 100.0, 100.0)),
    ],
)
def test_the_most_peptide_that_a_salt_can_hold(proforma, bases, contents):
    peptide = parse(proforma)
    assert basic_groups(peptide) == bases
    found = tuple(100 * salt.content for salt in salts(peptide))
    assert found == pytest.approx(contents, abs=0.06)
    for salt in salts(peptide):
        assert salt.content + salt.share == pytest.approx(1)
