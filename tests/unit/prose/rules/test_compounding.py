"""What pharmacies may make up, told against the record."""

import pytest

from thymos.prose.rules import compounding

FLAGGED = (
    (
        "thymosin",
        "Since the committee's decision of December 2024, any licensed pharmacy in the "
        "States can make thymosin alpha-1 up for you.",
    ),
    (
        "thymosin",
        "Thymosin alpha-1 is fine. Any 503A pharmacy is allowed to make it, you only need "
        "a script.",
    ),
    ("thymosin", "Compounding pharmacies may legally prepare thymosin alpha-1."),
    ("thymosin", "Thymosin alpha-1 can legally be compounded in the United States."),
    ("thymosin", "Compounding thymosin alpha-1 is perfectly legal in the US."),
    ("thymosin", "Thymosin alpha-1 is now on the list of substances that pharmacies may compound."),
    ("thymosin", "US pharmacists are free to make up thymosin alpha-1 on prescription."),
    ("thymosin", "The FDA allows pharmacies to compound thymosin alpha-1."),
    ("thymosin", "You can legally get thymosin alpha-1 compounded again."),
    ("thymosin", "Your local compounding pharmacy can lawfully whip up thymosin alpha-1 for you."),
    ("thymosin", "Thymosin alpha-1 sits on the 503A bulks list, so pharmacies may compound it."),
    (
        "thymosin",
        "Pharmacies in America are allowed to compound thymosin alpha-1 under section 503A.",
    ),
    ("thymosin", "It's perfectly legal for a US pharmacy to compound thymosin alpha-1."),
)
SILENT = (
    ("thymosin", "No 503A pharmacy is allowed to make thymosin alpha-1, script or not."),
    ("thymosin", "Pharmacies in the United States may not compound thymosin alpha-1."),
    ("thymosin", "Thymosin alpha-1 is not on the list of substances that pharmacies may compound."),
    ("thymosin", "Can a pharmacy make thymosin alpha-1 up for me?"),
    ("thymosin", "Sellers claim that any pharmacy may compound thymosin alpha-1."),
    ("thymosin", "Until 2023 pharmacies could compound thymosin alpha-1."),
    ("thymosin", "If the list changes, pharmacies may compound thymosin alpha-1."),
    ("thymosin", "In Italy a pharmacy may prepare thymosin alpha-1 for the clinic."),
    ("thymosin", "Compounded thymosin alpha-1 is of uncertain purity."),
    (
        "thymosin",
        "A pharmacy can fill a prescription for Zadaxin, the brand of thymosin alpha-1, "
        "from abroad.",
    ),
    ("thymosin", "It is illegal for pharmacies to compound thymosin alpha-1 in the United States."),
    ("thymosin", "The committee was asked whether pharmacies may compound thymosin alpha-1."),
    ("thymosin", "Thymosin alpha-1 was withdrawn from the compounding nominations in the US."),
    (
        "thymosin",
        "People ask whether pharmacies in the US may compound thymosin alpha-1; they may not.",
    ),
)


@pytest.mark.parametrize(("dossier", "text"), FLAGGED)
def test_what_the_records_deny_is_flagged(flags, dossier, text):
    assert flags(dossier, text, compounding.check)


@pytest.mark.parametrize(("dossier", "text"), SILENT)
def test_what_is_true_or_said_of_another_is_left_alone(flags, dossier, text):
    assert flags(dossier, text, compounding.check) == ()
