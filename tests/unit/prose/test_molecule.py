"""Lengths, sequences, registry numbers and masses that a page prints."""

from datetime import date

import pytest

from thymos.dossier.read import read
from thymos.prose.entities import Lexicon
from thymos.prose.page import open_page
from thymos.prose.rules import length, molecule
from thymos.verdict.judge import judge_all

FOLDER = {
    "dossier.yaml": """\
schema_version: 1
id: velotide
title: Velotide
subject: velotide-alpha-2
compiled: 2026-05-31
summary: A peptide that exists in tests only.
""",
    "theme.yaml": """\
compounds:
  - id: velotide-alpha-2
    name: Velotide alpha-2
    kind: peptide
    role: subject
    names: [{text: velofasin, kind: INN}]
    proforma: "[Acetyl]-SDAAVDTSSEITTK"
    ids: [{registry: CAS, id: 62304-98-7, cites: [{source: label, level: primary}]}]
    described: A peptide of fourteen amino acids.
    cites: [{source: label, level: primary}]
  - id: velotide-beta-3
    name: Velotide beta-3
    kind: peptide
    role: look-alike
    names:
      - {text: VB-700, kind: code, ambiguous: sold also as the whole of it}
    proforma: SDKPDMAEIEKF
    ids: [{registry: CAS, id: 77591-33-4, cites: [{source: label, level: primary}]}]
    described: Another peptide.
    told_apart: Another sequence.
    cites: [{source: label, level: primary}]
  - id: provelotide
    name: Provelotide
    kind: peptide
    role: precursor
    described: The human protein. Sources give its length as 109, 110 or 113 residues.
    misprints:
      - what: length
        found: 113 residues for the human protein; that is the length in the rat
        cites: [{source: wiki, level: secondary}]
    cites: [{source: label, level: primary}]
facts:
  - {id: pro-113, about: precursor-length, text: A page gives 113 residues., value: 113,
     unit: residues, theme: identity, cites: [{source: wiki, level: secondary}]}
claims:
  - id: precursor-113
    text: Its precursor has 113 residues.
    kind: identity
    test: {fact: {about: precursor-length, equals: 113}}
sources:
  - {id: label, kind: regulator, issued: 2020}
  - {id: wiki, kind: lead, issued: 2021}
""",
}


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    root = tmp_path_factory.mktemp("velotide")
    for name, text in FOLDER.items():
        (root / name).write_text(text, "utf-8")
    return read(root, today=date(2026, 6, 1), cache=False)


@pytest.fixture(scope="module")
def flags(dossier):
    judged, lexicon = judge_all(dossier), Lexicon(dossier)
    return lambda rule, text: list(rule.check(open_page(text, dossier, judged, lexicon)))


LENGTHS = (
    ("Velotide alpha-2 is a chain of 43 amino acids.", "14"),
    ("Velotide alpha-2 is 43 building blocks long.", "14"),
    ("Velotide alpha-2 is a tiny peptide. It consists of forty amino acids.", "14"),
    ("Velotide alpha-2 is a 43-mer.", "14"),
    ("Velotide alpha-2, a 28-residue peptide, is small.", "14"),
    ("Velotide beta-3 has 43 amino acids, velotide alpha-2 has 14.", "12"),
    ("Velotide alpha-2 is cut from the 113-amino-acid precursor provelotide.", "109 or 110"),
    ("Velotide alpha-2 comes from a 113-residue precursor.", "109 or 110"),
    ("Velotide alpha-2 has a precursor of 150 amino acids.", "109 or 110"),
)
FINE_LENGTHS = (
    "Velotide alpha-2 is 14 building blocks long.",
    "Velotide alpha-2 is a tiny peptide. It consists of fourteen amino acids.",
    "Velotide alpha-2 is a fragment of 28 amino acids of something.",
    "In the rat, provelotide is a 113-amino-acid precursor of velotide alpha-2.",
    "Velotide alpha-2 is cut from provelotide, a protein of 110 amino acids.",
    "Velotide alpha-2 is cut from a 109-residue precursor.",
    "Is velotide alpha-2 a chain of 43 amino acids?",
    "VB-700 is a 14-amino-acid peptide sold beside velotide alpha-2.",
    "Velotide alpha-2 does not have 43 amino acids.",
    "Velotide alpha-2 was given to 43 people; amino acids were not.",
)


