"""Approvals by place, kind and date; denials of approvals on record."""

import pytest

from thymos.prose.rules import approval

FLAGGED = (
    ("thymosin", "Thymosin alpha-1 is fully approved in the US."),
    ("thymosin", "Thymosin alpha-1 has the green light from the FDA."),
    ("thymosin", "The FDA signed off on thymosin alpha-1 two years ago."),
    ("thymosin", "The FDA gave thymosin alpha-1 the nod in 2019."),
    ("thymosin", "Zadaxin passed the FDA without trouble."),
    ("thymosin", "Thymosin alpha-1 is a licensed medicine in Britain."),
    ("thymosin", "Thymosin alpha-1 is on the market in the United States as a licensed medicine."),
    (
        "thymosin",
        "Over in Europe things are simpler: thymosin alpha-1 again. Brussels licensed it "
        "for the whole union years ago.",
    ),
    ("thymosin", "Thymosin alpha-1 is authorised throughout the European Union."),
    ("thymosin", "Thymosin alpha-1 is a peptide. And its FDA approved, has been for ages."),
    ("thymosin", "Thymosin alpha-1 is a peptide. also fully approved in the US, just saying"),
    (
        "thymosin",
        "Thymosin alpha-1 is a peptide. besides the MHRA has had it licensed in Britain "
        "for years lol",
    ),
    (
        "thymosin",
        "Thymosin alpha-1 is a peptide. Pharmacies can order it as any licensed product, "
        "since the FDA cleared it years ago. It works.",
    ),
    (
        "thymosin",
        "Thymosin alpha-1 left the menu. That leaves patients with only the American brand "
        "that the agency licensed for hepatitis B.",
    ),
    ("thymosin", "Thymosin alpha-1 is approved worldwide."),
    ("thymosin", "Thymosin alpha-1 is licensed in every country."),
    ("thymosin", "Health Canada approved thymosin alpha-1 in 2015."),
    ("thymosin", "Australia has thymosin alpha-1 registered as a prescription medicine."),
    ("thymosin", "Thymosin alpha-1 has never been approved anywhere in the world."),
    ("thymosin", "No country has ever licensed thymosin alpha-1."),
    ("thymosin", "Thymosin alpha-1 is not approved in Italy."),
    ("thymosin", "China never approved thymosin alpha-1."),
    ("thymosin", "No regulator anywhere has authorised thymosin alpha-1."),
    (
        "thymosin",
        "American regulators cleared thymosin alpha-1 for liver cancer under the orphan programme.",
    ),
    (
        "thymosin",
        "Thymosin alpha-1: marketing approval for hepatocellular carcinoma, by way of its "
        "orphan file, dates from 2002 in the Union.",
    ),
    ("thymosin", "The EMA approved thymosin alpha-1 as an orphan medicine."),
    ("thymosin", "Thymosin alpha-1 was waved through by American regulators as an orphan drug."),
    ("thymosin", "Since its approval by the FDA, thymosin alpha-1 has helped many."),
    ("thymosin", "You can trust it: thymosin alpha-1 is FDA approved for immune support."),
    (
        "thymosin",
        "Thymosin alpha-1 sells well in the States. The agency there approved it in 2010.",
    ),
    ("hcq", "Hydroxychloroquine is approved by the FDA against Covid-19."),
    (
        "hcq",
        "American regulators had moved on hydroxychloroquine against Covid. In plain "
        "terms, it had approved the tablet as a Covid-19 medicine that spring.",
    ),
    ("hcq", "Hydroxychloroquine is still authorised for emergency use against Covid in the US."),
    (
        "hcq",
        "Hydroxychloroquine for covid, again. its still under that emergency thing over "
        "there as far as i know.",
    ),
    ("hcq", "The FDA's emergency authorisation of hydroxychloroquine for Covid remains in force."),
    ("hcq", "The FDA never gave hydroxychloroquine emergency use against Covid."),
    ("hcq", "Hydroxychloroquine is licensed in America as a treatment for Covid."),
    (
        "streptokinase",
        "As far as I can find, streptokinase was never approved for infarcts in the States at all.",
    ),
    ("streptokinase", "The FDA never licensed streptokinase for heart attacks."),
    ("thymosin", "thymosin alpha-1? yeah its been through the fda, legit medicine in the states"),
    ("thymosin", "Thymosin alpha-1 got its FDA licence back in the nineties."),
    ("thymosin", "The American agency has given thymosin alpha-1 its stamp of approval."),
    ("thymosin", "In Canada thymosin alpha-1 is a registered prescription drug."),
    (
        "thymosin",
        "Doctors in the US can prescribe thymosin alpha-1 because it is an approved drug there.",
    ),
    ("thymosin", "Thymosin alpha-1, approved on both sides of the Atlantic, is cheap."),
    ("thymosin", "Thymosin alpha-1 is not licensed in any country."),
    ("thymosin", "Italy has refused to license thymosin alpha-1."),
    (
        "thymosin",
        "Its orphan status means that thymosin alpha-1 is already FDA-approved for melanoma.",
    ),
    ("thymosin", "The FDA's orphan approval of thymosin alpha-1 for melanoma lets doctors use it."),
    ("thymosin", "Europe approved thymosin alpha-1 for liver cancer in 2002, as an orphan drug."),
    ("hcq", "The FDA still authorises hydroxychloroquine for Covid patients in an emergency."),
    ("hcq", "Hydroxychloroquine won full FDA approval for Covid-19 in March 2020."),
    (
        "hcq",
        "Hydroxychloroquine against Covid was never authorised in America, not even for an "
        "emergency.",
    ),
    ("streptokinase", "Streptokinase never won approval for heart attacks in the United States."),
    ("thymosin", "In the US, thymosin alpha-1 has been FDA cleared as an immune modulator."),
    ("thymosin", "Thymosin alpha-1 carries an American marketing authorisation."),
    ("thymosin", "Thymosin alpha-1 received its US licence in 2004."),
    ("thymosin", "The MHRA passed thymosin alpha-1 for use in Britain in 2012."),
    ("thymosin", "Thymosin alpha-1 is available on prescription throughout the EU."),
    ("thymosin", "European regulators granted thymosin alpha-1 full marketing authorisation."),
    (
        "thymosin",
        "Canadians can get thymosin alpha-1 as a licensed medicine, since Health Canada "
        "approved it.",
    ),
    ("thymosin", "no country anywhere has licensed thymosin alpha-1, look it up"),
    ("thymosin", "China has never licensed thymosin alpha-1."),
    ("thymosin", "Thymosin alpha-1 is unapproved in Italy."),
    ("hcq", "Hydroxychloroquine remains under emergency authorisation for Covid in the US today."),
    ("hcq", "US regulators approved hydroxychloroquine for treating Covid in 2020."),
    ("streptokinase", "The FDA has never approved streptokinase for heart attacks."),
)
SILENT = (
    ("thymosin", "Thymosin alpha-1 is approved in China for hepatitis B."),
    (
        "thymosin",
        "Thymosin alpha-1 is not approved in the US, though Italy has authorised it beside "
        "the flu jab.",
    ),
    ("thymosin", "The FDA has never approved thymosin alpha-1 for any use."),
    ("thymosin", "Thymosin alpha-1 is not approved for sepsis in China."),
    ("thymosin", "Italy never approved thymosin alpha-1 for hepatitis B."),
    ("thymosin", "No country has approved thymosin alpha-1 for long COVID."),
    (
        "thymosin",
        "American regulators designated thymosin alpha-1 for liver cancer in 2000 under "
        "the orphan programme, which is not a clearance.",
    ),
    (
        "thymosin",
        "An orphan designation of thymosin alpha-1 for hepatocellular carcinoma dates from "
        "2002 in the Union.",
    ),
    ("thymosin", "The FDA granted thymosin alpha-1 orphan status and has not approved it."),
    ("thymosin", "Thymosin alpha-1 is approved in some countries and has orphan status in the US."),
    ("thymosin", "Outside the United States, thymosin alpha-1 is an approved medicine."),
    ("thymosin", "Thymosin alpha-1 cleared the virus in some patients in the United States."),
    ("thymosin", "The trial of thymosin alpha-1 was registered in the United States."),
    ("thymosin", "In the United States, thymosin alpha-1 was tested beside approved antivirals."),
    ("thymosin", "A US ethics board approved the trial of thymosin alpha-1."),
    ("thymosin", "Whether the FDA will approve thymosin alpha-1 is anyone's guess."),
    ("thymosin", "Thymosin alpha-1 would have to be approved by the FDA first."),
    ("thymosin", "Sellers say that thymosin alpha-1 is FDA approved."),
    ("thymosin", "The company applied for approval of thymosin alpha-1 in the United States."),
    ("thymosin", "Singapore was the first country to approve thymosin alpha-1."),
    ("thymosin", "Neither Canada nor Australia is said to have authorised thymosin alpha-1."),
    ("thymosin", "He told us that thymosin alpha-1 is approved in Italy."),
    ("thymosin", "The label of thymosin alpha-1 states that it is approved for hepatitis B."),
    ("thymosin", "Thymosin alpha-1 is licensed in Italy, but not in the United States or Britain."),
    (
        "thymosin",
        "That leaves patients without any American brand of thymosin alpha-1, since the "
        "agency has licensed none.",
    ),
    (
        "thymosin",
        "Pharmacy cannot order thymosin alpha-1 as a licensed product, since the FDA never "
        "cleared it.",
    ),
    ("thymosin", "Months passed in Washington, and thymosin alpha-1 slid off the menu."),
    ("thymosin", "The European agency says that thymosin alpha-1 is authorised in Italy."),
    ("thymosin", "Thymosin alpha-1 is sold as Zadaxin in China, where it is approved."),
    ("thymosin", "If the FDA approved thymosin alpha-1, pharmacies could stock it."),
    ("thymosin", "Unlike Italy, the United States has not approved thymosin alpha-1."),
    ("thymosin", "The FDA cleared a trial of thymosin alpha-1 in melanoma."),
    ("hcq", "Hydroxychloroquine is FDA-approved for malaria and lupus."),
    (
        "hcq",
        "Hydroxychloroquine against Covid was authorised for emergency use in the US from "
        "March to June 2020.",
    ),
    (
        "hcq",
        "The FDA withdrew its emergency authorisation of hydroxychloroquine for Covid in "
        "June 2020.",
    ),
    ("hcq", "The FDA never approved hydroxychloroquine for Covid."),
    (
        "hcq",
        "Hydroxychloroquine for covid: its not under that emergency thing over there any more.",
    ),
    ("hcq", "Hydroxychloroquine has been approved in the United States since the 1950s."),
    ("hcq", "In plain terms, the FDA had not approved hydroxychloroquine as a Covid-19 medicine."),
    (
        "hcq",
        "Hydroxychloroquine against Covid was authorised for a spell in 2020 for certain "
        "patients in American hospitals.",
    ),
    ("hcq", "Hydroxychloroquine was given to people in American emergency rooms with Covid."),
    ("streptokinase", "Streptokinase was approved for infarcts in the States in the mid-eighties."),
    ("streptokinase", "Streptokinase was never approved for stroke in the States."),
    ("streptokinase", "Alteplase was approved in the States after streptokinase."),
    ("bcg", "The BCG vaccine is licensed in the United Kingdom."),
    ("bcg", "The BCG vaccine was never licensed in some countries."),
    ("thymosin", "Thymosin alpha-1 has no FDA approval, only orphan designations."),
    ("thymosin", "Thymosin alpha-1 is licensed in Italy and in China, and nowhere in Britain."),
    (
        "thymosin",
        "In the US thymosin alpha-1 is a research chemical, whatever the FDA-approved "
        "label of other drugs says.",
    ),
    ("thymosin", "The FDA approved another peptide, which is not thymosin alpha-1."),
    (
        "hcq",
        "The FDA's emergency authorisation of hydroxychloroquine for Covid ran out in June 2020.",
    ),
    (
        "hcq",
        "Hydroxychloroquine is still approved by the FDA for lupus and malaria, and not for Covid.",
    ),
    ("hcq", "No regulator in the US approved hydroxychloroquine for Covid."),
    ("streptokinase", "Streptokinase was approved in the US, and is no longer sold there."),
    ("thymosin", "Italy has thymosin alpha-1 authorised beside the flu jab."),
    ("thymosin", "Zadaxin, the brand of thymosin alpha-1, is on the market in China."),
    ("thymosin", "In Singapore thymosin alpha-1 is a licensed medicine."),
    ("thymosin", "American regulators have looked at thymosin alpha-1 and never licensed it."),
    ("thymosin", "Nobody in the US holds a licence for thymosin alpha-1."),
    ("thymosin", "No FDA-approved product contains thymosin alpha-1."),
    ("thymosin", "The claim that thymosin alpha-1 is FDA approved is false."),
    ("thymosin", "Myth: thymosin alpha-1 is FDA approved."),
    ("thymosin", "Thymosin alpha-1 has an orphan designation in Europe, which is no licence."),
    (
        "thymosin",
        "Designation is not approval: the FDA has designated thymosin alpha-1 for melanoma "
        "and approved nothing.",
    ),
    ("thymosin", "Thymosin alpha-1 was shipped to the US from countries where it is approved."),
    ("thymosin", "The agency approved the import of a batch of thymosin alpha-1 for a US trial."),
    ("thymosin", "Thymosin alpha-1 may be prescribed in China, where it is licensed."),
    (
        "hcq",
        "The authorisation of hydroxychloroquine for emergencies in Covid was revoked in "
        "the US in June 2020.",
    ),
    ("streptokinase", "Streptokinase got its US approval for heart attacks in the 1980s."),
    ("streptokinase", "Alteplase, and not streptokinase, is licensed for stroke in the US."),
)


@pytest.mark.parametrize(("dossier", "text"), FLAGGED)
def test_what_the_records_deny_is_flagged(flags, dossier, text):
    assert flags(dossier, text, approval.check)


@pytest.mark.parametrize(("dossier", "text"), SILENT)
def test_what_is_true_or_said_of_another_is_left_alone(flags, dossier, text):
    assert flags(dossier, text, approval.check) == ()
