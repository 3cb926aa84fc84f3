"""What a study found, told the other way round."""

import pytest

from thymos.prose.rules import results

FLAGGED = (
    ("bcg", "The largest of the trials of BCG, in the south of India, saw a clear benefit."),
    ("thymosin", "TESTS found a clear survival benefit of thymosin alpha-1."),
    ("thymosin", "TESTS of thymosin alpha-1 reduced deaths."),
    ("thymosin", "TESTS showed that thymosin alpha-1 saved lives."),
    ("thymosin", "In TESTS thymosin alpha-1 significantly lowered 28-day mortality."),
    ("thymosin", "TRACE found that thymosin alpha-1 prevented infections of the pancreas."),
    ("hcq", "RECOVERY found fewer deaths with hydroxychloroquine."),
    ("hcq", "Solidarity found that hydroxychloroquine cut deaths."),
    ("hcq", "RECOVERY proved a mortality benefit of hydroxychloroquine."),
    ("magnesium", "ISIS-4 found a clear drop in deaths with magnesium."),
    ("magnesium", "MAGIC confirmed the survival benefit of magnesium."),
    ("magnesium", "In ISIS-4, fewer patients died with magnesium."),
    ("streptokinase", "GISSI-1 found no difference in deaths with streptokinase."),
    ("streptokinase", "ISIS-2 found no benefit of streptokinase."),
    ("streptokinase", "GISSI-1 showed that streptokinase made no difference to mortality."),
    ("streptokinase", "In GISSI-1, more patients died with streptokinase."),
    ("streptokinase", "ISIS-2 drew a blank with streptokinase."),
    ("thymosin", "TESTS settled it: thymosin alpha-1 brought sepsis deaths down significantly."),
    (
        "thymosin",
        "In the end TESTS came out positive, with significantly fewer deaths on thymosin alpha-1.",
    ),
    ("thymosin", "TRACE was a triumph for thymosin alpha-1."),
    ("hcq", "RECOVERY showed that hydroxychloroquine saves lives."),
    ("hcq", "According to RECOVERY, hydroxychloroquine cut mortality."),
    ("magnesium", "MAGIC found that magnesium cut deaths."),
    ("streptokinase", "ISIS-2 showed no survival advantage for streptokinase."),
    (
        "thymosin",
        "TESTS found that people given thymosin alpha-1 survived more often, a clear win.",
    ),
    ("thymosin", "TESTS showed a significant drop in mortality with thymosin alpha-1."),
    ("thymosin", "TRACE demonstrated that thymosin alpha-1 prevents infected necrosis."),
    ("hcq", "Solidarity found that hydroxychloroquine saved lives."),
    ("hcq", "RECOVERY found that fewer people died on hydroxychloroquine."),
    ("magnesium", "ISIS-4 confirmed that magnesium reduces deaths."),
    ("streptokinase", "GISSI-1 found that streptokinase had no effect on mortality."),
)
SILENT = (
    ("streptokinase", "GISSI-1 found that streptokinase reduced deaths."),
    ("streptokinase", "ISIS-2 found a clear benefit of streptokinase."),
    ("streptokinase", "GISSI-1 found no benefit of streptokinase in people over 75."),
    ("streptokinase", "GISSI-1 did not look at aspirin beside streptokinase."),
    ("streptokinase", "ISIS-2 found that aspirin reduced deaths, too, beside streptokinase."),
    ("thymosin", "TESTS found no difference with thymosin alpha-1."),
    ("thymosin", "TESTS did not find that thymosin alpha-1 reduced deaths."),
    ("thymosin", "ETASS found lower 28-day mortality with thymosin alpha-1."),
    ("thymosin", "ETASS found fewer deaths with thymosin alpha-1, though not beyond chance."),
    ("thymosin", "TESTS asked whether thymosin alpha-1 reduces deaths."),
    ("thymosin", "TESTS was designed to show a clear mortality benefit of thymosin alpha-1."),
    ("thymosin", "TESTS found a possible benefit of thymosin alpha-1 in older people."),
    ("thymosin", "A TESTS of thymosin alpha-1 was hoped to find a clear survival benefit."),
    ("thymosin", "Sellers say that TESTS found a clear survival benefit of thymosin alpha-1."),
    ("thymosin", "TRACE found no clear reduction of infected necrosis with thymosin alpha-1."),
    ("thymosin", "ETASS found no clear difference in 28-day mortality with thymosin alpha-1."),
    (
        "hcq",
        "RECOVERY found more deaths with hydroxychloroquine, a difference that chance may explain.",
    ),
    ("hcq", "RECOVERY found no benefit of hydroxychloroquine."),
    ("hcq", "RECOVERY cut short the debate on hydroxychloroquine."),
    ("magnesium", "ISIS-4 found no benefit of magnesium."),
    ("magnesium", "LIMIT-2 found fewer deaths with magnesium."),
    ("magnesium", "LIMIT-2 found that magnesium reduced deaths."),
    ("magnesium", "In ISIS-4 there were slightly more deaths with magnesium."),
    ("bcg", "TPT Madras 1980 saw no benefit of BCG."),
    ("bcg", "The largest of the trials of BCG, in the south of India, saw no benefit."),
    (
        "thymosin",
        "TESTS found fewer deaths on thymosin alpha-1 in people over 60, which is only a "
        "hypothesis.",
    ),
    ("thymosin", "TESTS showed no drop in mortality with thymosin alpha-1."),
    (
        "streptokinase",
        "GISSI-1 found that deaths fell with streptokinase, and no difference after twelve hours.",
    ),
    ("thymosin", "TESTS was negative for thymosin alpha-1."),
    ("thymosin", "TESTS saw no survival benefit of thymosin alpha-1."),
    ("thymosin", "TESTS could not confirm that thymosin alpha-1 reduces deaths."),
    ("thymosin", "TRACE found that thymosin alpha-1 did not prevent infections."),
    ("thymosin", "ETASS reported a possible survival gain with thymosin alpha-1."),
    ("thymosin", "TESTS would have been hailed had thymosin alpha-1 cut deaths."),
    ("hcq", "RECOVERY showed no benefit of hydroxychloroquine, and a shade more deaths."),
    ("hcq", "RECOVERY put an end to the hope that hydroxychloroquine saves lives."),
    ("magnesium", "LIMIT-2 reported a clear drop in deaths with magnesium, and ISIS-4 none."),
    ("magnesium", "MAGIC found no difference with magnesium."),
    ("streptokinase", "ISIS-2 found fewer deaths with streptokinase."),
    ("streptokinase", "GISSI-1 showed that streptokinase saves lives."),
    ("streptokinase", "GISSI-1 saw no benefit of streptokinase after twelve hours."),
)


@pytest.mark.parametrize(("dossier", "text"), FLAGGED)
def test_what_the_records_deny_is_flagged(flags, dossier, text):
    assert flags(dossier, text, results.check)


@pytest.mark.parametrize(("dossier", "text"), SILENT)
def test_what_is_true_or_said_of_another_is_left_alone(flags, dossier, text):
    assert flags(dossier, text, results.check) == ()
