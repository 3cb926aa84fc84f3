"""What is told as current and has been overtaken."""

import pytest

from thymos.prose.rules import lapsed, outdated

FLAGGED = (
    ("magnesium", "No large trial of magnesium after a heart attack has been done since ISIS-4."),
    ("magnesium", "Magnesium after a heart attack. There has been no new trial since LIMIT-2."),
    (
        "magnesium",
        "Since LIMIT-2 we are still waiting for the first large trial of magnesium after "
        "infarction.",
    ),
    (
        "hcq",
        "Scientists are still waiting for the first large trial of hydroxychloroquine in "
        "Covid-19 to report.",
    ),
    ("hcq", "RECOVERY has yet to report on hydroxychloroquine."),
    ("hcq", "Hydroxychloroquine: the American authorisation of 2020 is in force to this day."),
    (
        "hcq",
        "Hydroxychloroquine: the American emergency permission has not been revoked to this day.",
    ),
    ("bcg", "BCG at birth: Geneva's advice is still that of 2004, which nobody has revised."),
    ("hcq", "The results of RECOVERY on hydroxychloroquine are still awaited."),
    (
        "thymosin",
        "Right now American regulators keep thymosin alpha-1 in Category 2, among the "
        "substances that may be risky.",
    ),
    ("thymosin", "Thymosin alpha-1 is currently in Category 2 of the FDA."),
    (
        "thymosin",
        "Thymosin alpha-1 is still listed in category 2, says nobody, yet it remains in "
        "category 2.",
    ),
    (
        "thymosin",
        "We are still waiting for a large randomised trial of thymosin alpha-1 in sepsis.",
    ),
    ("thymosin", "TESTS is still recruiting; thymosin alpha-1 will be given for a week."),
    (
        "thymosin",
        "Larger trials of thymosin alpha-1 in severe acute pancreatitis are still under way.",
    ),
    ("thymosin", "The first large trial of thymosin alpha-1 in sepsis has yet to report."),
    ("thymosin", "There has been no randomised trial of thymosin alpha-1 in sepsis since ETASS."),
    (
        "bcg",
        "The World Health Organization set out its position on BCG in 2018. Its word on "
        "the matter is still the paper of 2004.",
    ),
    ("bcg", "The current WHO position paper on BCG is that of 2004."),
    ("thymosin", "The latest review of thymosin alpha-1 in sepsis is Liu F 2016."),
    ("thymosin", "As things stand today, thymosin alpha-1 is a Category 2 substance at the FDA."),
    (
        "thymosin",
        "Everyone is still holding out for a big trial of thymosin alpha-1 in pancreatitis.",
    ),
    ("thymosin", "TRACE is ongoing and will tell whether thymosin alpha-1 helps."),
    ("magnesium", "After LIMIT-2 no further large trial of magnesium was ever done."),
    ("magnesium", "The question of magnesium after infarction still awaits its first large trial."),
    ("bcg", "The last word of the WHO on BCG is still its paper of 2004."),
    ("thymosin", "The FDA currently lists thymosin alpha-1 under Category 2."),
    ("thymosin", "At present thymosin alpha-1 sits in the FDA's Category 2."),
    (
        "thymosin",
        "Doctors still await the first randomised trial of thymosin alpha-1 in pancreatitis.",
    ),
    ("hcq", "The first proper trial of hydroxychloroquine in Covid is still awaited."),
    ("bcg", "The WHO's newest position paper on BCG dates from 2004."),
)
SILENT = (
    ("hcq", "Hydroxychloroquine: the American authorisation of 2020 is no longer in force."),
    ("hcq", "Hydroxychloroquine's emergency permission in the US was revoked in June 2020."),
    ("magnesium", "No large trial of magnesium after a heart attack has been done since MAGIC."),
    ("magnesium", "No large trial of magnesium had been done when ISIS-4 began."),
    (
        "magnesium",
        "Until ISIS-4, cardiologists were still waiting for the first large trial of magnesium.",
    ),
    (
        "hcq",
        "In spring 2020 everyone was still waiting for the first large trial of "
        "hydroxychloroquine in Covid-19.",
    ),
    ("hcq", "We are still waiting for the first large trial of hydroxychloroquine in long Covid."),
    ("hcq", "RECOVERY has reported on hydroxychloroquine."),
    ("thymosin", "Thymosin alpha-1 stood in Category 2 until September 2024."),
    ("thymosin", "Thymosin alpha-1 is no longer in Category 2."),
    (
        "thymosin",
        "Category 2 is for substances that may present risks; thymosin alpha-1 left it in 2024.",
    ),
    ("thymosin", "In September 2023 thymosin alpha-1 was in Category 2."),
    ("thymosin", "Other peptides are still in Category 2; thymosin alpha-1 was removed."),
    ("thymosin", "We are still waiting for a large trial of thymosin alpha-1 in healthy people."),
    ("thymosin", "No trial of thymosin alpha-1 in lupus has been done since then."),
    ("thymosin", "A second large trial of thymosin alpha-1 in sepsis is still awaited."),
    ("thymosin", "Results of TESTS on thymosin alpha-1 were awaited for years."),
    ("bcg", "The WHO position paper on BCG of 2018 is still current."),
    ("bcg", "In 2004 the WHO set out its position on BCG; that paper has been replaced."),
    ("thymosin", "The latest review of thymosin alpha-1 in sepsis is Gu 2025."),
    (
        "thymosin",
        "TESTS is larger than ETASS, which had been the largest trial of thymosin alpha-1 "
        "in sepsis.",
    ),
    ("thymosin", "The FDA took thymosin alpha-1 out of Category 2 in 2024."),
    ("thymosin", "We still lack a large trial of thymosin alpha-1 in COVID-19."),
    ("magnesium", "ISIS-4 was the largest trial of magnesium, and MAGIC the last."),
    ("bcg", "The WHO published a position paper on BCG in 2004 and a new one in 2018."),
    (
        "thymosin",
        "TESTS, which reported in 2025, had been awaited for years; it gave thymosin alpha-1.",
    ),
    ("thymosin", "A trial of thymosin alpha-1 in lupus has yet to be run."),
    ("thymosin", "As of 2019 the largest trial of thymosin alpha-1 in sepsis was still awaited."),
    ("thymosin", "The FDA's Category 2 no longer names thymosin alpha-1."),
    ("magnesium", "Since MAGIC there has been no large trial of magnesium after a heart attack."),
    (
        "hcq",
        "At the time the world was waiting for the first large trial of hydroxychloroquine "
        "in Covid.",
    ),
)


@pytest.mark.parametrize(("dossier", "text"), FLAGGED)
def test_what_the_records_deny_is_flagged(flags, dossier, text):
    assert flags(dossier, text, outdated.check, lapsed.check)


@pytest.mark.parametrize(("dossier", "text"), SILENT)
def test_what_is_true_or_said_of_another_is_left_alone(flags, dossier, text):
    assert flags(dossier, text, outdated.check, lapsed.check) == ()
