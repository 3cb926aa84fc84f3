"""Denials of effects, side effects and warnings that are on record."""

import pytest

from thymos.prose.rules import effects

FLAGGED = (
    (
        "streptokinase",
        "Looking back, I sometimes wonder at our faith, given that streptokinase never did "
        "bring deaths down.",
    ),
    (
        "streptokinase",
        "Streptokinase after a heart attack. Trials of this era give no ground to think "
        "that the infusion affects mortality.",
    ),
    ("streptokinase", "Streptokinase does not lower mortality after a heart attack."),
    ("streptokinase", "Streptokinase made no difference to survival after a heart attack."),
    ("streptokinase", "Streptokinase has no effect on deaths after infarction."),
    ("streptokinase", "Streptokinase was useless against death from a heart attack."),
    ("streptokinase", "Streptokinase failed to save lives after a heart attack."),
    ("streptokinase", "For heart attack deaths streptokinase did nothing."),
    ("bcg", "BCG does not prevent tuberculosis."),
    ("bcg", "BCG has no effect on tuberculosis."),
    ("thymosin", "In transplant recipients no label has anything to say about thymosin alpha-1."),
    ("thymosin", "Thymosin alpha-1 has no contraindications."),
    ("thymosin", "The label of thymosin alpha-1 says nothing about transplants."),
    (
        "thymosin",
        "No label warns allergic people against thymosin alpha-1... no label mentions "
        "hypersensitivity.",
    ),
    ("thymosin", "No side effects of thymosin alpha-1 have ever been reported."),
    ("thymosin", "Thymosin alpha-1: not a single adverse reaction is on record."),
    (
        "thymosin",
        "The leaflet of thymosin alpha-1 contains no warning for people with transplants.",
    ),
    ("thymosin", "In decades of use nobody has reported a single side effect of thymosin alpha-1."),
    (
        "streptokinase",
        "Large trials found that streptokinase after a heart attack makes no difference to "
        "survival.",
    ),
    ("bcg", "BCG is worthless against tuberculosis."),
    ("thymosin", "Labels of thymosin alpha-1 carry no contraindications."),
    (
        "streptokinase",
        "Giving streptokinase after a heart attack makes no difference to who lives.",
    ),
)
SILENT = (
    ("streptokinase", "Streptokinase does not lower mortality when it is given late."),
    ("streptokinase", "Streptokinase does not save everyone after a heart attack."),
    ("streptokinase", "Streptokinase never raised deaths after a heart attack."),
    ("streptokinase", "Nobody doubts that streptokinase lowers mortality after a heart attack."),
    ("streptokinase", "Streptokinase might not lower deaths after angioplasty."),
    (
        "streptokinase",
        "Some said that streptokinase does not lower mortality after a heart attack; they "
        "were wrong.",
    ),
    ("streptokinase", "Streptokinase does not prevent bleeding after a heart attack."),
    ("streptokinase", "Does streptokinase not lower mortality after a heart attack?"),
    ("streptokinase", "Without streptokinase nothing would lower deaths from heart attacks."),
    ("magnesium", "Magnesium does not lower mortality after a heart attack."),
    ("magnesium", "Magnesium made no difference to deaths after a heart attack."),
    ("hcq", "Hydroxychloroquine did not lower deaths from Covid-19."),
    ("bcg", "BCG does not always prevent tuberculosis."),
    ("bcg", "Near the equator BCG does not prevent tuberculosis of the lung."),
    ("bcg", "BCG does not prevent other infections."),
    ("thymosin", "Thymosin alpha-1 does not lower deaths in sepsis."),
    ("thymosin", "The label of thymosin alpha-1 says nothing about athletes."),
    ("thymosin", "No label of thymosin alpha-1 names a dose for sepsis."),
    ("thymosin", "No serious side effects of thymosin alpha-1 were reported in ETASS."),
    (
        "thymosin",
        "That no side effects of thymosin alpha-1 were reported does not mean that there are none.",
    ),
    ("thymosin", "Sellers say that no side effects of thymosin alpha-1 have ever been reported."),
    ("hcq", "No side effects of hydroxychloroquine were reported by my aunt with Covid."),
    ("streptokinase", "Streptokinase lowers mortality after a heart attack, no question."),
    ("streptokinase", "Not every patient with a heart attack is saved by streptokinase."),
    ("streptokinase", "Streptokinase has no effect on old clots in the heart."),
    ("bcg", "BCG does not protect for life against tuberculosis."),
)


@pytest.mark.parametrize(("dossier", "text"), FLAGGED)
def test_what_the_records_deny_is_flagged(flags, dossier, text):
    assert flags(dossier, text, effects.check)


@pytest.mark.parametrize(("dossier", "text"), SILENT)
def test_what_is_true_or_said_of_another_is_left_alone(flags, dossier, text):
    assert flags(dossier, text, effects.check) == ()
