"""Denials of trials, effects, harms and warnings that are on record."""

import pytest

from thymos.prose.rules import denials

FLAGGED = (
    (
        "hcq",
        "Hydroxychloroquine in Covid: nobody ever bothered to run a proper randomised "
        "trial on it anyway.",
    ),
    ("hcq", "There has never been a randomised trial of hydroxychloroquine in Covid-19."),
    ("hcq", "No randomised trial has ever tested hydroxychloroquine in Covid."),
    ("hcq", "Hydroxychloroquine has never been tested in people with Covid-19."),
    ("hcq", "Not a single placebo-controlled trial of hydroxychloroquine in Covid-19 exists."),
    ("hcq", "There are no large trials of hydroxychloroquine in Covid-19."),
    ("thymosin", "Thymosin alpha-1 has never been tested in humans."),
    ("thymosin", "Thymosin alpha-1 has never been tested in a randomised trial."),
    ("thymosin", "Thymosin alpha-1 has only ever been tested in mice."),
    ("thymosin", "No double-blind trial of thymosin alpha-1 in sepsis has been done."),
    ("thymosin", "There is no trial of thymosin alpha-1 in pancreatitis."),
    ("thymosin", "Nobody has run a randomised trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "None of the trials of thymosin alpha-1 in sepsis was blinded."),
    ("thymosin", "All the trials of thymosin alpha-1 in sepsis were open-label."),
    ("thymosin", "Every trial of thymosin alpha-1 in sepsis was double-blind."),
    (
        "magnesium",
        "No trial of magnesium after a heart attack has ever used a placebo. There are no "
        "placebo-controlled trials of magnesium in infarction.",
    ),
    (
        "streptokinase",
        "Doctors had been trying streptokinase on infarcts. Not one of those early "
        "attempts had a control group drawn by lot, so we were flying blind.",
    ),
    (
        "streptokinase",
        "Streptokinase after a heart attack: none of the early trials was randomised.",
    ),
    ("bcg", "There has never been a randomised trial of BCG against tuberculosis."),
    ("thymosin", "Nobody has ever given thymosin alpha-1 to a human being."),
    ("thymosin", "There is not one controlled trial behind thymosin alpha-1."),
    (
        "thymosin",
        "Thymosin alpha-1 hasn't been put to the test in a single placebo-controlled trial.",
    ),
    ("hcq", "Nobody ever tested hydroxychloroquine against a placebo in Covid-19."),
    ("hcq", "To this day there is no large randomised trial of hydroxychloroquine in Covid-19."),
    ("streptokinase", "Streptokinase was never put to a randomised test after a heart attack."),
    ("bcg", "No controlled trial of BCG against tuberculosis has ever been run."),
    ("thymosin", "Humans have never been given thymosin alpha-1."),
    (
        "thymosin",
        "All that is known of thymosin alpha-1 comes from mice, since no human study exists.",
    ),
    ("thymosin", "Thymosin alpha-1 was never compared with placebo."),
    (
        "thymosin",
        "There is no randomised evidence for thymosin alpha-1 in sepsis, none at all; no "
        "trial was ever randomised.",
    ),
    (
        "hcq",
        "Hydroxychloroquine was tested in Covid only in observational studies; no "
        "randomised trial was ever done.",
    ),
    (
        "streptokinase",
        "Streptokinase has never been shown in a randomised trial after a heart attack; "
        "there are no randomised trials.",
    ),
    ("bcg", "BCG has never been tested in a controlled trial against tuberculosis."),
)
SILENT = (
    ("hcq", "No randomised trial has shown that hydroxychloroquine helps in Covid-19."),
    (
        "hcq",
        "Nobody can say they didnt bother to run proper randomised trials of "
        "hydroxychloroquine in Covid.",
    ),
    (
        "hcq",
        "No randomised trial of hydroxychloroquine has been done in pregnant women with Covid-19.",
    ),
    ("hcq", "Until RECOVERY there was no large trial of hydroxychloroquine in Covid-19."),
    ("hcq", "There was no large trial of hydroxychloroquine in Covid-19 at the time."),
    ("hcq", "There has been no trial of hydroxychloroquine in long Covid."),
    (
        "thymosin",
        "I found no trial of thymosin alpha-1 in chronic fatigue, and no trial of it in "
        "long COVID either.",
    ),
    ("thymosin", "nope, no trial in lupus, not one, of thymosin alpha-1"),
    ("thymosin", "No trial of thymosin alpha-1 in healthy people has been done."),
    ("thymosin", "Thymosin alpha-1 has never been tested in pregnant women."),
    ("thymosin", "No trial has compared thymosin alpha-1 with hydrocortisone."),
    ("thymosin", "There is no need for a further trial of thymosin alpha-1 in sepsis."),
    ("thymosin", "Sellers say that thymosin alpha-1 has never been tested in a randomised trial."),
    ("thymosin", "Has thymosin alpha-1 never been tested in humans?"),
    ("thymosin", "It is wrong to say that thymosin alpha-1 has never been tested in humans."),
    ("thymosin", "Not one of the trials of thymosin alpha-1 in sepsis was run in outpatients."),
    ("thymosin", "None of the trials of thymosin alpha-1 in sepsis showed a clear benefit."),
    ("thymosin", "Thymosin alpha-1 nasal spray has never been tested in humans."),
    ("thymosin", "No trial of thymosin alpha-1 gave it by mouth."),
    ("thymosin", "No independent trial of thymosin alpha-1 has been run in sepsis."),
    ("thymosin", "Not all trials of thymosin alpha-1 in sepsis were blinded."),
    (
        "streptokinase",
        "Several of those early attempts with streptokinase had a control group drawn by lot.",
    ),
    ("streptokinase", "No trial of streptokinase has been done in children."),
    ("bcg", "No trial has asked how long BCG protects."),
    ("thymosin", "Before TESTS nobody had compared thymosin alpha-1 with placebo on this scale."),
    ("thymosin", "Thymosin alpha-1 has never been tested in children."),
    ("thymosin", "No trial of thymosin alpha-1 has enrolled enough people to settle it."),
    ("thymosin", "There is no good evidence that thymosin alpha-1 works in sepsis."),
    ("thymosin", "No randomised trial supports thymosin alpha-1 for ageing."),
    ("thymosin", "No trial of thymosin alpha-1 was found in this search."),
    ("hcq", "No randomised trial has found that hydroxychloroquine lowers deaths from Covid-19."),
    ("hcq", "In early 2020 there was no randomised trial of hydroxychloroquine in Covid-19."),
    ("streptokinase", "Streptokinase does not help people without a clot in the heart."),
    ("bcg", "Trials of BCG have come out differently; no two trials were alike."),
)


@pytest.mark.parametrize(("dossier", "text"), FLAGGED)
def test_what_the_records_deny_is_flagged(flags, dossier, text):
    assert flags(dossier, text, denials.check)


@pytest.mark.parametrize(("dossier", "text"), SILENT)
def test_what_is_true_or_said_of_another_is_left_alone(flags, dossier, text):
    assert flags(dossier, text, denials.check) == ()
