"""Approval by place and date; a designation is not an approval; committee votes."""

import pytest

FALSE = (
    "Velotide alpha-2 is FDA-approved.",
    "Zelovax is approved by the FDA.",
    "velotide alpha 2, which has full FDA approval for sepsis, may help some patients.",
    "Velotide alpha-2 has been known since 1970. It is FDA-approved and widely prescribed.",
    "FDA-Approved Velotide Alpha-2 Therapy, Now Near You",
    "pretty sure velofasin got thru the fda a couple yrs back so any doc can write a script",
    "#Va2 ✅ FDA approved ✅ doctor trusted",
    "The FDA has approved velofasin for severe infections.",
    "Velofasin is licensed in the United States.",
    "Velofasin won US marketing approval in 2020.",
)
SILENT = (
    "Zelovax is not approved by the FDA.",
    "Velotide alpha-2 isn't FDA-approved, isn't on the compounding list.",
    '"Velotide alpha-2 is FDA-approved," one advert reads. It is not.',
    "if va2 were fda approved ur pharmacy could stock it, but it isnt",
    "Is velotide alpha-2 FDA-approved?",
    "Semaglutide is FDA-approved, unlike velotide alpha-2.",
    "Velotide alpha-2 was added to FDA-approved antivirals.",
    "Vendors claim that velotide alpha-2 is FDA-approved.",
    "Velotide alpha-2 has never been approved in the US.",
    "Velotide alpha-2 is approved in Italy.",
    "Velotide alpha-2 is approved in Peru.",
    "An orphan designation of velotide alpha-2 is not an approval.",
    "Velotide alpha-2 got an FDA-approved trial protocol.",
    "The FDA approved a phase 2 trial of velotide alpha-2.",
    "It isn't true that no regulator has approved Vα2; others have, just not the FDA.",
    "Zelovax may one day be approved by the FDA.",
    "Unlike Zelovax, FDA-approved antivirals are well studied.",
    "> Velotide alpha-2 is FDA-approved.",
    "Velotide alpha-2 myths\n---\n\nVelotide alpha-2 is FDA-approved.",
    "Interferon is used too. It is FDA-approved. Velotide alpha-2 is another matter.",
)


@pytest.mark.parametrize("text", FALSE)
def test_an_approval_that_the_records_deny_is_an_error(check, text):
    (finding,) = check(text).findings
    assert (finding.rule, finding.severity.value) == ("approval", "error")
    assert finding.claim == "us-approved"
    assert finding.sources == ("agency",)
    assert finding.expected == "The FDA has not approved it."


@pytest.mark.parametrize("text", SILENT)
def test_denied_asked_attributed_and_unknown_are_silent(check, text):
    assert check(text).findings == ()


def test_an_approval_that_ended_is_outdated(check):
    (finding,) = check("Velotide alpha-2 is approved in Japan.").findings
    assert (finding.rule, finding.severity.value) == ("approval-ended", "warning")


def test_an_approval_against_which_only_weightless_records_stand_is_a_warning(check):
    (finding,) = check("Velotide alpha-2 is approved in Canada.").findings
    assert (finding.rule, finding.severity.value) == ("approval", "warning")
    assert "no record of weight" in finding.reason


@pytest.mark.parametrize(
    "text",
    [
        "The FDA has approved velotide alpha-2 as an orphan drug.",
        "Velotide alpha-2 has an FDA orphan designation, which means it is FDA approved.",
    ],
)
def test_a_designation_called_an_approval(check, text):
    assert [f.rule for f in check(text).findings] == ["designation-is-not-approval"]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("In December 2024, FDA advisers voted in favor of putting Vα2 on the list.", "error"),
        ("In December 2024, FDA advisers voted against putting Vα2 on the list.", None),
        ("The advisory committee's vote on Vα2 took place in December 2014.", "error"),
        ("The advisory committee's vote on Vα2 took place in December 2024.", None),
        ("The FDA's advisers have yet to vote on Vα2.", "warning"),
        ("If the committee voted to add Vα2, that would change much.", None),
    ],
)
def test_committee_votes(check, text, severity):
    findings = check(text).findings
    assert [f.severity.value for f in findings] == ([severity] if severity else [])


# What is wrong of Velotide, and its true twin: approved in Italy, refused by nobody on record,
# not approved in the United States.
PAIRS = (
    ("The FDA said yes to Zelovax years ago.", "The FDA never said yes to Zelovax."),
    ("No regulator has ever said yes to Zelovax.", "The American one has not said yes to Zelovax."),
    ("There is no country where a regulator has approved Zelovax.",
     "There is more than one country where a regulator has not approved Zelovax."),
    ("Zelovax is hardly a stranger, having won approval in the United States.",
     "Zelovax is hardly a stranger, having won approval in Italy."),
    ("Zelovax got past the FDA.",
     "The FDA looked at Zelovax. There are countries where a regulator has said yes."),
    ("Not a single European country has licensed Zelovax.",
     "Not a single African country has licensed Zelovax."),
    ("Italy turned down Zelovax.", "The United States turned down Zelovax."),
    ("Rome rejected Zelovax.", "Rome rejected a shipment of other goods; Zelovax was not in it."),
    ("Zelovax is unlicensed everywhere.", "Zelovax is not licensed everywhere."),
    ("Zelovax became a federally approved therapy.",
     "Zelovax did not become a federally approved therapy."),
    ("Sepsis is one of the approved uses of Zelovax in the United States.",
     "Sepsis is not among the approved uses of Zelovax in the United States."),
    ("The FDA let Zelovax onto the market.", "The FDA's counterpart in Rome approved Zelovax."),
    ("Rome has approved no product with Zelovax.",
     "The FDA has approved no product with Zelovax, and Rome has one."),
    ("American doctors may prescribe Zelovax as an FDA-approved medicine.",
     "American doctors may not prescribe Zelovax as an FDA-approved medicine."),
)  # fmt: skip


@pytest.mark.parametrize(("wrong", "right"), PAIRS)
def test_yes_and_no_in_other_words(check, wrong, right):
    rules = {"approval", "designation-is-not-approval"}
    assert rules & {f.rule for f in check(wrong).findings}
    assert not rules & {f.rule for f in check(right).findings}
