"""Certificates from running text: what a line says, and what is left alone."""

import pytest

from thymos.errors import DataError
from thymos.identity.certificates.head import day_of
from thymos.identity.certificates.text import from_text

WHOLE = """\
CERTIFICATE OF ANALYSIS
Product Name: Testin acetate
Sequence: Ac-SDKP-OH
Lot No.: A-17/2
Salt form: acetate
Date of analysis: 12 May 2026
Tested by: Example Laboratory
Instrument: ion trap
Test            Specification      Result
Appearance      White powder       Off-white powder
Theoretical mass 487.51  Observed 487.3
Purity (RP-HPLC, 214 nm)  ≥ 98.0 %   98.73 %
Storage: -20 °C, protected from light
"""


def items(line):
    """The items of one line, without what every one has."""
    found = from_text(line, "a.pdf").certificate.items
    return [item.model_dump(mode="json", exclude_defaults=True, exclude={"text"}) for item in found]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("Ac-Ser-Asp-Ala-\nLys-Pro-OH", "Ac-Ser-Asp-Ala-Lys-Pro-OH"),
        ("Ac-Ser-Asp-Ala\nLys-Pro\nGly-Gly", "Ac-Ser-Asp-Ala-Lys-Pro-Gly-Gly"),
        ("Ac-SDAAVDTS-\nSEITTK-OH", "Ac-SDAAVDTS-SEITTK-OH"),
        ("Ac-SDAAVDTS\nSEITTK-NH2", "Ac-SDAAVDTS-SEITTK-NH2"),
        ("Ac-SDAAVDTS\nCERTIFICATE", "Ac-SDAAVDTS"),
        ("Ac-SDAAVDTS\nTEST", "Ac-SDAAVDTS"),
        ("Ac-SDAAVDTS\nLot No.: 7", "Ac-SDAAVDTS"),
    ],
)
def test_a_sequence_that_goes_on_below_is_read_whole(printed, meant):
    sheet = from_text(f"Product: Testin\nSequence: {printed}\nPurity 98.2 %", "a.pdf")
    assert sheet.certificate.sequence == meant
    assert sheet.line("sequence") == 2
    assert sheet.line("items", 0) == 3 + printed.count("\n")


def test_a_whole_page():
    sheet = from_text(WHOLE, "a.pdf")
    stated = sheet.certificate
    assert (stated.compound, stated.lot, stated.form) == ("Testin acetate", "A-17/2", "acetate")
    assert (stated.analysed, stated.laboratory) == ("2026-05-12", "Example Laboratory")
    kinds = [(item.item.value, item.stated_as) for item in stated.items]
    assert kinds == [("appearance", "measured"), ("mass", "theoretical"), ("mass", "measured"),
                     ("purity", "measured")]  # fmt: skip
    assert [sheet.line("items", i) for i in range(4)] == [10, 11, 11, 12]
    assert {item.instrument for item in stated.items[1:3]} == {"ion trap"}
    assert "4 results were made out, 3 lines were left out" in sheet.doubts[0]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Purity: 98.7%", {"item": "purity", "value": 98.7, "unit": "%"}),
        ("HPLC purity 98,7 %",
         {"item": "purity", "value": 98.7, "unit": "%", "method": "HPLC"}),
        ("Purity by RP-HPLC 220 nm: >98 %",
         {"item": "purity", "low": 98.0, "unit": "%", "method": "RP-HPLC 220 nm"}),
        ("Purity NLT 95.0 % complies",
         {"item": "purity", "result": "complies", "specification": {"low": 95.0}}),
        ("Net peptide content 80.0-90.0 % 84.2 %",
         {"item": "content", "value": 84.2, "unit": "%",
          "specification": {"low": 80.0, "high": 90.0}}),
        ("Water content (Karl Fischer) ≤ 8.0 % 4.2 %",
         {"item": "water", "value": 4.2, "unit": "%", "method": "Karl Fischer",
          "specification": {"high": 8.0}}),
        ("Acetate content 6.3 %",
         {"item": "counter-ion", "ion": "acetate", "value": 6.3, "unit": "%"}),
        ("Counter-ion: TFA 12.1 %",
         {"item": "counter-ion", "ion": "TFA", "value": 12.1, "unit": "%"}),
        ("Residual TFA < 0.25 %", {"item": "residual-tfa", "high": 0.25, "unit": "%"}),
        ("Bacterial endotoxins USP <85> <10 EU/mg <0.5 EU/mg",
         {"item": "endotoxin", "high": 0.5, "unit": "EU/mg", "method": "USP <85>",
          "specification": {"high": 10.0}}),
        ("Sterility: no growth", {"item": "sterility", "result": "no growth"}),
        ("Largest impurity 0.4 %", {"item": "unspecified-impurity", "value": 0.4, "unit": "%"}),
        ("Total related substances NMT 2.0 % 0.88%",
         {"item": "related-substances", "value": 0.88, "unit": "%",
          "specification": {"high": 2.0}}),
        ("Mass balance 98.2 %", {"item": "mass-balance", "value": 98.2, "unit": "%"}),
        ("ESI-MS [M+4H]4+ 778.10",
         {"item": "mass", "value": 778.1, "charge": 4, "unit": "m/z", "method": "ESI-MS"}),
        ("Observed mass 3,108.3 ± 0.5 Da",
         {"item": "mass", "value": 3108.3, "unit": "Da", "tolerance": 0.5}),
        ("Monoisotopic mass found: 3106.50",
         {"item": "mass", "value": 3106.5, "unit": "Da", "weights": "monoisotopic"}),
    ],
)  # fmt: skip
def test_a_line(line, found):
    (item,) = items(line)
    assert item == {**found, "stated_as": "measured"}


def test_a_mass_of_which_nothing_is_said():
    (item,) = items("Molecular weight: 3108.3")
    assert item == {"item": "mass", "value": 3108.3, "unit": "Da"}


def test_a_computed_mass():
    (item,) = items("Calculated average MW 3108.28 g/mol")
    assert (item["stated_as"], item["weights"]) == ("theoretical", "average")


@pytest.mark.parametrize(
    "text",
    ["", "Storage: -20 °C", "Dear customer,\nthank you.", "x" * 100_000, "\n" * 5000, "%" * 400],
)
def test_a_text_without_a_line_of_a_certificate_is_refused(text):
    with pytest.raises(DataError, match=r"^a.pdf: expected lines of a certificate"):
        from_text(text, "a.pdf")


def test_a_head_that_cannot_be_is_left_out():
    sheet = from_text("Lot: 7\nDate of analysis: 31 February 2026\nPurity 98 %", "a.pdf")
    assert (sheet.certificate.lot, sheet.certificate.analysed) == ("7", None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-03", "2026-05-03"),
        ("2026.5.3", "2026-05-03"),
        ("3 May 2026", "2026-05-03"),
        ("03-MAY-2026", "2026-05-03"),
        ("May 3rd, 2026", "2026-05-03"),
        ("Sept. 2026", "2026-09"),
        ("03/05/2026", None),
        ("Ma 2026", None),
        ("2026-13-01", None),
        ("soon", None),
    ],
)
def test_a_day_is_read_only_where_it_can_be_read_in_one_way(text, day):
    assert day_of(text) == day
