"""Misprints, assays and numbers of registries: what is found wrong, and by which arithmetic."""

import pytest

from tests.small import DRUG, HEAD, open_small
from thymos.checks.linked_dossiers import linked_dossiers
from thymos.checks.misprints import misprints
from thymos.checks.molecule import molecule
from thymos.checks.registry_ids import registry_ids
from thymos.checks.shared_numbers import shared_numbers
from thymos.checks.transitions import transitions
from thymos.errors import Severity

TA1 = "[Acetyl]-SDAAVDTSSEITTKDLKEKKEVVEEAEN"
CITES = [{"source": "page", "level": "page"}]
CAS = [{"registry": "CAS", "id": "62304-98-7", "cites": CITES}]


def drug(**given):
    return DRUG | {"proforma": TA1} | given


def wrong(**printed):
    return drug(misprints=[{"what": "x", "found": "as printed", "cites": CITES} | printed])


def found(rule, folder, *compounds):
    return list(rule(open_small(folder, compounds=list(compounds))))


@pytest.mark.parametrize(
    ("printed", "value", "why"),
    [
        (
            {"proforma": TA1.replace("EVVEE", "EVEEE")},
            "[Acetyl]-SDAAVDTSSEITTKDLKEKKEVEEEAEN",
            "a wrong sequence: residue 23 is E, not V; 29.9742 Da heavier",
        ),
        (
            {"proforma": TA1.removeprefix("[Acetyl]-")},
            "SDAAVDTSSEITTKDLKEKKEVVEEAEN",
            "what is bound to them is not; 42.0106 Da lighter",
        ),
        ({"proforma": TA1[:-1]}, TA1[:-1], "N28 is missing; 114.0429 Da lighter"),
        (
            {"proforma": TA1.replace("AAV", "AVA")},
            None,
            "residue 4 is V, not A; residue 5 is A, not V",
        ),
        ({"proforma": "SDX"}, "SDX", "'X' is no residue of the twenty"),
        ({"proforma": "RKDVY"}, "RKDVY", "it departs in"),
        ({"residues": "44"}, "44 residues", "28 residues are on record"),
        (
            {"residues": "44", "mass": "3108.3"},
            "44 residues",
            "28 residues are on record, and the mass printed beside it belongs to them",
        ),
        (
            {"residues": "44", "mass": "4733.9"},
            "44 residues",
            "28 residues are on record, and the mass printed beside it is not theirs",
        ),
        ({"mass": "3138.3"}, "3138.3 Da", "29.99 Da from the average mass"),
        ({"part": "MKTWH"}, "MKTWH", "no part of the 28 residues reads so"),
        ({"cas": "62304-98-6"}, "62304-98-6", "would have to be 7; it is one slip from 62304-98-7"),
        ({"cas": "7591-33-4"}, "7591-33-4", "its check digit would have to be 5"),
        ({"cas": "623O4-98-7"}, "623O4-98-7", "it has not the form of a CAS number"),
        ({"cas": "69558-55-0"}, "69558-55-0", "it is another number than the recorded one"),
    ],
)
def test_what_arithmetic_says_against_a_misprint(tmp_path, printed, value, why):
    one = found(misprints, tmp_path, wrong(**printed) | {"ids": CAS})[0]
    assert one.severity is Severity.NOTE
    assert value is None or one.found == value
    assert why in one.reason
    assert one.line is not None
    assert one.field == "misprints[0]"
    assert one.expected is not None


@pytest.mark.parametrize(
    "printed",
    [
        {"proforma": TA1},
        {"proforma": TA1.replace("Acetyl", "UNIMOD:1")},
        {"residues": "28"},
        {"residues": "28", "mass": "3108.3"},
        {"mass": "3106.504"},
        {"part": "KEVVEEAEN"},
        {"cas": "62304-98-7"},
    ],
)
def test_a_misprint_that_is_right_is_an_error(tmp_path, printed):
    (one,) = found(misprints, tmp_path, wrong(**printed) | {"ids": CAS})
    assert one.severity is Severity.ERROR
    assert one.reason == "it is kept as a misprint, and arithmetic finds nothing wrong with it"


def test_a_misprint_in_words_alone_is_left_to_readers(tmp_path):
    assert found(misprints, tmp_path, wrong()) == []


def test_a_length_that_no_sequence_answers_is_left_alone(tmp_path):
    bare = {k: v for k, v in wrong(residues="113").items() if k != "proforma"}
    assert found(misprints, tmp_path, bare) == []


