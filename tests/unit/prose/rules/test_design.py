"""How a study was done, in technical and in plain words."""

import pytest

from thymos.prose.rules import design

FLAGGED = (
    (
        "thymosin",
        "ETASS tested thymosin alpha-1 in sepsis. Neither the doctors nor the patients "
        "were told who got the real thing.",
    ),
    (
        "thymosin",
        "ETASS tested thymosin alpha-1 in sepsis. Nobody involved had any idea who was on "
        "the drug.",
    ),
    ("thymosin", "ETASS was a retrospective look at thymosin alpha-1."),
    ("thymosin", "ETASS was an observational study of thymosin alpha-1."),
    (
        "thymosin",
        "The ETASS researchers looked back through old hospital records of people given "
        "thymosin alpha-1.",
    ),
    ("thymosin", "ETASS had no control group, so its result for thymosin alpha-1 means little."),
    ("thymosin", "ETASS was run in outpatients given thymosin alpha-1."),
    ("thymosin", "ETASS took place in a single hospital and used thymosin alpha-1."),
    ("thymosin", "ETASS, a multinational trial, gave thymosin alpha-1 for a week."),
    ("thymosin", "ETASS was done in mice given thymosin alpha-1."),
    ("thymosin", "TESTS was open-label, so everybody knew who was on thymosin alpha-1."),
    ("thymosin", "In TESTS everyone knew who was getting thymosin alpha-1."),
    (
        "thymosin",
        "TESTS gave the control group no injection at all, so it says little on thymosin alpha-1.",
    ),
    ("thymosin", "TESTS of thymosin alpha-1 was not randomised."),
    ("thymosin", "TESTS lacked a placebo, which is a pity for thymosin alpha-1."),
    (
        "thymosin",
        "TESTS compared thymosin alpha-1 with nothing. There was no dummy treatment in it.",
    ),
    ("thymosin", "TESTS was a huge trial of thymosin alpha-1 run around the world."),
    ("thymosin", "TRACE tested thymosin alpha-1 in healthy volunteers."),
    ("thymosin", "TRACE, in which doctors picked who got thymosin alpha-1, found nothing."),
    ("thymosin", "TRACE was a cohort study of thymosin alpha-1."),
    ("thymosin", "Liu J 2021 was a randomised trial of thymosin alpha-1."),
    ("thymosin", "Sun Q 2021 drew lots to decide who got thymosin alpha-1."),
    ("thymosin", "Wu M 2020 was a placebo-controlled trial of thymosin alpha-1."),
    (
        "thymosin",
        "TESTS studied thymosin alpha-1 in 1,106 adults. Patients knew which injection "
        "they had been given.",
    ),
    ("thymosin", "TESTS studied thymosin alpha-1 in 1,106 adults. The trial was unblinded."),
    ("thymosin", "Maio 2010 tested thymosin alpha-1 in melanoma. It was double-blind."),
    ("thymosin", "Maio 2010 tested thymosin alpha-1 in melanoma. The comparison was with placebo."),
    (
        "thymosin",
        "Maio 2010 tested thymosin alpha-1 in melanoma. It was carried out at one clinic.",
    ),
    ("hcq", "RECOVERY gave hydroxychloroquine to outpatients with mild Covid."),
    ("hcq", "RECOVERY gave hydroxychloroquine to some and a sugar pill to others."),
    ("hcq", "In RECOVERY neither patients nor staff knew who was on hydroxychloroquine."),
    ("hcq", "RECOVERY was a blinded trial of hydroxychloroquine."),
    ("hcq", "RECOVERY was just an observational study of hydroxychloroquine."),
    ("hcq", "Solidarity tested hydroxychloroquine at one hospital."),
    ("hcq", "Solidarity treated people with hydroxychloroquine at home."),
    ("hcq", "PATCH was an open trial of hydroxychloroquine."),
    ("hcq", "Hydroxychloroquine again. TEACH had no placebo arm."),
    ("magnesium", "ISIS-4 compared magnesium with a dummy drip."),
    ("magnesium", "In ISIS-4 neither the patients nor the doctors knew who was on magnesium."),
    ("magnesium", "MAGIC was open-label, so doctors knew who was on magnesium."),
    ("magnesium", "LIMIT-2 gave magnesium in dozens of hospitals."),
    ("magnesium", "LIMIT-2 had no placebo for magnesium."),
    ("magnesium", "MAGIC was a tiny trial of magnesium."),
    ("streptokinase", "GISSI-1 gave streptokinase or a placebo to 11,806 people."),
    ("streptokinase", "GISSI-1 was a double-blind trial of streptokinase."),
    ("streptokinase", "GISSI-1 was not a randomised study of streptokinase."),
    ("streptokinase", "ISIS-2 had no placebo for streptokinase."),
    ("streptokinase", "GISSI-1 tested streptokinase at a single hospital in Milan."),
    (
        "thymosin",
        "TESTS gave thymosin alpha-1 in sepsis. Both the nurses and the families knew "
        "exactly who was getting it.",
    ),
    (
        "thymosin",
        "ETASS tested thymosin alpha-1 in sepsis. Nobody, not even the doctors, had been "
        "told which patients were on it.",
    ),
    ("thymosin", "The ETASS trial of thymosin alpha-1 was triple-blind."),
    ("thymosin", "TRACE, an open study of thymosin alpha-1 in pancreatitis, drew a blank."),
    (
        "thymosin",
        "TRACE gave thymosin alpha-1 to people who had never set foot in a hospital; all "
        "were treated at home.",
    ),
    ("thymosin", "Mutchnick 1999 tested thymosin alpha-1 without a control group."),
    ("thymosin", "Chien 1998 compared thymosin alpha-1 with a sham injection."),
    ("thymosin", "Liu J 2021 tossed a coin to decide who got thymosin alpha-1."),
    ("thymosin", "Sun Q 2021 was a double-blind experiment with thymosin alpha-1."),
    ("thymosin", "Gravenstein 1989 gave thymosin alpha-1 to children having a flu jab."),
    ("hcq", "RECOVERY handed out dummy pills to half its patients instead of hydroxychloroquine."),
    ("hcq", "RECOVERY looked at people with mild Covid at home who took hydroxychloroquine."),
    ("hcq", "RECOVERY was a look back at the notes of people given hydroxychloroquine."),
    ("hcq", "Solidarity was a small single-country study of hydroxychloroquine."),
    ("hcq", "Solidarity took place in one country and tested hydroxychloroquine."),
    ("magnesium", "MAGIC gave magnesium openly, with no placebo."),
    ("magnesium", "ISIS-4 hid magnesium behind a placebo drip."),
    ("magnesium", "LIMIT-2 spanned a dozen countries and gave magnesium early."),
    ("streptokinase", "GISSI-1 used placebo infusions of streptokinase."),
    ("streptokinase", "Nobody in GISSI-1 knew who was getting streptokinase."),
    ("streptokinase", "GISSI-1 came from a single Italian hospital and tested streptokinase."),
    (
        "thymosin",
        "ETASS was a proper placebo-controlled, double-blind affair, so its fall in deaths "
        "on thymosin alpha-1 can be trusted.",
    ),
    (
        "thymosin",
        "In TESTS the doctors could see which vial they were drawing thymosin alpha-1 from.",
    ),
    (
        "thymosin",
        "Because TESTS was unblinded, hope may have coloured its result for thymosin alpha-1.",
    ),
    ("thymosin", "TESTS never bothered with randomisation, so thymosin alpha-1 remains untested."),
    (
        "thymosin",
        "TRACE was stopped in its tracks, a mouse study of thymosin alpha-1 and nothing more.",
    ),
    ("thymosin", "TRACE followed outpatients who injected thymosin alpha-1 at home."),
    ("thymosin", "Wu M 2020 allotted thymosin alpha-1 by chance."),
    (
        "thymosin",
        "Wu M 2020 was a clinical trial in which patients were randomly assigned to "
        "thymosin alpha-1.",
    ),
    ("thymosin", "Liu J 2021 was an RCT of thymosin alpha-1."),
    ("thymosin", "TESTS was run by a single centre, and thymosin alpha-1 was given for a week."),
    ("thymosin", "ETASS drew on dozens of countries to test thymosin alpha-1."),
    ("hcq", "RECOVERY used placebo tablets to test hydroxychloroquine."),
    ("hcq", "RECOVERY kept its doctors in the dark about who got hydroxychloroquine."),
    ("hcq", "RECOVERY, a retrospective cohort, looked at hydroxychloroquine."),
    ("hcq", "The patients in RECOVERY chose for themselves whether to take hydroxychloroquine."),
    ("magnesium", "ISIS-4 was placebo-controlled for magnesium."),
    ("magnesium", "MAGIC lacked a control group, so what it says on magnesium is anyone's guess."),
    ("magnesium", "LIMIT-2 was an open study of magnesium."),
    ("magnesium", "ISIS-4 studied magnesium in a handful of patients at a single hospital."),
    ("streptokinase", "GISSI-1 blinded its staff as to who had streptokinase."),
    ("streptokinase", "ISIS-2 used no placebo for streptokinase."),
)
SILENT = (
    ("thymosin", "ETASS tested thymosin alpha-1 in sepsis. One side knew who got what."),
    (
        "thymosin",
        "ETASS was not double-blind and had no placebo; thymosin alpha-1 was added to usual care.",
    ),
    (
        "thymosin",
        "ETASS randomised patients with sepsis in six ICUs to thymosin alpha-1 or usual "
        "care alone.",
    ),
    ("thymosin", "Nobody should call ETASS double-blind, as a page on thymosin alpha-1 did."),
    (
        "thymosin",
        "ETASS, unlike the double-blind TESTS, used no dummy injection beside thymosin alpha-1.",
    ),
    ("thymosin", "In ETASS the patients did not know whether they got thymosin alpha-1."),
    ("thymosin", "After ETASS, a double-blind trial of thymosin alpha-1 was called for."),
    ("thymosin", "TESTS of thymosin alpha-1 followed ETASS, which was not placebo-controlled."),
    (
        "thymosin",
        "TESTS randomised 1,106 adults, and neither patients nor staff knew who got "
        "thymosin alpha-1.",
    ),
    ("thymosin", "TESTS used a placebo, so that nobody knew who was on thymosin alpha-1."),
    ("thymosin", "In a double-blind trial neither side knows who got thymosin alpha-1."),
    (
        "thymosin",
        "ETASS is the trial of thymosin alpha-1. A double-blind trial hides the drug from "
        "both sides.",
    ),
    ("thymosin", "ETASS raised hopes for thymosin alpha-1. Would a placebo have changed that?"),
    (
        "thymosin",
        "ETASS raised hopes for thymosin alpha-1. A larger, double-blind trial was needed.",
    ),
    (
        "thymosin",
        "ETASS raised hopes for thymosin alpha-1. It took a placebo-controlled trial to "
        "settle the matter.",
    ),
    (
        "thymosin",
        "ETASS raised hopes for thymosin alpha-1. It was followed by a double-blind trial.",
    ),
    (
        "thymosin",
        "ETASS would have been stronger if it had been double-blind; thymosin alpha-1 deserved it.",
    ),
    (
        "thymosin",
        "Maio 2010 tested thymosin alpha-1 in melanoma. There was no placebo, and everyone "
        "knew who got what.",
    ),
    ("thymosin", "Maio 2010 tested thymosin alpha-1 at 64 centres in Europe, in an open trial."),
    (
        "thymosin",
        "Pei 2022 looked back through the records of ETASS patients given thymosin alpha-1.",
    ),
    (
        "thymosin",
        "Liu J 2021 looked back at 2,282 patients, of whom 306 had thymosin alpha-1; it "
        "was no randomised trial.",
    ),
    ("thymosin", "Liu J 2021 was an observational study of thymosin alpha-1, not a trial."),
    ("thymosin", "TESTS is large. Many earlier studies of thymosin alpha-1 were open-label."),
    ("thymosin", "TESTS is large. The other trials of thymosin alpha-1 had no placebo."),
    ("thymosin", "Patients in TESTS knew that they might get thymosin alpha-1 or placebo."),
    (
        "thymosin",
        "TRACE enrolled people with severe pancreatitis; thymosin alpha-1 had been tried "
        "in mice before.",
    ),
    ("hcq", "RECOVERY compared hydroxychloroquine with usual care, not with a placebo."),
    ("hcq", "RECOVERY was open-label, so doctors and patients knew who had hydroxychloroquine."),
    ("hcq", "RECOVERY gave no dummy pills beside hydroxychloroquine."),
    ("hcq", "RECOVERY says nothing about people at home who took hydroxychloroquine."),
    (
        "hcq",
        "RECOVERY was in hospital patients only; hydroxychloroquine in outpatients is "
        "another question.",
    ),
    ("hcq", "Solidarity tested hydroxychloroquine in hundreds of hospitals across 30 countries."),
    ("hcq", "One hospital in Geneva took part in Solidarity and gave hydroxychloroquine to a few."),
    ("hcq", "RECOVERY randomised 4,716 people; one hospital alone gave hydroxychloroquine to 90."),
    ("hcq", "COV-HCQ tested hydroxychloroquine against placebo. Patients were in hospital."),
    ("magnesium", "ISIS-4 compared captopril with placebo, and magnesium with open control."),
    ("magnesium", "ISIS-4 compared magnesium with no infusion; mononitrate had a dummy."),
    ("magnesium", "LIMIT-2, from a single unit in Leicester, gave magnesium or saline."),
    ("magnesium", "LIMIT-2 was double-blind; ISIS-4 was open for magnesium."),
    ("magnesium", "MAGIC was blinded, so nobody knew who had magnesium."),
    ("magnesium", "MAGIC was planned because ISIS-4 had given magnesium late and without placebo."),
    (
        "streptokinase",
        "GISSI-1 gave streptokinase or usual care. There was no placebo, so staff knew who "
        "was treated.",
    ),
    ("streptokinase", "ISIS-2 tested streptokinase and aspirin against dummies."),
    (
        "streptokinase",
        "GISSI-1 ran in 176 Italian units; a single hospital in Milan gave streptokinase "
        "to 100 people.",
    ),
    ("streptokinase", "In ISIS-2 aspirin, too, had a placebo. Streptokinase was given in an hour."),
    ("thymosin", "ETASS was single-blind, and TESTS double-blind; both tested thymosin alpha-1."),
    ("thymosin", "TESTS, unlike older work on thymosin alpha-1, had a placebo and was blinded."),
    ("thymosin", "Critics say that TESTS of thymosin alpha-1 was badly blinded."),
    ("thymosin", "If TESTS had been open-label, thymosin alpha-1 might have looked better."),
    (
        "thymosin",
        "TESTS ran in Chinese hospitals; the control group got placebo, not thymosin alpha-1.",
    ),
    (
        "thymosin",
        "ETASS randomised 361 people; whether a placebo was used beside thymosin alpha-1 "
        "is unclear.",
    ),
    (
        "thymosin",
        "TRACE recruited in hospital, within a week of onset, and gave thymosin alpha-1 or "
        "placebo.",
    ),
    (
        "hcq",
        "RECOVERY was not blinded, but death is hard to misjudge; hydroxychloroquine did "
        "not lower it.",
    ),
    ("magnesium", "MAGIC was blinded, and ISIS-4 was not; both tested magnesium."),
    (
        "magnesium",
        "LIMIT-2 ran in Leicester; one hospital gave magnesium to everybody in the active group.",
    ),
    ("streptokinase", "Without a placebo, GISSI-1 could not hide who got streptokinase."),
    (
        "thymosin",
        "ETASS hid the treatment from one side only; thymosin alpha-1 went to 181 people.",
    ),
    (
        "thymosin",
        "Blinding in ETASS was single, so the staff may have known who had thymosin alpha-1.",
    ),
    (
        "thymosin",
        "A double-blind design, such as that of TESTS, guards against hope; thymosin "
        "alpha-1 needed it.",
    ),
    ("thymosin", "TESTS kept both sides blind to thymosin alpha-1."),
    ("thymosin", "The placebo in TESTS looked like thymosin alpha-1, so nobody could tell."),
    ("thymosin", "TESTS was no retrospective study of thymosin alpha-1."),
    ("thymosin", "Nobody in TESTS was told whether they had thymosin alpha-1 or placebo."),
    (
        "thymosin",
        "TESTS ran in 22 centres and gave thymosin alpha-1 for a week; a single centre had "
        "done the pilot.",
    ),
    ("thymosin", "TRACE was randomised and blinded, and thymosin alpha-1 made no odds."),
    (
        "thymosin",
        "The observational studies of thymosin alpha-1 in COVID-19 point both ways, unlike "
        "TESTS in sepsis.",
    ),
    ("thymosin", "TESTS had an independent statistician who was not blinded to thymosin alpha-1."),
    ("thymosin", "TESTS enrolled adults, not children, for thymosin alpha-1."),
    ("thymosin", "TESTS tells us nothing about healthy volunteers who take thymosin alpha-1."),
    (
        "thymosin",
        "Liu J 2021 and Sun Q 2021 were not randomised; thymosin alpha-1 went to the sicker.",
    ),
    ("thymosin", "In Liu J 2021 doctors chose who got thymosin alpha-1."),
    (
        "thymosin",
        "Maio 2010 gave some people thymosin alpha-1 openly, with no dummy for the others.",
    ),
    (
        "thymosin",
        "The TESTS protocol describes how thymosin alpha-1 was masked and what would have "
        "unblinded it.",
    ),
    ("thymosin", "TESTS was planned after observational work on thymosin alpha-1."),
    (
        "thymosin",
        "TESTS had fewer outpatients than any registry would; thymosin alpha-1 was given "
        "in hospital.",
    ),
    ("hcq", "In RECOVERY nobody was blinded to hydroxychloroquine."),
    ("hcq", "RECOVERY had no sham treatment beside hydroxychloroquine."),
    ("hcq", "RECOVERY's control group got usual care and no hydroxychloroquine."),
    (
        "hcq",
        "RECOVERY compared hydroxychloroquine with usual care. A placebo would have cost time.",
    ),
    ("hcq", "Would RECOVERY have been better with a placebo for hydroxychloroquine?"),
    ("hcq", "Some say RECOVERY of hydroxychloroquine should have been double-blind."),
    ("hcq", "RECOVERY began in March 2020. Elsewhere, outpatients were given hydroxychloroquine."),
    ("hcq", "After RECOVERY, placebo-controlled trials of hydroxychloroquine went on at home."),
    (
        "hcq",
        "Solidarity, with hundreds of hospitals, had no dummy tablets beside hydroxychloroquine.",
    ),
    ("magnesium", "ISIS-4 used no placebo for magnesium, which went to half the patients."),
    ("magnesium", "In ISIS-4 half of the patients had been given no magnesium drip at all."),
    (
        "magnesium",
        "MAGIC gave everyone a drip, with magnesium or without, and kept all in the dark.",
    ),
    ("magnesium", "LIMIT-2 was a single-centre trial of magnesium, double-blind."),
    ("magnesium", "Magnesium had been tested in small open trials before LIMIT-2."),
    (
        "magnesium",
        "ISIS-4 was so large that single centres hardly mattered to what it says on magnesium.",
    ),
    ("streptokinase", "GISSI-1 was open: everyone knew who had streptokinase."),
    ("streptokinase", "GISSI-1 had controls who got usual care and no streptokinase."),
    (
        "streptokinase",
        "GISSI-1 drew its patients from 176 units to test streptokinase, so no single "
        "hospital weighed much.",
    ),
    ("streptokinase", "ISIS-2 gave streptokinase or dummy infusions."),
    ("streptokinase", "In ISIS-2 neither aspirin nor streptokinase could be told from its dummy."),
    (
        "streptokinase",
        "Before GISSI-1, most studies of streptokinase were small and some had no controls.",
    ),
    (
        "thymosin",
        "One of its authors later ran a cohort study; ETASS itself tested thymosin alpha-1 "
        "in a trial.",
    ),
    ("thymosin", "A randomised trial such as ETASS can still mislead on thymosin alpha-1."),
    (
        "thymosin",
        "ETASS was a trial in intensive care, and home use of thymosin alpha-1 is another matter.",
    ),
    (
        "thymosin",
        "ETASS gave thymosin alpha-1. The cohort that followed looked back through records.",
    ),
    ("thymosin", "TESTS gave thymosin alpha-1. An open-label extension was never planned."),
    ("thymosin", "TESTS gave thymosin alpha-1. Placebo was saline."),
    ("thymosin", "TESTS gave thymosin alpha-1. It was a large, double-blind trial with a placebo."),
    ("thymosin", "TESTS gave thymosin alpha-1. It was not an open-label study."),
)


@pytest.mark.parametrize(("dossier", "text"), FLAGGED)
def test_what_the_records_deny_is_flagged(flags, dossier, text):
    assert flags(dossier, text, design.check)


@pytest.mark.parametrize(("dossier", "text"), SILENT)
def test_what_is_true_or_said_of_another_is_left_alone(flags, dossier, text):
    assert flags(dossier, text, design.check) == ()
