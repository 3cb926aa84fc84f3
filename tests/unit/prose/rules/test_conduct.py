"""Rank by size and date, country, illness and endpoint of a study."""

import pytest

from thymos.prose.rules import conduct

FLAGGED = (
    (
        "thymosin",
        "With 361 patients, ETASS remains the largest trial of thymosin alpha-1 in sepsis.",
    ),
    ("thymosin", "ETASS is still the biggest randomised trial of thymosin alpha-1 that we have."),
    ("thymosin", "ETASS, the largest trial of thymosin alpha-1, found fewer deaths."),
    ("thymosin", "The largest trial of thymosin alpha-1, ETASS, was single-blind."),
    ("thymosin", "ETASS is the only randomised trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "TESTS was the first randomised trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "ETASS is the latest trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "ETASS ran in hospitals in Germany, with thymosin alpha-1 for a week."),
    ("thymosin", "ETASS, a Japanese trial, gave thymosin alpha-1 for a week."),
    ("thymosin", "TRACE tested thymosin alpha-1 in people with sepsis."),
    ("thymosin", "The primary endpoint of ETASS was death at 90 days on thymosin alpha-1."),
    ("magnesium", "LIMIT-2 is the largest trial of magnesium."),
    ("magnesium", "ISIS-4 is the only trial of magnesium."),
    ("magnesium", "MAGIC was the first trial of magnesium after a heart attack."),
    ("hcq", "RECOVERY, run in Italian hospitals, found no benefit of hydroxychloroquine."),
    ("streptokinase", "GISSI-1 was the first trial of streptokinase."),
    ("streptokinase", "GISSI-1 is the largest trial of streptokinase."),
    ("thymosin", "TESTS is the smallest trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "Nothing bigger than ETASS has ever been done with thymosin alpha-1 in sepsis."),
    ("thymosin", "ETASS recruited its patients from all over Europe to test thymosin alpha-1."),
    ("thymosin", "Maio 2010 tested thymosin alpha-1 in liver cancer."),
    ("thymosin", "Shehadeh 2023 was a Chinese trial of thymosin alpha-1."),
    ("thymosin", "ETASS is the best and biggest trial we have of thymosin alpha-1 in sepsis."),
    ("magnesium", "LIMIT-2 remains the biggest trial of magnesium after a heart attack."),
    ("thymosin", "No bigger trial of thymosin alpha-1 in sepsis than ETASS exists."),
    ("thymosin", "ETASS is the only trial ever to test thymosin alpha-1 in sepsis."),
    ("thymosin", "So far ETASS is the only randomised trial of thymosin alpha-1 in severe sepsis."),
    ("thymosin", "The most recent trial of thymosin alpha-1 in sepsis is ETASS."),
    ("hcq", "RECOVERY tested hydroxychloroquine in intensive care units across America."),
    ("magnesium", "The latest trial of magnesium in infarction is ISIS-4."),
    ("streptokinase", "GISSI-1 was conducted in Spain with streptokinase."),
)
SILENT = (
    ("thymosin", "With 361 patients, ETASS was the largest trial of thymosin alpha-1 until 2025."),
    ("thymosin", "At the time ETASS was the largest trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "TESTS is the largest trial of thymosin alpha-1 in sepsis."),
    (
        "thymosin",
        "TESTS is the first placebo-controlled multicentre trial of thymosin alpha-1 in sepsis.",
    ),
    ("thymosin", "ETASS was the first trial to hint at fewer deaths with thymosin alpha-1."),
    ("thymosin", "ETASS is not the largest trial of thymosin alpha-1."),
    ("thymosin", "ETASS is one of the largest trials of thymosin alpha-1."),
    ("thymosin", "ETASS enrolled patients in China who got thymosin alpha-1."),
    ("thymosin", "ETASS was reviewed by a British team; thymosin alpha-1 is sold in Italy."),
    ("thymosin", "TESTS included people with diabetes and gave thymosin alpha-1."),
    ("thymosin", "ETASS found fewer deaths; in pancreatitis, thymosin alpha-1 did nothing."),
    ("thymosin", "The primary endpoint of ETASS was death at 28 days on thymosin alpha-1."),
    ("thymosin", "ETASS was only one trial of thymosin alpha-1."),
    ("magnesium", "ISIS-4 is the largest trial of magnesium."),
    ("magnesium", "LIMIT-2 was the largest trial of magnesium before ISIS-4."),
    ("magnesium", "LIMIT-2 was the largest trial of magnesium when it came out."),
    ("magnesium", "MAGIC is the last large trial of magnesium."),
    ("streptokinase", "ISIS-2 is the largest trial of streptokinase."),
    ("streptokinase", "GISSI-1 was the first large trial of streptokinase."),
    ("streptokinase", "GISSI-1 was done in Italy with streptokinase."),
    ("hcq", "RECOVERY was run in Britain with hydroxychloroquine."),
    (
        "hcq",
        "Solidarity ran in 30 countries, and hydroxychloroquine was one of four arms; "
        "hospitals in India joined.",
    ),
    ("bcg", "The largest of the trials of BCG, in the south of India, saw no benefit."),
    ("thymosin", "ETASS is among the largest trials of thymosin alpha-1 in sepsis."),
    ("thymosin", "Until TESTS, ETASS was the largest placebo-free trial of thymosin alpha-1."),
    (
        "thymosin",
        "ETASS was the first multicentre trial of thymosin alpha-1 that many had heard of.",
    ),
    ("thymosin", "For twelve years ETASS was the largest placebo-free study of thymosin alpha-1."),
    ("thymosin", "ETASS is no longer the largest trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "Is ETASS the largest trial of thymosin alpha-1?"),
    ("thymosin", "Sellers call ETASS the largest trial of thymosin alpha-1."),
    ("thymosin", "TESTS is the latest trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "ETASS was the largest single-blind trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "ETASS ran in Guangdong; a German review of thymosin alpha-1 cites it."),
    ("thymosin", "TESTS ran in China, where thymosin alpha-1 is sold, and in no other country."),
    ("thymosin", "Maio 2010 tested thymosin alpha-1 in melanoma across Europe."),
    (
        "thymosin",
        "TRACE tested thymosin alpha-1 in pancreatitis, and people with sepsis were left "
        "to others.",
    ),
    ("magnesium", "MAGIC was smaller than ISIS-4, the largest trial of magnesium."),
    ("magnesium", "ISIS-4 was the biggest of all the trials of magnesium."),
    ("streptokinase", "GISSI-1 was the largest trial of streptokinase when it appeared."),
    ("hcq", "RECOVERY was not the only trial of hydroxychloroquine."),
)


@pytest.mark.parametrize(("dossier", "text"), FLAGGED)
def test_what_the_records_deny_is_flagged(flags, dossier, text):
    assert flags(dossier, text, conduct.check)


@pytest.mark.parametrize(("dossier", "text"), SILENT)
def test_what_is_true_or_said_of_another_is_left_alone(flags, dossier, text):
    assert flags(dossier, text, conduct.check) == ()