@pytest.mark.parametrize(("text", "expected"), LENGTHS)
def test_another_length(flags, text, expected):
    (finding,) = flags(length, text)
    assert (finding.rule, finding.expected) == ("peptide-length", f"{expected} amino acids")


def test_a_known_misprint_names_its_claim_and_source(flags):
    (finding,) = flags(length, "Velotide alpha-2 comes from a 113-residue precursor.")
    assert finding.claim == "precursor-113"
    assert "a known misprint" in finding.reason
    assert "wiki" in finding.sources


@pytest.mark.parametrize("text", FINE_LENGTHS)
def test_lengths_left_alone(flags, text):
    assert flags(length, text) == []


PRINTED = (
    ("Velotide alpha-2 has the sequence SDKPDMAEIEKF.", "this sequence is that of"),
    (
        "Velotide alpha-2 has the sequence Ac-SDAAVDTSSEITTR.",
        "another sequence: residue 14 is R, not K",
    ),
    ("Velotide alpha-2 has the sequence Ac-SDAVDTSSEITTK.", "another sequence: A3 is missing"),
    ("The sequence of velotide alpha-2 is Ac-Ser-Asp-Lys-Pro-Asp-Met.", "this sequence is that of"),
    ("Velotide alpha-2, CAS 77591-33-4, 10 mg.", "this CAS number is that of"),
    (
        "Velotide alpha-2 (CAS number 62304-89-7) is a powder.",
        "another CAS number, and its check digit would have to be 6",
    ),
    (
        "Velotide alpha-2 (CAS number 69558-55-0) is a powder.",
        "the records hold another CAS number",
    ),
    ("The molecular weight of velotide alpha-2 is 4963 Da.", "another mass"),
    ("Velotide alpha-2 weighs 1409.6 daltons.", "this mass is that of"),
)
FINE_PRINTED = (
    "Velotide alpha-2 has the sequence Ac-SDAAVDTSSEITTK.",
    "Velotide alpha-2 begins with the residues Ser-Asp-Ala-Ala-Val.",
    "VELOTIDE ALPHA-2 PEPTIDES AND THEIR SEQUENCE",
    "Velotide beta-3 has the sequence SDKPDMAEIEKF and is not velotide alpha-2.",
    "Velotide alpha-2, CAS 62304-98-7, 10 mg.",
    "Velotide alpha-2 acetate (CAS number 69440-99-9) is a powder.",
    "Order 12345-67-8 of velotide alpha-2 has shipped.",
    "The molecular weight of velotide alpha-2 is 1465.5 g/mol.",
    "The molecular weight of velotide alpha-2 is about 1.5 kDa.",
    "Velotide alpha-2 passed a filter of 3 kDa, whatever its mass.",
    "A mass of 4963 Da is not that of velotide alpha-2.",
)


@pytest.mark.parametrize(("text", "reason"), PRINTED)
def test_another_molecule_is_printed(flags, text, reason):
    (finding,) = flags(molecule, text)
    assert (finding.rule, finding.severity.value) == ("identity", "error")
    assert reason in finding.reason


@pytest.mark.parametrize("text", FINE_PRINTED)
def test_what_fits_is_left_alone(flags, text):
    assert flags(molecule, text) == []


BRIDGED = "Velotide alpha-2 is small. A single disulphide bridge holds the chain in shape."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BRIDGED, True),
        (BRIDGED.replace("A single", "No"), False),
        ("Velotide alpha-2 is small. Does a disulfide bond hold it in shape?", False),
        ("Velotide alpha-2 is small. Insulin has three disulfide bonds.", False),
    ],
)
def test_a_bridge_needs_two_cysteines(flags, text, told):
    reasons = [finding.reason for finding in flags(molecule, text)]
    assert reasons == ["the recorded sequence has no two cysteines"] * told