def test_a_transition_of_the_sequence_passes(tmp_path):
    assay = {"precursor": "778.0", "product": "316.0", "cites": CITES}
    assert found(transitions, tmp_path, drug(transitions=[assay])) == []


@pytest.mark.parametrize(
    ("precursor", "product", "fields"),
    [
        ("778.0", "300.0", ["product"]),
        ("900.0", "316.0", ["precursor"]),
        ("90.0", "10.0", ["precursor", "product"]),
    ],
)
def test_a_transition_of_another_molecule_is_seen(tmp_path, precursor, product, fields):
    assay = {"precursor": precursor, "product": product, "cites": CITES}
    told = found(transitions, tmp_path, drug(transitions=[assay]))
    assert [one.field for one in told] == [f"transitions[0].{field}" for field in fields]
    assert all(one.severity is Severity.WARNING for one in told)


def test_one_number_on_two_compounds(tmp_path):
    other = drug(id="other", name="Other", role="look-alike", ids=CAS)
    (one,) = found(shared_numbers, tmp_path, drug(ids=CAS), other)
    assert (one.field, one.reason) == ("ids[0].id", "drug has the same number")
    other["ids"] = [CAS[0] | {"id": "77591-33-4"}]
    assert found(shared_numbers, tmp_path, drug(ids=CAS), other) == []


def test_a_wrong_check_digit_says_which_would_fit(tmp_path):
    (one,) = found(registry_ids, tmp_path, drug(ids=[CAS[0] | {"id": "62304-98-6"}]))
    assert one.reason == "the check digit does not fit: it would have to be 7"
    (one,) = found(registry_ids, tmp_path, drug(ids=[CAS[0] | {"id": "62304-98"}]))
    assert one.reason == "it has not the form of a CAS number"


@pytest.mark.parametrize(
    "nonsense",
    ["[Acetyl]-", "SDA AV", "ζ", "[Acetyl-SDA", "SDA[+42]", "{Glycan}SDA", "S" * 40_001, "<D>SDA"],
)
def test_nonsense_for_a_structure_is_one_clear_finding(tmp_path, nonsense):
    (one,) = found(molecule, tmp_path, drug(proforma=nonsense))
    assert one.field == "proforma"
    assert len(one.message.splitlines()) == 1
    assert found(transitions, tmp_path, drug(proforma=nonsense)) == []


def pair(folder, here, there):
    """A dossier whose compound `other` has a dossier of its own beside it."""
    base = {"id": "other", "name": "Other", "role": "look-alike"}
    own = drug(**base | {"role": "subject"} | there)
    open_small(folder / "other", head=HEAD | {"id": "other", "subject": "other"}, compounds=[own])
    mine = drug(**base | {"dossier": "other"} | here)
    return open_small(folder / "small", compounds=[DRUG, mine])


def test_a_look_alike_agrees_with_its_own_dossier(tmp_path):
    assert list(linked_dossiers(pair(tmp_path, {"ids": CAS}, {"ids": CAS}))) == []


@pytest.mark.parametrize(
    ("here", "there", "field", "told"),
    [
        ({"proforma": "GG"}, {"proforma": "GA"}, "proforma", "GA"),
        ({"formula": "C2H6"}, {"formula": "C3H8"}, "formula", "C3H8"),
        ({"ids": CAS}, {"ids": [CAS[0] | {"id": "77591-33-4"}]}, "ids[0].id", "77591-33-4"),
    ],
)
def test_two_dossiers_that_differ_on_one_molecule(tmp_path, here, there, field, told):
    (one,) = linked_dossiers(pair(tmp_path, here, there))
    assert (one.field, one.expected) == (field, told)
    assert one.reason == "the dossier other holds another"


def test_a_dossier_that_is_not_there_or_lacks_the_compound(tmp_path):
    other = drug(id="other", name="Other", role="look-alike", dossier="nowhere-at-all")
    (one,) = found(linked_dossiers, tmp_path, DRUG, other)
    assert "nowhere-at-all" in one.reason
    other["dossier"] = "thymulin"
    (one,) = found(linked_dossiers, tmp_path, DRUG, other)
    assert one.reason == "the dossier thymulin holds no compound of this id"


def test_a_dossier_may_point_to_itself(tmp_path):
    other = drug(id="other", name="Other", role="look-alike", dossier="small")
    assert found(linked_dossiers, tmp_path, DRUG, other) == []
